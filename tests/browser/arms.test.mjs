// What pages load tells a server nothing of the arm: each arm of each experience of the demo shop, forced on a page that has
// its slots, asks for the same addresses, and so does whoever says or likes something else. `nearside check` compares what is
// written (docs/observable.md); this, what a browser does.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "nearside/tools";
import { parse } from "yaml";
import { emptyLog, launch, record } from "./recorded.mjs";
import { packaged, site, skip } from "./site.mjs";

const shop = fileURLToPath(new URL("../../www/shop", import.meta.url));
const TYPES = { ".svg": "image/svg+xml", ".css": "text/css" };
const read = (path) => readFileSync(join(shop, path));

/** The shop's rules and what they use, path → bytes. */
const files = Object.fromEntries(
  ["content", "messages"]
    .flatMap((folder) => readdirSync(join(shop, folder)).map((name) => join(folder, name)))
    .concat("ruleset.yaml")
    .map((path) => [relative(".", path), read(path)]),
);

/** An experience whose arms load different pictures, for the test to find. */
const PLANTED = `
  - id: planted
    pages: ["/account"]
    unit: [account]
    observable: true
    variants:
      plain: default
      picture: { show: { account-first: { html: '<img alt="" src="/img/glim-lamp.svg?planted">' } } }
`;

/** Where an experience may be seen: a page of its own pattern, or of a slot's. */
const EXAMPLES = { "/p/*": "/p/haar-shell", "/c/*": "/c/running" };
function pageOf({ pages = [], show, variants = {} }, slots) {
  const shown = [show, ...Object.values(variants).map((variant) => variant?.show)].flatMap((one) => Object.keys(one ?? {}));
  const [pattern = "/"] = [pages, ...shown.map((slot) => slots[slot].pages ?? [])].flat();
  return EXAMPLES[pattern] ?? pattern;
}
const armsOf = ({ show, variants }) => (show ? ["show"] : Object.keys(variants));

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

/** Serves the shop with these rules; each arm's addresses by page. */
async function loads(t, text) {
  const bundle = compile({ ...files, "ruleset.yaml": new TextEncoder().encode(text) });
  const { origin, close } = await site((path) => {
    if (path === "/nearside/site.nsb") return bundle;
    if (path.startsWith("/nearside/")) return packaged(path.slice("/nearside".length));
    const own = join("public", path === "/" ? "index.html" : existsSync(join(shop, "public", `${path}.html`)) ? `${path}.html` : path);
    const body = read(own);
    if (path === "/shop.js") {
      const script = body
        .toString()
        .replace('bundle: "/nearside/site.nsb"', "$&, development: false, previews: globalThis.previews")
        .replace("{ personalization: false } : {}", "{ personalization: false } : globalThis.leave");
      return Buffer.from(script.replace("const nearside =", "globalThis.nearside ="));
    }
    if (own.endsWith(".html")) return body.toString();
    const type = TYPES[extname(own)];
    return { body, headers: type ? { "content-type": type } : {} };
  });
  t.after(close);
  return async (path, previews, known) => {
    // As high as a page can be, so that nothing is left for later.
    const context = await browser.newContext({ viewport: { width: 1280, height: 9000 } });
    const log = emptyLog();
    await context.addInitScript(
      ([previews, leave]) => Object.assign(globalThis, { previews, leave }),
      [previews, known ? { personalization: true } : {}],
    );
    if (known) {
      const earlier = await context.newPage();
      await earlier.goto(origin + path, { waitUntil: "networkidle" });
      await earlier.evaluate(async ({ says, likes = [] }) => {
        const nearside = await globalThis.nearside;
        if (says) nearside.declare(says);
        for (const topic of likes) nearside.view([topic]);
      }, known);
      await earlier.close();
    }
    const tab = await context.newPage();
    await record(context, tab, log);
    await tab.goto(origin + path, { waitUntil: "networkidle" });
    const decided = await tab.evaluate(async () => Object.fromEntries((await globalThis.nearside).decisions.entries()));
    await tab.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
    await context.close();
    assert.deepEqual(log.errors, []);
    return { urls: [...new Set(log.requests.map((request) => request.replace(origin, "")))].sort(), decided };
  };
}

const text = read("ruleset.yaml").toString();
const ruleset = parse(text);

