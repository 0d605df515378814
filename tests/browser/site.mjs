// A small site for a test: its own pages and bundles, and the package as users get it. Every request is on record.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "../../scripts/chromium.mjs";

const pkg = join(resolve(dirname(fileURLToPath(import.meta.url)), "../.."), "pkg");
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".nsb": "application/octet-stream" };
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
