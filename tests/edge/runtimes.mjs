// Deno and Bun, as the tests here start them: a name, a command, its arguments before the script's.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The one that fits this machine is a package of its own; where npm runs scripts, Bun's moves it to its command. */
const [fitting] = readdirSync(join(root, "node_modules/@oven"));
const own = join(root, `node_modules/@oven/${fitting}/bin/bun`);
const bun = existsSync(own) ? own : join(root, "node_modules/.bin/bun");

export const RUNTIMES = [
  [
    "Deno",
    join(root, "node_modules/.bin/deno"),
    ["run", "--quiet", "--no-remote", "--node-modules-dir=manual", "--allow-read", "--allow-env"],
  ],
  ["Bun", bun, ["run"]],
];
