// `make bench`: decisions, cold start, HTML rewriting and sizes, side by side with peers, each in a process of its own.
// Progress goes to stderr, the tables to stdout (`--json`: the figures); benches/RESULTS.md is written anew, and the picture
// benches/cost.svg.
//
//   node benches/run.mjs [--json] [--no-write] [PART ...]     without names: all
//   PASSES=9 node benches/run.mjs --no-write decide     a quick look

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { child, native, root, run, say } from "./child.mjs";
import { again, cost, engines, growthbook, index, slot } from "./decide/run.mjs";

const here = join(root, "benches");
/** What can be asked for by name. */
const PARTS = ["decide", "growthbook", "slot", "again", "index", "cost", "memory", "signals", "start", "rewrite", "size"];
const flags = new Set(process.argv.slice(2));
const asked = PARTS.filter((part) => flags.has(part));
const wants = (part) => asked.length === 0 || asked.includes(part);

async function install() {
  const lock = readFileSync(join(here, "package-lock.json"), "utf8");
  const stamp = join(here, "node_modules/.nearside-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  say("npm packages of the peers");
  await run("npm", ["ci", "--no-audit", "--no-fund"], here);
  writeFileSync(stamp, lock);
}

/** A full context from a request: natively, in the edge's wasm, and what peers take for the device alone. */
async function signals() {
  const { PLATFORM, requests } = await import("./signals/requests.mjs");
  mkdirSync(join(root, "target/bench"), { recursive: true });
  const file = join(root, "target/bench/requests.json");
  writeFileSync(file, JSON.stringify({ platform: PLATFORM, requests }));
  const measured = await child("benches/signals/one.mjs");
  say("signals, natively (the engine is compiled for it, some minutes)");
  const own = await native("context", file);
  const [wasm, ...peers] = measured.rows;
  const rows = [{ name: "nearside, natively", ns: own.ns }, { ...wasm, name: "nearside, edge wasm" }, ...peers];
  for (const { name, ns } of rows) say(`signals of a request, ${name}: ${(ns / 1000).toFixed(1)} µs`);
  return { ...measured, rows, hostile: own.hostile };
}

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/** What remembering costs. */
async function memory() {
  const row = await child("benches/memory/one.mjs");
  say(`an event tracked and decided again: ${row.track_us.value.toFixed(1)} µs; a profile read: ${row.read_ms.value.toFixed(2)} ms`);
  return row;
}

/** The workload's ruleset, compiled: sizes, and the file that cold starts load. */
async function bundles() {
  const { campaigns } = await import("./decide/workload.mjs");
  const { bundle } = await import("./decide/peers/nearside.mjs");
  mkdirSync(join(root, "target/bench"), { recursive: true });
  return [20, 200].map((count) => {
    const bytes = bundle(campaigns(count));
    const file = join(root, `target/bench/${count}.nsb`);
    writeFileSync(file, bytes);
    return { count, bytes: bytes.length, brotli: brotli(bytes), file };
  });
}

const STARTS = 15;

async function coldStart([{ file }, { file: larger }]) {
  const { median, quantile } = await import("./median.mjs");
  const [starts, loads] = [[], []];
  for (let i = 0; i < STARTS; i++) {
    starts.push(await child("benches/start/one.mjs", file));
    loads.push(await child("benches/start/load.mjs", file, larger));
  }
  const figure = (times) => ({ ms: median(times), low: quantile(times, 0.25), high: quantile(times, 0.75) });
  const start = { ...figure(starts.map(({ ms }) => ms)), memory: starts[0].memory };
  const load = { fresh: figure(loads.map(({ fresh }) => fresh)), warm: figure(loads.map(({ warm }) => warm)) };
  say(`cold start: ${start.ms.toFixed(1)} ms, ${start.memory / 1024} KiB of memory`);
  say(`loading a bundle of 200: ${load.fresh.ms.toFixed(2)} ms, afterwards ${load.warm.ms.toFixed(2)} ms`);
  return { ...start, load };
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
if (wants("decide")) results.decide = await engines();
for (const [part, measure] of Object.entries({ growthbook, slot, again, index, cost })) {
  if (wants(part)) results[part] = await measure();
}
if (wants("memory")) results.memory = await memory();
if (wants("signals")) results.signals = await signals();
if (wants("start") || wants("size")) results.bundles = await bundles();
if (wants("start")) results.start = await coldStart(results.bundles);
if (wants("rewrite")) results.rewrite = await rewrite();
if (wants("size")) results.sizes = await sizes();

const { drawn, figures, tables, document } = await import("./report.mjs");
console.log(flags.has("--json") ? JSON.stringify({ ...results, figures: figures(results) }, null, 2) : tables(results));
if (results.cost && !flags.has("--no-write")) writeFileSync(join(here, "cost.svg"), drawn(results.cost));
if (asked.length === 0 && !flags.has("--no-write")) {
  writeFileSync(join(here, "RESULTS.md"), document(results));
  say("wrote benches/RESULTS.md; `node scripts/readme-figures.mjs` takes its figures into the README");
}
