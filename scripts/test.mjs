// Runs the suites in order and says what came of it: `node scripts/test.mjs [SUITE...]`.
// A suite that fails does not stop those that can still tell something; a failed build stops what needs it.
// The last line is for machines: `N passed, N failed`.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ci = Boolean(process.env.CI);

/** Test files of one folder under tests/, at any depth: whoever adds one need not tell anybody. */
function files(suite) {
  const folder = join(root, "tests", suite);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const all = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".test.mjs") && !file.includes("node_modules"));
  return all.sort().map((file) => join("tests", suite, file));
}

/** Every folder of tests/ with test files: the quick ones first, browsers last. */
function folders() {
  const order = ["node", "edge", "package", "browser"];
  const place = (name) => order.indexOf(name); // others, -1, come before
  const found = readdirSync(join(root, "tests")).filter((name) => order.includes(name) || files(name).length > 0);
  return [...new Set([...found, ...order])].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

const lint = (part) => ({ name: `lint ${part}`, run: ["scripts/lint.sh", part] });
const node = (name) => ({
  name,
  needs: ["wasm", "package"],
  read: nodeTest,
  files: () => files(name),
  run: ["node", "--test", "--test-reporter=spec", "--test-timeout=600000"],
});

// `needs` names the suites without which this one has nothing to test; `read` counts, a suite without it is one check.
// Warnings are errors in CI; at home they must not stand in the way of a test run.
const suites = [
  lint("format"),
  ...(ci ? [lint("clippy")] : []),
  { name: "native", read: cargoTest, run: ["cargo", "test", "--locked", "--no-fail-fast"] },
  ...(ci ? [lint("docs")] : []),
  { name: "wasm", run: ["scripts/build-wasm.sh"] },
  { name: "package", build: true, needs: ["wasm"], run: ["node", "scripts/build-package.mjs"] },
  { ...lint("typescript"), needs: ["wasm"] },
  ...(ci ? [lint("clippy-wasm"), lint("deny")] : []),
  ...folders().map(node),
  { name: "size", needs: ["wasm", "package"], run: ["node", "scripts/size.mjs"] },
].map((suite) => ({ ...suite, title: suite.build ? `${suite.name} build` : suite.name === "wasm" ? "wasm build" : suite.name }));

/** The closing lines of `node --test`. */
function nodeTest(output, code) {
  const count = (word) => Number(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  const failed = count("fail") + count("cancelled");
  return { passed: count("pass"), failed: code !== 0 && failed === 0 ? 1 : failed, skipped: count("skipped") + count("todo") };
}

/** Every `test result:` line of `cargo test`: one for each binary, and the documentation's examples. */
function cargoTest(output, code) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    sum.passed += Number(passed);
    sum.failed += Number(failed);
    sum.skipped += Number(ignored);
  }
  // It did not compile, or a test took the process with it.
  if (code !== 0 && sum.failed === 0) sum.failed = 1;
  return sum;
}

const oneCheck = (_, code) => (code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 });

/** Runs a command, shows what it says as it says it, and keeps it to be counted. */
function run([command, ...args]) {
  return new Promise((done) => {
    const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (stream) => (chunk) => {
      output += chunk;
      stream.write(chunk);
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    child.on("error", (error) => done({ code: 1, output: `${output}${error.message}\n` }));
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}

async function runSuite(suite, results) {
  const broken = (suite.needs ?? []).filter((need) => results.some(({ name, failed, read }) => name === need && !read && failed > 0));
  if (broken.length > 0) return { passed: 0, failed: 1, skipped: 0, note: `not run: the ${broken.join(" and ")} build failed` };
  const extra = suite.files?.() ?? [];
  if (suite.files && extra.length === 0) return { passed: 0, failed: 0, skipped: 0, note: "no tests yet" };
  const { code, output } = await run([...suite.run, ...extra]);
  return (suite.read ?? oneCheck)(output, code);
}

const asked = process.argv.slice(2);
const chosen = asked.length === 0 ? suites : suites.filter((suite) => asked.includes(suite.name) && !suite.build);
if (asked.length > 0 && chosen.length === 0) {
  console.error(
    `error: no suite ${asked.join(", ")}\n hint: one of ${suites
      .filter((suite) => !suite.build)
      .map((suite) => suite.name)
      .join(", ")}`,
  );
  process.exit(2);
}

const results = [];
for (const [index, suite] of chosen.entries()) {
  console.log(`\n── ${suite.title} (${index + 1} of ${chosen.length})`);
  const start = Date.now();
  const result = await runSuite(suite, results);
  results.push({ ...suite, ...result, seconds: (Date.now() - start) / 1000 });
}

const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`\n${"suite".padEnd(18)} ${"passed".padStart(7)} ${"failed".padStart(7)} ${"skipped".padStart(8)} ${"seconds".padStart(8)}`);
for (const { title, passed, failed, skipped, seconds, note } of results) {
  console.log(
    `${title.padEnd(18)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${String(skipped).padStart(8)} ${seconds.toFixed(1).padStart(8)}${note ? `  ${note}` : ""}`,
  );
}
console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") > 0 ? 1 : 0;
