// `tcf()` on pages with a consent platform that does what IAB's CMP API v2 says, and on pages with one that does not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOTH, NEITHER, page, script, site, skip } from "./consent/visit.mjs";

let shop;
before(async () => {
  if (!skip) shop = await site();
});
after(() => shop?.close());

const stub = script("tcf-stub");
const platform = script("tcf-platform");
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** A visitor who has answered before. */
const answered = (purposes, vendors = [2, 755], interests = []) => ({
  storage: { tc: JSON.stringify({ purposes, vendors, interests, publisher: purposes }) },
});
const visit = (t, given, options) => shop.visit(t, { head: stub, body: platform, source: "tcf()", ...given }, options);

test("who has agreed before is known at once", { skip }, async (t) => {
  const { told } = await visit(t, {}, answered(ALL));
  assert.deepEqual(await told(), [BOTH]);
});

for (const [button, leave] of [
  ["accept", BOTH],
  ["reject", NEITHER],
  ["measure", { personalization: false, measurement: true }],
]) {
  test(`nothing is known of a new visitor until they ${button}`, { skip }, async (t) => {
    const { tab, told } = await visit(t, {});
    // The platform has told that its banner is shown, with a TC string in which all is refused.
    assert.equal(await tab.evaluate(() => window.inside.listeners.size), 1);
    assert.deepEqual(await told(), []);
    await tab.click(`#${button}`);
    assert.deepEqual(await told(), [leave]);
  });
}

test("a platform that loads after us finds us in its stub's queue", { skip }, async (t) => {
  const { load, told } = await visit(t, { body: "" }, answered(ALL));
  assert.deepEqual(await told(), []);
  await load("tcf-platform");
  assert.deepEqual(await told(), [BOTH]);
});

test("a platform without a stub is found when it comes", { skip }, async (t) => {
  const { load, tells } = await visit(t, { head: "", body: "" }, answered(ALL));
  await load("tcf-platform");
  assert.deepEqual(await tells(1), [BOTH]);
});

test("it is not looked for any longer than the site says", { skip }, async (t) => {
  const { tab, load, told } = await visit(t, { head: "", body: "", source: "tcf({ wait: 60 })" }, answered(ALL));
  await tab.waitForTimeout(200);
  await load("tcf-platform");
  await tab.waitForTimeout(200);
  assert.deepEqual(await told(), []);
  assert.equal(await tab.evaluate(() => window.inside.listeners.size), 0);
});

test("a visitor who looks at the banner again has agreed until they answer", { skip }, async (t) => {
  const { tab, told } = await visit(t, {}, answered(ALL));
  await tab.click("#settings");
  assert.deepEqual(await told(), [BOTH]);
  await tab.click("#reject");
  assert.deepEqual(await told(), [BOTH, NEITHER]);
  await tab.click("#settings");
  await tab.click("#reject");
  assert.deepEqual(await told(), [BOTH, NEITHER]);
});

test("the end takes the listener away from the platform", { skip }, async (t) => {
  const { tab, told, end } = await visit(t, {});
  await end();
  assert.equal(await tab.evaluate(() => window.inside.listeners.size), 0);
  await tab.click("#accept");
  assert.deepEqual(await told(), []);
});

test("ended before the platform came, nothing is left of us when it has come", { skip }, async (t) => {
  const { tab, told, end, load } = await visit(t, { body: "" }, answered(ALL));
  await end();
  await load("tcf-platform");
  assert.deepEqual([await told(), await tab.evaluate(() => window.inside.listeners.size)], [[], 0]);
});

test("ended before there is a stub, it is not looked for", { skip }, async (t) => {
  const { tab, told, end, load } = await visit(t, { head: "", body: "" }, answered(ALL));
  await end();
  await load("tcf-platform");
  await tab.waitForTimeout(150);
  assert.deepEqual([await told(), await tab.evaluate(() => window.inside.asked())], [[], 0]);
});

for (const [source, expected] of [
  ["tcf()", []],
  ["tcf({ outside: true })", [BOTH]],
  ["tcf({ outside: false })", [NEITHER]],
]) {
  test(`where the GDPR does not apply: ${source}`, { skip }, async (t) => {
    const { told } = await visit(t, { platform: { gdprApplies: false }, source });
    assert.deepEqual(await told(), expected);
  });
}

