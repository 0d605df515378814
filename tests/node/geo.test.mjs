// Where a request comes from, through the wasm that people run: the requests of tests/cases/platforms.json by the tools'
// `geoFrom` and at an edge that writes what it knows into a page; and the parts of a day that a ruleset names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { edge, personalize } from "nearside/edge";
import { Engine } from "nearside/engine";
import { compile, geoFrom, localeFrom } from "nearside/tools";

const cases = JSON.parse(readFileSync(new URL("../cases/platforms.json", import.meta.url), "utf8"));
const headersOf = ({ headers }) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.repeat?.repeat?.(value.times) ?? value]));

for (const one of cases) {
  test(`geoFrom: ${one.name}`, () => {
    const found = geoFrom({ ...headersOf(one), ...one.request, ...one.context }, one.platform ?? undefined);
    for (const [name, expected] of Object.entries(one.signals).filter(([name]) => name.startsWith("geo."))) {
      assert.equal(found[name] ?? null, expected, name);
    }
  });
}

// A city is precise: no ruleset without a charter reads it.
const NAMES = ["geo.country", "geo.region", "geo.timezone", "time.hour"];
const place = (name) => name.replace(".", "-");
const bundle = compile({
  "ruleset.json": JSON.stringify({
    nearside: 1,
    id: "geo.example",
    slots: Object.fromEntries(NAMES.map((name) => [place(name), { target: `#${place(name)}` }])),
    experiences: NAMES.map((name) => ({ id: place(name), show: { [place(name)]: { text: `{{${name}|-}}` } } })),
  }),
});
const page = () => new Response(NAMES.map((name) => `<p id="${place(name)}">-</p>`).join(""), { headers: { "content-type": "text/html" } });
const shown = async (response) => Array.from((await response.text()).matchAll(/<p id="[\w-]+">([^<]*)</g), ([, text]) => text);

for (const one of cases) {
  test(`edge: ${one.name}`, async () => {
    const request = Object.assign(new Request("https://shop.example/", { headers: headersOf(one) }), one.request);
    const options = { bundle, platform: one.platform ?? undefined, now: Date.parse(one.at) };
    const expected = NAMES.map((name) => String(one.signals[name] ?? "-"));
    assert.deepEqual(await shown(await personalize(request, page(), { ...options, context: one.context })), expected);
    // A handler is given it by its platform.
    const handler = edge({ ...options, origin: page });
    assert.deepEqual(await shown(await handler(request, one.context)), expected);
  });
}

test("parts of the day begin when the ruleset says", async () => {
  const rules = (dayparts) => `nearside: 1\nid: x\n${dayparts}\nslots: { part: { value: none } }
experiences:
  - { id: part, show: { part: { by: time.daypart, morning: morning, afternoon: afternoon, evening: evening, night: night } } }
`;
  const parts = async (dayparts, times) => {
    const engine = await Engine.load(compile({ "ruleset.yaml": rules(dayparts) }));
    return times.map((time) => engine.decide({}, { now: Date.parse(`2026-07-21T${time}Z`), zone: "UTC" }).part.value);
  };
  const times = ["00:29", "00:30", "05:00", "05:30", "12:00", "17:00", "17:29", "22:00"];
  assert.deepEqual(await parts("", times), ["night", "night", "morning", "morning", "afternoon", "evening", "evening", "night"]);
  assert.deepEqual(await parts("dayparts: { morning: 05:30, evening: 17:29, night: 00:30 }", times), [
    "evening",
    "night",
    "night",
    "morning",
    "afternoon",
    "afternoon",
    "evening",
    "evening",
  ]);
});

test("dates are compared as dates, by the visitor's calendar", async () => {
  const rules = `nearside: 1\nid: x\nslots: { s: { value: none } }
experiences:
  - { id: advent, when: { time.date: { $between: [2026-11-29, 2026-12-25] } }, show: { s: between } }
  - { id: later, when: { time.date: { $gte: 2026-12-25, $lt: 2027-01-01 } }, show: { s: later } }
`;
  const engine = await Engine.load(compile({ "ruleset.yaml": rules }));
  const at = (time, zone) => engine.decide({}, { now: Date.parse(time), zone }).s.value;
  assert.equal(at("2026-11-28T23:30:00Z", "Europe/Berlin"), "between");
  assert.equal(at("2026-11-28T23:30:00Z", "UTC"), "none");
  assert.equal(at("2026-12-24T23:30:00Z", "Europe/Berlin"), "later");
  assert.equal(at("2026-12-31T23:30:00Z", "Europe/Berlin"), "none");
  assert.equal(at("2026-12-01T00:00:00Z", "Mars/Olympus_Mons"), "none");
});

test("localeFrom: what is customary where the visitor is", () => {
  const of = (...asked) => {
    const found = localeFrom(...asked);
    return ["language", "region", "units", "first_weekday", "hour12", "currency"].map((name) => found[`locale.${name}`]);
  };
  assert.deepEqual(of("en", "US"), ["en", "US", "us", "sun", true, "USD"]);
  assert.deepEqual(of("en", "DE"), ["en", "DE", "metric", "mon", false, "EUR"]);
  // A region that the languages name goes before where somebody is.
  assert.deepEqual(of("en-GB,en;q=0.5", "DE").slice(0, 3), ["en", "GB", "uk"]);
  assert.equal(localeFrom("", "DE")["locale.language"], undefined);
  for (const none of ["XX", "", "\u0000", "x".repeat(9000), undefined]) assert.equal(localeFrom("de", none)["locale.language"], "de");
});
