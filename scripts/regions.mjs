// Builds src/signal/geo/regions.bin: what is known of each country, and the country of each IANA time zone.
//
//   node scripts/regions.mjs /usr/share/zoneinfo path/to/cldr-core
//
// Sources: IANA tzdb's zone.tab, iso3166.tab and tzdata.zi (public domain); CLDR's weekData, measurementData and
// territoryContainment (npm `cldr-core`, Unicode License V3). Zones are kept as 15-bit hashes of their names: the names
// themselves would be 2 KB more of every visitor's download. All names known today are checked to be apart.
//
// Layout: 676 bytes, one for each pair of letters from AA to ZZ: 0 where it is no country's code, else continent 1–7
// | EU 8 | (weekend 0–4 + 5 × units) << 4 · for each country its zones, two bytes each,
// big-endian, ascending: the hash, and 0x8000 with the country's last. A country without a zone has one of hash 0.
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

/** Found by trying, from 1 on: the first with which no two names meet. `regions.rs` has it too. */
const START = 540;
/** FNV-1a over the name's bytes from a start of our own; its first 15 bits. */
const hash = (name, start = START) => {
  let h = start;
  for (const byte of Buffer.from(name)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 17;
};
/** Whether no two names that mean different things have one hash. */
const isApart = (start) => {
  const countries = new Map([[0, "none"]]);
  for (const zone of known) {
    const at = hash(zone, start);
    const country = zones.get(zone) ?? "";
    if ((countries.get(at) ?? country) !== country) return false;
    countries.set(at, country);
  }
  return true;
};
for (let start = 1; !isApart(START); start++) {
  if (isApart(start)) throw new Error(`two zones have one hash: set START to ${start}, here and in regions.rs`);
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
const pairs = new Uint8Array(26 * 26);
for (const code of codes) {
  const continent = code === "AQ" ? 1 : continents.findIndex((set) => set.has(code));
  if (continent < 0) throw new Error(`${code} is on no continent`);
  const weekend = index(
    WEEKENDS,
    `${week.weekendStart[code] ?? week.weekendStart["001"]}-${week.weekendEnd[code] ?? week.weekendEnd["001"]}`,
  );
  const units = index(UNITS, measurementSystem[code] ?? "metric");
  const [high, low] = Buffer.from(code).map((letter) => letter - 65);
  pairs[26 * high + low] = (continent + 1) | (eu.has(code) ? 8 : 0) | ((weekend + 5 * units) << 4);
}
const hashes = codes.flatMap((code) => {
  const own = [...zones].filter(([, country]) => country === code).map(([zone]) => hash(zone));
  const list = [...new Set(own.length > 0 ? own : [0])].sort((a, b) => a - b);
  return list.map((value, at) => (at === list.length - 1 ? value | 0x8000 : value));
});
const bytes = [...pairs, ...hashes.flatMap((value) => [value >> 8, value & 255])];
writeFileSync(new URL("../src/signal/geo/regions.bin", import.meta.url), Buffer.from(bytes));

// For the tests: every name, with its country or nothing.
const table = [...known]
  .sort()
  .map((zone) => `${zone}\t${zones.get(zone) ?? ""}\n`)
  .join("");
writeFileSync(new URL("../tests/cases/zones.tsv", import.meta.url), table);
console.log(`${codes.length} countries, ${zones.size} of ${known.size} zones, ${bytes.length} bytes`);
