// A browser's IndexedDB as the place for what is remembered: the same as in local storage, with nothing lost between tabs, and
// whatever is wrong with it, a page that shows what it can and throws nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { site, skip } from "./site.mjs";

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: indexed.example
declare: { role: { type: enum, values: [student, engineer], ask: "What brings you here?" } }
events: { buy: { fields: { value: number } }, open: {}, close: {}, leave: {} }
states: { cart: { opens: open, closes: [buy, close] } }
slots:
  seen: { target: "#seen" }
  cart: { target: "#cart", redecide: action }
  role: { target: "#role", redecide: action }
  spent: { target: "#spent", redecide: action }
  plain: { target: "#plain" }
experiences:
  - { id: pages, because: You look around, when: { visit.pageviews: { $gte: 2 } }, show: { seen: { text: "pages {{visit.pageviews}}" } } }
  - { id: cart, because: You have a basket, when: { state.cart.open: true }, show: { cart: { text: open } } }
  - { id: role, because: You told us, when: { declared.role: student }, show: { role: { text: student } } }
  - { id: spent, because: You bought, when: { event.buy.count: { $gte: 1 } }, show: { spent: { text: "{{event.buy.count}} for {{event.buy.sum.value}}" } } }
  - { id: left, because: You left, when: { event.leave.count: { $gte: 1 } }, show: { role: { text: left } } }
  - { id: plain, show: { plain: { text: plain } } }
`,
});

const html = `<!doctype html><html lang="en"><title>t</title>
${["seen", "cart", "role", "spent", "plain"].map((id) => `<p id="${id}">-</p>`).join("")}
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.ns = await start({ bundle: "/site.nsb", storage: "indexedDB", ...globalThis.options });
globalThis.health = [];
ns.on("health", ({ code }) => globalThis.health.push(code));
globalThis.started = true;
</script>`;

const KEY = "nearside:indexed.example";
let server;
let browser;
let origin;

before(async () => {
  if (skip) return;
  server = await site((path) => {
    if (path === "/site.nsb") return { body: bundle, headers: { "access-control-allow-origin": "*" } };
    if (path === "/" || path.startsWith("/page")) return html;
    if (path === "/none") return "<!doctype html><title>ours, without anything</title>";
    if (path === "/third")
      return `<!doctype html><title>s</title><iframe src="http://localhost:${new URL(origin).port}/page/framed"></iframe>`;
    return undefined;
  });
  origin = server.origin;
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function visitor(t, prepare) {
  const context = await browser.newContext();
  t.after(() => context.close());
  // What a page without the package reads and writes there.
  await context.addInitScript(() => {
    const request = (of) =>
      new Promise((done, failed) => {
        of.onsuccess = () => done(of.result);
        of.onerror = () => failed(of.error);
      });
    globalThis.stored = async () => {
      if (!(await indexedDB.databases()).some(({ name }) => name === "nearside")) return undefined;
      const base = await request(indexedDB.open("nearside"));
      const store = base.transaction("kept").objectStore("kept");
      const [keys, values] = await Promise.all([request(store.getAllKeys()), request(store.getAll())]);
      base.close();
      return Object.fromEntries(keys.map((key, at) => [key, values[at]]));
    };
    globalThis.store = async (entries, stores = ["kept"], version = 1) => {
      const opening = indexedDB.open("nearside", version);
      opening.onupgradeneeded = () => stores.map((name) => opening.result.createObjectStore(name));
      const base = await request(opening);
      const transaction = base.transaction(stores, "readwrite");
      for (const [key, value] of Object.entries(entries)) transaction.objectStore(stores[0]).put(value, key);
      await new Promise((done) => {
        transaction.oncomplete = done;
      });
      base.close();
    };
  });
  if (prepare) await context.addInitScript(prepare);
  return context;
}

function dress(tab) {
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  return Object.assign(tab, {
    errors,
    text: (id) => tab.locator(`#${id}`).textContent(),
    stored: () => tab.evaluate(() => globalThis.stored()),
    kept: async () => (await tab.evaluate(() => globalThis.stored()))?.[KEY],
    health: () => tab.evaluate(() => globalThis.health),
    settle: (ms = 60) => tab.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), ms),
  });
}

