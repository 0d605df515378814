// The edge worker before the shop: every page streams through `nearside/edge`. This is all that a shop would deploy,
// but for `played` and the panel's files, which make it a demo.

import { edge } from "nearside/edge";
import bundle from "./site.nsb";
import { GEO, played } from "./played.js";

const FIRST = '<script type="module" src="/_demo/first.js"></script>';
const PANEL = '<script type="module" src="/_demo/panel.js"></script>';

/** The panel comes with every page; the shop's own files know nothing of it. */
async function origin(request) {
  const response = await fetch(request);
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return response;
  const panel = new HTMLRewriter();
  panel.on("head", { element: (head) => head.prepend(FIRST, { html: true }) });
  panel.on("body", { element: (body) => body.append(PANEL, { html: true }) });
  return panel.transform(response);
}

const personalised = edge({ bundle, origin, platform: GEO, gpc: "2026-11-27" });

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/_demo/")) return demoFile(pathname.slice("/_demo".length), request, env.PANEL);
    const { headers, now } = played(request, env.ZONE);
    return personalised(new Request(request, { headers }), { now });
  },
};

/** The panel's files, and under `origin/` the pages as the shop's server sends them. */
async function demoFile(path, request, files) {
  if (path.startsWith("/origin/")) return fetch(new URL(path.slice("/origin".length), request.url));
  const file = await files.fetch(new URL(path, "http://panel"));
  if (!file.ok) return new Response("Not found", { status: 404 });
  const type = path.endsWith(".css") ? "text/css" : path.endsWith(".map") ? "application/json" : "text/javascript";
  return new Response(file.body, { headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache" } });
}
