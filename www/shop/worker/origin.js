// The shop's origin server: plain files and three forms. It knows nothing of personalisation and sends everybody the
// same pages.

const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  nsb: "application/octet-stream",
};

const HEADERS = {
  "Cache-Control": "public, max-age=300",
  "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "strict-origin",
  "X-Content-Type-Options": "nosniff",
};

const ACCOUNTS = new Set(["a1f4", "b7c2", "c9e5", "d3d8"]);

/** `/c/running` is the file `/c/running.html`. */
function fileOf(pathname) {
  if (pathname === "/") return "/index.html";
  return /\.[a-z0-9]+$/.test(pathname) ? pathname : `${pathname}.html`;
}

/** The file as a response, or null; `method` HEAD leaves the body out. */
async function file(path, files, method, status = 200) {
  const type = TYPES[path.split(".").pop()];
  const found = type && (await files.fetch(new URL(path, "http://files")));
  if (found?.ok) return new Response(method === "HEAD" ? null : found.body, { status, headers: { ...HEADERS, "Content-Type": type } });
  await found?.body?.cancel();
  return null;
}

async function page(pathname, files, method) {
  return (await file(fileOf(pathname), files, method)) ?? (await file("/404.html", files, method, 404));
}

const back = (location, headers = {}) => new Response(null, { status: 303, headers: { Location: location, ...headers } });

async function submitted(request, url) {
  if (url.pathname === "/basket") return back(`/basket${url.search}`);
  if (url.pathname === "/letter") return back(`/thanks${url.search}`);
  if (url.pathname !== "/account/sign-in") return new Response("Not found", { status: 404 });
  const chosen = (await request.formData()).get("acct");
  const cookie = ACCOUNTS.has(chosen) ? `acct=${chosen}; Max-Age=2592000` : "acct=; Max-Age=0";
  return back(`/account${url.search}`, { "Set-Cookie": `${cookie}; Path=/; SameSite=Lax` });
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (request.method === "POST") return submitted(request, url);
    if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
    if (url.pathname.startsWith("/nearside/")) return (await file(url.pathname.slice("/nearside".length), env.PACKAGE, request.method)) ?? new Response("Not found", { status: 404 });
    return page(url.pathname, env.FILES, request.method);
  },
};
