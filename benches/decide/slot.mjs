// One slot at a time, the context set already, against a closure that is given the context. Every slot is asked for, for each
// of the visitors; setting the context is not timed. Prints one line of JSON.
//
//   node benches/decide/slot.mjs COUNT

import { Engine } from "nearside/engine";
import { alternate } from "../median.mjs";
import { single } from "./peers/closures.mjs";
import { bundle, prepare, REQUEST } from "./peers/nearside.mjs";
import { campaigns, visitors } from "./workload.mjs";

const count = Number(process.argv[2]);
const rules = campaigns(count);
const people = visitors();
const inputs = people.map(prepare);
const closure = single(rules);
const engine = await Engine.load(bundle(rules));
const names = rules.map((_, i) => `slot-${i}`);

for (let n = 0; n < 100; n++) {
  engine.decide(inputs[n], REQUEST);
  for (let i = 0; i < count; i++) {
    const [wanted, got] = [closure(people[n], i), engine.slot(names[i], REQUEST).variant];
    if (got !== wanted) throw new Error(`nearside decides otherwise for visitor ${n}, slot ${i}: ${got}, not ${wanted}`);
  }
}

/** A contender of `alternate`: `ask` goes through all slots, after `set` has set the context of a visitor. */
function slices(set, ask) {
  let visitor = 0;
  let sum = 0;
  return (ms) => {
    let [spent, rounds] = [0n, 0];
    const end = process.hrtime.bigint() + BigInt(ms) * 1_000_000n;
    for (let now = 0n; now < end; rounds++) {
      visitor = (visitor + 1) % people.length;
      set(visitor);
      const start = process.hrtime.bigint();
      sum += ask(visitor);
      now = process.hrtime.bigint();
      spent += now - start;
    }
    if (sum === -1) console.error("unreachable");
    return Number(spent) / (rounds * count);
  };
}

function byClosure(visitor) {
  let found = 0;
  for (let i = 0; i < count; i++) if (closure(people[visitor], i) !== null) found++;
  return found;
}

function byEngine() {
  let found = 0;
  for (let i = 0; i < count; i++) if (engine.slot(names[i], REQUEST).variant !== null) found++;
  return found;
}

const [base, own] = await alternate([slices(() => {}, byClosure), slices((visitor) => engine.decide(inputs[visitor], REQUEST), byEngine)], {
  passes: Number(process.env.PASSES ?? 25),
  warm: 4,
  ms: 40,
});
console.log(JSON.stringify({ count, ns: own.time, reference: base.time, ratio: own.ratio, low: own.low, high: own.high }));
