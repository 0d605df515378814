// Builds src/signal/geo/subdivisions.txt: the forms that a country's subdivisions have in ISO 3166-2.
//
//   node scripts/subdivisions.mjs path/to/cldr-core
//
// Source: CLDR's subdivisionContainment (npm `cldr-core`, Unicode License V3), whose identifiers are the standard's codes
// in small letters and without the hyphen. Some five thousand codes are too many for a worker to carry, and what a
// platform says wrongly (FIPS 10-4, a state's number) mostly has another form: `US-06`, `DE-07`, `GB-H9`.
//
// Layout: rows `form|form=CountryCountry…` with a `;` between them; in a form A is a letter, 9 a digit.
import { readFileSync, writeFileSync } from "node:fs";

const [cldr] = process.argv.slice(2);
if (!cldr) throw new Error("usage: node scripts/subdivisions.mjs CLDR_CORE");
const { supplemental } = JSON.parse(readFileSync(`${cldr}/supplemental/subdivisionContainment.json`, "utf8"));

const forms = new Map();
for (const { _contains } of Object.values(supplemental.subdivisionContainment)) {
  for (const id of _contains) {
    const [, country, code] = /^([a-z]{2})([a-z0-9]{1,3})$/.exec(id);
    const form = code.replace(/[a-z]/g, "A").replace(/[0-9]/g, "9");
    const known = forms.get(country.toUpperCase()) ?? new Set();
    forms.set(country.toUpperCase(), known.add(form));
  }
}

const rows = new Map();
for (const [country, known] of [...forms].sort()) {
  const form = [...known].sort().join("|");
  rows.set(form, (rows.get(form) ?? "") + country);
}
// Most countries' forms first: the table is read until the country is found.
const text = [...rows]
  .sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1))
  .map(([form, countries]) => `${form}=${countries}`);
writeFileSync(new URL("../src/signal/geo/subdivisions.txt", import.meta.url), text.join(";"));
