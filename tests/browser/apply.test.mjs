// What only a device does: order, templates, redirects, formats, and policies that a page may set.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(executablePath) ? false : "Chromium is not installed";
if (skip && process.env.CI === "true") throw new Error(skip);

let browser;
let page;
let answer = {};

before(async () => {
  if (skip) return;
  const entry = new URL("../../pkg/src/apply/index.ts", import.meta.url).pathname;
  const options = { entryPoints: [entry], bundle: true, format: "iife", globalName: "applier", write: false };
  const text = (await build(options)).outputFiles[0].text;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  page = await browser.newPage();
  await page.addInitScript(`${text};globalThis.applier = applier;`);
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", ...answer }));
});

after(() => browser?.close());

async function show(body, headers = {}) {
  answer = { body: `<!doctype html><body>${body}`, headers };
  // Only the fragment would differ, and no page be loaded.
  await page.goto("about:blank");
  await page.goto("http://case.test/start?q=1#part");
}

test("order moves children, the others follow, and who types goes on typing", { skip }, async () => {
  await show("<form><i>0</i> <input class=a> <b>1</b> <input class=c></form>");
  const result = await page.evaluate(() => {
    document.querySelector(".a").focus();
    const ops = [{ op: "order", selectors: [".c", "b"] }];
    const applied = applier.applyAll(document, [{ target: "form", ops }], () => "");
    const names = () => [...document.querySelector("form").children].map((el) => el.className || el.localName).join(" ");
    const after = names();
    const focused = document.activeElement.className;
    for (const undo of applied.undos.reverse()) undo();
    return [after, focused, names()];
  });
  assert.deepEqual(result, ["c b i a", "a", "i a b c"]);
});

test("template clones what the page keeps, and undo brings the default back", { skip }, async () => {
  await show("<div id=x>default</div><template id=t><p>from <b>the page</b></p></template>");
  const result = await page.evaluate(() => {
    const x = document.querySelector("#x");
    const edit = (id) => [{ target: "#x", ops: [{ op: "template", id }] }];
    const none = applier.applyAll(document, edit("none"), () => "");
    const applied = applier.applyAll(document, edit("#t"), () => "");
    const shown = x.innerHTML;
    for (const undo of applied.undos.reverse()) undo();
    return [none.refused, shown, x.innerHTML];
  });
  assert.deepEqual(result, [1, "<p>from <b>the page</b></p>", "default"]);
});

test("a selector that finds nothing, or is none, stops nothing", { skip }, async () => {
  await show("<p>a</p>");
  const result = await page.evaluate(() => {
    const ops = [{ op: "text", text: "b" }];
    const edits = ["#none", "[", "p"].map((target) => ({ target, ops }));
    const found = edits.map(({ target }) => applier.find(document, target).length);
    return [applier.applyAll(document, edits, () => "").refused, found, document.querySelector("p").textContent];
  });
  assert.deepEqual(result, [0, [0, 0, 1], "b"]);
});

test("under Trusted Types and without inline styles everything works", { skip }, async () => {
  const policy = "require-trusted-types-for 'script'; trusted-types nearside; style-src 'self'";
  await show("<p id=x>a</p>", { "content-security-policy": policy });
  const result = await page.evaluate(() => {
    const ops = [
      { op: "html", html: "<b>b</b>" },
      { op: "style", name: "color", value: "rgb(1, 2, 3)" },
    ];
    const applied = applier.applyAll(document, [{ target: "#x", ops }], () => "");
    const x = document.querySelector("#x");
    return [applied.refused, x.innerHTML, getComputedStyle(x).color];
  });
  assert.deepEqual(result, [0, "<b>b</b>", "rgb(1, 2, 3)"]);
});

test("where Trusted Types forbid our policy, markup is refused and text is not", { skip }, async () => {
  await show("<p id=x>a</p>", { "content-security-policy": "require-trusted-types-for 'script'; trusted-types other" });
  const result = await page.evaluate(() => {
    const ops = [
      { op: "html", html: "<b>b</b>" },
      { op: "text", text: "c" },
    ];
    const applied = applier.applyAll(document, [{ target: "#x", ops }], () => "");
    return [applied.refused, document.querySelector("#x").innerHTML];
  });
  assert.deepEqual(result, [1, "c"]);
});

