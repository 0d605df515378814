// The runtime as pages load it, in two parts, decides what the whole one does; and the first part alone all that asks for no
// profile: what went into the second is never called without one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "../decide/run.mjs";
import { topics } from "../decide/topics.mjs";

const pkg = new URL("../../pkg/", import.meta.url);
const all = topics();
const [page, memory] = ["page", "memory"].map((name) => new WebAssembly.Module(readFileSync(new URL(`wasm/${name}.wasm`, pkg))));

/** An engine of its own, over these exports: the package keeps the first module that it is given. */
async function engineOver(name, instantiate) {
  const { Engine } = await import(new URL(`dist/browser/engine.js?${name}`, pkg));
  return { load: (bundle) => Engine.load(bundle, { module: { instantiate } }) };
}

function first() {
  return { ...new WebAssembly.Instance(page).exports };
}

test("both parts together: every case gets its decisions, reasons and explanations", async () => {
  const Engine = await engineOver("together", () => {
    const native = first();
    return Object.assign(native, new WebAssembly.Instance(memory, { page: native }).exports);
  });
  const { count, wrong } = await run(all, Engine, { reasons: true });
  console.log(`${count} cases of decisions in two parts`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 700);
});

test("the first alone: every case without a profile", async () => {
  const without = all.map((topic) => ({ ...topic, cases: topic.cases.filter(({ profile }) => !profile) }));
  const { count, wrong } = await run(without, await engineOver("alone", first), { reasons: true });
  console.log(`${count} cases of decisions in the first part`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 400);
});
