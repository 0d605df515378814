// What a browser remembers, on real pages: with leave and without, from page to page, between tabs, where storage is broken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, KEY, open, origin, visitor } from "./memory-page.mjs";
import { skip } from "./site.mjs";

test("before anything is agreed to, all of it ends with the page and nothing is stored", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  assert.deepEqual([await tab.text("plain"), await tab.text("seen"), await tab.text("drawn")], ["plain", "-", "-"]);
  await tab.evaluate(() => {
    ns.track("open");
    ns.declare({ role: "student" });
  });
  // What happens on this page counts on this page.
  assert.deepEqual([await tab.text("cart"), await tab.text("role")], ["open", "student"]);
  await tab.settle();
  assert.deepEqual(await tab.evaluate(() => globalThis.writes), []);
  assert.deepEqual(await context.cookies(), []);
  const next = await open(context, "/page2");
  assert.deepEqual([await next.text("cart"), await next.text("role"), await next.text("seen")], ["-", "-", "-"]);
  assert.deepEqual([tab.errors, next.errors], [[], []]);
});

test("leave that is given changes what may change now; the rest waits for the next page", { skip }, async (t) => {
  const context = await visitor(t, () => {
    globalThis.options = { consent: { personalization: false } };
  });
  const tab = await open(context);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  const before = await tab.reasons();
  await tab.evaluate(() => {
    globalThis.changes = [];
    ns.on("change", ({ changed }) => changes.push(...changed));
  });
  await agree(tab);
  assert.equal(await tab.text("drawn"), "-");
  assert.deepEqual(await tab.reasons(), before);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  assert.equal(await tab.text("role"), "student");
  assert.deepEqual(await tab.evaluate(() => changes), ["role"]);
  await tab.evaluate(() => ns.consent({ optedOut: true }));
  assert.deepEqual([await tab.text("plain"), await tab.text("role")], ["-", "-"]);
  await agree(tab);
  assert.deepEqual([await tab.text("plain"), await tab.text("drawn"), await tab.text("role")], ["plain", "drawn", "-"]);
  await tab.settle();
  await context.addInitScript(() => {
    globalThis.options = {};
  });
  assert.equal(await (await open(context, "/page2")).text("drawn"), "drawn");
});

test("with leave it is remembered from page to page, and drawn by an identity of this device", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  assert.equal((await tab.reasons()).drawn, "default");
  await agree(tab);
  await tab.evaluate(() => {
    ns.track("open");
    ns.track("buy", { value: 29.5 });
    ns.track("open");
    ns.declare({ role: "student" });
  });
  await tab.settle();
  assert.ok((await tab.kept()).length < 1000);
  const next = await open(context, "/page2");
  assert.deepEqual(await Promise.all(["seen", "cart", "role", "spent", "drawn"].map((id) => next.text(id))), [
    "pages 2",
    "open",
    "student",
    "1 for 29.5",
    "drawn",
  ]);
  assert.equal((await next.reasons()).drawn, "split");
  const data = await next.evaluate(() => ns.profile.data());
  assert.equal(data.events.buy.count, 1);
  assert.match(data.units.device.value, /^[0-9a-f-]{36}$/);
  // Nothing but one key, and no cookie.
  assert.deepEqual(await next.evaluate(() => Object.keys(localStorage)), [KEY]);
  assert.deepEqual(await context.cookies(), []);
});

test("withdrawn, it is erased at once, in every tab, and what rested on it is put back", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  const other = await open(context, "/page2");
  assert.equal(await other.text("cart"), "open");
  await agree(tab, { personalization: false });
  assert.equal(await tab.text("cart"), "-");
  assert.equal(await tab.kept(), null);
  await other.settle();
  assert.equal(await other.text("cart"), "-");
  await other.evaluate(() => ns.track("open"));
  await other.settle();
  assert.equal(await other.kept(), null, "and it does not come back from another tab");
  assert.equal((await tab.reasons()).plain, "matched");
});

