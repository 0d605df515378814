// What a visitor takes from one device to another: nothing of it goes over a network, nothing comes in before it was looked at, and
// what was refused on either device goes before what was allowed on the other. By the page's own methods, and by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launchChromium } from "../../scripts/chromium.mjs";
import { fill, KEY, serve } from "./elements-page.mjs";
import { skip } from "./site.mjs";

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

/** A device, with a page open on it. */
async function device(t, path = "/", prepare) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  t.after(() => context.close());
  if (prepare) await context.addInitScript(prepare);
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
    dialog: preferences.locator("dialog"),
    data: () => tab.evaluate(() => ns.profile.data()),
    pack: () => tab.evaluate(() => ns.profile.pack()),
    /** What a hand-over would do, or the code of what is wrong with it. */
    look: ({ text, code }) =>
      tab.evaluate(
        ([text, code]) =>
          ns.profile.unpack(text, code).then(
            (preview) => {
              globalThis.preview = preview;
              return { ...preview, accept: undefined };
            },
            (error) => error.code,
          ),
        [text, code],
      ),
    accept: () => tab.evaluate(() => globalThis.preview.accept().catch((error) => error.code)),
    kept: () => tab.evaluate((key) => localStorage.getItem(key), KEY),
    settle: () => tab.waitForTimeout(100),
    press: (key) => preferences.locator(`[data-key="${key}"]`).click(),
    status: () => preferences.locator("[role=status]").textContent(),
  });
}

const agree = (tab, said = { personalization: true }) => tab.evaluate((said) => void ns.consent(said), said);

test("looked at, then accepted: what one device remembers is on the other, and nothing was sent", { skip }, async (t) => {
  const [here, there] = [await device(t), await device(t)];
  await fill(here);
  const asked = server.requests.length;
  const packed = await here.pack();
  // As a picture it can still be read by a telephone: a QR code holds 2 953 bytes.
  assert.ok(packed.text.length < 1500, `${packed.text.length}`);
  await agree(there);
  const preview = await there.look(packed);
  assert.deepEqual(
    [preview.before.events, preview.after.events.add_to_cart.count, preview.refused, preview.withdrawn],
    [undefined, 4, [], {}],
  );
  assert.equal((await there.data()).events, undefined, "not before it is accepted");
  assert.equal(await there.accept(), true);
  const [was, is] = [await here.data(), await there.data()];
  assert.deepEqual([is.declared, is.affinities, is.goals], [was.declared, was.affinities, was.goals]);
  assert.deepEqual([is.events.buy.fields, is.events.add_to_cart.count], [was.events.buy.fields, 4]);
  assert.notEqual(is.units.device.value, was.units.device.value, "an identity is a device's own");
  assert.equal(await there.locator("#hero").textContent(), "For students");
  // Twice is once.
  await there.look(packed);
  await there.accept();
  assert.deepEqual(await there.data(), is);
  const fetched = server.requests.slice(asked).map(({ path }) => path);
  assert.deepEqual(
    fetched.filter((path) => !/^\/dist\/browser\/index-[\w-]+\.js$/.test(path)),
    [],
    "but for the code that does it",
  );
  assert.deepEqual([here.errors, there.errors], [[], []]);
});

test("what was answered, drawn or refused here stays, and is told", { skip }, async (t) => {
  const [here, there] = [await device(t), await device(t)];
  await fill(here);
  await agree(there);
  await there.evaluate(() => {
    ns.declare({ role: "engineer" });
    ns.refresh();
  });
  const before = await there.data();
  const preview = await there.look(await here.pack());
  assert.deepEqual(
    preview.refused.filter(({ name }) => name === "role"),
    [{ code: "answered_here", section: "declared", name: "role" }],
  );
  await there.accept();
  const after = await there.data();
  assert.deepEqual([after.declared.role, after.declared.size.answer, after.units], [before.declared.role, 42, before.units]);
  // What happens between looking and accepting is not lost.
  await there.look(await here.pack());
  await there.evaluate(() => ns.track("cart_emptied"));
  await there.accept();
  assert.equal(await there.locator("#cart").textContent(), "No basket");
});

