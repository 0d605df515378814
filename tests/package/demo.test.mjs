// The demo from the tarball: no workerd, no Rust, no checkout; the same worker in Node.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { consumer } from "./consumer.mjs";

test("`nearside demo` opens the shop from the installed package alone, and leaves nothing behind", async (t) => {
  const folder = consumer(t);
  const child = spawn(process.execPath, ["node_modules/nearside/bin/nearside.mjs", "demo", "--port", "0", "--json"], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, NODE_PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const { address, runtime } = JSON.parse(
    await new Promise((done, failed) => {
      child.stdout.once("data", done);
      child.once("exit", () => failed(new Error(errors)));
    }),
  );
  assert.match(runtime, /^(Node|workerd)/);
  const read = async (path, headers) => (await fetch(address + path, { headers })).text();
  const german = await read("/", { "CF-IPCountry": "DE", "Accept-Language": "de-DE" });
  assert.match(german, /from Hamburg in one to two days/);
  assert.match(german, /\/_demo\/panel\.js/);
  assert.match(german, /<\/html>\s*$/);
  assert.match(await read("/", { "CF-IPCountry": "US" }), /from Glasgow in four to six days/);
  const files = [
    "/_demo/panel.js",
    "/_demo/panel.css",
    "/nearside/dist/browser/index.js",
    "/nearside/wasm/page.wasm",
    "/nearside/wasm/memory.wasm",
    "/nearside/wasm/page.js",
    "/nearside/wasm/memory.js",
    "/nearside/site.nsb",
  ];
  for (const path of files) assert.equal((await fetch(address + path)).status, 200, path);
  assert.equal((await fetch(`${address}/nowhere`)).status, 404);
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGINT");
  assert.equal(await ended, 0);
  assert.equal(errors, "");
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("nearside-demo-")),
    [],
  );
});
