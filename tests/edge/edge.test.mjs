// `nearside/edge` in real workerd: a page streams through it, compressed or not, and failure costs nothing.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { compile } from "nearside/tools";
import { serveWorker } from "./workerd.mjs";

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: test.example
slots: { hero: { target: "#hero" } }
experiences:
  - { id: country, when: { geo.country: DE }, show: { hero: { text: "Hallo" } } }
`,
});

const worker = `import { edge } from "nearside/edge";
import bundle from "site.nsb";
const head = "<!doctype html><h1 id=hero>Hello</h1>";
const slowly = () => {
  const { readable, writable } = new TransformStream();
  (async () => {
    const out = writable.getWriter();
    for (const part of [head, "<p>one</p>", "<p>two</p>"]) {
      await out.write(new TextEncoder().encode(part));
      await new Promise((wait) => setTimeout(wait, 300));
    }
    await out.close();
  })();
  return new Response(readable, { headers: { "content-type": "text/html" } });
};
const big = () => {
  let left = 400;
  const part = new TextEncoder().encode("<p>" + "x".repeat(65530) + "</p>");
  const body = new ReadableStream({ pull(out) { out.enqueue(part); if (--left === 0) out.close(); } });
  return new Response(body, { headers: { "content-type": "text/html" } });
};
const origins = {
  "/slowly": slowly,
  "/big": big,
  "/break": () => {
    const body = new ReadableStream({ start(out) { out.enqueue(new TextEncoder().encode(head)); }, async pull(out) {
      await new Promise((wait) => setTimeout(wait, 200));
      out.error(new Error("origin"));
    } });
    return new Response(body, { headers: { "content-type": "text/html" } });
  },
};
const origin = async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  if (searchParams.has("origin")) return fetch(searchParams.get("origin"));
  return origins[pathname]?.() ?? new Response(head, { headers: { "content-type": "text/html" } });
};
const good = edge({ bundle, origin });
const bad = edge({ bundle: new Uint8Array(9), origin });
export default { fetch: (request, env, ctx) => (new URL(request.url).pathname === "/bad" ? bad : good)(request, env, ctx) };
`;

let url;
let origin;
const ends = [];
before(async () => {
  url = await serveWorker({ after: (end) => ends.push(end) }, worker, { "site.nsb": bundle });
  origin = createServer((request, response) => {
    const page = "<!doctype html><h1 id=hero>Hello</h1>";
    const packed = request.url === "/gzip";
    response.writeHead(200, { "content-type": "text/html", ...(packed && { "content-encoding": "gzip" }), etag: '"1"' });
    response.end(packed ? gzipSync(page) : page);
  });
  await new Promise((done) => origin.listen(0, "127.0.0.1", done));
});
after(() => {
  origin?.closeAllConnections();
  origin?.close();
  for (const end of ends) end();
});

const ask = (path, headers = {}) => fetch(url + path, { headers: { "CF-IPCountry": "DE", ...headers } });

test("the country's header chooses", async () => {
  assert.match(await (await ask("")).text(), /<h1 id=hero>Hallo</);
  assert.match(await (await ask("", { "CF-IPCountry": "FR" })).text(), /<h1 id=hero>Hello</);
});

test("the first part is out before the last one is in", async () => {
  const reader = (await ask("slowly")).body.getReader();
  const start = performance.now();
  assert.match(new TextDecoder().decode((await reader.read()).value), /Hallo/);
  const first = performance.now() - start;
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest += new TextDecoder().decode(part.value);
  assert.match(rest, /one.*two/s);
  assert.ok(performance.now() - start - first > 200, "it was held back");
});

test("26 MB stream through", async () => {
  const { body } = await ask("big");
  let bytes = 0;
  for await (const part of body) bytes += part.length;
  assert.ok(bytes >= 400 * 65537 && bytes < 400 * 65537 + 2000, `${bytes}`);
});

test("an origin's page that was compressed is read, changed, and compressed again", async () => {
  const address = `http://127.0.0.1:${origin.address().port}`;
  for (const path of ["/plain", "/gzip"]) {
    const response = await ask(`?origin=${encodeURIComponent(address + path)}`);
    assert.match(await response.text(), /Hallo/, path);
    assert.equal(response.headers.get("etag"), null);
  }
});

test("a bundle that is none: the page is the origin's", async () => {
  assert.equal(await (await ask("bad")).text(), "<!doctype html><h1 id=hero>Hello</h1>");
});

test("an origin that breaks off breaks off here too, after what it sent", async () => {
  const reader = (await ask("break")).body.getReader();
  assert.match(new TextDecoder().decode((await reader.read()).value), /Hallo/);
  await assert.rejects(async () => {
    while (!(await reader.read()).done);
  });
});

// What a browser says of itself only once it is asked.
const hints = compile({
  "ruleset.yaml": `
nearside: 1
id: test.example
slots: { hero: { target: "#hero" }, os: { target: "#os" } }
experiences:
  - { id: dark, when: { device.dark: true }, show: { hero: { text: "Good night" } } }
  - { id: eleven, when: { device.os_version: { $vgte: "11" } }, show: { os: { text: "{{device.os}} {{device.os_version}}" } } }
`,
});
const hinting = `import { edge } from "nearside/edge";
import hints from "hints.nsb";
import site from "site.nsb";
const origin = (request) => {
  const headers = new Headers({ "content-type": "text/html", "cache-control": "max-age=60", "accept-ch": "Sec-CH-DPR" });
  headers.append("vary", "Accept-Encoding");
  headers.append("vary", "Cookie");
  return new Response("<!doctype html><h1 id=hero>Hello</h1><p id=os>your computer</p>", { headers });
};
const [asking, silent] = [hints, site].map((bundle) => edge({ bundle, origin }));
export default { fetch: (request) => (new URL(request.url).pathname === "/silent" ? silent : asking)(request) };
`;

test("a page asks for the hints that its rules read, and the next request's are believed", async (t) => {
  const shop = await serveWorker(t, hinting, { "hints.nsb": hints, "site.nsb": bundle });
  const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  // A browser sends these unasked.
  const low = { "user-agent": agent, "sec-ch-ua-platform": '"Windows"', "sec-ch-ua-mobile": "?0" };
  const first = await fetch(shop, { headers: low });
  const list = (name) => (first.headers.get(name) ?? "").split(", ");
  assert.deepEqual(list("accept-ch"), ["Sec-CH-DPR", "Sec-CH-UA-Platform-Version", "Sec-CH-Prefers-Color-Scheme"]);
  assert.deepEqual(list("vary"), ["Accept-Encoding", "Cookie"]);
  assert.match(await first.text(), /<h1 id=hero>Hello<\/h1><p id=os>your computer<\/p>/);

  const asked = { "sec-ch-ua-platform-version": '"15.0.0"', "sec-ch-prefers-color-scheme": "dark" };
  const second = await fetch(shop, { headers: { ...low, ...asked } });
  assert.match(await second.text(), /<h1 id=hero>Good night<\/h1><p id=os>windows 11<\/p>/);
  assert.equal(second.headers.get("accept-ch"), first.headers.get("accept-ch"));
  // It is this visitor's page: no shared cache may answer with it to whoever sends other hints.
  assert.match(second.headers.get("cache-control"), /^private\b/);

  // Rules that read none ask for none; what the origin asks for stays.
  const silent = await fetch(`${shop}silent`, { headers: { ...low, ...asked } });
  await silent.body.cancel();
  assert.equal(silent.headers.get("accept-ch"), "Sec-CH-DPR");
  assert.equal(silent.headers.get("vary"), "Accept-Encoding, Cookie");
});