test("while the platform finds out whether the GDPR applies, nothing is known", { skip }, async (t) => {
  const { tab, told } = await visit(t, { platform: { undecided: true } }, answered(ALL));
  assert.deepEqual(await told(), []);
  await tab.evaluate(() => window.inside.begin());
  assert.deepEqual(await told(), [BOTH]);
});

for (const [name, platform, source, expected] of [
  ["agreed to, and shown", {}, "tcf({ vendor: 755 })", [BOTH]],
  ["shown, under the specification's name", { disclosed: { as: "vendor.vendorsDisclosed" } }, "tcf({ vendor: 755 })", [BOTH]],
  ["shown, under the old name", { disclosed: { as: "outOfBand" } }, "tcf({ vendor: 755 })", [BOTH]],
  ["not shown", { disclosed: { vendors: [2] } }, "tcf({ vendor: 755 })", []],
  ["not shown, under the specification's name", { disclosed: { as: "vendor.vendorsDisclosed", vendors: [2] } }, "tcf({ vendor: 755 })", []],
  ["not shown, under the old name", { disclosed: { as: "outOfBand", vendors: [2] } }, "tcf({ vendor: 755 })", []],
  ["of whom TCF 2.3 does not say whether it was shown", { disclosed: { as: "nowhere" } }, "tcf({ vendor: 755 })", []],
  ["of whom TCF 2.2 need not say", { policies: 4, disclosed: { as: "nowhere" } }, "tcf({ vendor: 755 })", [BOTH]],
  ["of whom TCF 2.2 says nothing", { policies: 4, disclosed: { vendors: [] } }, "tcf({ vendor: 755 })", [BOTH]],
  ["refused", { vendors: [2, 5, 755] }, "tcf({ vendor: 5 })", [NEITHER]],
  [
    "whom the publisher restricts: not allowed",
    { restrictions: { 5: { 755: 0 } } },
    "tcf({ vendor: 755 })",
    [{ personalization: false, measurement: true }],
  ],
  [
    "whom the publisher restricts: legitimate interest only",
    { restrictions: { 8: { 755: 2 } } },
    "tcf({ vendor: 755 })",
    [{ personalization: true, measurement: false }],
  ],
  ["beside one whom the publisher restricts", { restrictions: { 5: { 2: 0 } } }, "tcf({ vendor: 755 })", [BOTH]],
]) {
  test(`a vendor ${name}`, { skip }, async (t) => {
    const { told } = await visit(t, { platform, source }, answered(ALL));
    assert.deepEqual(await told(), expected);
  });
}

const only = (measurement) => [{ personalization: false, measurement }];
for (const [name, source, saved, expected, platform] of [
  ["is none unless the site says so", "tcf()", [[1], [2], [8]], only(false)],
  ["counts where the site says so", "tcf({ legitimateInterest: true })", [[1], [2], [8]], only(true)],
  ["does not when the visitor objected", "tcf({ legitimateInterest: true })", [[1], [2], [7]], only(false)],
  ["is none for what needs consent", "tcf({ legitimateInterest: true })", [[], [2], ALL], only(false)],
  ["is the vendor's too", "tcf({ legitimateInterest: true, vendor: 755 })", [[1], [755], [8]], only(true)],
  [
    "is not of a vendor who has none",
    "tcf({ legitimateInterest: true, vendor: 755 })",
    [[1], [755], [8]],
    only(false),
    { data: { vendor: { consents: { 755: true }, legitimateInterests: { 2: true }, disclosedVendors: { 755: true } } } },
  ],
  [
    "does not count where the publisher requires consent",
    "tcf({ legitimateInterest: true, vendor: 755 })",
    [[1], [755], [8]],
    only(false),
    { restrictions: { 8: { 755: 1 } } },
  ],
]) {
  test(`a legitimate interest ${name}`, { skip }, async (t) => {
    const { tab, told } = await visit(t, { source, platform: { ...platform, saves: saved } });
    await tab.click("#save");
    assert.deepEqual(await told(), expected);
  });
}

