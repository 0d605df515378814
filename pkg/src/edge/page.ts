// Which responses may be rewritten, and what their headers must say afterwards.

/** What no longer fits once bytes change, and what would let somebody else's copy answer for this one. */
const STALE = ["content-length", "etag", "last-modified", "accept-ranges", "content-md5", "digest", "content-digest", "repr-digest"];
/** By which caches of one kind go before `Cache-Control` (RFC 9213, and older ones): `Netlify-CDN-Cache-Control`, `Akamai-Cache-Control`. */
const SHARED = /-cache-control$|^(edge-control|surrogate-control|x-accel-expires)$/;

/** Whether a request asks for a page, as far as it can be told before the answer. */
export function asksForPage(request: Request): boolean {
  if (request.method !== "GET" || request.headers.has("range")) return false;
  const destination = request.headers.get("sec-fetch-dest");
  return destination === null || destination === "document" || destination === "iframe" || destination === "empty";
}

/** Whether a response is a whole HTML page that we may change. */
export function isPage(response: Response): boolean {
  if (response.status !== 200 && response.status !== 203) return false;
  if (!response.body || response.bodyUsed) return false;
  const type = response.headers.get("content-type") ?? "";
  if (!/^\s*text\/html\s*(;|$)/i.test(type)) return false;
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1] ?? "utf-8";
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) return false;
  // RFC 9111, section 5.2.2.6: the origin may forbid any change.
  return !/\bno-transform\b/i.test(response.headers.get("cache-control") ?? "");
}

interface Manner {
  /** It stays cacheable by others: for whoever caches by `cacheKey`. */
  readonly shared: boolean;
  /** It shows what somebody previews, and is stored nowhere. */
  readonly isPreview: boolean;
  readonly reencodes: boolean;
}

/** Headers of a rewritten page. */
export function headersOfPage(from: Headers, { shared, isPreview, reencodes }: Manner): Headers {
  const headers = new Headers(from);
  for (const name of STALE) headers.delete(name);
  // `fetch` has decoded the body and left the header; only workerd encodes again by it.
  if (!reencodes) headers.delete("content-encoding");
  if (isPreview || !shared) {
    for (const name of [...headers.keys()]) if (SHARED.test(name)) headers.delete(name);
    headers.set("cache-control", isPreview ? "private, no-store" : asPrivate(headers.get("cache-control")));
  }
  return headers;
}

function asPrivate(header: string | null): string {
  const kept = (header ?? "").split(",").map((directive) => directive.trim());
  const own = kept.filter(
    (directive) =>
      directive !== "" && !/^(public|private\b|s-maxage|proxy-revalidate|stale-while-revalidate|stale-if-error)/i.test(directive),
  );
  return ["private", ...own].join(", ");
}

/** workerd compresses a response by its `content-encoding`; every other runtime sends what it is given. */
export function encodesResponses(): boolean {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}
