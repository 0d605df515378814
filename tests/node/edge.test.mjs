// `nearside/edge` on plain Requests and Responses: which pages change, what their headers say, what failure costs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { cacheKey, edge, personalize } from "nearside/edge";
import { compile } from "nearside/tools";

const now = Date.UTC(2026, 10, 22, 12);
const bundle = compile(
  {
    "ruleset.yaml": `
nearside: 1
id: test.example
slots:
  hero: { target: "#hero" }
  wide: { target: "#wide" }
  lp: { target: "body", pages: ["/lp", "/lp-long", "/a", "/b"] }
units: { account: { cookie: acct } }
experiences:
  - { id: country, when: { geo.country: DE }, show: { hero: { html: "<b>Hallo {{geo.country|there}}</b>" } } }
  - { id: dark, when: { device.dark: true }, show: { wide: { text: dark } } }
  - { id: long, pages: /lp, show: { lp: { redirect: /lp-long } } }
  - { id: there, pages: /a, show: { lp: { redirect: /b } } }
  - { id: back, pages: /b, show: { lp: { redirect: /a } } }
`,
  },
  { now },
);

const PAGE = '<!doctype html><title>x</title><h1 id="hero">Hello</h1><p id=wide>as it was</p>';
const HTML = { "content-type": "text/html; charset=utf-8" };
const respond = (body = PAGE, init = {}) => new Response(body, { ...init, headers: { ...HTML, ...init.headers } });
const ask = (url = "https://shop.example/", headers = {}, init = {}) =>
  new Request(url, { ...init, headers: { "cf-ipcountry": "DE", ...headers } });
const options = { bundle, platform: "cloudflare", now };
const through = (response, request = ask()) => edge({ ...options, origin: async () => response })(request);
/** Every stream of this page in pieces of a size. */
const pieces = (text, size) => {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(out) {
      for (let at = 0; at < bytes.length; at += size) out.enqueue(bytes.subarray(at, at + size));
      out.close();
    },
  });
};

test("the page changes, and carries what the browser must know", async () => {
  const html = await (await through(respond())).text();
  assert.match(html, /<h1 id="hero"><b>Hallo DE<\/b><\/h1><p id=wide>as it was<\/p>/);
  const handed = JSON.parse(/<script type="application\/json" data-nearside>(.*?)<\/script>/.exec(html)[1]);
  assert.match(handed.hash, /^[0-9a-f]{16}$/);
  assert.deepEqual(handed.signals, { "geo.country": "DE" });
  assert.equal(handed.slots.length, 3);
});

test("what the request lacks and the device may know is left to the device", async () => {
  const [UNTOLD, DEFAULT] = [-2, -1];
  const handed = async (headers, own = {}) => {
    const request = new Request("https://shop.example/", { headers });
    const html = await (await personalize(request, respond(), { ...options, ...own })).text();
    return JSON.parse(/data-nearside>(.*?)<\/script>/.exec(html)[1]).slots.slice(0, 2);
  };
  assert.deepEqual(await handed({}), [UNTOLD, UNTOLD]);
  assert.deepEqual(await handed({ "cf-ipcountry": "FR", "sec-ch-prefers-color-scheme": "light" }), [DEFAULT, DEFAULT]);
  // Who knows at the edge that there is none says so.
  assert.deepEqual(await handed({}, { signals: { "geo.country": null } }), [DEFAULT, UNTOLD]);
});

test("any chunking gives the same page", async () => {
  const whole = await (await through(respond())).text();
  for (const size of [1, 2, 7, 64]) assert.equal(await (await through(respond(pieces(PAGE, size)))).text(), whole);
});

test("what comes first goes out first", async () => {
  let more;
  const body = new ReadableStream({
    start(out) {
      out.enqueue(new TextEncoder().encode("<!doctype html><body><h1 id=hero>x</h1><p>first</p>"));
      more = () => {
        out.enqueue(new TextEncoder().encode("<p>last</p>"));
        out.close();
      };
    },
  });
  const reader = (await through(respond(body))).body.getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), /Hallo.*first/s);
  more();
  assert.match(new TextDecoder().decode((await reader.read()).value), /last/);
});

test("headers: nothing that no longer fits, nothing that lets others have this visitor's page", async () => {
  const { headers } = await through(
    respond(PAGE, {
      headers: {
        "content-length": "7",
        etag: '"a"',
        "last-modified": "x",
        "cache-control": "public, max-age=60, s-maxage=600",
        "cdn-cache-control": "max-age=9",
        "x-own": "kept",
        "server-timing": "db;dur=5",
      },
    }),
  );
  for (const gone of ["content-length", "etag", "last-modified", "cdn-cache-control"]) assert.equal(headers.get(gone), null, gone);
  assert.equal(headers.get("cache-control"), "private, max-age=60");
  assert.equal(headers.get("x-own"), "kept");
  assert.match(headers.get("server-timing"), /^db;dur=5, nearside;dur=[\d.]+$/);
});

test("no cache of another kind keeps this visitor's page either", async () => {
  const names = "CDN Netlify-CDN Cloudflare-CDN Vercel-CDN Fastly-CDN Akamai X-LiteSpeed".split(" ").map((name) => `${name}-Cache-Control`);
  for (const name of [...names, "Edge-Control", "Surrogate-Control", "X-Accel-Expires"]) {
    const from = () => respond(PAGE, { headers: { [name]: "public, s-maxage=600, durable" } });
    for (const previews of [undefined, { country: "on" }]) {
      const { headers } = await edge({ ...options, previews, origin: from })(ask());
      assert.equal(headers.get(name), null, name);
      assert.match(headers.get("cache-control"), /^private/);
    }
    const { headers } = await edge({ ...options, shared: true, origin: from })(ask());
    assert.equal(headers.get(name), "public, s-maxage=600, durable", `${name}, for whoever caches by \`cacheKey\``);
  }
});