async function open(context, path = "/") {
  const tab = dress(await context.newPage());
  await tab.goto(origin + path);
  await tab.waitForFunction(() => globalThis.started);
  return tab;
}

/** A page of the same site without the package, to put something there. */
async function elsewhere(context) {
  const tab = await context.newPage();
  await tab.goto(`${origin}/none`);
  return tab;
}

const agree = (tab, said = { personalization: true }) => tab.evaluate((said) => void ns.consent(said), said);

test("before anything is agreed to, not even an empty database is made", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await tab.evaluate(() => {
    ns.track("open");
    ns.consent({ personalization: false });
  });
  await tab.settle();
  assert.equal(await tab.stored(), undefined);
  assert.deepEqual(await tab.evaluate(() => [localStorage.length, document.cookie]), [0, ""]);
  assert.deepEqual([tab.errors, await tab.health()], [[], []]);
});

test("with leave it is remembered from page to page, in one entry there and nowhere else", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => {
    ns.track("open");
    ns.track("buy", { value: 29.5 });
    ns.track("open");
    ns.declare({ role: "student" });
  });
  await tab.settle();
  assert.deepEqual(Object.keys(await tab.stored()), [KEY]);
  const next = await open(context, "/page2");
  // On the first decision: `seen` is decided once a view.
  assert.deepEqual(await Promise.all(["seen", "cart", "role", "spent"].map((id) => next.text(id))), [
    "pages 2",
    "open",
    "student",
    "1 for 29.5",
  ]);
  assert.equal(await next.evaluate(() => localStorage.length), 0);
  assert.deepEqual([next.errors, await next.health()], [[], []]);
});

test("tabs that count at once lose nothing", { skip }, async (t) => {
  const context = await visitor(t);
  const first = await open(context);
  await agree(first);
  await first.settle();
  const tabs = [first, await open(context, "/page2"), await open(context, "/page3")];
  await Promise.all(
    tabs.map((tab) =>
      tab.evaluate(async () => {
        for (let i = 0; i < 25; i++) {
          ns.track("buy", { value: 2 });
          await new Promise((done) => setTimeout(done, Math.random() * 4));
        }
      }),
    ),
  );
  for (const tab of tabs) await tab.settle();
  for (const tab of tabs) await tab.close({ runBeforeUnload: true });
  const last = await open(context, "/page4");
  assert.equal(await last.text("spent"), "75 for 150");
});

test("nothing is lost either where no tab hears of another", { skip }, async (t) => {
  const context = await visitor(t, () => {
    delete globalThis.BroadcastChannel;
  });
  const first = await open(context);
  await agree(first);
  await first.settle();
  const second = await open(context, "/page2");
  for (let i = 0; i < 5; i++) {
    await first.evaluate(() => ns.track("buy", { value: 1 }));
    await second.evaluate(() => ns.track("buy", { value: 1 }));
  }
  await first.settle();
  await second.settle();
  assert.equal(await (await open(context, "/page3")).text("spent"), "10 for 10");
});

test("what a click did is kept when the next page comes as soon as a network brings one", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.settle();
  for (let page = 1; page <= 10; page++) {
    await tab.evaluate((page) => {
      ns.track("leave");
      setTimeout(() => {
        location.href = `/page/${page}`;
      }, 25);
    }, page);
    await tab.waitForURL(`**/page/${page}`);
    await tab.waitForFunction(() => globalThis.started);
  }
  assert.equal((await tab.evaluate(() => ns.profile.data())).events.leave.count, 10);
});

