// An edge worker under Node: `npm run edge` serves public/, personalised.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { edge } from "nearside/edge";

const PORT = Number(process.env.PORT ?? 8789);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The site behind the worker: files of public/. Or your own server: `(request) => fetch(…)`. */
async function origin(request) {
  try {
    const path = normalize(decodeURIComponent(new URL(request.url).pathname));
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const body = await readFile(join("public", file));
    return new Response(body, { headers: { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" } });
  } catch {
    return new Response("Not found", { status: 404 });
  }
}

// `platform` is the CDN before this server: only its headers say where a visitor is (cloudflare: CF-IPCountry).
const personalised = edge({ bundle: readFile("public/site.nsb"), origin, platform: "cloudflare" });

async function answer({ method, url, headers }, outgoing) {
  const request = new Request(new URL(url, `http://127.0.0.1:${PORT}`), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
  });
  const response = await personalised(request);
  outgoing.writeHead(response.status, [...response.headers].flat());
  if (response.body && method !== "HEAD") await pipeline(Readable.fromWeb(response.body), outgoing);
  else outgoing.end();
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch(() => outgoing.destroy());
});
server.listen(PORT, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${PORT}/`));
