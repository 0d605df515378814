// docs/privacy.md names a test for each of its sentences: they are there, and its table is the fixture's.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const read = (path) => readFileSync(join(root, path), "utf8");
const doc = read("docs/privacy.md");
const { states } = JSON.parse(read("tests/cases/consent.json"));

test("every file that the page names is there", () => {
  const paths = [...doc.matchAll(/\b(?:tests|scripts|docs)\/[\w./-]+\w/g)].map(([path]) => path);
  assert.ok(paths.length > 25);
  for (const path of paths) assert.ok(existsSync(join(root, path)), path);
  for (const [, path] of doc.matchAll(/\]\(([\w-]+\.md)/g)) assert.ok(existsSync(join(root, "docs", path)), path);
  for (const [, target] of doc.matchAll(/`make ([\w-]+)`/g)) assert.match(read("Makefile"), new RegExp(`^${target}:`, "m"));
});

test("every test that the page names is there", () => {
  const named = [...doc.matchAll(/`(tests\/[\w./-]+\.test\.mjs)` "([^|]+)" \|$/gm)];
  assert.ok(named.length > 20);
  for (const [, file, name] of named) {
    const text = read(file);
    assert.ok(
      [`test("${name}"`, `test(\`${name}\``, `["${name}"`].some((written) => text.includes(written)),
      `${file}: ${name}`,
    );
  }
});

test("every row of its tables has a test, or is a table of people", () => {
  for (const chapter of ["Sent", "Read", "Kept"]) {
    const [, text] = new RegExp(`^## ${chapter}\n([\\s\\S]*?)(?=^## )`, "m").exec(doc);
    const rows = text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .slice(2);
    assert.ok(rows.length >= 3);
    for (const line of rows) assert.match(line, /`tests\/[^`]+`/, line);
  }
});

test("its table of consent is the fixture's, cell by cell", () => {
  const rows = /\| before consent[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)/.exec(doc);
  const head = /^\| \| before consent[^\n]*$/m.exec(doc)[0];
  const columns = [...head.matchAll(/`([^`]+)`/g)].map(([, name]) => states.find(({ state }) => state === name) ?? assert.fail(name));
  const questions = ["contextual", "memory_here", "memory_kept", "random_by_device", "random_by_site"];
  const cells = rows[1]
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(2, -1)
        .map((cell) => cell.trim()),
    );
  assert.equal(cells.length, questions.length);
  for (const [at, question] of questions.entries()) {
    assert.deepEqual(
      cells[at],
      columns.map(({ expect }) => (expect[question] ? "yes" : "no")),
      question,
    );
  }
  for (const [, name] of doc.matchAll(/\(`(GPC[^`]+)`\)/g))
    assert.ok(
      states.some(({ state }) => state === name),
      name,
    );
});
