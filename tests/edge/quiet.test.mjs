// At an edge nothing is added, kept, forwarded or logged: the origin gets the request that came, the visitor gets the origin's page
// with its slots, and two visitors with one cache key get the same bytes.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { cacheKey, edge, personalize } from "nearside/edge";
import { compile } from "nearside/tools";

const now = Date.UTC(2026, 10, 22, 12);
const bundle = compile(
  {
    "ruleset.yaml": `
nearside: 1
id: quiet.example
events: { open: {} }
states: { cart: { opens: open } }
units: { account: { cookie: acct }, tenant: { header: x-tenant } }
slots: { hero: { target: "#hero" }, drawn: { target: "#drawn" }, tenant: { target: "#tenant" }, cart: { target: "#cart" }, lang: { target: "#lang" } }
experiences:
  - { id: country, when: { geo.country: DE }, show: { hero: { html: "<b>Hallo {{geo.country|there}}</b>" } } }
  - { id: drawn, unit: [account], variants: { a: default, b: { show: { drawn: { text: b } } } } }
  - { id: tenant, unit: [tenant], variants: { a: default, b: { show: { tenant: { text: b } } } } }
  - { id: cart, because: You have a basket, when: { state.cart.open: true }, show: { cart: { text: open } } }
  - { id: lang, when: { locale.language: de }, show: { lang: { text: Deutsch } } }
`,
  },
  { now },
);
const PAGE = `<!doctype html><title>x</title>${["hero", "drawn", "tenant", "cart", "lang"].map((id) => `<p id="${id}">-</p>`).join("")}`;
const respond = () => new Response(PAGE, { headers: { "content-type": "text/html; charset=utf-8", "x-origin": "1" } });
const options = { bundle, platform: "cloudflare", now };

/** What a console says, and what is asked of any network, while a test runs. */
let noise;
const undo = [];
beforeEach(() => {
  noise = [];
  const watch = (object, name) => {
    const own = object[name];
    object[name] = (...args) => noise.push([name, ...args]);
    undo.push(() => {
      object[name] = own;
    });
  };
  for (const name of Object.keys(console)) if (typeof console[name] === "function") watch(console, name);
  watch(globalThis, "fetch");
  for (const stream of [process.stdout, process.stderr]) {
    const own = stream.write;
    stream.write = (text, ...rest) => {
      // The test runner reports by these; it names its tests and no visitor.
      if (/4711|203\.0\.113|secret/.test(String(text))) noise.push(["write", String(text)]);
      return own.call(stream, text, ...rest);
    };
    undo.push(() => {
      stream.write = own;
    });
  }
});
afterEach(() => {
  for (const back of undo.splice(0)) back();
});

const VISITORS = [
  {},
  { cookie: "acct=4711; other=secret", "cf-ipcountry": "DE", "x-forwarded-for": "203.0.113.7" },
  { cookie: "acct=4712", "accept-language": "de-DE,de;q=0.9", "x-tenant": "t-9", "sec-gpc": "1", dnt: "1" },
  {
    "user-agent": "Mozilla/5.0 secret",
    referer: "https://www.google.com/?q=secret",
    "sec-ch-ua-mobile": "?1",
    authorization: "Bearer secret",
  },
  { "cf-ipcountry": "\u00ff", cookie: "acct=%00; acct=", "accept-language": "*".repeat(900) },
];
const REQUESTS = VISITORS.flatMap((headers) => [
  new Request("https://shop.example/?utm_source=x&email=a%40b.example#part", { headers }),
  new Request("https://shop.example/basket", {
    method: "POST",
    body: "card=4711",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
  }),
  new Request("https://shop.example/api", { method: "DELETE", headers: { ...headers, range: "bytes=0-1" } }),
]);

const all = (headers) => [...headers].sort();
const described = async (request) => ({
  url: request.url,
  method: request.method,
  headers: all(request.headers),
  body: request.body ? await request.clone().text() : null,
  redirect: request.redirect,
  credentials: request.credentials,
});

test("the origin gets the request that came, and only that", async () => {
  for (const request of REQUESTS) {
    const came = await described(request);
    const seen = [];
    const handler = edge({
      ...options,
      origin: (asked) => {
        seen.push(asked);
        return respond();
      },
    });
    await (await handler(request)).text();
    assert.equal(seen.length, 1);
    assert.equal(seen[0], request, "not even a copy of it");
    assert.deepEqual(await described(seen[0]), came);
  }
  assert.deepEqual(noise, []);
});

