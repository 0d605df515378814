// Builds the npm package's dist/ from pkg/src: one file for each target of `exports`, one loader for each of `imports`,
// and the types. Two flavours: dist/*.js for servers and edge runtimes, where `#wasm/*` is resolved by condition, and
// dist/browser/*.js, minified, with the URL loader inside, so that it also runs without any bundler.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const pkg = join(root, "pkg");
const manifest = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
const target = "es2022";

/** Every file name that a conditional map (`exports` or `imports`) can lead to. */
function targets(map) {
  if (typeof map === "string") return [map];
  return Object.values(map ?? {}).flatMap(targets);
}

/** `./dist/browser/x/y.js` → entry `x/y`, for one flavour. */
function entries(flavour) {
  const pattern = flavour === "browser" ? /^\.\/dist\/browser\/(.+)\.js$/ : /^\.\/dist\/(?!browser\/|load\/)(.+)\.js$/;
  const names = new Set(targets(manifest.exports).flatMap((file) => pattern.exec(file)?.[1] ?? []));
  return [...names].map((name) => ({ out: name, in: join(pkg, "src", `${name}.ts`) }));
}

/** The source of one loader: a file of src/load with the artefact's name put in. */
function loader(way, artefact) {
  return readFileSync(join(pkg, "src/load", `${way}.ts`), "utf8").replaceAll("ARTEFACT", artefact);
}

/** In the browser flavour `#wasm/x` and `#js/x` become loaders right here: `wayOf` says which, and of which artefact. */
const loadersWithin = (wayOf) => ({
  name: "loaders-within",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#(wasm|js)\// }, ({ path }) => ({ path, namespace: "load", sideEffects: false }));
    // One file for all entries, where the package has it.
    onResolve({ filter: /^\.\.\/\.\.\/wasm\/\w+\.js$/, namespace: "load" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: "load" }, ({ path }) => {
      const [, kind, artefact] = /^#(\w+)\/(\w+)$/.exec(path);
      return { contents: loader(...wayOf(kind, artefact)), loader: "ts", resolveDir: join(pkg, "src/load") };
    });
  },
});

/** `nearside/js` is the one entry to which the script is the wasm. */
const wayOf = (entry) => (kind, artefact) => {
  if (entry !== "js") return [{ wasm: "url", js: "script" }[kind], artefact];
  return [kind === "js" ? "none" : "script", artefact];
};

/** Entries of a browser stand alone: a page loads one of them, and what two share would be cut apart for both. */
async function bundle(flavour) {
  const found = entries(flavour).filter((entry) => existsSync(entry.in) || missing(entry.in));
  const groups = flavour === "browser" ? found.map((entry) => [entry]) : [found];
  for (const group of groups) if (group.length > 0) await bundleOf(flavour, group);
}

async function bundleOf(flavour, entryPoints) {
  const isBrowser = flavour === "browser";
  await build({
    entryPoints,
    outdir: join(pkg, isBrowser ? "dist/browser" : "dist"),
    chunkNames: isBrowser ? `${entryPoints[0].out}-[name]-[hash]` : "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: [],
    conditions: isBrowser ? ["browser"] : [],
    target,
    minify: isBrowser,
    legalComments: "none",
    external: isBrowser ? ["node:*"] : ["node:*", "#wasm/*", "#js/*"],
    plugins: isBrowser ? [loadersWithin(wayOf(entryPoints[0].out))] : [],
    logLevel: "warning",
  });
}

function missing(file) {
  problems.push(`package.json leads to ${file.slice(root.length + 1)}, which is not there`);
  return false;
}

async function loaders() {
  mkdirSync(join(pkg, "dist/load"), { recursive: true });
  for (const file of new Set(targets(manifest.imports))) {
    const [, artefact, way] = /^\.\/dist\/load\/(\w+)\.([\w-]+)\.js$/.exec(file) ?? [];
    if (!artefact) throw new Error(`imports: ${file} is not ./dist/load/ARTEFACT.WAY.js`);
    const { code } = await transform(loader(way, artefact), { loader: "ts", target, format: "esm" });
    writeFileSync(join(pkg, file), code);
  }
}

