// `gpp()` on pages with a consent platform that does what IAB's GPP says, and on pages with one that does not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOTH, NEITHER, page, script, site, skip } from "./consent/visit.mjs";

let shop;
before(async () => {
  if (!skip) shop = await site();
});
after(() => shop?.close());

const stub = script("gpp-stub");
const platform = script("gpp-platform");
const visit = (t, given) => shop.visit(t, { head: stub, body: platform, source: "gpp()", ...given });
const UNLESS = "gpp({ unlessOptedOut: true })";

/** Sections as the specifications have them: an array of segments. */
const usnat = (core = {}, gpc = false) => ({
  usnat: [
    {
      Version: 1,
      SharingNotice: 1,
      SaleOptOutNotice: 1,
      SharingOptOutNotice: 1,
      TargetedAdvertisingOptOutNotice: 1,
      SensitiveDataProcessingOptOutNotice: 0,
      SensitiveDataLimitUseNotice: 0,
      SaleOptOut: 2,
      SharingOptOut: 2,
      TargetedAdvertisingOptOut: 2,
      SensitiveDataProcessing: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      KnownChildSensitiveDataConsents: [0, 0],
      PersonalDataConsents: 0,
      MspaCoveredTransaction: 2,
      MspaOptOutOptionMode: 0,
      MspaServiceProviderMode: 0,
      ...core,
    },
    { SubsectionType: 1, Gpc: gpc },
  ],
});
const usca = (core = {}, gpc = false) => ({
  usca: [
    {
      Version: 1,
      SaleOptOutNotice: 1,
      SharingOptOutNotice: 1,
      SensitiveDataLimitUseNotice: 0,
      SaleOptOut: 2,
      SharingOptOut: 2,
      SensitiveDataProcessing: [0, 0, 0, 0, 0, 0, 0, 0, 0],
      KnownChildSensitiveDataConsents: [0, 0],
      PersonalDataConsents: 0,
      MspaCoveredTransaction: 2,
      MspaOptOutOptionMode: 0,
      MspaServiceProviderMode: 0,
      ...core,
    },
    { SubsectionType: 1, Gpc: gpc },
  ],
});
const tcfeuv2 = (core = {}, disclosed = [2, 755]) => ({
  tcfeuv2: [
    {
      Version: 2,
      TcfPolicyVersion: 5,
      IsServiceSpecific: true,
      PurposeConsent: [1, 5, 6, 8],
      PurposesLITransparency: [],
      PurposeOneTreatment: false,
      PublisherCC: "DE",
      VendorConsent: [2, 755],
      VendorLegitimateInterest: [],
      PubRestrictions: [],
      ...core,
    },
    { SegmentType: 1, DisclosedVendors: disclosed },
    { SegmentType: 3, PubPurposesConsent: [1, 8], PubPurposesLITransparency: [] },
  ],
});
/** The same as IAB's library has it: 24 bits of purposes, and other names. */
const bits = (...numbers) => Array.from({ length: 24 }, (_, index) => numbers.includes(index + 1));
const library = {
  tcfeuv2: {
    Version: 2,
    PolicyVersion: 5,
    IsServiceSpecific: true,
    PurposeConsents: bits(1, 5, 6, 8),
    PurposeLegitimateInterests: bits(7),
    PurposeOneTreatment: false,
    VendorConsents: [2, 755],
    VendorLegitimateInterests: [],
    PublisherRestrictions: [{ key: 8, type: 0, ids: [2] }],
    PublisherConsents: bits(1, 8),
    VendorsDisclosed: [2, 755],
  },
};
const tcfcav1 = (express, implied) => ({
  tcfcav1: [
    { Version: 1, TcfPolicyVersion: 2, PurposesExpressConsent: express, PurposesImpliedConsent: implied, VendorExpressConsent: [2] },
  ],
});
const onlyMeasured = [{ personalization: false, measurement: true }];

