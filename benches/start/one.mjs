// A cold start, once: the bytes are in memory and nothing is compiled; instantiate, load the bundle, decide the first 20
// experiences, read every slot. One process each, as a page has. Prints one line of JSON.
//
//   node benches/start/one.mjs BUNDLE

import { readFile } from "node:fs/promises";
import { Engine } from "nearside/engine";
import { NAMES, visitors } from "../decide/workload.mjs";

const bundle = new Uint8Array(await readFile(process.argv[2]));
const module = await readFile(new URL("../../pkg/wasm/runtime.wasm", import.meta.url));
const [visitor] = visitors(1);
const signals = Object.fromEntries(Object.entries(visitor).map(([key, value]) => [NAMES[key], value]));

// The package hands its memory to nobody; what instantiates it can be asked.
let memory;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const made = await instantiate(...args);
  memory = (made.instance ?? made).exports.memory;
  return made;
};

const began = process.hrtime.bigint();
const engine = await Engine.load(bundle, { module });
const decisions = engine.decide(signals, { now: 1_700_000_000_000 });
let decided = 0;
for (const slot of engine.slots) if (decisions[slot].variant !== null) decided++;
const ms = Number(process.hrtime.bigint() - began) / 1e6;
console.log(JSON.stringify({ ms, decided, slots: engine.slots.length, memory: memory.buffer.byteLength }));
