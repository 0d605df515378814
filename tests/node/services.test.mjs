// The table of services is made of a list that is not in this repository: here, that our own lines stand in it as written.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(import.meta.dirname, "../..");
const FILES = ["scripts/services.mjs", "scripts/services.txt", "src/signal/referral/services.txt"];
const check = (folder) => spawnSync(process.execPath, [join(folder, "scripts/services.mjs"), "--check"], { encoding: "utf8" });

test("our own lines stand in the table of services", () => {
  const { status, stderr } = check(root);
  assert.equal(status, 0, stderr);
});

test("a line that was forgotten or altered in the table is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "services-"));
  try {
    for (const file of FILES) cpSync(join(root, file), join(folder, file));
    const table = join(folder, FILES[2]);
    const altered = readFileSync(table, "utf8").replace("\nduckduckgo\n", "\n").replace("\nt.co+x\n", "\nt.co+twitter\n");
    writeFileSync(table, altered);
    const { status, stderr } = check(folder);
    assert.equal(status, 1);
    assert.match(stderr, /lacks `duckduckgo`, `t\.co\+x`\n/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
