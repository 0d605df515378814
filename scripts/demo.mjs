// Puts the demo shop together as pkg/demo, which the package carries and `nearside demo` runs, and opens it: `make demo`.
//
//   PORT=3000 node scripts/demo.mjs     another port than 8787
//   node scripts/demo.mjs --build-only  only pkg/demo

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const shop = join(root, "www/shop");
const pkg = join(root, "pkg");

/** Everything under a folder, path → bytes. */
function files(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

/** The shop's rules, compiled: the bundle for everybody, the side map for the panel. */
async function rules() {
  const { build } = await import("nearside/tools");
  const ours = Object.entries(files(shop)).filter(([path]) => path === "ruleset.yaml" || /^(content|messages)\//.test(path));
  return build(Object.fromEntries(ours), { keepNames: true });
}

/** The panel speaks to the explaining engine directly; the page has its wasm where the package has it. */
const wasmOfPage = {
  name: "wasm-of-page",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#(wasm|js)\// }, ({ path }) => ({ path: path.slice(1), namespace: "load" }));
    onLoad({ filter: /.*/, namespace: "load" }, ({ path }) => {
      const [kind, name] = path.split("/");
      const file = `"/nearside/wasm/${name}.${kind}"`;
      return { contents: `export const load = () => ${kind === "js" ? "import" : "fetch"}(${file})` };
    });
  },
};

/** The worker's wasm lies beside it, as on the platform. */
const wasmBeside = {
  name: "wasm-beside",
  setup({ onResolve }) {
    onResolve({ filter: /\/wasm\/edge\.wasm$/ }, () => ({ path: "./edge.wasm", external: true }));
  },
};

const bundled = { bundle: true, format: "esm", target: "es2022", logLevel: "warning" };

/** Puts the folder together; `nearside demo` adds what the package has already: the runtime and the edge's wasm. */
export async function assemble(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { bundle, map } = await rules();
  await build({
    ...bundled,
    entryPoints: [join(shop, "worker/edge.js")],
    outdir: out,
    conditions: ["workerd", "worker"],
    external: ["./site.nsb"],
    plugins: [wasmBeside],
  });
  await build({
    ...bundled,
    entryPoints: ["first", "panel"].map((name) => join(shop, `panel/${name}.js`)),
    outdir: join(out, "panel"),
    external: ["/nearside/*"],
    plugins: [wasmOfPage],
  });
  writeFileSync(join(out, "panel/site.nsb.map"), JSON.stringify(map));
  cpSync(join(shop, "panel/panel.css"), join(out, "panel/panel.css"));
  cpSync(join(shop, "public"), join(out, "public"), { recursive: true });
  for (const name of ["origin.js", "config.capnp"]) cpSync(join(shop, "worker", name), join(out, name));
  writeFileSync(join(out, "site.nsb"), bundle);
}

async function main() {
  if (process.argv.includes("--build-only")) return assemble(join(pkg, "demo"));
  const { demo } = await import("../pkg/bin/demo.mjs");
  const { machine } = await import("../pkg/bin/machine.mjs");
  // A folder of its own: another demo, or a test, must not pull this one's files away.
  const folder = mkdtempSync(join(tmpdir(), "nearside-shop-"));
  try {
    await assemble(folder);
    await demo(Number(process.env.PORT || 8787), false, machine, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(`error: ${error.message ?? error}`);
    process.exitCode = 1;
  });
}