test("what happened just before `stop()` is kept", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.settle();
  await tab.evaluate(() => {
    ns.track("open");
    ns.stop();
  });
  await tab.settle();
  assert.equal(await (await open(context, "/page2")).text("cart"), "open");
  assert.deepEqual(tab.errors, []);
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
  await tab.settle();
  assert.deepEqual(await tab.stored(), {});
  assert.equal(await other.text("cart"), "-");
  await other.evaluate(() => ns.track("open"));
  await other.settle();
  assert.deepEqual(await tab.stored(), {}, "and it does not come back from another tab");
});

test("agreed and taken back in one breath, nothing stays", { skip }, async (t) => {
  for (const pause of [0, 1, 3]) {
    const context = await visitor(t);
    const tab = await open(context);
    await tab.evaluate(async (pause) => {
      for (let i = 0; i < 10; i++) {
        ns.consent({ personalization: true });
        ns.track("open");
        await new Promise((done) => (pause ? setTimeout(done, pause) : done()));
        ns.consent({ personalization: false });
      }
    }, pause);
    await tab.settle();
    assert.equal(await tab.kept(), undefined, `${pause}`);
    assert.deepEqual(tab.errors, []);
  }
});

for (const [what, said] of [
  ["withdrew", { personalization: false }],
  ["opted out", { optedOut: true }],
]) {
  test(`that somebody ${what} is not written over by a tab that has not heard of it`, { skip }, async (t) => {
    const context = await visitor(t);
    const tab = await open(context);
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    await context.addInitScript(() => {
      delete globalThis.BroadcastChannel;
    });
    const deaf = await open(context, "/page2");
    assert.equal(await deaf.text("cart"), "open");
    await agree(tab, said);
    await tab.settle();
    await deaf.evaluate(() => ns.track("buy", { value: 1 }));
    await deaf.settle();
    assert.deepEqual(await tab.stored(), said.optedOut ? { [KEY]: "\u0004" } : {});
    assert.deepEqual([await deaf.text("spent"), await deaf.text("plain")], ["-", said.optedOut ? "-" : "plain"]);
    assert.deepEqual(deaf.errors, []);
  });
}

test("who opts out gets defaults only, on the next page from its first decision on", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  await agree(tab, { optedOut: true });
  await tab.settle();
  assert.deepEqual(await tab.stored(), { [KEY]: "\u0004" });
  const next = await open(context, "/page2");
  assert.equal(await next.text("plain"), "-");
  await agree(next, { optedOut: false });
  await next.settle();
  assert.deepEqual([await next.text("plain"), await next.stored()], ["plain", {}]);
});

test("somebody else on the device has a memory of their own", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => {
    ns.declare({ role: "student" });
    return ns.who("account-4711");
  });
  assert.equal(await tab.text("role"), "-");
  await agree(tab);
  await tab.evaluate(() => {
    ns.track("open");
    return ns.who(null);
  });
  assert.deepEqual([await tab.text("role"), await tab.text("cart")], ["student", "-"]);
  assert.deepEqual(
    Object.keys(await tab.stored()).map((key) => key.replace(/[0-9a-f]{32}$/, "HASH")),
    [KEY, `${KEY}:HASH`],
  );
});

/** What can be wrong with it, as a page meets it. */
const BROKEN = {
  "is not there": () => {
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
  },
  "may not be touched": () => {
    Object.defineProperty(globalThis, "indexedDB", {
      get: () => {
        throw new DOMException("no", "SecurityError");
      },
    });
  },
  "refuses, as in a private window": () => {
    IDBFactory.prototype.open = () => {
      const request = new EventTarget();
      Object.assign(request, { error: new DOMException("no", "InvalidStateError") });
      setTimeout(() => request.onerror(new Event("error", { cancelable: true })));
      return request;
    };
  },
  "never answers": () => {
    IDBFactory.prototype.open = () => new EventTarget();
  },
  "is full": () => {
    const { put } = IDBObjectStore.prototype;
    globalThis.put = put;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      this.transaction.abort();
      return request;
    };
  },
  "throws when something is asked": () => {
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException("no", "InvalidStateError");
    };
  },
};

