#!/usr/bin/env node
// The command line is the tools module; this file only gives it a process. Commands are synchronous: one that serves
// leaves a server behind, which runs from then on.
import { run } from "nearside/tools";
import { machine } from "./machine.mjs";

process.exitCode = run(process.argv.slice(2), machine);
if (process.exitCode === 0 && machine.server) process.exitCode = await machine.server().catch(failed);

/** What a server throws for people is a text. */
function failed(error) {
  const word = machine.colour(true) ? "\x1b[1m\x1b[31merror\x1b[0m" : "error";
  machine.warn(`${word}: ${typeof error === "string" ? error : error.stack}\n`);
  return 2;
}
