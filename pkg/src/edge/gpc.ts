// `/.well-known/gpc.json`: that a site heeds Global Privacy Control (https://w3c.github.io/gpc/#gpc-support-representation).

/** Whether a request asks for it. */
export function asksForSupport({ method, url }: Request): boolean {
  return (method === "GET" || method === "HEAD") && new URL(url).pathname === "/.well-known/gpc.json";
}

/** The origin's own, if it has one; a page that is shown for whatever is not there is none. */
export function support({ method }: Request, origins: Response, lastUpdate: string): Response {
  if (origins.status < 400 && !/^\s*text\/html\b/i.test(origins.headers.get("content-type") ?? "")) return origins;
  void origins.body?.cancel();
  // What is no date is left out: the specification takes it for unknown then.
  const said = { gpc: true, ...(/^\d{4}-\d{2}-\d{2}$/.test(lastUpdate) ? { lastUpdate } : {}) };
  return new Response(method === "HEAD" ? null : JSON.stringify(said), {
    headers: { "content-type": "application/json", "cache-control": "public, max-age=3600" },
  });
}