test("who opts out gets defaults only, and of it only that stays", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  await agree(tab, { optedOut: true });
  assert.deepEqual([await tab.text("plain"), await tab.text("cart")], ["-", "-"]);
  assert.equal(await tab.kept(), "\u0004");
  const next = await open(context, "/page2");
  assert.deepEqual(new Set(Object.values(await next.reasons())), new Set(["opted_out"]));
  await agree(next, { optedOut: false });
  await next.settle();
  assert.equal(await next.text("plain"), "plain");
  assert.equal(await next.kept(), null);
});

test("Global Privacy Control: contextual only, unless the visitor chooses otherwise here", { skip }, async (t) => {
  const context = await visitor(t, () => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true });
    globalThis.options = { consent: { personalization: true } };
  });
  const tab = await open(context);
  await tab.evaluate(() => ns.track("open"));
  assert.deepEqual([await tab.text("plain"), await tab.text("cart"), await tab.kept()], ["plain", "-", null]);
  assert.deepEqual(await tab.evaluate(() => ns.consent()), { personalization: true, gpc: true });
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.equal(await tab.text("cart"), "open");
  const next = await open(context, "/page2");
  assert.equal(await next.text("cart"), "open", "and that is kept");
});

test("two tabs that count at once lose nothing", { skip }, async (t) => {
  const context = await visitor(t);
  const first = await open(context);
  await agree(first);
  await first.settle();
  const second = await open(context, "/page2");
  const buy = (tab) =>
    tab.evaluate(async () => {
      for (let i = 0; i < 25; i++) {
        ns.track("buy", { value: 2 });
        await new Promise((done) => setTimeout(done, Math.random() * 4));
      }
    });
  await Promise.all([buy(first), buy(second)]);
  await first.settle();
  await second.settle();
  await first.close();
  await second.close({ runBeforeUnload: true });
  const third = await open(context, "/page3");
  assert.equal((await third.evaluate(() => ns.profile.data())).events.buy.count, 50);
  assert.equal(await third.text("spent"), "50 for 100");
});

test("storage that is blocked, full, or holds anything is as if there were none", { skip }, async (t) => {
  const broken = {
    blocked: () =>
      Object.defineProperty(globalThis, "localStorage", {
        get: () => {
          throw new DOMException("no", "SecurityError");
        },
      }),
    full: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
    unreadable: () => {
      Storage.prototype.getItem = () => {
        throw new Error("no");
      };
    },
  };
  for (const [name, prepare] of Object.entries(broken)) {
    const context = await visitor(t, prepare);
    const tab = await open(context);
    await agree(tab);
    await tab.evaluate(() => {
      globalThis.health = [];
      ns.on("health", ({ code }) => globalThis.health.push(code));
      ns.track("open");
    });
    await tab.settle();
    assert.deepEqual([name, await tab.text("plain"), await tab.text("cart"), tab.errors], [name, "plain", "open", []]);
    assert.ok((await tab.evaluate(() => globalThis.health)).includes("storage_failed"), name);
  }
  const contents = [
    "",
    "\u0001",
    "\u0001\u0004newer",
    "\u0001garbage \u2603",
    "[object Object]",
    "\u0001\u0002\u00ff".repeat(500),
    "x".repeat(4_000_000),
    "\uffff\uffff",
  ];
  for (const content of contents) {
    const context = await visitor(t);
    const page = await context.newPage();
    // A page of the site without us.
    await page.goto(`${origin}/dist/browser/index.js`);
    await page.evaluate(([key, content]) => localStorage.setItem(key, content), [KEY, content]);
    const tab = await open(context);
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    const what = content.slice(0, 12);
    assert.deepEqual([what, await tab.text("plain"), await tab.text("cart"), tab.errors], [what, "plain", "open", []]);
    assert.ok((await tab.kept()).length < 1000, what);
  }
});

