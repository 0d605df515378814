// Builds what is known of languages: src/signal/locale/likely.txt, for edges and tools, and src/languages/matching.txt, for
// tools alone.
//
//   node scripts/languages.mjs path/to/cldr-core
//
// Source: CLDR 48's likelySubtags, languageMatching ("written-new"), languageData, territoryContainment and aliases (npm
// `cldr-core`, Unicode License V3; UTS #35, "Likely Subtags" and "Language Matching"). Of the languages those count that
// CLDR has a locale or a matching rule for, and all with a code of two letters; the other 7000 are written in Latin, or
// nobody sends them.
import { readFileSync, writeFileSync } from "node:fs";

const [cldr] = process.argv.slice(2);
if (!cldr) throw new Error("usage: node scripts/languages.mjs CLDR_CORE");
const json = (name) => JSON.parse(readFileSync(`${cldr}/${name}.json`, "utf8"));
const supplemental = (name) => json(`supplemental/${name}`).supplemental;
const write = (path, lines) => writeFileSync(new URL(`../src/${path}`, import.meta.url), `${lines.join("\n")}\n`);
/** Lines `key=value` by the bytes of their keys, as the engine compares. */
const keyOf = (line) => Buffer.from(line.split("=")[0]);
const sorted = (lines) => lines.sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));

const { paradigmLocales, matchVariables, languageMatch } = supplemental("languageMatching").languageMatching["written-new"];
const languageOf = (tag) => tag.split("-")[0];
const known = new Set(
  [...json("availableLocales").availableLocales.full, ...languageMatch.flatMap((rule) => [rule._desired, rule._supported])].map(languageOf),
);

const likely = Object.entries(supplemental("likelySubtags").likelySubtags);
const isKept = ([key]) => languageOf(key) !== "und" && (languageOf(key).length === 2 || known.has(languageOf(key)));
// `zh-TW=Hant-TW`: the language stays what it is.
write("signal/locale/likely.txt", sorted(likely.filter(isKept).map(([key, value]) => `${key}=${value.split("-").slice(1).join("-")}`)));

const { territoryContainment } = supplemental("territoryContainment");
/** Everything in an area, and the areas in it. */
const within = (area) => [area, ...(territoryContainment[area]?._contains ?? []).flatMap(within)];
// Latin America is no member of the Americas' tree, only a grouping of three of its members.
const area = (code) => (code === "019" ? [...within(code), "003", "419"] : within(code));
const variables = Object.entries(matchVariables).map(
  ([name, { _value }]) => `${name}=${[...new Set(_value.split("+").flatMap(area))].join(" ")}`,
);
const regions = [...new Set([...within("001"), "003", "419"])].sort();
const rules = languageMatch.map((rule) => [rule._desired, rule._supported, rule._distance, ...(rule._oneway ? ["oneway"] : [])].join(" "));
const aliases = Object.entries(supplemental("aliases").metadata.alias.languageAlias)
  // Codes of three letters for what has one of two were never right in a tag.
  .filter(([key, { _reason }]) => !/overlong|bibliographic/.test(_reason) && (!key.includes("-") || /^(i|art|cel|en|no|sgn|zh)-/.test(key)))
  .map(([key, { _replacement }]) => `${key.toLowerCase()}=${_replacement.split(" ")[0]}`);
const scripts = new Map();
for (const [key, { _scripts = [] }] of Object.entries(supplemental("languageData").languageData)) {
  const language = key.replace("-alt-secondary", "");
  if (known.has(language)) scripts.set(language, [...(scripts.get(language) ?? []), ..._scripts]);
}
const unknown = likely.filter(([key]) => languageOf(key) === "und" && key !== "und").map((entry) => entry.join("="));
write("languages/matching.txt", [
  `# paradigms\n${paradigmLocales._locales.join("\n")}`,
  `# regions\n${regions.join(" ")}`,
  `# variables\n${variables.join("\n")}`,
  `# rules\n${rules.join("\n")}`,
  `# aliases\n${sorted(aliases).join("\n")}`,
  `# scripts\n${sorted([...scripts].map(([language, all]) => `${language}=${[...new Set(all)].join(" ")}`)).join("\n")}`,
  `# likely\n${sorted(unknown).join("\n")}`,
]);
console.log(`${likely.filter(isKept).length} likely subtags, ${rules.length} rules, ${aliases.length} aliases, ${regions.length} regions`);