for (const [name, config, source, expected] of [
  ["who opted out of the sale refuses", { sections: usnat({ SaleOptOut: 1 }) }, "gpp()", [NEITHER]],
  ["who opted out of sharing refuses", { sections: usnat({ SharingOptOut: 1 }) }, "gpp()", [NEITHER]],
  [
    "who opted out of targeted advertising refuses one",
    { sections: usnat({ TargetedAdvertisingOptOut: 1 }) },
    "gpp()",
    [{ personalization: false }],
  ],
  ["and only that", { sections: usnat({ TargetedAdvertisingOptOut: 1 }) }, UNLESS, onlyMeasured],
  ["who has not opted out has not agreed", { sections: usnat() }, "gpp()", []],
  ["unless the site takes it so", { sections: usnat() }, UNLESS, [BOTH]],
  [
    "who could not opt out has not agreed",
    { sections: usnat({ SaleOptOut: 0, SharingOptOut: 0, TargetedAdvertisingOptOut: 0 }) },
    UNLESS,
    [],
  ],
  ["what does not apply is no obstacle", { sections: usnat({ SharingOptOut: 0 }) }, UNLESS, [BOTH]],
  ["Global Privacy Control in its segment refuses", { sections: usnat({}, true) }, UNLESS, [NEITHER]],
  ["so it does in one object", { sections: usnat({}, true), flat: true }, UNLESS, [NEITHER]],
  ["opting out counts in one object", { sections: usnat({ SaleOptOut: 1 }), flat: true }, "gpp()", [NEITHER]],
  ["a child without consent refuses", { sections: usnat({ KnownChildSensitiveDataConsents: [0, 1] }) }, UNLESS, [NEITHER]],
  [
    "a child's consent alone is no leave",
    { sections: usnat({ KnownChildSensitiveDataConsents: [2, 2], SaleOptOut: 0, SharingOptOut: 0, TargetedAdvertisingOptOut: 0 }) },
    UNLESS,
    [],
  ],
  ["values that there are not are not understood", { sections: usnat({ SharingOptOut: 3 }) }, UNLESS, []],
  ["nor are texts", { sections: usnat({ SaleOptOut: "2" }) }, UNLESS, []],
  ["a state's section is read", { applies: [8], sections: usca({ SharingOptOut: 1 }) }, "gpp()", [NEITHER]],
  ["a state's section without a field needs none", { applies: [8], sections: usca() }, UNLESS, [BOTH]],
  ["a section that does not apply is not looked at", { sections: { ...usnat(), ...usca({ SaleOptOut: 1 }) } }, UNLESS, [BOTH]],
  ["of two that apply, one refuses", { applies: [7, 8], sections: { ...usnat(), ...usca({ SaleOptOut: 1 }) } }, UNLESS, [NEITHER]],
  ["of two that apply, one is not there", { applies: [7, 8], sections: usnat() }, UNLESS, []],
  [
    "the old US Privacy string",
    { applies: [6], sections: { uspv1: [{ Version: 1, Notice: "Y", OptOutSale: "Y", LspaCovered: "N" }] } },
    "gpp()",
    [NEITHER],
  ],
  [
    "the old US Privacy string, not opted out",
    { applies: [6], sections: { uspv1: [{ Version: 1, Notice: "Y", OptOutSale: "N", LspaCovered: "N" }] } },
    UNLESS,
    [BOTH],
  ],
  [
    "fields may be others",
    { sections: usnat({ SaleOptOut: 1 }) },
    'gpp({ personalization: ["TargetedAdvertisingOptOut"], unlessOptedOut: true })',
    [{ personalization: true, measurement: false }],
  ],
  ["no section applies", { applies: [-1] }, "gpp()", []],
  ["no section applies, and the site says what counts then", { applies: [-1] }, "gpp({ outside: true })", [BOTH]],
  ["no section is named", { applies: [] }, "gpp({ outside: true })", []],
  ["which section applies is not known yet", { applies: [0] }, "gpp({ outside: true, unlessOptedOut: true })", []],
  ["a section that nobody knows applies", { applies: [99], sections: usnat({ SaleOptOut: 1 }) }, UNLESS, []],
  ["Europe's section", { applies: [2], sections: tcfeuv2() }, "gpp()", [BOTH]],
  ["Europe's section, refused", { applies: [2], sections: tcfeuv2({ PurposeConsent: [8] }) }, "gpp()", [NEITHER]],
  ["Europe's section as IAB's library has it", { applies: [2], sections: library }, "gpp({ tcf: { vendor: 755 } })", [BOTH]],
  [
    "a vendor's restriction as IAB's library has it",
    { applies: [2], sections: library },
    "gpp({ tcf: { vendor: 2 } })",
    [{ personalization: true, measurement: false }],
  ],
  ["a vendor who was not shown", { applies: [2], sections: tcfeuv2({}, [2]) }, "gpp({ tcf: { vendor: 755 } })", []],
  ["a vendor who was refused", { applies: [2], sections: tcfeuv2({ VendorConsent: [2] }) }, "gpp({ tcf: { vendor: 755 } })", [NEITHER]],
  ["the publisher's own purposes", { applies: [2], sections: tcfeuv2() }, "gpp({ tcf: { publisher: true } })", onlyMeasured],
  ["Canada's express consent", { applies: [5], sections: tcfcav1([1, 5, 6, 8], []) }, "gpp()", [BOTH]],
  ["Canada's implied consent is none", { applies: [5], sections: tcfcav1([1, 8], [5, 6]) }, "gpp()", onlyMeasured],
  ["a platform in an error", { sections: usnat({ SaleOptOut: 1 }), ping: { cmpStatus: "error" } }, "gpp()", []],
  [
    "a platform of GPP 1.0, which does not say when it is ready",
    { sections: usnat({ SaleOptOut: 1 }), ping: { signalStatus: null } },
    "gpp()",
    [],
  ],
  ["sections that are none", { sections: { usnat: "BVQqAAAAAgA" } }, UNLESS, []],
  ["sections in a section", { sections: { usnat: [[usnat({ SaleOptOut: 1 }).usnat]] } }, UNLESS, []],
  [
    "restrictions that are none, for a vendor",
    { applies: [2], sections: tcfeuv2({ PubRestrictions: 8 }) },
    "gpp({ tcf: { vendor: 2 } })",
    [],
  ],
  ["restrictions that are none, for no vendor", { applies: [2], sections: tcfeuv2({ PubRestrictions: 8 }) }, "gpp()", [BOTH]],
]) {
  test(name, { skip }, async (t) => {
    const { told } = await visit(t, { platform: JSON.parse(JSON.stringify(config)), source });
    assert.deepEqual(await told(), expected);
  });
}

