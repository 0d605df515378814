// What user agents are known by, `src/signal/device/words.bin`, is what `scripts/devices.mjs` makes of its sources.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("words.bin is what the words and the robots' packages make it", async () => {
  const { stderr } = await promisify(execFile)(process.execPath, ["scripts/devices.mjs", "--check"], { cwd: root });
  assert.equal(stderr, "");
});
