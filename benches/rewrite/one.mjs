// Measures the rewriter against html-rewriter-wasm in this process: the same page in the same chunks, the same edits,
// and, before anything is timed, the same bytes out. Prints one line of JSON.
//
//   node benches/rewrite/one.mjs "sparse"         a work of work.mjs
//   node benches/rewrite/one.mjs none FILE...     ten selectors that match nothing, over real pages

import { readFile } from "node:fs/promises";
import { alternate, median } from "../median.mjs";
import { page } from "./page.mjs";
import { htmlRewriterWasm, nearside } from "./peers.mjs";
import { works } from "./work.mjs";

const [name, ...files] = process.argv.slice(2);
const PASSES = Number(process.env.PASSES ?? 25);
const CHUNK = 16_384;

const work = works.find((work) => work.name === name) ?? works[0];
const pages = files.length > 0 ? await Promise.all(files.map((file) => readFile(file))) : [page(work.bytes)];
const size = pages.reduce((sum, { length }) => sum + length, 0);
const rewriters = [await htmlRewriterWasm(work.edits), await nearside(work.edits)];

async function rewrite(start, bytes, output) {
  const rewriter = start(output);
  for (let at = 0; at < bytes.length; at += CHUNK) await rewriter.write(bytes.subarray(at, at + CHUNK));
  await rewriter.end();
  const matched = rewriter.matched();
  rewriter.free();
  return matched;
}

/** The page rewritten by both: byte for byte the same, and as many edits as the work says. */
async function agree() {
  let edits = 0;
  for (const bytes of pages) {
    const [expected, got] = await Promise.all(
      rewriters.map(async (start) => {
        const chunks = [];
        edits = await rewrite(start, bytes, (chunk) => chunks.push(Buffer.from(chunk)));
        return Buffer.concat(chunks);
      }),
    );
    if (!expected.equals(got)) throw new Error(`${name}: the rewriters differ at ${differ(expected, got)}`);
  }
  if (files.length === 0 && (edits < work.least || edits > work.most)) throw new Error(`${name}: ${edits} edits`);
  return edits;
}

function differ(a, b) {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  const near = (bytes) => JSON.stringify(bytes.subarray(Math.max(0, at - 40), at + 60).toString());
  return `byte ${at}:\n  ${near(a)}\n  ${near(b)}`;
}

/** Nanoseconds a byte. */
async function slice(start, ms) {
  let bytes = 0;
  let out = 0;
  const began = process.hrtime.bigint();
  const end = began + BigInt(ms) * 1_000_000n;
  let now = began;
  while (now < end) {
    for (const one of pages) {
      await rewrite(start, one, (chunk) => {
        out += chunk.length;
      });
      bytes += one.length;
    }
    now = process.hrtime.bigint();
  }
  if (out === 0) throw new Error("nothing came out");
  return Number(now - began) / bytes;
}

/** Microseconds from nothing to the first byte out, after a first chunk of 1 KB. */
async function firstOutput(start) {
  const chunk = pages[0].subarray(0, 1024);
  const times = [];
  for (let i = 0; i < 400; i++) {
    let first;
    const began = process.hrtime.bigint();
    const rewriter = start((bytes) => {
      if (bytes.length > 0) first ??= process.hrtime.bigint();
    });
    await rewriter.write(chunk);
    await rewriter.end();
    rewriter.free();
    if (i >= 100) times.push(Number(first - began) / 1000);
  }
  return median(times);
}

const edits = await agree();
const [peer, own] = await alternate(
  rewriters.map((start) => (ms) => slice(start, ms)),
  { passes: PASSES, warm: 3, ms: 60 },
);
const speed = (time) => 1000 / time;
const first = [await firstOutput(rewriters[0]), await firstOutput(rewriters[1])];
console.log(
  JSON.stringify({
    name,
    pages: pages.length,
    bytes: size,
    edits,
    own: speed(own.time),
    peer: speed(peer.time),
    ratio: 1 / own.ratio,
    low: 1 / own.high,
    high: 1 / own.low,
    first_us: first[1],
    peer_first_us: first[0],
  }),
);
process.exit(0);
