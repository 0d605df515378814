// The tables, for a terminal and for RESULTS.md; both are Markdown. The last table holds the figures that the README
// quotes: `scripts/readme-figures.mjs` reads it.

import { picture } from "./picture.mjs";
import { targets, verdict } from "./targets.mjs";

const kb = (bytes) => (bytes / 1000).toFixed(1);
const times = (ratio) => `${ratio.toFixed(2)} ×`;
const time = (ns) => (ns < 1000 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1000).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`);
const goal = ({ must, aim } = {}, unit = "") => [must, aim].map((target) => (target === undefined ? "" : `${target}${unit}`));

/** Rows of cells as a Markdown table whose columns line up. */
function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join("\n");
}

function decisions(rows) {
  const cells = rows.map(({ name, count, ns, ratio, low, high, matched }) => {
    const own = name === "nearside" ? targets.decide[count] : undefined;
    const bold = own ? `**${name}**` : name;
    return [
      bold,
      count,
      time(ns),
      times(ratio),
      `${low.toFixed(2)}–${high.toFixed(2)}`,
      `${(100 * matched).toFixed(1)} %`,
      ...goal(own),
      verdict(ratio, own),
    ];
  });
  return table(["engine", "experiences", "all decided in", "to closures", "quartiles", "matched", "must", "aim", ""], cells);
}

function growthbook(rows) {
  const cells = rows.map(({ count, ns, reference, ratio, low, high }) => {
    const target = targets.growthbook[count];
    const quartiles = `${low.toFixed(0)}–${high.toFixed(0)}`;
    const is = verdict(ratio, target, { atLeast: true });
    return [count, time(ns), time(reference), `${ratio.toFixed(0)} ×`, quartiles, ...goal(target), is];
  });
  return table(["experiences", "GrowthBook", "nearside", "GrowthBook / nearside", "quartiles", "must", "aim", ""], cells);
}

/** Parts of a decision, each against its reference. */
function aspects({ slot, again, index }) {
  const rows = [];
  const row = (name, ns, reference, { ratio, low, high }, target, how) =>
    rows.push([
      target ? `**${name}**` : name,
      time(ns),
      time(reference),
      times(ratio),
      `${low.toFixed(2)}–${high.toFixed(2)}`,
      ...goal(target),
      verdict(ratio, target, how),
    ]);
  if (slot) row("one slot, context set / a closure", slot.ns, slot.reference, slot, targets.slot);
  for (const [at, one] of (again?.rows ?? []).entries()) {
    const name = at < 2 ? `${one.name} / all decided` : `\u2003${one.name}`;
    row(name, one.ns, one.reference, one, at === 0 ? targets.again : undefined);
  }
  if (index) row("without the index / with it", index.ns_without, index.ns, index, targets.index, { atLeast: true });
  return table(["", "it takes", "the other", "ratio", "quartiles", "must", "aim", ""], rows);
}

const NAMES = { nearside: "nearside", closures: "closures by hand", logic: "json-logic-engine (compiled)" };

function cost(points) {
  const cells = points.map(({ sharing, count, ratio, ...ns }) => [
    sharing ? "ten" : "one each",
    count,
    ...Object.keys(NAMES).map((name) => time(ns[name])),
    times(ratio),
  ]);
  return table(["slots", "experiences", ...Object.values(NAMES), "to closures"], cells);
}

/** The same as a picture. */
export function drawn(points) {
  const panel = (title, own) => ({
    title,
    lines: Object.entries(NAMES).map(([key, name]) => ({ name, points: own.map(({ count, [key]: ns }) => ({ count, ns })) })),
  });
  const [sharing, each] = [true, false].map((way) => points.filter((point) => point.sharing === way));
  return picture(
    [panel("A slot each, 15 % match", each), panel("On ten slots, 1 % match", sharing)],
    "Time of a decision by the number of experiences: nearside, closures by hand and json-logic-engine",
  );
}

function memory({ track_us, read_ms, stored, largest, events }) {
  const quartiles = ({ low, high }, digits) => `${low.toFixed(digits)}–${high.toFixed(digits)}`;
  return table(
    ["what remembering costs", "measured", "quartiles", "must", "aim", ""],
    [
      [
        "**an event tracked, twenty experiences decided again**",
        `${track_us.value.toFixed(1)} µs`,
        quartiles(track_us, 1),
        ...goal(targets.track, " µs"),
        verdict(track_us.value, targets.track),
      ],
      [
        "**a profile of 10 000 events read**",
        `${read_ms.value.toFixed(2)} ms`,
        quartiles(read_ms, 2),
        ...goal(targets.read, " ms"),
        verdict(read_ms.value, targets.read),
      ],
      ["its bytes after 10 000 events", stored, "", ...goal(targets.stored), verdict(stored, targets.stored)],
      [`the most until ${events}`, largest, "", ...goal(targets.stored), verdict(largest, targets.stored)],
    ],
  );
}

function signals({ rows }) {
  const cells = rows.map(({ name, ns }) => {
    const target = targets.signals[name];
    return [target ? `**${name}**` : name, time(ns), ...goal(target, " µs"), verdict(ns / 1000, target)];
  });
  return table(["a request's signals", "each", "must", "aim", ""], cells);
}

function hostile({ hostile }) {
  const cells = hostile.map(({ name, n, ns, ns_of_ten }) => [`${name} of ${n} bytes`, time(ns), time(ns_of_ten), times(ns_of_ten / ns)]);
  return table(["all signals, natively", "each", "ten times as long", ""], cells);
}

function rewriting(rows) {
  const cells = rows.map(({ name, bytes, edits, own, peer, ratio, low, high }) => {
    const target = targets.rewrite[name];
    const quartiles = `${low.toFixed(1)}–${high.toFixed(1)}`;
    return [
      name,
      `${kb(bytes)} KB`,
      edits,
      own.toFixed(0),
      peer.toFixed(1),
      times(ratio),
      quartiles,
      ...goal(target),
      verdict(ratio, target, { atLeast: true }),
    ];
  });
  return table(
    ["ten selectors", "pages", "edits", "nearside MB/s", "html-rewriter-wasm MB/s", "ratio", "quartiles", "must", "aim", ""],
    cells,
  );
}

function others({ start, bundles, rewrite, sizes }) {
  const rows = [];
  if (start) {
    rows.push(["cold start, 20 experiences", `${start.ms.toFixed(1)} ms`, ...goal(targets.start, " ms"), verdict(start.ms, targets.start)]);
    for (const [name, { ms }] of [
      ["first bundle of 200 loaded, the wasm there", start.load.fresh],
      ["the same, the code warm", start.load.warm],
    ]) {
      rows.push([name, `${ms.toFixed(2)} ms`, ...goal(targets.load, " ms"), verdict(ms, targets.load)]);
    }
    const kib = start.memory / 1024;
    rows.push(["wasm memory at start", `${kib} KiB`, ...goal(targets.memory, " KiB"), verdict(kib, targets.memory)]);
  }
  const sparse = rewrite?.find(({ name }) => name === "sparse");
  if (sparse) {
    const us = sparse.first_us;
    rows.push([
      "first output after 1 KB of page",
      `${us.toFixed(0)} µs`,
      ...goal(targets.firstOutput, " µs"),
      verdict(us, targets.firstOutput),
    ]);
    rows.push(["the same, html-rewriter-wasm", `${sparse.peer_first_us.toFixed(0)} µs`, "", "", ""]);
  }
  for (const { count, brotli } of bundles ?? []) {
    const target = targets.bundle[count];
    rows.push([`bundle of ${count} experiences`, `${kb(brotli)} KB`, ...goal(target, " KB"), verdict(brotli / 1000, target)]);
  }
  for (const { name, total, must, aim } of sizes ?? []) {
    rows.push([name, `${kb(total)} KB`, ...goal({ must, aim }, " KB"), verdict(total / 1000, { must, aim })]);
  }
  return rows.length > 0 ? table(["", "measured", "must", "aim", ""], rows) : "";
}

export function tables(results) {
  const parts = [];
  if (results.decide) parts.push(decisions(results.decide));
  if (results.growthbook) parts.push(growthbook(results.growthbook));
  if (results.slot || results.again || results.index) parts.push(aspects(results));
  if (results.cost) parts.push(cost(results.cost));
  if (results.memory) parts.push(memory(results.memory));
  if (results.signals) parts.push(signals(results.signals));
  if (results.rewrite) parts.push(rewriting(results.rewrite));
  const rest = others(results);
  if (rest) parts.push(rest);
  return parts.join("\n\n");
}

/** Figures by name, as the README writes them. */
export function figures({ decide = [], growthbook = [], slot, again, index, rewrite = [], start, bundles = [], sizes = [] }) {
  const found = {};
  for (const { name, count, ns, ratio, reference } of decide) {
    const key = name.split(/[ -]/)[0].toLowerCase();
    found[`${key}-${count}`] = time(ns);
    found[`${key}-${count}-ratio`] = ratio.toFixed(2);
    found[`${key}-${count}-each`] = time(ns / count);
    if (name === "nearside") found[`closures-${count}`] = time(reference);
  }
  for (const count of [20, 200]) {
    const ratio = (peer) => decide.find((row) => row.count === count && row.name.startsWith(peer))?.ratio;
    for (const peer of ["flagd", "Flipt"]) {
      if (ratio(peer)) found[`${peer.toLowerCase()}-${count}-times`] = (ratio(peer) / ratio("nearside")).toFixed(0);
    }
  }
  for (const { count, ratio } of growthbook) found[`growthbook-${count}-times`] = ratio.toFixed(0);
  if (slot) found["slot-ratio"] = slot.ratio.toFixed(2);
  if (again) found["again-ratio"] = again.rows[0].ratio.toFixed(2);
  if (index) found["index-times"] = index.ratio.toFixed(1);
  for (const { name, ratio, own, first_us } of rewrite) {
    const key = name.split(" ")[0];
    found[`rewrite-${key}-ratio`] ??= ratio.toFixed(1);
    found[`rewrite-${key}-speed`] ??= `${own.toFixed(0)} MB/s`;
    if (key === "sparse") found["first-output"] = `${first_us.toFixed(0)} µs`;
  }
  if (start) {
    found["load-200"] = `${start.load.fresh.ms.toFixed(2)} ms`;
    found.start = `${start.ms.toFixed(1)} ms`;
    found.memory = `${start.memory / 1024} KiB`;
  }
  for (const { count, brotli } of bundles) found[`bundle-${count}`] = `${kb(brotli)} KB`;
  for (const { name, total } of sizes) found[`size-${name.split(/[ ,]/)[0]}`] = `${kb(total)} KB`;
  return found;
}

export function document(results) {
  const { date, cpu, cores, memory: ram, system, node, versions, quick } = results.machine;
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Measured side by side

Written by \`${quick === undefined ? "" : `PASSES=${quick} `}make bench\` on ${date}: ${cpu}, ${cores} cores, ${ram} GB, ${system}, Node ${node}.
${list.join(" · ")}

Times on a shared machine differ from run to run; ratios are taken in one process, in slices that take turns, and are
medians of them. KB are 1 000 bytes, compressed by brotli 11.

## Decisions

All experiences decided for a plain object of ten signals, and every slot's variant read (\`decisions.get(name)\`); two or three weighted variants
behind three or four predicates. *Closures* is what a careful programmer would write by hand for these very rules.
Before anything is timed, each engine must find the matches that the closures find (flagd and Flipt hash by functions of
their own, so their variants differ; all others must give the same).

${decisions(results.decide)}

GrowthBook and nearside in one process, in turns:

${growthbook(results.growthbook)}

## Parts of a decision

*One slot* is \`engine.slot(name)\` with the context set, all 200 slots in turn; the closure is given the context too. *Decided again* is
\`engine.set\` and \`engine.redecide\`, one of the ten signals after the other, always to another value; a row for each that
rules read. Whoever decides all reads every slot's variant, as above; whoever decides again those that changed. *Without the index* every one of ${results.index.experiences} experiences on ${results.index.slots} slots is considered in order, as for
whoever watches a decision; natively, and both decide alike. ${(100 * results.index.matched).toFixed(1)} % match.

${aspects(results)}

## As experiences grow

![What a decision costs as experiences grow](cost.svg)

Each engine against closures in a process of its own, in fewer and shorter slices than above. With ten slots the first of a slot's experiences that
matches has it, and closures stop looking there.

${cost(results.cost)}

## Memory

Twenty experiences that each ask a profile something (counts, sums, interests, a state), sixty-four events with a number and a topic, thirty-two
topics: an event is tracked and all of it decided again, in one task. Storing is not in it: that is done once a task, behind it.

${memory(results.memory)}

## Signals

A full context of every signal that a request can give (${results.signals.signals} of them), from ${results.signals.requests} requests of twenty headers each through a
platform. The peers tell the device, or only the robot, by the user agent alone. Of 25 passes the quickest counts, for all: the
targets are times, and a shared machine can only be slower than itself.

${signals(results.signals)}

What a stranger may send, at n bytes and at ten times n: linear, so at most ten times as long.

${hostile(results.signals)}

## HTML rewriting

The page in chunks of 16 KiB, an operation behind each of ten selectors; the bytes that come out are the same. *None
matches* has ten bare \`.class\` and \`#id\`, *dense* some 2 600 edits a megabyte.

${rewriting(results.rewrite)}

## Start and size

A cold start is a process of its own, the median of 15: bytes in memory → instantiated → 20 experiences decided and read. A bundle is loaded by
an engine that has loaded a smaller one: for the first time in a process of its own, and as the median of many.

${others(results)}

## Figures

The README quotes these (\`node scripts/readme-figures.mjs\`).

${table(["figure", "value"], Object.entries(figures(results)))}
`;
}