for (const [what, prepare] of Object.entries(BROKEN)) {
  test(`one that ${what} is as if there were none`, { skip }, async (t) => {
    const context = await visitor(t, prepare);
    const tab = await open(context);
    assert.equal(await tab.text("plain"), "plain");
    await agree(tab);
    await tab.evaluate(async () => {
      for (let i = 0; i < 3; i++) {
        ns.track("open");
        await new Promise((done) => setTimeout(done, 5));
      }
    });
    assert.equal(await tab.text("cart"), "open");
    await tab.waitForFunction(() => globalThis.health.includes("storage_failed"));
    await tab.evaluate(() => ns.who("account-4711"));
    assert.equal(await tab.text("cart"), "-");
    await agree(tab, { optedOut: true });
    assert.equal(await tab.text("plain"), "-");
    await tab.evaluate(() => ns.stop());
    await tab.settle();
    assert.deepEqual(tab.errors, []);
  });
}

test("once there is room again, what was not kept is", { skip }, async (t) => {
  const context = await visitor(t, BROKEN["is full"]);
  await context.addInitScript(() => {
    const full = IDBObjectStore.prototype.put;
    globalThis.isFull = false;
    IDBObjectStore.prototype.put = function (...args) {
      return (globalThis.isFull ? full : globalThis.put).apply(this, args);
    };
  });
  const tab = await open(context);
  await tab.evaluate(() => {
    globalThis.isFull = true;
  });
  await agree(tab);
  await tab.evaluate(() => ns.track("buy", { value: 3 }));
  await tab.waitForFunction(() => globalThis.health.includes("storage_failed"));
  assert.deepEqual([await tab.text("spent"), await tab.kept()], ["1 for 3", undefined]);
  await tab.evaluate(() => {
    globalThis.isFull = false;
    ns.track("buy", { value: 4 });
  });
  await tab.settle();
  assert.equal(await (await open(context, "/page2")).text("spent"), "2 for 7");
  await tab.evaluate(() => {
    globalThis.isFull = true;
    ns.track("buy", { value: 1 });
  });
  await tab.settle();
  await tab.evaluate(() => {
    globalThis.isFull = false;
    ns.track("buy", { value: 1 });
  });
  await tab.settle();
  assert.equal(await (await open(context, "/page3")).text("spent"), "4 for 9");
  assert.deepEqual(tab.errors, []);
});

test("whatever somebody else put there grants nothing, and goes", { skip }, async (t) => {
  const contents = [
    "",
    "x",
    "\u0001\u0003newer",
    "\u0001garbage \u2603",
    "x".repeat(10_000_000),
    5,
    [1],
    { a: 1 },
    null,
    true,
    "\uffff\uffff",
  ];
  for (const content of contents) {
    const context = await visitor(t);
    await (await elsewhere(context)).evaluate(([key, content]) => globalThis.store({ [key]: content }), [KEY, content]);
    const tab = await open(context);
    const what = JSON.stringify(content).slice(0, 20);
    const began = typeof content === "string" && content.startsWith("\u0001\u0003");
    assert.deepEqual([what, (await tab.evaluate(() => ns.consent())).personalization], [what, began ? true : undefined]);
    await tab.settle();
    if (content && !began) assert.equal(await tab.kept(), undefined, what);
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    assert.deepEqual([what, await tab.text("plain"), await tab.text("cart"), tab.errors], [what, "plain", "open", []]);
    assert.ok((await tab.kept()).length < 1000, what);
  }
  const context = await visitor(t);
  await (await elsewhere(context)).evaluate(
    ([key, bytes]) => globalThis.store({ [key]: new Blob([new Uint8Array(bytes)]), other: new Uint8Array(bytes) }),
    [KEY, Array.from({ length: 1000 }, (_, at) => (at * 7919) % 256)],
  );
  const tab = await open(context);
  await tab.settle();
  assert.deepEqual([Object.keys(await tab.stored()), tab.errors], [["other"], []], "what is under other keys is none of ours");
});

