//! Where each edge platform says where a request comes from: the one table of it.
//!
//! `pkg/src/facts/platforms.ts` and `docs/platforms.md` are generated from this table, so that the command line, Rust
//! workers and the package read the same. The surprise: a table of names is a table of trust. A visitor can send
//! `CF-IPCountry` as well as Cloudflare can, so nothing here is looked at before the host names the platform that it
//! runs on, and that platform overwrites what visitors send under its names.

#[cfg(feature = "tools")]
mod markdown;
#[cfg(feature = "tools")]
pub mod typescript;

#[cfg(feature = "tools")]
pub use markdown::markdown;

/// What a platform says, in the order of the facts from `PLATFORM_COUNTRY` on.
pub const SAID: [&str; 5] = ["country", "region", "city", "timezone", "offset"];

/// A name for each of [`SAID`]: of a header in lower case, or of fields with a dot between them. Empty: it is not said.
/// `timezone` is an IANA name; `offset` is hours and minutes as one number, `-330`.
pub type Places<'a> = [&'a str; 5];

/// One platform's way of saying it. Of several ways the first that is there counts: the object, the header that holds
/// all, a header each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Convention<'a> {
    /// The word by which a host names it; empty for one's own.
    pub name: &'a str,
    pub object: Option<Object<'a>>,
    pub packed: Option<Packed<'a>>,
    pub headers: Places<'a>,
    /// As people call it, and what they must know or do.
    pub title: &'a str,
    pub about: &'a str,
    /// Where that is written.
    pub source: &'a str,
}

#[cfg(feature = "tools")]
impl Convention<'_> {
    /// Every name under which it says the one of [`SAID`] at this place, the one that counts first.
    pub fn says(&self, at: usize) -> Vec<String> {
        let of = |places: &Places| places.get(at).copied().unwrap_or_default().to_owned();
        let object = self.object.map(|object| {
            let holder = if object.on_request { "request" } else { "context" };
            (of(&object.fields), format!("{holder}.{}.", object.name))
        });
        let packed = self.packed.map(|packed| (of(&packed.fields), format!("{}: ", packed.header)));
        let all = [object, packed, Some((of(&self.headers), String::new()))];
        let named = all.into_iter().flatten().filter(|(name, _)| !name.is_empty());
        named.map(|(name, before)| before + &name).collect()
    }
}

/// An object that only the platform can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<'a> {
    /// On the request; otherwise on what the platform hands to the handler besides it.
    pub on_request: bool,
    pub name: &'a str,
    /// A field that it always has on the platform, besides those below. On a developer's machine the object is there too,
    /// and says nothing.
    pub mark: &'a str,
    pub fields: Places<'a>,
}

impl<'a> Object<'a> {
    /// The fields that tell the platform's object from a developer's: one of them is enough.
    pub fn marks(&self) -> impl Iterator<Item = &'a str> {
        self.fields.into_iter().chain([self.mark]).filter(|path| !path.is_empty())
    }
}

/// A header that holds all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed<'a> {
    pub header: &'a str,
    /// JSON, plain or in base64; otherwise `key=value,key=value`.
    pub is_json: bool,
    pub fields: Places<'a>,
}

const NOWHERE: Places<'_> = [""; 5];

const fn platform(name: &'static str, title: &'static str) -> Convention<'static> {
    Convention { name, object: None, packed: None, headers: NOWHERE, title, about: "", source: "" }
}