test("somebody else on the device has a memory of their own", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  await tab.evaluate(() => ns.who("account-4711"));
  assert.equal(await tab.text("role"), "-");
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.evaluate(() => ns.who(null));
  assert.deepEqual([await tab.text("role"), await tab.text("cart")], ["student", "-"]);
  const keys = await tab.evaluate(() => Object.keys(localStorage).sort());
  assert.equal(keys.length, 2);
  assert.match(keys[1], /^nearside:memory\.example:[0-9a-f]{32}$/, "and the key is not told");
  const code = await tab.evaluate(() => ns.who("jane@example.org").catch((error) => error.code));
  assert.equal(code, "key_refused");
});

test("exported, erased, brought in again: the same, once the visitor confirms; and no file plants anything", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => {
    ns.track("buy", { value: 3 });
    ns.track("buy", { value: 4 });
  });
  const text = await tab.evaluate(() => ns.profile.export());
  await tab.evaluate(() => ns.profile.erase());
  assert.equal(await tab.text("spent"), "-");
  assert.equal(await tab.evaluate((text) => ns.profile.import(text, () => false), text), false);
  assert.equal(await tab.text("spent"), "-");
  const diff = await tab.evaluate(async (text) => {
    let seen;
    const done = await ns.profile.import(text, (difference) => {
      seen = difference;
      return true;
    });
    return [done, seen.before.events, seen.after.events.buy.count];
  }, text);
  assert.deepEqual(diff, [true, undefined, 2]);
  assert.equal(await tab.text("spent"), "2 for 7");
  await tab.evaluate(() => ns.declare({ role: "engineer" }));
  const lies = [
    { declared: { role: { answer: "student", at: "2099-01-01T00:00:00Z" } } },
    { declared: { role: { answer: "admin", at: 5 } }, units: { device: { value: "planted" } } },
    JSON.parse('{ "events": { "__proto__": { "count": 5 }, "buy": { "count": 0 } }, "experiences": { "constructor": { "shown": 3 } } }'),
  ];
  for (const lie of lies) await tab.evaluate((text) => ns.profile.import(text, () => true), JSON.stringify(lie));
  const data = await tab.evaluate(() => ns.profile.data());
  assert.deepEqual([data.declared.role.answer, data.events.buy.count], ["engineer", 2]);
  assert.notEqual(data.units.device.value, "planted");
  assert.equal(await tab.evaluate(() => ({}).count), undefined);
  const refused = (text) => tab.evaluate((text) => ns.profile.import(text, () => true).catch((error) => error.code), text);
  for (const nonsense of ["", "null", "[1]", "{", '{"visit":3}', '{"events":{"buy":{"count":-1}}}', "x".repeat(300_000)]) {
    assert.equal(await refused(nonsense), "profile_invalid", nonsense.slice(0, 30));
  }
});

test("one account is one unit on all devices, and its key is not told", { skip }, async (t) => {
  const units = [];
  for (let device = 0; device < 2; device++) {
    const context = await visitor(t);
    const tab = await open(context);
    await tab.evaluate(() => ns.link("account-4711", "device"));
    units.push(await tab.evaluate(() => [ns.decisions.drawn.variant, ns.decisions.drawn.reason]));
    assert.equal(await tab.kept(), null);
  }
  assert.deepEqual(units[0], units[1]);
  assert.equal(units[0][1], "split");
});

test("what was erased in one tab is not written back by another that has not heard of it", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  await context.addInitScript(() => {
    // Word of it is on its way for as long as this page lasts.
    const own = globalThis.addEventListener;
    globalThis.addEventListener = (type, ...rest) => type === "storage" || own.call(globalThis, type, ...rest);
  });
  const deaf = await open(context, "/page2");
  assert.equal(await deaf.text("cart"), "open");
  await agree(tab, { personalization: false });
  // What another process removed is gone here as well.
  await deaf.waitForFunction((key) => localStorage.getItem(key) === null, KEY);
  await deaf.evaluate(() => ns.track("buy", { value: 1 }));
  await deaf.settle();
  assert.equal(await deaf.kept(), null);
  assert.equal((await deaf.evaluate(() => ns.consent())).personalization, false);
  assert.equal(await tab.kept(), null);
});

