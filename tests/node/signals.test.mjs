// The lines of docs/signals.md that are code: each says after `//` what it gives.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as tools from "nearside/tools";

const page = readFileSync(new URL("../../docs/signals.md", import.meta.url), "utf8");
const lines = Array.from(page.matchAll(/^```js\n(.*?)^```$/gms), ([, block]) => block.trim().split("\n")).flat();

test("there are lines to run", () => assert.ok(lines.length >= 5));

for (const line of lines) {
  test(line, () => {
    const [, code, said] = /^(.*?); \/\/ (.*)$/.exec(line);
    const run = new Function(...Object.keys(tools), `return ${code}`);
    assert.deepEqual(run(...Object.values(tools)), JSON.parse(said));
  });
}
