// Generated from src/signal/facts/platforms.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit.

/** Names of headers, or of fields with a dot between them; what is not named is not said. */
export interface Places {
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  /** An IANA time zone. */
  readonly timezone?: string;
  /** Hours and minutes as one number: `-330`. */
  readonly offset?: string;
}

/** How a platform says where a request comes from: the first that is there counts. */
export interface Convention {
  /** An object that only the platform can make: on the request, or on what it hands to the handler besides. */
  readonly object?: {
    readonly on: "request" | "context";
    readonly name: string;
    /** A field that it always has on the platform, besides those below. */
    readonly mark?: string;
    readonly fields: Places;
  };
  /** A header that holds all. */
  readonly packed?: { readonly header: string; readonly form: "json" | "pairs"; readonly fields: Places };
  readonly headers?: Places;
}

/** All of these overwrite what a visitor sends under their names; `docs/platforms.md` says where that takes a setting. */
export const PLATFORMS = {
  akamai: {
    object: {
      on: "request",
      name: "userLocation",
      fields: {
        country: "country",
        region: "region",
        city: "city",
      },
    },
    packed: {
      header: "x-akamai-edgescape",
      form: "pairs",
      fields: {
        country: "country_code",
        region: "region_code",
        city: "city",
      },
    },
  },
  appengine: {
    headers: {
      country: "x-appengine-country",
      region: "x-appengine-region",
      city: "x-appengine-city",
    },
  },
  azure: {
    headers: {
      country: "x-azure-geo-country",
    },
  },
  bunny: {
    headers: {
      country: "cdn-requestcountrycode",
      region: "cdn-requeststatecode",
    },
  },
  cloudflare: {
    object: {
      on: "request",
      name: "cf",
      mark: "colo",
      fields: {
        country: "country",
        region: "regionCode",
        city: "city",
        timezone: "timezone",
      },
    },
    headers: {
      country: "cf-ipcountry",
      region: "cf-region-code",
      city: "cf-ipcity",
      timezone: "cf-timezone",
    },
  },
  cloudfront: {
    headers: {
      country: "cloudfront-viewer-country",
      region: "cloudfront-viewer-country-region",
      city: "cloudfront-viewer-city",
      timezone: "cloudfront-viewer-time-zone",
    },
  },
  contentstack: {
    headers: {
      country: "visitor-ip-country",
      region: "visitor-ip-region",
      city: "visitor-ip-city",
    },
  },
  deno: {},
  fastly: {
    object: {
      on: "context",
      name: "geo",
      fields: {
        country: "country_code",
        region: "region",
        city: "city",
        offset: "utc_offset",
      },
    },
  },
  gcp: {
    headers: {
      country: "x-client-region",
      region: "x-client-region-subdivision",
      city: "x-client-city",
    },
  },
  netlify: {
    object: {
      on: "context",
      name: "geo",
      fields: {
        country: "country.code",
        region: "subdivision.code",
        city: "city",
        timezone: "timezone",
      },
    },
    packed: {
      header: "x-nf-geo",
      form: "json",
      fields: {
        country: "country.code",
        region: "subdivision.code",
        city: "city",
        timezone: "timezone",
      },
    },
  },
  nginx: {
    headers: {
      country: "x-geoip-country",
      region: "x-geoip-region",
      city: "x-geoip-city",
      timezone: "x-geoip-time-zone",
    },
  },
  vercel: {
    headers: {
      country: "x-vercel-ip-country",
      region: "x-vercel-ip-country-region",
      city: "x-vercel-ip-city",
      timezone: "x-vercel-ip-timezone",
    },
  },
  wpengine: {
    headers: {
      country: "wpe-headless-country",
      region: "wpe-headless-region",
      timezone: "wpe-headless-timezone",
    },
  },
} as const satisfies Record<string, Convention>;
