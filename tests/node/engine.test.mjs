// The engine as JavaScript sees it, on the real wasm: what goes in, what comes out, what bad input does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { Engine, NearsideError } from "nearside/engine";
import { build, compile } from "nearside/tools";

const now = Date.UTC(2026, 10, 22, 12);
const ruleset = `
nearside: 1
id: test.example
signals: { custom.plan: { type: enum, values: [free, pro], sensitivity: declared, about: your plan }, custom.name: { type: string, sensitivity: declared, about: your name }, custom.tags: { type: list, sensitivity: declared, about: tags } }
slots:
  hero: { target: "#hero" }
  banner: { target: "#banner" }
  keys: { target: "#keys" }
  units: { value: metric }
  late: { value: 0 }
units: { account: { cookie: acct } }
experiences:
  - id: plan
    when: { custom.plan: pro }
    show: { hero: { text: "Hello {{custom.name|there}}" }, units: us }
  - id: tagged
    when: { custom.tags: { $elemMatch: { $eq: vip } } }
    show: { keys: { attr: { title: x } } }
  - id: evening
    when: { time.hour: { $gte: 18 } }
    show: { late: 1 }
  - id: split
    unit: account
    variants: { control: default, red: { show: { banner: { html: "<b>Red</b>" } } } }
`;

/** @type {Engine} */
let engine;
let bundle;
before(async () => {
  bundle = compile({ "ruleset.yaml": ruleset }, { now });
  engine = await Engine.load(bundle);
});

test("a context in, decisions out", () => {
  const decisions = engine.decide({ "custom.plan": "pro", "custom.name": "Ada" }, { now });
  assert.deepEqual(decisions.hero, {
    experience: "plan",
    variant: "show",
    reason: "matched",
    ops: [{ op: "text", text: "Hello Ada" }],
  });
  assert.equal(decisions.units.value, "us");
  assert.equal(decisions.late.value, 0);
  assert.deepEqual(decisions.banner, { experience: null, variant: null, reason: "default" });
});

test("a snapshot is frozen, enumerable, JSON, and keeps what it said", () => {
  const first = engine.decide({ "custom.plan": "pro", "custom.name": "Ada" }, { now });
  const second = engine.decide({ "custom.plan": "free" }, { now });
  assert.ok(Object.isFrozen(first) && Object.isFrozen(first.hero) && Object.isFrozen(first.hero.ops));
  assert.throws(() => (first.hero = second.hero), TypeError);
  assert.equal(first.hero.ops[0].text, "Hello Ada");
  assert.equal(second.hero.experience, null);
  const names = [];
  for (const name in first) names.push(name);
  assert.deepEqual(names.sort(), ["banner", "hero", "late", "units"]);
  assert.deepEqual(first.keys(), engine.slots);
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(first))), first.keys());
  assert.equal(first.get("keys").experience, null, "a slot of a method's name");
  assert.equal(first.get("nope"), undefined);
});

test("equal answers are the same object; those with a visitor's value are not", () => {
  const [a, b] = ["Ada", "Bo"].map((name) => engine.decide({ "custom.plan": "pro", "custom.name": name }, { now }));
  assert.equal(a.units, b.units);
  assert.equal(b.hero.ops[0].text, "Hello Bo");
  assert.equal(a.hero, a.hero);
});

test("a missing value takes its fallback", () => {
  assert.equal(engine.decide({ "custom.plan": "pro" }, { now }).hero.ops[0].text, "Hello there");
});

test("nothing random without a unit; the same arm with one", () => {
  assert.equal(engine.decide({}, { now }).banner.reason, "default");
  const arms = new Set();
  for (let i = 0; i < 50; i++) {
    const units = { account: `user-${i}` };
    const { banner } = engine.decide({}, { now, units });
    assert.equal(banner.reason, "split");
    assert.equal(banner, engine.decide({}, { now, units }).banner);
    arms.add(banner.variant);
  }
  assert.deepEqual([...arms].sort(), ["control", "red"]);
});

test("`slots` names what is decided", () => {
  const { hero, units } = engine.decide({ "custom.plan": "pro" }, { now, slots: ["units", "unknown"] });
  assert.equal(hero.experience, null);
  assert.equal(units.value, "us");
});

