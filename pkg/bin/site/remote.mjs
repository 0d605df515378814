// A live site seen from this machine: requests go to it, its answers come back fit for http://127.0.0.1.

/** What belongs to one connection, or tells of the real site's. */
const NOT_SENT = ["connection", "host", "keep-alive", "te", "transfer-encoding", "upgrade", "accept-encoding", "content-length", "expect"];
const NOT_KEPT = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-encoding",
  "content-length",
  "strict-transport-security",
  "alt-svc",
];

export function remote(address) {
  const site = new URL(address);
  return {
    /** The same request, as if it had been made to the site: rules see its addresses. */
    request(request) {
      const here = new URL(request.url);
      const headers = new Headers(request.headers);
      for (const name of NOT_SENT) headers.delete(name);
      for (const name of ["referer", "origin"]) {
        const value = headers.get(name);
        if (value?.startsWith(here.origin)) headers.set(name, site.origin + value.slice(here.origin.length));
      }
      const body = request.body ? { body: request.body, duplex: "half" } : {};
      return new Request(site.origin + here.pathname + here.search, { method: request.method, headers, redirect: "manual", ...body });
    },
    async fetch(request) {
      try {
        return local(await fetch(request), site);
      } catch (error) {
        const why = error.cause?.message || error.cause?.code || error.message;
        return new Response(`Can't reach ${site.origin}: ${why}\n`, {
          status: 502,
          headers: { "content-type": "text/plain; charset=utf-8" },
        });
      }
    },
  };
}

function local(response, site) {
  const headers = new Headers(response.headers);
  for (const name of NOT_KEPT) headers.delete(name);
  const location = headers.get("location");
  if (location) {
    const target = new URL(location, response.url || site);
    if (target.origin === site.origin) headers.set("location", target.pathname + target.search + target.hash);
  }
  const cookies = headers.getSetCookie();
  headers.delete("set-cookie");
  // A cookie for the site's name, or for https only, would never be sent back to us.
  for (const cookie of cookies)
    headers.append("set-cookie", cookie.replace(/;\s*(domain=[^;]*|secure|partitioned|samesite=none)(?=;|$)/gi, ""));
  const policy = headers.get("content-security-policy");
  if (policy) headers.set("content-security-policy", policy.replace(/(^|[;,]\s*)upgrade-insecure-requests\s*;?/gi, "$1"));
  const empty = response.status === 204 || response.status === 205 || response.status === 304;
  return new Response(empty ? null : response.body, { status: response.status, headers });
}
