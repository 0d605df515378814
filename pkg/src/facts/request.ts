// The facts of a request. Only the headers that the mask names are looked at, and a platform's geography only where
// the host says that it runs on that platform: any visitor can send a `CF-IPCountry` of their own.

import { type Fact, type FactMask, names, offsetOf, type Reader, read } from "./fact.ts";
import { FactNumber as number } from "./numbers.ts";
import { type Convention, PLATFORMS, type Places } from "./platforms.ts";

/** The headers that one's own proxy sets, and removes from what visitors send. */
export type GeoHeaders = Omit<Places, "offset">;

/** A platform by name (`docs/platforms.md`), or one's own headers. */
export type Platform = keyof typeof PLATFORMS | GeoHeaders;

type Geo = { -readonly [key in keyof Places]?: unknown };

/** A request, and what its platform says of where it comes from. */
class Arrival {
  readonly request: Request;
  readonly headers: Headers;
  readonly now: number;
  readonly #platform: Platform | undefined;
  readonly #context: unknown;
  #geo: Geo | undefined;

  constructor(request: Request, now: number, platform: Platform | undefined, context: unknown) {
    this.request = request;
    this.headers = request.headers;
    this.now = now;
    this.#platform = platform;
    this.#context = context;
  }

  geo(key: keyof Places): unknown {
    this.#geo ??= this.#platform === undefined ? {} : geography(this.request, this.#platform, this.#context);
    return this.#geo[key];
  }

  zone(): string | undefined {
    const name = this.geo("timezone");
    // `PST` and the like mean what each runtime makes of them.
    return typeof name === "string" && (name === "UTC" || name.includes("/")) ? name : undefined;
  }

  offset(): number | undefined {
    const name = this.zone();
    return name === undefined ? minutes(this.geo("offset")) : offsetOf(name, this.now);
  }
}

const header =
  (name: string) =>
  ({ headers }: Arrival): string | null =>
    headers.get(name);

/** The same of a header that has an older name, too. */
const renamed =
  (name: string, old: string) =>
  ({ headers }: Arrival): string | null =>
    headers.get(name) ?? headers.get(old);

/** The same of a header whose absence is an answer too: no referrer, no wish for privacy. */
const answer =
  (name: string) =>
  ({ headers }: Arrival): string =>
    headers.get(name) ?? "";

const READERS: readonly Reader<Arrival>[] = [
  [number.NOW, ({ now }) => now],
  [number.PLATFORM_COUNTRY, (arrival) => arrival.geo("country")],
  [number.PLATFORM_REGION, (arrival) => arrival.geo("region")],
  [number.PLATFORM_CITY, (arrival) => arrival.geo("city")],
  [number.PLATFORM_TIME_ZONE, (arrival) => arrival.zone()],
  [number.PLATFORM_OFFSET, (arrival) => arrival.offset()],
  [number.USER_AGENT, header("user-agent")],
  [number.CH_MOBILE, header("sec-ch-ua-mobile")],
  [number.CH_PLATFORM, header("sec-ch-ua-platform")],
  [number.CH_BRANDS, header("sec-ch-ua")],
  [number.CH_FORM_FACTORS, header("sec-ch-ua-form-factors")],
  [number.CH_MODEL, header("sec-ch-ua-model")],
  [number.CH_PLATFORM_VERSION, header("sec-ch-ua-platform-version")],
  [number.CH_FULL_VERSIONS, header("sec-ch-ua-full-version-list")],
  [number.VIEWPORT_WIDTH, header("sec-ch-viewport-width")],
  [number.DARK, header("sec-ch-prefers-color-scheme")],
  [number.REDUCED_MOTION, header("sec-ch-prefers-reduced-motion")],
  [number.SAVE_DATA, header("save-data")],
  [number.NETWORK, renamed("sec-ch-ect", "ect")],
  [number.MEMORY, renamed("sec-ch-device-memory", "device-memory")],
  [number.LANGUAGES, header("accept-language")],
  [number.REFERRER, answer("referer")],
  [number.URL, ({ request }) => request.url],
  [number.GPC, answer("sec-gpc")],
];

/**
 * Reads the facts of the mask from a request that came in at the moment `now`. `context` is what the platform hands to a
 * handler besides the request.
 */
export function readRequestFacts(
  request: Request,
  platform: Platform | undefined,
  mask: FactMask,
  now: number = Date.now(),
  context?: unknown,
): Fact[] {
  return read(mask, READERS, new Arrival(request, now, platform, context));
}

/**
 * The headers to vary by, or to ask for (`Accept-CH`), for the facts of a mask. The model is not among them: it tells
 * devices apart, and the form factor says what a rule may ask; where it is sent, it is looked at.
 */
export function clientHints(mask: FactMask): string[] {
  const hints: readonly (readonly [fact: number, header: string])[] = [
    [number.CH_FORM_FACTORS, "Sec-CH-UA-Form-Factors"],
    [number.CH_PLATFORM_VERSION, "Sec-CH-UA-Platform-Version"],
    [number.CH_FULL_VERSIONS, "Sec-CH-UA-Full-Version-List"],
    [number.VIEWPORT_WIDTH, "Sec-CH-Viewport-Width"],
    [number.DARK, "Sec-CH-Prefers-Color-Scheme"],
    [number.REDUCED_MOTION, "Sec-CH-Prefers-Reduced-Motion"],
    [number.NETWORK, "ECT"],
    [number.MEMORY, "Sec-CH-Device-Memory"],
  ];
  return hints.filter(([fact]) => names(mask, fact)).map(([, header]) => header);
}

function geography(request: Request, platform: Platform, context: unknown): Geo {
  const { object, packed, headers }: Convention = typeof platform === "string" ? PLATFORMS[platform] : { headers: platform };
  // Nobody but the platform can make this object; where it is, a header may be the visitor's own. A developer's machine has
  // one too, which says nothing.
  const said = object && at(object.on === "request" ? request : context, object.name);
  const marks = object ? [...Object.values(object.fields), object.mark ?? ""] : [];
  if (object && marks.some((path) => at(said, path) !== undefined)) return pick(object.fields, (path) => at(said, path));
  const text = packed && request.headers.get(packed.header);
  if (packed && typeof text === "string") {
    const fields = packed.form === "json" ? json(text) : pairs(text);
    return pick(packed.fields, (path) => at(fields, path));
  }
  return pick(headers, (name) => request.headers.get(name));
}

function pick(places: Places = {}, value: (name: string) => unknown): Geo {
  const found: Geo = {};
  for (const key in places) found[key as keyof Places] = value(places[key as keyof Places] as string);
  return found;
}

/** What is at a path; of what is not there, nothing. */
function at(value: unknown, path: string): unknown {
  return path.split(".").reduce((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
}

/** `georegion=246,country_code=US,region_code=CA,city=SANJOSE,…` */
function pairs(text: string): unknown {
  return Object.fromEntries(text.split(",").map((pair) => pair.split("=", 2)));
}

/** JSON, in base64 on the platform itself and plain in some of its tools. */
function json(text: string): unknown {
  return JSON.parse(text.startsWith("{") ? text : atob(text));
}

/** Hours and minutes as one number (`-330`) in minutes. Zero may mean that nobody knows. */
function minutes(offset: unknown): number | undefined {
  const known = Number.isInteger(offset) && offset !== 0 && Math.abs(offset as number) <= 1600 && Math.abs((offset as number) % 100) < 60;
  return known ? Math.trunc((offset as number) / 100) * 60 + ((offset as number) % 100) : undefined;
}
