// Pages without WebAssembly in Chromium: forbidden by the Content-Security-Policy, or not there. They are personalised by
// the same engine in JavaScript, which no other page asks for.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "nearside/tools";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";
import { topics } from "../decide/topics.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const skip = findChromium() || process.env.CI ? false : "no Chromium here";
const CSP = "script-src 'self'";

/** Every signal of the catalogue that a browser can know, each with a slot of its own, so that one can ask for it. */
const catalogue = JSON.parse(
  execFileSync(process.execPath, [join(root, "pkg/bin/nearside.mjs"), "signals", "--json"], { encoding: "utf8" }),
);
const NAMES = catalogue.map(({ name }) => name).filter((name) => /^(device|geo|locale|page|referral|time)\.(?!city)[\w.]+$/.test(name));
const bundle = compile({
  "ruleset.json": JSON.stringify({
    nearside: 1,
    id: "js.example",
    signals: { "custom.price": { type: "number", from: { text: "#price" } } },
    slots: {
      hero: { target: "#hero" },
      ...Object.fromEntries(NAMES.map((_, i) => [`s${i}`, { value: 0 }])),
    },
    experiences: [
      { id: "wide", when: { "device.type": "desktop", "custom.price": 1299 }, show: { hero: { text: "Wide in {{geo.country|a land}}" } } },
      ...NAMES.map((name, i) => ({ id: `s${i}`, when: { [name]: { $exists: true } }, show: { [`s${i}`]: 1 } })),
    ],
  }),
});

const page = (...scripts) =>
  `<!doctype html><html lang="en"><title>t</title><h1 id="hero">Hello</h1><b id="price">1.299,00 €</b>${scripts.join("")}`;
const start = '<script type="module" src="/start.js"></script>';
const pages = {
  "/": page(start),
  "/forbidden": page(start),
  "/nowhere": page('<script src="/without.js"></script>', start),
  "/own": page('<script type="module" src="/own.js"></script>'),
  "/cases": page(),
  "/start.js": 'import { start } from "/pkg/dist/browser/index.js"; globalThis.page = start({ bundle: "/site.nsb", now: 1795203000000 });',
  "/own.js": 'import { start } from "/pkg/dist/browser/js.js"; globalThis.page = start({ bundle: "/site.nsb", now: 1795203000000 });',
  "/without.js": "delete globalThis.WebAssembly;",
  "/site.nsb": Buffer.from(bundle),
};
const policies = { "/forbidden": CSP, "/own": CSP, "/cases": CSP };
const types = { "": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

let browser;
before(async () => {
  if (!skip) browser = await launchChromium();
});
after(() => browser?.close());

/** Opens a page; `missing` files are 404. */
async function visit(t, path, missing = []) {
  const context = await browser.newContext({ timezoneId: "Europe/Berlin", locale: "de-DE", colorScheme: "dark" });
  t.after(() => context.close());
  const asked = [];
  const errors = [];
  const tab = await context.newPage();
  tab.on("pageerror", (error) => errors.push(String(error)));
  await tab.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => globalThis.violations.push(blockedURI));
  });
  await context.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname.replace(/^\/pkg\//, ""));
    const file = join(root, pathname);
    const body = pages[pathname] ?? (existsSync(file) && readFileSync(file));
    if (!body || missing.includes(pathname)) return route.fulfill({ status: 404 });
    const headers = policies[pathname] ? { "content-security-policy": policies[pathname] } : {};
    return route.fulfill({ contentType: types[extname(pathname)] ?? "application/octet-stream", headers, body });
  });
  await tab.goto(`http://js.test${path}`);
  return { tab, asked, errors };
}

/** What there is to see once `start` is done, and why: every signal with its value, source and trust. */
function seen(tab) {
  return tab.evaluate(async () => {
    const ns = await globalThis.page;
    const why = {};
    if (!ns.error) for (const slot of ns.decisions.keys()) why[slot] = await ns.explain(slot);
    return {
      text: document.getElementById("hero").textContent,
      decisions: JSON.stringify(ns.decisions),
      // All but where it is.
      why: location.pathname === "/" ? JSON.stringify(why) : JSON.stringify(why).replaceAll(location.pathname, "/"),
      error: ns.error?.code,
    };
  });
}

const modules = (asked) => asked.filter((path) => path.startsWith("wasm/")).sort();

test("a page whose policy forbids WebAssembly, and one that has none, adapt all the same", { skip }, async (t) => {
  const usual = await visit(t, "/");
  const expected = await seen(usual.tab);
  assert.equal(expected.error, undefined);
  assert.equal(expected.text, "Wide in DE");
  assert.ok(Object.keys(JSON.parse(expected.decisions)).length > 30);
  assert.deepEqual(modules(usual.asked), ["wasm/page.wasm"]);
  for (const path of ["/forbidden", "/nowhere", "/own"]) {
    const { tab, asked, errors } = await visit(t, path);
    // Signals, their sources, decisions and explanations: the same to the byte.
    assert.deepEqual(await seen(tab), expected, path);
    assert.deepEqual(modules(asked), ["wasm/page.js"], path);
    assert.deepEqual(errors, []);
  }
});

test("`nearside/js` does not even try, so that no violation is reported", { skip }, async (t) => {
  for (const [path, expected] of [
    ["/forbidden", ["wasm-eval"]],
    ["/own", []],
  ]) {
    const { tab } = await visit(t, path);
    assert.equal((await seen(tab)).text, "Wide in DE");
    assert.deepEqual(await tab.evaluate(() => globalThis.violations), expected, path);
  }
});

test("a file that is not there is no reason to turn to another", { skip }, async (t) => {
  for (const [path, missing, reason] of [
    ["/", "/pkg/wasm/page.wasm", []],
    ["/forbidden", "/pkg/wasm/page.js", ["wasm/page.js"]],
  ]) {
    const { tab, asked, errors } = await visit(t, path, [missing]);
    const { text, error } = await seen(tab);
    assert.deepEqual([text, error], ["Hello", "wasm_unavailable"], path);
    assert.deepEqual(
      modules(asked).filter((name) => name.endsWith(".js")),
      reason,
    );
    assert.deepEqual(errors, []);
  }
});

test("every case gets its decisions, reasons and explanations under `script-src 'self'`", { skip }, async (t) => {
  pages["/topics.json"] = JSON.stringify(topics({ base64: true }));
  const { tab, asked } = await visit(t, "/cases");
  const { count, wrong, refused } = await tab.evaluate(async () => {
    const [{ Engine }, { run }, topics] = await Promise.all([
      import("/pkg/dist/browser/engine.js"),
      import("/tests/decide/run.mjs"),
      fetch("/topics.json").then((response) => response.json()),
    ]);
    const refused = await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).catch(({ name }) => name);
    return { ...(await run(topics, Engine, { reasons: true })), refused };
  });
  console.log(`${count} cases of decisions in Chromium without WebAssembly`);
  assert.equal(refused, "CompileError");
  assert.deepEqual(wrong, []);
  assert.ok(count >= 150);
  assert.deepEqual(modules(asked), ["wasm/memory.js", "wasm/page.js", "wasm/runtime.js"]);
});
