// Each measurement is a process of its own; progress goes to stderr.

import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const say = (text) => process.stderr.write(`bench: ${text}\n`);

/** Runs a command; its output, or an error with what it said. */
export function run(command, args, cwd = root) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const said = ["", ""];
    child.stdout.on("data", (chunk) => (said[0] += chunk));
    child.stderr.on("data", (chunk) => (said[1] += chunk));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done(said[0]);
      else fail(Object.assign(new Error(`${command} ${args.join(" ")}\n${said[1]}`), { output: said[0] }));
    });
  });
}

const last = (output) => JSON.parse(output.trim().split("\n").at(-1));

/** What a script prints: its last line. */
export const child = async (...args) => last(await run("node", args.map(String)));

/** The same of a benchmark in Rust. The engine is compiled for it, which takes minutes the first time. */
export const native = async (name, ...args) =>
  last(await run("cargo", ["bench", "--profile", "measured", "--quiet", "--locked", "--bench", name, "--", ...args]));