test("a time zone gives the time signals that are not given", () => {
  const evening = Date.UTC(2026, 10, 22, 17, 30);
  assert.equal(engine.decide({}, { now: evening, zone: "Europe/Berlin" }).late.value, 1);
  assert.equal(engine.decide({}, { now: evening, zone: "Europe/London" }).late.value, 0);
  assert.equal(engine.decide({}, { now: evening, zone: "Nowhere/Land" }).late.value, 0);
  assert.equal(engine.decide({ "time.hour": 3 }, { now: evening, zone: "Europe/Berlin" }).late.value, 0);
});

test("a context is kept: one signal changes, one slot is decided", () => {
  engine.decide({ "custom.plan": "free" }, { now });
  assert.equal(engine.slot("units", { now }).value, "metric");
  engine.set("custom.plan", "pro");
  engine.set("nobody.reads.this", 1);
  assert.equal(engine.slot("units", { now }).value, "us");
  assert.equal(engine.slot("nope", { now }), undefined);
});

test("setting signals again and again needs no more memory", () => {
  const long = "x".repeat(8000);
  const { rss } = process.memoryUsage();
  for (let i = 0; i < 20_000; i++) engine.set("custom.name", `${long}${i}`);
  assert.ok(process.memoryUsage().rss - rss < 100e6, "160 MB of texts were set");
  engine.decide({ "custom.plan": "pro" }, { now });
  assert.equal(engine.slot("units", { now }).value, "us");
});

test("nor does setting the longest list that counts", () => {
  const list = Array.from({ length: 256 }, (_, i) => "x".repeat(8000) + i);
  const set = (rounds) => {
    for (let i = 0; i < rounds; i++) engine.set("custom.name", list);
    return process.memoryUsage().rss;
  };
  const before = set(50);
  assert.ok(set(150) - before < 100e6, "300 MB of texts were set");
});

test("a value that throws when it is looked at is missing", () => {
  const trap = {
    get length() {
      throw new Error("touched");
    },
  };
  engine.set("custom.plan", trap);
  assert.equal(engine.slot("units", { now }).value, "metric");
  engine.set("custom.plan", "pro");
});

test("explains, with the value seen and the ruleset's line", async () => {
  const { map } = build({ "ruleset.yaml": ruleset }, { now });
  const explanation = await engine.explain("hero", { "custom.plan": "pro" }, { now, map });
  assert.equal(explanation.experience, "plan");
  const [asked] = explanation.considered[0].conditions;
  assert.equal(asked.signal, "custom.plan");
  assert.equal(asked.value, "pro");
  assert.equal(asked.source, "site");
  assert.equal(asked.answer, true);
  assert.equal(asked.at.file, "ruleset.yaml");
  assert.equal(await engine.explain("nope", {}, { now }), undefined);
});

test("says the reason of everything", async () => {
  const { slots, experiences } = await engine.reasons({ "custom.plan": "pro" }, { now });
  assert.equal(slots.hero, "matched");
  assert.equal(experiences.plan, "matched");
  assert.deepEqual(Object.keys(slots), [...engine.slots]);
});

test("says what would have to be different, for anything else and for what is asked for", async () => {
  const ask = async (signals, counterfactual) => (await engine.explain("hero", signals, { now, counterfactual })).counterfactual;
  const other = await ask({ "custom.plan": "pro" }, true);
  assert.equal(other.outcome, "found");
  assert.deepEqual(
    other.changes.map(({ signal }) => signal),
    ["custom.plan"],
  );
  const to = await ask({}, { to: { experience: "plan" } });
  assert.deepEqual(to.changes, [{ signal: "custom.plan", from: null, to: "pro" }]);
  assert.equal(to.becomes.experience, "plan");
  assert.equal((await ask({}, { to: "default" })).sentence, "It shows its default already.");
  assert.equal(await engine.explain("hero", {}, { now }).then((why) => why.counterfactual), undefined);
  await assert.rejects(ask({}, { to: { experience: "nope" } }), { code: "experience_unknown", path: "nope" });
  await assert.rejects(ask({}, { to: { experience: "plan", variant: "nope" } }), { code: "experience_unknown" });
  // The engine's own context is as it was.
  assert.equal(engine.slot("hero", { now }).experience, null);
});

