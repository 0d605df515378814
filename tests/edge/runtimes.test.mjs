// tests/cases/decide under Deno and Bun, which load the package as their users do: by its name, from node_modules.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { topics } from "../decide/topics.mjs";
import { RUNTIMES, root } from "./runtimes.mjs";

const script = "tests/edge/anywhere.mjs";
const folder = mkdtempSync(join(tmpdir(), "nearside-runtimes-"));
after(() => rmSync(folder, { recursive: true }));
const cases = join(folder, "topics.json");
writeFileSync(cases, JSON.stringify(topics({ base64: true })));

for (const [name, command, options] of RUNTIMES) {
  test(`every case gets its decisions, reasons and explanations under ${name}`, async () => {
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
    const { stdout } = await promisify(execFile)(command, [...options, script, cases], { cwd: root, env, maxBuffer: 1 << 28 });
    const said = JSON.parse(stdout.trim().split("\n").at(-1));
    console.log(`${said.cases.count} cases of decisions and ${said.hostile.count} hostile contexts in ${name}`);
    assert.deepEqual([...said.cases.wrong, ...said.hostile.wrong], []);
    assert.ok(said.cases.count >= 400 && said.hostile.count > 20);
  });
}
