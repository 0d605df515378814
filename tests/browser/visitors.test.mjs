// Who is remembered, and with whose leave, where things come late, twice, or not at all: visitors who take turns, consent platforms
// that change their minds, storage that dawdles, tabs that were away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { agree, KEY, open, origin, visitor } from "./memory-page.mjs";
import { skip } from "./site.mjs";

const consent = (tab) => tab.evaluate(() => ns.consent());
const data = (tab) => tab.evaluate(() => ns.profile.data());
const who = (tab, key) => tab.evaluate((key) => ns.who(key), key);

/** A place of the site's own over `localStorage`, each of whose methods takes so many milliseconds; what it was told is on record. */
const SLOW = `
globalThis.wait = (ms) => new Promise((done) => setTimeout(done, ms));
globalThis.slow = { get: 5, set: 5, remove: 5 };
globalThis.told = [];
const act = async (what, key, act) => {
  await wait(typeof slow[what] === "function" ? slow[what](key) : slow[what]);
  told.push([what, key]);
  return act();
};
globalThis.options = { storage: {
  get: (key) => act("get", key, () => localStorage.getItem(key)),
  set: (key, value) => act("set", key, () => localStorage.setItem(key, value)),
  remove: (key) => act("remove", key, () => localStorage.removeItem(key)),
} };`;

/** A consent platform that a test speaks for. */
const PLATFORM = `globalThis.options = { ...globalThis.options, consent: (tell) => { globalThis.tell = tell; return () => {}; } };`;
const tell = (tab, leave) => tab.evaluate((leave) => globalThis.tell(leave), leave);

test("what a consent platform refused stays refused for whoever comes, and what it granted is", { skip }, async (t) => {
  const context = await visitor(t, PLATFORM);
  const tab = await open(context);
  await who(tab, "alice");
  await agree(tab);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  await tab.settle();
  const before = await tab.evaluate(() => JSON.stringify(localStorage));
  await who(tab, null);
  await tell(tab, { personalization: false });
  await who(tab, "alice");
  assert.equal((await consent(tab)).personalization, false);
  assert.equal(await tab.text("role"), "-");
  await tell(tab, { personalization: true });
  await who(tab, "bob");
  assert.equal((await consent(tab)).personalization, true);
  await tab.evaluate(() => ns.declare({ role: "engineer" }));
  await tab.settle();
  assert.match(before, /student/);
  assert.doesNotMatch(await tab.evaluate(() => JSON.stringify(localStorage)), /student/, "what was refused for alice is erased");
  assert.deepEqual(tab.errors, []);
});

test("visitors who come and go while storage dawdles have nothing of each other", { skip }, async (t) => {
  const context = await visitor(t, SLOW);
  const tab = await open(context);
  for (const [key, role] of [
    ["alice", "student"],
    ["bob", "engineer"],
  ]) {
    await who(tab, key);
    await agree(tab);
    await tab.evaluate((role) => ns.declare({ role }), role);
    await tab.settle(60);
  }
  await who(tab, null);
  await agree(tab);
  await tab.settle(60);
  const roles = await tab.evaluate(async () => {
    let asked = 0;
    // The first asked answers last.
    slow.get = () => 60 - 25 * (asked++ % 3);
    const all = [ns.who("alice"), ns.who("bob"), ns.who(null)];
    const seen = [];
    for (let i = 0; i < 12; i++) {
      seen.push(document.querySelector("#role").textContent);
      await wait(10);
    }
    await Promise.all(all);
    return seen;
  });
  await tab.settle(80);
  assert.deepEqual([(await data(tab)).declared ?? {}, await tab.text("role")], [{}, "-"]);
  assert.ok(!roles.slice(6).includes("student"), roles.join());
  for (const [key, role] of [
    ["alice", "student"],
    ["bob", "engineer"],
  ]) {
    await who(tab, key);
    await tab.settle(80);
    const { declared } = await data(tab);
    assert.deepEqual([key, declared.role.answer, (await consent(tab)).personalization], [key, role, true]);
  }
  const locks = await tab.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name));
  assert.deepEqual(locks, ["nearside:0"]);
  assert.deepEqual(tab.errors, []);
});

