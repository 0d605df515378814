// The package's scripts, and what each reaches for: sources, what browsers load, and the engine as JavaScript.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { reaches } from "./lint.mjs";

export const pkg = join(resolve(dirname(fileURLToPath(import.meta.url)), "../../.."), "pkg");

/** `file` of the package as JavaScript. */
export function script(file) {
  const text = readFileSync(join(pkg, file), "utf8");
  return file.endsWith(".ts") ? transformSync(text, { loader: "ts", format: "esm", target: "es2022" }).code : text;
}

/** All of them: path in the package → name in the allow-list. Pieces of an entry are named by it: their own names have hashes. */
export function scripts() {
  const inside = (folder, ending) =>
    readdirSync(join(pkg, folder), { recursive: true })
      .map((name) => join(folder, name).replaceAll("\\", "/"))
      .filter((name) => name.endsWith(ending) && !name.endsWith(".d.ts"));
  return new Map([
    ...inside("src", ".ts").map((file) => [file, file]),
    ...inside("dist/browser", ".js").map((file) => [file, file.replace(/(-[^/]*)?\.js$/, "")]),
    ...["page", "memory", "runtime"].map((name) => [`wasm/${name}.js`, `wasm/${name}.js`]),
  ]);
}

/** Whether an import is of the package's own: a file beside this one, or an artefact by the name that `imports` resolves. */
function isOwn(file, reach) {
  const [, own] = /^import(?: |\()"(\.{1,2}\/[^"]*)"\)?$/.exec(reach) ?? [];
  if (own === undefined) return /^import "#(wasm|js)\/\w+"$/.test(reach);
  const path = resolve(pkg, dirname(file), own);
  // A loader is written once, for whichever artefact.
  return path.startsWith(`${pkg}/`) && (existsSync(path) || path.includes("ARTEFACT"));
}

/** What a script of the package reaches for, but for itself. */
export function reachesOf(file, code = script(file)) {
  return reaches(code).filter((reach) => !isOwn(file, reach));
}