test("a database of the same name and another version is used, and left as it is otherwise", { skip }, async (t) => {
  const context = await visitor(t);
  await (await elsewhere(context)).evaluate(() => globalThis.store({ a: 1 }, ["theirs"], 7));
  const tab = await open(context);
  await tab.settle();
  const shape = () =>
    tab.evaluate(
      () =>
        new Promise((done) => {
          const opening = indexedDB.open("nearside");
          opening.onsuccess = () => {
            done([opening.result.version, [...opening.result.objectStoreNames]]);
            opening.result.close();
          };
        }),
    );
  assert.deepEqual(await shape(), [7, ["theirs"]], "not before anything is agreed to");
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.deepEqual(await shape(), [8, ["kept", "theirs"]]);
  assert.equal(await (await open(context, "/page2")).text("cart"), "open");
});

test("while another page holds a database that must be changed, it is waited for", { skip }, async (t) => {
  const context = await visitor(t);
  const holder = await elsewhere(context);
  await holder.evaluate(async () => {
    await globalThis.store({ a: 1 }, ["theirs"], 3);
    await new Promise((done) => {
      const opening = indexedDB.open("nearside");
      opening.onsuccess = () => {
        globalThis.held = opening.result;
        done();
      };
    });
  });
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  assert.deepEqual([await tab.text("plain"), await tab.text("cart")], ["plain", "open"]);
  await tab.waitForFunction(() => globalThis.health.includes("storage_failed"));
  await holder.evaluate(() => globalThis.held.close());
  await tab.settle();
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.equal(await (await open(context, "/page2")).text("cart"), "open");
  assert.deepEqual(tab.errors, []);
});

test("deleted under a page, it is taken for erased: nothing is written back, and nothing waits for the page", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  const took = await (await elsewhere(context)).evaluate(
    () =>
      new Promise((done, failed) => {
        const deleting = indexedDB.deleteDatabase("nearside");
        deleting.onsuccess = () => done("deleted");
        deleting.onblocked = () => failed(new Error("blocked"));
      }),
  );
  assert.equal(took, "deleted");
  await tab.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle();
  assert.deepEqual((await tab.stored()) ?? {}, {});
  assert.equal((await tab.evaluate(() => ns.consent())).personalization, false);
  // The next page begins afresh.
  const next = await open(context, "/page2");
  await agree(next);
  await next.evaluate(() => ns.track("buy", { value: 1 }));
  await next.settle();
  assert.equal(await (await open(context, "/page3")).text("spent"), "1 for 1");
  assert.deepEqual([tab.errors, next.errors], [[], []]);
});

/** Opens once somebody lets it: `answer()`. */
const LATE = () => {
  const own = IDBFactory.prototype.open;
  const allowed = new Promise((done) => {
    globalThis.answer = done;
  });
  IDBFactory.prototype.open = function (...args) {
    const late = {};
    allowed.then(() => {
      IDBFactory.prototype.open = own;
      const request = own.apply(this, args);
      for (const type of ["success", "error", "upgradeneeded"]) {
        request.addEventListener(type, (event) => {
          for (const name of ["result", "error", "transaction"]) {
            Object.defineProperty(late, name, { configurable: true, get: () => request[name] });
          }
          late[`on${type}`]?.(event);
        });
      }
    });
    return late;
  };
};

