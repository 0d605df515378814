// `make demo`: puts the demo shop together and runs it in workerd until Ctrl-C.
//
//   PORT=3000 node scripts/demo.mjs     another port than 8787
//   node scripts/demo.mjs --build-only  only the folder www/build/demo, which `workerd serve config.capnp` runs anywhere

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const shop = join(root, "www/shop");
const pkg = join(root, "pkg");
const out = join(root, "www/build/demo");

export async function assemble() {
  for (const needed of ["dist/edge.js", "dist/browser/index.js", "wasm/edge.wasm", "wasm/runtime.wasm"]) {
    if (!existsSync(join(pkg, needed))) throw new Error(`pkg/${needed} is missing; \`make build\` makes it`);
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const compiled = spawnSync(
    process.execPath,
    [join(pkg, "bin/nearside.mjs"), "build", join(shop, "ruleset.yaml"), "--keep-names", "--out", join(out, "site.nsb")],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  if (compiled.status !== 0) throw new Error("the shop's ruleset does not compile");
  await build({
    entryPoints: [join(shop, "worker/edge.js")],
    outfile: join(out, "edge.js"),
    bundle: true,
    format: "esm",
    target: "es2023",
    conditions: ["workerd", "worker"],
    external: ["./site.nsb"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "warning",
  });
  for (const name of ["origin.js", "config.capnp"]) cpSync(join(shop, "worker", name), join(out, name));
  for (const name of ["public", "panel"]) cpSync(join(shop, name), join(out, name), { recursive: true });
  cpSync(join(pkg, "dist/browser"), join(out, "nearside/dist/browser"), { recursive: true });
  for (const name of ["runtime", "why"]) cpSync(join(pkg, `wasm/${name}.wasm`), join(out, `nearside/wasm/${name}.wasm`));
  cpSync(join(out, "site.nsb"), join(out, "nearside/site.nsb"));
  return out;
}

/** Starts workerd on the assembled folder; resolves with the address and a way to end it. */
export function serve(folder, port) {
  const { default: workerd } = createRequire(import.meta.url)("workerd");
  const child = spawn(workerd, ["serve", "config.capnp", "--control-fd=3", `--socket-addr=http=127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
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
  const folder = await assemble();
  if (process.argv.includes("--build-only")) return;
  const { address, stop, ended } = await serve(folder, process.env.PORT || 8787);
  console.log(`The shop is open: ${address} (Ctrl-C closes it)`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, stop);
  await ended;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  });
}
