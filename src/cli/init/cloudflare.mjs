// The edge worker: pages of your site stream through it, personalised. On this machine: `npm run edge`.
import { edge } from "nearside/edge";
import bundle from "./site.nsb";

const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", wasm: "application/wasm" };

/** The site behind the worker: your own server when deployed, the folder public/ on this machine. */
async function origin(request, env) {
  if (!env.PAGES) return fetch(request);
  const { pathname } = new URL(request.url);
  const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  const found = await env.PAGES.fetch(new URL(file, "http://pages"));
  const type = TYPES[file.split(".").at(-1)] ?? "application/octet-stream";
  return new Response(found.body, { status: found.status, headers: { "Content-Type": found.ok ? type : "text/plain" } });
}

const personalised = (env) => edge({ bundle, origin: (request) => origin(request, env) });

export default { fetch: (request, env) => personalised(env)(request) };
