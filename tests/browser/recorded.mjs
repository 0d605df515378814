// What goes out of a browser and what stays in it, recorded: every request as its network stack sees it, every cookie, every write
// to storage.
import { launchChromium } from "../../scripts/chromium.mjs";

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