/** Two tabs in which the same is remembered: a purchase for each of `count`. */
async function pair(t, count = 40) {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate((count) => {
    for (let i = 0; i < count; i++) ns.track("buy", { value: 1 });
  }, count);
  await tab.settle();
  const other = await open(context, "/page2");
  await other.settle();
  const bought = async (tab) => (await tab.evaluate(() => ns.profile.data())).events?.buy?.count ?? 0;
  return { context, tab, other, bought };
}

test("what is erased in one tab while another writes does not come back, however often they race", { skip }, async (t) => {
  const { context, tab, other, bought } = await pair(t);
  for (let round = 0; round < 40; round++) {
    const since = (await tab.evaluate(() => ns.profile.data())).since;
    // Both begin within the same milliseconds, now one and now the other first.
    const write = () =>
      other.evaluate(async () => {
        for (let i = 0; i < 6; i++) {
          ns.track("buy", { value: 1 });
          await new Promise((done) => setTimeout(done, Math.random() * 3));
        }
      });
    const erase = () => tab.evaluate((wait) => new Promise((done) => setTimeout(() => done(ns.profile.erase()), wait)), round % 5);
    await Promise.all(round % 2 ? [write(), erase()] : [erase(), write()]);
    await tab.settle();
    await other.settle();
    const counts = [await bought(tab), await bought(other)];
    assert.ok(Math.max(...counts) <= 6, `round ${round}: ${counts} of before`);
    assert.ok((await tab.evaluate(() => ns.profile.data())).since > since, "and it says when");
    await other.evaluate(() => {
      for (let i = 0; i < 40; i++) ns.track("buy", { value: 1 });
    });
    await other.settle();
    await tab.settle();
    assert.ok((await bought(tab)) >= 40, "and both go on remembering");
  }
  const next = await open(context, "/page3");
  assert.equal(await bought(next), await bought(tab));
});

test("what a tab read before something was erased, and writes after it, does not come back", { skip }, async (t) => {
  for (const withdrawn of [false, true]) {
    const { tab, other, bought } = await pair(t);
    // As if its view of the storage were a few milliseconds old.
    await other.evaluate((key) => {
      const [own, stale] = [Storage.prototype.getItem, localStorage.getItem(key)];
      Storage.prototype.getItem = () => stale;
      globalThis.fresh = () => Object.assign(Storage.prototype, { getItem: own });
    }, KEY);
    const before = await tab.kept();
    await tab.evaluate((withdrawn) => (withdrawn ? ns.consent({ personalization: false }) : ns.profile.erase()), withdrawn);
    const text = await tab.kept();
    // Whatever it heard meanwhile, this is what it would have written a moment before.
    await other.evaluate(([key, before]) => localStorage.setItem(key, before), [KEY, before]);
    await other.evaluate(() => globalThis.fresh());
    for (let i = 0; i < 3; i++) for (const one of [tab, other]) await one.settle();
    assert.deepEqual([withdrawn, await bought(tab), await bought(other)], [withdrawn, 0, 0]);
    const kept = await tab.kept();
    if (withdrawn) assert.deepEqual([text, kept], [null, null]);
    else assert.equal(kept.slice(0, 11), text.slice(0, 11));
  }
});

test("a page that only remembered for itself joins what another keeps, and nothing is lost", { skip }, async (t) => {
  const context = await visitor(t);
  const [tab, other] = [await open(context), await open(context, "/page2")];
  for (const one of [tab, other]) await one.evaluate(() => ns.track("buy", { value: 1 }));
  await agree(tab);
  for (const one of [tab, other, tab]) await one.settle();
  const next = await open(context, "/page3");
  assert.equal((await next.evaluate(() => ns.profile.data())).events.buy.count, 2);
});

