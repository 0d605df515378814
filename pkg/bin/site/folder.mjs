// A folder of pages, as plain web servers show it.
import { createReadStream, statSync } from "node:fs";
import { extname, join, resolve, sep } from "node:path";
import { Readable } from "node:stream";

const TYPES = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".htm": "text/html; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".md": "text/plain; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webm": "video/webm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".yaml": "text/plain; charset=utf-8",
};

/** The content type of a file, by the ending of its name. */
export const typeOf = (path) => TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";

const plain = (status, text, headers = {}) =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });

export function folder(root) {
  const base = resolve(root);
  return {
    request: (request) => request,
    async fetch(request) {
      if (request.method !== "GET" && request.method !== "HEAD")
        return plain(405, "This is a folder: GET and HEAD only.\n", { allow: "GET, HEAD" });
      const { pathname, search } = new URL(request.url);
      const found = find(base, pathname);
      if (found?.slash) return plain(308, "", { location: `${pathname}/${search}` });
      const { file = null, status = 200 } = found ?? { file: find(base, "/404.html")?.file, status: 404 };
      if (!file) return plain(404, `There is no ${pathname} in ${root}.\n`);
      return new Response(Readable.toWeb(createReadStream(file)), {
        status,
        headers: { "content-type": typeOf(file), "cache-control": "no-store" },
      });
    },
  };
}

/** The file behind a path, or that a slash is missing; hidden files and what lies outside are not there. */
function find(base, pathname) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const file = resolve(join(base, path));
  const inside = file === base || file.startsWith(base.endsWith(sep) ? base : base + sep);
  if (!inside || path.includes("\0") || /(^|[/\\])\.(?!well-known(\/|$))/.test(path)) return undefined;
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isDirectory())
    return isFile(join(file, "index.html")) && (path.endsWith("/") ? { file: join(file, "index.html") } : { slash: true });
  if (stat?.isFile()) return path.endsWith("/") ? undefined : { file };
  // As static hosts do: /about is about.html.
  return isFile(`${file}.html`) && !path.endsWith("/") ? { file: `${file}.html` } : undefined;
}

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() || undefined;
