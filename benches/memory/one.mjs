// What remembering costs: an event tracked and all that depends on it decided again, over twenty experiences of which each
// asks for memory; a profile of ten thousand events read, and its size; memory that must not grow. One line of JSON.
//
//   node benches/memory/one.mjs

import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";
import { median, quantile } from "../median.mjs";

const EVENTS = Array.from({ length: 63 }, (_, at) => `event_${at}`);
const TOPICS = Array.from({ length: 32 }, (_, at) => `topic-${at}`);
const NOW = 1_795_203_000_000;
const PASSES = Number(process.env.PASSES ?? 31);

/** As it comes by chance, but the same each time. */
function chance(seed) {
  let x = (seed + 1) * 2654435761;
  x ^= x >>> 15;
  return Math.imul(x, 2246822519) >>> 4;
}

const asks = (at) =>
  [
    { [`event.${EVENTS[at]}.count_30d`]: { $gt: at } },
    { [`event.${EVENTS[at]}.sum.value`]: { $gt: 50 }, "visit.pageviews": { $gte: 1 } },
    { [`affinity.${TOPICS[at]}`]: { $gte: 0.5 } },
    { "state.cart.age": { $lt: "1h" }, [`event.${EVENTS[at]}.session_count`]: { $lt: 3 } },
  ][at % 4];

const ruleset = {
  nearside: 1,
  id: "bench.example",
  events: {
    ...Object.fromEntries(EVENTS.map((name) => [name, { fields: { value: "number", topic: "topic" } }])),
    open: {},
  },
  topics: { allow: TOPICS },
  states: { cart: { opens: "open", closes: [EVENTS[0]] } },
  slots: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`slot_${at}`, { value: "none", redecide: "action" }])),
  experiences: [
    ...Array.from({ length: 20 }, (_, at) => ({ id: `e${at}`, because: "you did", when: asks(at), show: { [`slot_${at}`]: "shown" } })),
    // All events are asked for.
    { id: "last", because: "you did", when: { "visit.last_action": { $exists: true } }, show: { slot_20: "shown" } },
  ],
};
const bundle = compile({ "ruleset.json": JSON.stringify(ruleset) });
const engine = await Engine.load(bundle);

let profile = engine.profile();
profile.view(NOW);
engine.decide({}, { now: NOW, profile });

/** So many events, half a minute apart; microseconds each, with what is decided again. */
function act(count, from) {
  const begun = performance.now();
  for (let i = from; i < from + count; i++) {
    const [name, topic] = [EVENTS[chance(i) % EVENTS.length], TOPICS[chance(i ^ 85) % TOPICS.length]];
    profile.track(name, { value: chance(i) % 100, topic }, NOW + i * 30_000);
    engine.redecide({ profile });
  }
  return ((performance.now() - begun) * 1000) / count;
}

act(10_000, 0);
const bytes = profile.bytes();
const sizes = [];
const tracked = [];
for (let pass = 0; pass < PASSES; pass++) {
  tracked.push(act(1000, 10_000 + pass * 1000));
  sizes.push(profile.bytes().length);
}
const read = [];
for (let pass = 0; pass < PASSES; pass++) {
  const begun = performance.now();
  const other = engine.profile(bytes);
  read.push(performance.now() - begun);
  other.free();
}
profile.free();
profile = engine.profile(bytes);
const figure = (times) => ({ value: median(times), low: quantile(times, 0.25), high: quantile(times, 0.75) });
console.log(
  JSON.stringify({
    track_us: figure(tracked),
    read_ms: figure(read),
    stored: bytes.length,
    largest: Math.max(...sizes),
    events: 10_000 + PASSES * 1000,
  }),
);
