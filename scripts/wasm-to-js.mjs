// Makes JavaScript of a module, for pages where WebAssembly is missing or forbidden: an ES module whose `instantiate()`
// gives an object with the exports of the wasm, by binaryen's wasm2js.
//
//   node scripts/wasm-to-js.mjs in.wasm out.js
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import binaryen from "binaryen";
import { transform } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const features = (...names) => names.map((name) => `--enable-${name}`);
const [input, output] = process.argv.slice(2);

/** Runs one of binaryen's tools. */
function run(tool, ...args) {
  const { status, error, stderr } = spawnSync(join(root, "node_modules/.bin", tool), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${tool} ${args.join(" ")}\n${error?.message ?? stderr}`);
}

/** Replaces what stands there once; a version of binaryen that writes something else must not pass unseen. */
function replace(text, what, by) {
  if (text.split(what).length !== 2) throw new Error(`${input}: wasm2js did not write \`${what}\` once`);
  return text.replace(what, () => by);
}

const folder = mkdtempSync(join(tmpdir(), "nearside-js-"));
const [lowered, written] = ["lowered.wasm", "written.js"].map((name) => join(folder, name));
let text;
try {
  // What JavaScript's operators have not. Of bulk memory wasm2js makes `copyWithin` and `fill`.
  const known = features("bulk-memory", "mutable-globals");
  const lower = ["--llvm-nontrapping-fptoint-lowering", "--signext-lowering"];
  run(
    "wasm-opt",
    input,
    "-o",
    lowered,
    ...known,
    ...features("nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"),
    ...lower,
  );
  run("wasm2js", lowered, "-o", written, "-Oz", ...known);
  text = readFileSync(written, "utf8");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// It instantiates once, when it is imported, and keeps the memory outside. Here each instance has its own.
text = text.replace(/^export var .*\n/gm, "");
text = replace(text, "var retasmFunc = asmFunc(", "return asmFunc(");
// Views of a memory that has grown must be as empty as those of a `WebAssembly.Memory`: that is how `pkg/src` knows.
text = replace(text, "   buffer = newBuffer;\n", "   structuredClone(buffer, { transfer: [buffer] });\n   buffer = newBuffer;\n");
const { code } = await transform(`export function instantiate() {\n${text}}\n`, { minify: true, target: "es2022", format: "esm" });

// JavaScript would have two numbers for one i64.
const module = binaryen.readBinary(readFileSync(input));
const exported = Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)));
for (const { name, kind, value } of exported) {
  if (kind !== binaryen.ExternalFunction) continue;
  const { params, results } = binaryen.getFunctionInfo(module.getFunction(value));
  const types = [params, results].flatMap(binaryen.expandType);
  if (types.includes(binaryen.i64)) throw new Error(`${input}: ${name} takes or gives an i64`);
}

// Nothing is kept that does not begin.
const { instantiate } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
const names = (list) => list.sort().join();
const [got, expected] = [Object.keys(instantiate()), exported.map(({ name }) => name)].map(names);
if (got !== expected) throw new Error(`${input}: the script exports ${got}, not ${expected}`);
writeFileSync(output, code);
