import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { consumer, pack, root } from "./consumer.mjs";

const manifest = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "nearside-pack-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const { tarball, files } = pack(folder);

const leaves = (map) => (typeof map === "string" ? [map] : Object.values(map).flatMap(leaves));

test("the tarball carries the modules, each once: the runtime whole, and divided for pages", () => {
  const modules = files.filter((file) => file.endsWith(".wasm")).sort();
  assert.deepEqual(modules, ["wasm/edge.wasm", "wasm/memory.wasm", "wasm/page.wasm", "wasm/runtime.wasm", "wasm/tools.wasm"]);
});

test("what browsers load is there as JavaScript too", () => {
  const scripts = files.filter((file) => /^wasm\/.*\.js$/.test(file)).sort();
  assert.deepEqual(scripts, ["wasm/memory.js", "wasm/page.js", "wasm/runtime.js"]);
});

test("the tarball carries nothing that users do not need", () => {
  const stray = files.filter(
    (file) =>
      !/^(bin|conformance|demo|dist|messages|schema|wasm)\/|^(package\.json|custom-elements\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
        file,
      ) || /\/\.|\.ts$/.test(file.replace(/\.d\.ts$/, "")),
  );
  assert.deepEqual(stray, []);
});

test("everything that `exports`, `imports` and `bin` lead to is in the tarball", () => {
  const wanted = [...leaves(manifest.exports), ...leaves(manifest.imports), ...Object.values(manifest.bin)]
    .filter((path) => !path.includes("*"))
    .map((path) => path.replace(/^\.\//, ""));
  assert.deepEqual(
    wanted.filter((path) => !files.includes(path)),
    [],
  );
});

test("every entry of `exports` has a default, and it comes last", () => {
  for (const [entry, map] of Object.entries(manifest.exports)) assert.equal(Object.keys(map).at(-1), "default", entry);
});

test("sources of consent are in no entry but their own", () => {
  const scripts = files.filter((file) => /^dist\/browser\/.*\.js$/.test(file));
  const listening = scripts.filter((file) => /__tcfapi|__gpp|dataLayer/.test(readFileSync(join(root, "pkg", file), "utf8")));
  assert.deepEqual(listening, ["dist/browser/consent.js"]);
});

test("the elements are in no entry but their own", () => {
  const scripts = files.filter((file) => /^dist\/browser\/.*\.js$/.test(file));
  const defining = scripts.filter((file) => /customElements\.define\(/.test(readFileSync(join(root, "pkg", file), "utf8")));
  assert.deepEqual(defining, ["dist/browser/elements.js"]);
});

test("what the elements say is there as data, for whoever translates it: a table for each language, with the same keys", async (t) => {
  assert.deepEqual(files.filter((file) => file.startsWith("messages/")).sort(), [
    "messages/de.json",
    "messages/en.json",
    "messages/fr.json",
  ]);
  const copied = `import en from "nearside/messages/en.json" with { type: "json" };
import de from "nearside/messages/de.json" with { type: "json" };
import fr from "nearside/messages/fr.json" with { type: "json" };
import { defineElements } from "nearside/elements";
const it = { ...en, yes: "Sì" };
defineElements(undefined, { messages: { it } });
console.log(JSON.stringify([en, de, fr].map((texts) => Object.keys(texts).sort())), it["handover.title"], it["signal.geo.country"]);`;
  const project = consumer(t, { "copied.mjs": copied });
  const [keys, ...said] = execFileSync(process.execPath, ["--no-warnings", "copied.mjs"], { cwd: project, encoding: "utf8" }).split(
    /(?<=]]) /,
  );
  const [en, de, fr] = JSON.parse(keys);
  assert.deepEqual([de, fr], [en, en]);
  assert.ok(en.length > 200 && en.every((key) => key in JSON.parse(readFileSync(join(root, "pkg/messages/en.json"), "utf8"))));
  assert.equal(said.join("").trim(), "Use this on another device Country");
});

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: join(root, "pkg"), strict: true, pack: "npm" });
  const found = messages.map((message) => formatMessage(message, pkg));
  // The schemas are generated; a checkout that has not made them yet is not broken.
  assert.deepEqual(
    found.filter((text) => existsSync(join(root, "pkg/schema")) || !text.includes("./schema/")),
    [],
  );
});

test("types resolve as the code does", async () => {
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  // An ESM-only package of sub-paths: Node 10's resolution has no `exports`, and CommonJS must `import()` it.
  const accepted = new Set(["NoResolution", "CJSResolvesToESM"]);
  const found = (analysis.problems ?? []).filter(
    (problem) => !accepted.has(problem.kind) || (problem.kind === "NoResolution" && problem.resolutionKind !== "node10"),
  );
  const named = found.filter((problem) => !/^\.\/(wasm|schema|messages)\//.test(problem.entrypoint ?? ""));
  assert.deepEqual(named, []);
});

test("the lock file names no registry", () => {
  assert.ok(existsSync(join(root, "package-lock.json")));
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const resolved = Object.values(lock.packages).flatMap((entry) => (/^https?:/.test(entry.resolved ?? "") ? [entry.resolved] : []));
  assert.deepEqual(resolved, []);
});
