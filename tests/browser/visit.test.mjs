// The recorded visit: two hundred steps through a small site, and every request, cookie and write that they cause. What goes out
// is pages, scripts, the engine and the bundle; what stays is one key for whoever agreed, and nothing when they take it back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { emptyLog, held, launch, NOTHING_HELD, record } from "./recorded.mjs";
import { packaged, site, skip } from "./site.mjs";

const STEPS = Number(process.env.STEPS || 200);
const SEED = Number(process.env.SEED || 1);
const KEY = /^nearside:visit\.example(:[0-9a-f]{32})?$/;

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: visit.example
declare: { role: { type: enum, values: [student, engineer], ask: "What brings you here?" } }
events: { buy: { fields: { value: number, topic: topic } }, open: {}, close: {} }
topics: { allow: [running, hiking] }
states: { cart: { opens: open, closes: [buy, close] } }
units: { account: { cookie: acct } }
signals: { custom.plan: { type: enum, values: [free, pro], sensitivity: contextual, about: the plan } }
slots:
  seen: { target: "#seen" }
  cart: { target: "#cart", redecide: action }
  role: { target: "#role", redecide: action }
  liked: { target: "#liked", redecide: action }
  drawn: { target: "#drawn" }
  account: { target: "#account" }
  plan: { target: "#plan", redecide: action }
  dark: { value: "no", redecide: live }
experiences:
  - { id: pages, because: You look around, when: { visit.pageviews: { $gte: 2 } }, show: { seen: { text: "pages {{visit.pageviews}}" } } }
  - { id: cart, because: You have a basket, when: { state.cart.open: true }, limits: { show: [50 per day] }, show: { cart: { text: open } } }
  - { id: role, because: You told us, when: { declared.role: student }, show: { role: { text: student } } }
  - { id: liked, because: You run, when: { affinity.running: { $gt: 0 } }, show: { liked: { html: "<b>running</b>" } } }
  - { id: drawn, unit: device, variants: { a: { show: { drawn: { text: a } } }, b: { show: { drawn: { text: b } } } } }
  - { id: account, unit: [account], variants: { a: { show: { account: { text: a } } }, b: { show: { account: { text: b } } } } }
  - { id: plan, when: { custom.plan: pro }, show: { plan: { class: pro } } }
  - { id: dark, when: { device.dark: true, geo.country: { $exists: true }, referral.source: { $exists: true } }, show: { dark: "yes" } }
`,
});

const SLOTS = ["seen", "cart", "role", "liked", "drawn", "account", "plan"];
const page = (path, script) => `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>${path}</title>
${SLOTS.map((id) => `<p id="${id}">-</p>`).join("")}${["/", "/c/running", "/p/shoe", "/basket"].map((to) => `<a href="${to}">${to}</a>`).join(" ")}
<script type="module" nonce="n">
import { start } from "/dist/browser/index.js";
addEventListener("pageshow", ({ persisted }) => { globalThis.restored = (globalThis.restored ?? 0) + persisted; });
document.addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) => console.error(violatedDirective, blockedURI));
${script}
</script>`;
const PAGES = ["/", "/c/running", "/p/shoe", "/basket"];

/** The bundle and the engine come by `fetch`; nothing but the site itself could be asked. */
const fetched = page("t", 'globalThis.ns = await start({ bundle: "/site.nsb", development: false });');
/** They come in the page, and nothing can be asked at all. */
const inline = page(
  "t",
  `const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
