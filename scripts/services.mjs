// Builds src/signal/referral/services.txt: the services of the world by their hosts, for edges and tools.
//
//   node scripts/services.mjs path/to/searchengine-and-social-list     builds it
//   node scripts/services.mjs --check                                  whether our own lines stand in it as written
//
// Sources: scripts/services.txt, our own, which wins; and Matomo's list of search engines and social networks (CC0-1.0,
// that is, in the public domain), as Debian distributes it: package matomo-searchengine-and-social-list, 3.14.0-2. Its
// folder holds SearchEngines.yml and Socials.yml.
//
// Of the list's hosts those are added that no own line knows already, as the shortest stem that is right: without `www`,
// with `*` where there are several endings, and none below another of the same name. A name is the list's in small letters,
// with hyphens, without its country and without the kind of search (`Google Images` is `google`). What a host alone does not
// say, its path would (`google.com/cse`), so such an entry counts for nothing.
import { readFileSync, writeFileSync } from "node:fs";

const file = (path) => new URL(`../${path}`, import.meta.url);
const OUT = file("src/signal/referral/services.txt");
const MARKS = { search: "?", social: "+", email: "@", chat: "!", paid: "$" };
/** Names of many lines are a letter there. */
const LETTERS = { A: "aol", G: "google", I: "infospace", M: "mastodon", Y: "yahoo" };
const shortened = (line) =>
  line.replace(/(?<=[?+@!$]).+/, (name) => Object.keys(LETTERS).find((letter) => LETTERS[letter] === name) ?? name);
const LINE = /^([a-z0-9.-]+[*/]?)([?+@!$]?)([a-z0-9.-]*)$/;

