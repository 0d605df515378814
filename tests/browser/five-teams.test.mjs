// Five needs of five teams, lived as a person would: a basket that waits, a question answered, picks after reading, stores
// around a change of the clocks, a landing page. One real ruleset, one site, a clock that is set.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const folder = join(root, "tests/cases/rulesets/five-teams");
const files = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file.slice(folder.length + 1), readFileSync(file)]),
);
const NOW = Date.parse("2026-11-20T12:00:00Z");
const bundle = compile(files, { now: NOW });

const ARTICLES = [
  ["a1", "politics", "Vote"],
  ["a2", "culture", "Opera"],
  ["a3", "running", "Shoes for wet roads"],
  ["a4", "hiking", "Maps"],
  ["a5", "running sport", "Intervals"],
  ["a6", "sport", "Swimming"],
  ["a7", "culture", "Film"],
];

const html = (path) => `<!doctype html><html lang="en"><head><title>${path}</title>
${path.startsWith("/read") ? '<meta name="nearside:topics" content="running">' : ""}</head><body>
<div data-ns="banner">-</div><h1 id="hero">Hero</h1><div id="checklist">-</div>
<ul id="picks">${ARTICLES.map(([id, topics, title]) => `<li id="${id}" data-topics="${topics}"><a href="/read/${id}">${title}</a></li>`).join("")}</ul>
<p id="store-hours">-</p><button type="button" data-buy>Add</button>
<template id="tpl-brief">Short reads</template>
<script type="module">
import { start } from "/dist/browser/index.js";
const asked = new URLSearchParams(location.search);
const moment = Date.parse(asked.get("at") ?? "2026-11-20T12:00:00Z") - Date.now();
const clock = Date.now;
Date.now = () => clock() + moment;
const signals = asked.has("country") ? { "geo.country": asked.get("country") } : {};
globalThis.ns = await start({ bundle: "/site.nsb", signals });
globalThis.started = true;
</script></body></html>`;

let served;
let browser;

before(async () => {
  if (skip) return;
  served = await site((path) =>
    path === "/site.nsb" ? bundle : path.startsWith("/dist/") || path.startsWith("/wasm/") ? undefined : html(path),
  );
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  served?.close();
});

/** A person with a browser: goes to pages at moments. `account` is the cookie that the site set. */
async function person(t, { account } = {}) {
  const context = await browser.newContext();
  t.after(() => context.close());
  if (account) await context.addCookies([{ name: "acct", value: account, url: served.origin }]);
  const tab = await context.newPage();
  tab.on("pageerror", (error) => assert.fail(String(error)));
  return {
    tab,
    async go(path, at, query = {}) {
      await tab.goto(`${served.origin}${path}?${new URLSearchParams({ at, ...query })}`);
      await tab.waitForFunction(() => globalThis.started);
    },
    agree: () => tab.evaluate(() => ns.consent({ personalization: true })),
    text: (selector) => tab.locator(selector).innerText(),
    decision: (slot) => tab.evaluate((slot) => ({ ...ns.decisions[slot] }), slot),
    settle: () => tab.evaluate(() => new Promise((done) => setTimeout(done, 20))),
  };
}

/** An account that the experiment draws this variant for. */
async function drawnFor(t, path, at, slot, variant, prepare) {
  for (let account = 1; account < 40; account++) {
    const one = await person(t, { account: `${account}` });
    await one.go(path, at);
    await one.agree();
    await prepare(one);
    await one.go(path, at);
    const found = await one.decision(slot);
    if (found.variant === variant) return one;
    await one.tab.context().close();
  }
  return assert.fail(`nobody is drawn for ${variant}`);
}

test("the ruleset checks clean", () => {
  assert.deepEqual(
    check(files, { now: NOW }).filter(({ severity }) => severity === "error"),
    [],
  );
});

