#!/usr/bin/env node
// The command line is the tools module; this file only gives it a process.
import * as tools from "nearside/tools";

const run = /** @type {{ cli?: (args: string[]) => Promise<number> }} */ (tools).cli;
if (run) process.exitCode = await run(process.argv.slice(2));
else {
  console.error("error: this build of nearside has no command line");
  process.exitCode = 2;
}
