// Fills in the README's figures: what stands between `<!-- figures:NAME -->` and `<!-- /figures -->` is the figure of that
// name, from the last table of benches/RESULTS.md, from the fixtures, or from the test that demands it.
//
//   node scripts/readme-figures.mjs            writes README.md
//   node scripts/readme-figures.mjs --check    changes nothing; fails when README.md says something else

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const MARKER = /<!-- figures:([\w-]+) -->(.*?)<!-- \/figures -->/gs;

/** The rows of the table below `## Figures`, name → value. */
export function measured(results) {
  const [, table = ""] = results.split(/^## Figures$/m);
  const rows = [...table.matchAll(/^\|([^|]+)\|([^|]+)\|$/gm)].slice(2);
  return Object.fromEntries(rows.map(([, name, value]) => [name.trim(), value.trim()]));
}

/** How many decisions every runner must give byte for byte. */
function cases(root) {
  const folder = join(root, "tests/cases/decide");
  const topics = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const count = ({ name }) => JSON.parse(readFileSync(join(folder, name, "cases.json"), "utf8")).length;
  return `${topics.reduce((sum, topic) => sum + count(topic), 0)}`;
}

/** Requests of the demo that carry the visitor's data: the count that its test asks for. */
function requests(root) {
  const test = readFileSync(join(root, "tests/browser/demo.test.mjs"), "utf8");
  return /assert\.equal\(await count\.innerText\(\), "(\d+)"\)/.exec(test)?.[1];
}

/** Every figure that there is. */
export function figures(root) {
  let results = "";
  try {
    results = readFileSync(join(root, "benches/RESULTS.md"), "utf8");
  } catch {
    // Its figures are then missing, and said to be.
  }
  return { ...measured(results), cases: cases(root), requests: requests(root) };
}

/** The README with its figures, and what was wrong with it: one line each. */
export function fill(readme, figures) {
  const wrong = [];
  const filled = readme.replace(MARKER, (whole, name, text) => {
    const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
    if (figure === undefined) {
      wrong.push(`there is no figure \`${name}\` (in benches/RESULTS.md: \`make bench\`)`);
      return whole;
    }
    if (text !== figure) wrong.push(`\`${name}\` is ${figure}, and the README says ${text === "" ? "nothing" : text}`);
    return `<!-- figures:${name} -->${figure}<!-- /figures -->`;
  });
  const loose = readme.replace(MARKER, "").match(/<!-- \/?figures.*?-->/g) ?? [];
  for (const marker of loose) wrong.push(`\`${marker}\` belongs to no pair`);
  return { filled, wrong };
}

function main() {
  const file = join(root, "README.md");
  const readme = readFileSync(file, "utf8");
  const known = figures(root);
  const { filled, wrong } = fill(readme, known);
  if (process.argv.includes("--check")) {
    for (const line of wrong) console.error(`error: README.md: ${line}`);
    if (wrong.length > 0) console.error(" hint: `node scripts/readme-figures.mjs` writes the figures in");
    process.exitCode = wrong.length > 0 ? 1 : 0;
    return;
  }
  if (filled !== readme) writeFileSync(file, filled);
  // What could not be filled in is still wrong.
  const left = fill(filled, known).wrong;
  for (const line of left) console.error(`error: README.md: ${line}`);
  process.exitCode = left.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
