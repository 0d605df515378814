// All that is measured about decisions, each in a process of its own.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { child, native, root, say } from "../child.mjs";

const ONE = "benches/decide/one.mjs";
const PEERS = ["nearside", "nearside-js", "json-logic", "flagd", "growthbook", "flipt"];
/** Of 2 000 experiences a visitor takes flagd and Flipt half a second and more. */
const LARGE = ["nearside", "nearside-js", "json-logic", "growthbook"];

/** Every engine against closures. */
export async function engines() {
  const rows = [];
  for (const count of [20, 200, 2000]) {
    for (const peer of count > 200 ? LARGE : PEERS) {
      const row = await child(ONE, peer, count);
      say(`${row.name}, ${count} experiences: ${row.ratio.toFixed(2)} × closures`);
      rows.push(row);
    }
  }
  return rows;
}

/** GrowthBook against nearside, both in one process. */
export async function growthbook() {
  const rows = [];
  for (const count of [20, 200, 2000]) {
    const row = await child(ONE, "growthbook", count, "--against", "nearside");
    say(`GrowthBook, ${count} experiences: ${row.ratio.toFixed(0)} × nearside`);
    rows.push(row);
  }
  return rows;
}

export async function slot() {
  const row = await child("benches/decide/slot.mjs", 200);
  say(`one slot, context set: ${row.ratio.toFixed(2)} × a closure`);
  return row;
}

export async function again() {
  const measured = await child("benches/decide/again.mjs", 200);
  for (const { name, ratio } of measured.rows) say(`decided again, ${name}: ${ratio.toFixed(2)} × all`);
  return measured;
}

/** What the index saves, natively. */
export async function index() {
  const { bundle, prepare, REQUEST } = await import("./peers/nearside.mjs");
  const { single } = await import("./peers/closures.mjs");
  const { sharing, visitors } = await import("./workload.mjs");
  const folder = join(root, "target/bench");
  mkdirSync(folder, { recursive: true });
  const [file, work] = [join(folder, "index.nsb"), join(folder, "index.json")];
  const [rules, people] = [sharing(2000), visitors()];
  writeFileSync(file, bundle(rules));
  writeFileSync(work, JSON.stringify({ bundle: file, visitors: people.map(prepare), now: REQUEST.now }));
  say("the index, natively (the engine is compiled for it, some minutes)");
  const matched = share(single(rules), people, rules.length);
  const row = { ...(await native("index", work)), matched };
  say(`2 000 experiences on ten slots: ${row.ratio.toFixed(1)} × as fast as without the index`);
  return row;
}

/** The share of (campaign, visitor) pairs that match, whoever has the slot. */
function share(decide, people, count) {
  let hits = 0;
  for (const visitor of people) for (let i = 0; i < count; i++) if (decide(visitor, i) !== null) hits++;
  return hits / (people.length * count);
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** As many as may have a slot each, and as may be in a bundle: `src/limits.rs`. */
const EACH = [...STEPS, 4000];
const SHARING = [...STEPS, 5000, 10_000, 20_000];

/** What a decision costs as experiences grow: nanoseconds by engine, with a slot each and on ten slots. */
export async function cost() {
  const points = [];
  for (const sharing of [false, true]) {
    for (const count of sharing ? SHARING : EACH) {
      const how = [count, "--passes", 9, "--ms", 20, ...(sharing ? ["--sharing"] : [])];
      const own = await child(ONE, "nearside", ...how);
      const logic = await child(ONE, "json-logic", ...how);
      say(`${count} experiences, ${sharing ? "ten slots" : "a slot each"}: ${own.ratio.toFixed(2)} × closures`);
      points.push({ sharing, count, nearside: own.ns, closures: own.reference, logic: logic.ns, ratio: own.ratio });
    }
  }
  return points;
}
