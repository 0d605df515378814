// One code, two shells: the native binary and `npx nearside` print the same bytes and end alike. And what is Node's own:
// it starts quietly, and a reader that goes away is no failure.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const native = join(root, "target/debug/nearside");
const bin = join(root, "pkg/bin/nearside.mjs");

/** A binary older than its sources proves nothing. */
function newest(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs));
}
const stale = !existsSync(native) || statSync(native).mtimeMs < newest(join(root, "src"));
const skip = stale && !process.env.CI ? "no fresh target/debug/nearside; `make test-native` builds it" : false;

const headers =
  "GET /?utm_source=x HTTP/1.1\nHost: shop.example\nCF-IPCountry: DE\nAccept-Language: de\nUser-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 19_1)\n";

function desk(t) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["ruleset.yaml", "content", "messages", "public"])
    cpSync(join(root, "www/shop", name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, "headers.txt"), headers);
  writeFileSync(join(folder, "LICENSE"), "MIT");
  writeFileSync(join(folder, "bytes.yaml"), Buffer.from([0xff, 0xfe, 0, 1]));
  writeFileSync(
    join(folder, "faulty.yaml"),
    "nearside: 1\nid: shöp\nslots: { a: { target: '#a' } }\nexperiences: [{ id: e, when: { geo.cuntry: US }, show: { a: { text: ä } } }]\n",
  );
  return folder;
}

const run = (program, args, folder, env = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env: { ...process.env, TZ: "Europe/Oslo", ...env } });
  return { status, stdout: stdout.toString("latin1"), stderr: stderr.toString("latin1") };
};
const npx = (args, folder, env) => run(process.execPath, [bin, ...args], folder, env);

const at = ["--at", "2026-11-20T19:30:00+01:00"];
const now = ["--now", "2026-11-20T19:30:00Z"];

for (const args of [
  [],
  ["--help"],
  ["--version"],
  ["check", "--help"],
  ["chek"],
  ["check", "ruleset.yaml", ...now],
  ["check", "ruleset.yaml", "--json", "--page", "public/index.html", "--page", "public/sale.html", ...now],
  ["check", "faulty.yaml", ...now],
  ["check", "faulty.yaml", "--json", ...now],
  ["check", "nowhere.yaml"],
  ["check", "nowhere"],
  ["check", "LICENSE"],
  ["fmt", "ruleset.yaml", "--check"],
  ["fmt", "faulty.yaml", "--json"],
  ["decide", "ruleset.yaml", ...at, "--country", "DE"],
  ["decide", "ruleset.yaml", ...at, "--headers", "headers.txt", "--platform", "cloudflare", "--json", "--edge"],
  ["decide", "ruleset.yaml", ...at, "--headers", "nowhere.txt"],
  ["explain", "--ruleset", "ruleset.yaml", ...at, "--country", "DE"],
  ["explain", "--ruleset", "ruleset.yaml", ...at, "--country", "DE", "--json"],
  ["decide", "ruleset.yaml", ...at, "--headers", "content"],
  ["decide", "ruleset.yaml", ...at, "--signals", "ruleset.yaml/x"],
  ["check", "ruleset.yaml", "--page", "content/"],
  ["fmt", "bytes.yaml"],
  ["init", "ruleset.yaml"],
  ["init", "ruleset.yaml/site"],
  ["build", "ruleset.yaml", "--out", "content", ...now],
  ["build", "ruleset.yaml", "--out", "headers.txt/site.nsb", ...now],
  ["signals", "--from-headers", "bytes.yaml"],
  ["signals"],
  ["signals", "time", "--json"],
  ["manifest", "ruleset.yaml"],
  ["manifest", "ruleset.yaml", "--json"],
  ["manifest", "ruleset.yaml", "--format", "markdown"],
  ["manifest", "ruleset.yaml", "--against", "headers.txt"],
  ["manifest", "faulty.yaml"],
  ["doctor", "public/index.html", "--ruleset", "ruleset.yaml"],
  ["doctor", "public/index.html", "--json"],
  ["doctor", "nowhere.html"],
  ["serve", "ruleset.yaml", "--site", "nowhere"],
  ["serve", "ruleset.yaml", "--site", "headers.txt"],
  ["init", "new", "--edge", "cloudflare"],
  ["build", "ruleset.yaml", "--out", "out/site.nsb", "--keep-names", ...now],
  ["build", "ruleset.yaml", "--out", "out/site.nsb", "--json", ...now],
  ["build", "faulty.yaml", ...now],
]) {
  test(`nearside ${args.join(" ")}`, { skip }, (t) => {
    const [mine, theirs] = [desk(t), desk(t)];
    assert.deepEqual(npx(args, mine), run(native, args, theirs));
    const files = (folder) =>
      Object.fromEntries(
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
          .sort()
          .map((file) => [file.slice(folder.length), readFileSync(file).toString("latin1")]),
      );
    assert.deepEqual(files(mine), files(theirs));
  });
}

test("a page at an address is fetched, and one that is not there is said", (t) => {
  const folder = desk(t);
  const { status, stderr } = npx(["check", "ruleset.yaml", "--page", "http://127.0.0.1:9/"], folder);
  assert.equal(status, 2);
  assert.match(stderr, /^error: can't fetch `http:\/\/127\.0\.0\.1:9\/`: .*\n$/);
});

test("an argument that is no text is no reason to panic", { skip }, (t) => {
  const { status, stderr } = run("bash", ["-c", `"${native}" check $'\\xff'`], desk(t));
  assert.equal(status, 2);
  assert.match(stderr, /^error: there is no /);
});

test("nothing of Node's is printed, and colour is never forced on a pipe", (t) => {
  const folder = desk(t);
  const { status, stdout, stderr } = npx(["check", "ruleset.yaml", ...now], folder, { FORCE_COLOR: "1" });
  assert.equal(status, 0, stderr);
  assert.ok(!(stdout + stderr).includes("\u001b"));
  assert.doesNotMatch(stdout + stderr, /Warning|node:/);
});

test("a reader that goes away early is no failure", (t) => {
  const folder = desk(t);
  const { stderr } = run("bash", ["-c", `"${process.execPath}" "${bin}" signals --json | head -n 1`], folder);
  assert.equal(stderr, "");
});

test("a file that is not text, too large, or a folder, is said so", (t) => {
  const folder = desk(t);
  writeFileSync(join(folder, "big.yaml"), Buffer.alloc(10 << 20, 97));
  writeFileSync(join(folder, "bytes.yaml"), Buffer.from([0xff, 0xfe, 0, 1]));
  for (const name of ["big.yaml", "bytes.yaml", "content"]) {
    const { status, stderr } = npx(["check", name], folder);
    assert.ok(status === 1 || status === 2, name);
    assert.match(stderr, /^error/, name);
  }
});
