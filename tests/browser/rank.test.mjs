// Rankings on real pages: the document's own order, by what is liked, seen, known of nothing; undone; with somebody inside.
import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const bundleOf = (rank, more = "") =>
  compile({
    "ruleset.yaml": `
nearside: 1
id: rank.example
topics: { allow: [running, hiking, trail running, politics], sensitive: [politics] }
slots: { picks: { target: "#picks"${more} } }
experiences:
  - { id: picks, because: You often read about this, show: { picks: { rank: { items: "li[data-topics]", by: affinity, ${rank} } } } }
`,
  });
const bundles = {
  "/all.nsb": bundleOf("take: 3"),
  "/again.nsb": bundleOf("take: 3", ", redecide: action"),
  "/explore.nsb": bundleOf("take: 3, per_topic: 2, explore: 1"),
  "/seen.nsb": bundleOf("take: 2, skip: seen"),
  "/plain.nsb": compile({
    "ruleset.yaml": "nearside: 1\nid: plain.example\nslots: { a: { target: h1 } }\nexperiences: [{ id: a, show: { a: { text: b } } }]\n",
  }),
};

const item = (name, topics, more = "") =>
  `<li id="${name}" data-topics="${topics}" ${more}><a href="/a/${name}">${name}</a><button>+</button></li>`;
const html = `<!doctype html><html lang="en"><title>t</title><style>li { height: 60px }</style><h1>-</h1>
<ul id="picks"><li id="head">All</li>
${item("a", "cooking")} <!-- a note -->
${item("b", "hiking, trail running")}
${item("c", "running cooking")}
<li id="ad">Ad</li>
${item("d", "politics", 'hidden="until-found"')}
${item("e", "running")}
<li id="nest"><ul>${item("n", "running")}</ul></li></ul>
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.options = globalThis.options ?? {};
const bundle = new URLSearchParams(location.search).get("bundle");
document.getElementById(new URLSearchParams(location.search).get("focus"))?.querySelector("button").focus();
globalThis.ns = await start({ bundle, ...globalThis.options });
globalThis.started = true;
</script>`;

let served;
let browser;

before(async () => {
  if (skip) return;
  served = await site((path) => (path === "/" ? html : bundles[path]));
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  served?.close();
});

async function visitor(t, options = { consent: { personalization: true } }) {
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addInitScript((options) => {
    globalThis.options = options;
  }, options);
  return context;
}

async function open(context, bundle, more = "") {
  const tab = await context.newPage();
  const loaded = [];
  tab.on("request", (request) => loaded.push(request.url()));
  await tab.goto(`${served.origin}/?bundle=/${bundle}.nsb${more}`);
  await tab.waitForFunction(() => globalThis.started);
  return Object.assign(tab, {
    loaded,
    /** The list as it stands in the document; in parentheses what is hidden. */
    order: () =>
      tab.evaluate(() => [...document.querySelector("#picks").children].map(({ id, hidden }) => (hidden ? `(${id})` : id)).join(" ")),
    /** Until so many are known to have been seen. */
    saw: (count) =>
      tab.evaluate(async (count) => {
        const seen = async () => Object.keys((await ns.profile.data()).seen ?? {}).length;
        for (let tries = 0; tries < 100 && (await seen()) !== count; tries++) await new Promise((done) => setTimeout(done, 50));
      }, count),
    likes: (...topics) =>
      tab.evaluate((topics) => {
        ns.view(topics);
        ns.refresh();
      }, topics),
  });
}

