// Divides the runtime in two: what every page loads, and what remembers, which is loaded for bundles that ask for it. What pages
// load keeps a stub for each function that went, which calls through the table `later`; the second module takes the
// memory, the stack and whatever functions it needs from the first, and puts its own into that table. The same once more for
// `scripts/wasm-to-js.mjs`, which knows one table and no variables of others: with functions in their place.
//
//   node scripts/split-wasm.mjs named.wasm FOLDER -- FLAGS OF WASM-OPT
//
// writes page.wasm and memory.wasm, and page.script.wasm and memory.script.wasm.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What remembers, but for the one function by which a page finds that there is nothing; and its exports. */
const REMEMBERS = /nearside::profile(?!::recall::recall\b)|^\$(remember|merge|tell|save)$/;

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [input, output, , ...flags] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "nearside-split-"));

function run(tool, ...args) {
  const { status, error, stdout, stderr } = spawnSync(join(root, "node_modules/.bin", tool), args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${tool} ${args.join(" ")}\n${error?.message ?? stderr}`);
  return stdout;
}

const NAME = /\$"(?:[^"\\]|\\.)*"|\$[^\s()]+/g;
const CALL_INDIRECT = /\(call_indirect(?: \$\S+)? \(type (\$[^\s)]+)\)/g;
const names = (text) => text.match(NAME) ?? [];

/** The module's forms as its text has them, one behind the other. */
const forms = run("wasm-dis", input)
  .split(/\n(?= \()/)
  .map((form) => form.replace(/\n\)\s*$/, ""));
const is = (what) => (form) => form.startsWith(` (${what} `);
const functions = new Map(forms.filter(is("func")).map((form) => [names(form)[0], form]));
const calls = new Map(
  [...functions].map(([name, form]) => [name, [...form.matchAll(/\(call (\$"(?:[^"\\]|\\.)*"|\$[^\s()]+)/g)].map(([, to]) => to)]),
);
const exported = forms.filter(is("export"));
const exportedAs = (form) => names(form)[0];
const types = forms.filter(is("type"));
const rest = forms.filter((form) => ["global", "memory", "data", "table", "elem"].some((what) => is(what)(form)));
const only = (what) => {
  const found = rest.filter(is(what));
  if (found.length !== 1) throw new Error(`${input}: ${found.length} of ${what}, and one was expected`);
  return found[0];
};
const inTable = names(only("elem")).slice(1);

/** Whatever is reached from outside without what remembers stays. */
const stays = new Set();
const stay = (name) => {
  if (stays.has(name) || REMEMBERS.test(name) || !functions.has(name)) return;
  stays.add(name);
  calls.get(name).forEach(stay);
};
exported.map(exportedAs).forEach(stay);
inTable.forEach(stay);
const went = [...functions.keys()].filter((name) => !stays.has(name));
const called = (from, isOther) => [...new Set(from.flatMap((name) => calls.get(name)).filter(isOther))];
/** What a page calls of it, by its place in the table; and what it calls of the page. */
const later = [...new Set([...called([...stays], (name) => !stays.has(name)), ...inTable.filter((name) => !stays.has(name))])];
const lent = called(went, (name) => stays.has(name));
if (went.length === 0 || later.length === 0) throw new Error(`${input}: nothing remembers; were its names stripped?`);

/** A function's parameters and result, as its own form names them, and without names. */
function signature(name) {
  const [head] = functions.get(name).split("\n");
  const params = [...head.matchAll(/\(param (\$\S+) (\w+)\)/g)].map(([whole, param, kind]) => ({ whole, param, kind }));
  const result = /\(result \w+\)/.exec(head)?.[0] ?? "";
  return {
    params,
    taken: params.map(({ whole }) => whole).join(" "),
    type: `${params.map(({ kind }) => `(param ${kind})`).join(" ")} ${result}`,
    result,
  };
}
const [stack] = names(only("global"));
const [heap] = names(only("memory"));
const pages = /\d+\)$/.exec(only("memory"))[0];
const [table] = names(only("table"));

const page = exported.filter((form) => !went.includes(exportedAs(form)));
page.push(...lent.map((name, at) => ` (export "${at}" (func ${name}))`), ...[...stays].map((name) => functions.get(name)));
const memory = [...types, ` (import "page" "memory" (memory ${heap} ${pages})`];
memory.push(...lent.map((name, at) => ` (import "page" "${at}" (func ${name} ${signature(name).type}))`));
memory.push(...exported.filter((form) => went.includes(exportedAs(form))), ...went.map((name) => functions.get(name)));

/** What the two share, in the words of WebAssembly. */
function modules() {
  const stub = (name, at) => {
    const { params, taken, type, result } = signature(name);
    const given = params.map(({ param }) => `(local.get ${param})`).join(" ");
    return ` (func ${name} ${taken} ${result} (call_indirect $later ${type} ${given} (i32.const ${at})))`;
  };
  return {
    page: [
      ...types,
      ...rest,
      ` (table $later ${later.length} funcref)`,
      ` (export "later" (table $later))`,
      ` (export "table" (table ${table}))`,
      ` (export "stack" (global ${stack}))`,
      ...page,
      ...later.map(stub),
    ],
    memory: [
      ...memory,
      ` (import "page" "stack" (global ${stack} (mut i32)))`,
      ` (import "page" "table" (table ${table} 0 funcref))`,
      ` (import "page" "later" (table $later ${later.length} funcref))`,
      ` (elem (table $later) (i32.const 0) func ${later.join(" ")})`,
    ],
  };
}

/** The same where only functions can be shared. */
function scripts() {
  // Calls through the page's table, by the type of what is called; and the stack.
  const kinds = [...new Set(memory.flatMap((form) => [...form.matchAll(CALL_INDIRECT)].map(([, type]) => type)))];
  const parts = (type) => {
    const form = types.find((form) => names(form)[0] === type);
    const params = /\(param ([\w ]+)\)/.exec(form)?.[1].split(" ") ?? [];
    const result = /\(result \w+\)/.exec(form)?.[0] ?? "";
    return { params, type: `${[...params, "i32"].map((kind) => `(param ${kind})`).join(" ")} ${result}` };
  };
  const through = (type, at) => {
    const taken = parts(type);
    const [to, ...given] = [...taken.params.keys(), taken.params.length].map((i) => `(local.get ${i})`).reverse();
    const call = `(call_indirect ${table} (type ${type}) ${given.reverse().join(" ")} ${to})`;
    return ` (func (export "through${at}") ${taken.type} ${call})`;
  };
  const lowered = (form) =>
    form
      .replace(CALL_INDIRECT, (_, type) => `(call $through${kinds.indexOf(type)}`)
      .replaceAll(`(global.get ${stack})`, "(call $stack)")
      .replaceAll(`(global.set ${stack}`, "(call $to_stack");
  return {
    page: [
      ...later.map((name, at) => ` (import "later" "${at}" (func ${name} ${signature(name).type}))`),
      ...types,
      ...rest,
      ...page,
      ` (func (export "stack") (result i32) (global.get ${stack}))`,
      ` (func (export "to_stack") (param $to i32) (global.set ${stack} (local.get $to)))`,
      ...kinds.map(through),
    ],
    memory: [
      ...memory.map(lowered),
      ` (import "page" "stack" (func $stack (result i32)))`,
      ` (import "page" "to_stack" (func $to_stack (param i32)))`,
      ...kinds.map((type, at) => ` (import "page" "through${at}" (func $through${at} ${parts(type).type}))`),
      ...later.map((name, at) => ` (export "${at}" (func ${name}))`),
    ],
  };
}

function write(name, module) {
  const [text, file] = [join(folder, "module.wat"), join(output, `${name}.wasm`)];
  // What is imported stands before what is defined.
  const [imports, others] = [module.filter(is("import")), module.filter((form) => !is("import")(form))];
  writeFileSync(text, `(module\n${[...imports, ...others].join("\n")}\n)\n`);
  run("wasm-opt", text, "-o", file, ...flags);
  new WebAssembly.Module(readFileSync(file));
}

try {
  for (const [ending, { page, memory }] of [
    ["", modules()],
    [".script", scripts()],
  ]) {
    write(`page${ending}`, page);
    write(`memory${ending}`, memory);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
