// Bad input at the boundary, in wasm with its small stack: what is too deep or too much is an error in words, and the module goes on.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Engine } from "nearside/engine";
import { check, compile, matches } from "nearside/tools";

const now = Date.UTC(2026, 10, 22, 12);
const errors = (files) => check(files).flatMap(({ severity, code }) => (severity === "error" ? [code] : []));
const json = (when) => `{"nearside":1,"id":"x","slots":{"s":{"value":0}},"experiences":[{"id":"e","when":${when},"show":{"s":1}}]}`;
const yaml = (when) => `nearside: 1\nid: x\nslots: { s: { value: 0 } }\nexperiences: [{ id: e, when: ${when}, show: { s: 1 } }]\n`;
const nested = (open, close, depth) => `${open.repeat(depth)}{"geo.country":"DE"}${close.repeat(depth)}`;
const fine = () => assert.deepEqual(errors({ "ruleset.json": json('{"geo.country":"DE"}') }), []);

test("conditions nested a thousand deep, and a hundred thousand, are refused by depth", () => {
  for (const [open, close] of [
    ['{"$not":', "}"],
    ['{"$and":[', "]}"],
    ['{"$or":[{"time.hour":1},', "]}"],
    ['{"locale.languages":{"$elemMatch":', "}}"],
  ]) {
    for (const depth of [1_000, 100_000]) {
      assert.deepEqual(errors({ "ruleset.json": json(nested(open, close, depth)) }), ["too-deep"], open);
      assert.deepEqual(errors({ "ruleset.yaml": yaml(nested(open, close, depth)) }), ["too-deep"], open);
      fine();
    }
  }
});

test("`matches` takes any depth that JavaScript can say, and is false", () => {
  for (const key of ["$not", "$and", "$elemMatch"]) {
    let condition = { a: 1 };
    for (let i = 0; i < 1_000; i++)
      condition = key === "$and" ? { $and: [condition] } : key === "$not" ? { $not: condition } : { a: { $elemMatch: condition } };
    let answer;
    try {
      answer = matches(condition, { a: 1 });
    } catch (error) {
      // The JSON reader's own limit.
      answer = /recursion limit/.test(String(error?.message ?? error)) ? false : error;
    }
    assert.equal(answer, false, key);
    assert.equal(matches({ a: 1 }, { a: 1 }), true);
  }
});

test("a hundred thousand experiences are refused before they are compared", () => {
  const many = Array.from({ length: 100_000 }, (_, i) => `  - { id: e${i}, show: { s: 1 } }\n`).join("");
  assert.deepEqual(errors({ "ruleset.yaml": `nearside: 1\nid: x\nslots: { s: { value: 0 } }\nexperiences:\n${many}` }), [
    "too-many-experiences",
  ]);
  fine();
});

test("experiences that ask for each other's variants in a chain as long as a file are refused, and so is their circle", () => {
  const chain = (last) => {
    const one = (i, when) => `  - { id: e${i}, ${when}variants: { a: { show: { s: 1 } }, b: default } }\n`;
    const all = Array.from({ length: 9_998 }, (_, i) => one(i, `when: { variant.e${i + 1}: a }, `)).join("");
    return { "ruleset.yaml": `nearside: 1\nid: x\nslots: { s: { value: 0 } }\nexperiences:\n${all}${one(9_998, last)}` };
  };
  assert.throws(() => compile(chain(""), { now }), { code: "ruleset_invalid" });
  assert.deepEqual(errors(chain("when: { variant.e0: a }, ")), ["circular-prerequisite"]);
  fine();
});

const ruleset = `
nearside: 1
id: hostile.example
signals: { custom.n: { type: number }, custom.id: { type: string } }
units: { account: { cookie: acct } }
slots: { s: { value: none }, n: { value: none }, id: { value: none } }
experiences:
  - { id: s, unit: account, variants: { a: { show: { s: a } }, b: { show: { s: b } } } }
  - { id: n, when: { custom.n: { $gte: 7 } }, show: { n: shown } }
  - { id: id, when: { custom.id: "9007199254740993" }, show: { id: shown } }
`;
/** @type {Engine} */
let engine;
before(async () => {
  engine = await Engine.load(compile({ "ruleset.yaml": ruleset }, { now }));
});

test("a unit that is empty, too long or no text draws nothing, in bounded memory", () => {
  const reason = (account) => engine.decide({}, { now, units: { account } }).s.reason;
  assert.equal(reason("x".repeat(8_192)), "split");
  const { rss } = process.memoryUsage();
  for (const none of ["", "x".repeat(8_193), "x".repeat(10_000_000), "ü".repeat(5_000), "\ud800", 7, 10n, null, {}, ["a"], Symbol("a")]) {
    for (let i = 0; i < 20; i++) assert.equal(reason(none), "default");
  }
  assert.ok(process.memoryUsage().rss - rss < 200e6);
  assert.equal(reason("somebody"), "split");
});

test("identifiers of 64 bits are told apart as texts; as numbers they are none", () => {
  const shown = (id) => engine.decide({ "custom.id": id }, { now }).id.value;
  assert.equal(shown("9007199254740993"), "shown");
  for (const other of ["9007199254740992", 2 ** 53 + 1, 2n ** 53n + 1n]) assert.equal(shown(other), "none");
});

test("numbers as texts, infinities and what is no number", () => {
  const shown = (n) => engine.decide({ "custom.n": n }, { now }).n.value;
  for (const n of [7, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 2 ** 53 + 1]) assert.equal(shown(n), "shown", String(n));
  for (const n of ["7", " 7", "Infinity", Number.NaN, Number.NEGATIVE_INFINITY, -0, 7n, [7], true])
    assert.equal(shown(n), "none", String(n));
});