test("what is liked comes first, the rest is hidden, and all else stays in its place", { skip }, async (t) => {
  const tab = await open(await visitor(t), "all");
  // Nothing is known: the page's own order, and as many.
  assert.equal(await tab.order(), "head a b c ad (d) (e) nest");
  const before = await tab.evaluate(() => document.querySelector("#picks").outerHTML);
  await tab.likes("running");
  assert.equal(await tab.order(), "head c e a ad (b) (d) nest");
  await tab.likes("trail running", "trail running", "trail running");
  assert.equal(await tab.order(), "head b c e ad (a) (d) nest");
  // Of a topic that is sensitive nothing is known.
  await tab.likes("politics", "politics", "politics", "politics", "politics");
  assert.equal(await tab.order(), "head b c e ad (a) (d) nest");
  await tab.evaluate(() => ns.profile.erase());
  await tab.evaluate(() => ns.refresh());
  assert.equal(await tab.evaluate(() => document.querySelector("#picks").outerHTML), before);
  await tab.evaluate(() => ns.stop());
  assert.equal(await tab.order(), "head a b c ad (d) e nest");
  assert.equal(await tab.evaluate(() => document.querySelector("#d").getAttribute("hidden")), "until-found");
});

test("the page's way back leaves alone what the page itself took away", { skip }, async (t) => {
  const tab = await open(await visitor(t), "all");
  await tab.likes("running");
  await tab.evaluate(() => document.querySelector("#c").remove());
  await tab.evaluate(() => ns.stop());
  assert.equal(await tab.order(), "head a b ad (d) e nest");
});

test("one place is kept for what is not known yet, and no topic has more than its share", { skip }, async (t) => {
  const tab = await open(await visitor(t), "explore");
  assert.equal(await tab.order(), "head a b c ad (d) (e) nest");
  await tab.likes("running");
  assert.equal(await tab.order(), "head c e a ad (b) (d) nest");
});

test("an item in which somebody is stays where it is, and in sight", { skip }, async (t) => {
  const context = await visitor(t);
  await (await open(context, "all")).likes("running", "running");
  const tab = await open(context, "all", "&focus=b");
  assert.equal(await tab.order(), "head c b e ad (a) (d) nest");
  const focused = () => tab.evaluate(() => document.activeElement.parentElement.id);
  assert.equal(await focused(), "b");
  // The way back moves it, and it keeps the focus.
  await tab.evaluate(() => document.querySelector("#c button").focus());
  await tab.evaluate(() => ns.stop());
  assert.deepEqual([await tab.order(), await focused()], ["head a b c ad (d) e nest", "c"]);
});

test("an item in which somebody is stays where it is when the list is ranked again", { skip }, async (t) => {
  const tab = await open(await visitor(t), "again");
  const look = (...topics) => tab.evaluate((topics) => ns.view(topics), topics);
  await look("running");
  assert.equal(await tab.order(), "head c e a ad (b) (d) nest");
  await tab.evaluate(() => {
    document.querySelector("#c button").focus();
    globalThis.left = 0;
    addEventListener("focusout", () => globalThis.left++, true);
  });
  const standing = () => tab.evaluate(() => document.activeElement.parentElement.id);
  await look("running");
  assert.deepEqual([await tab.order(), await standing()], ["head c e a ad (b) (d) nest", "c"]);
  // All else goes where it belongs.
  for (let view = 0; view < 4; view++) await look("hiking", "trail running");
  assert.deepEqual([await tab.order(), await standing()], ["head c b e ad (a) (d) nest", "c"]);
  // Where browsers can move what has the focus, it never lost it.
  const isKept = await tab.evaluate(() => "moveBefore" in Element.prototype);
  assert.equal((await tab.evaluate(() => globalThis.left)) === 0, isKept);
  await tab.evaluate(() => ns.stop());
  assert.deepEqual([await tab.order(), await standing()], ["head a b c ad (d) e nest", "c"]);
});

test("what was in sight for a second goes behind on the next view, and only a digest of it is kept", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context, "seen");
  assert.equal(await tab.order(), "head a b (c) ad (d) (e) nest");
  await tab.saw(2);
  // Nothing moves under who reads.
  assert.equal(await tab.order(), "head a b (c) ad (d) (e) nest");
  const exported = await tab.evaluate(() => ns.profile.export());
  assert.doesNotMatch(exported, /\/a\/a/);
  assert.match(exported, /T00:00:00\.000Z/);
  const next = await open(context, "seen");
  assert.equal(await next.order(), "head c d (e) ad (a) (b) nest");
  await next.saw(4);
});