const answers = { out: usnat({ SaleOptOut: 1 }), in: usnat() };

test("nothing is known before the platform is ready, and one thing then", { skip }, async (t) => {
  const { tab, told } = await visit(t, { source: UNLESS, platform: { asks: true, sections: usnat({ SaleOptOut: 1 }), answers } });
  assert.deepEqual(await told(), []);
  await tab.evaluate(() => {
    window.events = [];
    window.__gpp("addEventListener", ({ eventName, data }) => window.events.push(`${eventName} ${data}`));
  });
  await tab.click("#in");
  assert.deepEqual(await told(), [BOTH]);
  // As the specification has them.
  const events = ["listenerRegistered true", "cmpDisplayStatus hidden", "sectionChange usnat", "signalStatus ready"];
  assert.deepEqual(await tab.evaluate(() => window.events), events);
});

test("a section that changes is not believed before the platform is ready again", { skip }, async (t) => {
  const { tab, told } = await visit(t, { source: UNLESS, platform: { sections: usnat(), answers } });
  assert.deepEqual(await told(), [BOTH]);
  await tab.evaluate(() => {
    window.inside.set("signalStatus", "not ready");
    window.inside.fire("sectionChange", "usnat");
  });
  assert.deepEqual(await told(), [BOTH]);
  await tab.click("#settings");
  assert.deepEqual(await told(), [BOTH]);
  await tab.click("#out");
  assert.deepEqual(await told(), [BOTH, NEITHER]);
});

