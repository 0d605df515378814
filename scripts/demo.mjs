// `make demo`: puts the demo shop together and runs it in workerd until Ctrl-C.
//
//   PORT=3000 node scripts/demo.mjs     another port than 8787
//   node scripts/demo.mjs --build-only  only the folder www/build/demo, which `workerd serve config.capnp` runs anywhere

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
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
    onResolve({ filter: /^#wasm\// }, ({ path }) => ({ path: path.slice("#wasm/".length), namespace: "wasm" }));
    onLoad({ filter: /.*/, namespace: "wasm" }, ({ path }) => ({
      contents: `export const load = () => fetch("/nearside/wasm/${path}.wasm")`,
    }));
  },
};

const bundled = { bundle: true, format: "esm", target: "es2022", logLevel: "warning" };

/** Puts the folder together that workerd runs. */
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
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
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
  cpSync(join(pkg, "dist/browser"), join(out, "nearside/dist/browser"), { recursive: true });
  mkdirSync(join(out, "nearside/wasm"));
  for (const name of ["runtime", "why"]) cpSync(join(pkg, `wasm/${name}.wasm`), join(out, `nearside/wasm/${name}.wasm`));
  for (const place of ["site.nsb", "nearside/site.nsb"]) writeFileSync(join(out, place), bundle);
}

/** Starts workerd on the assembled folder; resolves with the address and a way to end it. */
export function serve(folder, port) {
  const { default: workerd } = createRequire(import.meta.url)("workerd");
  const child = spawn(workerd, ["serve", "config.capnp", "--control-fd=3", `--socket-addr=http=127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
    // A platform says where a visitor's clocks are; on this machine it is where this machine is.
    env: { ...process.env, NEARSIDE_DEMO_ZONE: Intl.DateTimeFormat().resolvedOptions().timeZone },
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    ended.then((code) => reject(new Error(`workerd ended with code ${code}; is port ${port} taken? PORT=3000 chooses another`)));
    child.stdio[3].on("data", (said) => {
      const listening = /"event":"listen","socket":"http","port":(\d+)/.exec(String(said));
      if (listening) resolve({ address: `http://127.0.0.1:${listening[1]}`, stop, ended });
    });
  });
}

async function main() {
  if (process.argv.includes("--build-only")) return assemble(join(root, "www/build/demo"));
  // A folder of its own: another demo, or a test, must not pull this one's files away.
  const folder = mkdtempSync(join(tmpdir(), "nearside-demo-"));
  try {
    await assemble(folder);
    const { address, stop, ended } = await serve(folder, process.env.PORT || 8787);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, stop);
    console.log(`The shop is open: ${address} (Ctrl-C closes it)`);
    await ended;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  });
}
