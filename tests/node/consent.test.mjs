// `nearside/consent` without a browser: what a platform's objects come to, and how sources are put together.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { afterEach, test } from "node:test";
import { consentMode, every, gpp, tcf } from "nearside/consent";

afterEach(() => {
  delete globalThis.window;
});

/** A window with what a page has in it. */
const inPage = (things) => {
  globalThis.window = { addEventListener() {}, removeEventListener() {}, ...things };
  globalThis.window.parent = globalThis.window;
  globalThis.window.frames = globalThis.window;
};

/** What a source has told by now. */
const tells = (source) => {
  const told = [];
  source((leave) => told.push(JSON.parse(JSON.stringify(leave))))();
  return told;
};

const leave = (personalization, measurement) => [JSON.parse(JSON.stringify({ personalization, measurement }))];
const set = (...numbers) => Object.fromEntries(numbers.map((number) => [number, true]));

/** A `TCData` in which nothing is wrong. */
const tcData = (purposes, more = {}) => ({
  tcString: "C",
  tcfPolicyVersion: 5,
  gdprApplies: true,
  eventStatus: "useractioncomplete",
  cmpStatus: "loaded",
  listenerId: 1,
  isServiceSpecific: true,
  purposeOneTreatment: false,
  purpose: { consents: set(...purposes), legitimateInterests: set(2, 7, 8, 9, 10, 11) },
  vendor: { consents: set(7), legitimateInterests: set(7), disclosedVendors: set(7) },
  publisher: { consents: set(1, 8), legitimateInterests: {}, restrictions: {} },
  ...more,
});
const sayTcf = (...events) => {
  inPage({
    __tcfapi(command, version, callback) {
      assert.equal(version, 2);
      if (command === "addEventListener") for (const event of events) callback(event, event !== null);
    },
  });
};

for (const [name, data, options, expected] of [
  ["all purposes", tcData([1, 5, 6, 8]), {}, leave(true, true)],
  ["none", tcData([]), {}, leave(false, false)],
  ["without storage", tcData([5, 6, 8]), {}, leave(false, false)],
  ["without a profile", tcData([1, 6, 8]), {}, leave(false, true)],
  ["without its use", tcData([1, 5, 8]), {}, leave(false, true)],
  ["advertising is not needed", tcData([1, 5, 6]), {}, leave(true, false)],
  ["refused in so many words", tcData([], { purpose: { consents: { 1: false, 5: false, 6: false, 8: false } } }), {}, leave(false, false)],
  ["when it was loaded", tcData([1, 5, 6, 8], { eventStatus: "tcloaded" }), {}, leave(true, true)],
  ["while the banner is shown", tcData([1, 5, 6, 8], { eventStatus: "cmpuishown" }), {}, []],
  ["not under the GDPR", { gdprApplies: false, tcfPolicyVersion: 5, cmpId: 1, cmpVersion: 1 }, {}, []],
  ["not under the GDPR, whatever else it says", tcData([1, 5, 6, 8], { gdprApplies: false }), {}, []],
  ["not under the GDPR, as the site says", { gdprApplies: false }, { outside: true }, leave(true, true)],
  ["perhaps under the GDPR", tcData([1, 5, 6, 8], { gdprApplies: undefined }), { outside: true }, []],
  ["on a legitimate interest", tcData([1], {}), { legitimateInterest: true }, leave(false, true)],
  [
    "not on one for storage",
    tcData([], { purpose: { consents: set(8), legitimateInterests: set(1) } }),
    { legitimateInterest: true },
    leave(false, false),
  ],
  [
    "not on one for profiles",
    tcData([1], { purpose: { consents: set(1), legitimateInterests: set(5, 6) } }),
    { legitimateInterest: true },
    leave(false, false),
  ],
  ["of a vendor", tcData([1, 5, 6, 8]), { vendor: 7 }, leave(true, true)],
  ["of another vendor, who was not shown", tcData([1, 5, 6, 8]), { vendor: 8 }, []],
  ["of the publisher", tcData([1, 5, 6, 8]), { publisher: true, vendor: 8 }, leave(false, true)],
  ["numbers for booleans", tcData([], { purpose: { consents: { 1: 1, 5: 1, 6: 1, 8: 1 } } }), {}, leave(false, false)],
  ["bits in a text, as apps have them", tcData([], { purpose: { consents: "10001101" } }), {}, []],
  ["null", null, {}, []],
]) {
  test(`TCF: ${name}`, () => {
    sayTcf(data);
    assert.deepEqual(tells(tcf(options)), expected);
  });
}

test("TCF: one thing after another, told when it differs", () => {
  const yes = tcData([1, 5, 6, 8]);
  const registered = { ...yes, eventStatus: undefined, cmpStatus: "loading" };
  const shown = { ...tcData([]), eventStatus: "cmpuishown" };
  sayTcf(registered, { ...yes, eventStatus: "tcloaded" }, registered, yes, shown, tcData([]), null, yes);
  assert.deepEqual(tells(tcf()), [...leave(true, true), ...leave(false, false), {}, ...leave(true, true)]);
});

