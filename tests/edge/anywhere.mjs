// Cases of decisions under whatever runtime starts this: `… anywhere.mjs TOPICS`, a file that `runtimes.test.mjs` writes. Prints what
// came out as one line of JSON.
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { Engine } from "nearside/engine";
import { run, runHostile } from "../decide/run.mjs";

const topics = JSON.parse(await readFile(argv[2], "utf8"));
console.log(JSON.stringify({ cases: await run(topics, Engine, { reasons: true }), hostile: await runHostile(topics, Engine) }));
