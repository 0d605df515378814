// `nearside demo`: the shop of the package's demo/ folder behind its edge worker, in Cloudflare's workerd where that is
// installed, else in this process.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inNode } from "./demo/node.mjs";
import { findWorkerd, inWorkerd } from "./demo/workerd.mjs";
import { interruption, listen } from "./http.mjs";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Runs the shop until it is interrupted; the exit code. */
export async function demo(port, json, machine, parts = join(PACKAGE, "demo")) {
  if (!existsSync(join(parts, "edge.js"))) throw "this build of the package has no demo\n  hint: `make build` puts it together";
  const folder = assemble(parts);
  try {
    const interrupted = interruption();
    const { address, runtime, stop } = await start(folder, port, machine);
    machine.print(json ? `${JSON.stringify({ address, runtime })}\n` : `The shop is open: ${address}/ (in ${runtime}; Ctrl-C closes it)\n`);
    await interrupted;
    await stop();
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The demo with the package's own files where the worker and the shop look for them. */
function assemble(parts) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-demo-"));
  cpSync(parts, folder, { recursive: true });
  cpSync(join(PACKAGE, "dist/browser"), join(folder, "nearside/dist/browser"), { recursive: true });
  mkdirSync(join(folder, "nearside/wasm"));
  for (const name of ["page.wasm", "memory.wasm", "runtime.wasm", "page.js", "memory.js", "runtime.js"])
    cpSync(join(PACKAGE, "wasm", name), join(folder, "nearside/wasm", name));
  cpSync(join(PACKAGE, "wasm/edge.wasm"), join(folder, "edge.wasm"));
  cpSync(join(folder, "site.nsb"), join(folder, "nearside/site.nsb"));
  return folder;
}

async function start(folder, port, machine) {
  const workerd = findWorkerd();
  if (workerd) {
    // A port that is taken says so in our words.
    await (await listen(() => new Response(), port)).close();
    machine.progress("starting workerd …");
    const shop = await inWorkerd(workerd, folder, port);
    machine.progress("");
    if (shop) return { ...shop, runtime: "workerd" };
    machine.warn("workerd would not start; the same worker runs in Node\n");
  }
  const server = await listen(await inNode(folder), port);
  return {
    address: server.address,
    stop: server.close,
    runtime: workerd ? "Node" : "Node; `npm install workerd` gives it Cloudflare's runtime",
  };
}
