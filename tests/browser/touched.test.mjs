// What `start` touches of a browser, with a memory: trapped getters on everything that tells of a visitor or keeps something.
// No facts but those of the read set, storage only by its one key, no cookie unless a unit names one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launch } from "./recorded.mjs";
import { site, skip } from "./site.mjs";

const ruleset = (more) => `
nearside: 1
id: touched.example
${more.head ?? ""}
events: { open: {} }
states: { cart: { opens: open } }
slots: { cart: { target: "#cart", redecide: action }, fact: { target: "#fact" } }
experiences:
  - { id: cart, because: You have a basket, when: { state.cart.open: true }, show: { cart: { text: open } } }
  - { id: fact, ${more.experience ?? "when: { time.utc.hour: { $gte: 0 } }, show: { fact: { text: x } }"} }
`;

const html = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>t</title><p id="cart">-</p><p id="fact">-</p>
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.ns = await start({ bundle: "/site.nsb", development: false, ...globalThis.options });
</script>`;

/** Wraps every getter and method of these objects: what was touched, in order, each with its first argument. */
function trap() {
  const touched = [];
  globalThis.touched = touched;
  const all = {
    navigator: Navigator.prototype,
    screen: Screen.prototype,
    document: Document.prototype,
    storage: Storage.prototype,
    history: History.prototype,
    connection: globalThis.NetworkInformation?.prototype,
    userAgentData: globalThis.NavigatorUAData?.prototype,
    performance: Performance.prototype,
    crypto: Crypto.prototype,
    locks: LockManager.prototype,
    indexedDB: IDBFactory.prototype,
    caches: CacheStorage.prototype,
    intl: Intl.DateTimeFormat.prototype,
    permissions: Permissions.prototype,
    canvas: HTMLCanvasElement.prototype,
    element: Element.prototype,
  };
  for (const [name, prototype] of Object.entries(all)) {
    for (const [key, { get, set, value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {}))) {
      const note = (...args) => touched.push(`${name}.${key}${args.length ? `(${String(args[0]).slice(0, 60)})` : ""}`);
      if (get && rest.configurable) {
        const put =
          set &&
          function (to) {
            touched.push(`${name}.${key} =`);
            return set.call(this, to);
          };
        Object.defineProperty(prototype, key, {
          ...rest,
          get() {
            note();
            return get.call(this);
          },
          set: put,
        });
      } else if (typeof value === "function" && key !== "constructor" && rest.configurable) {
        Object.defineProperty(prototype, key, {
          ...rest,
          value(...args) {
            note(...args);
            return value.apply(this, args);
          },
        });
      }
    }
  }
  const window = [
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "caches",
    "cookieStore",
    "matchMedia",
    "devicePixelRatio",
    "innerWidth",
    "innerHeight",
    "outerWidth",
    "screen",
    "history",
    "name",
    "opener",
    "visualViewport",
  ];
  for (const key of window) {
    const own = Object.getOwnPropertyDescriptor(globalThis, key);
    if (!own?.configurable) continue;
    const give = own.get ?? (() => own.value);
    Object.defineProperty(globalThis, key, {
      configurable: true,
      get() {
        touched.push(`window.${key}`);
        const value = give.call(globalThis);
        return key !== "matchMedia"
          ? value
          : (query) => {
              touched.push(`matchMedia(${query})`);
              return value.call(globalThis, query);
            };
      },
    });
  }
}

/** Of every page, whatever its rules: the page itself, the visitor's wish for privacy, what they agreed to before. */
const ALWAYS = [
  "document.readyState",
  "document.querySelector(script[data-nearside])",
  "document.querySelectorAll(#cart)",
  "document.querySelectorAll(#fact)",
  "document.documentElement",
  "navigator.globalPrivacyControl",
  "navigator.locks",
  "locks.request(nearside:0)",
  "window.localStorage",
  "storage.getItem(nearside:touched.example)",
  // And, where something is remembered, of the slots that they objected to.
  "storage.getItem(nearside:touched.example:slots)",
];
/** Of a page that shows something: the element that it is shown in. */
const APPLIED = ["element.replaceChildren([object Text])", "element.replaceChildren()"];

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

async function visit(t, more, act = () => {}) {
  const bundle = compile({ "ruleset.yaml": ruleset(more) });
  const { origin, close } = await site((path) => (path === "/" ? html : path === "/site.nsb" ? bundle : undefined));
  t.after(close);
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(trap);
  const tab = await context.newPage();
  await tab.goto(origin);
  await tab.waitForFunction(() => globalThis.ns);
  await tab.evaluate(act);
  await tab.evaluate(() => new Promise((done) => setTimeout(done, 20)));
  const touched = await tab.evaluate(() => [...globalThis.touched]);
  return [...new Set(touched)].filter((what) => !APPLIED.includes(what) && !/^element\.matches\(/.test(what));
}

test("a page that asks for nothing of the visitor touches nothing of theirs", { skip }, async (t) => {
  const touched = await visit(t, {}, () => ns.track("open"));
  assert.deepEqual(
    touched.filter((what) => !ALWAYS.includes(what)),
    [],
  );
  // Each of the list is needed, or it should not be there.
  assert.deepEqual(
    ALWAYS.filter((what) => !touched.includes(what) && what !== "navigator.globalPrivacyControl"),
    [],
  );
});

test("storage is written with leave only, and by one key", { skip }, async (t) => {
  const touched = await visit(t, {}, () => {
    ns.track("open");
    ns.consent({ personalization: true });
    ns.track("open");
  });
  assert.deepEqual(
    touched.filter((what) => !ALWAYS.includes(what)),
    ["storage.setItem(nearside:touched.example)"],
  );
});

for (const [about, more, expected] of [
  ["the kind of device", { experience: "when: { device.touch: true }, show: { fact: { text: x } }" }, ["navigator.maxTouchPoints"]],
  ["languages", { experience: "when: { locale.languages: { $exists: true } }, show: { fact: { text: x } }" }, ["navigator.languages"]],
  [
    "dark colours",
    { experience: "when: { device.dark: true }, show: { fact: { text: x } }" },
    ["window.matchMedia", "matchMedia((prefers-color-scheme:dark))"],
  ],
  ["the title", { experience: "when: { page.title: t }, show: { fact: { text: x } }" }, ["document.title"]],
  [
    "a cookie, as a unit",
    {
      head: "units: { account: { cookie: acct } }",
      experience: "unit: [account], variants: { a: default, b: { show: { fact: { text: x } } } }",
    },
    ["document.cookie"],
  ],
  [
    "an identity of the device, before anybody agreed",
    { experience: "unit: device, variants: { a: default, b: { show: { fact: { text: x } } } }" },
    [],
  ],
]) {
  test(`a rule that asks for ${about} touches that, and nothing else`, { skip }, async (t) => {
    const touched = await visit(t, more);
    assert.deepEqual(
      touched.filter((what) => !ALWAYS.includes(what)),
      expected,
    );
  });
}
