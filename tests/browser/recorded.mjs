// A small site whose server and whose browser record all that goes out and all that stays: every request (as the server sees it, and
// as the browser's network stack does), every cookie, every write to storage.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, launchChromium } from "../../scripts/chromium.mjs";

const pkg = join(resolve(dirname(fileURLToPath(import.meta.url)), "../.."), "pkg");
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".nsb": "application/octet-stream" };
export const skip = findChromium() || process.env.CI ? false : "no Chromium here";

/** The package's own files, as a site serves them. */
export const packaged = (path) => readFileSync(join(pkg, path));

/** Serves what `answer(path, request)` gives: a page's HTML, bytes, or `{ body, headers }`; without, the package's files. */
export async function site(answer) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    requests.push({ method: request.method, url: request.url, path: pathname, headers: request.headers });
    try {
      const given = answer(pathname, request) ?? packaged(pathname);
      const { body, headers = {} } = typeof given === "string" || ArrayBuffer.isView(given) ? { body: given } : given;
      const type = typeof body === "string" ? "text/html; charset=utf-8" : (TYPES[extname(pathname)] ?? "application/octet-stream");
      response.writeHead(200, { "content-type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end("none");
    }
  });
  // A socket that somebody opens is a request as well.
  server.on("upgrade", (request, socket) => {
    requests.push({ method: "UPGRADE", url: request.url, path: request.url, headers: request.headers });
    socket.destroy();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, requests, close };
}

/** A browser that keeps pages for going back to, which Playwright forbids unless told. */
export const launch = () => launchChromium({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });

/** Records a tab: requests, sockets, what is stored, what a policy stopped, and errors. */
export async function record(context, tab, log) {
  const session = await context.newCDPSession(tab);
  for (const domain of ["Network", "DOMStorage"]) await session.send(`${domain}.enable`);
  session.on("Network.requestWillBeSent", ({ request }) => log.requests.push(`${request.method} ${request.url}`));
  for (const kind of ["webSocketCreated", "webTransportCreated"])
    session.on(`Network.${kind}`, ({ url }) => log.requests.push(`${kind} ${url}`));
  session.on("Network.responseReceivedExtraInfo", ({ headers }) => {
    if (Object.keys(headers).some((name) => name.toLowerCase() === "set-cookie")) log.cookies.push(headers);
  });
  for (const kind of ["Added", "Updated", "Removed"]) {
    session.on(`DOMStorage.domStorageItem${kind}`, ({ storageId, key, newValue }) =>
      log.writes.push({ kind, key, value: newValue, where: storageId.isLocalStorage ? "local" : "session" }),
    );
  }
  session.on("DOMStorage.domStorageItemsCleared", () => log.writes.push({ kind: "Cleared" }));
  tab.on("pageerror", (error) => log.errors.push(String(error)));
  tab.on("console", (said) => log.errors.push(`${said.type()}: ${said.text()}`));
  return session;
}

export const emptyLog = () => ({ requests: [], cookies: [], writes: [], errors: [] });

/** What a browser holds of a site, wherever it could. */
export async function held(context, tab) {
  const inPage = await tab.evaluate(async () => ({
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: "caches" in globalThis ? await caches.keys() : [],
    workers: "serviceWorker" in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
    cookie: document.cookie,
    name: globalThis.name,
    history: history.state,
  }));
  return { ...inPage, cookies: await context.cookies() };
}

export const NOTHING_HELD = {
  local: [],
  session: [],
  databases: [],
  caches: [],
  workers: 0,
  cookie: "",
  name: "",
  history: null,
  cookies: [],
};