const sayGpp = (ping) => {
  const pingData = { cmpStatus: "loaded", signalStatus: "ready", applicableSections: [7], ...ping };
  inPage({
    __gpp: (command, callback) =>
      command === "addEventListener" && callback({ eventName: "listenerRegistered", listenerId: 1, data: true, pingData }, true),
  });
};
const PREFIXES = {
  7: "usnat",
  8: "usca",
  9: "usva",
  10: "usco",
  11: "usut",
  12: "usct",
  13: "usfl",
  14: "usmt",
  15: "usor",
  16: "ustx",
  17: "usde",
};
const LATER = { 18: "usia", 19: "usne", 20: "usnh", 21: "usnj", 22: "ustn", 23: "usmn", 24: "usmd", 25: "usin", 26: "usky", 27: "usri" };
for (const [id, prefix] of Object.entries({ ...PREFIXES, ...LATER })) {
  test(`GPP: section ${id} is ${prefix}`, () => {
    sayGpp({ applicableSections: [Number(id)], parsedSections: { [prefix]: [{ Version: 1, SaleOptOut: 1 }] } });
    assert.deepEqual(tells(gpp()), leave(false, false));
    sayGpp({
      applicableSections: [Number(id)],
      parsedSections: {
        [prefix]: [
          { Version: 1, SaleOptOut: 2 },
          { SubsectionType: 1, Gpc: false },
        ],
      },
    });
    assert.deepEqual(tells(gpp({ unlessOptedOut: true })), leave(true, true));
  });
}

test("GPP: a key that is on every object changes no other", () => {
  const PubRestrictions = [{ key: "__proto__", type: 0, ids: ["polluted", 4] }];
  sayGpp({
    applicableSections: [2],
    parsedSections: { tcfeuv2: { TcfPolicyVersion: 4, PurposeConsent: [1, 5, 6, 8], VendorConsent: [4], PubRestrictions } },
  });
  assert.deepEqual(tells(gpp({ tcf: { vendor: 4 } })), leave(true, true));
  assert.equal({}.polluted, undefined);
});

test("consent mode: commands in the order in which they came", () => {
  const dataLayer = [];
  function gtag() {
    // biome-ignore lint/complexity/noArguments: as Google has it
    dataLayer.push(arguments);
  }
  inPage({ dataLayer });
  gtag("consent", "default", { analytics_storage: "denied" });
  gtag("consent", "update", { analytics_storage: "granted" });
  gtag("consent", "update", { analytics_storage: "denied" });
  const told = [];
  const end = consentMode()((leave) => told.push({ ...leave }));
  gtag("consent", "update", { analytics_storage: "granted", personalization_storage: "granted", functionality_storage: "granted" });
  end();
  gtag("consent", "update", { analytics_storage: "denied" });
  assert.deepEqual(told, [
    { personalization: undefined, measurement: false },
    { personalization: true, measurement: true },
  ]);
  assert.equal(dataLayer.length, 5);
});

/** A source that says what the test makes it say. */
const said = () => {
  const source = (tell) => {
    source.tell = tell;
    return () => {
      source.isOver = true;
    };
  };
  return source;
};

for (const [a, b, expected] of [
  [{}, {}, []],
  [{ personalization: true }, {}, leave(true)],
  [{}, { personalization: true }, leave(true)],
  [{ personalization: true }, { personalization: true }, leave(true)],
  [{ personalization: true }, { personalization: false }, leave(false)],
  [{ personalization: false }, {}, leave(false)],
  [{ personalization: true, measurement: false }, { measurement: true }, leave(true, false)],
  [null, { measurement: true }, leave(undefined, true)],
  [{ personalization: "yes" }, { measurement: 1 }, []],
]) {
  test(`every: ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => {
    inPage({});
    const at = (leave) => (tell) => {
      tell(leave);
      return () => {};
    };
    assert.deepEqual(tells(every(at(a), at(b))), expected);
  });
}

test("every: changes of each, and the end of each", () => {
  inPage({});
  const [one, other] = [said(), said()];
  const told = [];
  const broken = () => {
    throw new Error("no");
  };
  const end = every(one, broken, other)((leave) => told.push(leave.personalization));
  one.tell({ personalization: true });
  other.tell({ personalization: false });
  other.tell({ personalization: true });
  one.tell({});
  other.tell({});
  assert.deepEqual(told, [true, false, true, undefined]);
  end();
  assert.deepEqual([one.isOver, other.isOver], [true, true]);
  one.tell({ personalization: true });
  assert.equal(told.length, 4);
});

test("on a server no source says anything, and none keeps it running", () => {
  const program = `import { consentMode, every, gpp, tcf } from "nearside/consent";
    every(tcf(), gpp(), consentMode())((leave) => console.log("told", leave)); tcf()(console.log)();`;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 9_000 }), "");
});
