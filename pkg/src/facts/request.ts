// The facts of a request. Only the headers that the mask names are looked at, and a platform's geography only where
// the host says that it runs on that platform: any visitor can send a `CF-IPCountry` of their own.

import { type Fact, type FactMask, names, offsetOf, read } from "./fact.ts";
import { FactNumber as number } from "./numbers.ts";

/** Where a platform says where the request comes from. */
export interface GeoHeaders {
  /** Names of headers. */
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  /** IANA time zone. */
  readonly timezone?: string;
}

/** A platform by name, or the headers that one's own proxy sets (and removes from what visitors send). */
export type Platform = keyof typeof PLATFORMS | GeoHeaders;

/** From the platforms' documentation; all of them overwrite what a visitor sends under these names. */
const PLATFORMS = {
  akamai: {}, // one header with all in it, below
  appengine: { country: "x-appengine-country", region: "x-appengine-region", city: "x-appengine-city" },
  bunny: { country: "cdn-requestcountrycode" },
  cloudflare: { country: "cf-ipcountry", region: "cf-region-code", city: "cf-ipcity", timezone: "cf-timezone" },
  cloudfront: {
    country: "cloudfront-viewer-country",
    region: "cloudfront-viewer-country-region",
    city: "cloudfront-viewer-city",
    timezone: "cloudfront-viewer-time-zone",
  },
  netlify: {}, // the same
  vercel: {
    country: "x-vercel-ip-country",
    region: "x-vercel-ip-country-region",
    city: "x-vercel-ip-city",
    timezone: "x-vercel-ip-timezone",
  },
} as const satisfies Record<string, GeoHeaders>;

type Geo = { [key in keyof GeoHeaders]?: unknown };

/** Reads the facts of the mask from a request that came in at the moment `now`. */
export function readRequestFacts(request: Request, platform: Platform | undefined, mask: FactMask, now: number = Date.now()): Fact[] {
  const header = (name: string): string | null => request.headers.get(name);
  let known: Geo | undefined;
  const geo = (key: keyof GeoHeaders): unknown => {
    known ??= platform === undefined ? {} : geography(request, platform);
    return known[key];
  };
  const zone = (): string | undefined => {
    const name = geo("timezone");
    return typeof name === "string" ? name : undefined;
  };

  return read(mask, {
    [number.NOW]: () => now,
    [number.PLATFORM_COUNTRY]: () => geo("country"),
    [number.PLATFORM_REGION]: () => geo("region"),
    [number.PLATFORM_CITY]: () => geo("city"),
    [number.PLATFORM_TIME_ZONE]: zone,
    [number.PLATFORM_OFFSET]: () => {
      const name = zone();
      return name === undefined ? undefined : offsetOf(name, now);
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

function geography(request: Request, platform: Platform): Geo {
  if (platform === "akamai") return edgescape(request.headers.get("x-akamai-edgescape") ?? "");
  if (platform === "netlify") return netlify(request.headers.get("x-nf-geo") ?? "");
  if (platform === "cloudflare") {
    // Nobody but the platform can make this object; the headers are there where they were switched on.
    const { cf } = request as Request & { cf?: { readonly [key in "country" | "regionCode" | "city" | "timezone"]?: unknown } };
    if (cf?.country) return { country: cf.country, region: cf.regionCode, city: cf.city, timezone: cf.timezone };
  }
  const headers: GeoHeaders = typeof platform === "string" ? PLATFORMS[platform] : platform;
  const value = (name: string | undefined): unknown => (name === undefined ? undefined : request.headers.get(name));
  return { country: value(headers.country), region: value(headers.region), city: value(headers.city), timezone: value(headers.timezone) };
}

/** `georegion=246,country_code=US,region_code=CA,city=SANJOSE,timezone=PST,…`; its time zones are no IANA names. */
function edgescape(text: string): Geo {
  const fields = new Map(text.split(",").map((pair) => pair.split("=", 2) as [key: string, value: string]));
  return { country: fields.get("country_code"), region: fields.get("region_code"), city: fields.get("city") };
}

/** JSON, in base64 on the platform itself and plain in some of its tools. */
function netlify(text: string): Geo {
  try {
    const geo: unknown = JSON.parse(text.startsWith("{") ? text : atob(text));
    const field = (value: unknown, key: string): unknown => (value as Record<string, unknown> | null | undefined)?.[key];
    return {
      country: field(field(geo, "country"), "code"),
      region: field(field(geo, "subdivision"), "code"),
      city: field(geo, "city"),
      timezone: field(geo, "timezone"),
    };
  } catch {
    return {};
  }
}