test("a page hears what the visitor allows, from wherever it comes, once what follows is decided", { skip }, async (t) => {
  const context = await visitor(t);
  const listen = (tab) =>
    tab.evaluate(() => {
      globalThis.heard = [];
      ns.on("consent", (consent) => globalThis.heard.push([consent, document.querySelector("#cart").textContent]));
    });
  const tab = await open(context);
  await listen(tab);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  const other = await open(context, "/page2");
  await listen(other);
  await other.settle();
  await agree(tab, { measurement: true });
  await agree(tab, { personalization: false });
  await other.settle();
  const said = (tab) =>
    tab.evaluate(() => globalThis.heard.splice(0).map(([{ personalization, measurement }, cart]) => [personalization, measurement, cart]));
  assert.deepEqual(
    await said(tab),
    [
      [true, null, "-"],
      [true, true, "open"],
      [false, true, "-"],
    ].map((row) => row.map((one) => one ?? undefined)),
  );
  const heard = await said(other);
  assert.deepEqual(heard.at(-1)?.slice(0, 1).concat(heard.at(-1)?.slice(2)), [false, "-"]);
  // Given again in one tab, the other remembers again at once.
  await agree(tab);
  await tab.settle();
  await other.settle();
  assert.equal((await said(other)).at(-1)?.[0], true);
  await other.evaluate(() => ns.track("open"));
  await other.settle();
  await tab.settle();
  assert.equal(await (await open(context, "/page3")).text("cart"), "open");
  // The same again is no news.
  await agree(tab);
  assert.equal((await said(tab)).length, 1);
});

test("who opts out does so for the device, whoever uses it", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await tab.evaluate(() => ns.who("account-4711"));
  await agree(tab);
  await tab.evaluate(() => ns.declare({ role: "student" }));
  await tab.settle();
  await agree(tab, { optedOut: true });
  await tab.evaluate(() => ns.who("account-4712"));
  const optedOut = new Set(["opted_out"]);
  assert.deepEqual(new Set(Object.values(await tab.reasons())), optedOut);
  assert.deepEqual(await tab.evaluate(() => Object.entries(localStorage)), [[KEY, "\u0004"]]);
  const next = await open(context, "/page2");
  assert.deepEqual(new Set(Object.values(await next.reasons())), optedOut);
  await next.evaluate(() => ns.who("account-4711"));
  assert.deepEqual(new Set(Object.values(await next.reasons())), optedOut);
  // Back in, one is whom one said to be.
  await agree(next);
  await next.evaluate(() => ns.declare({ role: "engineer" }));
  await next.settle();
  const keys = await next.evaluate(() => Object.keys(localStorage));
  assert.equal(keys.length, 1);
  assert.match(keys[0], /:[0-9a-f]{32}$/);
});

test("what happened just before the end is kept, and nothing is written after it", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.settle();
  await tab.evaluate(() => {
    ns.track("open");
    ns.stop();
    globalThis.written = globalThis.writes.length;
  });
  await tab.settle();
  assert.equal(await tab.evaluate(() => globalThis.writes.length - globalThis.written), 0);
  assert.equal(await (await open(context, "/page2")).text("cart"), "open");
});

test("a text of somebody else's in our place grants nothing, and goes", { skip }, async (t) => {
  for (const text of ["[object Object]", "true", "\u0033", "\uffff", '\t{"a":1}', '\f{"a":1}', "\u0001\u0004newer"]) {
    const context = await visitor(t);
    const page = await context.newPage();
    await page.goto(`${origin}/none`);
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, text]);
    const tab = await open(context);
    assert.deepEqual(await tab.evaluate(() => ns.consent()), { gpc: false }, text);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    assert.equal(await tab.kept(), null, text);
  }
});

