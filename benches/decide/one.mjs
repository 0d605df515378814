// Measures one engine against the closures, or against another engine, in this process, after looking whether it does the
// work at all. Prints one line of JSON.
//
//   node benches/decide/one.mjs PEER COUNT [--against PEER] [--sharing] [--passes 25] [--ms 40]

import { parseArgs } from "node:util";
import { alternate } from "../median.mjs";
import * as closures from "./peers/closures.mjs";
import { campaigns, HIT, sharing, visitors } from "./workload.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: "string", default: "closures" },
    sharing: { type: "boolean" },
    passes: { type: "string", default: process.env.PASSES ?? "25" },
    ms: { type: "string", default: "40" },
  },
});
const [peer, count] = [positionals[0], Number(positionals[1])];
const engine = await import(`./peers/${peer}.mjs`);
const reference = await import(`./peers/${values.against}.mjs`);

const rules = values.sharing ? sharing(count) : campaigns(count);
const people = visitors();

/** With the time of a decision, in nanoseconds, as far as a first look tells: some engines take a thousand times as long. */
async function contender(side) {
  const [decide, inputs] = [await side.make(rules), people.map(side.prepare)];
  let rounds = 0;
  const start = process.hrtime.bigint();
  let spent = 0;
  while (rounds < 100 && spent < 1e8) {
    decide(inputs[rounds++]);
    spent = Number(process.hrtime.bigint() - start);
  }
  return { decide, inputs, about: spent / rounds };
}

const within = (number, least, most) => Math.round(Math.min(most, Math.max(least, number)));
const expected = await contender(closures);
const contenders = [values.against === "closures" ? expected : await contender(reference), await contender(engine)];

/** Each engine must find what the closures find; with the same hash, the same variants too. */
function share({ decide, inputs, about }, { ownHash }) {
  const some = within(1e9 / about, 20, people.length);
  let hits = 0;
  for (let i = 0; i < some; i++) {
    const [wanted, got] = [expected.decide(expected.inputs[i]), decide(inputs[i])];
    const same = ownHash ? Math.floor(wanted / HIT) === Math.floor(got / HIT) : wanted === got;
    if (!same) throw new Error(`${peer} decides otherwise for visitor ${i}: ${got}, not ${wanted}`);
    hits += Math.floor(got / HIT);
  }
  return hits / (some * count);
}

/** Nanoseconds for one visitor's decisions, over at least `ms` milliseconds. */
function slice({ decide, inputs, about }, ms) {
  const batch = within(1e6 / about, 1, 50);
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

const matched = share(contenders[1], engine);
const [base, own] = await alternate(
  contenders.map((side) => (ms) => slice(side, ms)),
  { passes: Number(values.passes), warm: 4, ms: Number(values.ms) },
);
const { time: ns, ratio, low, high } = own;
console.log(JSON.stringify({ name: engine.name, count, matched, ns, reference: base.time, ratio, low, high }));
process.exit(0);
