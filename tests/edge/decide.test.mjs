// tests/cases/decide in Cloudflare's real workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { topics } from "../decide/topics.mjs";
import { serveWorker } from "./workerd.mjs";

const worker = `
import { Engine } from "nearside/engine";
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
  const url = await serveWorker(t, worker, { "topics.json": JSON.stringify(topics({ base64: true })) });
  const { count, wrong } = await (await fetch(`${url}cases`)).json();
  console.log(`${count} cases of decisions in workerd`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
  const hostile = await (await fetch(`${url}hostile`)).json();
  console.log(`${hostile.count} hostile contexts in workerd`);
  assert.deepEqual(hostile.wrong, []);
});
