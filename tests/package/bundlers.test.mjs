// The package in the hands of bundlers: the module must come along, once, and load from where they put it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compile } from "nearside/tools";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";
import { answer, consumer, probe, root } from "./consumer.mjs";

const page = (script) => `<!doctype html><title>waiting</title><script type="module" src="${script}"></script>`;
const main = `${probe}probe().then((code) => { document.title = code; });\n`;
const skip = findChromium() || process.env.CI ? false : "no Chromium here";

const kinds = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Forbids WebAssembly, and scripts in the page itself. */
const POLICY = { "content-security-policy": "script-src 'self'" };

/** Serves a folder and gives the title that its page ends up with. */
async function titleOf(t, folder, { path = "/index.html", type = kinds, headers = {} } = {}) {
  const server = createServer((request, response) => {
    try {
      const file = join(folder, decodeURIComponent(new URL(request.url, "http://x").pathname));
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": type[extname(file)] ?? "application/octet-stream", ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.close());
  return visit(t, `http://127.0.0.1:${server.address().port}${path}`);
}

async function visit(t, url) {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const tab = await browser.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  await tab.goto(url);
  await tab.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 20_000 }).catch(() => {});
  assert.deepEqual(errors, []);
  return tab.title();
}

/** What stands in for the wasm must be a file of its own, which a page loads when it needs it. */
function assertScriptApart(folder, main) {
  const scripts = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js"));
  const carrying = scripts.filter((file) => readFileSync(join(folder, file), "utf8").includes("structuredClone"));
  assert.ok(carrying.length >= 1 && !carrying.some((file) => main.test(file)), `apart among ${scripts}`);
}

/** The wasm files of a bundler's output; the runtime's must be among them, as we built it, and only once. */
function assertOneRuntime(folder, name = "runtime") {
  const runtime = readFileSync(join(root, `pkg/wasm/${name}.wasm`));
  const modules = readdirSync(folder, { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith(".wasm") && statSync(file).isFile());
  assert.equal(modules.filter((file) => readFileSync(file).equals(runtime)).length, 1, `one ${name} among ${modules}`);
}

test("a script tag needs no bundler", { skip }, async (t) => {
  const folder = consumer(t, {
    "index.html": `<!doctype html><title>waiting</title><script type="importmap">{"imports":{"nearside/engine":"/node_modules/nearside/dist/browser/engine.js"}}</script><script type="module" src="main.js"></script>`,
    "main.js": main,
  });
  assert.equal(await titleOf(t, folder), answer);
});

test("a server that does not know application/wasm still serves it", { skip }, async (t) => {
  const folder = consumer(t, {
    "index.html": `<!doctype html><title>waiting</title><script type="importmap">{"imports":{"nearside/engine":"/node_modules/nearside/dist/browser/engine.js"}}</script><script type="module" src="main.js"></script>`,
    "main.js": main,
  });
  assert.equal(await titleOf(t, folder, { type: { ...kinds, ".wasm": "application/octet-stream" } }), answer);
});

test("vite builds it", { skip }, async (t) => {
  const { build } = await import("vite");
  const folder = consumer(t, { "index.html": page("/main.js"), "main.js": main });
  await build({ root: folder, logLevel: "error", build: { assetsInlineLimit: 0 } });
  assertOneRuntime(join(folder, "dist"));
  assertScriptApart(join(folder, "dist"), /index/);
  assert.equal(await titleOf(t, join(folder, "dist")), answer);
  assert.equal(await titleOf(t, join(folder, "dist"), { headers: POLICY }), answer);
});

/** A page that remembers: what comes later has to be found, too. */
const ruleset = `nearside: 1
id: a.example
events: { buy: {} }
slots: { a: { target: body, redecide: action } }
experiences: [{ id: a, because: b, when: { event.buy.count: 1 }, show: { a: { text: bought } } }]
`;
const remembering = `import { start } from "nearside";
const bundle = Uint8Array.from(atob("${Buffer.from(compile({ "ruleset.yaml": ruleset })).toString("base64")}"), (byte) => byte.charCodeAt(0));
const ns = await start({ bundle });
ns.track("buy");
document.title = document.body.textContent;
`;

test("vite and webpack bring along what remembers", { skip }, async (t) => {
  const { build } = await import("vite");
  const { default: webpack } = await import("webpack");
  const folder = consumer(t, { "index.html": page("/main.js"), "main.js": remembering, "out/index.html": page("main.mjs") });
  await build({ root: folder, logLevel: "error", build: { assetsInlineLimit: 0, target: "es2022" } });
  const experiments = { outputModule: true };
  const output = { path: join(folder, "out"), module: true, chunkFormat: "module" };
  const run = webpack({ context: folder, mode: "production", entry: "./main.js", experiments, output });
  assert.deepEqual((await promisify(run.run.bind(run))()).toJson({ errors: true }).errors, []);
  await promisify(run.close.bind(run))();
  for (const made of [join(folder, "dist"), join(folder, "out")]) {
    for (const name of ["page", "memory"]) assertOneRuntime(made, name);
    assert.equal(await titleOf(t, made), "bought");
  }
});

test("vite serves it while developing", { skip }, async (t) => {
  const { createServer: vite } = await import("vite");
  const folder = consumer(t, { "index.html": page("/main.js"), "main.js": main });
  const server = await vite({ root: folder, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  await server.listen();
  t.after(() => server.close());
  assert.equal(await visit(t, server.resolvedUrls.local[0]), answer);
});

test("webpack builds it", { skip }, async (t) => {
  const { default: webpack } = await import("webpack");
  const folder = consumer(t, { "dist/index.html": page("main.js").replace('type="module"', "defer"), "main.js": main });
  const run = webpack({ context: folder, mode: "production", entry: "./main.js", output: { path: join(folder, "dist") } });
  const stats = await promisify(run.run.bind(run))();
  await promisify(run.close.bind(run))();
  assert.deepEqual(stats.toJson({ errors: true }).errors, []);
  assertOneRuntime(join(folder, "dist"));
  assertScriptApart(join(folder, "dist"), /main/);
  assert.equal(await titleOf(t, join(folder, "dist")), answer);
  assert.equal(await titleOf(t, join(folder, "dist"), { headers: POLICY }), answer);
});

test("esbuild bundles it, the module copied to where it looks", { skip }, async (t) => {
  // esbuild leaves `new URL("../../wasm/…", import.meta.url)` as it is: users copy the file there.
  const { build } = await import("esbuild");
  const folder = consumer(t, { "app/js/index.html": page("main.js"), "main.js": main });
  await build({
    absWorkingDir: folder,
    entryPoints: ["main.js"],
    outdir: "app/js",
    bundle: true,
    format: "esm",
    platform: "browser",
    logLevel: "error",
  });
  cpSync(join(folder, "node_modules/nearside/wasm/runtime.wasm"), join(folder, "wasm/runtime.wasm"));
  assert.equal(await titleOf(t, folder, { path: "/app/js/index.html" }), answer);
  assert.equal(await titleOf(t, folder, { path: "/app/js/index.html", headers: POLICY }), answer);
});

test("a page that takes one source of consent has no other", async (t) => {
  const { build } = await import("esbuild");
  const folder = consumer(t, { "main.js": 'import { tcf } from "nearside/consent";\ntcf()(console.log);\n' });
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ["main.js"],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const [{ text }] = outputFiles;
  assert.ok(text.includes("__tcfapi"));
  assert.doesNotMatch(text, /__gpp|dataLayer|usnat|OptOut|PubRestrictions/);
});

test("Node imports it as JavaScript", (t) => {
  const folder = consumer(t, { "main.mjs": `${probe.replace("nearside/engine", "nearside/js")}console.log(await probe());\n` });
  const said = execFileSync(process.execPath, ["--jitless", "main.mjs"], { cwd: folder, encoding: "utf8" });
  assert.equal(said.trim(), answer);
});

test("Node imports it", (t) => {
  const folder = consumer(t, { "main.mjs": `${probe}console.log(await probe());\n` });
  assert.equal(execFileSync(process.execPath, ["main.mjs"], { cwd: folder, encoding: "utf8" }).trim(), answer);
});
