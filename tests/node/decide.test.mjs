// tests/cases/decide under Node: compiled by the tools, decided by the engine, both the real wasm.
import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "nearside/describe";
import { Engine } from "nearside/engine";
import { run, runHostile } from "../decide/run.mjs";
import { topics } from "../decide/topics.mjs";

const all = topics();

test("every case gets its decisions, reasons and explanations under Node", async () => {
  const { count, wrong } = await run(all, Engine, { reasons: true, describe });
  console.log(`${count} cases of decisions in Node`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
});

test("what only JavaScript can hand in is missing, under Node", async () => {
  const { count, wrong } = await runHostile(all, Engine);
  console.log(`${count} hostile contexts in Node`);
  assert.deepEqual(wrong, []);
});
