// The custom elements on a real page, under a policy without inline styles and with trusted types: what they say, in whose
// language, that a keyboard is enough, and that every action truly changes what is remembered.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";
import { fill, KEY, serve } from "./elements-page.mjs";
import { site } from "./site.mjs";

const skip = findChromium() || process.env.CI ? false : "no Chromium here";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server;
let browser;

before(async () => {
  if (skip) return;
  server = await serve();
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function open(t, { path = "/", ...options } = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await tab.goto(server.origin + path);
  await tab.waitForFunction(() => globalThis.started);
  const preferences = tab.locator("nearside-preferences");
  return Object.assign(tab, {
    errors,
    preferences,
    data: () => tab.evaluate(() => ns.profile.data()),
    press: (key) => preferences.locator(`[data-key="${key}"]`).click(),
    status: (of = "nearside-preferences") => tab.locator(of).locator("[role=status]").textContent(),
    settle: () => tab.waitForTimeout(100),
    kept: () => tab.evaluate((key) => localStorage.getItem(key), KEY),
  });
}

/** What can be read in an element. */
const said = (element) => element.locator("[part=view]").innerText();

async function redraw(tab) {
  await tab.evaluate(async () => {
    for (const one of document.querySelectorAll("nearside-why, nearside-ask, nearside-preferences")) {
      if (one.localName === "nearside-why") one.open = true;
      await one.refresh();
    }
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`nothing stands in anybody's way, in ${colorScheme} colours`, { skip }, async (t) => {
    const tab = await open(t, { colorScheme, viewport: { width: 390, height: 800 } });
    await fill(tab);
    await redraw(tab);
    const problems = async () => {
      // By the debugger: the page itself lets no script in.
      await tab.evaluate(axe);
      const { violations } = await tab.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary]));
    };
    assert.deepEqual(await problems(), []);
    await tab.press("hour");
    assert.deepEqual(await problems(), []);
    await tab.keyboard.press("Escape");
    await tab.evaluate(() => ns.profile.erase());
    await redraw(tab);
    assert.deepEqual(await problems(), []);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} pixels wide`);
    assert.deepEqual(tab.errors, []);
  });
}

test("why: the site's reason, what was looked at, from where", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  await redraw(tab);
  const why = (slot) => tab.locator(`nearside-why[for=${slot}]`);
  assert.match(await said(why("ships")), /You are in Germany[\s\S]*Country: Germany\s+said by this site/);
  assert.match(await said(why("hero")), /You told us your role[\s\S]*Your role: student/);
  assert.match(await said(why("cart")), /Basket: under way: Yes\s+remembered on this device[\s\S]*how often: 4/);
  await why("ships").locator("[data-key=dismiss]").click();
  await tab.settle();
  assert.match((await tab.data()).experiences.ships.dismissed, /^20/);
  await why("cart").locator("[data-key=forget]").click();
  await tab.settle();
  assert.equal(await tab.locator("#cart").textContent(), "No basket");
  const { events, states } = await tab.data();
  assert.deepEqual([events.add_to_cart, states], [undefined, undefined]);
  assert.equal(await tab.status("nearside-why[for=cart]"), "Forgotten.");
});

test("a topic that is discreet is never named", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  assert.equal(await tab.locator("#other").textContent(), "A chess set");
  await tab.evaluate(() => {
    document.querySelector("nearside-why[for=cart]").for = "other";
  });
  await redraw(tab);
  const all = await tab.evaluate(() =>
    [...document.querySelectorAll("nearside-why, nearside-preferences")].map((one) => one.shadowRoot.innerHTML).join(),
  );
  assert.match(all, /Interest in a topic that is not named here/);
  assert.ok(!/>[^<]*chess/i.test(all), all.match(/>[^<]*chess[^<]*/i)?.[0]);
});

test("why, as the ruleset says it: in the page's language, with values in words, and nothing that may not be named", {
  skip,
}, async (t) => {
  const tab = await open(t, { path: "/?lang=de" });
  await tab.evaluate(() => {
    ns.consent({ personalization: true });
    ns.view(["running"]);
    ns.view(["running"]);
    document.querySelector("nearside-why[for=cart]").for = "other";
  });
  await redraw(tab);
  const why = tab.locator("nearside-why[for=other]");
  assert.match(await said(why), /Sie lesen oft über Laufen/);
  assert.match(await said(tab.locator("nearside-ask")), /Was führt Sie her\?/);
  await tab.evaluate(() => {
    ns.view(["chess"]);
    ns.view(["chess"]);
    ns.view(["chess"]);
  });
  await redraw(tab);
  assert.equal(await tab.locator("#other").textContent(), "A chess set");
  assert.ok(!/chess|Sie lesen oft/i.test(await said(why)), await said(why));
  assert.equal((await tab.evaluate(() => ns.explain("other"))).because, undefined);
  assert.equal((await tab.evaluate(() => ns.explain("ships", { language: "de" }))).because, "You are in DE");
});

test("of what an edge chose nothing is said but that", { skip }, async (t) => {
  const tab = await open(t, { path: "/?edge=1" });
  await redraw(tab);
  assert.equal(await tab.locator("#ships").textContent(), "We ship");
  assert.equal((await tab.evaluate(() => ns.explain("ships"))).experience, "ships");
  assert.match(await said(tab.locator("nearside-why[for=ships]")), /chosen before the page reached you/);
  assert.doesNotMatch(await said(tab.locator("nearside-why[for=ships]")), /You are in|Country/);
});

test("nothing here based on what I do: at once, on the next page, with and without leave, and back", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  await redraw(tab);
  assert.equal(await tab.locator("#cart").textContent(), "Your basket is waiting");
  const why = tab.locator("nearside-why[for=cart]");
  const flip = async (of) => {
    await of.getByRole("switch", { name: /based on what I do/ }).click();
    await tab.settle();
  };
  assert.equal(await tab.locator("nearside-why[for=ships]").getByRole("switch").count(), 0, "what goes by context alone has no switch");
  await flip(why);
  assert.equal(await tab.locator("#cart").textContent(), "No basket", "what rested on it is put back");
  assert.equal(await tab.locator("#hero").textContent(), "For students", "other places go on");
  assert.match(await said(why), /You chose that nothing here/);
  assert.deepEqual(await tab.evaluate(() => ns.consent().objected), ["cart"]);
  await tab.evaluate(() => ns.track("add_to_cart"));
  assert.equal(await tab.locator("#cart").textContent(), "No basket", "whatever happens");
  const again = async () => {
    await tab.reload();
    await tab.waitForFunction(() => globalThis.started);
    await redraw(tab);
  };
  await again();
  assert.equal(await tab.locator("#cart").textContent(), "No basket", "on the next page as well");
  const { considered } = await tab.evaluate(() => ns.explain("cart"));
  assert.deepEqual(
    considered.map(({ experience, reason }) => [experience, reason]),
    [["cart", "objected"]],
  );
  await tab.evaluate(() => ns.consent({ personalization: false }));
  assert.deepEqual(await tab.evaluate(() => Object.entries({ ...localStorage })), [[`${KEY}:slots`, "cart"]], "a refusal needs no leave");
  await tab.evaluate(() => ns.consent({ personalization: true }));
  await again();
  await flip(tab.preferences);
  assert.equal(await tab.evaluate((key) => localStorage.getItem(`${key}:slots`), KEY), null);
  await tab.evaluate(() => ns.track("add_to_cart"));
  assert.equal(await tab.locator("#cart").textContent(), "Your basket is waiting");
  assert.deepEqual(tab.errors, []);
});

test("the card says what is so, whoever changed it: the site's leave, what it tracks, what it forgets", { skip }, async (t) => {
  const tab = await open(t);
  const remember = tab.preferences.getByRole("switch", { name: "Remember me on this device" });
  await redraw(tab);
  assert.match(await said(tab.preferences), /forgotten when you leave it/);
  // No decision follows from this, as nothing on the page changes.
  await tab.evaluate(() => {
    ns.consent({ personalization: true });
    ns.track("buy", { value: 1 });
  });
  await tab.settle();
  assert.match(await said(tab.preferences), /It is kept on this device only[\s\S]*Purchases\s+once/);
  assert.equal(await remember.isChecked(), true);
  await tab.evaluate(() => ns.track("buy", { value: 1 }));
  await tab.settle();
  assert.match(await said(tab.preferences), /Purchases\s+2 times/);
  await remember.focus();
  await tab.evaluate(() => ns.profile.erase());
  await tab.settle();
  assert.doesNotMatch(await said(tab.preferences), /Purchases/);
  assert.equal(await tab.evaluate(() => document.querySelector("nearside-preferences").shadowRoot.activeElement?.role), "switch");
  const heard = await tab.evaluate(async () => {
    let count = 0;
    const end = ns.on("profile", () => count++);
    for (let i = 0; i < 5; i++) ns.track("buy", { value: 1 });
    await new Promise((done) => setTimeout(done));
    end();
    ns.track("buy", { value: 1 });
    return count;
  });
  assert.equal(heard, 1, "once a task");
  await tab.evaluate(() => ns.consent({ personalization: false }));
  await tab.settle();
  assert.match(await said(tab.preferences), /Nothing is remembered\./);
  assert.deepEqual(tab.errors, []);
});

test("what the site added since the card was drawn outlives what is forgotten there", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  await redraw(tab);
  await tab.preferences.locator('[data-key="events buy"]').evaluate((button) => {
    ns.track("cart_emptied");
    button.click();
  });
  await tab.settle();
  assert.deepEqual(Object.keys((await tab.data()).events).sort(), ["add_to_cart", "cart_emptied"]);
});

test("one thing, a group, the last hour, everything: forgotten here and where it is kept", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  await redraw(tab);
  await tab.press("events buy");
  await tab.settle();
  assert.deepEqual(Object.keys((await tab.data()).events), ["add_to_cart"]);
  await tab.press("group declared");
  await tab.settle();
  assert.equal((await tab.data()).declared, undefined);
  assert.equal(await tab.locator("#hero").textContent(), "Welcome");
  assert.equal(await tab.status(), "Forgotten.");
  await tab.press("hour");
  await tab.preferences.locator("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.ok((await tab.data()).events);
  await tab.press("hour");
  await tab.preferences.locator("dialog").getByRole("button", { name: "Forget" }).click();
  await tab.settle();
  const { units, since, ...rest } = await tab.data();
  assert.deepEqual([rest, typeof units.device.value, typeof since], [{}, "string", "string"]);
  await tab.press("rotate");
  await tab.settle();
  assert.notEqual((await tab.data()).units.device.value, units.device.value);
  await tab.evaluate(() => ns.track("buy", { value: 2 }));
  await redraw(tab);
  await tab.press("erase");
  await tab.preferences.locator("dialog").getByRole("button", { name: "Forget everything" }).click();
  await tab.settle();
  assert.equal((await tab.data()).events, undefined);
  assert.ok(!(await tab.kept()).includes("buy"));
  assert.deepEqual(tab.errors, []);
});

test("saved as a file, brought in again after a look at what changes; no other file is taken", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  await redraw(tab);
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.press("export")]);
  const file = await download.path();
  assert.equal(JSON.parse(readFileSync(file, "utf8")).events.add_to_cart.count, 4);
  await tab.evaluate(() => ns.profile.erase());
  await redraw(tab);
  const bring = async (files) => {
    const [chooser] = await Promise.all([tab.waitForEvent("filechooser"), tab.press("import")]);
    await chooser.setFiles(files);
  };
  await bring({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("[1]") });
  await tab.settle();
  assert.equal(await tab.status(), "This is no file that was saved here.");
  await bring(file);
  const dialog = tab.preferences.locator("dialog");
  assert.match(await dialog.innerText(), /New: What you did, Put in the basket\s+4 times/);
  await dialog.getByRole("button", { name: "Bring it in" }).click();
  await tab.settle();
  assert.equal((await tab.data()).events.add_to_cart.count, 4);
});

test("an answer is changed, and what the site may not take is refused", { skip }, async (t) => {
  const tab = await open(t);
  await fill(tab);
  await redraw(tab);
  await tab.press("change declared role");
  const dialog = tab.preferences.locator("dialog");
  await dialog.getByLabel("Engineer").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await tab.settle();
  assert.equal((await tab.data()).declared.role.answer, "engineer");
});

test("switches: leave, pause, counting, opting out and in", { skip }, async (t) => {
  const tab = await open(t);
  await redraw(tab);
  const flip = async (name) => {
    await tab.preferences.getByRole("switch", { name }).click();
    await tab.settle();
  };
  assert.equal(await tab.kept(), null);
  await flip("Remember me on this device");
  await flip("Take part in counting");
  assert.deepEqual(await tab.evaluate(() => [ns.consent().personalization, ns.consent().measurement]), [true, true]);
  await tab.evaluate(() => ns.track("add_to_cart"));
  assert.equal(await tab.locator("#cart").textContent(), "Your basket is waiting");
  await flip("Pause");
  assert.equal(await tab.locator("#cart").textContent(), "No basket", "what rested on it is put back");
  await tab.evaluate(() => ns.track("add_to_cart"));
  assert.equal((await tab.data()).events.add_to_cart.count, 1, "and nothing is added");
  await tab.reload();
  await tab.waitForFunction(() => globalThis.started);
  await redraw(tab);
  assert.equal(await tab.locator("#cart").textContent(), "No basket", "on the next page as well");
  await flip("Pause");
  assert.equal(await tab.locator("#cart").textContent(), "Your basket is waiting");
  await tab.press("opt");
  await tab.settle();
  assert.equal(await tab.kept(), "\u0004");
  await tab.press("opt");
  await tab.settle();
  assert.deepEqual([await tab.kept(), await tab.evaluate(() => ns.consent().optedOut)], [null, false]);
});

test("a question: by keyboard alone, with an error, an answer, a change of mind; skipped, it does not come back", { skip }, async (t) => {
  const tab = await open(t);
  await tab.evaluate(() => ns.consent({ personalization: true }));
  await redraw(tab);
  const ask = tab.locator("nearside-ask");
  assert.equal(await ask.getByRole("radio").count(), 2, "an answer that is none is not offered");
  const answer = ask.getByRole("button", { name: "Answer" });
  await answer.focus();
  await tab.keyboard.press("Enter");
  assert.match(await ask.getByRole("alert").textContent(), /Choose or type/);
  assert.equal(
    await ask
      .getByRole("radio")
      .first()
      .evaluate((one) => one === one.getRootNode().activeElement),
    true,
  );
  await tab.keyboard.press("Space");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  await tab.settle();
  assert.equal((await tab.data()).declared.role.answer, "student");
  assert.equal(await tab.locator("#hero").textContent(), "For students");
  assert.match(await said(ask), /Thank you\. Your answer: I study/, "in the page's own words");
  assert.equal(
    await tab.evaluate(() => document.querySelector("nearside-ask").shadowRoot.activeElement?.dataset.key),
    "again",
    "the focus stays near",
  );
  await tab.keyboard.press("Enter");
  await ask.getByRole("button", { name: "Skip" }).click();
  await tab.settle();
  assert.match(await said(ask), /Skipped/);
  assert.equal((await tab.data()).declared.role.answer, undefined);
  const heard = await tab.evaluate(() => heard.filter(([name]) => name !== "change"));
  assert.deepEqual(heard, [
    ["answer", "nearside-ask", { key: "role", answer: "student" }],
    ["skip", "nearside-ask", { key: "role" }],
  ]);
  await tab.reload();
  await tab.waitForFunction(() => globalThis.started);
  await tab.settle();
  assert.equal(await ask.locator("[part=view]").textContent(), "");
});

test("every kind of question has its control", { skip }, async (t) => {
  const tab = await open(t);
  await tab.evaluate(() => ns.consent({ personalization: true }));
  const ask = tab.locator("nearside-ask");
  const answer = async (key, act) => {
    await tab.evaluate((key) => {
      const element = document.querySelector("nearside-ask");
      element.replaceChildren();
      element.key = key;
    }, key);
    await tab.settle();
    await act();
    await ask.getByRole("button", { name: "Answer" }).click();
    await tab.settle();
    return (await tab.data()).declared[key].answer;
  };
  assert.equal(await answer("size", () => ask.getByRole("spinbutton").fill("42.5")), 42.5);
  assert.equal(await answer("letters", () => ask.getByLabel("Yes").check()), true);
  assert.equal(await answer("nick", () => ask.getByRole("textbox").fill("<b>Jo</b>")), "<b>Jo</b>");
  assert.deepEqual(
    await answer("likes", async () => {
      await ask.getByLabel("Trail").check();
      await ask.getByLabel("Road").check();
    }),
    ["road", "trail"],
  );
  await tab.evaluate(() => document.querySelector("nearside-ask").setAttribute("control", "select"));
  assert.equal(await answer("role", () => ask.getByRole("combobox").selectOption("engineer")), "engineer");
  await redraw(tab);
  assert.match(await said(tab.preferences), /<b>Jo<\/b>/, "and stays text");
});

for (const [lang, title] of Object.entries({
  en: "What this site remembers about you",
  "de-AT": "Was sich diese Website über Sie merkt",
  fr: "Ce que ce site retient de vous",
  "zh-Hans": "What this site remembers about you",
})) {
  test(`in the page's language: ${lang}`, { skip }, async (t) => {
    const tab = await open(t, { path: `/?lang=${lang}` });
    await fill(tab);
    await redraw(tab);
    assert.match(await said(tab.preferences), new RegExp(title));
    const key = await tab.evaluate(
      () =>
        [...document.querySelectorAll("nearside-why, nearside-ask, nearside-preferences")]
          .map((one) => one.shadowRoot.textContent)
          .join()
          .match(/\b(why|ask|preferences|group|source|signal|difference)\.\w+|\{\w+\}/)?.[0],
    );
    assert.equal(key, undefined, "every text is there");
  });
}

