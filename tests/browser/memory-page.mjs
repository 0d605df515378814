// The pages on which tests of memory play: a site that remembers, its visitors, their tabs.
import { after, before } from "node:test";
import { compile } from "nearside/tools";
import { FLAGS, launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

export const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: memory.example
declare: { role: { type: enum, values: [student, engineer], ask: "What brings you here?" } }
events: { buy: { fields: { value: number } }, open: {}, close: {} }
topics: { allow: [running] }
states: { cart: { opens: open, closes: [buy, close] } }
slots:
  seen: { target: "#seen" }
  cart: { target: "#cart", redecide: action }
  role: { target: "#role", redecide: action }
  spent: { target: "#spent", redecide: action }
  plain: { target: "#plain" }
  drawn: { target: "#drawn" }
experiences:
  - { id: back, because: You were here before, when: { visit.count: { $gte: 2 } }, show: { seen: { text: "back {{visit.count}}" } } }
  - { id: pages, because: You look around, when: { visit.pageviews: { $gte: 2 } }, show: { seen: { text: "pages {{visit.pageviews}}" } } }
  - { id: cart, because: You have a basket, when: { state.cart.open: true }, show: { cart: { text: open } } }
  - { id: role, because: You told us, when: { declared.role: student }, show: { role: { text: student } } }
  - { id: spent, because: You bought, when: { event.buy.count: { $gte: 1 } }, show: { spent: { text: "{{event.buy.count}} for {{event.buy.sum.value}}" } } }
  - { id: plain, show: { plain: { text: plain } } }
  - { id: drawn, unit: device, variants: { a: { show: { drawn: { text: drawn } } }, b: { show: { drawn: { text: drawn } } } } }
`,
});

/** One that asks for nothing that is remembered. */
const contextual = compile({
  "ruleset.yaml": `
nearside: 1
id: memory.example
slots: { plain: { target: "#plain" } }
experiences: [{ id: plain, when: { time.hour: { $gte: 0 } }, show: { plain: { text: plain } } }]
`,
});

export const html = `<!doctype html><html lang="en"><title>t</title>
${["seen", "cart", "role", "spent", "plain", "drawn"].map((id) => `<p id="${id}">-</p>`).join("")}
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.options = globalThis.options ?? {};
globalThis.health = [];
globalThis.ns = await start({ bundle: "/site.nsb", ...globalThis.options });
ns.on("health", ({ code }) => globalThis.health.push(code));
globalThis.started = true;
</script>`;

export const KEY = "nearside:memory.example";
let server;
let browser;
/** The site's address, once it is there. */
export let origin;

before(async () => {
  if (skip) return;
  server = await site((path) =>
    path === "/site.nsb" ? bundle : path === "/plain.nsb" ? contextual : path === "/" || path.startsWith("/page") ? html : undefined,
  );
  origin = server.origin;
  // By its other name the site is one without TLS, elsewhere.
  const args = [...FLAGS.split(" "), "--host-resolver-rules=MAP shop.test 127.0.0.1"];
  browser = await launchChromium({ args, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** A visitor: a browser's storage of their own, with every write to it and every cookie. */
export async function visitor(t, prepare = () => {}) {
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(() => {
    globalThis.writes = [];
    for (const method of ["setItem", "removeItem", "clear"]) {
      const own = Storage.prototype[method];
      Storage.prototype[method] = function (...args) {
        globalThis.writes.push([method, args[0]]);
        return own.apply(this, args);
      };
    }
  });
  await context.addInitScript(prepare);
  return context;
}

export async function open(context, path = "/", site = origin) {
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  await tab.goto(site + path);
  await tab.waitForFunction(() => globalThis.started);
  return Object.assign(tab, {
    errors,
    text: (id) => tab.locator(`#${id}`).textContent(),
    kept: () => tab.evaluate((key) => localStorage.getItem(key), KEY),
    reasons: () => tab.evaluate(() => Object.fromEntries(ns.decisions.entries().map(([slot, { reason }]) => [slot, reason]))),
    settle: (ms = 20) => tab.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), ms),
  });
}

export const agree = (tab, said = { personalization: true }) => tab.evaluate((said) => ns.consent(said), said);
