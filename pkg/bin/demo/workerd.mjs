// The demo in workerd: its own process, killed with us.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The path of a workerd that is installed in the project here, beside this package, or globally. */
export function findWorkerd() {
  const globals = join(dirname(process.execPath), "../lib/node_modules/_");
  for (const from of [join(process.cwd(), "_"), import.meta.url, globals]) {
    try {
      return createRequire(from)("workerd").default;
    } catch {
      // Not there, or not for this machine.
    }
  }
  return undefined;
}

/** Runs the folder's config.capnp; undefined if workerd ends before it listens. */
export async function inWorkerd(workerd, folder, port) {
  const child = spawn(workerd, ["serve", "config.capnp", "--control-fd=3", `--socket-addr=http=127.0.0.1:${port}`], {
    cwd: folder,
    // Out of reach of the terminal's Ctrl-C: it is for us to end it, once.
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
    // A platform says where a visitor's clocks are; on this machine it is where this machine is.
    env: { ...process.env, NEARSIDE_DEMO_ZONE: Intl.DateTimeFormat().resolvedOptions().timeZone },
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = new Promise((done) => child.once("exit", done).once("error", done));
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  let said = "";
  const listening = new Promise((ready) => {
    child.stdio[3].on("data", (chunk) => {
      said += chunk;
      const port = /"event":"listen","socket":"http","port":(\d+)/.exec(said)?.[1];
      if (port) ready({ address: `http://127.0.0.1:${port}`, stop });
    });
  });
  return Promise.race([listening, ended.then(() => undefined)]);
}
