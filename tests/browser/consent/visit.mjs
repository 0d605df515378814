// Pages whose site asks for consent, and what a source of `nearside/consent` makes of it there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, launchChromium } from "../../../scripts/chromium.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const pkg = join(resolve(here, "../../.."), "pkg");
export const skip = findChromium() || process.env.CI ? false : "no Chromium here";
const TYPES = { ".js": "text/javascript", ".html": "text/html" };

/** A script of this folder, as a page has it. */
export const script = (name) => `<script src="/consent/${name}.js"></script>`;

/** A page: `platform` configures the fixtures, `head` and `body` are its own, `source` is an expression. */
export const page = ({ platform = {}, head = "", body = "", source }) => `<!doctype html><meta charset="utf-8"><title>t</title>
<script>window.platform = ${JSON.stringify(platform)};</script>${head}<body>${body}
${source === undefined ? "" : listener(source)}`;

const listener = (source) => `<script type="module">
import { consentMode, every, gpp, tcf } from "/dist/browser/consent.js";
window.told = [];
window.end = (${source})((leave) => window.told.push(leave));
</script>`;

export async function site() {
  const pages = new Map();
  let count = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    try {
      const file = pathname.startsWith("/consent/") ? join(here, pathname.slice("/consent/".length)) : join(pkg, pathname);
      const body = pages.get(pathname) ?? readFileSync(file);
      response.writeHead(200, { "content-type": TYPES[extname(pathname)] ?? "text/html" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  const browser = await launchChromium();
  // One for all: each page is loaded anew, with a storage of its own.
  const tab = await browser.newPage();

  /** Puts a page on the site; its path. */
  const put = (html) => {
    const path = `/page-${++count}`;
    pages.set(path, html);
    return path;
  };

  /** Opens a page for somebody who comes with this in their storage. Whatever happens in it, no error may reach it. */
  async function visit(t, given, { storage = {} } = {}) {
    const errors = [];
    const note = (error) => errors.push(String(error));
    tab.on("pageerror", note);
    t.after(() => {
      tab.off("pageerror", note);
      assert.deepEqual(errors, []);
    });
    const comes = `<script>localStorage.clear(); Object.assign(localStorage, ${JSON.stringify(storage)});</script>`;
    await tab.goto(`http://127.0.0.1:${port}${put(page({ ...given, head: comes + (given.head ?? "") }))}`);
    const frame = () => (given.within ? tab.frames().find((frame) => frame.url().includes(given.within)) : tab.mainFrame());
    if (given.source !== undefined || given.within) await frame().waitForFunction(() => window.told !== undefined);
    const told = () => frame().evaluate(() => JSON.parse(JSON.stringify(window.told)));
    return {
      tab,
      frame,
      /** What has been told so far. */
      told,
      /** What has been told once there is so much. */
      async tells(length) {
        await frame().waitForFunction((length) => window.told.length >= length, length, { timeout: 5_000 });
        return told();
      },
      end: () => frame().evaluate(() => window.end()),
      load: (name) => tab.addScriptTag({ url: `/consent/${name}.js` }),
    };
  }
  return {
    put,
    visit,
    /** The same site under another name, which is another origin. */
    elsewhere: `http://localhost:${port}`,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

export const BOTH = { personalization: true, measurement: true };
export const NEITHER = { personalization: false, measurement: false };