test("the arms of the shop's experiences load alike", { skip }, async (t) => {
  const visit = await loads(t, text);
  const plain = new Map();
  for (const experience of ruleset.experiences) {
    const page = pageOf(experience, ruleset.slots);
    if (!plain.has(page)) plain.set(page, await visit(page, {}));
    const { urls } = plain.get(page);
    assert.ok(urls.length > 5, `${page}: ${urls}`);
    for (const arm of armsOf(experience)) {
      const forced = await visit(page, { [experience.id]: arm });
      const seen = Object.values(forced.decided).filter(
        ({ experience: id, variant, reason }) => id === experience.id && variant === arm && reason === "preview",
      );
      assert.ok(seen.length > 0, `${experience.id}/${arm} is not to be seen on ${page}`);
      if (!experience.observable) assert.deepEqual(forced.urls, urls, `${experience.id}/${arm} on ${page}`);
    }
  }
});

test("an arm that loads a picture of its own is seen to", { skip }, async (t) => {
  const visit = await loads(t, text.replace("experiences:\n", `experiences:\n${PLANTED}`));
  const [plain, picture] = [await visit("/account", { planted: "plain" }), await visit("/account", { planted: "picture" })];
  assert.deepEqual(
    picture.urls.filter((url) => !plain.urls.includes(url)),
    ["GET /img/glim-lamp.svg?planted"],
  );
});

test("whoever says or likes something else has the shop load the same", { skip }, async (t) => {
  const visit = await loads(t, text);
  const { urls } = await visit("/", {});
  for (const [known, id] of [
    [{ says: { outing: "running" } }, "foryou-by-answer"],
    [{ says: { outing: "hiking" } }, "foryou-by-answer"],
    [{ likes: ["running", "running", "running"] }, "foryou-by-reading"],
    [{ likes: ["hiking", "hiking", "hiking"] }, "foryou-by-reading"],
  ]) {
    const met = await visit("/", {}, known);
    assert.equal(met.decided.foryou?.experience, id, JSON.stringify(known));
    assert.deepEqual(met.urls, urls, JSON.stringify(known));
  }
});

/** What the pictures of a ranking ask for, where somebody likes a topic. */
async function ranked(t, picture) {
  const bundle = compile({
    "ruleset.yaml": `
nearside: 1
id: arms.example
topics: { allow: [running, hiking] }
slots: { picks: { target: "#picks" } }
experiences:
  - { id: picks, because: You often read about this, show: { picks: { rank: { items: li, by: affinity, take: 2 } } } }
`,
  });
  const items = ["running", "hiking", "running", "hiking"].map((topic, at) => `<li data-topics="${topic}">${picture(topic, at)}</li>`);
  const html = `<!doctype html><link rel="icon" href="data:,"><title>t</title><style>[hidden] { display: none }</style>
    <p style="height: 9000px"></p><ul id="picks">${items.join("")}</ul><script type="module">
    import { start } from "/dist/browser/index.js";
    globalThis.ns = await start({ bundle: "/site.nsb", development: false, consent: { personalization: true } });
    document.querySelector("ul").scrollIntoView();
    globalThis.started = true;</script>`;
  const { origin, requests, close } = await site((path) =>
    path === "/" ? html : path.startsWith("/img/") ? Buffer.from("") : path === "/site.nsb" ? bundle : undefined,
  );
  t.after(close);
  return async (likes) => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    for (const visit of [1, 2]) {
      const tab = await context.newPage();
      requests.length = 0;
      await tab.goto(origin, { waitUntil: "networkidle" });
      await tab.waitForFunction(() => globalThis.started);
      await tab.waitForTimeout(visit === 2 ? 300 : 0);
      await tab.evaluate((topic) => globalThis.ns.view([topic]), likes);
      await tab.close();
    }
    await context.close();
    return requests
      .map(({ url }) => url)
      .filter((url) => url.startsWith("/img/"))
      .sort();
  };
}

test("a ranking of pictures loads the same in every order; of lazy ones it does not, which check warns of", { skip }, async (t) => {
  const eager = await ranked(t, (topic, at) => `<img alt="" src="/img/${topic}-${at}">`);
  const all = ["/img/hiking-1", "/img/hiking-3", "/img/running-0", "/img/running-2"];
  assert.deepEqual([await eager("running"), await eager("hiking")], [all, all]);
  const lazy = await ranked(t, (topic, at) => `<img alt="" width="9" height="9" loading="lazy" src="/img/${topic}-${at}">`);
  assert.deepEqual(
    [await lazy("running"), await lazy("hiking")],
    [
      ["/img/running-0", "/img/running-2"],
      ["/img/hiking-1", "/img/hiking-3"],
    ],
  );
});
