// What remembers comes apart from what pages load first: only where it is needed, once, in time; and without it pages go on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

const bundleOf = (more) =>
  compile({
    "ruleset.yaml": `
nearside: 1
id: parts.example
events: { buy: {} }
slots: { plain: { target: "#plain" }, bought: { target: "#bought", redecide: action } }
experiences:
  - { id: plain, when: { time.hour: { $gte: 0 } }, show: { plain: { text: plain } } }
${more}`,
  });
const bundles = {
  "/contextual.nsb": bundleOf(""),
  "/remembers.nsb": bundleOf(
    "  - { id: bought, because: You bought, when: { event.buy.count: { $gte: 1 } }, show: { bought: { text: bought } } }",
  ),
};
const html = '<!doctype html><title>t</title><p id="plain">-</p><p id="bought">-</p><script type="module" src="/start.js"></script>';
const script = (entry) => `import { start } from "/dist/browser/${entry}.js";
const asked = new URLSearchParams(location.search);
const consent = asked.get("agreed") ? { personalization: true } : undefined;
globalThis.health = [];
globalThis.ns = await start({ bundle: "/" + asked.get("bundle") + ".nsb", consent });
ns.on("health", ({ code }) => health.push(code));
globalThis.started = true;`;

let browser;
before(async () => {
  if (!skip) browser = await launchChromium();
});
after(() => browser?.close());

const APART = /memory\.wasm|index-part/;

/** A site, one visitor, and what was asked for apart, in order. */
async function visitor(t, { without, entry = "index", policy = {} } = {}) {
  const { origin, requests, close } = await site((path) => {
    if (without?.test(path)) throw new Error("gone");
    if (path === "/start.js") return { body: Buffer.from(script(entry)) };
    return path === "/" ? { body: html, headers: policy } : bundles[path];
  });
  t.after(close);
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  return {
    tab,
    errors,
    async go(query) {
      requests.length = 0;
      await tab.goto(`${origin}/?${new URLSearchParams(query)}`);
      await tab.waitForFunction(() => globalThis.started);
      return requests.map(({ path }) => path).filter((path) => path.endsWith(".nsb") || APART.test(path));
    },
    shows: () => tab.evaluate(() => [...document.querySelectorAll("p")].map((p) => p.textContent)),
  };
}

test("rules about the moment load nothing that remembers", { skip }, async (t) => {
  const { go, shows, tab } = await visitor(t);
  assert.deepEqual(await go({ bundle: "contextual" }), ["/contextual.nsb"]);
  assert.deepEqual(await shows(), ["plain", "-"]);
  assert.deepEqual(await tab.evaluate(() => [ns.track("buy"), ns.declare({ role: "x" }), ns.consent(), ns.profile.erase()]), [
    undefined,
    false,
    { gpc: false },
    undefined,
  ]);
});

test("rules about behaviour load it, before the first decision", { skip }, async (t) => {
  const { go, shows, tab, errors } = await visitor(t);
  const asked = await go({ bundle: "remembers" });
  assert.deepEqual(
    asked.filter((path) => /memory\.wasm/.test(path)),
    ["/wasm/memory.wasm"],
  );
  await tab.evaluate(() => ns.track("buy"));
  assert.deepEqual(await shows(), ["plain", "bought"]);
  assert.deepEqual(errors, []);
});

test("a page that hands in consent need not wait for the bundle", { skip }, async (t) => {
  const { go } = await visitor(t);
  const asked = await go({ bundle: "remembers", agreed: 1 });
  assert.equal(asked.filter((path) => path === "/wasm/memory.wasm").length, 1);
  assert.ok(asked.indexOf("/wasm/memory.wasm") < asked.indexOf("/remembers.nsb"), asked.join());
});

for (const entry of ["index", "js"]) {
  test(`where WebAssembly is forbidden both parts come as JavaScript: ${entry}.js`, { skip }, async (t) => {
    const policy = { "content-security-policy": "script-src 'self'" };
    const { go, shows, tab, errors } = await visitor(t, { entry, policy });
    const engines = async (query) => {
      await go(query);
      const names = await tab.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
      return names.filter((name) => name.startsWith("/wasm/")).sort();
    };
    assert.deepEqual(await engines({ bundle: "contextual" }), ["/wasm/page.js"]);
    assert.deepEqual(await shows(), ["plain", "-"]);
    for (const agreed of [[], [["agreed", "1"]]]) {
      assert.deepEqual(await engines([["bundle", "remembers"], ...agreed]), ["/wasm/memory.js", "/wasm/page.js"]);
      await tab.evaluate(() => ns.track("buy"));
      assert.deepEqual(await shows(), ["plain", "bought"]);
    }
    // It is another page by now, which reads what the last one kept.
    await engines({ bundle: "remembers" });
    assert.deepEqual(await shows(), ["plain", "bought"]);
    assert.deepEqual(errors, []);
  });
}

for (const [what, without] of [
  ["its code", /index-part/],
  ["its wasm", /memory\.wasm/],
]) {
  test(`without ${what} nothing is remembered, and the page says so`, { skip }, async (t) => {
    const { go, shows, tab, errors } = await visitor(t, { without });
    await go({ bundle: "remembers", agreed: 1 });
    await tab.evaluate(() => ns.track("buy"));
    assert.deepEqual(await shows(), ["plain", "-"]);
    assert.equal(await tab.evaluate(() => ns.decisions.bought.reason), "default");
    assert.ok((await tab.evaluate(() => health)).includes("failed"));
    assert.equal(await tab.evaluate(() => ns.error?.code), undefined);
    assert.equal(await tab.evaluate(() => localStorage.length), 0);
    assert.deepEqual(errors, []);
  });
}

test("who opts out where nothing is remembered is out, here and on the next page", { skip }, async (t) => {
  const { go, shows, tab, errors } = await visitor(t);
  await go({ bundle: "contextual" });
  assert.equal((await tab.evaluate(() => ns.consent({ optedOut: true }))).optedOut, true);
  await tab.waitForFunction(() => document.querySelector("#plain").textContent === "-");
  assert.equal(await tab.evaluate(() => ns.decisions.plain.reason), "opted_out");
  assert.equal((await go({ bundle: "contextual" })).filter((path) => APART.test(path)).length, 2);
  assert.deepEqual(await shows(), ["-", "-"]);
  await tab.evaluate(() => ns.consent({ optedOut: false }));
  assert.deepEqual(await go({ bundle: "contextual" }), ["/contextual.nsb"]);
  assert.deepEqual(await shows(), ["plain", "-"]);
  assert.deepEqual(errors, []);
});

for (const bundle of ["contextual", "remembers"]) {
  test(`who opted out is out where what remembers can't be loaded: ${bundle}`, { skip }, async (t) => {
    const gone = { test: () => false };
    const { go, shows, tab, errors } = await visitor(t, { without: { test: (path) => gone.test(path) } });
    await go({ bundle });
    await tab.evaluate(() => ns.consent({ optedOut: true }));
    await tab.waitForFunction(() => document.querySelector("#plain").textContent === "-");
    for (const part of [/memory\.wasm/, /index-part/]) {
      gone.test = (path) => part.test(path);
      await go({ bundle });
      assert.deepEqual(await shows(), ["-", "-"]);
      assert.equal(await tab.evaluate(() => ns.decisions.plain.reason), "opted_out");
      assert.equal(await tab.evaluate(() => localStorage.length), 1);
    }
    assert.deepEqual(errors, []);
  });
}
