// The cases of tests/cases/decide with their bundles, for whoever runs them: Node, a browser, an edge runtime.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "nearside/tools";
import { explainSlots, initSync } from "../../pkg/wasm/tools/tools.js";

// `nearside/tools` gives no such call to anybody: an instance of the tests' own.
initSync({ module: readFileSync(new URL("../../pkg/wasm/tools.wasm", import.meta.url)) });

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../cases/decide");

/** When nothing else is said: Friday 2026-11-20, 19:30 UTC, as in tests/native/support.rs. */
export const NOW = 1_795_203_000_000;

/**
 * `{ topic, bundle, map, cases }` of each folder; with `base64` the bundle as text, to be sent as JSON.
 * Each case has what the command line explains of its slots and of everything (`explained`): with the lines of the side map,
 * and without.
 */
export function topics({ base64 = false } = {}) {
  const all = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort();
  return all.map((topic) => {
    const { bundle, map } = build(files(join(folder, topic)), { bundleVersion: 1, now: NOW });
    const cases = JSON.parse(readFileSync(join(folder, topic, "cases.json"), "utf8"));
    for (const one of cases) one.explained = [map, null].map((map) => explanations(bundle, map, one));
    return { topic, bundle: base64 ? Buffer.from(bundle).toString("base64") : bundle, map, cases };
  });
}

/** Of the slots of a case, in their order, each with its text; and all reasons. */
function explanations(bundle, map, { now, ...visit }) {
  return JSON.parse(explainSlots(bundle, JSON.stringify(map), JSON.stringify({ ...visit, now: now ? Date.parse(now) : NOW })));
}

function files(root) {
  const names = readdirSync(root, { recursive: true }).filter((name) => name !== "cases.json" && statSync(join(root, name)).isFile());
  return Object.fromEntries(names.map((name) => [relative(root, join(root, name)).replaceAll("\\", "/"), readFileSync(join(root, name))]));
}