for (const [name, source, platform, purposes, expected] of [
  [
    "purposes may be others",
    "tcf({ personalization: [2], measurement: [1, 8, 10] })",
    {},
    [1, 2, 8],
    [{ personalization: true, measurement: false }],
  ],
  ["no purpose is no answer", "tcf({ personalization: [] })", {}, ALL, [{ measurement: true }]],
  ["storage is one of them", "tcf()", {}, [5, 6, 8], [NEITHER]],
  ["a profile without its use is not enough", "tcf()", {}, [1, 5, 8], [{ personalization: false, measurement: true }]],
  ["the publisher has answers of its own", "tcf({ publisher: true })", { data: { purpose: { consents: {} } } }, ALL, [BOTH]],
  ["a string of global scope is invalid", "tcf()", { data: { isServiceSpecific: false } }, ALL, []],
  ["where purpose 1 was not asked for, nothing is known", "tcf()", { data: { purposeOneTreatment: true } }, [5, 6, 8], []],
  [
    "unless the site does not need it",
    "tcf({ personalization: [5, 6], measurement: [8] })",
    { data: { purposeOneTreatment: true } },
    [5, 6, 8],
    [BOTH],
  ],
  ["a platform in an error is not believed", "tcf()", { data: { cmpStatus: "error" } }, ALL, []],
]) {
  test(name, { skip }, async (t) => {
    const { told } = await visit(t, { source, platform }, answered(purposes));
    assert.deepEqual(await told(), expected);
  });
}

/** A page with the platform, and one of ours in a frame of it, perhaps of a frame of it. */
const framed = (t, { origin = "", platform: config = {}, source = "tcf()", own = "", depth = 1, options } = {}) => {
  let path = shop.put(page({ source, head: own }));
  const within = path;
  for (let level = 1; level < depth; level++) path = shop.put(page({ body: `<iframe src="${path}"></iframe>` }));
  return shop.visit(t, { head: stub, body: `${platform}<iframe src="${origin}${path}"></iframe>`, platform: config, within }, options);
};

for (const [name, given] of [
  ["of the same site", () => ({})],
  ["of another origin", () => ({ origin: shop.elsewhere })],
  ["in a frame of another origin", () => ({ origin: shop.elsewhere, depth: 2 })],
  ["that is answered in text", () => ({ origin: shop.elsewhere, platform: { answersInText: true } })],
]) {
  test(`a frame ${name} asks the page above`, { skip }, async (t) => {
    const { tab, tells, told } = await framed(t, given());
    assert.deepEqual(await told(), []);
    await tab.click("#measure");
    assert.deepEqual(await tells(1), [{ personalization: false, measurement: true }]);
    await tab.click("#settings");
    await tab.click("#accept");
    assert.deepEqual((await tells(2))[1], BOTH);
  });
}

test("a frame takes its listener away from the page above", { skip }, async (t) => {
  const { tab, tells, end } = await framed(t, { origin: shop.elsewhere, options: answered(ALL) });
  await tells(1);
  await end();
  await tab.waitForFunction(() => window.inside.listeners.size === 0);
});

test("a frame that ended before the platform came leaves nothing there", { skip }, async (t) => {
  const within = shop.put(page({ source: "tcf()" }));
  const { tab, told, end, load } = await visit(
    t,
    { body: `<iframe src="${shop.elsewhere}${within}"></iframe>`, source: undefined, within },
    answered(ALL),
  );
  await tab.waitForFunction(() => window.__tcfapi().length === 1);
  await end();
  await load("tcf-platform");
  await tab.waitForFunction(() => window.inside.listeners.size === 0);
  assert.deepEqual([await told(), await tab.evaluate(() => window.inside.asked())], [[], 1]);
});

test("nobody but the page above answers a frame", { skip }, async (t) => {
  // Whoever guesses the number of a call.
  const { tab, frame, told } = await framed(t, { origin: shop.elsewhere, own: "<script>Math.random = () => 0.5</script>" });
  await frame().evaluate(async () => {
    const returnValue = { gdprApplies: true, eventStatus: "tcloaded", purpose: { consents: { 1: true, 5: true, 6: true, 8: true } } };
    window.postMessage({ __tcfapiReturn: { returnValue, success: true, callId: "nearside-0.5" } }, "*");
    await new Promise((done) => setTimeout(done, 50));
  });
  assert.deepEqual(await told(), []);
  // The very message, from there.
  await tab.evaluate(() => {
    const returnValue = { gdprApplies: true, eventStatus: "tcloaded", purpose: { consents: { 1: true, 5: true, 6: true, 8: true } } };
    const frames = [...document.querySelectorAll("iframe[src]")];
    frames[0].contentWindow.postMessage({ __tcfapiReturn: { returnValue, success: true, callId: "nearside-0.5" } }, "*");
  });
  await frame().waitForFunction(() => window.told.length === 1);
});

