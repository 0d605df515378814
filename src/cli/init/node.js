// An edge worker under Node: `node server.js` serves public/, personalised, on http://127.0.0.1:8789.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { Readable } from "node:stream";
import { edge } from "nearside/edge";

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** The site behind the worker: files of public/. Put your own server's address here: `(request) => fetch(…)`. */
async function origin(request) {
  const path = normalize(decodeURIComponent(new URL(request.url).pathname));
  const file = path.endsWith("/") ? `${path}index.html` : path;
  try {
    const body = await readFile(join("public", file));
    return new Response(body, { headers: { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" } });
  } catch {
    return new Response("Not found", { status: 404 });
  }
}

const personalised = edge({ bundle: readFile("public/site.nsb"), origin });

createServer(async (incoming, outgoing) => {
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const response = await personalised(new Request(new URL(incoming.url, "http://127.0.0.1:8789"), { method: incoming.method, headers }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) Readable.fromWeb(response.body).pipe(outgoing);
  else outgoing.end();
}).listen(Number(process.env.PORT ?? 8789), "127.0.0.1", () => console.log("http://127.0.0.1:8789"));
