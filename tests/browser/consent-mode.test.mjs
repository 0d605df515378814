// `consentMode()` on pages with Google's snippet as Google has it, before and after the tag and the visitor; and several sources
// on one page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOTH, NEITHER, script, site, skip } from "./consent/visit.mjs";

let shop;
before(async () => {
  if (!skip) shop = await site();
});
after(() => shop?.close());

/** "Set up consent mode on websites": `gtag` pushes its `arguments`, which is no array. */
const gtag = (...commands) => `<script>
  window.dataLayer = window.dataLayer || [];
  function gtag(){dataLayer.push(arguments);}
  ${commands.map((command) => `gtag(${command});`).join("\n  ")}
</script>`;
const TYPES = ["ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage", "personalization_storage"];
const states = (word, more = {}) => JSON.stringify({ ...Object.fromEntries(TYPES.map((type) => [type, word])), ...more });
const defaults = (word, more) => `'consent', 'default', ${states(word, more)}`;
const update = (word, more) => `'consent', 'update', ${states(word, more)}`;
const visit = (t, given) => shop.visit(t, { source: "consentMode()", ...given });
const say = (tab, command) => tab.evaluate(`gtag(${command})`);
const tag = script("google-tag");

test("a default is nobody's answer, an update is", { skip }, async (t) => {
  const { tab, told } = await visit(t, { head: gtag(defaults("denied")) });
  assert.deepEqual(await told(), []);
  await say(tab, update("granted"));
  assert.deepEqual(await told(), [BOTH]);
  await say(tab, update("denied"));
  assert.deepEqual(await told(), [BOTH, NEITHER]);
});

test("what was answered before us is known at once", { skip }, async (t) => {
  const { told } = await visit(t, { head: gtag(defaults("denied"), update("granted"), "'js', new Date()", "'config', 'G-1'") });
  assert.deepEqual(await told(), [BOTH]);
});

test("the last of several updates counts, told once", { skip }, async (t) => {
  const { told } = await visit(t, { head: gtag(update("denied"), update("granted")) });
  assert.deepEqual(await told(), [BOTH]);
});

test("a default after an update does not take it back", { skip }, async (t) => {
  const { told } = await visit(t, { head: gtag(update("granted"), defaults("denied")) });
  assert.deepEqual(await told(), [BOTH]);
});

test("updates add up, type by type", { skip }, async (t) => {
  const { tab, told } = await visit(t, { head: gtag(defaults("denied")) });
  await say(tab, "'consent', 'update', { analytics_storage: 'granted' }");
  assert.deepEqual(await told(), [{ measurement: true }]);
  await say(tab, "'consent', 'update', { personalization_storage: 'granted' }");
  assert.equal((await told()).length, 1);
  await say(tab, "'consent', 'update', { functionality_storage: 'granted' }");
  assert.deepEqual((await told())[1], BOTH);
  await say(tab, "'consent', 'update', { functionality_storage: 'denied' }");
  assert.deepEqual((await told())[2], { personalization: false, measurement: true });
});

test("the four types of advertising and analytics say nothing of personalization", { skip }, async (t) => {
  const four = "{ ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted', analytics_storage: 'granted' }";
  const { told } = await visit(t, { head: gtag(`'consent', 'update', ${four}`) });
  assert.deepEqual(await told(), [{ measurement: true }]);
});

test("types may be others", { skip }, async (t) => {
  const source = `consentMode({ personalization: ["personalization_storage"], measurement: ["analytics_storage", "ad_storage"] })`;
  const { told } = await visit(t, {
    source,
    head: gtag("'consent', 'update', { personalization_storage: 'granted', analytics_storage: 'granted', ad_storage: 'denied' }"),
  });
  assert.deepEqual(await told(), [{ personalization: true, measurement: false }]);
});

