// tests/cases/decide in Chromium, with the package's browser files as they are published.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { topics } from "../decide/topics.mjs";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(executablePath) ? false : "Chromium is not installed";
if (skip && process.env.CI === "true") throw new Error(skip);

const types = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
let browser;
let page;
const asked = {};

before(async () => {
  if (skip) return;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  page = await browser.newPage();
  const data = JSON.stringify(topics({ base64: true }));
  await page.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>cases</title>" });
    if (pathname === "/topics.json") return route.fulfill({ contentType: "application/json", body: data });
    asked[pathname] = (asked[pathname] ?? 0) + 1;
    const file = new URL(`../..${pathname}`, import.meta.url);
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: types[pathname.split(".").at(-1)] ?? "text/plain", body: readFileSync(file) });
  });
  await page.goto("http://cases.test/");
});

after(() => browser?.close());

/** Runs one of the functions of run.mjs over all topics, in the page. */
function inPage(what) {
  return page.evaluate(async (what) => {
    const [{ Engine }, runners, topics] = await Promise.all([
      import("/pkg/dist/browser/engine.js"),
      import("/tests/decide/run.mjs"),
      fetch("/topics.json").then((response) => response.json()),
    ]);
    return runners[what](topics, Engine, { reasons: true });
  }, what);
}

test("every case gets its decisions, reasons and explanations in Chromium", { skip }, async () => {
  const { count, wrong } = await inPage("run");
  console.log(`${count} cases of decisions in Chromium`);
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
});

test("what only JavaScript can hand in is missing, in Chromium", { skip }, async () => {
  const { count, wrong } = await inPage("runHostile");
  console.log(`${count} hostile contexts in Chromium`);
  assert.deepEqual(wrong, []);
});

test("dozens of engines and a thousand explanations ask for the wasm once", { skip }, () => {
  assert.equal(asked["/pkg/wasm/runtime.wasm"], 1);
});