for (const returns of [false, true]) {
  test(`a platform that loads after us finds us in its stub, which ${returns ? "returns its answers" : "calls back"}`, {
    skip,
  }, async (t) => {
    const { tab, load, told, end } = await visit(t, { body: "", platform: { returns, sections: usnat({ SaleOptOut: 1 }) } });
    assert.deepEqual(await told(), []);
    await load("gpp-platform");
    assert.deepEqual(await told(), [NEITHER]);
    await end();
    assert.equal(await tab.evaluate(() => window.inside.listeners.size), 0);
  });

  test(`ended before that, nothing is left of us: ${returns ? "returned" : "called back"}`, { skip }, async (t) => {
    const { tab, load, told, end } = await visit(t, { body: "", platform: { returns, sections: usnat({ SaleOptOut: 1 }) } });
    await end();
    await load("gpp-platform");
    assert.deepEqual([await told(), await tab.evaluate(() => window.inside.listeners.size)], [[], 0]);
  });
}

test("a platform without a stub is found when it comes", { skip }, async (t) => {
  const { load, tells } = await visit(t, { head: "", body: "", platform: { sections: usnat({ SaleOptOut: 1 }) } });
  await load("gpp-platform");
  assert.deepEqual(await tells(1), [NEITHER]);
});

test("the end takes the listener away from the platform", { skip }, async (t) => {
  const { tab, told, end } = await visit(t, { source: UNLESS, platform: { sections: usnat(), answers } });
  await end();
  await tab.click("#settings");
  await tab.click("#out");
  assert.deepEqual([await told(), await tab.evaluate(() => window.inside.listeners.size)], [[BOTH], 0]);
});

test("a frame of another origin asks the page above", { skip }, async (t) => {
  const within = shop.put(page({ source: UNLESS }));
  const body = `${platform}<iframe src="${shop.elsewhere}${within}"></iframe>`;
  const { tab, tells, end } = await visit(t, { body, within, source: undefined, platform: { sections: usnat(), answers } });
  assert.deepEqual(await tells(1), [BOTH]);
  await tab.click("#settings");
  await tab.click("#out");
  assert.deepEqual(await tells(2), [BOTH, NEITHER]);
  await end();
  await tab.waitForFunction(() => window.inside.listeners.size === 0);
});

const ping = `{ cmpStatus: "loaded", signalStatus: "ready", applicableSections: [7], parsedSections: { usnat: [{ SaleOptOut: 1 }] } }`;
const api = (body) => `<script>window.__gpp = (command, callback) => { if (command === "addEventListener") { ${body} } }</script>`;

test("what an event has to have, for the following to fail only where they should", { skip }, async (t) => {
  const { told } = await visit(t, { head: api(`callback({ eventName: "signalStatus", pingData: ${ping} }, true)`), body: "" });
  assert.deepEqual(await told(), [NEITHER]);
});

for (const [name, head] of [
  ["throws", api("throw new Error('no')")],
  ["never answers", api("")],
  ["fails", api(`callback({ pingData: ${ping} }, false)`)],
  ["answers null", api("callback(null, true)")],
  ["answers without its state", api("callback({ eventName: 'signalStatus', data: 'ready' }, true)")],
  ["says of no sections", api(`callback({ pingData: { ...${ping}, parsedSections: null } }, true)`)],
  ["says of sections that apply in a text", api(`callback({ pingData: { ...${ping}, applicableSections: "7" } }, true)`)],
  ["names what is no section", api(`callback({ pingData: { ...${ping}, applicableSections: ["constructor", "7", {}, null] } }, true)`)],
  ["has a getter that throws", api(`callback({ pingData: { ...${ping}, get parsedSections() { throw new Error("no"); } } }, true)`)],
  [
    "has a section with a getter that throws",
    api(`callback({ pingData: { ...${ping}, parsedSections: { usnat: [{ get SaleOptOut() { throw new Error("no"); } }] } } }, true)`),
  ],
  ["is an object", "<script>window.__gpp = {}</script>"],
]) {
  test(`a platform that ${name} says nothing, and breaks nothing`, { skip }, async (t) => {
    const { told, end } = await visit(t, { head, body: "" });
    assert.deepEqual(await told(), []);
    await end();
  });
}
