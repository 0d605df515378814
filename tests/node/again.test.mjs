// `engine.redecide` on the real wasm: what a caller sees, beside the cases that every runner has (tests/cases/decide/redecide).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";

const now = Date.UTC(2026, 10, 22, 12);
const ruleset = `
nearside: 1
id: again.example
signals: { custom.step: { type: number }, custom.name: { type: string }, custom.tags: { type: list } }
slots:
  hero: { target: "#hero" }
  nudge: { target: "#nudge", redecide: action }
  hello: { target: "#hello", redecide: action }
  still: { target: "#still" }
  theme: { value: light, redecide: live }
  long: { value: none, redecide: action }
experiences:
  - { id: hero, when: { custom.step: { $gte: 1 } }, show: { hero: { text: Hero } } }
  - { id: nudge, when: { custom.step: { $gte: 2 } }, show: { nudge: { text: Nudge } } }
  - { id: hello, show: { hello: { text: "Hello {{custom.name|you}}" } } }
  - { id: still, show: { still: { text: "Still {{custom.name|you}}" } } }
  - { id: night, when: { device.dark: true }, show: { theme: dark } }
  - { id: long, when: { custom.tags: { $in: [last] } }, show: { long: found } }
`;

let bundle;
before(() => {
  bundle = compile({ "ruleset.yaml": ruleset }, { now });
});
const open = () => Engine.load(bundle);

test("only what depends on what was set is decided again, and the rest is the same object", async () => {
  const engine = await open();
  const first = engine.decide({ "custom.step": 0 }, { now });
  engine.set("custom.step", 2);
  const { changed, decisions } = engine.redecide();
  assert.deepEqual(changed, ["nudge"]);
  assert.equal(decisions.nudge.experience, "nudge");
  assert.equal(decisions.hero, first.hero);
  assert.ok(Object.isFrozen(decisions));
  // Nobody may change what was said before.
  assert.equal(first.nudge.experience, null);
  const again = engine.redecide();
  assert.deepEqual(again.changed, []);
  assert.equal(again.decisions, decisions);
  assert.deepEqual(engine.redecide({ may: ["view"] }).changed, []);
});

test("the same value again is no change, however it is written", async () => {
  const engine = await open();
  engine.decide({ "custom.step": 2, "custom.name": "Ada", "custom.tags": ["a", "last"], "device.dark": true }, { now });
  for (const [name, value] of Object.entries({
    "custom.step": 2,
    "custom.name": "Ada",
    "custom.tags": ["a", "last"],
    "device.dark": true,
  })) {
    engine.set(name, value);
    assert.deepEqual(engine.redecide().changed, [], name);
  }
  engine.set("custom.tags", ["a"]);
  assert.deepEqual(engine.redecide().changed, ["long"]);
  engine.set("custom.step", Symbol("none"));
  assert.deepEqual(engine.redecide().changed, ["nudge"]);
});

test("several changes are one", async () => {
  const engine = await open();
  engine.decide({}, { now });
  engine.set("custom.step", 3);
  engine.set("device.dark", true);
  engine.set("custom.tags", ["last"]);
  assert.deepEqual(engine.redecide().changed, ["nudge", "theme", "long"]);
});

test("texts that show a signal follow it where they may, and keep their words where not", async () => {
  const engine = await open();
  engine.decide({ "custom.name": "Ada" }, { now });
  engine.set("custom.name", "Bo");
  const { changed, decisions } = engine.redecide();
  assert.deepEqual(changed, ["hello"]);
  const texts = ({ hello, still }) => [hello.ops[0].text, still.ops[0].text];
  assert.deepEqual(texts(decisions), ["Hello Bo", "Still Ada"]);
  engine.set("custom.step", 2);
  assert.deepEqual(texts(engine.redecide().decisions), ["Hello Bo", "Still Ada"]);
  engine.set("custom.name", "Cy");
  assert.deepEqual(texts(engine.redecide().decisions), ["Hello Cy", "Still Ada"]);
  engine.set("custom.name", "Di");
  assert.deepEqual(texts(engine.redecide({ may: ["view", "action"] }).decisions), ["Hello Di", "Still Di"]);
});

test("a question by the way, or why, changes nothing of it", async () => {
  const engine = await open();
  engine.decide({ "custom.step": 0 }, { now });
  engine.set("custom.step", 2);
  assert.equal(engine.slot("nudge", { now }).experience, "nudge");
  assert.deepEqual(engine.redecide().changed, ["nudge"]);
  assert.equal(engine.slot("hero", { now }).experience, "hero");
  engine.set("device.dark", true);
  const { changed, decisions } = engine.redecide();
  assert.deepEqual([changed, decisions.hero.experience], [["theme"], null]);
});

test("without a decision before, or over another context, everything is decided", async () => {
  const engine = await open();
  engine.set("custom.step", 2);
  const first = engine.redecide();
  assert.deepEqual(first.changed, ["hero", "nudge", "hello", "still"]);
  await engine.explain("hero", { "custom.step": 0 }, { now });
  assert.deepEqual(engine.redecide().changed, ["hero", "nudge"]);
});

test("setting and deciding again ten thousand times needs no more memory, nor does time pass by it", async () => {
  const engine = await open();
  engine.decide({ "custom.step": 1 }, { now });
  const long = (i) => `${i} ${"x".repeat(1000)}`;
  const round = (i) => {
    engine.set("custom.step", i % 3);
    engine.set("custom.name", long(i));
    return engine.redecide();
  };
  for (let i = 0; i < 2000; i++) round(i);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 2000; i < 12000; i++) {
    const { changed, decisions } = round(i);
    assert.ok(changed.includes("hello") && !changed.includes("hero"));
    assert.equal(decisions.hello.ops[0].text, `Hello ${long(i)}`);
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < 4_000_000);
});

test("a name that is read in or out of order gives its own slot", async () => {
  const engine = await open();
  const decisions = engine.decide({ "custom.step": 2, "device.dark": true }, { now });
  const names = [...engine.slots, ...[...engine.slots].reverse(), "theme", "theme", "hero"];
  for (const name of names) assert.equal(decisions.get(name), decisions[name], name);
  for (const none of ["nobody", undefined, "", "get"]) assert.equal(decisions.get(none), undefined);
  decisions.get(engine.slots.at(-1));
  assert.equal(decisions.get(undefined), undefined);
});