test("who opted out, withdrew or paused on one device did so on the other", { skip }, async (t) => {
  for (const [said, kept] of [
    [{ optedOut: true }, (text) => text === "\u0004"],
    [{ personalization: false }, (text) => text === null],
    [{ paused: true }, (text) => (text.charCodeAt(0) & 16) > 0],
  ]) {
    const [here, there] = [await device(t), await device(t)];
    await fill(here);
    await fill(there);
    await agree(here, said);
    const preview = await there.look(await here.pack());
    assert.deepEqual(preview.withdrawn, said);
    if (!said.paused) assert.deepEqual([preview.before.events.add_to_cart.count, preview.after], [4, {}]);
    assert.equal((await there.data()).events.add_to_cart.count, 4, "not before it is accepted");
    assert.equal(await there.accept(), true);
    await there.settle();
    assert.ok(kept(await there.kept()), JSON.stringify(said));
    assert.equal(await there.locator("#hero").textContent(), "Welcome");
    assert.deepEqual(there.errors, []);
  }
});

test("leave is not handed over: where there is none nothing is kept, where it was refused nothing comes in", { skip }, async (t) => {
  const here = await device(t);
  await fill(here);
  const packed = await here.pack();
  const nobody = await device(t);
  await nobody.look(packed);
  assert.equal(await nobody.accept(), true);
  await nobody.settle();
  assert.deepEqual([(await nobody.data()).events.buy.count, await nobody.kept()], [1, null], "on this page only");
  for (const said of [{ personalization: false }, { optedOut: true }, { personalization: true, paused: true }]) {
    const there = await device(t);
    await agree(there, said);
    assert.equal(await there.look(packed), "profile_refused");
  }
  const gpc = await device(t, "/", () => Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true }));
  assert.equal(await gpc.look(packed), "profile_refused");
  // Taken back between looking and accepting.
  const late = await device(t);
  await agree(late);
  await late.look(packed);
  await agree(late, { personalization: false });
  assert.equal(await late.accept(), "profile_refused");
  assert.equal(await late.kept(), null);
});

test("another code, an altered text, none at all: told by its code, and nothing changes", { skip }, async (t) => {
  const [here, there] = [await device(t), await device(t)];
  await fill(here);
  await agree(there);
  await there.settle();
  const { text, code } = await here.pack();
  const before = JSON.stringify(await there.data());
  const other = await here.pack();
  assert.equal(await there.look({ text, code: other.code }), "handover_locked");
  assert.equal(await there.look({ text, code: code.replace(/^./, (letter) => (letter === "7" ? "8" : "7")) }), "handover_code");
  assert.equal(await there.look({ text, code: "" }), "handover_code");
  const middle = text.length >> 1;
  assert.equal(
    await there.look({ text: text.slice(0, middle) + (text[middle] === "A" ? "B" : "A") + text.slice(middle + 1), code }),
    "handover_locked",
  );
  assert.match(await there.look({ text: text.slice(0, -8), code }), /^handover_(locked|invalid)$/);
  assert.equal(await there.look({ text: text.replace("-1.", "-2."), code }), "handover_too_new");
  assert.equal(await there.look({ text: "x".repeat(10_000_000), code }), "handover_invalid");
  assert.equal(await there.look({ text: `${server.origin}/#${text}`, code }), "handover_invalid", "an address is none");
  assert.equal(JSON.stringify(await there.data()), before);
  assert.equal(await there.evaluate(() => ({}).polluted), undefined);
  assert.deepEqual(there.errors, []);
});

/** Every dialog passes axe; the answer is its text. */
async function read(tab) {
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(
    violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary }) => [id, failureSummary])),
    [],
  );
  return tab.dialog.innerText();
}