test("without leave the page is as it came; a bundle that ranks nothing loads nothing for it", { skip }, async (t) => {
  const refused = await open(await visitor(t, { consent: { personalization: false } }), "seen");
  assert.equal(await refused.order(), "head a b c ad (d) e nest");
  const plain = await open(await visitor(t), "plain");
  assert.equal(await plain.locator("h1").textContent(), "b");
  assert.ok(!plain.loaded.some((url) => url.includes("rank")) && refused.loaded.some((url) => url.includes("index-rank")));
});

test("without its code a ranking is refused and counted, and the page is as it came", { skip }, async (t) => {
  const context = await visitor(t);
  await context.route("**/index-rank-*", (route) => route.abort());
  const tab = await open(context, "all");
  assert.equal(await tab.order(), "head a b c ad (d) e nest");
  const health = await tab.evaluate(() => new Promise((done) => ns.on("health", done)));
  assert.deepEqual(health, { code: "operation_refused", count: 1 });
});

const { rank, scoreOf } = await (async () => {
  const options = { entryPoints: [join(root, "pkg/src/rank/order.ts")], bundle: true, format: "esm", write: false };
  const [{ text }] = (await build(options)).outputFiles;
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
})();
/** Of `score` or `score:topic`, `!` for what was seen. */
const ranked = (items, bounds) => {
  const all = items.split(" ").map((one) => {
    const [score, topic] = one.replace("!", "").split(":");
    return { score: Number(score), topics: topic ? topic.split("+") : [], seen: one.includes("!") };
  });
  return rank(all, { take: 0, per_topic: 0, explore: 0, ...bounds }).join("");
};

test("order: by score, equals as they came; what was seen behind all else", () => {
  assert.equal(ranked("0 .5 1 .5 0"), "21304");
  assert.equal(ranked("0 0 0 0", { take: 2, explore: 1, per_topic: 1 }), "0123");
  assert.equal(ranked("1! .5 0 .7!"), "1203");
});

test("order: a topic's share is reached before it goes on with the same", () => {
  assert.equal(ranked("1:a .9:a .8:a .5:b 0", { per_topic: 2 }), "01342");
  assert.equal(ranked("1:a+b .9:b .8:c", { per_topic: 1 }), "021");
  // What was seen does not come before what was not, for a share's sake.
  assert.equal(ranked("1:a .9:a .5:b!", { per_topic: 1 }), "012");
});

test("order: some places are for what is liked least, of it what was not seen and the first of the page", () => {
  assert.equal(ranked("1 .9 .8 .1 0 0", { take: 3, explore: 1 }), "014235");
  assert.equal(ranked("1 .9 .8 .1 0! 0", { take: 3, explore: 1 }), "015234");
  assert.equal(ranked("1 .9 .8 .1", { take: 4, explore: 2 }), "0123");
  assert.equal(ranked("1 .9", { take: 6, explore: 2 }), "01");
});

test("order: everything comes once, and as many topics as one likes make no item liked more", () => {
  let state = 7;
  const chance = (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let round = 0; round < 300; round++) {
    const items = Array.from({ length: chance(12) }, () => ({
      score: chance(4) / 4,
      topics: [...new Set(Array.from({ length: chance(3) }, () => "abc"[chance(3)]))],
      seen: chance(3) === 0,
    }));
    const take = chance(6);
    const order = rank(items, { take, per_topic: chance(3), explore: take ? chance(take) : 0 });
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      [...items.keys()],
    );
  }
  const interests = new Map([
    ["a", 0.4],
    ["b", 0.3],
  ]);
  assert.deepEqual([scoreOf(["a", "b"], interests), scoreOf(["x"], interests), scoreOf([], interests)], [0.4, 0, 0]);
});
