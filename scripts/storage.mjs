// What the package keeps in a browser, as docs/storage.md has it: `node scripts/storage.mjs` prints the page, `--write` writes it.
// Numbers, kinds and bits come from the code that has them; purposes are written here.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

/** A number of `src/limits.rs`, which may be a product. */
function limit(name) {
  const [, product] = new RegExp(`pub const ${name}: \\w+ = ([\\d_ *]+);`).exec(read("src/limits.rs")) ?? [];
  return product.split("*").reduce((all, factor) => all * Number(factor.replaceAll("_", "")), 1);
}

/** The kinds of entries that a profile has, with what their comments say. */
function kinds() {
  const all = [...read("src/profile/entry.rs").matchAll(/(?:\/\/\/ ([^\n]+)\n)?pub const (\w+): u8 = (\d+);/g)];
  const kinds = all.filter(([, , name]) => name !== "KINDS");
  // Two that have one comment have half of it each.
  const found = kinds.map(([line, about, ...rest], at) => {
    if (!about) return [line, kinds[at - 1][1].split("; ")[1], ...rest];
    return [line, kinds[at + 1] && !kinds[at + 1][1] ? about.split("; ")[0] : about, ...rest];
  });
  const plain = (text) =>
    text
      .replace(/; \[`\w+`\]/g, "")
      .replace(/ \(\[`[^`]+`\]\)/g, "")
      .replace(/\[`(\w+)`\]/g, (_, name) => name.toLowerCase());
  return found.map(([, about, name, number]) => [Number(number), name.toLowerCase(), plain(about)]);
}

/** The bits of the first character. */
function bits() {
  const [, list] = /const enum Flag \{([\s\S]*?)\n\}/.exec(read("pkg/src/memory/flag.ts"));
  return [...list.matchAll(/(\w+) = (\d+),/g)].map(([, name, bit]) => [Number(bit), name]);
}

const MEANING = {
  Personalization: "the visitor agreed to be remembered",
  Measurement: "the visitor agreed to be counted",
  OptedOut: "the visitor wants none of it; nothing else stands in the text then",
  Chosen: "the visitor said so here, which goes before Global Privacy Control",
  Paused: "the visitor paused it: what is kept stays, and is neither used nor added to",
};

/** What a key is for, when it is written, and for how long. `<id>` is the ruleset's. */
const DAYS = limit("KEPT_MINUTES") / 24 / 60;
export const KEYS = [
  {
    key: "nearside:<id>",
    where: "localStorage",
    purpose: "what this device remembers of its visitor, and what they agreed to",
    written: "once the visitor agreed to `personalization`; or opted out",
    lifetime: `until the visitor takes it back, erases it or clears the site's data. Of what is in it nothing is kept longer than ${DAYS} days, less where the ruleset says \`keep:\`, or \`forget:\` of a state. That somebody opted out stays`,
  },
  {
    key: "nearside:<id>:slots",
    where: "localStorage",
    purpose: "the names of slots in which the visitor wants nothing that rests on what they do or said, a line each",
    written: "once the visitor said so of a slot, whatever they agreed to: as an opt-out, a refusal can only be kept to if it is kept",
    lifetime: "until the visitor takes it back or clears the site's data; for the device, whoever uses it",
  },
  {
    key: "nearside:<id>:<hash>",
    where: "localStorage",
    purpose:
      "the same of a visitor whom the site told apart by `ns.who(key)`; the hash: 128 bits of SHA-256 over the ruleset's id and the key. Keys that can be counted up can be found by trying",
    written: "once that visitor agreed",
    lifetime: `as above; of a visitor who does not come again ${DAYS} days, and until somebody opts out, which is for the device`,
  },
  {
    key: "nearside:0 … nearside:7",
    where: "Web Locks (memory of the browser, nothing is stored)",
    purpose: "which of the site's tabs counts in which row, so that none counts over another",
    written: "when a page starts",
    lifetime: "until the page is left",
  },
];

/** Where a site says `storage: "indexedDB"`, by the names that the code has. */
function places() {
  const code = read("pkg/src/memory/indexed.ts");
  const [, base] = /const NAME = "(\w+)";/.exec(code);
  const [, store] = /const STORE = "(\w+)";/.exec(code);
  return [
    {
      key: base,
      where: `IndexedDB, in the store \`${store}\``,
      purpose: "the same two kinds of texts under the same keys, and none in localStorage",
      written: "as above; the database itself is not made before either",
      lifetime: "as above; the empty database stays until the visitor clears the site's data",
    },
    {
      key: "nearside:<id>",
      where: "BroadcastChannel (memory of the browser, nothing is stored)",
      purpose: "tells the site's other tabs what one of them wrote or erased",
      written: "when one does",
      lifetime: "until the page is left",
    },
  ];
}

const keys = (rows) =>
  table(
    ["key", "where", "what for", "written", "how long"],
    rows.map(({ key, where, purpose, written, lifetime }) => [`\`${key}\``, where, purpose, written, lifetime]),
  );

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

export function page() {
  const [, version] = /const VERSION: u64 = (\d+);/.exec(read("src/profile/codec.rs"));
  return `<!-- Generated by scripts/storage.mjs: \`UPDATE=1 node --test tests/node/storage.test.mjs\`. Do not edit. -->
# What is kept in a browser

For a site's list of what it stores. No cookie is set, ever; sessionStorage, caches and service workers are not used, and IndexedDB only where
a site asks for it. A site that hands in a \`storage\` of its own keeps the same texts under the same keys there.

${keys(KEYS)}

With \`storage: "memory"\` nothing is stored. With \`storage: "indexedDB"\` it is, instead of in localStorage:

${keys(places())}

One key is read when a page starts, with leave or without: it may hold that the visitor opted out. What is not ours there is removed.

## What is in it

A text. Its first character is a number of these bits; every other is a byte of the profile. At most ${limit("PROFILE_KEPT").toLocaleString("en")} bytes: what was touched longest ago makes room.

${table(
  ["bit", "means"],
  bits().map(([bit, name]) => [bit, MEANING[name]]),
)}

The profile begins with its version, ${version}, and the moment at which all of it was begun: when it was first kept, or erased last (a text of eight bytes,
milliseconds, the highest first). What is found of an earlier beginning says nothing any more. Then come entries of a kind, a writer (a tab, 0 to ${limit("WRITERS") - 1}), a name, a text and numbers. Numbers are LEB128, texts are UTF-8 behind their
length, moments are milliseconds since 1970 and one more. \`ns.profile.export()\` gives the same as JSON.

${table(
  ["kind", "name", "what it is"],
  kinds().map(([number, name, about]) => [number, `\`${name}\``, about]),
)}

At most ${limit("EVENTS")} events and ${limit("TOPICS")} topics, and only those that the ruleset names; ${limit("SEEN")} items that were seen. Texts of up to ${limit("KEPT_TEXT")} bytes.
`;
}

export const PATH = fileURLToPath(new URL("../docs/storage.md", import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--write")) writeFileSync(PATH, page());
  else process.stdout.write(page());
}