for (const [name, said] of [
  ["an array", `dataLayer.push(['consent', 'update', ${states("granted")}])`],
  ["an event", `dataLayer.push({ event: 'consent', 0: 'consent', 1: 'update', 2: ${states("granted")} })`],
  ["another command", `gtag('set', 'update', ${states("granted")})`],
  ["another command of consent", `gtag('consent', 'declare', ${states("granted")})`],
  ["nothing", "gtag(); gtag(null); dataLayer.push(null, undefined, 7)"],
  ["a command without states", "gtag('consent', 'update'); gtag('consent', 'update', null); gtag('consent', 'update', 'granted')"],
  ["another word", `gtag(${update("yes")})`],
  ["a boolean", `gtag(${update(true)})`],
  ["what throws", "gtag('consent', 'update', new Proxy({}, { get() { throw new Error('no'); }, has() { throw new Error('no'); } }))"],
]) {
  test(`${name} is no answer`, { skip }, async (t) => {
    const { tab, told } = await visit(t, { head: gtag() });
    await tab.evaluate(`(() => { ${said} })()`);
    assert.deepEqual(await told(), []);
    await say(tab, update("granted"));
    assert.deepEqual(await told(), [BOTH]);
  });
}

test("a word that is none takes back what was known of its type", { skip }, async (t) => {
  const { tab, told } = await visit(t, { head: gtag(update("granted")) });
  await say(tab, "'consent', 'update', { analytics_storage: 'perhaps' }");
  assert.deepEqual((await told())[1], { personalization: true });
  await say(tab, "'consent', 'update', { get personalization_storage() { throw new Error('no'); } }");
  assert.deepEqual((await told())[2], {});
});

const spain = "region: ['ES', 'US-AK']";
const types = (word) => TYPES.map((type) => `${type}: '${word}'`).join(", ");
const inSpain = (word) => `'consent', 'default', { ${types(word)}, ${spain} }`;
const inside = (word, ...regions) => `'consent', 'default', { ${types(word)}, region: ${JSON.stringify(regions)} }`;
const everywhere = (word) => `'consent', 'default', { ${types(word)} }`;
for (const [name, options, commands, isGranted] of [
  ["is not taken unless the site says so", "", [everywhere("granted")], false],
  ["of granted is taken where the site says so", "defaults: true", [everywhere("granted")], true],
  ["of denied is nobody's refusal", "defaults: true", [everywhere("denied")], false],
  ["that comes later goes before", "defaults: true", [everywhere("denied"), everywhere("granted")], true],
  ["for the visitor's region goes before", "defaults: true, region: 'ES'", [inSpain("denied"), everywhere("granted")], false],
  ["for the visitor's region grants", "defaults: true, region: 'ES'", [inSpain("granted"), everywhere("denied")], true],
  ["for a part of a country", "defaults: true, region: 'US-AK'", [inSpain("granted"), everywhere("denied")], true],
  ["for another part of it does not count", "defaults: true, region: 'US-CA'", [inSpain("granted"), everywhere("denied")], false],
  ["for a region elsewhere does not count", "defaults: true, region: 'FR'", [inSpain("denied"), everywhere("granted")], true],
  [
    "for the part goes before the country's",
    "defaults: true, region: 'US-CA'",
    [inside("denied", "US-CA"), inside("granted", "US")],
    false,
  ],
  [
    "for the part grants before the country's",
    "defaults: true, region: 'us-ca'",
    [inside("granted", "US-CA"), inside("denied", "US")],
    true,
  ],
  ["for the country counts in its parts", "defaults: true, region: 'US-NY'", [inside("denied", "US-CA"), inside("granted", "US")], true],
  ["for a part, when only the country is known", "defaults: true, region: 'US'", [inside("denied", "US-CA"), everywhere("granted")], false],
  ["for a region, when no region is known", "defaults: true", [inSpain("denied"), everywhere("granted")], false],
  ["that is the same in all regions needs none", "defaults: true", [inSpain("granted"), everywhere("granted")], true],
  ["for a region alone, when no region is known", "defaults: true", [inSpain("granted")], false],
  ["for a region in a text", "defaults: true, region: 'ES'", [`'consent', 'default', { ${types("granted")}, region: 'es' }`], true],
]) {
  test(`a default ${name}`, { skip }, async (t) => {
    const { told } = await visit(t, { source: `consentMode({ ${options} })`, head: gtag(...commands) });
    assert.deepEqual(await told(), isGranted ? [BOTH] : []);
  });
}

