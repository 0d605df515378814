// The demo in a real browser: the panel picks, explains, drags the clock, and counts what is sent.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";
import { startDemo, stopDemo } from "../demo.mjs";

const skip = findChromium() ? false : "Chromium is not installed";
if (skip && process.env.CI === "true") throw new Error(skip);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let demo;
let browser;

before(async () => {
  if (skip) return;
  [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
});

after(async () => {
  await browser?.close();
  if (demo) await stopDemo(demo.child);
});

/** Opens a page; its console must stay silent and its requests at home. */
async function open(path, { panel = true, ...options } = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, timezoneId: "Europe/London", ...options });
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (said) => said.type() === "error" && wrong.push(said.text()));
  page.on("request", (request) => !request.url().startsWith(demo.address) && wrong.push(request.url()));
  await page.goto(demo.address + path);
  if (panel) {
    await page.locator("nearside-demo .much", { hasText: "adapted" }).waitFor();
    await page.locator("nearside-demo .toggle").click();
    await page.locator("nearside-demo .slots li").first().waitFor();
  }
  return { page, wrong };
}

const slot = (page, name) => page.locator(`nearside-demo details[data-slot="${name}"]`);

const drag = (page, step) =>
  page.locator("nearside-demo input[type=range]").evaluate((slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
  }, step);

test("a picked country is another page, and the panel says why", { skip }, async () => {
  const { page, wrong } = await open("/?demo-at=Wed-15:00");
  await Promise.all([page.waitForURL(/demo-country=DE/), page.locator("nearside-demo select").first().selectOption("DE")]);
  await page.getByText("from Hamburg in one to two days").waitFor();
  await slot(page, "shipping").locator("summary").click();
  // The summary names the experience too, before the explanation is there.
  await slot(page, "shipping").locator(".why .try", { hasText: "delivery-by-country" }).waitFor();
  assert.match(await slot(page, "shipping").innerText(), /geo\.country|table\.depot/);
  assert.match(await slot(page, "shipping").innerText(), /platform/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("the dragged clock decides again in the browser, without a request for the page", { skip }, async () => {
  const { page, wrong } = await open("/?demo-country=GB&demo-at=Tue-15:00");
  const loads = [];
  page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));
  const hero = page.locator("#hero");
  assert.equal(await hero.getAttribute("class"), "hero");
  for (const [step, look, title] of [
    [48 + 14, "hero dawn", "Out before the forecast changes"],
    [48 + 38, "hero dusk", "The last light is the good light"],
    [48 + 46, "hero night", "It rains in the dark too"],
    [48 + 30, "hero", "For the weather you actually get"],
  ]) {
    await drag(page, step);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    assert.equal(await hero.getAttribute("class"), look);
  }
  await drag(page, 5 * 48 + 24);
  await page.getByText("the repair bench is open").waitFor();
  assert.match(await slot(page, "banner").innerText(), /weekend-banner\s+here/);
  assert.deepEqual(loads, []);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("what the panel decides is what the worker decided", { skip }, async () => {
  const american = "demo-country=US&demo-device=phone&demo-language=en-US&demo-from=social";
  const visits = [
    ...["/", "/c/running", "/p/clag-cap", "/sale"].map((path) => [path, american]),
    // A browser in American English, on a British desk, from the letter.
    ["/", "demo-country=GB&demo-device=desktop&utm_source=forecast&utm_medium=email"],
    ["/c/hiking", "demo-country=CH&demo-device=tablet&demo-language=fr-FR"],
  ];
  for (const [path, visit] of visits) {
    const dragged = await open(`${path}?${visit}&demo-at=Mon-03:00`);
    await drag(dragged.page, 5 * 48 + 14); // Saturday at seven
    await slot(dragged.page, "banner").getByText("weekend-banner").waitFor();
    const asked = await open(`${path}?${visit}&demo-at=Sat-07:00`, { panel: false });
    await asked.page.waitForFunction(() => document.readyState === "complete");
    const body = (page) =>
      page.evaluate(() => [document.body.className, document.querySelector("main").outerHTML, document.querySelector(".banner").outerHTML]);
    assert.deepEqual(await body(dragged.page), await body(asked.page), `${path}?${visit}`);
    await Promise.all([dragged.page.close(), asked.page.close()]);
  }
});

test("no request carries the visitor's data, and one that did would be counted", { skip }, async () => {
  const { page } = await open("/c/hiking?demo-country=DE&demo-device=phone");
  const count = page.locator("nearside-demo .count b");
  await drag(page, 40);
  await slot(page, "banner").waitFor();
  assert.equal(await count.innerText(), "0");
  await page.evaluate(() => fetch("/pixel?country=DE").catch(() => {}));
  await page.waitForFunction(() => document.querySelector("nearside-demo").shadowRoot.querySelector(".count b").textContent === "1");
  await page.evaluate(() => navigator.sendBeacon("/collect", '{"device":"mobile"}'));
  await page.waitForFunction(() => document.querySelector("nearside-demo").shadowRoot.querySelector(".count b").textContent === "2");
  await page.close();
});

test("links keep the visitor, and the basket weighs in the visitor's units", { skip }, async () => {
  const { page, wrong } = await open("/p/scree-boot?demo-country=US&demo-language=en-US", { panel: false });
  await page.getByRole("button", { name: "Put in basket" }).click();
  await page.getByText("Scree boot, 42: in your basket.").waitFor();
  await page.getByRole("link", { name: /^Basket/ }).click();
  await page.getByText("Together 19 oz on your back").waitFor();
  assert.match(page.url(), /demo-country=US/);
  assert.deepEqual(wrong, []);
  await page.close();
});

test("without scripts the page is decided all the same", { skip }, async () => {
  const { page } = await open("/?demo-country=DE&demo-at=Tue-23:00", { panel: false, javaScriptEnabled: false });
  assert.equal(await page.locator("#hero").getAttribute("class"), "hero night");
  await page.close();
});

for (const [width, colorScheme] of [
  [390, "light"],
  [390, "dark"],
  [1280, "light"],
]) {
  test(`nothing is wider than the window at ${width} pixels, ${colorScheme}`, { skip }, async () => {
    for (const path of ["/", "/c/running", "/p/dreich-jacket", "/sale", "/account", "/basket", "/letter"]) {
      const { page } = await open(`${path}?demo-language=de-DE&demo-country=DE&demo-at=Sat-07:00`, {
        panel: false,
        viewport: { width, height: 844 },
        colorScheme,
      });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, path);
      await page.close();
    }
  });
}

const PAGES = ["/", "/c/running", "/p/dreich-jacket", "/sale", "/account", "/basket", "/letter", "/thanks", "/privacy", "/nowhere"];
for (const [width, colorScheme] of [
  [390, "dark"],
  [1280, "light"],
]) {
  test(`nothing stands in anybody's way at ${width} pixels, ${colorScheme}, with all that explains opened`, { skip }, async () => {
    for (const path of PAGES) {
      const { page } = await open(`${path}?demo-country=DE&demo-at=Sat-07:00`, {
        panel: false,
        viewport: { width, height: 844 },
        colorScheme,
      });
      await page.locator("#whys li").first().waitFor();
      await page.evaluate(async () => {
        for (const one of document.querySelectorAll("nearside-why")) {
          one.open = true;
          await one.refresh();
        }
      });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      assert.deepEqual(
        violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target])),
        [],
        path,
      );
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, path);
      await page.close();
    }
  });
}

