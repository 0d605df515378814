// A project that uses nearside as its users do: the tarball that `npm pack` makes, installed in an empty folder.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const npm = (args, cwd) => execFileSync("npm", [...args, "--silent", "--no-audit", "--no-fund"], { cwd, encoding: "utf8" });

/** Packs the package; gives the tarball's path and the names of its files. */
export function pack(folder) {
  const [{ filename, files }] = Object.values(
    JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], join(root, "pkg"))),
  );
  return { tarball: join(folder, filename), files: files.map((file) => file.path) };
}

/** An empty project with the tarball installed and `files` written; removed after the test `t`. */
export function consumer(t, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-consumer-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { tarball } = pack(folder);
  write(folder, { "package.json": JSON.stringify({ private: true, type: "module" }), ...files });
  npm(["install", "--offline", tarball], folder);
  return folder;
}

export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Reaches into the wasm and back: only the engine can say that eight zeros are no bundle. */
export const probe = `import { Engine } from "nearside/engine";
export const probe = () => Engine.load(new Uint8Array(8)).then(() => "accepted", (error) => error.code ?? String(error));
`;
export const answer = "bundle_not_recognised";
