#!/usr/bin/env node
// The command line is the tools module; this file only gives it a process.
import { run } from "nearside/tools";
import { machine } from "./machine.mjs";

process.exitCode = run(process.argv.slice(2), machine);