test("one that answers late: decided without, and what may change does when it comes", { skip }, async (t) => {
  // The site, or its consent platform, knows what the visitor agreed to before storage does.
  const context = await visitor(t, () => {
    globalThis.options = { consent: { personalization: true } };
  });
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => {
    ns.track("open");
    ns.declare({ role: "student" });
  });
  await tab.settle();
  await context.addInitScript(LATE);
  const next = await open(context, "/page2");
  assert.deepEqual(await Promise.all(["plain", "seen", "cart", "role"].map((id) => next.text(id))), ["plain", "-", "-", "-"]);
  // This happens before it is known what was agreed to.
  await next.evaluate(() => ns.track("buy", { value: 4 }));
  await next.settle();
  await next.evaluate(() => globalThis.answer());
  await next.waitForFunction(() => document.querySelector("#role").textContent === "student");
  assert.deepEqual(await Promise.all(["plain", "seen", "cart", "spent"].map((id) => next.text(id))), ["plain", "-", "-", "1 for 4"]);
  await next.settle();
  const { events } = await next.evaluate(() => ns.profile.data());
  assert.deepEqual([events.open.count, events.buy.count, next.errors], [1, 1, []]);
  assert.equal(await (await open(context, "/page3")).evaluate(() => ns.profile.data().then((data) => data.visit?.pageviews ?? 0)), 1);
});

test("one that answers late: whoever opted out gets defaults as soon as that is known, and nothing is written over it", {
  skip,
}, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab, { optedOut: true });
  await tab.settle();
  await context.addInitScript(LATE);
  await context.addInitScript(() => {
    globalThis.options = { consent: { personalization: true } };
  });
  const next = await open(context, "/page2");
  await next.evaluate(() => ns.track("open"));
  await next.settle();
  assert.equal(await next.text("plain"), "plain");
  await next.evaluate(() => globalThis.answer());
  await next.waitForFunction(() => document.querySelector("#plain").textContent === "-");
  await next.settle();
  assert.deepEqual(await tab.stored(), { [KEY]: "\u0004" });
});

test("one that answers late: what was withdrawn meanwhile is erased, and a pause is kept", { skip }, async (t) => {
  for (const said of [{ personalization: false }, { paused: true }]) {
    const context = await visitor(t);
    const tab = await open(context);
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    await context.addInitScript(LATE);
    const next = await open(context, "/page2");
    await agree(next, said);
    await next.settle();
    await next.evaluate(() => globalThis.answer());
    await next.settle(200);
    const kept = await tab.kept();
    if (said.paused) assert.equal(kept.charCodeAt(0) & 16, 16);
    else assert.equal(kept, undefined);
    assert.deepEqual([await next.text("cart"), next.errors], ["-", []]);
  }
});

test("while it does not answer nothing piles up", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = await open(context);
  await agree(tab);
  await tab.settle();
  await context.addInitScript(() => {
    const own = IDBObjectStore.prototype.get;
    globalThis.asked = 0;
    IDBObjectStore.prototype.get = function (...args) {
      globalThis.asked += 1;
      return own.apply(this, args);
    };
  });
  const next = await open(context, "/page2");
  const asked = await next.evaluate(async () => {
    // Somebody else's transaction holds the store.
    const base = await new Promise((done) => {
      const opening = indexedDB.open("nearside");
      opening.onsuccess = () => done(opening.result);
    });
    const store = base.transaction("kept", "readwrite").objectStore("kept");
    let isHeld = true;
    const hold = () => {
      if (isHeld) store.count().onsuccess = hold;
    };
    hold();
    globalThis.asked = 0;
    for (let i = 0; i < 300; i++) {
      ns.track("buy", { value: 1 });
      await Promise.resolve();
    }
    await new Promise((done) => setTimeout(done, 50));
    isHeld = false;
    await new Promise((done) => setTimeout(done, 100));
    return globalThis.asked;
  });
  assert.ok(asked <= 3, `${asked}`);
  assert.equal(await (await open(context, "/page3")).text("spent"), "300 for 300");
});

