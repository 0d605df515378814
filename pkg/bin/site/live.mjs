// What a page gets besides its own while it is worked on: the runtime under /nearside/, and a reload when something changes.
import { typeOf } from "./folder.mjs";

const SCRIPT = '<script type="module" src="/nearside/live.js"></script>';

/** Reloads on a change, and when this server has been started anew. */
const RELOAD = `let run;
const events = new EventSource("/nearside/changes");
events.addEventListener("run", ({ data }) => {
  if (run && run !== data) location.reload();
  run = data;
});
events.addEventListener("change", () => location.reload());
`;

/** A live site knows nothing of nearside yet: what only the device can decide is decided too, and links stay here. */
const LIVE_SITE = (origin) => `import { start } from "/nearside/index.js";
start({ bundle: "/site.nsb" });
addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]");
  if (link?.origin === ${JSON.stringify(new URL(origin).origin)}) link.href = link.pathname + link.search + link.hash;
}, true);
`;

export function live(runtime, origin) {
  const run = String(Date.now());
  const listeners = new Set();
  const encoder = new TextEncoder();
  const send = (listener, event, data) => listener.enqueue(encoder.encode(`event: ${event}\ndata: ${data}\n\n`));
  const script = encoder.encode(`${RELOAD}${origin ? LIVE_SITE(origin) : ""}`);
  const files = { ...runtime, "live.js": script };

  const changes = () => {
    let own;
    const body = new ReadableStream({
      start(listener) {
        own = listener;
        listeners.add(listener);
        send(listener, "run", run);
      },
      cancel: () => listeners.delete(own),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
  };

  return {
    /** A file of ours; undefined for everybody else's. */
    answer(pathname) {
      if (pathname === "/nearside/changes") return changes();
      const name = pathname.startsWith("/nearside/") ? pathname.slice("/nearside/".length) : "";
      if (!Object.hasOwn(files, name)) return undefined;
      return new Response(files[name], { headers: { "content-type": typeOf(name), "cache-control": "no-store" } });
    },
    /** The script goes behind the page, so that nothing of it moves. */
    into(response) {
      if (!response.body || !response.headers.get("content-type")?.startsWith("text/html")) return response;
      const headers = new Headers(response.headers);
      headers.delete("content-length");
      headers.set("cache-control", "no-store");
      const behind = new TransformStream({ flush: (out) => out.enqueue(encoder.encode(SCRIPT)) });
      return new Response(response.body.pipeThrough(behind), { status: response.status, headers });
    },
    reload() {
      for (const listener of listeners) send(listener, "change", run);
    },
    close() {
      for (const listener of listeners) listener.close();
      listeners.clear();
    },
  };
}
