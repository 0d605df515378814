// Where a Chromium is, for the browser tests: `CHROMIUM`, the system's, or one that Playwright fetched.
// As a program: prints the path, or exits with 1.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a Chromium, or null: tests then skip, or fail under CI=true. */
export function findChromium() {
  return [...places, playwright.executablePath()].find((path) => path && existsSync(path)) ?? null;
}

// As root the sandbox refuses to start; in a container there is no GPU; and a test reaches for nothing outside.
export const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

export async function launchChromium(options = {}) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium here: run `make setup`, or name one by CHROMIUM=/path/to/it");
  return playwright.launch({ executablePath, args: FLAGS.split(" "), ...options });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = findChromium();
  if (path) console.log(path);
  else process.exit(1);
}
