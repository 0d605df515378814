// `nearside serve` as a process: what it answers, what it says, how it ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../pkg/bin/nearside.mjs", import.meta.url));
const RULES = `nearside: 1
id: shop
slots: { hero: { target: "#hero" } }
experiences:
  - { id: norway, when: { geo.country: "NO" }, show: { hero: { text: Hei } } }
`;
const PAGE = '<!doctype html><title>x</title><h1 id="hero">Hello</h1><script src=/a.js></script>';

function folderOf(t, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-serve-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, { "ruleset.yaml": RULES, "public/index.html": PAGE, ...files });
  return folder;
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Starts it on a free port. */
async function serve(t, folder, ...args) {
  const child = spawn(process.execPath, [bin, "serve", "--port", "0", "--json", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  const server = { child, said: "", ended: new Promise((done) => child.once("exit", done)) };
  child.stderr.on("data", (chunk) => {
    server.said += chunk;
  });
  server.address = await new Promise((done, failed) => {
    child.stdout.once("data", (line) => done(JSON.parse(line).address));
    child.once("exit", () => failed(new Error(server.said)));
  });
  server.get = (path, headers = {}, method = "GET") => fetch(server.address + path, { headers, method, redirect: "manual" });
  server.read = async (path, headers) => (await server.get(path, headers)).text();
  return server;
}

async function until(holds) {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  assert.fail(`never: ${holds}`);
}

/** A request as no URL parser would send it. */
function raw(address, path, headers) {
  const { hostname, port } = new URL(address);
  return new Promise((done, failed) => {
    const sent = httpRequest({ hostname, port, path, headers }, (response) => {
      response.resume();
      done(response.statusCode);
    });
    sent.on("error", failed).end();
  });
}

test("pages are personalised by the request's country, and reload themselves", async (t) => {
  const server = await serve(t, folderOf(t), "--site", "public");
  const norway = await server.read("/", { "CF-IPCountry": "NO" });
  assert.match(norway, /<h1 id="hero">Hei<\/h1>/);
  assert.match(norway, /<script type="module" src="\/nearside\/live\.js"><\/script>$/);
  assert.match(await server.read("/", { "CF-IPCountry": "SE" }), /<h1 id="hero">Hello<\/h1>/);
  assert.match(server.said, /^fine 1 experience, 1 slot: no findings$/m);
});

test("that Global Privacy Control is heeded is said, unless the site says something itself", async (t) => {
  const folder = folderOf(t);
  const server = await serve(t, folder, "--site", "public");
  const ask = async () => (await server.get("/.well-known/gpc.json")).json();
  assert.equal((await ask()).gpc, true);
  write(folder, { "public/.well-known/gpc.json": '{"gpc":false}' });
  assert.deepEqual(await ask(), { gpc: false });
});

test("--country is where everybody is", async (t) => {
  const server = await serve(t, folderOf(t), "--site", "public", "--country", "no");
  assert.match(await server.read("/", { "CF-IPCountry": "SE" }), />Hei</);
});

test("files come with their types; folders, missing pages and HEAD are answered as web servers do", async (t) => {
  const files = {
    "public/a.js": "1",
    "public/a.wasm": "1",
    "public/about.html": "about",
    "public/sub/index.html": "sub",
    "public/404.html": "lost",
  };
  const server = await serve(
    t,
    folderOf(t, { ...files, "public/.env": "secret", "public/.well-known/gpc.json": "{}" }),
    "--site",
    "public",
  );
  const type = async (path) => (await server.get(path)).headers.get("content-type");
  assert.equal(await type("/a.js"), "text/javascript; charset=utf-8");
  assert.equal(await type("/a.wasm"), "application/wasm");
  assert.equal(await type("/nearside/page.wasm"), "application/wasm");
  assert.equal(await type("/nearside/page.js"), "text/javascript; charset=utf-8");
  assert.equal(await type("/nearside/elements.js"), "text/javascript; charset=utf-8");
  assert.equal(await type("/nearside/consent.js"), "text/javascript; charset=utf-8");
  assert.equal(await type("/site.nsb"), "application/octet-stream");
  assert.equal(await type("/.well-known/gpc.json"), "application/json");
  assert.match(await server.read("/about"), /about/);
  const folder = await server.get("/sub?x=1");
  assert.deepEqual([folder.status, folder.headers.get("location")], [308, "/sub/?x=1"]);
  const missing = await server.get("/nowhere");
  assert.deepEqual([missing.status, /lost/.test(await missing.text())], [404, true]);
  const head = await server.get("/", {}, "HEAD");
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal((await server.get("/", {}, "DELETE")).status, 405);
  for (const path of ["/.env", "/%2e%2e/ruleset.yaml", "/..%2fruleset.yaml", "/../ruleset.yaml", "/%00", "/%"]) {
    assert.equal(await raw(server.address, path), 404, path);
  }
  assert.equal(await raw(server.address, "/", { host: "evil.example" }), 403);
});

test("a change is judged, shown and announced; an error keeps the last good rules", async (t) => {
  const folder = folderOf(t);
  const server = await serve(t, folder, "--site", "public", "--country", "NO");
  const events = await server.get("/nearside/changes");
  const heard = events.body.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await heard.read()).value, /^event: run/);
  write(folder, { "ruleset.yaml": RULES.replace("Hei", "Hei hei") });
  assert.match((await heard.read()).value, /^event: change/);
  assert.match(await server.read("/"), />Hei hei</);
  write(folder, { "ruleset.yaml": RULES.replace("geo.country", "geo.cuntry") });
  await until(() => server.said.includes("did you mean `geo.country`?"));
  assert.match(server.said, /^ --> ruleset\.yaml:5:/m);
  assert.match(await server.read("/"), />Hei hei</);
  // A folder made while it runs is watched too.
  write(folder, { "ruleset.yaml": RULES, "public/new/index.html": "one" });
  assert.match((await heard.read()).value, /^event: change/);
  await new Promise((settled) => setTimeout(settled, 300));
  write(folder, { "public/new/index.html": "two" });
  assert.match((await heard.read()).value, /^event: change/);
  assert.match(await server.read("/new/"), /two/);
  await heard.cancel();
});