/** Our own file: lines as they will stand, and what is not to be taken from the list, or only as it stands there. */
function read(text) {
  const own = { lines: [], refused: new Set(), kept: new Set() };
  for (const line of text.split("\n").map((line) => line.replace(/(^|\s+)#.*/, ""))) {
    if (line.startsWith("-")) own.refused.add(line.slice(1));
    else if (line.startsWith("=")) own.kept.add(line.slice(1));
    else if (LINE.test(line)) own.lines.push(line);
    else if (line) throw new Error(`scripts/services.txt: \`${line}\` is no line`);
  }
  return own;
}

const own = read(readFileSync(file("scripts/services.txt"), "utf8"));

if (process.argv[2] === "--check") {
  const lines = new Set(readFileSync(OUT, "utf8").split("\n"));
  const missing = own.lines.filter((line) => !lines.has(shortened(line)));
  if (missing.length > 0) {
    console.error(`error: src/signal/referral/services.txt lacks ${missing.map((line) => `\`${line}\``).join(", ")}`);
    console.error(" hint: run `node scripts/services.mjs DIR`, or add the line there by hand, in the order of bytes");
    process.exit(1);
  }
  process.exit();
}
const [list] = process.argv.slice(2);
if (!list) throw new Error("usage: node scripts/services.mjs DIR | --check");
const { parse } = await import("yaml");

// The rules of src/signal/referral/services.rs, read from there.
const rust = readFileSync(file("src/signal/referral/services.rs"), "utf8");
const words = (before) =>
  rust
    .match(new RegExp(`${before}\\s*split!\\(\\s*"([^"]+)"`))[1]
    .replace(/\\\n\s*/g, "")
    .split("|");
const fits = (label, pattern) => new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(label);
const fitsAny = (patterns) => (label) => patterns.some((pattern) => fits(label, pattern)) && !label.endsWith("research");
const isPlace = fitsAny(words("const PLACES: &\\[&\\[u8\\]\\] ="));
const saysSearch = fitsAny(words('const BELOW: &Words = &\\[\\s*\\(\\s*"search",'));

/** What is before an ending of one label, and before one of two that look like one: `co.uk`. */
function bases(host) {
  const [, one] = host.match(/^(.+)\.[^.]{2,}$/) ?? [];
  const [, two] = host.match(/^(.+)\.[^.]{2,3}\.[^.]{2}$/) ?? [];
  return [one, two].filter(Boolean);
}

/** What a stem's service is called if nothing else is said. */
const calledBy = (stem) => stem.replace(/[.*/].*/, "");

const MEDIA = Object.fromEntries(Object.entries(MARKS).map(([medium, mark]) => [mark, medium]));
function service(line) {
  const [, stem, mark, name] = line.match(LINE);
  return { stem, medium: MEDIA[mark || "?"], name: name || calledBy(stem) };
}

/** As `find` in src/signal/referral/services.rs. */
class Stems {
  constructor(services) {
    this.all = new Map(services.map((service) => [service.stem, service]));
  }
  find(host) {
    return this.at(host) ?? (/^(com|org)\..*\.[^.]{3,}$/.test(host) ? this.at(host.split(".").reverse().join(".")) : undefined);
  }
  at(host) {
    const labels = host.split(".");
    for (let i = 0; i < labels.length - 1; i++) {
      const [rest, before] = [labels.slice(i).join("."), labels.slice(0, i)];
      const found = [rest, ...bases(rest)].map((stem) => this.stem(stem, stem === rest, before)).find(Boolean);
      if (found) return found.medium === "email" && before.some(saysSearch) ? { ...found, medium: "search" } : found;
    }
  }
  stem(stem, isWhole, before) {
    const isEngine = before.every(isPlace) || before.some(saysSearch);
    const isSearch = before.some(saysSearch);
    if (!isWhole) return this.all.get(`${stem}*`) ?? (isEngine ? this.all.get(`${stem}.`) : undefined);
    const short = stem.replace(/^([^.]+)\.com$/, "$1");
    return this.all.get(short) ?? (isSearch ? this.all.get(`${short}/`) : undefined);
  }
}

/** What follows an engine's name: a kind of search, a country. */
const KINDS =
  / (images?|videos?|videa|maps|news|scholar|shopping|translations|blogsearch|custom search|syndicated search|directory|japan|adsl|lv|ee|nl|de)$/;

/** `Yahoo! Japan Images` -> `yahoo`. */
function nameOf(text, medium) {
  let name = text
    .toLowerCase()
    .replace(/ *\(.*/, "")
    .replaceAll("!", "")
    .replace("%2b", "-plus")
    .replaceAll("ø", "o");
  while (medium === "search" && KINDS.test(name)) name = name.replace(KINDS, "");
  name = name.normalize("NFD").replace(/\p{M}/gu, "");
  return name.replace(/(\.com)?\.[a-z]{2,4}$/, "").replace(/[ .]+/g, "-");
}

// What the list has: hosts, which may end in `.{}`.
const yaml = (name) => Object.entries(parse(readFileSync(`${list}/${name}.yml`, "utf8")));
const listed = [
  ...yaml("SearchEngines").flatMap(([name, rows]) => rows.flatMap(({ urls }) => urls.map((host) => ({ host, medium: "search", name })))),
  ...yaml("Socials").flatMap(([name, hosts]) => hosts.map((host) => ({ host, medium: "social", name }))),
].map(({ host, medium, name }) => ({ host: host.replace(/^(.*\.)?\{\}\.(?=.)/, ""), medium, name: nameOf(name, medium) }));

/** A name that says no more than the stem does already is the stem's. */
const squeezed = (name) => name.replace(/-|search/g, "");
function named(stem, name) {
  const called = calledBy(stem);
  const [long, short] = [squeezed(name), squeezed(called)];
  const isSame = long === short || (short.length > 3 && long.startsWith(short));
  return isSame || !/^[a-z0-9-]+$/.test(name) ? called : name;
}

/** What is before the ending: of two labels where the first is one that registries share. */
const ENDING = /\.((co|com|ne|or|net|org|ac)\.)?[^.]+$/;

/** The stem of a host that no other shares. */
function stemOf(host) {
  const labels = host.replace(/^www\d?\.(?=.*\..)/, "").split(".");
  const last = labels.slice(0, -2).findLastIndex(saysSearch);
  const isBelow = last >= 0 && ENDING.exec(`x.${labels.slice(last + 1).join(".")}`).index > 1;
  const stem = (isBelow ? labels.slice(last + 1) : labels).join(".").replace(/^([^.]+)\.com$/, "$1");
  return isBelow ? `${stem}/` : stem;
}

const known = new Stems(own.lines.map(service));
const report = (host, there, here) => {
  if (process.env.VERBOSE && there.medium + there.name !== here.medium + here.name)
    console.warn(`${host}: ${there.medium} ${there.name} there, ${here.medium} ${here.name} here`);
};
const rest = listed.filter(({ host, medium, name }) => {
  if (host.includes("/") || own.refused.has(host)) return false;
  const answer = known.find(host.replace("{}", "com"));
  if (answer) report(host, { medium, name }, answer);
  return !answer;
});

// Hosts that differ in their endings only are one stem.
const baseOf = (host) => host.replace(/^www\d?\.(?=.*\..)/, "").replace(ENDING, "");
const endings = new Map();
for (const { host } of rest) endings.set(baseOf(host), (endings.get(baseOf(host)) ?? new Set()).add(ENDING.exec(host)[0]));
const services = new Map();
for (const { host, medium, name } of rest) {
  const isOpen = host.endsWith("{}") || (endings.get(baseOf(host)).size > 1 && !stemOf(host).endsWith("/"));
  const stem = own.kept.has(host)
    ? host
    : isOpen
      ? `${baseOf(host)}*`
      : medium === "search"
        ? stemOf(host)
        : host.replace(/^([^.]+)\.com$/, "$1");
  const made = { stem, medium, name: named(stem, name) };
  // The first says what a host is: engines come before networks.
  if (services.has(stem)) report(host, made, services.get(stem));
  else services.set(stem, made);
}
// A stem stands for what is below it.
for (const { stem, name } of services.values()) {
  const host = stem.endsWith("/") ? `search.${stem.slice(0, -1)}` : stem;
  const others = new Stems([...services.values()].filter((other) => other.stem !== stem));
  const above = others.at(/[.*]/.test(stem) ? host.replace("*", ".com") : `${host}.com`);
  if (above && squeezed(above.name) === squeezed(name) && !own.kept.has(stem)) services.delete(stem);
}

const line = ({ stem, medium, name }) => {
  const called = name === calledBy(stem) ? "" : name;
  return `${stem}${medium === "search" && !called ? "" : MARKS[medium]}${called}`;
};
const lines = [...own.lines, ...[...services.values()].map(line)].map(shortened);
const keyOf = (line) => Buffer.from(line.split(/[?+@!$]/)[0]);
lines.sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
writeFileSync(OUT, `${lines.join("\n")}\n`);
if (process.env.VERBOSE) console.log([...services.values()].map(line).join("\n"));
console.log(`${lines.length} lines, ${own.lines.length} of them our own; ${lines.join("\n").length + 1} bytes`);
