// A signed link in Chromium: the site takes it from its own address, at an edge and in the page, and what it shows is not counted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { personalize } from "nearside/edge";
import { previewsFrom } from "nearside/preview";
import { compile } from "nearside/tools";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const skip = findChromium() || process.env.CI ? false : "no Chromium here";
const fixtures = JSON.parse(readFileSync(join(root, "tests/cases/previews.json"), "utf8"));
const [{ text: token }] = fixtures.cases;
const publicKey = fixtures.keys.key;
const { now } = fixtures;
const bundle = compile(
  {
    "ruleset.yaml": `
nearside: 1
id: shop.example
slots: { cart: { target: "#cart" }, units: { value: metric } }
experiences:
  - { id: cart, when: { geo.country: DE }, variants: { control: default, new: { weight: 9, show: { cart: { append: New }, units: us } } } }
`,
  },
  { now },
);
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".nsb": "application/octet-stream" };
const PAGE = `<!doctype html><title>t</title><p id=cart>Cart </p>`;

let browser;
let server;
let origin;
before(async () => {
  if (skip) return;
  server = createServer(async (request, response) => {
    const url = new URL(request.url, origin);
    if (url.pathname === "/site.nsb") return response.writeHead(200).end(bundle);
    if (url.pathname === "/" || url.pathname === "/edge") {
      const html = new Response(PAGE, { headers: { "content-type": "text/html" } });
      const { previews } = url.pathname === "/edge" ? await previewsFrom(url, { publicKey, now }) : {};
      const page = previews ? await personalize(new Request(url), html, { bundle, now, previews }) : html;
      return response.writeHead(200, Object.fromEntries(page.headers)).end(await page.text());
    }
    try {
      const body = readFileSync(join(root, url.pathname));
      response.writeHead(200, { "content-type": TYPES[extname(url.pathname)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  // A browser has WebCrypto where a page is secure, and on this machine.
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** What a page at this address comes to, whose site takes previews from it. */
async function visit(path, { takes = true } = {}) {
  const page = await browser.newPage();
  await page.goto(`${origin}${path}`);
  const said = await page.evaluate(
    async ({ publicKey, now, takes }) => {
      const [{ start }, { previewsFrom }] = await Promise.all([
        import("/pkg/dist/browser/index.js"),
        import("/pkg/dist/browser/preview.js"),
      ]);
      const { previews, reason } = await previewsFrom(location.href, { publicKey, now, id: "shop.example" });
      const ns = await start({ bundle: "/site.nsb", now, previews: takes ? previews : undefined });
      const exposures = [];
      ns.on("exposure", (event) => exposures.push(event));
      const { cart, units } = ns.decisions;
      return {
        reason,
        text: document.querySelector("#cart").textContent,
        cart: cart.reason,
        units: [units.reason, units.value],
        exposures,
      };
    },
    { publicKey, now, takes },
  );
  await page.close();
  return said;
}

test("every token is worth in Chromium what the fixtures say", { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(origin);
  const { count, wrong } = await page.evaluate(async () => {
    const [{ previewsFrom }, { run }, fixtures] = await Promise.all([
      import("/pkg/dist/browser/preview.js"),
      import("/tests/preview/run.mjs"),
      fetch("/tests/cases/previews.json").then((response) => response.json()),
    ]);
    return run(fixtures, previewsFrom);
  });
  await page.close();
  assert.deepEqual(wrong, []);
  assert.ok(count > 35);
});

test("a signed link shows its variant; an altered one does not", { skip }, async () => {
  const shown = { reason: "valid", text: "Cart New", cart: "preview", units: ["preview", "us"], exposures: [] };
  assert.deepEqual(await visit(`/?nearside-preview=${token}`), shown);
  assert.deepEqual(await visit(`/#nearside-preview=${token}`), shown);
  const plain = { text: "Cart ", cart: "default", units: ["default", "metric"], exposures: [] };
  assert.deepEqual(await visit(`/?nearside-preview=${token.replace(/.....$/, "AAAAA")}`), { ...plain, reason: "signature_invalid" });
  assert.deepEqual(await visit("/"), { ...plain, reason: "absent" });
});

test("what an edge previewed stays once, and is counted nowhere, whether the page takes previews or not", { skip }, async () => {
  const there = { reason: "valid", text: "Cart New", cart: "at_edge", exposures: [] };
  assert.deepEqual(await visit(`/edge?nearside-preview=${token}`), { ...there, units: ["preview", "us"] });
  assert.deepEqual(await visit(`/edge?nearside-preview=${token}`, { takes: false }), { ...there, units: ["default", "metric"] });
});

test("a page that is not served securely has no WebCrypto, and so no preview", { skip }, async () => {
  const page = await browser.newPage();
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    route.fulfill({ response: await route.fetch({ url: `${origin}${url.pathname}` }) });
  });
  await page.goto("http://shop.test/");
  const reason = await page.evaluate(
    async ([token, publicKey, now]) => {
      const { previewsFrom } = await import("/pkg/dist/browser/preview.js");
      return (await previewsFrom(token, { publicKey, now })).reason;
    },
    [token, publicKey, now],
  );
  await page.close();
  assert.equal(reason, "unsupported");
});
