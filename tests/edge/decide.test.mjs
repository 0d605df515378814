// tests/cases/decide in Cloudflare's real workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";
import { topics } from "../decide/topics.mjs";
import { serveWorker } from "./workerd.mjs";

const worker = (entry) => `
import { Engine } from "${entry}";
import { run, runHostile } from "../decide/run.mjs";
import data from "topics.json";

export default {
  async fetch(request) {
    const topics = JSON.parse(new TextDecoder().decode(data));
    if (new URL(request.url).pathname === "/hostile") return Response.json(await runHostile(topics, Engine));
    if (new URL(request.url).pathname === "/cases") return Response.json(await run(topics, Engine, { reasons: true }));
    return new Response("ready");
  },
};
`;

test("every case gets its decisions, reasons and explanations in workerd", async (t) => {
  const url = await serveWorker(t, worker("nearside/engine"), { "topics.json": JSON.stringify(topics({ base64: true })) });
  const { count, wrong } = await (await fetch(`${url}cases`)).json();
  console.log(`${count} cases of decisions in workerd`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
  const hostile = await (await fetch(`${url}hostile`)).json();
  console.log(`${hostile.count} hostile contexts in workerd`);
  assert.deepEqual(hostile.wrong, []);
});

test("every case gets its decisions and reasons in workerd in JavaScript alone", async (t) => {
  const url = await serveWorker(t, worker("nearside/js"), { "topics.json": JSON.stringify(topics({ base64: true })) });
  const { count, wrong } = await (await fetch(`${url}cases`)).json();
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
});

test("a worker is uploaded without the JavaScript that stands in for WebAssembly", async () => {
  const code = async (entry) => {
    const { outputFiles } = await build({
      stdin: { contents: `export * from "${entry}"`, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: "esm",
      conditions: ["workerd", "worker"],
      external: ["*.wasm", "node:*"],
    });
    return outputFiles[0].text;
  };
  assert.ok((await code("nearside/js")).includes("structuredClone"));
  for (const entry of ["nearside/engine", "nearside/edge"]) assert.ok(!(await code(entry)).includes("structuredClone"), entry);
});