/// Every platform that can be named, by name.
pub static PLATFORMS: &[Convention] = &[
    Convention {
        object: Some(Object {
            on_request: true,
            name: "userLocation",
            mark: "",
            // Its time zones (`EST`) are no IANA names, nor are the header's.
            fields: ["country", "region", "city", "", ""],
        }),
        packed: Some(Packed {
            header: "x-akamai-edgescape",
            is_json: false,
            fields: ["country_code", "region_code", "city", "", ""],
        }),
        about: "`request.userLocation` in EdgeWorkers, else `X-Akamai-Edgescape` of the behaviour *Content Targeting*. Cities are in capitals without spaces (`SANJOSE` becomes `Sanjose`). No IANA time zone.",
        source: "techdocs.akamai.com: property-mgr/docs/content-tgting, edgeworkers/docs/user-location-object",
        ..platform("akamai", "Akamai EdgeScape")
    },
    Convention {
        headers: ["x-appengine-country", "x-appengine-region", "x-appengine-city", "", ""],
        about: "Cities and regions are in small letters (`mountain view` becomes `Mountain View`); `ZZ` and `?` are missing. No time zone.",
        source: "cloud.google.com/appengine/docs/flexible/reference/request-headers",
        ..platform("appengine", "Google App Engine")
    },
    Convention {
        headers: ["x-azure-geo-country", "", "", "", ""],
        about: "Front Door says nothing by itself: a rule set must *overwrite* the request header `X-Azure-Geo-Country` by `{geo_country}`. Name it only where that rule runs for every request.",
        source: "learn.microsoft.com/azure/frontdoor/rule-set-server-variables",
        ..platform("azure", "Azure Front Door")
    },
    Convention {
        headers: ["cdn-requestcountrycode", "cdn-requeststatecode", "", "", ""],
        about: "The state's code is said of some countries only.",
        source: "headers that Bunny's edge scripts and origins receive",
        ..platform("bunny", "Bunny")
    },
    Convention {
        object: Some(Object {
            on_request: true,
            name: "cf",
            mark: "colo",
            fields: ["country", "regionCode", "city", "timezone", ""],
        }),
        headers: ["cf-ipcountry", "cf-region-code", "cf-ipcity", "cf-timezone", ""],
        about: "`request.cf` in a worker; behind Cloudflare the headers of *IP geolocation* and of the managed transform *Add visitor location headers*. `XX` (unknown) and `T1` (Tor) are missing.",
        source: "npm @cloudflare/workers-types; developers.cloudflare.com: managed transforms",
        ..platform("cloudflare", "Cloudflare")
    },
    Convention {
        headers: [
            "cloudfront-viewer-country",
            "cloudfront-viewer-country-region",
            "cloudfront-viewer-city",
            "cloudfront-viewer-time-zone",
            "",
        ],
        about: "Only headers that the origin request policy (or cache policy) names are sent.",
        source: "docs.aws.amazon.com: adding CloudFront request headers",
        ..platform("cloudfront", "Amazon CloudFront")
    },
    Convention {
        headers: ["visitor-ip-country", "visitor-ip-region", "visitor-ip-city", "", ""],
        about: "No time zone.",
        source: "contentstack.com/docs/developers/launch/geolocation-headers",
        ..platform("contentstack", "Contentstack Launch")
    },
    Convention {
        about: "Deno Deploy says nothing of where a request comes from. Put a proxy that does before it, and name that one's headers.",
        source: "docs.deno.com: nothing is documented",
        ..platform("deno", "Deno Deploy")
    },
    Convention {
        object: Some(Object {
            on_request: false,
            name: "geo",
            mark: "",
            fields: ["country_code", "region", "city", "", "utc_offset"],
        }),
        about: "In Compute, hand the handler the client: `handler(event.request, event.client)`. VCL sends no header by itself; where yours sets some, and unsets what visitors send, name them as your own. An offset of 0 also means unknown, and is missing.",
        source: "npm @fastly/js-compute; fastly.com/documentation/reference/vcl/variables/geolocation",
        ..platform("fastly", "Fastly")
    },
    Convention {
        headers: ["x-client-region", "x-client-region-subdivision", "x-client-city", "", ""],
        about: "The load balancer sends what its backend is told to: `X-Client-Region: {client_region}`, `X-Client-Region-Subdivision: {client_region_subdivision}`, `X-Client-City: {client_city}`. Subdivisions are CLDR's (`USCA`). Name it only where all that you use are set.",
        source: "cloud.google.com/load-balancing/docs/https/custom-headers",
        ..platform("gcp", "Google Cloud load balancer")
    },
    Convention {
        object: Some(Object {
            on_request: false,
            name: "geo",
            mark: "",
            fields: ["country.code", "subdivision.code", "city", "timezone", ""],
        }),
        packed: Some(Packed {
            header: "x-nf-geo",
            is_json: true,
            fields: ["country.code", "subdivision.code", "city", "timezone", ""],
        }),
        about: "`context.geo` where the handler is the edge function itself, else `x-nf-geo`.",
        source: "npm @netlify/types; the headers of Netlify's edge runtime",
        ..platform("netlify", "Netlify")
    },
    Convention {
        headers: ["x-geoip-country", "x-geoip-region", "x-geoip-city", "x-geoip-time-zone", ""],
        about: "There is no standard: set `proxy_set_header X-GeoIP-Country …` and the others from the variables of ngx_http_geoip2_module, all four of them (an empty one too, or a visitor's is passed on). Regions are ISO codes (`subdivisions 0 iso_code`); the older module's are FIPS 10-4 outside the United States and Canada.",
        source: "nginx.org/en/docs/http/ngx_http_geoip_module.html; names that configurations of it often use",
        ..platform("nginx", "nginx with GeoIP")
    },
    Convention {
        headers: ["x-vercel-ip-country", "x-vercel-ip-country-region", "x-vercel-ip-city", "x-vercel-ip-timezone", ""],
        about: "Cities are percent-encoded.",
        source: "npm @vercel/functions; vercel.com/docs/headers/request-headers",
        ..platform("vercel", "Vercel")
    },
    Convention {
        headers: ["wpe-headless-country", "wpe-headless-region", "", "wpe-headless-timezone", ""],
        about: "No city.",
        source: "developers.wpengine.com/docs/atlas/additional-guides/request-headers",
        ..platform("wpengine", "WP Engine Headless")
    },
];

