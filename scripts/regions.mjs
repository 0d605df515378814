// Builds src/signal/geo/regions.bin: what is known of each country, and the country of each IANA time zone; and
// src/signal/locale/conventions.txt: what is customary where.
//
//   node scripts/regions.mjs /usr/share/zoneinfo path/to/cldr-core
//
// Sources: IANA tzdb's zone.tab, iso3166.tab and tzdata.zi (public domain); CLDR 48's weekData, measurementData, timeData,
// currencyData, territoryInfo and territoryContainment (npm `cldr-core`, Unicode License V3). Zones' names are not kept at all, they would
// be 3 KB of every visitor's download: a name's hash chooses about half of all slots, and those, exclusive-ored, are its
// country. So a slot for each name is enough (Gaussian elimination finds what must be in them), and whoever has no slot gets
// anything. A slot has 16 bits: of 65536 numbers 250 are a country's, so a zone that tzdb does not have yet is given one once
// in 262. (12 bits would be 1 in 16; each further bit halves it for some 66 bytes of every visitor's download.)
//
// Layout: 676 bytes, one for each pair of letters from AA to ZZ: 0 where CLDR has no region of that code, 8 where ISO 3166-1
// only reserves it, else continent 1–7 | EU 8 | (weekend 0–4 + 5 × units) << 4 · slots of 16 bits, big-endian.
//
// The text has a line for each convention, in the form of `src/signal/scan.rs`: the first day of the week, whether clocks go
// to twelve, the currency. It is at no visitor's: a ruleset that asks for one of them has its line in the bundle.
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
// Reserved in ISO 3166-1 for parts of countries (Ascension, Ceuta, the Canaries, …), and regions to CLDR.
const RESERVED = ["AC", "CP", "CQ", "DG", "EA", "IC", "TA"];
const WEEKENDS = ["sat-sun", "fri-sat", "thu-fri", "fri-fri", "sun-sun"];
const UNITS = ["metric", "US", "UK"];
// CLDR 48 moved Iceland's week to Sunday; all releases before it, and the country's own standard (ISO 8601), say Monday.
const FIRST_DAYS = { IS: "mon" };

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

const containment = supplemental("territoryContainment");
const members = (code) =>
  containment[code]?._contains.flatMap((part) => (part.length === 2 ? [part, ...members(part)] : members(part))) ?? [];
const eu = new Set([...containment.EU._contains, ...EU_PARTS]);
const continents = Object.values(CONTINENTS).map((areas) => new Set(areas.flatMap(members)));
continents[1] = new Set(["AQ"]);
const week = supplemental("weekData");
const { measurementSystem } = supplemental("measurementData");

const { timeData, currencyData } = { timeData: supplemental("timeData"), currencyData: supplemental("currencyData") };
const of = (data, code) => data[code] ?? data["001"];
/** The first of those that are tender today, as CLDR orders them. */
const currency = (code) => {
  const all = currencyData.region[code] ?? [];
  const today = all.filter((entry) => Object.values(entry).every(({ _to, _tender }) => !_to && _tender !== "false"));
  return today.flatMap(Object.keys)[0];
};

const countries = new Set([...lines("iso3166.tab").map((line) => line.slice(0, 2)), "XK"]);
const codes = [...countries, ...RESERVED].sort();
const pairs = new Uint8Array(26 * 26);
for (const code of codes) {
  const continent = code === "AQ" ? 1 : continents.findIndex((set) => set.has(code));
  if (continent < 0 && countries.has(code)) throw new Error(`${code} is on no continent`);
  const weekend = index(WEEKENDS, `${of(week.weekendStart, code)}-${of(week.weekendEnd, code)}`);
  const units = index(UNITS, of(measurementSystem, code));
  const [high, low] = Buffer.from(code).map((letter) => letter - 65);
  pairs[26 * high + low] = countries.has(code) ? (continent + 1) | (eu.has(code) ? 8 : 0) | ((weekend + 5 * units) << 4) : 8;
}

const territories = supplemental("territoryInfo");
const people = (code) => Number(territories[code]?._population ?? 0);