test("a basket left for half an hour, and for three days", { skip }, async (t) => {
  // Of an account that is not held out.
  let one;
  for (let account = 1; ; account++) {
    one = await person(t, { account: `${account}` });
    await one.go("/", "2026-11-20T12:00:00Z");
    await one.agree();
    await one.tab.click("[data-buy]");
    await one.settle();
    await one.go("/", "2026-11-20T12:10:00Z");
    assert.equal((await one.decision("banner")).experience, null, "ten minutes later nobody is reminded");
    await one.go("/", "2026-11-20T12:31:00Z");
    if ((await one.decision("banner")).experience === "cart-reminder") break;
    assert.ok(account < 10);
  }
  const shown = async (moment) => {
    await one.go("/", moment);
    return (await one.decision("banner")).experience;
  };
  assert.equal(await shown("2026-11-20T13:00:00Z"), null, "once a day");
  assert.equal(await shown("2026-11-21T12:32:00Z"), "cart-reminder");
  assert.equal(await shown("2026-11-22T12:33:00Z"), "cart-reminder");
  assert.equal(await shown("2026-11-23T11:00:00Z"), null, "three times in all, and not three days yet");
  assert.equal(await shown("2026-11-23T12:34:00Z"), "cart-discount");
  assert.match(await one.text("[data-ns=banner]"), /This offer was personalised/, "a price of one's own says so");
  assert.equal(await shown("2026-11-24T12:34:00Z"), null, "once a week");
  await one.tab.evaluate(() => ns.track("purchase", { value: 40 }));
  await one.settle();
  assert.equal(await shown("2026-12-01T13:00:00Z"), null, "bought: nobody is reminded");
});

test("a role that is asked for and told", { skip }, async (t) => {
  const one = await drawnFor(t, "/", "2026-11-20T12:00:00Z", "checklist", "tailored", async (one) => {
    await one.tab.evaluate(() => {
      ns.track("signup");
      ns.declare({ role: "student" });
    });
    await one.settle();
  });
  assert.equal(await one.tab.evaluate(() => ns.value("view")), "board");
  assert.notEqual(await one.text("#checklist"), "-");
  await one.tab.evaluate(() => ns.declare({ role: "marketer" }));
  await one.go("/", "2026-11-21T12:00:00Z");
  assert.equal(await one.tab.evaluate(() => ns.value("view")), "calendar");
  await one.tab.evaluate(() => ns.track("first_project"));
  await one.settle();
  await one.go("/", "2026-11-21T12:10:00Z");
  assert.equal((await one.decision("checklist")).experience, null, "the next stage needs no first steps");
});

test("stores open and close by their own clocks, on the days that clocks are changed too", { skip }, async (t) => {
  const one = await person(t);
  const at = async (moment, country) => {
    await one.go("/", moment, { country });
    return one.text("#store-hours");
  };
  // Summer time ended on 25 October: eight in the morning in Greenwich is nine in Berlin from then on.
  assert.match(await at("2026-11-20T12:00:00Z", "DE"), /^Berlin is open until /);
  assert.match(await at("2026-11-20T18:59:00Z", "DE"), /^Berlin is open/);
  assert.match(await at("2026-11-20T19:00:00Z", "DE"), /^Berlin opens /);
  assert.match(await at("2026-11-20T17:00:00Z", "NO"), /^Oslo opens /);
  assert.match(await at("2026-12-24T13:30:00Z", "DE"), /^Berlin opens /);
  assert.match(await at("2026-12-24T12:30:00Z", "DE"), /^Berlin is open/);
  assert.match(await at("2026-12-25T12:00:00Z", "DE"), /^Berlin opens /);
  // 28 March 2027: clocks go forward; on the Monday after, ten is eight in Greenwich.
  assert.match(await at("2027-03-29T07:59:00Z", "DE"), /^Berlin opens /);
  assert.match(await at("2027-03-29T08:00:00Z", "DE"), /^Berlin is open/);
  assert.match(await at("2027-03-26T08:30:00Z", "DE"), /^Berlin opens /);
  assert.equal(await at("2026-11-20T12:00:00Z", "FR"), "-");
});