for (const [lang, words] of Object.entries({
  en: {
    title: "Use this on another device",
    code: "Which code opens this file?",
    slip: "Please compare",
    wrong: "does not open",
    outside: /stays outside:\s+Your role: you answered/,
    done: "It was brought in.",
  },
  de: {
    title: "Auf einem anderen Gerät verwenden",
    code: "Welcher Code öffnet diese Datei?",
    slip: "Bitte vergleichen",
    wrong: "öffnet diese Datei nicht",
    outside: /wird nicht übernommen:\s+Ihre Rolle: Das haben Sie/,
    done: "Es wurde übernommen.",
  },
  fr: {
    title: "Utiliser sur un autre appareil",
    code: "Quel code ouvre ce fichier",
    slip: "Veuillez comparer",
    wrong: "n’ouvre pas ce fichier",
    outside: /n’est pas importé\s:\s+Role\s: vous avez déjà répondu/,
    done: "L’importation est faite.",
  },
})) {
  test(`by hand and by keyboard, in ${lang}: a file and its code, looked at on the other device`, { skip }, async (t) => {
    const [here, there] = [await device(t, `/?lang=${lang}`), await device(t, `/?lang=${lang}`)];
    await fill(here);
    await here.evaluate(() => document.querySelector("nearside-preferences").refresh());
    await here.preferences.locator('[data-key="handover"]').focus();
    await here.keyboard.press("Enter");
    await here.dialog.waitFor();
    assert.ok((await read(here)).includes(words.title));
    const code = await here.dialog.locator("code").textContent();
    const [download] = await Promise.all([here.waitForEvent("download"), here.keyboard.press("Enter")]);
    assert.equal(await here.dialog.locator("code").textContent(), code, "the code stays in sight");
    await here.keyboard.press("Escape");
    await here.dialog.waitFor({ state: "detached" });
    assert.equal(
      await here.preferences.evaluate((element) => element.shadowRoot.activeElement?.dataset.key),
      "handover",
      "the focus goes back",
    );
    const file = await download.path();
    assert.match(readFileSync(file, "utf8"), /^nearside-1\./);

    await agree(there);
    await there.evaluate(async () => {
      ns.declare({ role: "engineer" });
      await document.querySelector("nearside-preferences").refresh();
    });
    const [chooser] = await Promise.all([there.waitForEvent("filechooser"), there.press("import")]);
    await chooser.setFiles(file);
    await there.dialog.waitFor();
    assert.ok((await read(there)).includes(words.code));
    // The field has the focus.
    const type = async (typed, says) => {
      await there.keyboard.type(typed);
      await there.keyboard.press("Enter");
      await there.dialog.locator("[role=alert]", { hasText: says }).waitFor();
      await read(there);
    };
    await type("AAAA-AAAA", words.slip);
    await type("0000-0000-0000-0000", words.wrong);
    await there.keyboard.type(code.toLowerCase().replaceAll("-", " "));
    await there.keyboard.press("Enter");
    await there.dialog.locator("[part=difference]").first().waitFor();
    const shown = await read(there);
    assert.match(shown, words.outside);
    assert.match(shown, /×?4/);
    await there.keyboard.press("Enter");
    await there.dialog.waitFor({ state: "detached" });
    await there.waitForFunction(
      (done) => document.querySelector("nearside-preferences").shadowRoot.querySelector("[role=status]").textContent === done,
      words.done,
    );
    const data = await there.data();
    assert.deepEqual([data.events.add_to_cart.count, data.declared.role.answer], [4, "engineer"]);
    assert.deepEqual([here.errors, there.errors], [[], []]);
  });
}

test("a look that ends in no changes nothing; and a part that does not load says so", { skip }, async (t) => {
  const [here, there] = [await device(t), await device(t)];
  await fill(here);
  const { text, code } = await here.pack();
  await agree(there);
  const choose = async () => {
    const [chooser] = await Promise.all([there.waitForEvent("filechooser"), there.press("import")]);
    await chooser.setFiles({ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
    await there.dialog.waitFor();
  };
  await choose();
  await there.keyboard.press("Escape");
  await choose();
  await there.keyboard.type(code);
  await there.keyboard.press("Enter");
  await there.dialog.locator("[part=difference]").first().waitFor();
  await there.keyboard.press("Escape");
  await there.settle();
  assert.equal((await there.data()).events, undefined);
  const broken = await device(t);
  await broken.context().route("**/elements-handover-*.js", (route) => route.abort());
  await broken.press("import");
  await broken.settle();
  assert.equal(await broken.status(), "That did not work.");
});
