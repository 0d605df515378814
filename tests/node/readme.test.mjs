// The README's figures are those that were measured, and its claims have no others.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fill, measured } from "../../scripts/readme-figures.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the README says what was measured", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/readme-figures.mjs", "--check"], { cwd: root, encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("each of the first screen's claims has a figure, and every number in it is one", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [screen] = readme.split("```");
  const claims = screen.split(/^- /m).slice(1);
  assert.equal(claims.length, 5);
  for (const claim of claims) {
    assert.match(claim, /<!-- figures:/);
    assert.doesNotMatch(claim.replace(/<!-- figures:.*?<!-- \/figures -->/gs, ""), /\d/, claim);
  }
});

const results =
  "# Measured\n\n| figure | value |\n|---|---|\n| not | this |\n\n## Figures\n\nQuoted.\n\n| figure | value |\n|---|--:|\n| a | 1 KB |\n| b-2 | 3.9 |\n";
const figure = (name, text) => `<!-- figures:${name} -->${text}<!-- /figures -->`;

test("figures are the last table's", () => assert.deepEqual(measured(results), { a: "1 KB", "b-2": "3.9" }));

test("a README that differs is told apart and filled in", () => {
  const { filled, wrong } = fill(`x ${figure("a", "2 KB")} and ${figure("b-2", "3.9")}`, measured(results));
  assert.equal(filled, `x ${figure("a", "1 KB")} and ${figure("b-2", "3.9")}`);
  assert.deepEqual(wrong, ["`a` is 1 KB, and the README says 2 KB"]);
  assert.deepEqual(fill(filled, measured(results)).wrong, []);
});

test("a marker without a figure, or without its other half, is said", () => {
  const named = fill(figure("none", "7"), measured(results));
  assert.equal(named.filled, figure("none", "7"));
  assert.match(named.wrong[0], /^there is no figure `none`/);
  assert.match(fill(figure("constructor", "7"), {}).wrong[0], /^there is no figure `constructor`/);
  assert.deepEqual(fill("<!-- figures:a -->1", measured(results)).wrong, ["`<!-- figures:a -->` belongs to no pair"]);
});