test("nothing in refused markup ever runs or loads", { skip }, async () => {
  await show("<p id=x>a</p>");
  const asked = [];
  const listen = (request) => asked.push(request.url());
  page.on("request", listen);
  const result = await page.evaluate(async () => {
    const html = "<img src=/pixel onerror='globalThis.ran = true'><svg onload='globalThis.ran = true'></svg>";
    applier.applyAll(
      document,
      [
        {
          target: "#x",
          ops: [
            { op: "html", html },
            { op: "append", html },
          ],
        },
      ],
      () => "",
    );
    await new Promise((done) => setTimeout(done, 100));
    return [globalThis.ran ?? false, document.querySelector("#x").innerHTML];
  });
  page.off("request", listen);
  assert.deepEqual(result, [false, "a"]);
  assert.deepEqual(asked, []);
});

test("a form cannot hide its attributes behind fields of its own", { skip }, async () => {
  await show("<div id=x>a</div>");
  const result = await page.evaluate(() => {
    const fields = ["attributes", "matches", "localName", "childNodes"].map((name) => `<input name=${name}><input name=${name}>`);
    const html = (attribute) => `<form ${attribute}>${fields.join("")}</form>`;
    const refused = (attribute) => {
      const edits = [{ target: "#x", ops: [{ op: "html", html: html(attribute) }] }];
      return applier.applyAll(document, edits, () => "").refused;
    };
    return [refused("onfocus='globalThis.ran = true' tabindex=0"), refused("action='javascript:0'"), refused("id=y")];
  });
  assert.deepEqual(result, [1, 1, 0]);
});

test("redirect keeps the query, stays on the origin and never turns in a circle", { skip }, async () => {
  const go = (path) =>
    page.evaluate((path) => applier.applyAll(document, [{ target: "p", ops: [{ op: "redirect", path }] }], () => ""), path);
  await show("<p>a</p>");
  await go("https://elsewhere.test/x");
  await go("//elsewhere.test/x");
  await go("/start");
  assert.equal(page.url(), "http://case.test/start?q=1#part");
  await Promise.all([page.waitForURL("**/long?q=1#part"), go("/long").catch(() => {})]);
  await go("/start");
  await page.waitForTimeout(100);
  assert.equal(page.url(), "http://case.test/long?q=1#part");
});

test("filters are Intl's; what cannot be shown is the fallback", { skip }, async () => {
  await show("");
  const result = await page.evaluate(() => {
    const values = { n: 1234.5, t: Date.UTC(2026, 10, 20, 18, 30), km: 16.09344, bad: "x", c: "DE" };
    const manner = { locale: "en-GB", zone: "Europe/Berlin", now: Date.UTC(2026, 10, 20, 16, 30), units: "uk" };
    const fill = applier.filler((name) => values[name], manner);
    const part = (signal, more) => fill({ signal, fallback: "-", ...more });
    return [
      part("n", { filter: "number" }),
      part("n", { filter: "money", argument: "EUR" }),
      part("t", { filter: "time" }),
      part("t", { filter: "date" }),
      part("t", { filter: "time", argument: "Asia/Kathmandu" }),
      part("t", { filter: "time", argument: "Asia/Nowhere" }),
      part("t", { filter: "relative" }),
      part("km", { filter: "distance" }),
      part("bad", { filter: "time" }),
      part("none", {}),
      part("c", {}),
      part("c", { list: ["NO"] }),
      part("c", { cells: { DE: "Berlin" } }),
      part("c", { cells: {} }),
    ];
  });
  assert.deepEqual(result, [
    "1,234.5",
    "€1,234.50",
    "19:30",
    "20 November",
    "0:15",
    "-",
    "in 2 hours",
    "10 mi",
    "-",
    "-",
    "DE",
    "-",
    "Berlin",
    "-",
  ]);
});