test("a site gives another language, from right to left", { skip }, async (t) => {
  const tab = await open(t, { path: "/?lang=he&dir=rtl", viewport: { width: 390, height: 800 } });
  await tab.evaluate(() => defineElements(undefined, { messages: { he: { "preferences.title": "מה האתר זוכר" } } }));
  await fill(tab);
  await redraw(tab);
  assert.match(await said(tab.preferences), /מה האתר זוכר/);
  const [title, forget] = await Promise.all(
    [tab.preferences.locator("h2"), tab.preferences.locator("[data-key='events buy']")].map((one) => one.boundingBox()),
  );
  assert.ok(title.x + title.width > 340 && forget.x < 100, "it begins on the right");
});

test("every part that an element draws is in the manifest, of that element", { skip }, async (t) => {
  const tab = await open(t);
  const manifest = JSON.parse(readFileSync(new URL("../../pkg/custom-elements.json", import.meta.url), "utf8"));
  const known = Object.fromEntries(
    manifest.modules[0].declarations
      .filter(({ tagName }) => tagName)
      .map(({ tagName, cssParts }) => [tagName, cssParts.map(({ name }) => name)]),
  );
  await tab.evaluate(() => ns.consent({ personalization: true }));
  const drawn = () =>
    tab.evaluate(() =>
      [...document.querySelectorAll("nearside-why, nearside-ask, nearside-preferences")].flatMap((one) =>
        [...one.shadowRoot.querySelectorAll("[part]")].flatMap(({ part }) => [...part].map((name) => [one.localName, name])),
      ),
    );
  await redraw(tab);
  const asking = await drawn();
  await fill(tab);
  await redraw(tab);
  await tab.press("hour");
  await tab.preferences.locator("dialog").waitFor();
  for (const [element, part] of [...asking, ...(await drawn())]) assert.ok(known[element].includes(part), `${element}: ${part}`);
});