test("asked once; with a yes the front page begins with what was looked at, says why, and stops when told to", { skip }, async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const go = async (path) => {
    await page.goto(demo.address + path);
    await page.locator("#whys li").first().waitFor();
  };
  await go("/");
  const bar = page.getByRole("region", { name: "May this shop remember?" });
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await bar.getByRole("button", { name: "Yes, remember" }).click();
  await bar.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "main", "whoever goes by keyboard goes on with the page");
  for (let i = 0; i < 2; i++) await go("/c/hiking");
  await go("/");
  await page.getByText("Back for hiking things?").waitFor();
  const why = page.locator("nearside-why[for=foryou]");
  await why.locator("summary").click();
  await why.getByText("You often look at things for hiking").waitFor();
  await why.getByRole("switch").click();
  await page.locator("#foryou", { hasText: "Not sure where to begin?" }).waitFor();
  await page.locator("nearside-ask").getByLabel("Running").check();
  await page.locator("nearside-ask").getByRole("button", { name: "Answer" }).click();
  await go("/");
  await page.locator("#foryou", { hasText: "Not sure where to begin?" }).waitFor();
  await go("/privacy");
  await page
    .locator("nearside-preferences")
    .getByRole("switch", { name: /where to begin/ })
    .click();
  // It is kept by then.
  await page.locator("nearside-preferences").getByText("Saved.").waitFor();
  await go("/");
  await page.getByText("Going running?").waitFor();
  await context.close();
});

test("where nothing is adapted, the foot of the page says so", { skip }, async () => {
  const page = await browser.newPage({ locale: "en-NZ", timezoneId: "Pacific/Auckland" });
  await page.clock.setFixedTime("2026-11-24T15:00:00+13:00");
  await page.goto(`${demo.address}/nowhere`);
  await page.locator("nearside-why summary").first().click();
  await page.locator("nearside-why").first().getByText("Everybody sees this here.").waitFor();
  await page.close();
});

test("a no is kept, and nothing else is", { skip }, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(demo.address);
  await page.getByRole("button", { name: "No", exact: true }).click();
  await page.goto(`${demo.address}/c/running`);
  await page.locator("#whys li").first().waitFor();
  assert.equal(await page.locator(".leave").count(), 0);
  assert.deepEqual(await page.evaluate(() => Object.entries({ ...localStorage })), [["smirr-leave", "no"]]);
  await context.close();
});
