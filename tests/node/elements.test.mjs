// The manifest of the custom elements says what the code does; and the module loads where there are no elements.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { defineElements, NearsideAsk, NearsidePreferences, NearsideWhy } from "nearside/elements";
import { run } from "nearside/tools";

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

for (const part of ["", "handover-", "reasons-"]) {
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

/** The sources that say signals and values in words, as a module. */
async function wording() {
  const contents = 'export { called, reasoning, worded } from "./signals.ts"; export { speech } from "./speech.ts";';
  const { outputFiles } = await build({ stdin: { contents, resolveDir: folder }, bundle: true, format: "esm", write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** Every signal of the catalogue, as `nearside signals --json` has it. */
function catalogue() {
  let text = "";
  const take = (said) => {
    text += said;
  };
  run(["signals", "--json"], { print: take, warn: take, colour: () => false, now: () => 0, offset: () => 0 });
  return JSON.parse(text);
}

for (const lang of ["en", "de", "fr"]) {
  test(`every signal has a name and each value that it can have a word, in ${lang}`, async () => {
    const { called, reasoning, speech, worded } = await wording();
    const english = await reasoning(await speech("en", [], new Set()));
    const spoken = await reasoning(await speech(lang, [], new Set()));
    for (const { name, values = [] } of catalogue()) {
      const signal = name.replaceAll("*", "thing");
      const title = called(signal, spoken);
      if (!name.includes("*")) assert.equal(title, spoken.given(`signal.${name}`), name);
      // Of what the site names itself, that name is all there is.
      else if (lang !== "en" && !/^(custom|declared|stage)\./.test(name)) assert.notEqual(title, called(signal, english), name);
      for (const value of values) {
        const own = spoken.given(`${name.replace("*.", "")}.${value}`);
        assert.ok(own ?? worded(signal, value, spoken) !== value, `${name}: ${value}`);
      }
    }
  });
}

test("what a browser knows in every language it says: days, months, currencies, scripts, zones; amounts have their unit", async () => {
  const { called, reasoning, speech, worded } = await wording();
  const de = await reasoning(await speech("de", [], new Set(["chess"])));
  const said = (signal, value) => `${called(signal, de)}: ${worded(signal, value, de)}`;
  assert.deepEqual(
    [
      said("time.weekday", "fri"),
      said("time.month", 11),
      said("time.utc.date", "2026-11-27"),
      said("locale.currency", "EUR"),
      said("locale.script", "Cyrl"),
      said("locale.languages", ["de-AT", "en"]),
      said("geo.continent", "EU"),
      said("geo.timezone", "Europe/Vienna"),
      said("visit.seconds", 300),
      said("device.memory", 8),
      said("affinity.chess", 0.4),
      said("calendar.shop.state", "open"),
      said("event.buy.sum.value", 20),
      said("time.weekday", "nonsense"),
    ],
    [
      "Wochentag: Freitag",
      "Monat: November",
      "Datum (UTC): 27.11.2026",
      "Währung: Euro",
      "Schrift: Kyrillisch",
      "Sprachen Ihres Browsers: Österreichisches Deutsch und Englisch",
      "Kontinent: Europa",
      "Zeitzone: Mitteleuropäische Zeit",
      "Dauer dieses Besuchs: 5 Minuten",
      "Arbeitsspeicher des Geräts: 8 Gigabyte",
      "Interesse an einem Thema, das hier nicht genannt wird: 40\u00a0%",
      "Öffnungszeiten, Shop: jetzt: geöffnet",
      "Buy: Value, zusammengezählt: 20",
      "Wochentag: nonsense",
    ],
  );
});

test("French keeps its signs on the line of what they belong to, and a topic without a name is in a German case", async () => {
  const { called, reasoning, speech, worded } = await wording();
  const fr = JSON.parse(readFileSync(join(root, "pkg/messages/fr.json"), "utf8"));
  for (const [key, text] of Object.entries(fr)) assert.doesNotMatch(text, /[^\u00a0][:;?!»]|«[^\u00a0]/, key);
  const french = await reasoning(await speech("fr", [], new Set()));
  assert.equal(
    french.text("pair", { name: called("geo.country", french), value: worded("geo.country", "DE", french) }),
    "Pays\u00a0: Allemagne",
  );
  const german = await reasoning(await speech("de", [], new Set(["chess"])));
  assert.equal(called("affinity.chess", german), "Interesse an einem Thema, das hier nicht genannt wird");
});
