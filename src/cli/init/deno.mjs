// An edge worker under Deno, as on Deno Deploy or Netlify Edge: `npm run edge` serves public/, personalised.
import { edge } from "nearside/edge";

const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", wasm: "application/wasm" };

/** The site behind the worker: files of public/. Or your own server: `(request) => fetch(…)`. */
async function origin(request) {
  const { pathname } = new URL(request.url);
  const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  try {
    const body = await Deno.readFile(new URL(`./public${file}`, import.meta.url));
    return new Response(body, { headers: { "Content-Type": TYPES[file.split(".").at(-1)] ?? "application/octet-stream" } });
  } catch {
    return new Response("Not found", { status: 404 });
  }
}

const bundle = Deno.readFile(new URL("./public/site.nsb", import.meta.url));

// `platform` is the CDN before this server: only its headers say where a visitor is (cloudflare: CF-IPCountry).
const personalised = edge({ bundle, origin, platform: "cloudflare" });

Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT") ?? 8789) }, (request) => personalised(request));
