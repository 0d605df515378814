// A worker in Cloudflare's real workerd: our package bundled as wrangler does it (conditions, modules kept apart),
// served on a free port of this machine.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import workerd from "workerd";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

function freePort() {
  return new Promise((give) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => give(port));
    });
  });
}

/** Runs the worker whose source is `code`; gives its address. It ends with the test `t`. `bytes` become data modules. */
export async function serveWorker(t, code, bytes = {}) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-workerd-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    stdin: { contents: code, resolveDir: join(root, "tests/edge"), sourcefile: "worker.js" },
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    external: [...Object.keys(bytes), "node:*"],
    logLevel: "error",
  });
  mkdirSync(folder, { recursive: true });
  for (const [name, data] of Object.entries(bytes)) writeFileSync(join(folder, name), data);
  const modules = readdirSync(folder).filter((file) => file.endsWith(".wasm"));
  const port = await freePort();
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "2026-01-01",
    modules = [
      (name = "worker.js", esModule = embed "worker.js"),
      ${modules.map((file) => `(name = "${file}", wasm = embed "${file}"),`).join("\n      ")}
      ${Object.keys(bytes)
        .map((file) => `(name = "${file}", data = embed "${file}"),`)
        .join("\n      ")}
    ],
  )),
  # An origin on this machine.
  (name = "internet", network = (allow = ["public", "private"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
  writeFileSync(join(folder, "config.capnp"), config);
  const said = [];
  const child = spawn(workerd.default ?? workerd, ["serve", "config.capnp"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (chunk) => said.push(chunk));
  child.stderr.on("data", (chunk) => said.push(chunk));
  t.after(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break;
    const up = await fetch(url).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    );
    if (up) return url;
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error(`workerd did not start\n${said.join("")}`);
}