test("last comes who was told last, though another's key takes longer to be hashed", { skip }, async (t) => {
  const context = await visitor(t, () => {
    const { digest } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.digest = async function (...args) {
      await new Promise((done) => setTimeout(done, 30));
      return digest.apply(this, args);
    };
  });
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  await tab.evaluate(() => Promise.all([ns.who("alice"), ns.who(null)]));
  const { declared } = await data(tab);
  const state = await tab.evaluate(() => JSON.stringify([ns.consent(), localStorage, health]));
  assert.equal(declared?.role.answer, "student", state);
});

test("what happens while somebody comes is theirs, and none of it is lost", { skip }, async (t) => {
  const context = await visitor(t, SLOW);
  const tab = await open(context);
  await agree(tab);
  await who(tab, "alice");
  await agree(tab);
  await tab.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle(60);
  await who(tab, null);
  const counts = await tab.evaluate(async () => {
    slow.get = 40;
    const coming = ns.who("alice");
    for (let i = 0; i < 20; i++) {
      ns.track("buy", { value: 1 });
      await wait(5);
    }
    await coming;
    await wait(100);
    const alice = (await ns.profile.data()).events.buy.count;
    await ns.who(null);
    await wait(100);
    return [alice, (await ns.profile.data()).events?.buy?.count ?? 0];
  });
  assert.equal(counts[0] + counts[1], 21);
  assert.ok(counts[0] > 10, "those after it was told");
});

for (const [what, without] of [
  ["its code", /index-part-/],
  ["its wasm", /memory\.wasm/],
]) {
  test(`what is taken back is taken back where what remembers did not load: ${what}`, { skip }, async (t) => {
    for (const [said, stays] of [
      [{ optedOut: true }, "\u0004"],
      [{ personalization: false }, null],
    ]) {
      const context = await visitor(t);
      const tab = await open(context);
      await agree(tab);
      await tab.evaluate(() => ns.track("open"));
      await tab.settle();
      await context.route(without, (route) => route.abort());
      const next = await open(context, "/page2");
      await agree(next, said);
      await next.waitForFunction((key) => (localStorage.getItem(key)?.length ?? 0) < 2, KEY);
      assert.equal(await next.kept(), stays);
      if (said.optedOut) await next.waitForFunction(() => document.querySelector("#plain").textContent === "-");
      await context.unroute(without);
      const last = await open(context, "/page3");
      assert.deepEqual([await last.text("cart"), await last.text("plain")], ["-", said.optedOut ? "-" : "plain"]);
    }
  });
}

test("what is said after the end is heard; without a bundle the page says that it can't be", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.settle();
  await tab.evaluate(() => ns.stop());
  await tab.settle();
  assert.ok(await tab.kept());
  await agree(tab, { personalization: false });
  assert.equal(await tab.kept(), null);
  await context.route(/site\.nsb/, (route) => route.fulfill({ status: 404 }));
  const lost = await open(context, "/page2");
  await agree(lost, { optedOut: true });
  assert.ok((await lost.evaluate(() => health)).includes("storage_failed"));
});

test("a file goes to whom it was shown, or to nobody", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  await tab.settle();
  const code = await tab.evaluate(async () => {
    const file = await ns.profile.export();
    const confirm = async () => {
      await ns.who("bob");
      ns.consent({ personalization: true });
      return true;
    };
    return ns.profile.import(file, confirm).catch(({ code }) => code);
  });
  assert.equal(code, "profile_refused");
  assert.equal((await data(tab)).declared?.role, undefined);
  // What happens while somebody looks at it counts.
  await who(tab, null);
  const count = await tab.evaluate(async () => {
    const file = await ns.profile.export();
    await ns.profile.import(file, () => {
      ns.track("buy", { value: 1 });
      return true;
    });
    return (await ns.profile.data()).events.buy.count;
  });
  assert.equal(count, 1);
});

test("what was taken back does not come again out of a write under way", { skip }, async (t) => {
  for (const [said, stays] of [
    [{ personalization: false }, null],
    [{ optedOut: true }, "\u0004"],
  ]) {
    const context = await visitor(t, SLOW);
    const tab = await open(context);
    await agree(tab);
    await tab.settle(60);
    await tab.evaluate(() => {
      Object.assign(slow, { set: 60, remove: 5 });
      ns.track("open");
    });
    await tab.settle(20);
    await agree(tab, said);
    await tab.settle(250);
    assert.deepEqual([said, await tab.kept(), tab.errors], [said, stays, []]);
  }
});

