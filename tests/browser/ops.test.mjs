// The fixtures of tests/cases/ops in a real browser: the DOM applier on the page must give the very tree that the
// browser parses out of the rewriter's page. Applying twice gives the same, undoing the page as it was.
//
// `style` attributes are compared as the declarations that the browser reads from them, in their order: the CSSOM
// writes them anew. Nothing else is smoothed.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const root = new URL("../cases/ops/", import.meta.url);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const missing = existsSync(executablePath) ? false : "Chromium is not installed";
if (missing && process.env.CI === "true") throw new Error(missing);

let browser;
let page;
let served = "";

before(async () => {
  if (missing) return;
  const built = await build({
    entryPoints: [new URL("../../pkg/src/apply/index.ts", import.meta.url).pathname],
    bundle: true,
    format: "iife",
    globalName: "applier",
    write: false,
  });
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  page = await browser.newPage();
  await page.addInitScript(`${built.outputFiles[0].text};globalThis.applier = applier;`);
  await page.route("**/*", (route) =>
    route.request().url() === "http://case.test/"
      ? route.fulfill({ contentType: "text/html; charset=utf-8", body: served })
      : route.abort(),
  );
});

after(() => browser?.close());

/** Runs in the page. */
function run({ edits, values, expected }) {
  const tree = (doc) => {
    const copy = doc.documentElement.cloneNode(true);
    for (const element of copy.querySelectorAll("[style]")) element.setAttribute("style", element.style.cssText);
    return copy.outerHTML;
  };
  // What is undone may have its attributes and declarations in another order; nobody can tell.
  const loose = () => {
    const copy = document.documentElement.cloneNode(true);
    for (const element of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name, value } of [...element.attributes].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const text = name === "style" ? element.style.cssText.split("; ").join(";").split(";").sort().join(";") : value;
        if (!/^[a-z]/.test(name)) continue;
        element.removeAttribute(name);
        element.setAttribute(name, text);
      }
    }
    return copy.outerHTML;
  };
  const plain = applier.filler((signal) => values[signal]);
  const fill = (part) => (part.filter ? (values[`${part.signal}|${part.filter}`] ?? part.fallback) : plain(part));
  const original = loose();
  const first = applier.applyAll(document, edits, fill);
  const applied = tree(document);
  const again = applier.applyAll(document, edits, fill);
  const twice = tree(document);
  for (const undo of [...first.undos, ...again.undos].reverse()) undo();
  return {
    original,
    applied,
    twice,
    undone: loose(),
    refused: first.refused,
    expected: tree(new DOMParser().parseFromString(expected, "text/html")),
  };
}

const names = readdirSync(root).sort();
for (const name of names) {
  test(`${name}: the applier and the rewriter give the same tree`, { skip: missing }, async () => {
    const read = (file) => readFileSync(new URL(`${name}/${file}`, root), "utf8");
    const { edits, values = {} } = JSON.parse(read("edits.json"));
    served = read("page.html");
    await page.goto("http://case.test/");
    const result = await page.evaluate(run, { edits, values, expected: read("expected.html") });
    assert.equal(result.applied, result.expected);
    assert.equal(result.twice, result.applied, "applied twice");
    assert.equal(result.undone, result.original, "undone");
  });
}

test(`${names.length} fixtures ran`, { skip: missing }, () => assert.ok(names.length >= 60));
