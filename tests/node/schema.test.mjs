// The published JSON Schema, as an editor uses it: another validator than our own, another YAML reader.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const schema = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("nearside/schema/ruleset.json")), "utf8"));
const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowMatchingProperties: true }).compile(schema);
const errors = (text) => (validate(parse(text)) ? [] : validate.errors);

const folder = join(root, "tests/cases/rulesets");
const rulesets = readdirSync(folder, { recursive: true })
  .filter((path) => /(ruleset|rules)\.yaml$/.test(path))
  .map((path) => join(folder, path));

for (const path of [...rulesets, join(root, "www/shop/ruleset.yaml"), join(root, "src/cli/init/ruleset.yaml")]) {
  test(`${path.slice(root.length)} is valid`, () => assert.deepEqual(errors(readFileSync(path, "utf8")), []));
}

const RULES = `nearside: 1
id: shop
slots: { hero: { target: "#hero" } }
experiences:
  - { id: norway, when: { geo.country: "NO" }, show: { hero: { text: Hei } } }
`;

for (const [about, from, to] of [
  ["a key that is unknown", "id: shop", "idd: shop"],
  ["a version that is not ours", "nearside: 1", "nearside: 2"],
  ["an operation that is unknown", "text: Hei", "txet: Hei"],
  ["an operator that is unknown", 'geo.country: "NO"', "geo.country: { $equals: x }"],
  ["a list where names belong", '{ hero: { target: "#hero" } }', "[hero]"],
  ["a slot without a target or a value", 'target: "#hero"', "page: x"],
]) {
  test(`${about} is not valid`, () => {
    assert.deepEqual(errors(RULES), []);
    const broken = RULES.replace(from, to);
    assert.notEqual(broken, RULES);
    assert.notDeepEqual(errors(broken), []);
  });
}

test("what an editor reads as a number, a boolean or nothing is judged as text is", () => {
  for (const value of ["17.10", "01067", "yes", "true", "18:00"]) {
    assert.deepEqual(errors(RULES.replace('geo.country: "NO"', `device.os_version: ${value}`)), [], value);
  }
});

test("the schema in the package is the one that this engine writes", async () => {
  const { schema: write } = await import("nearside/tools");
  assert.deepEqual(schema, write());
});
