// Deciding again after one of the ten signals changed, each in turn and each time really, against deciding everything. Who
// decides everything reads every slot's variant, as in the other benchmarks; who decides again reads those that changed. Two
// engines of one bundle, so that neither disturbs what the other goes on from. Prints one line of JSON.
//
//   node benches/decide/again.mjs COUNT

import { Engine } from "nearside/engine";
import { alternate } from "../median.mjs";
import { bundle, prepare, REQUEST } from "./peers/nearside.mjs";
import { campaigns, visitors } from "./workload.mjs";

const count = Number(process.argv[2]);
const bytes = bundle(campaigns(count));
const [full, again] = [await Engine.load(bytes), await Engine.load(bytes)];
const MAY = { may: ["view", "action", "live"] };

/** Visitors of whom each differs from the one before in every signal, the first from the last too. */
function chain() {
  const differ = (a, b) => Object.keys(a).every((name) => a[name] !== b[name]);
  const [first, ...rest] = visitors().map(prepare);
  const found = [first];
  for (const visitor of rest) if (differ(found.at(-1), visitor)) found.push(visitor);
  while (!differ(found.at(-1), first)) found.pop();
  return found;
}

/** From visitor to visitor, a signal at a time: what changes, and all signals after it. */
function steps() {
  const people = chain();
  let signals = people.at(-1);
  return people.flatMap((visitor) =>
    Object.entries(visitor).map(([name, value]) => {
      signals = { ...signals, [name]: value };
      return { name, value, signals };
    }),
  );
}

const walk = steps();
const asked = walk.filter(({ name }) => again.signals.includes(name));

/** Decides again for a step: the time is the change's too. */
function change({ name, value }) {
  again.set(name, value);
  return again.redecide(MAY);
}

const slots = full.slots;
let sum = 0;

function read(decisions, names) {
  for (let i = 0; i < names.length; i++) {
    const { variant } = decisions.get(names[i]);
    if (variant !== null) sum += variant.length + i;
  }
}

const decideAll = ({ signals }) => read(full.decide(signals, REQUEST), slots);

function decideAgain(step) {
  const { decisions, changed } = change(step);
  read(decisions, changed);
}

again.decide(walk.at(-1).signals, REQUEST);
for (const [at, step] of walk.slice(0, 1000).entries()) {
  const [wanted, got] = [full.decide(step.signals, REQUEST), change(step).decisions].map((decisions) => JSON.stringify(decisions));
  if (got !== wanted) throw new Error(`decided again, it is otherwise after step ${at} (${step.name}):\n${got}\n${wanted}`);
}

/** A contender of `alternate` over steps, from where it was. */
function slices(take, steps) {
  let at = 0;
  return (ms) => {
    let rounds = 0;
    const start = process.hrtime.bigint();
    const end = start + BigInt(ms) * 1_000_000n;
    let now = start;
    while (now < end) {
      for (let i = 0; i < 20; i++) {
        take(steps[at]);
        at = (at + 1) % steps.length;
      }
      rounds += 20;
      now = process.hrtime.bigint();
    }
    return Number(now - start) / rounds;
  };
}

async function measure(steps) {
  again.decide(steps.at(-1).signals, REQUEST);
  const [base, own] = await alternate([slices(decideAll, steps), slices(decideAgain, steps)], {
    passes: Number(process.env.PASSES ?? 25),
    warm: 4,
    ms: 40,
  });
  return { ns: own.time, reference: base.time, ratio: own.ratio, low: own.low, high: own.high };
}

const names = [...new Set(asked.map(({ name }) => name))];
const rows = [
  { name: "one of ten signals changed", ...(await measure(walk)) },
  { name: `one of the ${names.length} that rules read`, ...(await measure(asked)) },
];
for (const name of names) rows.push({ name, ...(await measure(walk.filter((step) => step.name === name))) });
if (sum === -1) console.error("unreachable");
console.log(JSON.stringify({ count, rows }));