test("no cookie is set, and no header of the answer tells anything of the visitor", async () => {
  const ours = new Set(["cache-control", "server-timing", "content-type", "x-origin", "accept-ch"]);
  for (const request of REQUESTS) {
    for (const answer of [
      await edge({ ...options, origin: respond })(request.clone()),
      await personalize(request.clone(), respond(), options),
    ]) {
      assert.equal(answer.headers.get("set-cookie"), null);
      assert.deepEqual(
        [...answer.headers.keys()].filter((name) => !ours.has(name)),
        [],
      );
      assert.doesNotMatch(JSON.stringify([...answer.headers]), /4711|secret|203\.0|a%40b/);
      const page = await answer.text();
      // The only things of a visitor in a page are those that its rules show.
      assert.doesNotMatch(page, /4711|4712|secret|203\.0|a%40b|t-9/);
    }
  }
  assert.deepEqual(noise, []);
});

test("the same visitor twice is answered the same: nothing is kept of the first", async () => {
  const handler = edge({ ...options, timing: false, origin: respond });
  const ask = async (headers) => {
    const answer = await handler(new Request("https://shop.example/", { headers }));
    return [await answer.text(), all(answer.headers)];
  };
  const first = [];
  for (const headers of VISITORS) first.push(await ask(headers));
  for (const [at, headers] of [...VISITORS.entries()].reverse()) assert.deepEqual(await ask(headers), first[at]);
  assert.deepEqual(noise, []);
});

test("with the same cache key, two visitors' pages are the same bytes; with another, they are not", async () => {
  const countries = ["DE", "FR", undefined];
  const languages = ["de-DE", "fr", undefined];
  const accounts = ["1", "2", "3", "4", undefined];
  const pages = new Map();
  let equal = 0;
  for (const country of countries) {
    for (const language of languages) {
      for (const account of accounts) {
        const headers = Object.entries({
          "cf-ipcountry": country,
          "accept-language": language,
          cookie: account && `acct=${account}`,
          "x-forwarded-for": `203.0.113.${pages.size}`,
        });
        const request = () => new Request("https://shop.example/", { headers: headers.filter(([, value]) => value) });
        const key = await cacheKey(request(), options);
        const page = await (await edge({ ...options, timing: false, shared: true, origin: respond })(request())).text();
        if (pages.has(key)) equal++;
        assert.equal(pages.get(key) ?? page, page);
        pages.set(key, page);
      }
    }
  }
  assert.ok(equal > 10 && pages.size > 4, `${equal} equal, ${pages.size} pages`);
  assert.equal(new Set(pages.values()).size, pages.size, "no two keys for one page");
  assert.deepEqual(noise, []);
});

test("what fails says that something failed, and nothing of the request", async () => {
  const broken = { ...options, bundle: new Uint8Array(9) };
  for (const request of REQUESTS) await (await edge({ ...broken, origin: respond })(request.clone())).text();
  assert.ok(noise.length > 0 && noise.every(([name]) => name === "error"));
  assert.doesNotMatch(noise.flat().map(String).join("\n"), /4711|secret|203\.0|a%40b|shop\.example/);
});

test("what a request says in its headers is never on the console, whatever Intl thinks of it", async () => {
  const shop = `
nearside: 1
id: quiet.example
calendars: { shop: { zone: Europe/Berlin, open: { mon-sun: "10:00-20:00" } } }
slots: { hours: { target: "#hero" } }
experiences:
  - { id: hours, show: { hours: { html: "<b>{{calendar.shop.closes|time|later}}</b>" } } }
`;
  const own = { ...options, bundle: compile({ "ruleset.yaml": shop }, { now }) };
  const page = async (language, more = {}) => {
    const request = () => new Request("https://shop.example/", { headers: { "accept-language": language, "cf-timezone": "Secret/4711" } });
    const answers = [
      await edge({ ...own, ...more, origin: respond })(request()),
      await personalize(request(), respond(), { ...own, ...more }),
    ];
    const [first, second] = await Promise.all(answers.map((answer) => answer.text()));
    assert.equal(first, second);
    await cacheKey(request(), { ...own, ...more });
    return /<b>(.*)<\/b>/.exec(first)?.[1];
  };
  const otherwise = await page("*");
  for (const language of ["en-x", "de-x-", "en-4711secret4711", "en-a", "de-DE-DE", "xx-u-", `en-${"x".repeat(900)}`]) {
    assert.equal(await page(language), otherwise, language);
  }
  assert.equal(await page("de-DE,en"), "20:00");
  assert.deepEqual(noise, []);
  // What a site itself says wrong is said, by a name.
  assert.equal(await page("de", { locale: "en-x" }), "later");
  assert.deepEqual(new Set(noise.flat()), new Set(["error", "nearside:", "RangeError"]));
});
