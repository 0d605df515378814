// Sizes as a visitor pays them: brotli 11, KB of 1 000 bytes, against size-budget.json. Over a `must` it fails; a `must`
// that is not reached yet has a `holds`, the size that it may not grow over until it is.
// `node scripts/size.mjs --json` for machines.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const budgets = JSON.parse(readFileSync(join(root, "size-budget.json"), "utf8"));

function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}

/** What a user's own bundler makes of the import, split where the package loads lazily. */
async function bundle({ import: name, conditions }) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from ${JSON.stringify(name)};`, resolveDir: root, sourcefile: "user.js" },
    outdir: join(root, "target/size"),
    entryNames: "user",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    conditions,
    external: ["*.wasm", "*.wasm?module", "node:*"],
    metafile: true,
    write: false,
    legalComments: "none",
    logLevel: "error",
  });
  const outputs = Object.entries(metafile.outputs).map(([path, { imports, inputs, entryPoint }]) => {
    const file = outputFiles.find((output) => output.path === join(root, path) || output.path.endsWith(path));
    return { path, imports, inputs: Object.keys(inputs), entry: entryPoint?.includes("user.js") ?? false, bytes: file.contents };
  });
  const first = reachable(
    outputs,
    outputs.filter(({ path, entry }) => entry || path.endsWith("/user.js")),
  );
  return { first, lazy: outputs.filter((output) => !first.includes(output)) };
}

/** The files that load with these, following static imports only. */
function reachable(outputs, from) {
  const found = new Set(from);
  for (const output of found) {
    for (const { path, kind } of output.imports) {
      const next = kind === "import-statement" && outputs.find((other) => other.path === path);
      if (next) found.add(next);
    }
  }
  return [...found];
}

async function measure(budget) {
  const { first, lazy } = await bundle(budget);
  // `script`: a module of the package that is imported in any case, though not by a static import.
  const all = [...first, ...lazy.filter(({ inputs }) => budget.script && inputs.some((input) => input.endsWith(budget.script)))];
  const asked = lazy.filter(({ inputs }) => budget.lazy?.some((part) => inputs.some((input) => input.includes(part))));
  // With what it imports itself and the page has not got.
  const js = budget.lazy ? reachable(lazy, asked) : all;
  const scripts = js.reduce((sum, { bytes }) => sum + brotli(bytes), 0);
  const wasm = budget.wasm.reduce((sum, name) => sum + brotli(readFileSync(join(root, `pkg/wasm/${name}.wasm`))), 0);
  return { ...budget, wasm, js: scripts, total: wasm + scripts };
}

const rows = await Promise.all(budgets.map(measure));
const kb = (bytes) => (bytes / 1000).toFixed(2);
/** What fails: more than the budget, or, where the budget is not reached yet, more than it was (`holds`). */
const fails = ({ total, must, holds }) => total > Math.max(must, holds ?? 0) * 1000;
const verdict = (row) => {
  const { total, must, aim, holds } = row;
  if (fails(row)) return "OVER BUDGET";
  if (total > must * 1000) return `NOT REACHED; may not grow over ${holds}`;
  return aim && total > aim * 1000 ? "over the aim" : "ok";
};

if (process.argv.includes("--json")) {
  console.log(
    JSON.stringify(
      rows.map(({ name, wasm, js, total, must, aim, holds }) => ({ name, wasm, js, total, must, aim, holds })),
      null,
      2,
    ),
  );
} else {
  const line = (...cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(18) : String(cell).padStart(8))).join(""));
  console.log("brotli 11, KB of 1 000 bytes");
  line("", "wasm", "js", "total", "must", "aim");
  for (const row of rows) line(row.name, kb(row.wasm), kb(row.js), kb(row.total), row.must, row.aim ?? "", `  ${verdict(row)}`);
}
process.exitCode = rows.some(fails) ? 1 : 0;
