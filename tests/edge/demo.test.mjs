// The demo as `make demo` runs it, in real workerd: the request's headers choose the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDemo, stopDemo } from "../demo.mjs";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1";
const DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
const PAGES = ["/", "/c/running", "/c/hiking", "/p/haar-shell", "/p/scree-boot", "/sale", "/account", "/basket", "/letter", "/thanks"];

let demo;
let base;

before(async () => {
  ({ child: demo, address: base } = await startDemo());
});
after(() => demo?.kill("SIGKILL"));

// Every browser says its languages; of whom does not, the device is asked.
const ask = (path, headers = {}) =>
  fetch(base + path, { headers: { "User-Agent": DESK, "Accept-Language": "en", ...headers }, redirect: "manual" });
const read = async (path, headers) => (await ask(path, headers)).text();
const main = (html) => html.slice(html.indexOf("<body"));

test("a German phone and an American desktop get different home pages", async () => {
  const german = await read("/", { "CF-IPCountry": "DE", "User-Agent": PHONE, "Accept-Language": "de-DE" });
  const american = await read("/", { "CF-IPCountry": "US", "User-Agent": DESK, "Accept-Language": "en-US" });
  assert.notEqual(german, american);
  assert.match(german, /from Hamburg in one to two days/);
  assert.match(german, /Zur Laufausrüstung/);
  assert.match(american, /from Glasgow in four to six days/);
  assert.match(american, /class="cur-usd"/);
  assert.match(american, /Shop hiking/);
});

test("the same visitor gets the same page", async () => {
  const headers = { "CF-IPCountry": "NO", "CF-Timezone": "Europe/Oslo" };
  assert.equal(await read("/?demo-at=Fri-19:30", headers), await read("/?demo-at=Fri-19:30", headers));
});

test("nobody's page is the origin's page, but for the panel", async () => {
  const html = await read("/c/hiking?demo-at=Wed-15:00", { "User-Agent": "x" });
  assert.match(html, /Put the shell on before you are wet/);
});

for (const path of PAGES) {
  test(`${path} is whole, and says in Server-Timing how long nearside took and nothing else`, async () => {
    const response = await ask(path, { "CF-IPCountry": "DE" });
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(html, /<\/html>\s*$/);
    assert.match(response.headers.get("server-timing") ?? "", /^nearside;dur=\d+(\.\d+)?$/);
    assert.match(response.headers.get("cache-control"), /private/);
  });
}

const at = (word) => `?demo-country=DE&demo-at=${word}`;

for (const [about, path, headers, wanted] of [
  ["morning", `/${at("Tue-07:00")}`, {}, /Out before the forecast changes/],
  ["evening", `/${at("Tue-19:00")}`, {}, /class="hero dusk"/],
  ["night, in German", `/${at("Tue-23:00")}`, { "Accept-Language": "de" }, /lang="de"[^>]*>Im Dunkeln regnet es auch/],
  ["afternoon: the default", `/${at("Tue-15:00")}`, {}, /For the weather you actually get/],
  ["search", "/", { Referer: "https://www.google.com/" }, /Comparing\? Start with the strokes/],
  ["social", "/", { Referer: "https://www.instagram.com/" }, /It is the yellow one you saw/],
  ["newsletter", "/?utm_source=forecast&utm_medium=email", {}, /Good to see you, Thursday reader/],
  ["a campaign of the list", "/?utm_campaign=first-frost", {}, /Two layers, one price/],
  ["a campaign that nobody listed", "/?utm_campaign=pwned", {}, /The jacket that came back eleven times/],
  ["weekend", `/sale${at("Sat-12:00")}`, {}, /Two travel free this weekend/],
  ["a weekday", `/sale${at("Wed-12:00")}`, {}, /Fewer than forty of each/],
  ["weekend banner before the region's", `/${at("Sun-12:00")}`, {}, /repair bench is open/],
  ["the Alps", `/c/hiking${at("Wed-12:00")}`, {}, /the storm comes after lunch/],
  ["a buy button in French", "/p/clag-cap", { "Accept-Language": "fr" }, /Mettre au panier/],
  ["measures", "/p/clag-cap", { "Accept-Language": "en-US" }, /<main (?=[^>]*id="main")[^>]*class="us-measures"/],
]) {
  test(`${about}: ${path}`, async () => assert.match(main(await read(path, headers)), wanted));
}

test("an account keeps its arm, and there are two arms", async () => {
  const arm = async (acct) => /Something to mend\?/.test(await read("/account", { Cookie: `acct=${acct}` }));
  const accounts = ["a1f4", "b7c2", "c9e5", "d3d8"];
  const first = await Promise.all(accounts.map(arm));
  assert.deepEqual(await Promise.all(accounts.map(arm)), first);
  assert.equal(new Set(first).size, 2);
  assert.doesNotMatch(await read("/account"), /Something to mend\?/);
});

test("signing in sets the shop's cookie and keeps the played visitor", async () => {
  const response = await fetch(`${base}/account/sign-in?demo-country=DE`, {
    method: "POST",
    body: new URLSearchParams({ acct: "a1f4" }),
    redirect: "manual",
  });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/account?demo-country=DE");
  assert.match(response.headers.get("set-cookie"), /^acct=a1f4;/);
});

test("the shop says that it heeds Global Privacy Control", async () => {
  const response = await ask("/.well-known/gpc.json");
  assert.deepEqual(
    [response.headers.get("content-type"), await response.json()],
    ["application/json", { gpc: true, lastUpdate: "2026-11-27" }],
  );
});

test("a page that is not there is the origin's 404", async () => {
  const response = await ask("/nowhere");
  assert.equal(response.status, 404);
  assert.match(await response.text(), /Lost in the clag/);
});

test("Ctrl-C ends it, and workerd with it", async () => {
  assert.equal(await stopDemo(demo), 0);
  await assert.rejects(fetch(base));
});
