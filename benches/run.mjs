// `make bench`: decisions, cold start, HTML rewriting and sizes, side by side with peers, each in a process of its own.
// Progress goes to stderr, the tables to stdout (`--json`: the figures), and benches/RESULTS.md is written anew.
//
//   node benches/run.mjs [--json] [--no-write] [decide] [signals] [start] [rewrite] [size]     without names: all
//   PASSES=9 node benches/run.mjs --no-write decide                                   a quick look

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const flags = new Set(process.argv.slice(2));
const asked = ["decide", "signals", "start", "rewrite", "size"].filter((part) => flags.has(part));
const wants = (part) => asked.length === 0 || asked.includes(part);
const say = (text) => process.stderr.write(`bench: ${text}\n`);

/** Runs a command; its output, or an error with what it said. */
function run(command, args, cwd = root) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const said = ["", ""];
    child.stdout.on("data", (chunk) => (said[0] += chunk));
    child.stderr.on("data", (chunk) => (said[1] += chunk));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done(said[0]);
      else fail(Object.assign(new Error(`${command} ${args.join(" ")}\n${said[1]}`), { output: said[0] }));
    });
  });
}

const child = async (...args) => JSON.parse((await run("node", args)).trim().split("\n").at(-1));

async function install() {
  const lock = readFileSync(join(here, "package-lock.json"), "utf8");
  const stamp = join(here, "node_modules/.nearside-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  say("npm packages of the peers");
  await run("npm", ["ci", "--no-audit", "--no-fund"], here);
  writeFileSync(stamp, lock);
}

const PEERS = ["nearside", "nearside-js", "json-logic", "flagd", "growthbook", "flipt"];
const LARGE = ["nearside", "nearside-js", "json-logic"]; // for the others 2 000 experiences take seconds a visitor

async function decide() {
  const rows = [];
  for (const count of [20, 200, 2000]) {
    for (const peer of count > 200 ? LARGE : PEERS) {
      const row = await child("benches/decide/one.mjs", peer, String(count));
      say(`${row.name}, ${count} experiences: ${row.ratio.toFixed(2)} × closures`);
      rows.push(row);
    }
  }
  return rows;
}

/** A full context from a request: natively, in the edge's wasm, and what peers take for the device alone. */
async function signals() {
  const { PLATFORM, requests } = await import("./signals/requests.mjs");
  mkdirSync(join(root, "target/bench"), { recursive: true });
  const file = join(root, "target/bench/requests.json");
  writeFileSync(file, JSON.stringify({ platform: PLATFORM, requests }));
  const measured = await child("benches/signals/one.mjs");
  say("signals, natively (the engine is compiled for it, some minutes)");
  const native = JSON.parse(
    (await run("cargo", ["bench", "--quiet", "--locked", "--bench", "context", "--", file])).trim().split("\n").at(-1),
  );
  const [wasm, ...peers] = measured.rows;
  const rows = [{ name: "nearside, natively", ns: native.ns }, { ...wasm, name: "nearside, edge wasm" }, ...peers];
  for (const { name, ns } of rows) say(`signals of a request, ${name}: ${(ns / 1000).toFixed(1)} µs`);
  return { ...measured, rows, hostile: native.hostile };
}

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/** The workload's ruleset, compiled: sizes, and the file that cold starts load. */
async function bundles() {
  const { compile } = await import("nearside/tools");
  const { campaigns } = await import("./decide/workload.mjs");
  const { ruleset } = await import("./decide/peers/nearside.mjs");
  mkdirSync(join(root, "target/bench"), { recursive: true });
  return [20, 200].map((count) => {
    const bytes = compile({ "ruleset.json": JSON.stringify(ruleset(campaigns(count))) });
    const file = join(root, `target/bench/${count}.nsb`);
    writeFileSync(file, bytes);
    return { count, bytes: bytes.length, brotli: brotli(bytes), file };
  });
}

const STARTS = 15;

async function coldStart(file) {
  const { median, quantile } = await import("./median.mjs");
  const starts = [];
  for (let i = 0; i < STARTS; i++) starts.push(await child("benches/start/one.mjs", file));
  const times = starts.map(({ ms }) => ms);
  const start = { ms: median(times), low: quantile(times, 0.25), high: quantile(times, 0.75), memory: starts[0].memory };
  say(`cold start: ${start.ms.toFixed(1)} ms, ${start.memory / 1024} KiB of memory`);
  return start;
}

async function rewrite() {
  const rows = [];
  const note = (row) => {
    say(`rewriting, ${row.name}: ${row.ratio.toFixed(2)} × html-rewriter-wasm`);
    rows.push(row);
  };
  for (const name of ["none matches", "sparse", "dense"]) note(await child("benches/rewrite/one.mjs", name));
  const pages = join(process.env.NEARSIDE_SUITES ?? resolve(root, "../shared/suites"), "html");
  if (existsSync(pages)) {
    const files = readdirSync(pages).filter((file) => file.endsWith(".html"));
    const row = await child("benches/rewrite/one.mjs", "none", ...files.sort().map((file) => join(pages, file)));
    note({ ...row, name: `none matches, ${row.pages} real pages` });
  }
  return rows;
}

async function sizes() {
  // It fails over budget, and has measured all the same.
  const rows = JSON.parse(await run("node", ["scripts/size.mjs", "--json"]).catch(({ output }) => output));
  const peer = readFileSync(join(here, "node_modules/html-rewriter-wasm/dist/html_rewriter_bg.wasm"));
  rows.push({ name: "html-rewriter-wasm, its wasm alone", total: brotli(peer) });
  say(`sizes: ${rows.map(({ name, total }) => `${name} ${(total / 1000).toFixed(1)} KB`).join(", ")}`);
  return rows;
}

async function machine() {
  const [cpu] = cpus();
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const { version } = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
  const commit = await run("git", ["rev-parse", "--short", "HEAD"]).catch(() => "");
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpu?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    /** Fewer passes than it takes to rely on the figures. */
    quick: process.env.PASSES,
    versions: { nearside: commit ? `${version} (${commit.trim()})` : version, ...dependencies },
  };
}

await install();
const results = { machine: await machine() };
if (wants("decide")) results.decide = await decide();
if (wants("signals")) results.signals = await signals();
if (wants("start") || wants("size")) results.bundles = await bundles();
if (wants("start")) results.start = await coldStart(results.bundles[0].file);
if (wants("rewrite")) results.rewrite = await rewrite();
if (wants("size")) results.sizes = await sizes();

const { figures, tables, document } = await import("./report.mjs");
console.log(flags.has("--json") ? JSON.stringify({ ...results, figures: figures(results) }, null, 2) : tables(results));
if (asked.length === 0 && !flags.has("--no-write")) {
  writeFileSync(join(here, "RESULTS.md"), document(results));
  say("wrote benches/RESULTS.md; `node scripts/readme-figures.mjs` takes its figures into the README");
}
