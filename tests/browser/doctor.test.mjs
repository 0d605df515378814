// What `nearside doctor` tells to paste, in Chromium: under the page's own policy it is not personalised, or not by
// WebAssembly; under the pasted one it is, and nothing is violated.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "nearside/tools";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const skip = findChromium() || process.env.CI ? false : "no Chromium here";
const types = { "": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".nsb": "application/octet-stream" };
const pages = {
  "/": '<!doctype html><title>t</title><h1 id="hero">Hello</h1><script type="module" src="/start.js"></script>',
  "/start.js": `import { start } from "/pkg/dist/browser/index.js"; // nearside
    globalThis.page = start({ bundle: "/site.nsb" }).then(({ error }) => error?.code);`,
  "/site.nsb": Buffer.from(
    compile({
      "ruleset.json": JSON.stringify({
        nearside: 1,
        id: "doctor.example",
        slots: { hero: { target: "#hero" } },
        experiences: [{ id: "all", show: { hero: { html: "<b>Hei</b>", style: { color: "red" } } } }],
      }),
    }),
  ),
};

let browser;
let server;
let policy;
/** What this page has otherwise: an address's body, or its type. */
let own = {};
let asked;
before(async () => {
  if (skip) return;
  browser = await launchChromium();
  server = createServer(({ url }, response) => {
    asked.push(url);
    const file = join(root, url);
    const body = own[url]?.body ?? pages[url] ?? (url.startsWith("/pkg/") && existsSync(file) ? readFileSync(file) : undefined);
    const type = own[url]?.type ?? types[extname(url)] ?? "text/plain";
    const headers = { "content-type": type, ...(policy && { "content-security-policy": policy }) };
    body === undefined ? response.writeHead(404).end() : response.writeHead(200, headers).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
});
after(async () => {
  await browser?.close();
  server?.close();
});

const address = () => `http://127.0.0.1:${server.address().port}/`;

async function doctor() {
  const child = spawn(process.execPath, [join(root, "pkg/bin/nearside.mjs"), "doctor", address(), "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  await new Promise((done) => child.once("close", done));
  return JSON.parse(said);
}

/** What becomes of the page: its hero, which engine, and what was violated. */
async function visit(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const tab = await context.newPage();
  await tab.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => globalThis.violations.push(effectiveDirective));
  });
  asked = [];
  await tab.goto(address());
  const error = await tab.evaluate(() => Promise.race([globalThis.page, new Promise((done) => setTimeout(done, 3000, "no script ran"))]));
  const seen = await tab.evaluate(() => [document.getElementById("hero").innerHTML, globalThis.violations]);
  return {
    error,
    hero: seen[0],
    violations: seen[1],
    engine: asked
      .find((path) => /page\.(wasm|js)$/.test(path))
      ?.split(".")
      .at(-1),
  };
}

for (const [its, codes, before] of [
  ["script-src 'self'", ["csp-blocks-wasm"], { hero: "<b>Hei</b>", engine: "js" }],
  ["default-src 'self'", ["csp-blocks-style", "csp-blocks-wasm"], { hero: "<b>Hei</b>", engine: "js" }],
  [
    "script-src 'self' 'wasm-unsafe-eval'; connect-src https://api.example",
    ["csp-blocks-bundle", "csp-blocks-wasm-file"],
    { hero: "Hello" },
  ],
  ["default-src 'none'", ["csp-blocks-bundle", "csp-blocks-script", "csp-blocks-style", "csp-blocks-wasm"], { hero: "Hello" }],
  [
    "require-trusted-types-for 'script'; trusted-types app; script-src 'self' 'wasm-unsafe-eval'",
    ["csp-blocks-markup"],
    { hero: "Hello", engine: "wasm" },
  ],
  ["sandbox allow-scripts; script-src http: 'wasm-unsafe-eval'", ["csp-sandboxed"], {}],
]) {
  test(`what is to be pasted for \`${its}\` is enough`, { skip }, async (t) => {
    [policy, asked] = [its, []];
    const report = await doctor();
    const found = new Set(report.findings.map(({ code }) => code).filter((code) => code.startsWith("csp-")));
    assert.deepEqual([...found].sort(), codes);
    const seen = await visit(t);
    for (const [part, expected] of Object.entries(before)) assert.equal(seen[part], expected, JSON.stringify(seen));
    policy = report.paste[0].policy;
    assert.deepEqual(await visit(t), { error: undefined, hero: "<b>Hei</b>", violations: [], engine: "wasm" }, policy);
  });
}

const INLINE = `import { start } from "/pkg/dist/browser/index.js"; globalThis.page = start({ bundle: "/site.nsb" }).then(() => undefined);`;
const inPage = (script, head = "") => ({
  "/": { body: `<!doctype html><title>t</title>${head}<h1 id="hero">Hello</h1><script type="module">${script}</script>` },
});
const STRICT = "script-src 'self' 'wasm-unsafe-eval'";
const HASH = `'sha384-${createHash("sha384").update(INLINE).digest("base64")}'`;
const MAP = '<script type="importmap">{"imports":{"nearside":"/pkg/dist/browser/index.js"}}</script>';
const TYPE = "text/plain";

for (const [about, files, code, csp] of [
  ["a module that is called text", { "/start.js": { type: TYPE } }, "script-type"],
  ["an engine's script that is called text", { "/pkg/dist/browser/index.js": { type: TYPE } }, "script-type"],
  ["a page in place of a script", { "/start.js": { type: "text/html", body: "<!doctype html>" } }, "script-missing"],
  ["a script that is not there", inPage(INLINE.replace("/pkg/dist/browser", "/none")), "script-missing"],
  ["a name that no import map knows", inPage(INLINE.replace("/pkg/dist/browser/index.js", "nearside")), "import-bare"],
  ["a name that an import map knows", inPage(INLINE.replace("/pkg/dist/browser/index.js", "nearside"), MAP)],
  ["an import in a script that is no module", { "/": { body: pages["/"].replace(' type="module"', " defer") } }, "import-outside-module"],
  ["another script's hash", inPage(INLINE), "csp-blocks-inline-start", `${STRICT} 'sha256-AAAA'`],
  ["`unsafe-inline` beside a hash", inPage(INLINE), "csp-blocks-inline-start", `${STRICT} 'sha256-AAAA' 'unsafe-inline'`],
  ["the script's own hash", inPage(INLINE), undefined, `${STRICT} ${HASH}`],
]) {
  test(`${about}: ${code ? "an error, and Chromium runs nothing" : "no error, and Chromium runs it"}`, { skip }, async (t) => {
    [policy, own, asked] = [csp, files, []];
    t.after(() => {
      own = {};
    });
    const report = await doctor();
    const errors = report.findings.filter(({ severity }) => severity === "error").map((finding) => finding.code);
    assert.deepEqual(errors, code ? [code] : []);
    assert.equal((await visit(t)).hero, code ? "Hello" : "<b>Hei</b>");
  });
}
