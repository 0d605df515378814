// The engine without WebAssembly: `nearside/js`, and what the other entries do where there is none. Everything that needs
// the tools is made first; then this process has no WebAssembly any more.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Engine as Wasm } from "nearside/engine";
import { compile } from "nearside/tools";
import { run, runHostile } from "../decide/run.mjs";
import { topics } from "../decide/topics.mjs";

const all = topics();
const now = Date.UTC(2026, 10, 22, 12);
const bundle = compile(
  {
    "ruleset.json": JSON.stringify({
      nearside: 1,
      id: "js.example",
      signals: { "custom.text": { type: "string" }, "custom.list": { type: "list" } },
      slots: { hour: { value: "day" }, text: { value: "none" }, list: { value: "none" } },
      experiences: [
        { id: "evening", when: { "time.hour": { $gte: 18 } }, show: { hour: "evening" } },
        { id: "text", when: { "custom.text": { $startsWith: "é" } }, show: { text: "found" } },
        { id: "list", when: { "custom.list": { $elemMatch: { $eq: "last" } } }, show: { list: "found" } },
      ],
    }),
  },
  { now },
);
const refused = damaged();
/** What the wasm says of them: the second half of this file has only the script to ask. */
const expected = { hours: [], refusals: [] };

/** @type {typeof Wasm} */
let Engine;
/** `nearside/engine`, imported anew after WebAssembly went. */
let Fallback;

before(async () => {
  const wasm = await Wasm.load(bundle);
  expected.hours = hours(wasm);
  for (const bytes of refused) expected.refusals.push(await refusal(Wasm, bytes));
  delete globalThis.WebAssembly;
  ({ Engine } = await import("nearside/js"));
  ({ Engine: Fallback } = await import(`${pathToFileURL(join(import.meta.dirname, "../../pkg/dist/browser/engine.js"))}`));
});

test("every case gets its decisions, reasons and explanations in JavaScript alone", async () => {
  const { count, wrong } = await run(all, Engine, { reasons: true });
  console.log(`${count} cases of decisions in JavaScript alone`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
});

test("`nearside/engine` turns to it by itself, explanations too", async () => {
  assert.equal(typeof WebAssembly, "undefined");
  const { count, wrong } = await run(all, Fallback, { reasons: true });
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
});

test("what only JavaScript can hand in is missing, in JavaScript alone", async () => {
  assert.deepEqual((await runHostile(all, Engine)).wrong, []);
});

test("facts become the same signals", async () => {
  assert.deepEqual(hours(await Engine.load(bundle)), expected.hours);
  assert.equal(new Set(expected.hours).size, 2);
});

test("damaged bundles are refused by the same words", async () => {
  const seen = new Set();
  for (const [i, bytes] of refused.entries()) {
    const said = await refusal(Engine, bytes);
    assert.deepEqual(said, expected.refusals[i]);
    seen.add(said.code);
  }
  const codes = ["altered", "invalid", "not_recognised", "too_large", "truncated"];
  for (const code of codes) assert.ok(seen.has(`bundle_${code}`), code);
});

test("an engine goes on in a memory that has grown under it", async () => {
  const engine = await Engine.load(bundle);
  const before = engine.decide({ "custom.text": "été" }, { now });
  // Each is given as much room as the largest bundle.
  const others = [];
  for (let i = 0; i < 4; i++) {
    assert.equal((await refusal(Engine, new Uint8Array(8 << 20))).code, "bundle_not_recognised");
    others.push(await Engine.load(bundle));
  }
  const long = Array.from({ length: 250 }, () => "x".repeat(8000));
  for (const one of [engine, ...others]) {
    assert.equal(one.decide({ "custom.list": [...long, "last"] }, { now }).get("list").value, "found");
    assert.equal(JSON.stringify(one.decide({ "custom.text": "été" }, { now })), JSON.stringify(before));
  }
  assert.equal(before.get("text").value, "found");
});

test("each module of JavaScript has a memory of its own", async () => {
  const { instantiate } = await import("../../pkg/wasm/runtime.js");
  const [a, b] = [instantiate(), instantiate()];
  const [here, there] = [a.reserve(8), b.reserve(8)];
  new Uint8Array(a.memory.buffer, here, 8).fill(7);
  assert.deepEqual([...new Uint8Array(b.memory.buffer, there, 8)], Array(8).fill(0));
  const [old, size] = [a.memory.buffer, a.memory.buffer.byteLength];
  a.reserve(8 << 20);
  assert.equal(old.byteLength, 0, "views of the old memory are empty");
  assert.ok(a.memory.buffer.byteLength >= size + (8 << 20));
  assert.equal(b.memory.buffer.byteLength, size);
});

test("a Node that has no WebAssembly decides", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-jitless-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "site.nsb");
  writeFileSync(file, bundle);
  const code = `
    import { readFileSync } from "node:fs";
    import { Engine } from "nearside/engine";
    const engine = await Engine.load(readFileSync(${JSON.stringify(file)}));
    console.log(typeof WebAssembly, engine.decide({ "custom.text": "été" }, { now: ${now} }).get("text").value);`;
  const said = execFileSync(process.execPath, ["--jitless", "--input-type=module", "-e", code], {
    encoding: "utf8",
    cwd: import.meta.dirname,
  });
  assert.equal(said.trim(), "undefined found");
});

/** Decisions that need the visitor's clock, round the day. */
function hours(engine) {
  const zones = ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Mars/Olympus"];
  return zones.flatMap((zone) =>
    Array.from({ length: 24 }, (_, hour) => engine.decide({}, { now: now + hour * 3_600_000, zone }).get("hour").value),
  );
}

/** What an engine says of a bundle: why it refuses it, or, as some damage does no harm, what it decides. */
async function refusal(Engine, bytes) {
  try {
    const engine = await Engine.load(bytes);
    return JSON.stringify(engine.decide({ "custom.text": "été", "custom.list": ["last"] }, { now, zone: "Europe/Berlin" }));
  } catch (error) {
    const { code, hint, message } = error;
    return code ? { code, hint, message } : error.name;
  }
}

/** Bundles cut, altered byte by byte, with the hash put right too, and what is none at all. */
function damaged() {
  const made = [new Uint8Array(0), new Uint8Array(8), new Uint8Array((8 << 20) + 1), Uint8Array.of(...bundle, 0)];
  for (let length = 4; length < bundle.length; length += 61) made.push(bundle.slice(0, length));
  for (let at = 0; at < bundle.length; at += 3) {
    const altered = bundle.map((byte, i) => (i === at ? byte ^ 0x55 : byte));
    made.push(altered, sealed(altered));
  }
  return made;
}

/** With its integrity hash (`src/program/format.rs`). */
function sealed(bytes) {
  const padded = new DataView(new ArrayBuffer(8 * (Math.floor(bytes.length / 8) + 1)));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  let hash = 0n;
  for (let at = 0; at < padded.byteLength; at += 8) {
    if (at !== 16) hash = BigInt.asUintN(64, (((hash << 5n) | (hash >> 59n)) ^ padded.getBigUint64(at, true)) * 0x517cc1b727220a95n);
  }
  const copy = bytes.slice();
  new DataView(copy.buffer).setBigUint64(16, hash, true);
  return copy;
}