test("who opts out in one tab is out in another, whoever is there", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await who(tab, "alice");
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.equal(await tab.text("cart"), "open");
  const other = await open(context, "/page2");
  await agree(other, { optedOut: true });
  await tab.waitForFunction(() => document.querySelector("#plain").textContent === "-");
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.deepEqual(await tab.evaluate(() => Object.values(localStorage)), ["\u0004"]);
  assert.equal((await consent(tab)).optedOut, true);
});

test("of who never comes again it goes in time, and with an opt-out at once", { skip }, async (t) => {
  for (const storage of ["localStorage", "indexedDB"]) {
    const context = await visitor(t, `globalThis.options = { storage: "${storage}" };`);
    const keys = (tab) =>
      tab.evaluate(
        (storage) =>
          storage === "localStorage"
            ? Object.keys(localStorage)
            : new Promise((done) => {
                indexedDB.open("nearside").onsuccess = ({ target: { result } }) => {
                  result.transaction("kept").objectStore("kept").getAllKeys().onsuccess = ({ target }) => {
                    result.close();
                    done(target.result);
                  };
                };
              }),
        storage,
      );
    /** Until so many are there; at most two seconds, for the page's clock stands still. */
    const settled = async (tab, count) => {
      for (let round = 0; round < 40; round++) {
        await Promise.all([context.clock.runFor(50), wait(50)]);
        if ((await keys(tab)).length === count && round > 5) return;
      }
    };
    await context.clock.install({ time: new Date("2026-01-10T10:00:00Z") });
    const tab = await open(context);
    for (const key of ["alice", null]) {
      await who(tab, key);
      await agree(tab);
      await context.clock.runFor(100);
    }
    assert.equal((await keys(tab)).length, 2, storage);
    for (const [date, count] of [
      ["2026-07-01T10:00:00Z", 2],
      ["2026-07-20T10:00:00Z", 1],
    ]) {
      await context.clock.setSystemTime(new Date(date));
      const next = await open(context, "/page2");
      await context.clock.runFor(300);
      await agree(next);
      await settled(next, count);
      assert.equal((await keys(next)).length, count, `${storage} ${date}`);
      await next.close();
    }
    await who(tab, "bob");
    await agree(tab);
    await context.clock.runFor(100);
    await who(tab, null);
    assert.equal((await keys(tab)).length, 2, storage);
    await agree(tab, { optedOut: true });
    await settled(tab, 1);
    assert.deepEqual(await keys(tab), [KEY], storage);
  }
});

test("what is objected to in one tab is objected to in all", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  const other = await open(context, "/page2");
  assert.equal(await other.text("cart"), "open");
  await tab.evaluate(() => ns.profile.object("cart"));
  await other.waitForFunction(() => document.querySelector("#cart").textContent === "-");
  assert.deepEqual((await consent(other)).objected, ["cart"]);
});

test("what a consent platform does not know any more is kept, and not added to", { skip }, async (t) => {
  const context = await visitor(t, PLATFORM);
  const tab = await open(context);
  await tell(tab, { personalization: true });
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  const before = await tab.kept();
  assert.ok(before);
  await tell(tab, {});
  await tab.evaluate(() => ns.declare({ role: "student" }));
  await tab.settle();
  assert.deepEqual([(await consent(tab)).personalization, await tab.kept()], [undefined, before]);
  assert.equal(await tab.text("role"), "student", "on this page");
  await tell(tab, { personalization: true });
  await tab.settle();
  assert.notEqual(await tab.kept(), before);
  assert.equal(await (await open(context, "/page2")).text("role"), "student");
});

test("an opt-out that is taken back brings no old leave with it", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab, { personalization: true, measurement: true });
  await agree(tab, { optedOut: true });
  await agree(tab, { optedOut: false });
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  const { personalization, measurement } = await consent(tab);
  assert.deepEqual([personalization, measurement, await tab.kept()], [undefined, undefined, null]);
});

test("a refusal ends what was chosen against Global Privacy Control", { skip }, async (t) => {
  const GPC = `Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });`;
  const context = await visitor(t, GPC + PLATFORM);
  const tab = await open(context);
  await agree(tab);
  assert.equal((await consent(tab)).gpc, false);
  await tell(tab, { personalization: false });
  await tell(tab, { personalization: true });
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.deepEqual([(await consent(tab)).gpc, await tab.kept()], [true, null]);
});