test("an update goes before a default for the region", { skip }, async (t) => {
  const head = gtag(inSpain("granted"), update("denied"));
  const { told } = await visit(t, { source: "consentMode({ defaults: true, region: 'ES' })", head });
  assert.deepEqual(await told(), [NEITHER]);
});

test("a default waits for an update as long as it says", { skip }, async (t) => {
  const { told, tells } = await visit(t, {
    source: "consentMode({ defaults: true })",
    head: gtag(defaults("granted", { wait_for_update: 400 })),
  });
  assert.deepEqual(await told(), []);
  assert.deepEqual(await tells(1), [BOTH]);
});

test("an update while a default waits is the answer", { skip }, async (t) => {
  const { tab, told } = await visit(t, {
    source: "consentMode({ defaults: true })",
    head: gtag(defaults("granted", { wait_for_update: 300 })),
  });
  await say(tab, update("denied"));
  await tab.waitForTimeout(400);
  assert.deepEqual(await told(), [NEITHER]);
});

test("a default that waits is not told after the end", { skip }, async (t) => {
  const { tab, told, end } = await visit(t, {
    source: "consentMode({ defaults: true })",
    head: gtag(defaults("granted", { wait_for_update: 200 })),
  });
  await end();
  await tab.waitForTimeout(300);
  assert.deepEqual(await told(), []);
});

test("without a data layer there is one, which Google's snippet takes", { skip }, async (t) => {
  const { tab, told } = await visit(t, {});
  await tab.addScriptTag({ content: gtag(update("granted")).replace(/<\/?script>/g, "") });
  assert.deepEqual(await told(), [BOTH]);
});

test("a data layer may have another name", { skip }, async (t) => {
  const head = gtag(update("granted")).replaceAll("dataLayer", "layer2");
  const { tab, told } = await visit(t, { head, source: "consentMode({ layer: 'layer2' })" });
  assert.deepEqual(await told(), [BOTH]);
  assert.equal(await tab.evaluate(() => window.dataLayer), undefined);
});

for (const [name, given] of [
  ["before us", { head: gtag(defaults("denied")) + tag }],
  ["after us", { head: gtag(defaults("denied")), late: true }],
]) {
  test(`Google's tag, ${name}, takes what it would take without us`, { skip }, async (t) => {
    const { tab, load, told, end } = await visit(t, given);
    if (given.late) await load("google-tag");
    const answers = await tab.evaluate(
      (commands) => {
        const [granted, denied] = commands.map((command) => new Function(`return (function(){ return arguments })(${command})`)());
        return [
          window.dataLayer.push(granted),
          window.dataLayer.push({ event: "banner_closed" }, { event: "next" }),
          window.dataLayer.push(denied),
        ];
      },
      [update("granted"), update("denied")],
    );
    assert.deepEqual(await told(), [BOTH, NEITHER]);
    const took = () => tab.evaluate(() => window.googleTook.map((item) => (Array.isArray(item) ? item.slice(0, 2).join(" ") : item.event)));
    assert.deepEqual(await took(), [
      "consent default",
      "gtm.js",
      "consent update",
      "banner_closed",
      "gtm.scrollDepth",
      "next",
      "consent update",
    ]);
    // The length after each, as `push` answers it; Google's own event came while it took the second.
    assert.deepEqual(answers, [3, 5, 7]);
    await end();
    await say(tab, update("granted"));
    assert.equal((await told()).length, 2);
    assert.equal((await took()).length, 8);
  });
}