function types() {
  const args = [
    "-p",
    join(pkg, "tsconfig.json"),
    "--noEmit",
    "false",
    "--emitDeclarationOnly",
    "--declaration",
    "--rootDir",
    join(pkg, "src"),
    "--outDir",
    join(pkg, "dist"),
  ];
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin/tsc"), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`tsc\n${stdout}${stderr}`);
  // Sources import `./x.ts`, as Deno and bundlers like it; a declaration must name what is beside it.
  for (const file of readdirSync(join(pkg, "dist"), { recursive: true })) {
    if (!file.endsWith(".d.ts")) continue;
    const path = join(pkg, "dist", file);
    const text = readFileSync(path, "utf8");
    const fixed = text.replace(/((?:from|import)\s*\(?\s*["']\.{1,2}\/[^"']+)\.ts(["'])/g, "$1.js$2");
    if (fixed !== text) writeFileSync(path, fixed);
  }
}

/** The JSON Schema of rulesets, as the engine that reads them knows it. */
async function schemas() {
  const { default: init, schema } = await import(join(pkg, "wasm/tools/tools.js"));
  await init({ module_or_path: readFileSync(join(pkg, "wasm/tools.wasm")) });
  mkdirSync(join(pkg, "schema"), { recursive: true });
  writeFileSync(join(pkg, "schema/ruleset.json"), `${JSON.stringify(JSON.parse(schema()), null, 2)}\n`);
}

/** What the elements say, a flat table for each language: what translators copy. */
async function messages() {
  const texts = join(pkg, "src/elements/messages");
  const { outputFiles } = await build({
    entryPoints: walk(texts),
    outdir: join(pkg, "messages"),
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "warning",
  });
  const tables = {};
  for (const { path, text } of outputFiles) {
    const [, lang] = /(?:^|-)([a-z]{2})\.js$/.exec(basename(path)) ?? [];
    if (!lang) continue;
    const { [lang]: table } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    tables[lang] = { ...tables[lang], ...table };
  }
  mkdirSync(join(pkg, "messages"), { recursive: true });
  for (const [lang, table] of Object.entries(tables)) {
    writeFileSync(join(pkg, `messages/${lang}.json`), `${JSON.stringify(table, null, 2)}\n`);
  }
}

/** The demo shop, made by the package that has just been built. */
function demo() {
  const { status } = spawnSync(process.execPath, [join(root, "scripts/demo.mjs"), "--build-only"], { stdio: "inherit" });
  if (status !== 0) problems.push("the demo shop could not be put together");
}

/** What an engine must decide, for whoever writes another. */
function conformance() {
  rmSync(join(pkg, "conformance"), { recursive: true, force: true });
  cpSync(cases, join(pkg, "conformance"), { recursive: true });
}

function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Makes `folder` again if a file that it depends on changed since the last time. */
async function step(folder, files, make) {
  const hash = createHash("sha256");
  for (const file of [...files, fileURLToPath(import.meta.url)])
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  const print = hash.digest("hex");
  const stamp = join(root, `target/${folder}.built-from`); // not in the folder: that goes to npm as it is
  if (existsSync(join(pkg, folder)) && existsSync(stamp) && readFileSync(stamp, "utf8") === print) return false;
  rmSync(stamp, { force: true });
  rmSync(join(pkg, folder), { recursive: true, force: true });
  const before = problems.length;
  await make();
  if (problems.length > before) return true;
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
  return true;
}

async function dist() {
  mkdirSync(join(pkg, "dist"), { recursive: true });
  await bundle("server");
  await bundle("browser");
  await loaders();
  types();
  // npm shows and ships what lies beside package.json.
  for (const file of documents) cpSync(file, join(pkg, file.slice(root.length + 1)));
}

const problems = [];
const cases = join(root, "tests/cases/decide");
const documents = ["README.md", "LICENSE", "CHANGELOG.md"].map((file) => join(root, file)).filter(existsSync);
const wasm = walk(join(pkg, "wasm"));
const glue = wasm.filter((file) => /\.(js|d\.ts)$/.test(file));
const modules = (...names) => wasm.filter((file) => names.some((name) => file.endsWith(`wasm/${name}.wasm`)));
const sources = [
  ...["package.json", "tsconfig.json"].map((file) => join(pkg, file)),
  ...walk(join(pkg, "src")),
  join(root, "package-lock.json"),
];

const built = [
  await step("dist", [...sources, ...glue, ...documents], dist),
  await step("schema", modules("tools"), schemas),
  await step("messages", walk(join(pkg, "src/elements/messages")), messages),
  await step("conformance", walk(cases), conformance),
  await step("demo", [...sources, ...glue, ...modules("tools"), ...walk(join(root, "www/shop")), join(root, "scripts/demo.mjs")], demo),
];
// A hole in `exports` fails tests/package; the rest of the package can be worked on meanwhile.
for (const problem of new Set(problems)) console.error(`package: ${problem}`);
console.error(built.includes(true) ? `package: built ${walk(join(pkg, "dist")).length} files` : "package: up to date");
