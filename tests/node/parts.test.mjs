// The runtime as pages load it, in two parts, decides what the whole one does, also as JavaScript; and the first part alone
// all that asks for no profile: what went into the second is never called without one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "../decide/run.mjs";
import { topics } from "../decide/topics.mjs";

const pkg = new URL("../../pkg/", import.meta.url);
const all = topics();
const [page, memory] = ["page", "memory"].map((name) => new WebAssembly.Module(readFileSync(new URL(`wasm/${name}.wasm`, pkg))));

/** An engine of its own, over these exports: the package keeps the first module that it is given. */
async function engineOver(name, native) {
  const { Engine } = await import(new URL(`dist/browser/engine.js?${name}`, pkg));
  return { load: (bundle) => Engine.load(bundle, { module: { instantiate: () => native } }) };
}

/** The first part, and the second for it. */
const forms = {
  WebAssembly: {
    first: () => ({ ...new WebAssembly.Instance(page).exports }),
    second: (native) => new WebAssembly.Instance(memory, { page: native }).exports,
  },
  JavaScript: {
    first: (await import("../../pkg/wasm/page.js")).instantiate,
    second: async (native) => (await import("../../pkg/wasm/memory.js")).instantiate({ page: native }),
  },
};

for (const [form, { first, second }] of Object.entries(forms)) {
  const instantiate = async () => {
    const native = first();
    return Object.assign(native, await second(native));
  };

  test(`${form}, both parts together: every case gets its decisions, reasons and explanations`, async () => {
    const { count, wrong } = await run(all, await engineOver(`${form}-together`, await instantiate()), { reasons: true });
    console.log(`${count} cases of decisions in two parts of ${form}`);
    assert.deepEqual(wrong, []);
    assert.ok(count >= 700);
  });

  test(`${form}, the first alone: every case without a profile`, async () => {
    const without = all.map((topic) => ({ ...topic, cases: topic.cases.filter(({ profile }) => !profile) }));
    const { count, wrong } = await run(without, await engineOver(`${form}-alone`, first()), { reasons: true });
    console.log(`${count} cases of decisions in the first part of ${form}`);
    assert.deepEqual(wrong, []);
    assert.ok(count >= 400);
  });
}
