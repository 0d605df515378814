// A bundle on an engine that is there: the wasm is instantiated and has decided for another, smaller bundle. The first load
// of a fresh process, and the median of many. Prints one line of JSON.
//
//   node benches/start/load.mjs SMALLER BUNDLE

import { readFile } from "node:fs/promises";
import { Engine } from "nearside/engine";
import { median } from "../median.mjs";

const [smaller, bundle] = await Promise.all(process.argv.slice(2).map(async (file) => new Uint8Array(await readFile(file))));
const first = await Engine.load(smaller);
first.decide({}, { now: 1_700_000_000_000 });

async function load() {
  const began = process.hrtime.bigint();
  const engine = await Engine.load(bundle);
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  engine.free();
  return ms;
}

const fresh = await load();
const times = [];
for (let i = 0; i < 200; i++) times.push(await load());
console.log(JSON.stringify({ fresh, warm: median(times.slice(50)) }));