test("a ruleset that is wrong from the start leaves the pages as they are", async (t) => {
  const server = await serve(t, folderOf(t, { "ruleset.yaml": "nearside: [" }), "--site", "public", "--country", "NO");
  assert.match(await server.read("/"), />Hello</);
  assert.equal((await server.get("/site.nsb")).status, 404);
  assert.match(server.said, /error\[malformed-yaml\]/);
});

test("a live site comes through the rewriter: its addresses, cookies and redirects fit this machine", async (t) => {
  const seen = [];
  const site = createServer((incoming, outgoing) => {
    seen.push(incoming);
    if (incoming.url === "/old") return outgoing.writeHead(301, { location: `http://${incoming.headers.host}/new` }).end();
    if (incoming.method === "POST") return incoming.pipe(outgoing);
    outgoing.writeHead(200, {
      "content-type": "text/html",
      "strict-transport-security": "max-age=1",
      "set-cookie": ["a=1; Secure; Domain=shop.example; Path=/", "b=2; HttpOnly"],
    });
    outgoing.end(PAGE);
  });
  await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
  t.after(() => site.close());
  const origin = `http://127.0.0.1:${site.address().port}`;
  const server = await serve(t, folderOf(t), "--origin", origin);
  const page = await server.get("/c?x=1", { "CF-IPCountry": "NO", referer: `${server.address}/before`, cookie: "a=1" });
  assert.match(await page.text(), />Hei</);
  assert.equal(seen[0].url, "/c?x=1");
  assert.deepEqual([seen[0].headers.referer, seen[0].headers.cookie], [`${origin}/before`, "a=1"]);
  assert.deepEqual(page.headers.getSetCookie(), ["a=1; Path=/", "b=2; HttpOnly"]);
  assert.equal(page.headers.get("strict-transport-security"), null);
  assert.equal((await server.get("/old")).headers.get("location"), "/new");
  assert.equal(await (await fetch(`${server.address}/form`, { method: "POST", body: "x=1" })).text(), "x=1");
  assert.match(await server.read("/nearside/live.js"), /start\(\{ bundle: "\/site\.nsb" \}\)/);
  await new Promise((closed) => {
    site.close(closed);
    site.closeAllConnections();
  });
  const gone = await server.get("/");
  assert.equal(gone.status, 502);
  assert.match(await gone.text(), /Can't reach http:\/\/127/);
});

test("a port that is taken is named, with a way out", async (t) => {
  const folder = folderOf(t);
  const { address } = await serve(t, folder, "--site", "public");
  const { port } = new URL(address);
  const second = spawn(process.execPath, [bin, "serve", "--site", "public", "--port", port], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  second.stderr.on("data", (chunk) => {
    said += chunk;
  });
  assert.equal(await new Promise((done) => second.once("exit", done)), 2);
  assert.match(said, new RegExp(`error: port ${port} is taken: .*\n  hint: --port ${+port + 1} takes another`));
});

test("Ctrl-C ends it, open connections included", async (t) => {
  const server = await serve(t, folderOf(t), "--site", "public");
  const open = await server.get("/nearside/changes");
  server.child.kill("SIGINT");
  assert.equal(await server.ended, 0);
  await open.text().catch(() => {});
  await assert.rejects(server.get("/"));
});
