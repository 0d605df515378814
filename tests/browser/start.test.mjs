// `start` on real pages in Chromium, as they come from a server: decide, apply, hand-off, and every way to fail.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { personalize } from "nearside/edge";
import { compile } from "nearside/tools";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";

const pkg = join(resolve(dirname(fileURLToPath(import.meta.url)), "../.."), "pkg");
const skip = findChromium() || process.env.CI ? false : "no Chromium here";

const ruleset = (title) => `
nearside: 1
id: test.example
slots:
  hero: { target: "#hero" }
  note: { target: "#note" }
  land: { target: "#land" }
  gone: { target: "#gone" }
  units: { value: metric }
experiences:
  - { id: wide, when: { device.type: desktop }, show: { hero: { text: "${title}" }, units: us } }
  - { id: dark, when: { page.title: t, device.dark: true }, show: { note: { text: "in the dark" } } }
  - { id: land, when: { geo.country: DE }, show: { land: { html: "<i>{{geo.country|there}}</i>" } } }
  - { id: both, when: { device.reduced_motion: true }, show: { hero: { text: "Calm" }, note: { text: "and quiet" } } }
  - { id: gone, show: { gone: { text: "here" } } }
`;
const bundle = compile({ "ruleset.yaml": ruleset("Wide") });

/** What a page says, and which number that is; null where it is none. */
const PRICES = [
  ["1.299,00 €", 1299],
  ["$1,299.50", 1299.5],
  ["4.5 / 5", 4.5],
  ["from 12", 12],
  ["1 299,5 kr", 1299.5],
  ["1’299.–", 1299],
  ["1.299", 1299],
  ["0,5", 0.5],
  ["−3 °C", -3],
  ["12,", 12],
  ["12.345.678", 12345678],
  ["1.23450", 1.2345],
  ["free", null],
  ["9".repeat(300), null],
];
const shop = compile({
  "ruleset.json": JSON.stringify({
    nearside: 1,
    id: "shop.example",
    signals: {
      ...Object.fromEntries(PRICES.map((_, i) => [`custom.p${i}`, { type: "number", from: { text: `#p${i}` } }])),
      "custom.sku": { type: "string", from: { attr: "data-sku", of: "#p0" } },
      "custom.cost": { type: "number", from: { attr: "data-cost", of: "#p0" } },
      "custom.size": { type: "enum", values: ["s", "m"], from: { value: "#size" } },
      "custom.secret": { type: "string", from: { value: "#secret" } },
      "custom.absent": { type: "topic", from: { text: "#absent" } },
    },
    slots: { units: { value: "none" }, all: { value: "none" } },
    experiences: [
      {
        id: "all",
        when: {
          $or: [
            ...PRICES.map((_, i) => ({ [`custom.p${i}`]: { $lt: -1e9 } })),
            ...["sku", "size", "secret", "absent"].map((name) => ({ [`custom.${name}`]: name === "size" ? "s" : "?" })),
            { "custom.cost": 0 },
          ],
        },
        show: { all: "found" },
      },
      { id: "dear", when: { "custom.p0": { $gte: 1000 }, "custom.sku": "A-1", "custom.size": "m" }, show: { units: "dear" } },
    ],
  }),
});
const other = compile({ "ruleset.yaml": ruleset("Other") });
const body = '<!doctype html><html lang="en"><title>t</title><h1 id="hero">Hello</h1><p id="note">as it was</p><p id="land">anywhere</p>';
const script = (start) => `<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.start = start;
globalThis.page = ${start};
</script>`;
const page = (start = 'start({ bundle: "/site.nsb" })') => body + script(start);

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
/** Path → body, or a function that answers. Everything else is the package's. */
const pages = {
  "/": page(),
  "/plain-mime": page(),
  "/quiet": page('start({ bundle: "/site.nsb", development: false })'),
  "/404": page('start({ bundle: "/nowhere.nsb" })'),
  "/html-bundle": page('start({ bundle: "/" })'),
  "/cut-bundle": page('start({ bundle: "/cut.nsb" })'),
  "/no-wasm": page('start({ bundle: "/site.nsb", module: fetch("/nowhere.wasm") })'),
  "/bad-wasm": page('start({ bundle: "/site.nsb", module: fetch("/site.nsb") })'),
  "/site.nsb": bundle,
  "/shop.nsb": shop,
  "/shop": `${body}<meta charset="utf-8">${PRICES.map(([text], i) => `<b id="p${i}" data-sku=" A-1 " data-cost="12.5"> ${text} </b>`).join("")}
<select id="size"><option>s<option selected>m</select><input id="secret" type="password" value="x">${script('start({ bundle: "/shop.nsb" })')}`,
  "/cut.nsb": bundle.slice(0, -9),
};

let server;
let base;
let browser;

