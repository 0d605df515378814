// From device to device: the code, the sealed text, and what of it may come in. Stories are drawn by a seed that a failure names.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Engine } from "nearside/engine";
import { compile } from "nearside/tools";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A module of the package that is no entry of it. */
async function source(path) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-"));
  const outfile = join(folder, "module.mjs");
  await build({ entryPoints: [join(root, "pkg/src", path)], bundle: true, format: "esm", platform: "neutral", outfile, logLevel: "error" });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return module;
}

const [{ draw, read }, { seal, unseal }, { taken }] = await Promise.all(
  ["handover/code.ts", "handover/seal.ts", "memory/taken.ts"].map(source),
);
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Numbers below `n`, the same of the same seed (mulberry32). */
function dice(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const code = (act) =>
  act().then(
    () => "fine",
    (error) => error.code,
  );

test("a code is sixteen letters that are told apart, read in any case and groups", () => {
  for (let i = 0; i < 200; i++) {
    const drawn = draw();
    assert.match(drawn, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const letters = drawn.replaceAll("-", "");
    assert.equal(read(drawn), letters);
    const sloppy = ` ${letters
      .toLowerCase()
      .replaceAll("0", "o")
      .replaceAll("1", i % 2 ? "l" : "I")
      .replace(/(...)/g, "$1 ")}`;
    assert.equal(read(sloppy), letters);
  }
  assert.equal(new Set(Array.from({ length: 500 }, draw)).size, 500);
});

test("one wrong letter, or two that changed places, are noticed", () => {
  const letters = draw().replaceAll("-", "");
  const isRefused = (text) => assert.throws(() => read(text), { code: "handover_code" }, text);
  for (let at = 0; at < 16; at++) {
    for (const letter of LETTERS) if (letter !== letters[at]) isRefused(letters.slice(0, at) + letter + letters.slice(at + 1));
    for (let other = at + 1; other < 16; other++) {
      if (letters[at] === letters[other]) continue;
      const swapped = [...letters];
      [swapped[at], swapped[other]] = [swapped[other], swapped[at]];
      isRefused(swapped.join(""));
    }
  }
  for (const nonsense of ["", "U".repeat(16), letters.slice(1), `${letters}0`, "x".repeat(1e6), "☃", undefined, null, {}])
    isRefused(nonsense);
});

// What takes its time is the same for the same salt.
const { deriveKey } = crypto.subtle;
const keys = new Map();
let rounds;
crypto.subtle.deriveKey = (how, secret, ...rest) => {
  rounds = how.iterations;
  const name = `${current} ${Buffer.from(how.salt).toString("hex")}`;
  if (!keys.has(name)) keys.set(name, deriveKey.call(crypto.subtle, how, secret, ...rest));
  return keys.get(name);
};
let current = "";
const open = (text, code) => {
  current = code;
  return unseal(text, code);
};

test("what was sealed comes out with its code, whole", async () => {
  const roll = dice(7);
  for (const length of [0, 1, 100, 16_000, 60_000]) {
    const content = String.fromCharCode(...Array.from({ length: Math.min(length, 5000) }, () => 32 + roll(0x2000))).repeat(
      Math.ceil(length / 5000),
    );
    const key = draw();
    current = key;
    const text = await seal(content, key);
    assert.match(text, /^nearside-1\.[\w-]+$/);
    assert.equal(await open(text, key), content);
    assert.equal(await open(` ${text.replace(/(.{64})/g, "$1\r\n")}\n`, key.toLowerCase()), content, "folded on its way");
  }
  assert.ok(rounds >= 600_000);
});

test("another code, one byte altered, one missing: nothing comes out", async () => {
  const key = draw();
  current = key;
  const text = await seal('{"id":"x"}', key);
  assert.equal(await code(() => open(text, draw())), "handover_locked");
  const head = text.indexOf(".") + 1;
  const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const roll = dice(11);
  // An altered salt takes its time: one of each letter.
  for (let at = 0; at < text.length; at++) {
    const others = at < head + 24 ? [base64[roll(64)]] : at < head ? ["0", "2", "x", "."] : [...base64, "!", "="];
    for (const other of others) {
      if (other === text[at]) continue;
      const altered = text.slice(0, at) + other + text.slice(at + 1);
      assert.match(await code(() => open(altered, key)), /^handover_(locked|invalid|too_new)$/, `${at}: ${other}`);
    }
  }
  for (let length = 0; length < text.length; length++) {
    assert.match(await code(() => open(text.slice(0, length), key)), /^handover_(locked|invalid)$/, `${length}`);
  }
  // Of some lengths the last letter has bits that say nothing: altered they are altered all the same.
  for (const content of ["", "a", "ab", "abc", "abcd"]) {
    const sealed = await seal(content, key);
    for (const letter of base64) {
      if (sealed.endsWith(letter)) continue;
      assert.match(await code(() => open(sealed.slice(0, -1) + letter, key)), /^handover_(locked|invalid)$/, `${content} ${letter}`);
    }
  }
  for (const more of ["A", "AAAA", "=", "."]) assert.match(await code(() => open(text + more, key)), /^handover_(locked|invalid)$/, more);
});

test("of a version of tomorrow, too long, none at all: told, each with its code", async () => {
  const key = draw();
  const is = async (text, expected) => assert.equal(await code(() => open(text, key)), expected, String(text).slice(0, 40));
  await is("nearside-2.AAAA", "handover_too_new");
  await is("nearside-999999999.x", "handover_too_new");
  for (const text of [
    "",
    "{}",
    "https://shop.example/#nearside-1.AAAA",
    "nearside-1.",
    "nearside-0.AAAA",
    "nearside-01.AAAA",
    "nearside--1.A",
  ]) {
    await is(text, "handover_invalid");
  }
  await is(`nearside-1.${"A".repeat(10_000_000)}`, "handover_invalid");
  for (const text of [undefined, null, 5, {}, [], new Uint8Array(5)]) await is(text, "handover_invalid");
  // A few bytes that unfold to ten million.
  current = key;
  await is(await seal("x".repeat(10_000_000), key), "handover_invalid");
});

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: handover.example
declare: { role: { type: enum, values: [student, engineer], ask: "?" }, size: { type: number, ask: "?" }, likes: { type: list, values: [road, trail], ask: "?" } }
events: { buy: { fields: { value: number, topic: topic } }, add: {} }
topics: { allow: [running, hiking] }
states: { cart: { opens: add, closes: [buy] } }
goals: { sold: { kind: conversion, event: buy, within: 7d } }
slots: { a: { value: none }, b: { value: none } }
experiences:
  - { id: one, limits: { show: 9 per day, stop_after: [{ event: dismissed, for: 1d }, { event: clicked, for: 1d }] }, experiment: { sticky: true, goal: sold }, variants: { x: { show: { a: x } }, y: { show: { a: y } } } }
  - { id: two, because: x, when: { declared.role: student, declared.size: { $gte: 1 }, declared.likes: { $all: [road] }, event.buy.sum.value: { $gte: 1 }, event.add.count_7d: { $gte: 1 }, state.cart.open: true, affinity.running: { $gte: 0.1 }, visit.count: { $gte: 1 } }, show: { b: shown } }
`,
});

const NOW = Date.parse("2026-11-26T10:00:00Z");

/** A device on which things happen, in as many tabs as there may be. */
function device(engine, roll, steps) {
  const profile = engine.profile();
  profile.identify("device", `device-${roll(1e9)}`, NOW);
  let now = NOW - steps * 12 * 3_600_000;
  for (let step = 0; step < steps; step++) {
    now += roll(12) * 3_600_000;
    profile.writeAs(roll(8), false);
    const acts = [
      () => profile.view(now),
      () => profile.track("buy", { value: roll(100), topic: roll(2) ? "running" : "hiking" }, now),
      () => profile.track("add", {}, now),
      () => profile.declare("role", roll(2) ? "student" : "engineer", now),
      () => profile.declare("size", roll(50), now),
      () => profile.declare("likes", roll(2) ? ["road"] : ["road", "trail"], now),
      () => profile.about(roll(2) ? "running" : "hiking", now),
      () => profile.commit(engine.decide({}, { now, profile, units: { device: "this one" } })),
      () => profile.answer("one", roll(2) ? "clicked" : "dismissed", now),
    ];
    acts[roll(acts.length)]();
  }
  profile.writeAs(roll(8), false);
  return profile;
}

const wire = (data) => JSON.parse(JSON.stringify(data));
const engine = await Engine.load(bundle);
/** What the page has it in. */
const { core } = engine.profile();

test("what comes back to where it came from changes nothing, in however many tabs it was counted", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const profile = device(engine, dice(seed), 40);
    const before = wire(profile);
    const { bytes, refused } = taken(core, profile, before, NOW);
    profile.merge(bytes);
    assert.deepEqual(wire(profile), before, `seed ${seed}`);
    assert.deepEqual(
      refused.map(({ code }) => code).filter((code) => code !== "identity"),
      [],
      `seed ${seed}`,
    );
    profile.free();
  }
});

test("on a device that remembers nothing it comes out as it went in, but for its identity, its visit and when it was begun", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const profile = device(engine, dice(seed), 40);
    const { units: _, since: __, visit, ...rest } = wire(profile);
    const other = engine.profile();
    other.merge(taken(core, other, wire(profile), NOW).bytes);
    for (const event of Object.values(rest.events ?? {})) delete event.session_count;
    const { visit: is, ...came } = wire(other);
    assert.deepEqual(came, rest, `seed ${seed}`);
    assert.deepEqual([is?.count, is?.first], [visit?.count, visit?.first], `seed ${seed}`);
    profile.free();
    other.free();
  }
});

test("merging is conservative: no count falls, no answer, version, identity or name is planted", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const roll = dice(seed);
    const here = device(engine, roll, 25);
    const there = wire(device(engine, roll, 25));
    const before = wire(here);
    there.events = { ...there.events, evil: { count: 9 }, constructor: { count: 9 } };
    there.experiences = { ...there.experiences, evil: { shown: 9 } };
    there.declared = { ...there.declared, admin: { answer: "yes", at: NOW } };
    const { bytes, refused } = taken(core, here, there, NOW);
    here.merge(bytes);
    const after = wire(here);
    const what = `seed ${seed}`;
    assert.deepEqual(after.units, before.units, what);
    for (const [key, said] of Object.entries(before.declared ?? {})) assert.deepEqual(after.declared[key], said, what);
    assert.ok(!("admin" in after.declared ?? {}), what);
    assert.deepEqual([Object.hasOwn(after.events, "evil"), Object.hasOwn(after.events, "constructor")], [false, false], what);
    for (const name of ["buy", "add"]) {
      const [was, came, is] = [before, there, after].map(({ events }) => events?.[name]?.count ?? 0);
      assert.equal(is, Math.max(was, came), what);
    }
    const [was, came, is] = [before, there, after].map(({ experiences }) => experiences?.one ?? {});
    if (was.variant) assert.deepEqual([is.variant, is.unit, is.assigned], [was.variant, was.unit, was.assigned], what);
    assert.ok((is.shown ?? 0) >= Math.max(was.shown ?? 0, came.shown ?? 0), what);
    for (const answer of ["clicked", "dismissed"]) {
      assert.ok(Date.parse(is[answer] ?? 0) >= Math.max(Date.parse(was[answer] ?? 0), Date.parse(came[answer] ?? 0)), what);
    }
    const codes = refused.map(({ code, name }) => `${code} ${name}`);
    for (const code of ["unknown evil", "unknown constructor", "unknown admin", "identity device"])
      assert.ok(codes.includes(code), `${what} ${code}`);
    // Twice is once.
    here.merge(taken(core, here, there, NOW).bytes);
    assert.deepEqual(wire(here), after, what);
    here.free();
  }
});

test("what no visitor could have said is refused, with the reason", () => {
  const here = engine.profile();
  here.declare("size", 7, NOW);
  const theirs = JSON.parse(`{
    "declared": { "role": { "answer": "admin", "at": 5 }, "size": { "answer": 8, "at": 5 }, "likes": { "answer": ["road", "moon"], "at": 5 }, "__proto__": { "answer": "x" } },
    "experiences": { "one": { "variant": "x", "assigned": 5, "phase": 0 }, "__proto__": { "shown": 3 } },
    "events": { "buy": { "count": 1, "topics": { "running": 5, "secrets": 5 }, "fields": { "value": { "added": 1 }, "more": { "added": 1 } } } },
    "affinities": { "running": 5, "secrets": 5 }, "states": { "cart": { "opened": 5 }, "other": { "opened": 5 } }, "goals": { "sold": { "count": 1 }, "other": { "count": 1 } },
    "units": { "device": { "value": "planted" } }, "tomorrow": { "a": 1 }
  }`);
  const { bytes, refused } = taken(core, here, theirs, NOW);
  here.merge(bytes);
  assert.deepEqual(refused.map(({ code, section, name }) => `${code}: ${section} ${name}`).sort(), [
    "answer_not_allowed: declared likes",
    "answer_not_allowed: declared role",
    "answered_here: declared size",
    "identity: experiences one",
    "identity: units device",
    "unknown: affinities secrets",
    "unknown: declared __proto__",
    "unknown: events buy.more",
    "unknown: events buy.secrets",
    "unknown: experiences __proto__",
    "unknown: goals other",
    "unknown: states other",
    "unknown: tomorrow ",
  ]);
  const { declared, events, affinities, units, experiences } = wire(here);
  assert.deepEqual(
    [declared, events.buy.count, Object.keys(affinities), units, experiences],
    [{ size: { answer: 7, at: new Date(NOW).toISOString() } }, 1, ["running"], undefined, undefined],
  );
  assert.equal({}.answer, undefined);
});

test("a file of whatever size pushes nothing out, and nothing of it is to come", () => {
  const here = engine.profile();
  here.view(NOW - 60_000);
  here.declare("role", "student", NOW - 50_000);
  here.answer("one", "dismissed", NOW - 40_000);
  here.track("buy", { value: 3, topic: "running" }, NOW - 30_000);
  const { affinities: _, ...before } = wire(here);
  const later = "2099-01-01T00:00:00Z";
  const seen = Object.fromEntries(Array.from({ length: 2000 }, (_, item) => [`x${item.toString(36)}`, later]));
  const times = Array.from({ length: 64 }, () => later);
  const theirs = {
    seen,
    affinities: { hiking: later },
    declared: { size: { answer: 5, at: later } },
    experiences: { one: { shown: 64, times, clicked: later } },
    events: { add: { last: later, count: 1, days: { "2098-12-31": 1 } } },
    states: { cart: { opened: later } },
  };
  const { bytes, refused } = taken(core, here, theirs, NOW);
  assert.deepEqual(refused, [{ code: "no_room", section: "", name: "" }]);
  here.merge(bytes);
  const after = wire(here);
  assert.doesNotMatch(JSON.stringify(after), /209[89]/);
  assert.equal(Object.keys(after.seen).length, 128);
  assert.deepEqual([after.visit, after.declared.role, after.events.buy], [before.visit, before.declared.role, before.events.buy]);
  assert.equal(after.experiences.one.dismissed, before.experiences.one.dismissed);
  // What the visitor says now goes before what was planted, in every tab.
  const tab = engine.profile(here.bytes());
  here.declare("size", 7, NOW);
  tab.merge(here.bytes());
  here.merge(tab.bytes());
  assert.equal(wire(here).declared.size.answer, 7);
  // Too long to be a profile at all: nothing of it.
  const long = {
    ...theirs,
    declared: { size: { answer: 9 } },
    goals: { sold: { count: 1 } },
    seen: { ...seen, ...Object.fromEntries(Array.from({ length: 9000 }, (_, item) => [`y${item}`, NOW])) },
  };
  const empty = engine.profile();
  const nothing = taken(core, empty, long, NOW);
  assert.deepEqual(nothing.refused, [{ code: "no_room", section: "", name: "" }]);
  empty.merge(nothing.bytes);
  assert.deepEqual(wire(empty), {});
});

test("another device's visits raise the number of this one, and leave what it counts", () => {
  const here = engine.profile();
  here.writeAs(2, false);
  here.view(NOW - 1000);
  here.view(NOW - 500);
  here.track("buy", { value: 1 }, NOW);
  const before = wire(here);
  const first = "2026-01-01T00:00:00.000Z";
  here.merge(taken(core, here, { visit: { started: first, viewed: first, count: 9, pageviews: 7, entry: "/planted" } }, NOW).bytes);
  assert.deepEqual(wire(here), { ...before, visit: { ...before.visit, first, count: 9 } });
});
