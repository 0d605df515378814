// The picture of the benchmarks: what it shows, not how long anything takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sharing } from "../../benches/decide/workload.mjs";
import { decades, picture, scale } from "../../benches/picture.mjs";
import { verdict } from "../../benches/targets.mjs";

test("each step of ten is as long, and powers of ten hold all", () => {
  const x = scale(1, 10_000, 400);
  assert.deepEqual([1, 10, 100, 10_000].map(x).map(Math.round), [0, 100, 200, 400]);
  assert.deepEqual(decades([3, 4200]), [1, 10, 100, 1000, 10_000]);
  assert.deepEqual(decades([100]), [100, 1000]);
});

test("text is text, and every line has its name and a point for each figure", () => {
  const points = [10, 100].map((count) => ({ count, ns: 30 * count }));
  const svg = picture([{ title: "a < b & c", lines: [{ name: "one", points }] }], "About it");
  assert.match(svg, /<title id="title">About it<\/title>/);
  assert.match(svg, />a &lt; b &amp; c<\/text>/);
  assert.match(svg, />one<\/text>/);
  assert.equal(svg.match(/<circle /g).length, 2);
  assert.match(svg, />100 ns<\/text>/);
  assert.match(svg, /prefers-color-scheme: dark/);
  const open = svg.match(/<(svg|title|style|text)[ >]/g).length;
  assert.equal(svg.match(/<\/(svg|title|style|text)>/g).length, open);
});

test("both panels have the same axes", () => {
  const panel = (title, count, ns) => ({ title, lines: [{ name: "one", points: [{ count, ns }] }] });
  const svg = picture([panel("left", 1, 50), panel("right", 10_000, 2e6)], "both");
  assert.equal(svg.match(/>10 000<\/text>/g).length, 2);
  assert.equal(svg.match(/>10 ms<\/text>/g).length, 2);
});

test("campaigns that share slots take turns, and are the same each time", () => {
  const all = sharing(25);
  assert.deepEqual(new Set(all.map(({ slot }) => slot)).size, 10);
  assert.deepEqual(sharing(25), all);
});

test("a target is at most, or at least", () => {
  assert.equal(verdict(2, { must: 3, aim: 1.5 }), "ok, over the aim");
  assert.equal(verdict(4, { must: 3 }), "misses");
  assert.equal(verdict(80, { must: 80 }, { atLeast: true }), "ok");
  assert.equal(verdict(79, { must: 80 }, { atLeast: true }), "misses");
});