test("words that say nothing are refused, and change nothing", { skip }, async (t) => {
  const tab = await open(await visitor(t));
  await agree(tab);
  for (const said of [{ personalisation: false }, { personalization: "denied" }, "yes", [false]]) {
    const error = await tab.evaluate((said) => {
      try {
        ns.consent(said);
      } catch (error) {
        return error.name;
      }
      return undefined;
    }, said);
    assert.deepEqual([said, error], [said, "TypeError"]);
  }
  assert.equal((await consent(tab)).personalization, true);
  const thrown = await tab.evaluate(() =>
    [() => ns.view({}), () => ns.view(null), () => ns.declare(null)].map((act) => {
      try {
        act();
      } catch (error) {
        return error.name;
      }
      return undefined;
    }),
  );
  assert.deepEqual(thrown, ["TypeError", "TypeError", "TypeError"]);
  assert.deepEqual([await tab.evaluate(() => ns.error), await tab.text("plain")], [undefined, "plain"]);
  await tab.evaluate(() => ns.track("open", null));
  assert.equal(await tab.text("cart"), "open");
});

const BROKEN = {
  "a source that throws": `globalThis.options = { consent: () => { throw new Error("broken"); } };`,
  "a source that gives nothing to end it": "globalThis.options = { consent: () => {} };",
  "a source that gives a promise": "globalThis.options = { consent: async () => {} };",
  "a place that never answers": `globalThis.options = { storage: { get: () => new Promise(() => {}), set() {}, remove() {} } };`,
  "a place of objects": "globalThis.options = { storage: { get: () => ({}), set() {}, remove() {} } };",
  "a place of numbers": "globalThis.options = { storage: { get: () => 5, set() {}, remove() {} } };",
  "a place with ten megabytes": `globalThis.options = { storage: { get: () => "\\u0001\\u0003" + "x".repeat(10e6), set() {}, remove() {} } };`,
  "a place that keeps nothing, with a newer text": `globalThis.options = { storage: { get: () => "\\u0001\\u0004" + "x".repeat(40), set() {}, remove() {} } };`,
  "an empty place": "globalThis.options = { storage: {} };",
};
for (const [what, prepare] of Object.entries(BROKEN)) {
  test(`${what} stops nothing`, { skip }, async (t) => {
    const tab = await open(await visitor(t, prepare));
    assert.equal(await tab.text("plain"), "plain");
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    assert.equal(await tab.text("cart"), "open");
    await tab.evaluate(() => ns.stop());
    await tab.waitForFunction(async () => (await navigator.locks.query()).held.length === 0);
    assert.deepEqual(tab.errors, []);
  });
}

test("a place may answer with whatever can be waited for", { skip }, async (t) => {
  const context = await visitor(
    t,
    `globalThis.options = { storage: {
      get: (key) => ({ then: (done) => setTimeout(() => done(localStorage.getItem(key)), 5) }),
      set: (key, value) => localStorage.setItem(key, value),
      remove: (key) => localStorage.removeItem(key),
    } };`,
  );
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle(60);
  assert.equal(await (await open(context, "/page2")).text("cart"), "open");
});

test("without TLS there is an identity all the same, and a key that can't be hashed says so", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context, "/", origin.replace("127.0.0.1", "shop.test"));
  assert.equal(await tab.evaluate(() => isSecureContext), false);
  await agree(tab);
  await tab.settle();
  const { units } = await data(tab);
  assert.match(units.device.value, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const code = await tab.evaluate(() => ns.who("4711").catch(({ code }) => code));
  assert.equal(code, "insecure_context");
  assert.deepEqual(tab.errors, []);
});

