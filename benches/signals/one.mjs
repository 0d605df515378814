// A full context from a request of twenty headers: nearside's edge, where every signal that a request can give is read,
// beside peers that tell the device or the robot by the user agent alone. Prints one line of JSON.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import bowser from "bowser";
import { build } from "esbuild";
import { isbot } from "isbot";
import { run } from "nearside/tools";
import { UAParser } from "ua-parser-js";
import { alternate } from "../median.mjs";
import { PLATFORM, requests } from "./requests.mjs";

const PASSES = Number(process.env.PASSES ?? 25);
const NOW = Date.UTC(2026, 10, 26, 12);

/** The edge's own way from a request to its context, less the page. */
const from = (path) => fileURLToPath(new URL(`../../pkg/${path}`, import.meta.url));
const { outputFiles } = await build({
  stdin: {
    contents: `export { Core } from "./src/core.ts"; export { readRequestFacts } from "./src/facts/request.ts"; export { default as init } from "./wasm/edge/edge.js";`,
    resolveDir: from("."),
  },
  bundle: true,
  format: "esm",
  write: false,
});
const { Core, readRequestFacts, init } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);

/** Every signal that this release makes of a request. */
function catalogue() {
  let out = "";
  run(["signals", "--json"], { print: (text) => (out += text), colour: () => ({}), now: () => NOW });
  const all = JSON.parse(out);
  // Precise ones need a charter.
  const wanted = ({ name, active, place, sensitivity }) =>
    active && place.includes("edge") && !name.includes("*") && sensitivity !== "precise";
  return all.filter(wanted).map(({ name }) => name);
}

async function engine() {
  const { compile } = await import("nearside/tools");
  const signals = catalogue();
  const ruleset = {
    nearside: 1,
    id: "bench",
    slots: { s: { value: false } },
    experiences: [{ id: "e", when: { $or: signals.map((name) => ({ [name]: { $exists: true } })) }, show: { s: true } }],
  };
  const bundle = compile({ "ruleset.json": JSON.stringify(ruleset) });
  const native = await init({ module_or_path: await readFile(from("wasm/edge.wasm")) });
  const address = native.reserve(bundle.length) >>> 0; // memory may grow by it, and be another buffer then
  new Uint8Array(native.memory.buffer, address, bundle.length).set(bundle);
  return { core: new Core(native, native.open(bundle.length)), signals };
}

const { core, signals } = await engine();
const all = requests.map(({ url, headers }) => ({ request: new Request(url, { headers }), agent: headers["user-agent"] }));
const contenders = {
  nearside: ({ request }) => core.observe(readRequestFacts(request, PLATFORM, core.bundle.needs, NOW)),
  "ua-parser-js": ({ agent }) => new UAParser(agent).getResult(),
  bowser: ({ agent }) => bowser.parse(agent),
  isbot: ({ agent }) => isbot(agent),
};

/** Nanoseconds a request. */
const slice = (work) => (ms) => {
  const start = process.hrtime.bigint();
  const end = start + BigInt(ms) * 1_000_000n;
  let rounds = 0;
  let now = start;
  while (now < end) {
    for (const one of all) work(one);
    rounds += all.length;
    now = process.hrtime.bigint();
  }
  return Number(now - start) / rounds;
};

const measured = await alternate(Object.values(contenders).map(slice), { passes: PASSES, warm: 4, ms: 40 });
const rows = Object.keys(contenders).map((name, i) => ({ name, ns: measured[i].quickest, ratio: measured[i].ratio }));
console.log(JSON.stringify({ signals: signals.length, requests: all.length, rows }));
process.exit(0);
