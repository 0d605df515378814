// What changes on a real page after a signal was set, and what does not: one slot's elements, and nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: again.example
signals: { custom.step: { type: number }, custom.name: { type: string } }
slots:
  hero: { target: "#hero" }
  nudge: { target: "#nudge", redecide: action }
  hello: { target: "#hello", redecide: action }
  still: { target: "#still" }
  later: { target: "#later", redecide: action }
  theme: { value: light, redecide: live }
  calm: { value: false, redecide: action }
experiences:
  - { id: both, when: { custom.step: 1 }, show: { hero: { text: One }, nudge: { text: First } } }
  - { id: alone, when: { custom.step: { $gte: 2 } }, show: { nudge: { html: "<b>Second</b>", class: { add: [on] } } } }
  - { id: greet, show: { hello: { text: "Hello {{custom.name|you}}" } } }
  - { id: still, show: { still: { text: "Still {{custom.name|you}}" } } }
  - { id: later, when: { custom.step: { $gte: 0 } }, schedule: { from: 2026-11-20T20:00:00Z }, show: { later: { text: Late } } }
  - { id: night, when: { device.dark: true }, show: { theme: dark } }
  - { id: calm, when: { device.reduced_motion: true }, show: { calm: true } }
`,
});

const html = `<!doctype html><html lang="en"><title>t</title><style>main { height: 4000px }</style>
<h1 id="hero">Hero</h1><p id="nudge" class="box">Nudge</p><p id="hello">-</p><p id="still">-</p><p id="later">Later</p>
<input id="field" value="what somebody is writing"><main></main>
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.moment = Date.parse("2026-11-20T19:30:00Z");
Date.now = () => globalThis.moment;
globalThis.page = start({ bundle: "/site.nsb", signals: { "custom.step": 1 } });
</script>`;

let server;
let browser;

before(async () => {
  if (skip) return;
  server = await site((path) => ({ "/": html, "/site.nsb": bundle })[path]);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** A tab whose page has started, with all that is heard and all that changes from then on. */
async function visit(t, options = {}, prepare = async () => {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const tab = await context.newPage();
  await prepare(tab);
  await tab.goto(server.origin);
  await tab.evaluate(async () => {
    globalThis.ns = await globalThis.page;
    globalThis.heard = [];
    for (const type of ["decide", "change", "exposure", "health"]) {
      globalThis.ns.on(type, (event) => globalThis.heard.push([type, type === "change" ? event.changed.join() : (event.slot ?? "")]));
    }
    globalThis.heard.length = 0;
    globalThis.touched = new Set();
    const owner = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[id]")?.id ?? node.nodeName;
    globalThis.watching = new MutationObserver((records) => {
      for (const { target } of records) globalThis.touched.add(owner(target));
    });
    globalThis.watching.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return tab;
}

const look = (tab) =>
  tab.evaluate(async () => {
    await new Promise((done) => setTimeout(done));
    const seen = {
      texts: ["hero", "nudge", "hello", "still", "later"].map((id) => document.getElementById(id).textContent),
      classes: document.getElementById("nudge").className,
      heard: globalThis.heard.splice(0),
      touched: [...globalThis.touched].sort(),
      values: ["theme", "calm"].map((name) => globalThis.ns.value(name)),
      error: globalThis.ns.error?.message,
    };
    globalThis.touched.clear();
    return seen;
  });
const set = (tab, name, value) => tab.evaluate(([name, value]) => globalThis.ns.set(name, value), [name, value]);

test("what a signal changes changes, and nothing else is touched", { skip }, async (t) => {
  const tab = await visit(t);
  await tab.focus("#field");
  await tab.evaluate(() => {
    document.getElementById("field").setSelectionRange(3, 9);
    scrollTo(0, 500);
  });
  await set(tab, "custom.step", 2);
  const seen = await look(tab);
  assert.equal(seen.error, undefined);
  assert.deepEqual(seen.texts, ["One", "Second", "Hello you", "Still you", "Later"]);
  assert.equal(seen.classes, "box on");
  assert.deepEqual(seen.touched, ["nudge"]);
  assert.deepEqual(seen.heard, [
    ["change", "nudge"],
    ["exposure", "nudge"],
  ]);
  await set(tab, "custom.step", 1);
  await set(tab, "custom.step", 2);
  await set(tab, "custom.step", 0);
  const back = await look(tab);
  assert.deepEqual(back.texts, ["One", "Nudge", "Hello you", "Still you", "Later"]);
  assert.equal(back.classes, "box");
  assert.deepEqual(back.touched, ["nudge"]);
  // What was shown before is not counted again.
  assert.deepEqual(back.heard, Array(3).fill(["change", "nudge"]));
  const where = await tab.evaluate(() => {
    const field = document.getElementById("field");
    return [document.activeElement === field, field.selectionStart, field.selectionEnd, scrollY];
  });
  assert.deepEqual(where, [true, 3, 9, 500]);
});

test("texts that show the signal follow where they may, and stay elsewhere", { skip }, async (t) => {
  const tab = await visit(t);
  await set(tab, "custom.name", "Ada");
  const seen = await look(tab);
  assert.deepEqual(seen.texts, ["One", "First", "Hello Ada", "Still you", "Later"]);
  assert.deepEqual([seen.touched, seen.heard], [["hello"], [["change", "hello"]]]);
  const texts = await tab.evaluate(() => ["hello", "still"].map((slot) => globalThis.ns.decisions[slot].ops[0].text));
  assert.deepEqual(texts, ["Hello Ada", "Still you"]);
});

test("time alone changes nothing, nor does what nobody reads or what stays as it was", { skip }, async (t) => {
  const tab = await visit(t);
  await tab.evaluate(() => {
    globalThis.moment += 3_600_000;
    globalThis.ns.set("custom.step", 1);
    globalThis.ns.set("custom.nobody", 1);
    globalThis.ns.set("geo.country", "NO");
  });
  const seen = await look(tab);
  assert.deepEqual(seen.texts, ["One", "First", "Hello you", "Still you", "Later"]);
  assert.deepEqual([seen.touched, seen.heard], [[], []]);
  // A view has one moment: what has begun meanwhile shows with the next.
  await set(tab, "custom.step", 2);
  assert.deepEqual((await look(tab)).touched, ["nudge"]);
  await set(tab, "custom.step", -1);
  await set(tab, "custom.step", 2);
  assert.equal((await look(tab)).texts[4], "Later");
  await tab.evaluate(() => globalThis.ns.refresh());
  assert.equal((await look(tab)).texts[4], "Late");
});

test("live values follow the browser, and nothing else does", { skip }, async (t) => {
  const tab = await visit(t, { colorScheme: "light" });
  assert.deepEqual((await look(tab)).values, ["light", false]);
  await tab.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  // Browsers tell of it with the next frame.
  await tab.waitForFunction(() => globalThis.heard.length > 0);
  const seen = await look(tab);
  assert.deepEqual(
    [seen.values, seen.touched, seen.heard],
    [
      ["dark", false],
      [],
      [
        ["change", "theme"],
        ["exposure", "theme"],
      ],
    ],
  );
  await tab.evaluate(() => globalThis.ns.stop());
  await tab.emulateMedia({ colorScheme: "light" });
  const stopped = await look(tab);
  assert.deepEqual(stopped.heard, []);
  assert.deepEqual(stopped.texts, ["Hero", "Nudge", "-", "-", "Later"]);
});

test("a new view begins with what was set, and decides everything", { skip }, async (t) => {
  const tab = await visit(t);
  await set(tab, "custom.step", 2);
  await look(tab);
  await tab.evaluate(() => globalThis.ns.refresh());
  const seen = await look(tab);
  assert.deepEqual(seen.texts.slice(0, 2), ["Hero", "Second"]);
  assert.ok(seen.heard.some(([type, slot]) => type === "exposure" && slot === "nudge"));
});

test("a page that can't load what decides again says so, and keeps what it shows", { skip }, async (t) => {
  const tab = await visit(t, {}, (tab) => tab.route("**/*again*.js", (route) => route.abort()));
  const health = () =>
    tab.evaluate(() => {
      const codes = [];
      globalThis.ns.on("health", ({ code }) => codes.push(code));
      return codes;
    });
  assert.deepEqual(await health(), ["failed"]);
  const before = await look(tab);
  assert.deepEqual(before.texts.slice(0, 2), ["One", "First"]);
  await set(tab, "custom.step", 2);
  const { texts, touched, error } = await look(tab);
  assert.deepEqual([texts, touched, error], [before.texts, [], undefined]);
  await tab.evaluate(() => globalThis.ns.refresh());
  assert.equal((await look(tab)).texts[1], "Second");
});