globalThis.ns = await start({ development: false, bundle: bytes("${Buffer.from(bundle).toString("base64")}"), module: bytes("${packaged("wasm/runtime.wasm").toString("base64")}") });`,
);
const policy = (connect) => ({
  "content-security-policy": `default-src 'none'; script-src 'self' 'nonce-n' 'wasm-unsafe-eval'; img-src data:; connect-src ${connect}; form-action 'none'; base-uri 'none'`,
});

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

/** Numbers that are the same each time (mulberry32). */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PEOPLE = ["account-1", "account-2"];

/** What somebody may do on a page, in one task or a few. */
const ACTS = {
  open: () => ns.track("open"),
  buy: () => ns.track("buy", { value: 29.5, topic: "running" }),
  close: () => ns.track("close"),
  unknown: () => ns.track("scrolled_to_the_end", { value: 1 }),
  dismiss: () => ns.track("dismissed", { slot: "cart" }),
  declare: () => ns.declare({ role: "student" }),
  recant: () => ns.declare({ role: null }),
  view: () => ns.view(["running", "hiking", "politics"]),
  plan: () => ns.set("custom.plan", "pro"),
  refresh: () => void ns.refresh(),
  erase: () => ns.profile.erase(),
  rotate: () => ns.profile.rotate(),
  explain: async () => void (await ns.explain("cart", { counterfactual: true })),
  bring: async () => void (await ns.profile.import(await ns.profile.export(), () => true).catch(({ code }) => code)),
  somebody: () => ns.who("account-1"),
  another: () => ns.who("account-2"),
  nobody: () => ns.who(null),
  link: () => ns.link("account-1", "account"),
  listen: () => void ["decide", "change", "exposure", "health"].map((type) => ns.on(type, () => {})),
  measure: () => void ns.consent({ measurement: true }),
};

/** A visit of some steps to a site; `says` are the steps at which something is agreed to, or taken back. */
async function visit(t, answer, log) {
  const { origin, requests, close } = await site(answer);
  t.after(close);
  const context = await browser.newContext();
  t.after(() => context.close());
  const tabs = [];
  const ready = (tab) => tab.waitForFunction(() => globalThis.ns);
  const settle = (tab) => tab.evaluate(() => new Promise((done) => setTimeout(done, 15)));
  const open = async (path) => {
    const tab = await context.newPage();
    tab.session = await record(context, tab, log);
    tabs.push(tab);
    await tab.goto(origin + path);
    await ready(tab);
    return tab;
  };
  /** Back or forward, as the browser's buttons go. Playwright's own waits for a load, and a page that was kept has none. */
  const travel = async (tab, by) => {
    const { session } = tab;
    const { currentIndex, entries } = await session.send("Page.getNavigationHistory");
    const to = entries[currentIndex + by];
    if (!to?.url.startsWith(origin)) return;
    await session.send("Page.navigateToHistoryEntry", { entryId: to.id });
    for (let tries = 0; tries < 400; tries++) {
      const there = await session.send("Runtime.evaluate", { expression: "globalThis.ns ? location.href : ''" }).catch(() => {});
      const { currentIndex: now } = await session.send("Page.getNavigationHistory");
      if (there?.result.value === to.url && now === currentIndex + by) {
        log.restored += await tab.evaluate(() => globalThis.restored ?? 0);
        return;
      }
      await new Promise((again) => setTimeout(again, 10));
    }
    throw new Error(`${to.url} did not come back`);
  };
  const moves = {
    async go(tab, pick) {
      await tab.goto(origin + PAGES[pick(PAGES.length)]);
      await ready(tab);
    },
    async follow(tab, pick) {
      await tab.locator("a").nth(pick(PAGES.length)).click();
      await ready(tab);
    },
    back: (tab) => travel(tab, -1),
    forward: (tab) => travel(tab, 1),
    async tab(tab, pick) {
      if (tabs.length < 3) return void (await open(PAGES[pick(PAGES.length)]));
      tabs.splice(tabs.indexOf(tab), 1);
      const closed = tab.waitForEvent("close");
      await tab.close({ runBeforeUnload: true });
      await closed;
    },
  };
  return { origin, requests, context, tabs, open, moves, settle };
}

/** What everybody says, one after the other: each person of this device has a leave of their own. */
async function everybody(tab, said) {
  for (const person of [...PEOPLE, null]) {
    await tab.evaluate(
      async ([person, said]) => {
        await ns.who(person);
        ns.consent(said);
        await new Promise((done) => setTimeout(done, 15));
      },
      [person, said],
    );
  }
}

for (const [name, html, connect] of [
  ["the bundle is fetched, and nothing but the site could be asked", fetched, "'self'"],
  ["the bundle comes in the page, and nothing at all can be asked", inline, "'none'"],
]) {
  test(`${STEPS} steps: ${name}`, { skip }, async (t) => {
    const log = { ...emptyLog(), restored: 0 };
    const answer = (path) =>
      PAGES.includes(path) ? { body: html, headers: policy(connect) } : path === "/site.nsb" && connect !== "'none'" ? bundle : undefined;
    const { origin, requests, context, tabs, open, moves, settle } = await visit(t, answer, log);
    const pick = random(SEED);
    await open("/");
    const phases = [
      { name: "before anybody was asked", until: 0.3 },
      { name: "agreed", until: 0.6, said: { personalization: true } },
      { name: "taken back", until: 0.75, said: { personalization: false } },
      { name: "agreed again", until: 1, said: { personalization: true, measurement: true } },
    ];
    let step = 0;
    for (const phase of phases) {
      const [first] = tabs;
      if (phase.said) await everybody(first, phase.said);
      for (const tab of tabs) await settle(tab);
      const isKept = phase.said?.personalization === true;
      if (!isKept) {
        assert.deepEqual(await held(context, first), NOTHING_HELD, phase.name);
        log.writes.length = 0;
      }
      const begun = log.writes.length;
      for (; step < STEPS * phase.until; step++) {
        const tab = tabs[pick(tabs.length)];
        const names = [...Object.keys(ACTS), ...Object.keys(ACTS), ...Object.keys(moves)];
        const act = names[pick(names.length)];
        const where = `step ${step} (${act}), ${phase.name}`;
        if (moves[act]) await moves[act](tab, pick);
        else await tab.evaluate(ACTS[act]);
        // Whoever is here now may have agreed elsewhere, and not here.
        if (isKept && pick(4) === 0 && !tab.isClosed()) await tab.evaluate((said) => void ns.consent(said), phase.said);
        const [any] = tabs;
        await settle(any);
        if (!isKept) assert.deepEqual(log.writes, [], where);
        assert.deepEqual(log.errors, [], where);
        assert.deepEqual(await context.cookies(), [], where);
      }
      if (!isKept) continue;
      assert.ok(log.writes.length > begun + 5, "what was agreed to is kept");
      assert.deepEqual([...new Set(log.writes.map(({ key, where }) => [KEY.test(key), where].join()))], ["true,local"]);
      const all = await held(context, tabs[0]);
      assert.ok(
        all.local.length > 0 && all.local.every(([key, value]) => KEY.test(key) && value.length <= 16_001),
        JSON.stringify(all.local.map(([key]) => key)),
      );
      assert.deepEqual({ ...all, local: [] }, NOTHING_HELD);
    }
    await everybody(tabs[0], { personalization: false });
    for (const tab of tabs) await settle(tab);
    assert.deepEqual(await held(context, tabs[0]), NOTHING_HELD, "all is taken back");
    // Pages that were going to be gone back to wake up with what they knew.
    for (let back = 0; back < 5; back++) await moves.back(tabs[0]);
    await settle(tabs[0]);
    assert.deepEqual(await held(context, tabs[0]), NOTHING_HELD, "nor does it come back");

    const loaded = /^\/(dist\/browser\/index[\w-]*\.js|wasm\/(page|memory)\.wasm|site\.nsb)$/;
    const isExpected = ({ method, url, path }) =>
      method === "GET" && url === path && (PAGES.includes(path) || (loaded.test(path) && !(connect === "'none'" && !path.endsWith(".js"))));
    assert.deepEqual(
      requests.filter((request) => !isExpected(request)).map(({ method, url }) => `${method} ${url}`),
      [],
    );
    assert.deepEqual(
      requests.filter(({ headers }) => headers.cookie),
      [],
    );
    const seen = log.requests.filter((request) => !request.startsWith("GET data:"));
    const strange = seen.filter(
      (request) =>
        !isExpected({ method: request.slice(0, 3), url: request.slice(4 + origin.length), path: request.slice(4 + origin.length) }) ||
        !request.startsWith(`GET ${origin}/`),
    );
    assert.deepEqual(strange, []);
    assert.deepEqual(log.cookies, []);
    assert.deepEqual(log.errors, []);
    assert.ok(log.restored > 0, "some page was kept for going back to");
    t.diagnostic(`${log.restored} pages restored, ${requests.length} requests, ${log.writes.length} writes, seed ${SEED}`);
  });
}

test("nothing is left on the page for other scripts to read: no global, no name of an experience", { skip }, async (t) => {
  const watched = page(
    "t",
    'globalThis.before = Object.getOwnPropertyNames(globalThis); globalThis.ns = await start({ bundle: "/site.nsb", development: false });',
  );
  const { origin, close } = await site((path) => (path === "/" ? watched : path === "/site.nsb" ? bundle : undefined));
  t.after(close);
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  await tab.goto(origin);
  await tab.waitForFunction(() => globalThis.ns);
  await tab.evaluate(() => {
    ns.consent({ personalization: true });
    for (const event of ["open", "buy"]) ns.track(event, { topic: "running" });
    ns.declare({ role: "student" });
  });
  assert.equal(await tab.locator("#role").textContent(), "student");
  const { globals, attributes, nodes } = await tab.evaluate(() => ({
    globals: Object.getOwnPropertyNames(globalThis).filter((name) => name !== "restored" && !globalThis.before.includes(name)),
    attributes: [...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames()),
    nodes: document.querySelectorAll("script, link, style, iframe, template").length,
  }));
  assert.deepEqual(globals.sort(), ["before", "ns"]);
  assert.deepEqual(
    attributes.filter((name) => /nearside|experience|variant|data-/.test(name)),
    [],
  );
  assert.equal(nodes, 2, "the page's own link and script");
});
