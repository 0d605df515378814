import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, probe } from "../package/consumer.mjs";
import { serveWorker } from "./workerd.mjs";

test("workerd is handed the compiled module", async (t) => {
  const url = await serveWorker(t, `${probe}export default { fetch: async () => new Response(await probe()) };`);
  assert.equal(await (await fetch(url)).text(), answer);
});
