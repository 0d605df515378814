// Events that report themselves, and what visitors do with what is shown: on a real page, with real clicks and a real clock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: triggers.example
events:
  buy: { on: { click: "[data-buy]" } }
  sent: { on: { submit: "#form" } }
  end: { on: { seen: "#end" } }
  half: { on: { scroll: 50% } }
  stayed: { on: { time: 1s } }
slots:
  said: { value: none, redecide: action }
  nudge: { target: "[data-ns=nudge]", redecide: action }
  still: { target: "#still" }
experiences:
  - { id: count, because: You did something, when: { $or: [{ event.buy.count: { $gt: 0 } }, { event.sent.count: { $gt: 0 } }, { event.end.count: { $gt: 0 } }, { event.half.count: { $gt: 0 } }, { event.stayed.count: { $gt: 0 } }] }, show: { said: some } }
  - { id: nudge, limits: { stop_after: [{ event: dismissed, for: 1d }, { event: clicked, for: 1d }] }, show: { nudge: { html: '<b>Look</b> <a href="#there">there</a> <button type="button" data-ns-dismiss>Close</button>' } } }
  - { id: still, limits: { stop_after: { event: dismissed } }, show: { still: { html: '<button type="button" data-ns-dismiss><i>no</i></button>' } } }
`,
});

const html = `<!doctype html><html lang="en"><title>t</title><style>.gap { height: 3000px }</style>
<p data-ns="nudge">-</p><p id="still">-</p>
<button type="button" data-buy><span id="inner">Buy</span></button>
<form id="form"><input name="q"><button>Send</button></form>
<div class="gap"></div><p id="end">The end</p><div class="gap"></div>
<script type="module">
import { start } from "/dist/browser/index.js";
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
globalThis.ns = await start({ bundle: "/site.nsb" });
globalThis.counts = async () => Object.fromEntries(Object.entries((await ns.profile.data()).events ?? {}).map(([name, { count }]) => [name, count]));
globalThis.started = true;
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

async function open(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  tab.on("pageerror", (error) => assert.fail(String(error)));
  await tab.goto(server.origin);
  await tab.waitForFunction(() => globalThis.started);
  return tab;
}

const counts = (tab) => tab.evaluate(() => globalThis.counts());

test("clicks and forms report themselves, and what follows is decided in the same task", { skip }, async (t) => {
  const tab = await open(t);
  assert.equal(await tab.evaluate(() => ns.value("said")), "none");
  await tab.click("#inner");
  assert.equal(await tab.evaluate(() => ns.value("said")), "some");
  await tab.click("[data-buy]");
  await tab.fill("input", "x");
  await tab.press("input", "Enter");
  await tab.click("#still", { position: { x: 1, y: 1 } });
  const { buy, sent } = await counts(tab);
  assert.deepEqual([buy, sent], [2, 1]);
});

test("what is seen for a second, scrolled to and waited for is told once", { skip }, async (t) => {
  const tab = await open(t);
  assert.deepEqual(await counts(tab), {});
  await tab.evaluate(() => document.getElementById("end").scrollIntoView());
  await tab.waitForTimeout(300);
  assert.equal((await counts(tab)).end, undefined, "not yet");
  assert.equal((await counts(tab)).half, 1);
  await tab.waitForTimeout(1200);
  await tab.evaluate(() => scrollTo(0, 0));
  await tab.waitForTimeout(100);
  await tab.evaluate(() => document.getElementById("end").scrollIntoView());
  await tab.waitForTimeout(1300);
  assert.deepEqual(await counts(tab), { stayed: 1, half: 1, end: 1 });
});

test("nobody is seen who only came by", { skip }, async (t) => {
  const tab = await open(t);
  for (let i = 0; i < 3; i++) {
    await tab.evaluate(() => document.getElementById("end").scrollIntoView());
    await tab.waitForTimeout(150);
    await tab.evaluate(() => scrollTo(0, 0));
    await tab.waitForTimeout(150);
  }
  assert.equal((await counts(tab)).end, undefined);
});

test("a click on what is shown, and on what sends it away, are the visitor's answers", { skip }, async (t) => {
  const tab = await open(t);
  const reason = (slot) => tab.evaluate((slot) => ns.decisions[slot].reason, slot);
  await tab.click("text=Look");
  assert.equal(await reason("nudge"), "matched", "words are no link");
  await tab.click("text=Close");
  assert.deepEqual([await reason("nudge"), await tab.locator("[data-ns=nudge]").textContent()], ["stopped", "-"]);
  // A slot that is decided once a view keeps its decision, but what was sent away is gone.
  await tab.click("#still i");
  assert.deepEqual([await reason("still"), await tab.locator("#still").textContent()], ["matched", "-"]);
  const other = await open(t);
  await other.click("text=there");
  assert.equal(await other.evaluate(() => ns.decisions.nudge.reason), "stopped");
});

test("another view of the page listens to its own elements, and once each", { skip }, async (t) => {
  const tab = await open(t);
  const seen = async () => {
    await tab.evaluate(() => document.getElementById("end").scrollIntoView());
    await tab.waitForTimeout(1300);
    return counts(tab);
  };
  assert.deepEqual(await seen(), { stayed: 1, half: 1, end: 1 });
  await tab.evaluate(() => {
    scrollTo(0, 0);
    document.getElementById("end").outerHTML = '<p id="end">Another end</p>';
    ns.refresh();
  });
  await tab.waitForTimeout(100);
  assert.deepEqual(await seen(), { stayed: 2, half: 2, end: 2 });
  await tab.click("[data-buy]");
  assert.equal((await counts(tab)).buy, 1, "a click is heard once");
  // What is decided anew on the same view begins nothing.
  await tab.evaluate(() => ns.consent({ measurement: true }));
  assert.deepEqual(await seen(), { stayed: 2, half: 2, end: 2, buy: 1 });
});

test("after `stop` nobody listens", { skip }, async (t) => {
  const tab = await open(t);
  await tab.evaluate(() => {
    globalThis.before = ns.profile;
    ns.stop();
  });
  await tab.click("#inner");
  assert.deepEqual(await tab.evaluate(() => globalThis.before.data()), {});
});

test("what is in view in a tab behind others is not seen, until the tab is looked at for a second", { skip }, async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(() => {
    let isHidden = true;
    Object.defineProperty(document, "hidden", { get: () => isHidden });
    globalThis.hide = (hidden) => {
      isHidden = hidden;
      document.dispatchEvent(new Event("visibilitychange"));
    };
  });
  const tab = await context.newPage();
  await tab.goto(server.origin);
  await tab.waitForFunction(() => globalThis.started);
  const seen = async () => (await counts(tab)).end;
  await tab.evaluate(() => document.querySelector("#end").scrollIntoView());
  await tab.waitForTimeout(1300);
  assert.equal(await seen(), undefined);
  await tab.evaluate(() => hide(false));
  await tab.waitForTimeout(500);
  await tab.evaluate(() => hide(true));
  await tab.waitForTimeout(1300);
  assert.equal(await seen(), undefined);
  await tab.evaluate(() => hide(false));
  await tab.waitForTimeout(1300);
  assert.equal(await seen(), 1);
});
