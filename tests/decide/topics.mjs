// The cases of tests/cases/decide with their bundles, for whoever runs them: Node, a browser, an edge runtime.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "nearside/tools";

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../cases/decide");

/** When nothing else is said: Friday 2026-11-20, 19:30 UTC, as in tests/native/support.rs. */
export const NOW = 1_795_203_000_000;

/** `{ topic, bundle, cases }` of each folder; with `base64` the bundle as text, to be sent as JSON. */
export function topics({ base64 = false } = {}) {
  const all = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort();
  return all.map((topic) => {
    const bundle = compile(files(join(folder, topic)), { bundleVersion: 1, now: NOW });
    const cases = JSON.parse(readFileSync(join(folder, topic, "cases.json"), "utf8"));
    return { topic, bundle: base64 ? Buffer.from(bundle).toString("base64") : bundle, cases };
  });
}

function files(root) {
  const names = readdirSync(root, { recursive: true }).filter((name) => name !== "cases.json" && statSync(join(root, name)).isFile());
  return Object.fromEntries(names.map((name) => [relative(root, join(root, name)).replaceAll("\\", "/"), readFileSync(join(root, name))]));
}