/** `EUR=de|fr|it;…`: who has which, in the order of how many people live there, since a table is read until the region is found. */
const convention = (name) => {
  const rows = new Map();
  for (const code of codes.toSorted((one, other) => people(other) - people(one))) {
    const value = name(code);
    if (value) rows.set(value, [...(rows.get(value) ?? []), code]);
  }
  const inhabitants = ([, all]) => all.reduce((sum, code) => sum + people(code), 0);
  return [...rows].sort((one, other) => inhabitants(other) - inhabitants(one));
};
const written = ([value, all]) => `${value}=${all.join("|").toLowerCase()}`;
/** What most regions have stands for all others, at the end. */
const others = (rows) => {
  const [most] = rows.toSorted((one, other) => other[1].length - one[1].length);
  return [...rows.filter((row) => row !== most).map(written), `${most[0]}=*`].join(";");
};
const conventions = [
  others(convention((code) => FIRST_DAYS[code] ?? of(week.firstDay, code))),
  others(convention((code) => (/^[hK]/.test(of(timeData, code)._preferred) ? "12" : "24"))),
  // Nobody pays in Antarctica: no currency is for all others.
  convention(currency).map(written).join(";"),
];
writeFileSync(new URL("../src/signal/locale/conventions.txt", import.meta.url), `${conventions.join("\n")}\n`);

/** Found by trying, from 1 on: the first with which the slots can be filled. `regions.rs` has it too. */
const START = 2;
const PRIME = 0x01000193;
const MASK = 0xffff;

/** A zone within a part of a country (`America/Indiana/Knox`) is where that part is. */
const part = (zone) => zone.split("/").slice(0, 2).join("/");
const places = new Map([...zones].map(([zone, country]) => [part(zone), country]));
for (const [zone, country] of zones) if (places.get(part(zone)) !== country) throw new Error(`${part(zone)} is in two countries`);
/** What must have no country: an empty name, what browsers say when they do not know, and zones of no place. */
const nowhere = ["", "Etc/Unknown", "Mars/Olympus", "europe/berlin", "Europe/", ...[...known].filter((zone) => !zones.has(zone))];
const slots = places.size;

/** FNV-1a over the name's bytes from a start of our own, and whether each slot is chosen. */
const choose = (name, start) => {
  let hash = start;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, PRIME);
  const chosen = [];
  for (let h = hash, slot = 0; slot < slots; slot++) {
    h = (Math.imul(h, PRIME) + 1) | 0;
    chosen.push(h < 0);
  }
  return { hash, chosen };
};

/** The slots' numbers for one start; nothing when a start has none. */
const fill = (start) => {
  // An equation for each name: its chosen slots, one behind the other, and their sum behind the last.
  const rows = [...places].map(([name, country]) => {
    const { hash, chosen } = choose(name, start);
    const [high, low] = Buffer.from(country).map((letter) => letter - 65);
    return Uint16Array.from([...chosen.map(Number), ((26 * high + low) ^ hash) & MASK]);
  });
  const solved = [];
  for (let slot = 0; slot < slots; slot++) {
    const at = rows.findIndex((row) => row[slot] === 1);
    if (at < 0) continue;
    const [row] = rows.splice(at, 1);
    for (const other of rows) if (other[slot] === 1) for (let i = slot; i <= slots; i++) other[i] ^= row[i];
    solved.push([slot, row]);
  }
  if (rows.some((row) => row[slots] !== 0)) return undefined;
  const filled = new Uint16Array(slots);
  for (const [slot, row] of solved.reverse()) {
    filled[slot] = row[slots];
    for (let i = slot + 1; i < slots; i++) if (row[i] === 1) filled[slot] ^= filled[i];
  }
  const isCountry = (name) => {
    const { hash, chosen } = choose(name, start);
    return (pairs[chosen.reduce((sum, is, slot) => (is ? sum ^ filled[slot] : sum), hash) & MASK] & 7) > 0;
  };
  return nowhere.some(isCountry) ? undefined : filled;
};

const filled = fill(START);
for (let start = 1; !filled; start++) {
  if (fill(start)) throw new Error(`no slots: set START to ${start}, here and in regions.rs`);
}
const bytes = [...pairs, ...[...filled].flatMap((slot) => [slot >> 8, slot & 255])];
writeFileSync(new URL("../src/signal/geo/regions.bin", import.meta.url), Buffer.from(bytes));

// For the tests: every name, with its country or nothing.
const table = [...known]
  .sort()
  .map((zone) => `${zone}\t${zones.get(zone) ?? ""}\n`)
  .join("");
writeFileSync(new URL("../tests/cases/zones.tsv", import.meta.url), table);
console.log(`${codes.length} regions, ${zones.size} of ${known.size} zones, ${bytes.length} bytes`);
