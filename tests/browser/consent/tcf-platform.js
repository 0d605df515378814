// A consent platform of the TCF, as small as it can be: takes over the stub's queue, asks by a banner, remembers the answer
// in the site's storage, and tells `TCData` in the order that the CMP API v2 has for each event. `window.platform` configures:
// `gdprApplies`, `policies` (4 is TCF 2.2, 5 is 2.3), `disclosed` ({ as, vendors }), `restrictions`, `data` (properties that
// replace its own), `undecided` (while it finds out whether the GDPR applies).
(() => {
  const config = { gdprApplies: true, policies: 5, vendors: [2, 755], ...window.platform };
  const disclosed = { as: "vendor.disclosedVendors", vendors: config.vendors, ...config.disclosed };
  const listeners = new Map();
  let last = 0;
  let status = "loading";
  let event;
  /** Numbers that are consented to, and to which nobody objected. */
  let choice = JSON.parse(localStorage.getItem("tc") ?? "null");
  const NOTHING = { purposes: [], interests: [2, 7, 8, 9, 10, 11], vendors: [] };

  // As IAB's library does it: each number up to the highest that is set.
  const vector = (numbers) => {
    const most = Math.max(0, ...numbers);
    return Object.fromEntries(Array.from({ length: most }, (_, index) => [index + 1, numbers.includes(index + 1)]));
  };

  const tcData = (listenerId) => {
    const base = { tcfPolicyVersion: config.policies, cmpId: 1000, cmpVersion: 1, gdprApplies: config.gdprApplies, listenerId };
    // "If GDPR does not apply … then only `gdprApplies`, `tcfPolicyVersion`, `cmpId` and `cmpVersion` shall exist."
    if (config.gdprApplies === false) return base;
    const { purposes, interests, vendors } = choice ?? NOTHING;
    const data = {
      ...base,
      tcString: "CQuV9AAQuV9AAAfABAENAJFgAI0AAAAAAAAAF5wAgABALzAAAAAA.IF5wAgABALzA.YAAAAAAAAAAA",
      eventStatus: event,
      cmpStatus: status,
      isServiceSpecific: true,
      useNonStandardTexts: false,
      publisherCC: "DE",
      purposeOneTreatment: false,
      purpose: { consents: vector(purposes), legitimateInterests: vector(interests) },
      vendor: { consents: vector(vendors), legitimateInterests: vector(config.vendors) },
      specialFeatureOptins: {},
      publisher: {
        consents: vector(choice?.publisher ?? []),
        legitimateInterests: {},
        customPurpose: { consents: {}, legitimateInterests: {} },
        restrictions: config.restrictions ?? {},
      },
    };
    if (disclosed.as === "vendor.disclosedVendors") data.vendor.disclosedVendors = vector(disclosed.vendors);
    if (disclosed.as === "vendor.vendorsDisclosed") data.vendor.vendorsDisclosed = vector(disclosed.vendors);
    if (disclosed.as === "outOfBand") data.outOfBand = { allowedVendors: {}, disclosedVendors: vector(disclosed.vendors) };
    return { ...data, ...config.data };
  };
  const tell = (next) => {
    event = next;
    for (const [id, callback] of listeners) callback(tcData(id), true);
  };

  const commands = {
    ping: (callback) => callback({ gdprApplies: config.gdprApplies, cmpLoaded: true, cmpStatus: status, apiVersion: "2.3" }, true),
    addEventListener(callback) {
      const id = ++last;
      listeners.set(id, callback);
      // "Immediately called upon registration with the current TC data, even if the CMP status is `loading`."
      callback(tcData(id), true);
    },
    removeEventListener: (callback, id) => callback(listeners.delete(id)),
  };
  const queue = window.__tcfapi?.() ?? [];
  window.__tcfapi = (command, version, callback, parameter) => {
    if (version !== 2 || !commands[command]) return callback(null, false);
    commands[command](callback, parameter);
  };
  for (const call of queue) window.__tcfapi(...call);

  const banner = document.createElement("div");
  banner.innerHTML = `<button id=accept>Accept all</button><button id=reject>Reject all</button>
    <button id=measure>Measurement only</button><button id=save>Save</button>`;
  const ask = () => {
    document.body.append(banner);
    tell("cmpuishown");
  };
  const answer = (purposes, vendors, interests = NOTHING.interests) => {
    choice = { purposes, vendors, interests, publisher: purposes };
    localStorage.setItem("tc", JSON.stringify(choice));
    banner.remove();
    tell("useractioncomplete");
  };
  banner.querySelector("#accept").onclick = () => answer([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], config.vendors);
  banner.querySelector("#reject").onclick = () => answer([], [], []);
  banner.querySelector("#measure").onclick = () => answer([1, 8], config.vendors);
  banner.querySelector("#save").onclick = () => answer(...window.platform.saves);
  const link = document.createElement("button");
  link.id = "settings";
  link.onclick = ask;

  const begin = () => {
    document.body.append(link);
    status = "loaded";
    if (config.gdprApplies === false) tell();
    else if (choice) tell("tcloaded");
    else ask();
  };
  // For the tests to look inside.
  window.inside = {
    listeners,
    asked: () => last,
    commands,
    begin,
    fail: (data) => [...listeners.values()].forEach((callback) => callback(...data)),
  };
  if (!config.undecided) begin();
})();