test("a translator's copy of the messages in the package is all that a language takes", { skip }, async (t) => {
  const english = JSON.parse(readFileSync(new URL("../../pkg/messages/en.json", import.meta.url), "utf8"));
  const copy = Object.fromEntries(Object.entries(english).map(([key, text]) => [key, `¿${text}?`]));
  const tab = await open(t, { path: "/?lang=eo" });
  await tab.evaluate((eo) => defineElements(undefined, { messages: { eo } }), copy);
  await fill(tab);
  await redraw(tab);
  assert.match(await said(tab.preferences), /¿What this site remembers about you\?/);
  assert.match(
    await said(tab.locator("nearside-why[for=ships]")),
    /¿You see this because of:\?[\s\S]*¿Country\?[\s\S]*¿said by this site\?/,
  );
  await tab.press("handover");
  assert.match(await tab.preferences.locator("dialog").innerText(), /¿Use this on another device\?/);
  assert.deepEqual(tab.errors, []);
});

test("what the ruleset says is in the ruleset's language, and the rest in the element's", { skip }, async (t) => {
  const tab = await open(t, { path: "/?lang=en" });
  await tab.evaluate(() => {
    ns.consent({ personalization: true });
    ns.track("add_to_cart");
    ns.view(["running"]);
    ns.view(["running"]);
    for (const one of document.querySelectorAll("nearside-why, nearside-ask")) one.lang = "fr";
    document.querySelector("nearside-why[for=hero]").for = "other";
    document.querySelector("nearside-ask").replaceChildren();
  });
  await redraw(tab);
  const langs = (element, part) =>
    tab.locator(element).evaluate((one, part) => {
      const found = one.shadowRoot.querySelector(part);
      return [one.shadowRoot.querySelector("[part=view]").lang, found.closest("[lang]").lang, found.textContent];
    }, part);
  assert.deepEqual(await langs("nearside-why[for=other]", "[part=because] bdi"), ["fr", "en", "You often read about running"], "a message");
  assert.deepEqual(
    await langs("nearside-why[for=cart]", "[part=because] bdi"),
    ["fr", "en", "You have a basket"],
    "a text of the page's language",
  );
  assert.deepEqual(await langs("nearside-ask", "[part=question] bdi"), ["fr", "en", "What brings you here?"]);
});

