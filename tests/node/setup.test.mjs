// scripts/setup.sh on a Debian whose compiler is too old: which one is chosen, what is asked of apt, what is said.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const wanted = /^rust-version = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A machine with this compiler of Debian's, its wasm32 library built, and an apt that only notes what it is asked. */
function debian(version) {
  const folder = mkdtempSync(join(tmpdir(), "nearside-setup-"));
  folders.push(folder);
  const script = (name, text) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const says = `rustc ${version} (0123456789 2025-01-01) (built from a source tarball)`;
  script("debian-rustc", `echo '${says}'`);
  script("apt-get", `echo "$1" >>'${join(folder, "asked")}'`);
  script("sudo", 'exec "$@"');
  mkdirSync(join(folder, "std"));
  writeFileSync(join(folder, "std/libstd-1.rlib"), "");
  writeFileSync(join(folder, "std/.built-by"), `${says}\n`);
  const env = {
    ...process.env,
    NEARSIDE_WASM: "debian",
    NEARSIDE_TOOLS: join(folder, "tools"),
    DEBIAN_RUSTC: join(folder, "debian-rustc"),
    DEBIAN_WASM_STD: join(folder, "std"),
    PATH: `${folder}${delimiter}${process.env.PATH}`,
  };
  return { folder, bash: (command) => spawnSync("bash", ["-euo", "pipefail", "-c", command], { cwd: root, env, encoding: "utf8" }) };
}

test("Debian's compiler is chosen if it is as new as Cargo.toml asks for", () => {
  const [major, minor] = wanted.split(".").map(Number);
  const cases = [
    [`${wanted}.0`, "debian"],
    [`${wanted}.1`, "debian"],
    [`${major}.${minor + 1}.0`, "debian"],
    [`${major + 1}.0.0`, "debian"],
    [`${major}.${minor + 10}.0-nightly`, "debian"],
    [`${major}.${minor - 1}.9`, ""],
    ["1.85.0", ""],
    ["1.9.0", ""],
    ["0.99.0", ""],
    ["", ""],
  ];
  for (const [version, chosen] of cases) {
    const { bash } = debian(version);
    const { stdout, stderr } = bash('. scripts/lib.sh; find_wasm_toolchain; printf %s "$WASM_TOOLCHAIN"');
    assert.equal(stdout, chosen, `${version}: ${stderr}`);
  }
});

test("a compiler that is too old is upgraded from fresh lists, and if there is no newer one it says so", () => {
  const { folder, bash } = debian("1.85.0");
  const { status, stderr } = bash("scripts/setup.sh rust");
  assert.equal(status, 1);
  assert.match(
    stderr,
    new RegExp(`^error: Debian's Rust is 1\\.85\\.0 here, and nearside needs ${wanted.replaceAll(".", "\\.")}\n hint: `, "m"),
  );
  assert.equal(stderr.match(/^error:/gm).length, 1);
  assert.equal(readFileSync(join(folder, "asked"), "utf8"), "update\ninstall\n");
});
