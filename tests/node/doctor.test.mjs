// `nearside doctor` against real servers, by both shells: what is fetched, how often redirects are followed, which encodings
// are asked for. What each finding is for is tested natively, in tests/native/doctor.rs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { compile } from "nearside/tools";

const root = fileURLToPath(new URL("../..", import.meta.url));
const native = join(root, "target/debug/nearside");
const bin = join(root, "pkg/bin/nearside.mjs");

function newest(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs));
}
const stale = !existsSync(native) || statSync(native).mtimeMs < newest(join(root, "src"));

/** Not `spawnSync`: the server is in this process. */
function run(program, args, cwd) {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"])
    child[stream].setEncoding("utf8").on("data", (text) => {
      said[stream] += text;
    });
  return new Promise((done) => child.once("close", (status) => done({ status, ...said })));
}

const bundle = Buffer.from(
  compile({
    "ruleset.json": JSON.stringify({ nearside: 1, id: "a", slots: { s: { value: 1 } }, experiences: [{ id: "e", show: { s: 2 } }] }),
  }),
);
const WASM = Buffer.concat([Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), Buffer.alloc(4000)]);
const PAGE = `<!doctype html><title>t</title>${"<p>text</p>".repeat(200)}<script type="module" src="/start.js"></script>`;
const SCRIPTS = {
  "/start.js": `import { start } from "./nearside/index.js"; await start({ bundle: "/site.nsb" });`,
  "/nearside/index.js": `import "./chunk.js"; const engine = new URL("./runtime.wasm", import.meta.url);`,
  "/nearside/chunk.js": "",
};
const GOOD = {
  "/": { type: "text/html", body: PAGE, headers: { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" } },
  "/site.nsb": { type: "application/octet-stream", body: bundle },
  "/nearside/runtime.wasm": { type: "application/wasm", body: WASM },
  ...Object.fromEntries(Object.entries(SCRIPTS).map(([path, body]) => [path, { type: "text/javascript", body }])),
};

/** Serves files, each compressed as the request allows; says what was asked for. */
async function serve(t, files, brotli = true) {
  const asked = [];
  const server = createServer((request, response) => {
    const file = files[request.url];
    const accepted = request.headers["accept-encoding"] ?? "";
    asked.push(`${request.url} ${accepted}`);
    if (!file) return response.writeHead(404).end();
    if (file.to) return response.writeHead(302, { location: file.to }).end();
    const headers = { "content-type": file.type, "cache-control": "no-cache", etag: '"1"', vary: "accept-encoding", ...file.headers };
    const pack = /\bbr\b/.test(accepted) && brotli ? ["br", brotliCompressSync] : /gzip/.test(accepted) ? ["gzip", gzipSync] : [];
    const [encoding, compress] = pack;
    response.writeHead(file.status ?? 200, { ...headers, ...(encoding && { "content-encoding": encoding }) });
    response.end(compress ? compress(file.body) : file.body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}/`, asked };
}

/** What was said but for how far a clock is off, which a minute's turn between two runs changes. */
const timeless = ({ stdout, ...rest }) => ({ ...rest, stdout: stdout.replace(/\d+ minutes behind/g, "some minutes behind") });

/** What both shells say, which must be the same. */
async function doctor(t, files, { path = "", args = [], brotli = true } = {}) {
  const { url, asked } = await serve(t, files, brotli);
  const line = ["doctor", url + path, ...args];
  const cwd = mkdtempSync(join(tmpdir(), "nearside-doctor-"));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  const said = await run(process.execPath, [bin, ...line], cwd);
  const first = asked.splice(0);
  if (!stale || process.env.CI) {
    const again = await run(native, line, cwd);
    assert.deepEqual(timeless(again), timeless(said));
    assert.deepEqual(asked, first);
  }
  return { url, asked: first, ...said };
}

async function codes(t, files, options = {}) {
  const { status, stdout, stderr } = await doctor(t, files, { ...options, args: ["--json", ...(options.args ?? [])] });
  assert.equal(stderr, "");
  const report = JSON.parse(stdout);
  assert.equal(status, report.findings.some(({ severity }) => severity === "error") ? 1 : 0);
  return { report, codes: report.findings.map(({ code }) => code).sort() };
}

test("a page is fetched with what its own scripts lead to, and nothing else", async (t) => {
  const { status, stdout, asked, url } = await doctor(t, GOOD);
  assert.equal(status, 0, stdout);
  assert.equal(stdout, `${url}  200, ${PAGE.length} bytes\n\nnothing is broken: 0 errors, 0 warnings, 0 notes\n`);
  const plain = ["/", "/start.js", "/nearside/index.js", "/nearside/chunk.js", "/site.nsb", "/nearside/runtime.wasm"];
  const packed = ["/", "/site.nsb", "/nearside/runtime.wasm"];
  assert.deepEqual([...asked].sort(), [...plain.map((path) => `${path} identity`), ...packed.map((path) => `${path} br, gzip`)].sort());
});

test("redirects are followed, and addresses lead from where they end", async (t) => {
  const { report, codes: found } = await codes(
    t,
    { ...GOOD, "/": { to: "/de/" }, "/old": { to: "/" }, "/de/": GOOD["/"] },
    { path: "old" },
  );
  assert.deepEqual(found, []);
  assert.match(report.page, /^http:\/\/127\.0\.0\.1:\d+\/de\/$/);
});

test("what is in the way of a served page is found", async (t) => {
  const files = {
    ...GOOD,
    "/": {
      ...GOOD["/"],
      headers: {
        "content-security-policy": "default-src 'self'; connect-src 'none'",
        date: "Fri, 20 Nov 2020 19:30:00 GMT",
        "cache-control": "public, no-transform",
      },
    },
    "/site.nsb": { type: "text/html", body: "<!doctype html>" },
    "/nearside/runtime.wasm": { type: "application/octet-stream", body: WASM, headers: { "cache-control": "public, max-age=31536000" } },
  };
  const { report, codes: found } = await codes(t, files);
  assert.deepEqual(found, [
    "asset-stale",
    "bundle-missing",
    "clock-differs",
    "csp-blocks-bundle",
    "csp-blocks-style",
    "csp-blocks-wasm",
    "no-transform",
    "wasm-type",
  ]);
  assert.deepEqual(report.paste, [
    { where: "Content-Security-Policy", policy: "default-src 'self'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
  ]);
});

test("a page that is not there, and one that is no page, are looked at all the same", async (t) => {
  assert.deepEqual((await codes(t, GOOD, { path: "nowhere" })).codes, [
    "csp-absent",
    "no-bundle",
    "page-no-validator",
    "page-status",
    "page-type",
  ]);
  const image = { "/": { type: "image/png", body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]) } };
  assert.deepEqual((await codes(t, image)).codes, ["csp-absent", "no-bundle", "page-type"]);
});

test("gzip where Brotli could be is a note, for each of them", async (t) => {
  const { codes: found } = await codes(t, GOOD, { brotli: false });
  assert.deepEqual(found, ["page-not-brotli", "wasm-not-brotli"]);
});

/** What both shells say of a server's answers to one line, each as it is. */
async function both(t, respond) {
  const server = createServer(respond);
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${server.address().port}/`;
  const line = ["doctor", url, "--json"];
  const programs = [[process.execPath, [bin, ...line]], ...(!stale || process.env.CI ? [[native, line]] : [])];
  return { url, said: await Promise.all(programs.map(([program, args]) => run(program, args, tmpdir()))) };
}

test("a server that takes the connection and stays silent is waited for half a minute", { timeout: 90_000 }, async (t) => {
  const began = Date.now();
  const { url, said } = await both(t, () => {});
  const waited = Date.now() - began;
  for (const one of said)
    assert.deepEqual(one, { status: 2, stdout: "", stderr: `error: can't fetch \`${url}\`: not answered within 30 seconds\n` });
  assert.ok(waited >= 29_000 && waited < 60_000, `${waited} ms`);
});

test("so is one whose answer never ends", { timeout: 90_000 }, async (t) => {
  const { url, said } = await both(t, (_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    const drip = setInterval(() => response.write(" "), 1000);
    response.on("close", () => clearInterval(drip));
  });
  for (const { status, stderr } of said)
    assert.deepEqual([status, stderr], [2, `error: can't fetch \`${url}\`: not answered within 30 seconds\n`]);
});

test("of a page of thirty megabytes sixteen are read, and that is said", { timeout: 90_000 }, async (t) => {
  const page = Buffer.concat([Buffer.from(PAGE), Buffer.alloc(30 << 20, " ")]);
  const { said } = await both(t, ({ url }, response) => {
    if (url !== "/") return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/html", etag: '"1"' }).end(page);
  });
  for (const { status, stdout, stderr } of said) {
    assert.equal(stderr, "");
    assert.ok(
      JSON.parse(stdout).findings.some(({ code }) => code === "page-cut"),
      stdout,
    );
    assert.equal(status, 1, "its script is not there");
  }
});

test("scripts that browsers refuse are errors", async (t) => {
  const other = (path, change) => ({ ...GOOD, [path]: { ...GOOD[path], ...change } });
  for (const [files, expected] of [
    [other("/nearside/index.js", { type: "text/plain" }), ["script-type"]],
    [other("/nearside/index.js", { type: "text/html", body: "<!doctype html>" }), ["script-missing"]],
    [other("/start.js", { status: 404 }), ["no-bundle", "script-missing"]],
    [other("/start.js", { body: SCRIPTS["/start.js"].replace("./nearside/", "/none/") }), ["script-missing"]],
    [other("/start.js", { body: SCRIPTS["/start.js"].replace("./nearside/index.js", "nearside") }), ["import-bare"]],
  ])
    assert.deepEqual((await codes(t, files)).codes, expected);
});

test("nobody there, and no address, is a misuse in one line", async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), "nearside-doctor-"));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  for (const page of ["http://127.0.0.1:9/", "http://", "https://nowhere.invalid/", "nowhere.html"]) {
    const { status, stdout, stderr } = await run(process.execPath, [bin, "doctor", page], cwd);
    assert.deepEqual([status, stdout], [2, ""], page);
    assert.match(stderr, /^error: can't (fetch|read) `[^\n]*[^ \n]\n$/, page);
  }
  const { stderr } = await run(process.execPath, [bin, "doctor", "shop.example/x"], cwd);
  assert.match(stderr, /there is no such file\n {2}hint: nearside doctor https:\/\/shop\.example\/x fetches the page\n$/);
  writeFileSync(join(cwd, "page.html"), PAGE);
  assert.equal((await run(process.execPath, [bin, "doctor", "page.html"], cwd)).status, 0);
});
