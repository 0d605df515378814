// Makes JavaScript of the runtime, for pages where WebAssembly is missing or forbidden, by binaryen's wasm2js: in the two parts
// that `scripts/split-wasm.mjs` made of it, ES modules whose `instantiate()` gives an object with the exports of the wasm,
// and one that gives both.
//
//   node scripts/wasm-to-js.mjs page.script.wasm memory.script.wasm FOLDER
//
// writes page.js, memory.js and runtime.js.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import binaryen from "binaryen";
import { transform } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const features = (...names) => names.map((name) => `--enable-${name}`);
const [page, memory, output] = process.argv.slice(2);

/** Runs one of binaryen's tools. */
function run(tool, ...args) {
  const { status, error, stderr } = spawnSync(join(root, "node_modules/.bin", tool), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${tool} ${args.join(" ")}\n${error?.message ?? stderr}`);
}

/** Replaces what stands there once; a version of binaryen that writes something else must not pass unseen. */
function replace(text, what, by) {
  const [before, after, ...more] = text.split(what);
  if (after === undefined || more.length > 0) throw new Error(`wasm2js did not write \`${what}\` once`);
  return before + by + after;
}

function written(input) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-js-"));
  const [lowered, script] = ["lowered.wasm", "written.js"].map((name) => join(folder, name));
  try {
    // What JavaScript's operators have not. Of bulk memory wasm2js makes `copyWithin` and `fill`.
    const known = features("bulk-memory", "mutable-globals");
    const lower = ["--llvm-nontrapping-fptoint-lowering", "--signext-lowering"];
    const other = features("nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue");
    run("wasm-opt", input, "-o", lowered, ...known, ...other, ...lower);
    run("wasm2js", lowered, "-o", script, "-Oz", ...known);
    // It instantiates once, when it is imported. Here each instance is another.
    return replace(
      readFileSync(script, "utf8").replace(/^(import \*|export var) .*\n/gm, ""),
      "var retasmFunc = asmFunc(",
      "return asmFunc(",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `later` has what the second part adds; `env`, where the upper half of an i64 is left, is of both. */
function pageOf(text) {
  const names = [];
  let script = text.replace(/^ var (\S+) = later\["(\d+)"\];\n/gm, (_, name, number) => {
    names.push([name, number]);
    return "";
  });
  for (const [name, number] of names) {
    script = script.replaceAll(`${name}(`, () => `later.$${number}(`);
    // In the table.
    script = script.replaceAll(
      new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$&")}(?![\\w$])`, "g"),
      () => `(...given) => later.$${number}(...given)`,
    );
  }
  // Views of a memory that has grown must be as empty as those of a `WebAssembly.Memory`: that is how `pkg/src` knows.
  script = replace(
    script,
    "   buffer = newBuffer;\n",
    "   structuredClone(buffer, { transfer: [buffer] });\n   buffer = newBuffer;\n   later.grown?.();\n",
  );
  script = replace(script, '  "later": later,\n', "  later,\n");
  script = replace(script, '  "env": env,\n', "  env,\n");
  script = replace(script, ' return {\n  "stack"', ' return {\n  later,\n  env,\n  "stack"');
  return `export function instantiate() {
    let high;
    const later = {}, env = { setTempRet0: (to) => { high = to; }, getTempRet0: () => high };
    ${script}
  }`;
}

/** It takes the memory of the first, which may grow. */
function memoryOf(text) {
  let script = text.replace(/page\["(\d+)"\]/g, "page.$$$1");
  script = replace(script, " memory.grow = __wasm_memory_grow;\n", "");
  const grow = /function __wasm_memory_grow[\s\S]*?\n }\n/.exec(script)[0];
  const views = [...script.matchAll(/^ var (HEAP\w+) = (new \w+\(buffer\));\n/gm)].map(([, name, view]) => `${name} = ${view};`);
  script = replace(script, grow, `function grown() { buffer = memory.buffer; ${views.join(" ")} bufferView = HEAPU8; }\n`);
  script = replace(script, " return {\n", " return {\n grown,\n");
  script = script.replace(
    /return asmFunc\([\s\S]*$/,
    "const exports = asmFunc({ page, env: page.env });\nreturn Object.assign(page.later, exports);\n",
  );
  return `export function instantiate({ page }) {\n${script}\n}`;
}

/** JavaScript would have two numbers for one i64. What only the parts call of each other has a number for a name. */
function exportsOf(input) {
  const module = binaryen.readBinary(readFileSync(input));
  const exported = Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)));
  for (const { name, kind, value } of exported) {
    if (kind !== binaryen.ExternalFunction || /^\d+$/.test(name)) continue;
    const { params, results } = binaryen.getFunctionInfo(module.getFunction(value));
    const types = [params, results].flatMap(binaryen.expandType);
    if (types.includes(binaryen.i64)) throw new Error(`${input}: ${name} takes or gives an i64`);
  }
  return exported.map(({ name }) => name.replace(/^\d+$/, "$$$&"));
}

const minified = async (script) => (await transform(script, { minify: true, target: "es2022", format: "esm" })).code;
const both = `// The two parts of the runtime, for whoever takes it whole.
import { instantiate as memory } from "./memory.js";
import { instantiate as page } from "./page.js";

export function instantiate() {
  const native = page();
  return Object.assign(native, memory({ page: native }));
}
`;

const scripts = { page: await minified(pageOf(written(page))), memory: await minified(memoryOf(written(memory))) };

for (const [name, code] of Object.entries({ ...scripts, runtime: both })) writeFileSync(join(output, `${name}.js`), code);

// Nothing is kept that does not begin.
const [begin, add] = await Promise.all(
  Object.keys(scripts).map(async (name) => (await import(pathToFileURL(resolve(output, `${name}.js`)))).instantiate),
);
const native = begin();
const names = (list) => [...list].sort().join();
for (const [input, got, expected] of [
  [page, Object.keys(native), ["later", "env", ...exportsOf(page)]],
  [memory, Object.keys(add({ page: native })), ["grown", ...exportsOf(memory)]],
])
  if (names(got) !== names(expected)) throw new Error(`${input}: the script exports ${names(got)}, not ${names(expected)}`);
