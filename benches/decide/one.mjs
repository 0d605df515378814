// Measures one engine against the closures in this process: slices of each in turn, so that a noisy moment hits both,
// and the median of the ratios. Prints one line of JSON.

import * as reference from "./peers/closures.mjs";
import { campaigns, visitors } from "./workload.mjs";

const [peer, count] = [process.argv[2], Number(process.argv[3])];
const engine = await import(`./peers/${peer}.mjs`);
const PASSES = Number(process.env.PASSES ?? 25);

const rules = campaigns(count);
const people = visitors();
const contenders = [reference, engine];
const deciders = [];
const inputs = [];
for (const contender of contenders) {
  deciders.push(await contender.make(rules));
  inputs.push(people.map(contender.prepare));
}

if (!engine.ownHash) {
  for (let i = 0; i < people.length; i++) {
    const [expected, got] = deciders.map((decide, side) => decide(inputs[side][i]));
    if (expected !== got) throw new Error(`${peer} decides otherwise for visitor ${i}: ${got}, not ${expected}`);
  }
}

/** Nanoseconds for one visitor's decisions, over at least `ms` milliseconds. */
function slice(side, ms) {
  const decide = deciders[side];
  const list = inputs[side];
  let rounds = 0;
  let sum = 0;
  const start = process.hrtime.bigint();
  const end = start + BigInt(ms) * 1_000_000n;
  let now = start;
  while (now < end) {
    for (let i = 0; i < 50; i++) sum += decide(list[(rounds + i) % list.length]);
    rounds += 50;
    now = process.hrtime.bigint();
  }
  if (sum === -1) console.error("unreachable");
  return Number(now - start) / rounds;
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
for (let warm = 0; warm < 4; warm++) contenders.forEach((_, side) => slice(side, 60));
const times = [[], []];
const ratios = [];
for (let pass = 0; pass < PASSES; pass++) {
  const [a, b] = pass % 2 ? [slice(0, 40), slice(1, 40)] : [slice(1, 40), slice(0, 40)].reverse();
  times[0].push(a);
  times[1].push(b);
  ratios.push(b / a);
}
console.log(JSON.stringify({ name: engine.name, count, ns: median(times[1]), reference: median(times[0]), ratio: median(ratios) }));
process.exit(0);