test("Global Privacy Control stands when the visitor speaks of measurement alone, and falls when they agree to what the site knew", {
  skip,
}, async (t) => {
  const context = await visitor(t, () => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true });
    globalThis.options = { consent: { personalization: true } };
  });
  const tab = await open(context);
  await agree(tab, { measurement: true, optedOut: false });
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.deepEqual([await tab.text("cart"), await tab.kept(), (await tab.evaluate(() => ns.consent())).gpc], ["-", null, true]);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.equal(await tab.text("cart"), "open");
});

test("refused after a while without a word, what rested on this page's memory is put back", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await tab.evaluate(() => {
    ns.refresh();
  });
  assert.equal(await tab.text("seen"), "pages 2");
  await agree(tab, { personalization: false });
  assert.equal(await tab.text("seen"), "-");
});

test("tabs that hear of each other come to rest", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab, { personalization: true, measurement: true });
  const others = [await open(context, "/page2"), await open(context, "/page3")];
  for (const one of [tab, ...others]) await one.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle();
  const writes = () => Promise.all([tab, ...others].map((one) => one.evaluate(() => globalThis.writes.length)));
  const before = await writes();
  await tab.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  assert.deepEqual(await writes(), before);
  assert.ok(Math.max(...before) < 20, `${before}`);
});
test("what one tab forgets does not come back from another, and a pause ends in both", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => {
    ns.track("buy", { value: 3 });
    ns.declare({ role: "student" });
  });
  await tab.settle();
  const other = await open(context, "/page2");
  await other.settle();
  const { events: _, ...rest } = await tab.evaluate(() => ns.profile.data());
  await tab.evaluate((data) => ns.profile.replace(data), rest);
  await tab.settle();
  await other.settle();
  await other.evaluate(() => ns.track("buy", { value: 1 }));
  await other.settle();
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  const data = await tab.evaluate(() => ns.profile.data());
  // What the other tab did after it heard of that counts, and nothing of what was before.
  assert.deepEqual([data.events.buy.count, data.events.open.count, data.declared.role.answer], [1, 1, "student"]);
  const third = await open(context, "/page3");
  await tab.evaluate(() => ns.consent({ paused: true }));
  await third.settle();
  assert.equal(await third.evaluate(() => ns.consent().paused), true);
  await tab.evaluate(() => ns.consent({ paused: false }));
  await third.settle();
  assert.equal(await third.evaluate(() => ns.consent().paused), undefined);
});

test("a ruleset that asks for nothing remembered is given nothing, whatever was agreed to", { skip }, async (t) => {
  const context = await visitor(t, () => {
    globalThis.options = { bundle: "/plain.nsb", consent: { personalization: true } };
    globalThis.locked = 0;
    LockManager.prototype.request = () => {
      globalThis.locked += 1;
      return Promise.reject(new Error("no"));
    };
  });
  const tab = await open(context);
  await agree(tab);
  await tab.settle();
  assert.deepEqual([await tab.text("plain"), await tab.kept()], ["plain", null]);
  assert.deepEqual(await tab.evaluate(() => [globalThis.writes, globalThis.locked, ns.profile.data()].slice(0, 2)), [[], 0]);
  await agree(tab, { optedOut: true });
  assert.deepEqual([await tab.text("plain"), await tab.kept()], ["-", "\u0004"], "opting out is kept all the same");
});

test("what is decided anew on the same page is one page view", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.link("account-4711", "device"));
  await tab.evaluate(() => ns.consent({ paused: true }));
  await tab.evaluate(() => ns.consent({ paused: false }));
  assert.equal((await tab.evaluate(() => ns.profile.data())).visit.pageviews, 1);
  await tab.evaluate(() => ns.refresh());
  assert.equal((await tab.evaluate(() => ns.profile.data())).visit.pageviews, 2);
});