test("what is pushed while something is taken comes after it", { skip }, async (t) => {
  // As a tag that takes back at once what a banner has just granted.
  const taking = `<script>dataLayer.push = function (item) {
    const length = Array.prototype.push.call(this, item);
    if (item[2].analytics_storage === "granted") gtag(${update("denied")});
    return length;
  };</script>`;
  const { tab, told } = await visit(t, { head: gtag() + taking });
  await say(tab, update("granted"));
  assert.deepEqual((await told()).at(-1), NEITHER);
});

test("a data layer that takes nothing is left as it is", { skip }, async (t) => {
  const { tab, end } = await visit(t, { head: "<script>window.dataLayer = {};</script>" });
  assert.deepEqual(await tab.evaluate(() => Object.keys(window.dataLayer)), []);
  await end();
});

test("the end puts the data layer's `push` back", { skip }, async (t) => {
  const { tab, end } = await visit(t, { head: gtag() });
  assert.equal(await tab.evaluate(() => Object.hasOwn(window.dataLayer, "push")), true);
  await end();
  assert.equal(await tab.evaluate(() => Object.hasOwn(window.dataLayer, "push")), false);
  assert.equal(await tab.evaluate(() => window.dataLayer.push({ event: "a" })), 1);
});

test("the end puts the tag's `push` back", { skip }, async (t) => {
  const { tab, end } = await visit(t, { head: `${gtag()}${tag}<script>window.googles = dataLayer.push;</script>` });
  assert.equal(await tab.evaluate(() => window.dataLayer.push === window.googles), false);
  await end();
  assert.equal(await tab.evaluate(() => window.dataLayer.push === window.googles), true);
});

test("who is told, and throws, keeps nothing from the data layer", { skip }, async (t) => {
  const { tab } = await visit(t, { head: gtag(), source: "(tell) => consentMode()(() => { throw new Error('no'); })" });
  assert.equal(await tab.evaluate(`(() => { gtag(${update("granted")}); return dataLayer.length; })()`), 1);
});

for (const [name, head] of [
  ["a text", "<script>window.dataLayer = 'no';</script>"],
  ["frozen", "<script>window.dataLayer = Object.freeze([]);</script>"],
  ["an object that only takes", "<script>window.dataLayer = { push() { return 0; } };</script>"],
  [
    "one that throws when it is looked at",
    "<script>Object.defineProperty(window, 'dataLayer', { get() { throw new Error('no'); } })</script>",
  ],
]) {
  test(`a data layer that is ${name} breaks nothing`, { skip }, async (t) => {
    const { told, end } = await visit(t, { head });
    assert.deepEqual(await told(), []);
    await end();
  });
}

const answered = { storage: { tc: JSON.stringify({ purposes: [1, 5, 6, 8], vendors: [], interests: [] }) } };

test("several sources: who is asked in Europe need not be asked elsewhere", { skip }, async (t) => {
  const given = {
    head: script("tcf-stub") + gtag(defaults("denied")),
    body: script("tcf-platform"),
    source: "every(tcf(), gpp(), consentMode())",
  };
  const { tab, told, end } = await shop.visit(t, given, answered);
  assert.deepEqual(await told(), [BOTH]);
  await say(tab, "'consent', 'update', { analytics_storage: 'denied' }");
  assert.deepEqual((await told())[1], { personalization: true, measurement: false });
  await tab.click("#settings");
  await tab.click("#reject");
  assert.deepEqual((await told())[2], NEITHER);
  await end();
  assert.equal(await tab.evaluate(() => window.inside.listeners.size), 0);
  assert.equal(await tab.evaluate(() => Object.hasOwn(window.dataLayer, "push")), false);
});

test("nobody is believed before the others were asked", { skip }, async (t) => {
  const given = { head: script("tcf-stub") + gtag(update("denied")), body: script("tcf-platform"), source: "every(tcf(), consentMode())" };
  const { told } = await shop.visit(t, given, answered);
  assert.deepEqual(await told(), [NEITHER]);
});
