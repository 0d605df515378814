// An edge worker under Deno, as on Deno Deploy or Netlify Edge: `npm run edge` serves public/ on http://127.0.0.1:8789.
import { edge } from "nearside/edge";

const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", wasm: "application/wasm" };

/** The site behind the worker: files of public/. Put your own server's address here: `(request) => fetch(…)`. */
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
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT") ?? 8789) }, edge({ bundle, origin }));
