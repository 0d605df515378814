// A newcomer with nothing but docs/first-steps.md and the tarball: the steps of that page, run as they stand there.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";
import { pack, root } from "./consumer.mjs";

const doc = readFileSync(join(root, "docs/first-steps.md"), "utf8");
const SERVERS = /^(npm run (dev|edge)|npx nearside (serve|demo))\b/;
const noBrowser = findChromium() || process.env.CI ? false : "no Chromium here";

/** The page's blocks of code: language, what stands behind it (a file, or a chapter), text. */
const blocks = [...doc.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, name = "", text]) => ({
  language,
  name,
  text,
}));
const commands = (chapter) =>
  blocks.filter(({ language, name }) => language === "sh" && name === chapter).flatMap(({ text }) => text.trim().split("\n"));
const promised = (chapter) =>
  blocks.filter(({ language, name }) => language === "text" && name === chapter).flatMap(({ text }) => text.trim().split("\n"));

/** An empty folder and the tarball beside it. */
function desk(t) {
  const place = mkdtempSync(join(tmpdir(), "nearside-newcomer-"));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  const { tarball } = pack(place);
  const folder = join(place, "site");
  mkdirSync(folder);
  return { folder, tarball };
}

// As a terminal would run it: nothing of this test's own npm or of the checkout.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_/i.test(name)));

/** Runs one line; what it prints. It must end well. */
function sh(line, cwd) {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { cwd, env, encoding: "utf8" });
  assert.equal(status, 0, `${line}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Starts a server on a port of the system's choice where it can be told, and waits until it answers. */
async function start(t, line, cwd, address, port) {
  const child = spawn("bash", ["-c", line], {
    cwd,
    env: { ...env, ...(port && { PORT: String(port) }) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    try {
      process.kill(-child.pid, "SIGINT");
    } catch {
      // It has ended.
    }
    return ended;
  };
  t.after(stop);
  for (let tries = 0; tries < 600; tries++) {
    const answers = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return { stop, said: () => said };
    assert.equal(child.exitCode, null, `${line}\n${said}`);
    await new Promise((again) => setTimeout(again, 100));
  }
  throw new Error(`${line} does not answer on ${address}\n${said}`);
}

const install = (line, tarball) =>
  line
    .replace(/^npm install nearside$/, `npm install --silent --no-audit --no-fund ${tarball}`)
    .replace(/^npm install$/, "npm install --silent --no-audit --no-fund");

/** The words of a page in Chromium, once `wanted` is among them. */
async function read(t, address, wanted, options = {}) {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const page = await (await browser.newContext(options)).newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(address);
  const found = page.waitForFunction((text) => document.body.innerText.includes(text), wanted, { timeout: 30_000 });
  await found.catch(async () => assert.fail(`${wanted} is not in\n${await page.innerText("body")}\n${errors}`));
  assert.deepEqual(errors, []);
  return page;
}

test("five steps lead to an own rule on an own page", { skip: noBrowser }, async (t) => {
  const { folder, tarball } = desk(t);
  let said = "";
  let dev;
  for (const line of commands("")) {
    if (SERVERS.test(line)) dev = await start(t, line, folder, "http://127.0.0.1:8788/");
    else said += sh(install(line, tarball), folder);
    if (!SERVERS.test(line)) continue;
    const desk = {
      userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
    };
    const page = await read(t, "http://127.0.0.1:8788/", "We ship", desk);
    const { text } = blocks.find(({ name }) => name === "ruleset.yaml");
    const reloaded = page.waitForEvent("load");
    const rules = readFileSync(join(folder, "ruleset.yaml"), "utf8");
    const mine = rules.replace("experiences:\n", `experiences:\n${text}\n`);
    writeFileSync(join(folder, "ruleset.yaml"), mine);
    await reloaded;
    await page.waitForFunction(() => document.querySelector("h1").textContent === "Hello, large screen");
    // An error keeps the last good rules, and says so in the terminal.
    appendFileSync(join(folder, "ruleset.yaml"), "  - id: [\n");
    for (let tries = 0; tries < 100 && !dev.said().includes("error["); tries++) await new Promise((again) => setTimeout(again, 100));
    assert.match(dev.said(), /error\[malformed-yaml\]/);
    await page.reload();
    await page.waitForFunction(() => document.querySelector("h1").textContent === "Hello, large screen");
    writeFileSync(join(folder, "ruleset.yaml"), mine);
    writeFileSync(join(folder, "public/mine.html"), blocks.find(({ name }) => name === "public/mine.html").text);
  }
  for (const words of promised("")) assert.ok(said.replace(/ +/g, " ").includes(words.replace(/ +/g, " ")), `${words}\n${said}`);
  await dev.stop();
  await assert.rejects(fetch("http://127.0.0.1:8788/"));
  // What is uploaded works on a server that knows nothing of nearside.
  const plain = await start(
    t,
    "python3 -m http.server 8790 --bind 127.0.0.1 --directory public",
    folder,
    "http://127.0.0.1:8790/mine.html",
  ).catch(() => undefined);
  if (plain) await read(t, "http://127.0.0.1:8790/mine.html", "We ship to Norway", { timezoneId: "Europe/Oslo" });
});

for (const platform of ["cloudflare", "deno", "node"]) {
  test(`the same at an edge: ${platform}`, async (t) => {
    const { folder, tarball } = desk(t);
    sh(install("npm install nearside", tarball), folder);
    let at = folder;
    const said = [];
    for (const line of commands("edge").map((line) => line.replace("cloudflare", platform))) {
      if (line.startsWith("cd ")) at = join(at, line.slice(3));
      else if (SERVERS.test(line)) await start(t, line, at, "http://127.0.0.1:8789/");
      else said.push(sh(install(line, tarball), at));
    }
    const pages = said.filter((text) => text.includes("<!doctype html>"));
    promised("edge").forEach((words, index) => assert.ok(pages[index].includes(words), `${words}\n${pages[index]}`));
    assert.equal(spawnSync("curl", ["-s", "http://127.0.0.1:8789/../../package.json", "--path-as-is"]).stdout.includes("nearside"), false);
  });
}
