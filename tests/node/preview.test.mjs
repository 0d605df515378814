// Tokens of previews in Node: what the command line signs the package takes, and what nobody signed it does not.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { cacheKey, edge, personalize } from "nearside/edge";
import { Engine } from "nearside/engine";
import { previewsFrom } from "nearside/preview";
import { compile } from "nearside/tools";
import { run } from "../preview/run.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixtures = JSON.parse(readFileSync(join(root, "tests/cases/previews.json"), "utf8"));

test("every token is worth what the fixtures say", async () => {
  const { count, wrong } = await run(fixtures, previewsFrom);
  console.log(`${count} tokens in Node`);
  assert.deepEqual(wrong, []);
  assert.ok(count > 35);
});

test("a token has an end that is told, and arguments that are none reject nothing", async () => {
  const { text } = fixtures.cases[0];
  const publicKey = fixtures.keys.key;
  const { expires } = await previewsFrom(text, { publicKey, now: fixtures.now });
  assert.equal(+expires, fixtures.now + 2 * 86_400_000);
  assert.equal((await previewsFrom(text, { publicKey, now: Number.NaN })).reason, "expired");
  for (const odd of [undefined, null, 3, {}, [], new URL("https://a.example/")]) {
    assert.ok(["absent", "malformed"].includes((await previewsFrom(odd, { publicKey })).reason), String(odd));
  }
  for (const odd of [undefined, null, 3, "", "A".repeat(1_000_000)]) {
    assert.equal((await previewsFrom(text, { publicKey: odd, now: fixtures.now })).reason, "key_invalid");
  }
});

test("where WebCrypto is missing, or has no Ed25519, there is no preview", async (t) => {
  const ask = async () => {
    const { previews, reason } = await previewsFrom(fixtures.cases[0].text, { publicKey: fixtures.keys.key, now: fixtures.now });
    return [previews, reason];
  };
  t.mock.method(crypto.subtle, "importKey", () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")));
  assert.deepEqual(await ask(), [undefined, "unsupported"]);
  t.mock.restoreAll();
  const { crypto: own } = globalThis;
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: own, configurable: true }));
  assert.deepEqual(await ask(), [undefined, "unsupported"]);
});

const now = Date.UTC(2026, 10, 22, 12);
const ruleset = `
nearside: 1
id: preview.example
slots: { hero: { target: "#hero" }, lp: { target: body, pages: /lp } }
experiences:
  - { id: cart, when: { geo.country: DE }, variants: { control: default, new: { weight: 9, show: { hero: { text: New } } } } }
  - { id: long, rollout: 0%, observable: true, pages: /lp, show: { lp: { redirect: /lp-long } } }
`;
const bundle = compile({ "ruleset.yaml": ruleset }, { now });
const page = (headers = {}) =>
  new Response('<!doctype html><h1 id="hero">Hello</h1>', {
    headers: { "content-type": "text/html", "cache-control": "public, s-maxage=60", "cdn-cache-control": "max-age=9", ...headers },
  });
const options = { bundle, platform: "cloudflare", now };
const ask = (path = "/") => new Request(`https://shop.example${path}`);

test("an edge shows what is previewed, lets nobody store it, and tells the browser of no arm to count", async () => {
  const previews = { cart: "new" };
  const site = edge({ ...options, shared: true, origin: async () => page() });
  for (const response of [await site(ask(), { previews }), await personalize(ask(), page(), { ...options, shared: true, previews })]) {
    assert.equal(response.headers.get("cache-control"), "private, no-store");
    assert.equal(response.headers.get("cdn-cache-control"), null);
    const html = await response.text();
    assert.match(html, /<h1 id="hero">New<\/h1>/);
    assert.equal(JSON.parse(/data-nearside>(.*?)<\/script>/.exec(html)[1]).slots[0], -1);
  }
  const sent = await site(ask("/lp"), { previews: { long: "show" } });
  assert.deepEqual([sent.status, sent.headers.get("cache-control")], [302, "no-store"]);
  assert.notEqual(await cacheKey(ask(), { ...options, previews }), await cacheKey(ask(), options));
});

test("who previews nothing, or what there is not, gets the page as it was", async () => {
  const site = edge({ ...options, shared: true, origin: async () => page() });
  for (const previews of [undefined, null, {}, 3, []]) {
    const response = await site(ask(), { previews });
    assert.equal(response.headers.get("cache-control"), "public, s-maxage=60", String(previews));
    assert.match(await response.text(), />Hello</);
  }
  const unknown = await site(ask(), { previews: { nobody: "new", cart: "newer", long: 3 } });
  assert.equal(unknown.headers.get("cache-control"), "private, no-store");
  assert.match(await unknown.text(), />Hello</);
  // One visitor's preview is none of the next.
  await site(ask(), { previews: { cart: "new" } });
  assert.match(await (await site(ask(), { previews: null })).text(), />Hello</);
});

test("previews of one decision are none of the next", async () => {
  const engine = await Engine.load(bundle);
  const reason = (previews) => engine.decide({}, { now, previews }).hero.reason;
  assert.equal(reason({ cart: "new" }), "preview");
  for (const none of [null, undefined, {}, 3, "cart"]) assert.equal(reason(none), "default", String(none));
});

test("the command line makes keys and links that the package takes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-preview-"));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "ruleset.yaml"), ruleset);
  const nearside = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "pkg/bin/nearside.mjs"), "preview", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const made = nearside("keygen");
  assert.equal(made.status, 0, made.stderr);
  const publicKey = made.stdout.trim();
  assert.match(publicKey, /^[\w-]{43}$/);
  if (process.platform !== "win32") assert.equal(statSync(join(folder, "preview.key")).mode & 0o777, 0o600);
  assert.match(nearside("keygen").stderr, /is there already/);
  const signed = nearside("sign", "--key", "preview.key", "--url", "https://shop.example/?a=1", "cart=new");
  assert.equal(signed.status, 0, signed.stderr);
  const [token, link] = signed.stdout.trim().split("\n");
  assert.equal(link, `https://shop.example/?a=1&nearside-preview=${token}`);
  for (const one of [token, link, new URL(link)]) {
    const { previews, reason, expires } = await previewsFrom(one, { publicKey, id: "preview.example" });
    assert.deepEqual([previews, reason], [{ cart: "new" }, "valid"]);
    assert.ok(Math.abs(+expires - Date.now() - 2 * 86_400_000) < 60_000);
  }
  const verified = nearside("verify", "--public-key", publicKey, "--json", link);
  assert.deepEqual([verified.status, JSON.parse(verified.stdout).previews], [0, { cart: "new" }]);
  assert.equal(nearside("verify", "--public-key", publicKey, "--id", "other.example", link).status, 1);
});
