// The facts of a request. Only the headers that the mask names are looked at, and a platform's geography only where
// the host says that it runs on that platform: any visitor can send a `CF-IPCountry` of their own.

import { type Fact, type FactMask, names, offsetOf, read } from "./fact.ts";
import { FactNumber as number } from "./numbers.ts";
import { type Convention, PLATFORMS, type Places } from "./platforms.ts";

/** The headers that one's own proxy sets, and removes from what visitors send. */
export type GeoHeaders = Omit<Places, "offset">;

/** A platform by name (`docs/platforms.md`), or one's own headers. */
export type Platform = keyof typeof PLATFORMS | GeoHeaders;

type Geo = { [key in keyof Places]?: unknown };

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
  const header = (name: string): string | null => request.headers.get(name);
  let known: Geo | undefined;
  const geo = (key: keyof Places): unknown => {
    known ??= platform === undefined ? {} : geography(request, platform, context);
    return known[key];
  };
  const zone = (): string | undefined => {
    const name = geo("timezone");
    // `PST` and the like mean what each runtime makes of them.
    return typeof name === "string" && (name === "UTC" || name.includes("/")) ? name : undefined;
  };

  return read(mask, {
    [number.NOW]: () => now,
    [number.PLATFORM_COUNTRY]: () => geo("country"),
    [number.PLATFORM_REGION]: () => geo("region"),
    [number.PLATFORM_CITY]: () => geo("city"),
    [number.PLATFORM_TIME_ZONE]: zone,
    [number.PLATFORM_OFFSET]: () => {
      const name = zone();
      return name === undefined ? minutes(geo("offset")) : offsetOf(name, now);
    },
    [number.USER_AGENT]: () => header("user-agent"),
    [number.CH_MOBILE]: () => header("sec-ch-ua-mobile"),
    [number.CH_PLATFORM]: () => header("sec-ch-ua-platform"),
    [number.CH_BRANDS]: () => header("sec-ch-ua"),
    [number.CH_FORM_FACTORS]: () => header("sec-ch-ua-form-factors"),
    [number.CH_MODEL]: () => header("sec-ch-ua-model"),
    [number.CH_PLATFORM_VERSION]: () => header("sec-ch-ua-platform-version"),
    [number.CH_FULL_VERSIONS]: () => header("sec-ch-ua-full-version-list"),
    [number.VIEWPORT_WIDTH]: () => header("sec-ch-viewport-width"),
    [number.DARK]: () => header("sec-ch-prefers-color-scheme"),
    [number.REDUCED_MOTION]: () => header("sec-ch-prefers-reduced-motion"),
    [number.SAVE_DATA]: () => header("save-data"),
    [number.NETWORK]: () => header("sec-ch-ect") ?? header("ect"),
    [number.MEMORY]: () => header("sec-ch-device-memory") ?? header("device-memory"),
    [number.LANGUAGES]: () => header("accept-language"),
    // No referrer and no wish for privacy are answers too.
    [number.REFERRER]: () => header("referer") ?? "",
    [number.URL]: () => request.url,
    [number.GPC]: () => header("sec-gpc") ?? "",
  });
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

function pick(places: Places | undefined, value: (name: string) => unknown): Geo {
  return Object.fromEntries(Object.entries(places ?? {}).map(([key, name]) => [key, value(name)]));
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
