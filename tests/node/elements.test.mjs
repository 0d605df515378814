// The manifest of the custom elements says what the code does; and the module loads where there are no elements.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { defineElements, NearsideAsk, NearsidePreferences, NearsideWhy } from "nearside/elements";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(root, "pkg/src/elements");
const sources = readdirSync(folder).filter((file) => file.endsWith(".ts"));
const code = sources.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
const manifest = JSON.parse(readFileSync(join(root, "pkg/custom-elements.json"), "utf8"));
const [{ declarations }] = manifest.modules;
const elements = declarations.filter(({ customElement }) => customElement);
const classes = { NearsideAsk, NearsidePreferences, NearsideWhy };
const docs = readFileSync(join(root, "docs/elements.md"), "utf8");
const unique = (all) => [...new Set(all)].sort();
const names = (all = []) => all.map(({ name }) => name);

test("on a server the elements load, and defining them does nothing", () => {
  assert.equal(defineElements(), undefined);
});

test("the manifest names each element's attributes, and its properties are there", () => {
  assert.equal(manifest.schemaVersion, "1.0.0");
  assert.deepEqual(names(elements).sort(), Object.keys(classes).sort());
  for (const { name, attributes, members } of elements) {
    // `theme` is the style sheet's alone.
    assert.deepEqual(unique(names(attributes)), unique([...classes[name].observedAttributes, "theme"]), name);
    for (const member of names(members)) assert.ok(member in classes[name].prototype, `${name}.${member}`);
  }
});

test("parts, custom properties and events are those of the code and of the docs", () => {
  const parts = [...code.matchAll(/\bpart: "([\w -]+)"/g)].flatMap(([, names]) => names.split(" "));
  assert.deepEqual(unique(elements.flatMap(({ cssParts }) => names(cssParts))), unique(parts));
  const properties = unique([...code.matchAll(/var\((--nearside-[\w-]+)/g)].map(([, name]) => name));
  for (const { cssProperties } of elements) assert.deepEqual(unique(names(cssProperties)), properties);
  for (const name of [...parts, ...properties]) assert.ok(docs.includes(`\`${name}\``), name);
  for (const name of unique(elements.flatMap(({ events }) => names(events)))) {
    assert.ok(code.includes(`"${name}"`), name);
    assert.ok(docs.includes(`\`${name}\``), name);
  }
});

test("nothing of the elements reads a text as markup, or asks a network", () => {
  assert.doesNotMatch(
    code,
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|setAttribute\("style"|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket/,
  );
});

for (const part of ["", "handover-"]) {
  test(`all languages have all texts of ${part || "theirs"}, with the same places to fill in`, async () => {
    const tables = Object.fromEntries(
      ["en", "de", "fr"].map((lang) => {
        const text = readFileSync(join(folder, `messages/${part}${lang}.ts`), "utf8");
        const entries = [...text.matchAll(/^ {2}"?([\w.\- ]+)"?:\s+"(.*)",$/gm)].map(([, key, said]) => [key, said]);
        return [lang, Object.fromEntries(entries)];
      }),
    );
    const places = (said) => unique(said.match(/\{\w+\}/g) ?? []);
    assert.ok(Object.keys(tables.en).length > 20);
    for (const lang of ["de", "fr"]) {
      assert.deepEqual(Object.keys(tables[lang]).sort(), Object.keys(tables.en).sort(), lang);
      for (const [key, said] of Object.entries(tables.en)) {
        // "once" has no number.
        if (!key.endsWith(".one")) assert.deepEqual(places(tables[lang][key]), places(said), `${lang} ${key}`);
      }
    }
  });
}