test("`gpc` says that the site heeds Global Privacy Control, where the origin does not say it itself", async () => {
  const url = "https://shop.example/.well-known/gpc.json?x";
  const said = async (gpc, origin, init = {}) => {
    const answer = await edge({ ...options, gpc, origin })(ask(url, {}, init));
    return [answer.status, answer.headers.get("content-type"), await answer.text()];
  };
  const none = () => new Response("no such file", { status: 404 });
  assert.deepEqual(await said("2026-11-27", none), [200, "application/json", '{"gpc":true,"lastUpdate":"2026-11-27"}']);
  assert.deepEqual(await said("lately", none), [200, "application/json", '{"gpc":true}']);
  // A page for whatever is not there is no such file.
  assert.deepEqual(await said("2026-11-27", () => respond()), [200, "application/json", '{"gpc":true,"lastUpdate":"2026-11-27"}']);
  assert.deepEqual(await said("2026-11-27", none, { method: "HEAD" }), [200, "application/json", ""]);
  assert.deepEqual(await said("2026-11-27", () => Response.json({ gpc: false })), [200, "application/json", '{"gpc":false}']);
  for (const [gpc, init] of [
    [undefined, {}],
    ["2026-11-27", { method: "POST" }],
  ])
    assert.equal((await said(gpc, none, init))[0], 404);
});

for (const [about, response] of Object.entries({
  "not HTML": () => respond(PAGE, { headers: { "content-type": "application/xhtml+xml" } }),
  "no type at all": () => new Response(new TextEncoder().encode(PAGE)),
  "not found": () => respond(PAGE, { status: 404 }),
  "a part": () => respond(PAGE, { status: 206 }),
  "another charset": () => respond(PAGE, { headers: { "content-type": "text/html; charset=utf-16" } }),
  "no-transform": () => respond(PAGE, { headers: { "cache-control": "max-age=1, no-transform" } }),
})) {
  test(`passes as it is: ${about}`, async () => {
    const given = response();
    assert.equal(await through(given), given);
    assert.equal(await given.text(), PAGE);
  });
}

test("POST and HEAD pass", async () => {
  for (const method of ["POST", "HEAD"]) {
    const given = respond();
    assert.equal(await through(given, ask(undefined, {}, { method })), given);
  }
});

test("a body that is still compressed passes; one that `fetch` has decoded does not", async () => {
  const packed = gzipSync(PAGE);
  const raw = await through(respond(packed, { headers: { "content-encoding": "gzip" } }));
  assert.deepEqual(Buffer.from(await raw.arrayBuffer()), packed);
  assert.equal(raw.headers.get("content-encoding"), "gzip");
  const decoded = await through(respond(PAGE, { headers: { "content-encoding": "gzip" } }));
  assert.match(await decoded.text(), /Hallo DE/);
  assert.equal(decoded.headers.get("content-encoding"), null);
});

test("the header of a platform that this is not is not believed", async () => {
  const handler = edge({ bundle, now, origin: async () => respond() });
  assert.doesNotMatch(await (await handler(ask())).text(), /Hallo/);
});

test("a redirect keeps the query, is not stored, and is not for machines", async () => {
  const sent = await through(respond(), ask("https://shop.example/lp?utm_source=x"));
  assert.equal(sent.status, 302);
  assert.equal(sent.headers.get("location"), "/lp-long?utm_source=x");
  assert.equal(sent.headers.get("cache-control"), "no-store");
  const bot = await through(respond(), ask("https://shop.example/lp", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }));
  assert.equal(bot.status, 200);
});

test("a redirect that would go in a circle is not taken", async () => {
  assert.equal((await through(respond(), ask("https://shop.example/a"))).status, 200);
});

for (const [about, bad] of Object.entries({
  "is 404": () => Response.json({}, { status: 404 }),
  "is an HTML page": () => new Response("<!doctype html>".padEnd(300)),
  "is cut off": () => bundle.slice(0, 500),
  "cannot be fetched": () => Promise.reject(new TypeError("fetch failed")),
  throws: () => {
    throw new Error("no");
  },
})) {
  test(`the page is the origin's when the bundle ${about}`, async (t) => {
    t.mock.method(console, "error", () => {});
    const given = respond();
    const handler = edge({ bundle: bad, origin: async () => given });
    assert.equal(await handler(ask()), given);
    assert.equal(await given.text(), PAGE);
  });
}

test("a bundle that never comes holds no page for long", async () => {
  const given = respond();
  const handler = edge({ bundle: () => new Promise(() => {}), origin: async () => given });
  assert.equal(await handler(ask()), given);
});

test("an origin's failure is the origin's", async () => {
  const handler = edge({ ...options, origin: () => Promise.reject(new Error("origin")) });
  await assert.rejects(handler(ask()), /origin/);
});

test("`personalize` takes a response that is at hand", async () => {
  const response = await personalize(ask(), respond(), options);
  assert.match(await response.text(), /Hallo DE/);
});

test("`cacheKey` is equal for equal pages only", async () => {
  const key = (headers) => cacheKey(ask(undefined, headers), options);
  assert.equal(await key({ "user-agent": "a" }), await key({ "user-agent": "b" }));
  assert.notEqual(await key({}), await key({ "cf-ipcountry": "FR" }));
});