test("what browsers load imports nothing, so that no glue has to come with it", () => {
  const module = new WebAssembly.Module(readFileSync(new URL("../../pkg/wasm/runtime.wasm", import.meta.url)));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("only signals of the read set are touched", () => {
  const touched = [];
  const get = (target, name) => {
    touched.push(name);
    return target[name];
  };
  const trap = new Proxy({ "custom.plan": "pro" }, { get });
  engine.decide(trap, { now });
  assert.deepEqual(touched.sort(), [...engine.signals].sort());
});

for (const [about, value] of Object.entries({
  "an object": {},
  "a function": () => "pro",
  "a symbol": Symbol("pro"),
  "a bigint": 1n,
  "not a number": Number.NaN,
  "a number": 7,
  "a lone surrogate": "pro\ud800",
  "100 000 characters": "p".repeat(100_000),
  null: null,
  "a list": ["pro"],
})) {
  test(`${about} where text is wanted is a missing signal`, () => {
    assert.equal(engine.decide({ "custom.plan": value }, { now }).hero.experience, null);
  });
}

test("a getter that throws makes its own signal missing and no other", () => {
  const context = {
    get "custom.name"() {
      throw new Error("no");
    },
    "custom.plan": "pro",
  };
  assert.equal(engine.decide(context, { now }).hero.ops[0].text, "Hello there");
});

test("10 000 keys, 10 000 list entries, astral text", () => {
  const context = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
  assert.equal(engine.decide({ ...context, "custom.plan": "pro" }, { now }).units.value, "us");
  const tags = Array.from({ length: 10_000 }, (_, i) => (i === 9 ? "vip" : `🙂${i}`));
  assert.equal(engine.decide({ "custom.tags": tags }, { now }).get("keys").experience, "tagged");
  assert.equal(engine.decide({ "custom.tags": [1, {}, "\ud800", "vip"] }, { now }).get("keys").experience, "tagged");
  assert.equal(engine.decide({ "custom.plan": "pro", "custom.name": "日本 🙂" }, { now }).hero.ops[0].text, "Hello 日本 🙂");
});

const refused = async (source, code) => {
  const error = await Engine.load(source).then(
    () => assert.fail("accepted"),
    (error) => error,
  );
  assert.ok(error instanceof NearsideError && error instanceof Error);
  assert.equal(error.code, code);
  assert.ok(error.hint.length > 10);
};

test("bundles that are none are refused with a code and a hint", async () => {
  await refused(bundle.slice(0, -1), "bundle_truncated");
  await refused(
    bundle.map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
    "bundle_altered",
  );
  await refused(new TextEncoder().encode("<!doctype html>".padEnd(200)), "bundle_not_recognised");
  await refused(new Uint8Array(9 * 1024 * 1024), "bundle_too_large");
  await refused(Response.json({}, { status: 404 }), "bundle_unavailable");
  await refused(Promise.reject(new TypeError("fetch failed")), "bundle_unavailable");
});

test("a bundle may come in every form", async () => {
  for (const source of [bundle.buffer, new Response(bundle), Promise.resolve(bundle), Promise.resolve(new Response(bundle))]) {
    const one = await Engine.load(source);
    assert.deepEqual(one.slots, engine.slots);
    one.free();
  }
});

test("several engines do not disturb one another; a freed one says so", async () => {
  const other = await Engine.load(compile({ "ruleset.yaml": ruleset.replaceAll("units: us", "units: uk") }, { now }));
  assert.equal(other.decide({ "custom.plan": "pro" }, { now }).units.value, "uk");
  assert.equal(engine.decide({ "custom.plan": "pro" }, { now }).units.value, "us");
  const kept = other.decide({ "custom.plan": "pro" }, { now });
  assert.equal(kept.units.value, "uk");
  other.free();
  other.free();
  assert.equal(kept.units.value, "uk");
  assert.throws(() => other.decide({}, { now }), { code: "engine_freed" });
});