const GOOD = `{ gdprApplies: true, eventStatus: "tcloaded", listenerId: 1, purpose: { consents: { 1: true, 5: true, 6: true, 8: true } } }`;
const api = (body) =>
  `<script>window.__tcfapi = (command, version, callback) => { if (command === "addEventListener") { ${body} } }</script>`;

test("what an event has to have, for the following to fail only where they should", { skip }, async (t) => {
  const { told } = await visit(t, { head: api(`callback(${GOOD}, true)`), body: "" });
  assert.deepEqual(await told(), [BOTH]);
});

for (const [name, head] of [
  ["throws", api("throw new Error('no')")],
  ["never answers", api("")],
  ["fails", api(`callback(${GOOD}, false)`)],
  ["answers nothing", api("callback()")],
  ["answers null", api("callback(null, true)")],
  ["answers a text", api("callback('tcloaded', true)")],
  ["answers a number for an object", api("callback({ ...GOOD, purpose: 1 }, true)".replace("GOOD", GOOD))],
  [
    "answers texts for booleans",
    api(`callback({ ...${GOOD}, purpose: { consents: { 1: "true", 5: "true", 6: "true", 8: "true" } }, gdprApplies: "true" }, true)`),
  ],
  ["says nothing of purposes", api(`callback({ ...${GOOD}, purpose: undefined }, true)`)],
  ["says of no event", api(`callback({ ...${GOOD}, eventStatus: undefined }, true)`)],
  ["has an event of its own", api(`callback({ ...${GOOD}, eventStatus: "bananas" }, true)`)],
  ["has a getter that throws", api(`callback({ ...${GOOD}, get purpose() { throw new Error("no"); } }, true)`)],
  ["has nothing but getters that throw", api("callback(new Proxy({}, { get() { throw new Error('no'); }, has() { throw 1; } }), true)")],
  ["is an object", "<script>window.__tcfapi = { addEventListener() {} }</script>"],
  ["throws when it is looked at", "<script>Object.defineProperty(window, '__tcfapi', { get() { throw new Error('no'); } })</script>"],
]) {
  test(`a platform that ${name} says nothing, and breaks nothing`, { skip }, async (t) => {
    const { told, end } = await visit(t, { head, body: "" });
    assert.deepEqual(await told(), []);
    await end();
  });
}

test("what was known is not known any more after something that is no answer", { skip }, async (t) => {
  const { tab, told } = await visit(t, {}, answered(ALL));
  await tab.evaluate(() => window.inside.fail([null, false]));
  assert.deepEqual(await told(), [BOTH, {}]);
});

test("who is told, and throws, keeps nothing from the platform's other listeners", { skip }, async (t) => {
  const { tab } = await visit(t, { source: "(tell) => tcf()(() => { throw new Error('no'); })" });
  await tab.evaluate(() => {
    window.heard = [];
    window.__tcfapi("addEventListener", 2, (data) => window.heard.push(data.eventStatus));
  });
  await tab.click("#accept");
  assert.deepEqual(await tab.evaluate(() => window.heard), ["cmpuishown", "useractioncomplete"]);
});

test("a string in a cookie is not believed without a platform", { skip }, async (t) => {
  const cookie = `<script>document.cookie = "euconsent-v2=CQuV9AAQuV9AAAfABAENAJFgAI0AAAAAAAAAF5wAgABALzAAAAAA.IF5wAgABALzA.YAAAAAAAAAAA";</script>`;
  const { tab, told } = await visit(t, { head: cookie, body: "", source: "tcf({ wait: 50 })" });
  await tab.waitForTimeout(120);
  assert.deepEqual(await told(), []);
});
