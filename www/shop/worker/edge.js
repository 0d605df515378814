// The edge worker before the shop: every page streams through `nearside/edge`. This is all that a shop would deploy,
// but for `played` and the panel's files, which make it a demo.

import { edge } from "nearside/edge";
import bundle from "./site.nsb";
import { played } from "./played.js";

const PANEL = '<script type="module" src="/_demo/panel.js"></script>';

/** The panel comes with every page; the shop's own files know nothing of it. */
async function origin(request) {
  const response = await fetch(request);
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return response;
  return new HTMLRewriter().on("body", { element: (body) => body.append(PANEL, { html: true }) }).transform(response);
}

const personalised = edge({ bundle, origin });

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/_demo/")) return panelFile(pathname.slice("/_demo".length), env.PANEL);
    const { request: visit, now } = played(request);
    return personalised(visit, { now });
  },
};

async function panelFile(path, files) {
  const file = await files.fetch(new URL(path, "http://panel"));
  if (!file.ok) return new Response("Not found", { status: 404 });
  const type = path.endsWith(".css") ? "text/css" : "text/javascript";
  return new Response(file.body, { headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache" } });
}