test("an account's unit ends with it; what is no unit, or no opaque key, is refused", { skip }, async (t) => {
  const tab = await open(await visitor(t));
  const drawn = () => tab.evaluate(() => ns.decisions.drawn.reason);
  assert.equal(await drawn(), "default");
  await tab.evaluate(() => ns.link("4711", "device"));
  assert.equal(await drawn(), "split");
  await tab.evaluate(() => ns.link(null, "device"));
  assert.equal(await drawn(), "default");
  await tab.evaluate(() => ns.link("4711", "device"));
  await who(tab, "bob");
  assert.equal(await drawn(), "default");
  for (const [key, unit, code] of [
    ["4711", "nobody", "unit_unknown"],
    ["anna@example.com", "device", "key_refused"],
    ["anna＠example.com", "device", "key_refused"],
    ["anna%40example.com", "device", "key_refused"],
  ]) {
    assert.equal(await tab.evaluate(([key, unit]) => ns.link(key, unit).catch(({ code }) => code), [key, unit]), code, key);
  }
});

test("a tab that comes back counts in a row of its own, and goes on", { skip }, async (t) => {
  const context = await visitor(t, () =>
    addEventListener("pageshow", ({ persisted }) => {
      globalThis.isBack = persisted;
    }),
  );
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle();
  await tab.goto(`${origin}/dist/browser/consent.js`);
  // Another tab takes the row that is free now.
  const other = await open(context, "/page2");
  await other.evaluate(() => ns.track("open"));
  await other.settle();
  await tab.goBack({ waitUntil: "commit" });
  await tab.waitForFunction(() => globalThis.isBack);
  // Before anything is known again, too.
  await tab.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle(60);
  assert.equal(await tab.text("cart"), "-", "bought since");
  for (let round = 0; round < 5; round++) {
    await Promise.all([tab, other].map((one) => one.evaluate(() => ns.track("buy", { value: 1 }))));
  }
  await tab.settle(60);
  // What both wrote at once is joined when either writes next.
  for (const one of [tab, other]) {
    await one.evaluate(() => ns.track("buy", { value: 1 }));
    await one.settle(60);
  }
  const next = await open(context, "/page3");
  assert.equal(await next.text("spent"), "14 for 14");
  const { visit } = await data(next);
  assert.equal(visit.pageviews, 4, "three pages, and one that was come back to");
});

test("leave that another tab gave or took back while a tab was away is known when it comes back", { skip }, async (t) => {
  for (const said of [{ personalization: false }, { optedOut: true }]) {
    const context = await visitor(t);
    const tab = await open(context);
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    await tab.goto(`${origin}/dist/browser/consent.js`);
    const other = await open(context, "/page2");
    await agree(other, said);
    await other.settle();
    await tab.goBack({ waitUntil: "commit" });
    await tab.waitForFunction(() => document.querySelector("#cart").textContent === "-");
    await tab.evaluate(() => ns.track("open"));
    await tab.settle(60);
    assert.deepEqual([said, await tab.kept()], [said, said.optedOut ? "\u0004" : null]);
  }
});

test("what is sent away is the innermost that is shown", { skip }, async (t) => {
  const { compile } = await import("nearside/tools");
  const nested = compile({
    "ruleset.yaml": `
nearside: 1
id: nested.example
slots:
  outer: { target: "#outer" }
  inner: { target: "#inner" }
  aside: { target: "#aside" }
experiences:
  - { id: frame, because: x, when: { visit.pageviews: { $gte: 1 } }, show: { outer: { attr: { title: frame } } } }
  - { id: banner, because: x, when: { visit.pageviews: { $gte: 1 } }, show: { inner: { html: 'banner<button data-ns-dismiss></button>' }, aside: { text: banner } }, limits: { stop_after: { event: dismissed } } }
`,
  });
  const context = await visitor(t);
  await context.route("**/site.nsb", (route) => route.fulfill({ body: Buffer.from(nested) }));
  await context.route("**/page9", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    const body = '<div id="outer"><div id="inner">-</div></div><p id="aside">-</p>';
    await route.fulfill({ body: text.replace(/<p id="seen">.*<\/p>/, body), contentType: "text/html" });
  });
  const tab = await open(context, "/page9");
  assert.deepEqual([await tab.text("inner"), await tab.text("aside")], ["banner", "banner"]);
  await tab.locator("[data-ns-dismiss]").click();
  assert.deepEqual([await tab.text("inner"), await tab.text("aside")], ["-", "-"], "in both of its places");
  assert.equal(await tab.getAttribute("#outer", "title"), "frame");
  const { experiences } = await data(tab);
  assert.deepEqual(
    Object.keys(experiences).filter((name) => experiences[name].dismissed),
    ["banner"],
  );
});
