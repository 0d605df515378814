// docs/storage.md is what the code keeps.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { KEYS, PATH, page } from "../../scripts/storage.mjs";

test("docs/storage.md is up to date (UPDATE=1 writes it)", () => {
  if (process.env.UPDATE) writeFileSync(PATH, page());
  assert.ok(existsSync(PATH));
  assert.equal(readFileSync(PATH, "utf8"), page());
});

test("no part of it is missing", () => {
  assert.doesNotMatch(page(), /undefined|NaN|\[`/);
  assert.ok((page().match(/^\| \d+ \|/gm) ?? []).length >= 4 + 12);
});

test("the keys are those of the code, and there are no others", () => {
  const read = (path) => readFileSync(new URL(`../../pkg/src/${path}`, import.meta.url), "utf8");
  const prefixes = ["bundle.ts", "memory/writer.ts"].flatMap((file) => read(file).match(/`nearside:\$\{[^`]*`/g) ?? []);
  // Three in storage, by one prefix, and one lock.
  assert.equal(prefixes.length, KEYS.length - 2);
});
