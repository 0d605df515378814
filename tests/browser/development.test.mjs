// What developers are told: one line on the console of their own machine, and nothing anywhere else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { launchChromium } from "../../scripts/chromium.mjs";
import { packaged, site, skip } from "./site.mjs";

const bundle = compile({
  "ruleset.yaml": `
nearside: 1
id: development.example
events: { read: {} }
slots: { hero: { target: "#hero" }, gone: { target: "#gone" }, drawn: { target: "#drawn" }, city: { target: "#city" }, late: { target: "#late" } }
experiences:
  - { id: reader, because: You read, when: { event.read.count: { $gte: 1 }, visit.count: { $gte: 2 } }, show: { hero: { text: Hello again } } }
  - { id: away, when: { time.hour: { $gte: 0 } }, show: { gone: { text: Nobody sees it } } }
  - { id: drawn, unit: device, variants: { a: { show: { drawn: { text: a } } }, b: { show: { drawn: { text: b } } } } }
  - { id: city, when: { custom.city: Oslo }, show: { city: { text: Oslo } } }
  - { id: never, when: { time.hour: 25 }, show: { late: { text: never } } }
signals: { custom.city: { type: string } }
`.replace("time.hour: 25", "device.touch: true, device.reduced_motion: true"),
});

const html = `<!doctype html><html lang="en"><title>Development</title><link rel="icon" href="data:,"><p id="hero">-</p><p id="drawn">-</p><p id="city">-</p><p id="late">-</p><script type="module" src="/page.js"></script>`;
const script = `import { start } from "/dist/browser/index.js";
const options = Object.fromEntries(new URL(location.href).searchParams);
globalThis.ns = await start({ bundle: options.bundle ?? "/site.nsb", ...(options.development ? { development: options.development === "true" } : {}), ...(options.leave ? { consent: { personalization: options.leave === "true" } } : {}) });
if (options.elements) {
  const { defineElements } = await import("/dist/browser/elements.js");
  document.body.append(Object.assign(document.createElement("p"), { id: "elements" }));
  elements.append(...[["why", "for"], ["ask", "key"]].map(([name, key]) => {
    const element = document.createElement("nearside-" + name);
    element.setAttribute(key, "nope");
    return element;
  }));
  defineElements(ns);
}
globalThis.started = true;`;

let server;
let browser;
before(async () => {
  if (skip) return;
  server = await site((path) => {
    const own = { "/": html, "/page.js": script, "/site.nsb": bundle };
    return { body: own[path] ?? packaged(path), headers: path === "/page.js" ? { "content-type": "text/javascript" } : {} };
  });
  browser = await launchChromium({ args: ["--no-sandbox", "--host-resolver-rules=MAP shop.example 127.0.0.1"] });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** What the console says, and which files were asked for. */
async function visit(t, address) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  const [said, asked] = [[], []];
  tab.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await tab.goto(address);
  await tab.waitForFunction(() => globalThis.started);
  await tab.waitForTimeout(300);
  return { said, asked, tab };
}

test("on a developer's machine each slot that lacks something says what, in one group", { skip }, async (t) => {
  const { said } = await visit(t, server.origin);
  assert.equal(said[0], "startGroupCollapsed: nearside: what is not shown here, and why");
  assert.equal(said.at(-1), "endGroup: console.groupEnd");
  assert.match(said[1], /^info: hero: reader is not shown: consent for personalization is unknown.*ns\.consent/);
  assert.match(said[2], /^info: drawn: drawn is not shown: consent for personalization is unknown/);
  assert.match(said[3], /^info: city: city is not shown: custom\.city is not known.*start\(\{ signals/);
  assert.match(said[4], /^info: gone: no element of this page matches;.*`nearside check --page/);
  assert.equal(said.length, 6, "of what is as the rules say nothing is said");
});

test("an element that names no slot, or no question, is told once, with those that there are, wherever it stands", { skip }, async (t) => {
  const { said, tab } = await visit(t, `${server.origin}/?elements=true`);
  const strays = () => said.filter((line) => /<nearside/.test(line));
  assert.deepEqual(strays(), [
    'info: nearside: <nearside-why for="nope">: there is no such slot. To mend it: one of `hero`, `gone`, `drawn`, `city`, `late`',
    'info: nearside: <nearside-ask key="nope">: there is no such question, or nothing reads its answer. To mend it: one of the ruleset\'s `declare`, which has none',
  ]);
  await tab.evaluate(() => {
    document.querySelector("nearside-why").setAttribute("for", "hero");
    const host = document.body.appendChild(document.createElement("div"));
    host.attachShadow({ mode: "open" }).append(Object.assign(document.createElement("nearside-why"), { for: "late-comer" }));
  });
  await tab.waitForTimeout(100);
  assert.match(strays().slice(2).join(), /^info: nearside: <nearside-why for="late-comer">[^,]/);
});

test("refused is another thing than unknown", { skip }, async (t) => {
  const { said } = await visit(t, `${server.origin}/?leave=false`);
  assert.match(said.join("\n"), /hero: reader is not shown: consent for personalization was refused/);
});

test("a bundle that is none is told, with what to do", { skip }, async (t) => {
  const { said } = await visit(t, `${server.origin}/?bundle=/page.js`);
  assert.match(said.join("\n"), /nothing is decided, every slot shows its default: .*bundle_not_recognised.*is not an \.nsb file/);
});

test("anywhere else nothing is said, and nothing of it loads; unless it is asked for", { skip }, async (t) => {
  const elsewhere = server.origin.replace("127.0.0.1", "shop.example").replace("localhost", "shop.example");
  const quiet = await visit(t, elsewhere);
  assert.deepEqual([quiet.said, quiet.asked.filter((path) => /development|why/.test(path))], [[], []]);
  assert.ok((await visit(t, `${elsewhere}/?development=true`)).said.length > 0);
  assert.deepEqual((await visit(t, `${server.origin}/?development=false`)).said, []);
});
