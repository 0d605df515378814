// Tokens of previews in workerd, Deno and Bun, each by its own WebCrypto.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { RUNTIMES, root } from "./runtimes.mjs";
import { serveWorker } from "./workerd.mjs";

const cases = fileURLToPath(new URL("../cases/previews.json", import.meta.url));

test("every token is worth in workerd what the fixtures say", async (t) => {
  const worker = `
import { previewsFrom } from "nearside/preview";
import { run } from "../preview/run.mjs";
import data from "previews.json";

export default {
  async fetch() {
    return Response.json(await run(JSON.parse(new TextDecoder().decode(data)), previewsFrom));
  },
};
`;
  const url = await serveWorker(t, worker, { "previews.json": readFileSync(cases) });
  const { count, wrong } = await (await fetch(url)).json();
  assert.deepEqual(wrong, []);
  assert.ok(count > 35);
});

for (const [name, command, options] of RUNTIMES) {
  test(`every token is worth under ${name} what the fixtures say`, async () => {
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
    const { stdout } = await promisify(execFile)(command, [...options, "tests/preview/anywhere.mjs", cases], { cwd: root, env });
    const { count, wrong } = JSON.parse(stdout.trim().split("\n").at(-1));
    assert.deepEqual(wrong, []);
    assert.ok(count > 35);
  });
}
