// Measures one engine against the closures in this process, after looking whether it does the work at all. Prints one
// line of JSON.
//
//   node benches/decide/one.mjs PEER COUNT

import { alternate } from "../median.mjs";
import * as reference from "./peers/closures.mjs";
import { campaigns, HIT, visitors } from "./workload.mjs";

const [peer, count] = [process.argv[2], Number(process.argv[3])];
const engine = await import(`./peers/${peer}.mjs`);
const PASSES = Number(process.env.PASSES ?? 25);

const rules = campaigns(count);
const people = visitors();
const contenders = [];
for (const side of [reference, engine]) {
  contenders.push({ decide: await side.make(rules), inputs: people.map(side.prepare) });
}

/** Each engine must find what the closures find; with the same hash, the same variants too. */
function share() {
  const some = engine.slow ? people.slice(0, 100) : people;
  let hits = 0;
  for (let i = 0; i < some.length; i++) {
    const [expected, got] = contenders.map(({ decide, inputs }) => decide(inputs[i]));
    const same = engine.ownHash ? Math.floor(expected / HIT) === Math.floor(got / HIT) : expected === got;
    if (!same) throw new Error(`${peer} decides otherwise for visitor ${i}: ${got}, not ${expected}`);
    hits += Math.floor(got / HIT);
  }
  return hits / (some.length * count);
}

/** Nanoseconds for one visitor's decisions, over at least `ms` milliseconds. */
function slice({ decide, inputs }, ms) {
  const batch = engine.slow ? 5 : 50;
  let rounds = 0;
  let sum = 0;
  const start = process.hrtime.bigint();
  const end = start + BigInt(ms) * 1_000_000n;
  let now = start;
  while (now < end) {
    for (let i = 0; i < batch; i++) sum += decide(inputs[(rounds + i) % inputs.length]);
    rounds += batch;
    now = process.hrtime.bigint();
  }
  if (sum === -1) console.error("unreachable");
  return Number(now - start) / rounds;
}

const matched = share();
const [base, own] = await alternate(
  contenders.map((side) => (ms) => slice(side, ms)),
  { passes: PASSES, warm: 4, ms: 40 },
);
console.log(
  JSON.stringify({ name: engine.name, count, matched, ns: own.time, reference: base.time, ratio: own.ratio, low: own.low, high: own.high }),
);
process.exit(0);