before(async () => {
  if (skip) return;
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    try {
      if (pathname.startsWith("/edge")) {
        const country = pathname === "/edge-nowhere" ? {} : { "cf-ipcountry": "DE" };
        const asked = new Request(`http://shop.example${request.url}`, {
          headers: { ...country, "user-agent": request.headers["user-agent"] },
        });
        const origin = new Response(page(), { headers: { "content-type": "text/html" } });
        const made = await personalize(asked, origin, { bundle: pathname === "/edge-other" ? other : bundle, platform: "cloudflare" });
        response.writeHead(200, { "content-type": "text/html" }).end(await made.text());
        return;
      }
      const own = pages[pathname] ?? readFileSync(join(pkg, pathname));
      const type = typeof own === "string" ? "text/html" : (TYPES[extname(pathname)] ?? "application/octet-stream");
      response.writeHead(200, { "content-type": type }).end(own);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** A person's browser: one without a head says so, and is a robot to an edge. */
const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** Opens a page, waits for `start`, and gives what there is to see. */
async function visit(t, path, options = {}) {
  const context = await browser.newContext({ timezoneId: "Europe/Berlin", userAgent, ...options });
  t.after(() => context.close());
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  const asked = [];
  tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await tab.goto(base + path);
  const seen = await tab.evaluate(async () => {
    const ns = await globalThis.page;
    const exposures = [];
    const health = [];
    ns.on("exposure", (event) => exposures.push(event));
    ns.on("health", (event) => health.push(event));
    return {
      text: ["hero", "note", "land"].map((id) => document.getElementById(id).textContent),
      decisions: JSON.parse(JSON.stringify(ns.decisions)),
      units: ns.value("units"),
      error: ns.error && { code: ns.error.code, hint: ns.error.hint, message: ns.error.message },
      exposures,
      health,
    };
  });
  return { ...seen, tab, asked, errors };
}

const defaults = ["Hello", "as it was", "anywhere"];

test("a page adapts to what the browser knows", { skip }, async (t) => {
  const { text, units, decisions, exposures, health, asked, errors, error } = await visit(t, "/", { colorScheme: "dark" });
  assert.equal(error, undefined);
  assert.deepEqual(text, ["Wide", "in the dark", "DE"]);
  assert.equal(units, "us");
  assert.equal(decisions.hero.variant, "show");
  assert.deepEqual(exposures.map(({ slot }) => slot).sort(), ["hero", "land", "note", "units"]);
  assert.deepEqual(health, [{ code: "target_missing", slot: "gone" }]);
  assert.deepEqual(errors, []);
  // Nothing is asked for but the page, the script, the engine and the bundle.
  assert.deepEqual(
    asked.filter((path) => !/\/dist\/browser\/[\w-]+\.js$/.test(path)).sort(),
    ["/", "/favicon.ico", "/site.nsb", "/wasm/page.wasm"].filter((path) => asked.includes(path)),
  );
});

test("signals stand in the page where the ruleset says", { skip }, async (t) => {
  const { tab, units } = await visit(t, "/shop");
  assert.equal(units, "dear");
  const { considered } = await tab.evaluate(async () => (await globalThis.page).explain("all"));
  const seen = new Map(considered[0].conditions.map(({ signal, value, source, trust }) => [signal, [value ?? null, source, trust]]));
  const known = (value) => [value, "document", "known"];
  for (const [i, [text, number]] of PRICES.entries()) assert.deepEqual(seen.get(`custom.p${i}`)[0], number, text);
  assert.deepEqual(seen.get("custom.p0"), known(1299));
  assert.deepEqual(seen.get("custom.sku"), known("A-1"));
  assert.deepEqual(seen.get("custom.cost"), known(12.5));
  assert.deepEqual(seen.get("custom.size"), known("m"));
  assert.deepEqual([seen.get("custom.secret")[0], seen.get("custom.absent")[0]], [null, null]);
  const said = await tab.evaluate(async () => (await globalThis.page).refresh({ signals: { "custom.p0": 3 } }).get("units").value);
  assert.equal(said, "none");
});

test("a signal of the site goes before the browser's", { skip }, async (t) => {
  const { tab } = await visit(t, "/");
  const text = await tab.evaluate(async () => {
    const ns = await globalThis.page;
    ns.refresh({ signals: { "geo.country": "FR", "device.dark": true } });
    return ["hero", "note", "land"].map((id) => document.getElementById(id).textContent);
  });
  assert.deepEqual(text, ["Wide", "in the dark", "anywhere"]);
});

test("`stop` puts the page back, and it can start again", { skip }, async (t) => {
  const { tab } = await visit(t, "/");
  const seen = await tab.evaluate(async () => {
    const ns = await globalThis.page;
    ns.stop();
    const stopped = document.getElementById("hero").textContent;
    await globalThis.start({ bundle: "/site.nsb" });
    return [stopped, document.getElementById("hero").textContent];
  });
  assert.deepEqual(seen, ["Hello", "Wide"]);
});

test("a second start is the first one, or refused", { skip }, async (t) => {
  const { tab } = await visit(t, "/");
  const seen = await tab.evaluate(async () => [
    (await globalThis.start({ bundle: "/site.nsb" })) === (await globalThis.page),
    await globalThis.start({ bundle: "/other.nsb" }).catch((error) => [error instanceof Error, error.code]),
  ]);
  assert.deepEqual(seen, [true, [true, "already_started"]]);
});

test("explains on the page, by code that loads only then", { skip }, async (t) => {
  const { tab, asked } = await visit(t, "/quiet");
  assert.ok(!asked.some((path) => /why|again/.test(path)));
  const explanation = await tab.evaluate(async () => (await globalThis.page).explain("land"));
  assert.equal(explanation.experience, "land");
  const [{ value, source, trust }] = explanation.considered[0].conditions;
  assert.deepEqual({ value, source, trust }, { value: "DE", source: "time zone", trust: "inferred" });
  assert.ok(asked.some((path) => path.includes("why")));
});

test("what the edge decided is final, and counted; the device decides the rest", { skip }, async (t) => {
  const { text, decisions, exposures } = await visit(t, "/edge", { colorScheme: "dark", timezoneId: "Europe/Paris" });
  assert.deepEqual(text, ["Wide", "in the dark", "DE"]);
  assert.deepEqual(decisions.land, { experience: "land", variant: "show", reason: "at_edge" });
  assert.equal(decisions.note.reason, "matched");
  assert.ok(exposures.some(({ slot }) => slot === "land"));
});

test("of what the edge decided is said that it is explained by another clock", { skip }, async (t) => {
  const { tab } = await visit(t, "/edge", { colorScheme: "dark", timezoneId: "Europe/Paris" });
  const [land, note] = await tab.evaluate(async () => {
    const ns = await globalThis.page;
    return [await ns.explain("land"), await ns.explain("note")];
  });
  // The edge's country was not this clock's.
  assert.deepEqual(land.at_edge, { experience: "land", variant: "show" });
  assert.match(land.summary, /^land was decided at an edge before the page came, for land; by this device's clock and facts land shows /);
  assert.equal(note.at_edge, undefined);
  const other = await visit(t, "/edge-other");
  const hero = await other.tab.evaluate(async () => (await globalThis.page).explain("hero"));
  assert.deepEqual(hero.at_edge, { experience: null, variant: null });
  assert.match(hero.summary, /^hero was decided at an edge before the page came; by /);
});

test("what the edge could not know the device decides, and the rest stays the edge's", { skip }, async (t) => {
  const { text, decisions, exposures } = await visit(t, "/edge-nowhere");
  assert.deepEqual(text, ["Wide", "as it was", "DE"]);
  assert.deepEqual([decisions.hero.reason, decisions.land.reason], ["at_edge", "matched"]);
  assert.ok(exposures.some(({ slot }) => slot === "land"));
  const elsewhere = await visit(t, "/edge-nowhere", { timezoneId: "Europe/Paris" });
  assert.deepEqual([elsewhere.text[2], elsewhere.decisions.land.reason], ["anywhere", "default"]);
});

test("an experience whose slot the edge gave away does not take its other slots on the device", { skip }, async (t) => {
  for (const path of ["/", "/edge"]) {
    const { text } = await visit(t, path, { reducedMotion: "reduce" });
    assert.deepEqual(text, ["Wide", "as it was", "DE"], path);
  }
});

test("it stays final when the edge had another bundle, and is not counted", { skip }, async (t) => {
  const { text, decisions, exposures } = await visit(t, "/edge-other");
  assert.equal(text[0], "Other");
  assert.deepEqual(decisions.hero, { experience: null, variant: null, reason: "at_edge" });
  assert.ok(!exposures.some(({ slot }) => slot === "hero"));
});

for (const [path, code] of [
  ["/404", "bundle_unavailable"],
  ["/html-bundle", "bundle_not_recognised"],
  ["/cut-bundle", "bundle_truncated"],
  ["/no-wasm", "wasm_unavailable"],
  ["/bad-wasm", "wasm_unavailable"],
]) {
  test(`${path}: the page shows its defaults and says why`, { skip }, async (t) => {
    const { text, error, units, errors, health } = await visit(t, path);
    assert.deepEqual(text, defaults);
    assert.equal(error.code, code);
    assert.ok(error.hint.length > 10);
    assert.equal(units, undefined);
    assert.deepEqual(health, [{ code: "failed" }]);
    assert.deepEqual(errors, []);
  });
}
