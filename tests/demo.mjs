// Starts the demo as `make demo` does and gives its process and its address, as it prints it.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../scripts/demo.mjs", import.meta.url));

export function startDemo() {
  const child = spawn(process.execPath, [script], { env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((ready, fail) => {
    const take = (chunk) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address) ready({ child, address });
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", () => fail(new Error(`the demo did not start\n${said}`)));
  });
}

/** Ends it as Ctrl-C does; gives its exit code. */
export function stopDemo(child) {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGINT");
  return ended;
}