test("a slot that there is not is not said to be adapted, nor is all the page said not to be", { skip }, async (t) => {
  const tab = await open(t);
  await tab.evaluate(() => {
    document.querySelector("nearside-why[for=cart]").for = "nowhere";
  });
  await redraw(tab);
  assert.match(await said(tab.locator("nearside-why[for=nowhere]")), /Everybody sees this here\./);
});

test("without a bundler: what `build --runtime` writes defines elements in any language, and listens to consent", { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-runtime-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, "ruleset.yaml"),
    "nearside: 1\nid: a\nslots: { hero: { target: h1 } }\nexperiences: [{ id: e, when: { time.hour: { $gte: 0 } }, show: { hero: { text: Hi } } }]\n",
  );
  const bin = fileURLToPath(new URL("../../pkg/bin/nearside.mjs", import.meta.url));
  execFileSync(process.execPath, [bin, "build", "--out", "site.nsb", "--runtime", "nearside"], { cwd: folder });
  const script = `import { start } from "/nearside/index.js";
import { defineElements } from "/nearside/elements.js";
import { consentMode } from "/nearside/consent.js";
const page = start({ bundle: "/site.nsb", consent: consentMode() });
defineElements(page);
globalThis.ns = await page;`;
  const page =
    '<!doctype html><html lang="fr"><title>-</title><link rel="icon" href="data:,"><h1>-</h1><nearside-why for="hero" open></nearside-why><script type="module" src="/page.js"></script>';
  const own = { "/": page, "/page.js": script };
  const files = await site((path) => {
    const file = join(folder, path);
    const type = path.endsWith(".js") ? { "content-type": "text/javascript" } : {};
    return { body: own[path] ?? readFileSync(file), headers: type };
  });
  t.after(() => files.close());
  const tab = await browser.newPage();
  t.after(() => tab.close());
  await tab.goto(files.origin);
  await tab.locator("nearside-why", { hasText: "Heure" }).waitFor();
});

test("who reads from right to left, and has no texts of ours in that language, reads English as it is written", { skip }, async (t) => {
  const tab = await open(t, { path: "/?lang=he&dir=rtl" });
  await fill(tab);
  await redraw(tab);
  const direction = (selector) =>
    tab.preferences.evaluate((one, selector) => getComputedStyle(one.shadowRoot.querySelector(selector)).direction, selector);
  assert.equal(await direction("[part=title]"), "ltr");
  await tab.press("hour");
  await tab.preferences.locator("dialog").waitFor();
  assert.equal(await direction("dialog"), "ltr");
});

test("without a page, or with one that failed, they say so and break nothing", { skip }, async (t) => {
  const tab = await open(t);
  await tab.evaluate(async () => {
    for (const one of document.querySelectorAll("nearside-why, nearside-ask, nearside-preferences"))
      one.page = Promise.reject(new Error("none"));
  });
  await redraw(tab);
  assert.match(await said(tab.preferences), /Nothing on this page is adapted to you/);
  assert.deepEqual(tab.errors, []);
});