/// A platform by its name, or one's own headers: `country=x-my-country,city=x-my-city`.
///
/// ```
/// use nearside::signal::facts::platforms::convention;
/// assert_eq!(convention("vercel").unwrap().headers[0], "x-vercel-ip-country");
/// assert_eq!(convention("country=X-My-Country").unwrap().headers[0], "X-My-Country");
/// assert_eq!(convention("nowhere"), None);
/// ```
pub fn convention(text: &str) -> Option<Convention<'_>> {
    if let Some(known) = PLATFORMS.iter().find(|known| known.name == text) {
        return Some(*known);
    }
    let mut headers = NOWHERE;
    for pair in text.split(',') {
        let (key, header) = pair.split_once('=')?;
        let at = SAID.iter().take(4).position(|said| *said == key.trim())?;
        *headers.get_mut(at)? = header.trim();
    }
    Some(Convention { headers, ..platform("", "") })
}

/// What a platform says, in the order of [`SAID`].
pub type Said = [Option<String>; 5];

/// The values under these names.
pub fn pick(places: &Places<'_>, mut value: impl FnMut(&str) -> Option<String>) -> Said {
    places.map(|name| if name.is_empty() { None } else { value(name) })
}

/// `georegion=246,country_code=US,region_code=CA`; of a key that stands there twice the last one counts.
pub fn pairs(text: &str, places: &Places<'_>) -> Said {
    let value = |wanted: &str| {
        let mut pairs = text.rsplit(',').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == wanted).map(|(_, value)| value.to_owned())
    };
    pick(places, value)
}

/// Hours and minutes as one number (`-330`, `1245`) in minutes. Zero may mean that nobody knows.
pub fn minutes(offset: f64) -> Option<f64> {
    let is_time = offset != 0.0 && offset.abs() <= 1600.0 && offset.fract() == 0.0 && (offset % 100.0).abs() < 60.0;
    is_time.then(|| (offset / 100.0).trunc() * 60.0 + offset % 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_headers_in_small_letters() {
        assert!(PLATFORMS.is_sorted_by_key(|known| known.name));
        for known in PLATFORMS {
            let packed = known.packed.iter().map(|packed| packed.header);
            for header in known.headers.into_iter().chain(packed) {
                assert!(header.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{header}");
            }
            assert!(!known.title.is_empty() && !known.about.is_empty() && !known.source.is_empty(), "{}", known.name);
        }
    }

    #[test]
    fn ok_own_headers() {
        let own = convention(" country = a , timezone=b").unwrap();
        assert_eq!(own.headers, ["a", "", "", "b", ""]);
        for text in ["", "Vercel", "country", "planet=x", "offset=x", "country=a,,"] {
            assert_eq!(convention(text), None, "{text}");
        }
    }

    #[test]
    fn ok_minutes() {
        for (offset, expected) in [
            (-330.0, Some(-210.0)),
            (-230.0, Some(-150.0)),
            (545.0, Some(345.0)),
            (1400.0, Some(840.0)),
            (100.0, Some(60.0)),
            (-30.0, Some(-30.0)),
            (0.0, None),
            (9999.0, None),
            (999.0, None),
            (1.5, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(minutes(offset), expected, "{offset}");
        }
    }
}
