// What happens in each state of consent, cell by cell of tests/cases/consent.json, on two pages of one visit.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launch } from "./recorded.mjs";
import { site, skip } from "./site.mjs";

const { questions, states } = JSON.parse(readFileSync(new URL("../cases/consent.json", import.meta.url), "utf8"));

const KEY = "nearside:consent.example";
const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: consent.example
events: { open: {} }
states: { cart: { opens: open } }
units: { account: { cookie: acct } }
slots: { plain: { target: "#plain" }, cart: { target: "#cart", redecide: action }, device: { target: "#device" }, site: { target: "#site" } }
experiences:
  - { id: plain, when: { device.type: desktop }, show: { plain: { text: shown } } }
  - { id: cart, because: You have a basket, when: { state.cart.open: true }, show: { cart: { text: shown } } }
  - { id: device, unit: device, variants: { a: { show: { device: { text: shown } } }, b: { show: { device: { text: shown } } } } }
  - { id: site, unit: [account], variants: { a: { show: { site: { text: shown } } }, b: { show: { site: { text: shown } } } } }
`,
});
const html = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>t</title>
${["plain", "cart", "device", "site"].map((id) => `<p id="${id}">-</p>`).join("")}
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.ns = await start({ bundle: "/site.nsb", consent: globalThis.said });
</script>`;

let browser;
let origin;
let close = () => {};
before(async () => {
  if (skip) return;
  browser = await launch();
  ({ origin, close } = await site((path) => (/^\/(next)?$/.test(path) ? html : path === "/site.nsb" ? bundle : undefined)));
});
after(async () => {
  await browser?.close();
  close();
});

/** Two pages of somebody in this state; what came of each question. */
async function play(context, { says }) {
  const tab = await context.newPage();
  const open = async (path) => {
    await tab.goto(origin + path);
    await tab.waitForFunction(() => globalThis.ns);
  };
  const isShown = async (id) => (await tab.locator(`#${id}`).textContent()) === "shown";
  await open("/");
  await tab.evaluate(async (says) => {
    if (says) ns.consent(says);
    ns.track("open");
    await new Promise((done) => setTimeout(done, 20));
  }, says);
  const memory_here = await isShown("cart");
  await open("/next");
  const kept = await tab.evaluate((key) => Object.entries(localStorage).map(([name, value]) => [name === key, value]), KEY);
  return {
    contextual: await isShown("plain"),
    memory_here,
    memory_kept: await isShown("cart"),
    random_by_device: await isShown("device"),
    random_by_site: await isShown("site"),
    stored:
      kept.length === 0
        ? "nothing"
        : kept.length === 1 && kept[0][0]
          ? kept[0][1] === "\u0004"
            ? "opt-out"
            : "memory"
          : JSON.stringify(kept),
  };
}

for (const state of states) {
  test(`consent: ${state.state}`, { skip }, async (t) => {
    assert.deepEqual(Object.keys(state.expect), Object.keys(questions));
    const context = await browser.newContext();
    t.after(() => context.close());
    await context.addCookies([{ name: "acct", value: "4711", url: origin }]);
    await context.addInitScript(({ site, gpc }) => {
      globalThis.said = site;
      if (gpc) Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true });
    }, state);
    assert.deepEqual(await play(context, state), state.expect);
    assert.deepEqual(
      (await context.cookies()).map(({ name }) => name),
      ["acct"],
    );
  });
}
