// The readers of facts: what they read, from whom they believe it, and that they touch nothing else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

async function load(file) {
  const path = fileURLToPath(new URL(`../../pkg/src/facts/${file}.ts`, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [path], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const { readBrowserFacts } = await load("browser");
const { clientHints, readRequestFacts } = await load("request");
const { offsetOf } = await load("fact");

const cases = (name) => JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), "utf8"));
const NOW = Date.UTC(2026, 4, 21, 19, 30);
const ALL = [-1, -1];
const mask = (...facts) => [facts.reduce((bits, fact) => bits | (1 << fact), 0), 0];
const geo = (request, platform) => Object.fromEntries(readRequestFacts(request, platform, mask(3, 4, 5, 6, 7), NOW));

test("offsets follow the zone's rules, and unknown zones have none", () => {
  assert.deepEqual(
    ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "UTC", "Mars/Olympus"].map((zone) => offsetOf(zone, NOW)),
    [120, 330, -150, 0, undefined],
  );
  assert.equal(offsetOf("Europe/Berlin", Date.UTC(2026, 0, 1)), 60);
});

for (const { name, zone, at, offset } of cases("offsets")) {
  test(`offset: ${name}`, () => assert.equal(offsetOf(zone, Date.parse(at)) ?? null, offset));
}

/** By their names in the fixture; natively, `src/signal/tests.rs` reads the same requests. */
const FACTS = { PLATFORM_COUNTRY: 3, PLATFORM_REGION: 4, PLATFORM_CITY: 5, PLATFORM_TIME_ZONE: 6, PLATFORM_OFFSET: 7 };

for (const { name, platform, headers, request, context, at, facts } of cases("platforms").filter(({ facts }) => facts)) {
  test(`platform: ${name}`, () => {
    const written = Object.entries(headers).map(([key, value]) => [key, value.repeat?.repeat?.(value.times) ?? value]);
    const asked = Object.assign(new Request("https://a.example/", { headers: Object.fromEntries(written) }), request);
    const found = readRequestFacts(asked, platform ?? undefined, mask(3, 4, 5, 6, 7), Date.parse(at), context);
    // What is no zone is left out here and passed over in the engine.
    const isZone = ([key, value]) => key !== "PLATFORM_TIME_ZONE" || value === "UTC" || value.includes("/");
    const expected = Object.entries(facts).filter(isZone);
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected.map(([key, value]) => [FACTS[key], value])));
  });
}

test("a platform that nobody knows says nothing, and nothing throws", () => {
  const request = new Request("https://a.example/", { headers: { "cf-ipcountry": "DE" } });
  for (const platform of ["", "nobody", "toString", "__proto__", null, 3, {}])
    assert.deepEqual(geo(request, platform), {}, String(platform));
});

test("the platform's own object goes before a header that a visitor may have sent", () => {
  const request = Object.assign(new Request("https://a.example/", { headers: { "cf-ipcountry": "US" } }), { cf: { country: "FR" } });
  assert.deepEqual(geo(request, "cloudflare"), { 3: "FR" });
  request.cf = {
    get country() {
      throw new Error("refused");
    },
  };
  assert.deepEqual(geo(request, "cloudflare"), {});
});

test("broken geography is none", () => {
  for (const text of ["", "{", "%%%", "null", "bnVsbA==", '{"country":3}', "[[[["]) {
    assert.deepEqual(geo(new Request("https://a.example/", { headers: { "x-nf-geo": text } }), "netlify"), {}, text);
  }
});

/** A window that says what was asked of it. */
function trapped(touched) {
  const trap = (name, target) =>
    new Proxy(target, {
      get(object, key) {
        touched.push(`${name}.${String(key)}`);
        const value = object[key];
        return typeof value === "function" ? value.bind(object) : value;
      },
    });
  const navigator = {
    userAgent: "agent",
    languages: Object.freeze(["de"]),
    maxTouchPoints: 0,
    deviceMemory: 8,
    connection: { effectiveType: "3g" },
    get userAgentData() {
      throw new Error("refused");
    },
  };
  return trap("window", {
    navigator: trap("navigator", navigator),
    document: trap("document", { referrer: "", title: "Title", querySelector: () => null }),
    location: trap("location", { href: "https://a.example/" }),
    matchMedia: (media) => ({ media: media.includes("motion") ? "not all" : media, matches: /1024|600|contrast\)/.test(media) }),
  });
}

test("a browser that refuses or does not know leaves facts out, and nothing throws", () => {
  const facts = Object.fromEntries(readBrowserFacts(ALL, NOW, trapped([])));
  assert.equal(facts[8], "agent");
  assert.equal(facts[17], 1024);
  assert.equal(facts[18], false);
  assert.equal(facts[20], "none");
  assert.equal(facts[22], "3g");
  assert.equal(facts[23], 8);
  assert.equal(facts[26], "");
  assert.equal(facts[31], false);
  for (const fact of [9, 10, 11, 19, 21, 29, 30]) assert.equal(fact in facts, false, String(fact));
});

test("only what the mask names is touched", () => {
  const read = (...facts) => {
    const touched = [];
    readBrowserFacts(mask(...facts), NOW, trapped(touched));
    return touched;
  };
  assert.deepEqual(read(), []);
  assert.deepEqual(read(0, 1, 2), []);
  assert.deepEqual(read(24), ["window.navigator", "navigator.languages"]);
  assert.deepEqual(read(26, 27), ["window.document", "document.referrer", "window.location", "location.href"]);
  assert.deepEqual(read(18), ["window.matchMedia"]);
});

test("what goes with the first language, and the clock's cycle, are the browser's own answers", () => {
  const read = (languages) => Object.fromEntries(readBrowserFacts([1 << 25, 1 << 8], NOW, { navigator: { languages } }));
  assert.equal(read(["zh-TW", "en"])[40], "zh-Hant-TW");
  assert.equal(read(["pa-PK-u-nu-latn"])[40], "pa-Arab-PK");
  assert.match(read(["de"])[25], /^h(11|12|23|24)$/);
  // No tag, no language, no list.
  for (const languages of [["not a tag"], [], undefined]) assert.equal(40 in read(languages), false);
});

test("brands come with their versions, and a wish for contrast by its name", () => {
  const brands = [
    { brand: "Not/A)Brand", version: "8" },
    { brand: "Chromium", version: "124" },
  ];
  const window = {
    navigator: { userAgentData: { brands } },
    matchMedia: (media) => ({ media, matches: media === "(prefers-contrast:less)" }),
  };
  assert.deepEqual(readBrowserFacts(mask(11, 20), NOW, window), [
    [11, ["Not/A)Brand/8", "Chromium/124"]],
    [20, "less"],
  ]);
});

test("a request's hints are read under their new and their old names", () => {
  const headers = { "device-memory": "2", "sec-ch-device-memory": "4", ect: "3g", "sec-ch-ua-platform-version": '"15.0.0"' };
  const facts = Object.fromEntries(readRequestFacts(new Request("https://a.example/", { headers }), undefined, mask(14, 22, 23), NOW));
  assert.deepEqual(facts, { 14: '"15.0.0"', 22: "3g", 23: "4" });
});

test("hints are asked for when a bundle needs them, and the model never", () => {
  assert.deepEqual(clientHints(mask(8, 9, 10, 11, 13)), []);
  assert.deepEqual(clientHints(mask(12, 14, 15, 23)), [
    "Sec-CH-UA-Form-Factors",
    "Sec-CH-UA-Platform-Version",
    "Sec-CH-UA-Full-Version-List",
    "Sec-CH-Device-Memory",
  ]);
});
