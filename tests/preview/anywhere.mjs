// Tokens of previews under whatever runtime starts this: `… anywhere.mjs CASES`. Prints what came out as one line of JSON.
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { previewsFrom } from "nearside/preview";
import { run } from "./run.mjs";

console.log(JSON.stringify(await run(JSON.parse(await readFile(argv[2], "utf8")), previewsFrom)));
