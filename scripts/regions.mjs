// Builds src/signal/geo/regions.bin: what is known of each country, and the country of each IANA time zone.
//
//   node scripts/regions.mjs /usr/share/zoneinfo path/to/cldr-core
//
// Sources: IANA tzdb's zone.tab, iso3166.tab and tzdata.zi (public domain); CLDR's weekData, measurementData and
// territoryContainment (npm `cldr-core`, Unicode License V3). Zones are kept as 24-bit hashes of their names: the
// names themselves would be 1 KB more of every visitor's download. All names known today are checked to be apart.
//
// Layout, N countries in the order of their codes: u8 N · N × 2 letters · N × place (continent 0–6 | EU 8 | units << 4)
// · N × week (weekend 0–4 | first weekday << 3) · N × u8 number of zones · for each country its zones' hashes, 3 bytes
// each, big-endian, ascending.
import { readFileSync, writeFileSync } from "node:fs";

const [zoneinfo, cldr] = process.argv.slice(2);
if (!zoneinfo || !cldr) throw new Error("usage: node scripts/regions.mjs ZONEINFO CLDR_CORE");
const lines = (name) =>
  readFileSync(`${zoneinfo}/${name}`, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
const supplemental = (name) => JSON.parse(readFileSync(`${cldr}/supplemental/${name}.json`, "utf8")).supplemental[name];

// Zones that tzdb made links in 2024b; Debian's tzdata keeps them apart. They have no country in zone.tab.
const LINKS_2024B = {
  CET: "Europe/Brussels",
  CST6CDT: "America/Chicago",
  EET: "Europe/Athens",
  EST: "America/Panama",
  EST5EDT: "America/New_York",
  HST: "Pacific/Honolulu",
  MET: "Europe/Brussels",
  MST: "America/Phoenix",
  MST7MDT: "America/Denver",
  PST8PDT: "America/Los_Angeles",
  WET: "Europe/Lisbon",
};
// The Union's territory under the treaties: the members, Åland and the outermost regions that have codes of their own.
const EU_PARTS = ["AX", "GF", "GP", "MF", "MQ", "RE", "YT"];
const CONTINENTS = { AF: ["002"], AN: [], AS: ["142"], EU: ["150"], NA: ["003"], OC: ["009"], SA: ["005"] };
const WEEKENDS = ["sat-sun", "fri-sat", "thu-fri", "fri-fri", "sun-sun"];
const FIRST_DAYS = ["mon", "sun", "sat", "fri"];
const UNITS = ["metric", "US", "UK"];

const index = (list, item) => {
  const at = list.indexOf(item);
  if (at < 0) throw new Error(`${item} is new: give it a number`);
  return at;
};

const zones = new Map(
  lines("zone.tab").map((line) => {
    const [country, , zone] = line.split("\t");
    return [zone, country];
  }),
);
const known = new Set([...zones.keys(), ...Object.keys(LINKS_2024B)]);
const links = new Map(Object.entries(LINKS_2024B));
for (const line of lines("tzdata.zi")) {
  const [kind, first, second] = line.split(" ");
  if (kind === "Z") known.add(first);
  if (kind === "L") {
    known.add(second);
    links.set(second, first);
  }
}
for (const zone of known) {
  let target = zone;
  for (let hops = 0; hops < 5 && target && !zones.has(target); hops++) target = links.get(target);
  const country = zones.get(target);
  if (country) zones.set(zone, country);
}

/** FNV-1a over the name's bytes, folded to 24 bits. */
const hash = (name) => {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(name)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return ((h >>> 24) ^ h) & 0xffffff;
};
const hashes = new Map();
for (const zone of known) {
  const other = hashes.get(hash(zone));
  if (other) throw new Error(`${zone} and ${other} have one hash`);
  hashes.set(hash(zone), zone);
}

const containment = supplemental("territoryContainment");
const members = (code) =>
  containment[code]?._contains.flatMap((part) => (part.length === 2 ? [part, ...members(part)] : members(part))) ?? [];
const eu = new Set([...containment.EU._contains, ...EU_PARTS]);
const continents = Object.values(CONTINENTS).map((areas) => new Set(areas.flatMap(members)));
continents[1] = new Set(["AQ"]);
const week = supplemental("weekData");
const { measurementSystem } = supplemental("measurementData");

const codes = [...new Set([...lines("iso3166.tab").map((line) => line.slice(0, 2)), "XK"])].sort();
const place = codes.map((code) => {
  const continent = code === "AQ" ? 1 : continents.findIndex((set) => set.has(code));
  if (continent < 0) throw new Error(`${code} is on no continent`);
  return continent | (eu.has(code) ? 8 : 0) | (index(UNITS, measurementSystem[code] ?? "metric") << 4);
});
const weeks = codes.map((code) => {
  const weekend = `${week.weekendStart[code] ?? week.weekendStart["001"]}-${week.weekendEnd[code] ?? week.weekendEnd["001"]}`;
  return index(WEEKENDS, weekend) | (index(FIRST_DAYS, week.firstDay[code] ?? week.firstDay["001"]) << 3);
});
const byCountry = codes.map((code) =>
  [...zones]
    .filter(([, country]) => country === code)
    .map(([zone]) => hash(zone))
    .sort((a, b) => a - b),
);
const flat = byCountry.flat().flatMap((h) => [h >> 16, (h >> 8) & 255, h & 255]);
const bytes = [codes.length, ...Buffer.from(codes.join("")), ...place, ...weeks, ...byCountry.map((list) => list.length), ...flat];
writeFileSync(new URL("../src/signal/geo/regions.bin", import.meta.url), Buffer.from(bytes));

// For the tests: every name, with its country or nothing.
const table = [...known]
  .sort()
  .map((zone) => `${zone}\t${zones.get(zone) ?? ""}\n`)
  .join("");
writeFileSync(new URL("../tests/cases/zones.tsv", import.meta.url), table);
console.log(`${codes.length} countries, ${zones.size} of ${known.size} zones, ${bytes.length} bytes`);
