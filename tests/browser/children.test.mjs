// A site for children: nothing is stored, whatever was agreed to, and what was stored before goes; also by a bundle that
// somebody made by hand, past every check.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compile } from "nearside/tools";
import { forChildren } from "../children.mjs";
import { launch } from "./recorded.mjs";
import { site, skip } from "./site.mjs";

const rules = `
nearside: 1
id: school.example
events: { open: {}, done: { on: { click: "#plain" } } }
declare: { role: { type: enum, values: [pupil, teacher] } }
slots: { plain: { target: "#plain" }, again: { target: "#again" }, opened: { target: "#opened", redecide: action }, drawn: { target: "#drawn" }, once: { target: "#once" }, role: { target: "#role", redecide: action } }
experiences:
  - { id: plain, show: { plain: { text: plain } } }
  - { id: again, because: x, when: { visit.pageviews: { $gte: 1 } }, show: { again: { text: again } } }
  - { id: opened, because: x, when: { event.open.count: { $gte: 1 } }, show: { opened: { text: opened } } }
  - { id: drawn, unit: device, variants: { a: { show: { drawn: { text: drawn } } }, b: { show: { drawn: { text: drawn } } } } }
  - { id: once, limits: { show: 1 ever }, show: { once: { text: once } } }
  - { id: role, because: x, when: { declared.role: pupil }, show: { role: { text: pupil } } }
`;
const adults = compile({ "ruleset.yaml": rules });
/** What a checker lets through. */
const children = compile({
  "ruleset.yaml": `nearside: 1\nid: school.example\ncharter: charter.yaml\nslots: { plain: { target: "#plain" } }\nexperiences: [{ id: plain, show: { plain: { text: plain } } }]\n`,
  "charter.yaml": "nearside-charter: 1\naudience: children\n",
});
const slots = ["plain", "again", "opened", "drawn", "once", "role"];
const html = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>t</title>
${slots.map((id) => `<p id="${id}">-</p>`).join("")}
<script type="module">
import { start } from "/dist/browser/index.js";
globalThis.ns = await start({ bundle: location.hash.slice(1), consent: { personalization: true, measurement: true } });
</script>`;

let browser;
let origin;
let close = () => {};
before(async () => {
  if (skip) return;
  const files = { "/": html, "/adults": adults, "/made": forChildren(adults), "/checked": children };
  ({ origin, close } = await site((path) => files[path]));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  close();
});

async function open(context, bundle) {
  const tab = await context.newPage();
  tab.on("pageerror", (error) => assert.fail(String(error)));
  await tab.goto(`${origin}/#/${bundle}`);
  await tab.waitForFunction(() => globalThis.ns);
  return tab;
}

async function live(tab) {
  await tab.click("#plain");
  return tab.evaluate(async () => {
    ns.track("open");
    ns.view(["running"]);
    const said = ns.declare({ role: "pupil" });
    ns.consent({ personalization: true });
    ns.refresh();
    ns.profile.rotate();
    await new Promise((done) => setTimeout(done, 20));
    const databases = (await indexedDB.databases()).length;
    return [said, Object.entries(localStorage), Object.keys(sessionStorage), databases, document.cookie, await ns.profile.data()];
  });
}

test("on a site for children nothing is stored, whatever was agreed to", { skip }, async (t) => {
  for (const bundle of ["made", "checked"]) {
    const context = await browser.newContext();
    t.after(() => context.close());
    const tab = await open(context, bundle);
    assert.deepEqual(await live(tab), [false, [], [], 0, "", {}], bundle);
    const shown = await Promise.all(slots.map((id) => tab.locator(`#${id}`).textContent()));
    assert.deepEqual(shown, ["plain", "-", "-", "-", "-", "-"], bundle);
  }
});

test("what was stored before the site was for children goes with its first page", { skip }, async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const [said, stored] = await live(await open(context, "adults"));
  assert.deepEqual([said, stored.length], [true, 1]);
  const tab = await open(context, "made");
  assert.deepEqual(await tab.evaluate(() => Object.keys(localStorage)), []);
  assert.deepEqual((await live(tab)).slice(0, 2), [false, []]);
});

test("who opts out on a site for children is left in peace there, and that is all that is kept", { skip }, async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await open(context, "made");
  await tab.evaluate(() => ns.consent({ optedOut: true }));
  assert.deepEqual(await tab.evaluate(() => Object.entries(localStorage)), [["nearside:school.example", "\u0004"]]);
  assert.equal(await tab.locator("#plain").textContent(), "-");
});
