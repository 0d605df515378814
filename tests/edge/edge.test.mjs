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