test("in a frame of another site, where the browser denies it, a page goes on", { skip }, async (t) => {
  const context = await visitor(t);
  const tab = dress(await context.newPage());
  await tab.goto(`${origin}/third`);
  const [, frame] = tab.frames();
  await frame.waitForFunction(() => globalThis.started);
  await frame.evaluate(() => {
    ns.consent({ personalization: true });
    ns.track("open");
  });
  await tab.settle();
  assert.deepEqual(await Promise.all(["plain", "cart"].map((id) => frame.locator(`#${id}`).textContent())), ["plain", "open"]);
  const isDenied = await frame.evaluate(() =>
    globalThis.stored().then(
      () => false,
      () => true,
    ),
  );
  assert.equal((await frame.evaluate(() => globalThis.health)).includes("storage_failed"), isDenied);
  // Apart from that of the site itself, if there is any.
  assert.equal(await (await open(context)).text("cart"), "-");
  assert.deepEqual(tab.errors, []);
});

/** A site's own place, in another page's reach: asynchronous, as little as it may be. */
const OWN = () => {
  const name = (key) => `own ${key}`;
  const later = (act) => new Promise((done) => setTimeout(() => done(act()), 5));
  globalThis.isDown = location.pathname === "/page/down";
  globalThis.options = {
    storage: {
      get: (key) => (globalThis.isDown ? Promise.reject(new Error("down")) : later(() => localStorage.getItem(name(key)) ?? undefined)),
      set: (key, value) => later(() => localStorage.setItem(name(key), value)),
      remove: (key) => later(() => localStorage.removeItem(name(key))),
    },
  };
};

test("a place of the site's own answers as late as it likes, and what cannot be read is not written over", { skip }, async (t) => {
  const context = await visitor(t, OWN);
  const own = (tab) => tab.evaluate((key) => localStorage.getItem(`own ${key}`), KEY);
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle();
  const second = await open(context, "/page2");
  for (const one of [second, tab, second]) {
    await one.evaluate(() => ns.track("buy", { value: 1 }));
    await one.settle();
  }
  assert.equal(await (await open(context, "/page3")).text("spent"), "4 for 4");
  const before = await own(tab);
  const down = await open(context, "/page/down");
  await agree(down);
  await down.evaluate(() => {
    globalThis.isDown = false;
    ns.track("open");
  });
  await down.settle();
  assert.deepEqual([await own(tab), await down.text("cart")], [before, "open"]);
  assert.ok((await down.health()).includes("storage_failed"));
  await agree(tab, { personalization: false });
  await tab.settle();
  assert.equal(await own(tab), null);
  assert.deepEqual([tab.errors, second.errors, down.errors], [[], [], []]);
});

test("`memory` keeps it until the page ends, `localStorage` is the default, another name keeps nothing", { skip }, async (t) => {
  for (const [storage, stays] of [
    ["memory", false],
    ["localStorage", true],
    ["cookies", false],
  ]) {
    const context = await visitor(t, `globalThis.options = { storage: ${JSON.stringify(storage)} };`);
    const tab = await open(context);
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    assert.deepEqual(
      [await tab.text("cart"), await tab.evaluate(() => localStorage.length), await tab.stored()],
      ["open", stays ? 1 : 0, undefined],
    );
    await agree(tab);
    await tab.evaluate(() => ns.track("open"));
    await tab.settle();
    assert.equal(await tab.text("cart"), "open");
    const next = await open(context, "/page2");
    assert.deepEqual([storage, await next.text("cart"), tab.errors], [storage, stays ? "open" : "-", []]);
  }
});

test("where the part with the place does not load, nothing is kept anywhere", { skip }, async (t) => {
  const context = await visitor(t);
  await context.route("**/index-places-*.js", (route) => route.abort());
  const tab = await open(context);
  await agree(tab);
  await tab.evaluate(() => ns.track("open"));
  await tab.settle();
  assert.deepEqual([await tab.text("plain"), await tab.text("cart"), await tab.evaluate(() => localStorage.length)], ["plain", "open", 0]);
  assert.ok((await tab.health()).includes("storage_failed"));
  assert.deepEqual(tab.errors, []);
});
