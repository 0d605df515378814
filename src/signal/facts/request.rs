//! The facts of a request, for Rust workers. `pkg/src/facts/request.ts` is the same in TypeScript, and says where the
//! platforms' conventions come from. A platform's geography is read only where the host says that it runs on that
//! platform: any visitor can send a `CF-IPCountry` of their own.

use super::{Fact, Facts, number};
use js_sys::{Array, Intl, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Request;

/// Where a platform, or one's own proxy, says where a request comes from: names of headers, empty where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GeoHeaders<'a> {
    pub country: &'a str,
    pub region: &'a str,
    pub city: &'a str,
    /// IANA time zone.
    pub timezone: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform<'a> {
    /// `X-Akamai-Edgescape`.
    Akamai,
    /// `request.cf`, else the headers.
    Cloudflare,
    /// `x-nf-geo`.
    Netlify,
    /// Any other, by its headers: [`APPENGINE`], [`BUNNY`], [`CLOUDFRONT`], [`VERCEL`] or one's own.
    Headers(GeoHeaders<'a>),
}

const CLOUDFLARE: GeoHeaders<'_> =
    GeoHeaders { country: "cf-ipcountry", region: "cf-region-code", city: "cf-ipcity", timezone: "cf-timezone" };
pub const APPENGINE: GeoHeaders<'_> =
    GeoHeaders { country: "x-appengine-country", region: "x-appengine-region", city: "x-appengine-city", timezone: "" };
pub const BUNNY: GeoHeaders<'_> = GeoHeaders { country: "cdn-requestcountrycode", region: "", city: "", timezone: "" };
pub const CLOUDFRONT: GeoHeaders<'_> = GeoHeaders {
    country: "cloudfront-viewer-country",
    region: "cloudfront-viewer-country-region",
    city: "cloudfront-viewer-city",
    timezone: "cloudfront-viewer-time-zone",
};
pub const VERCEL: GeoHeaders<'_> = GeoHeaders {
    country: "x-vercel-ip-country",
    region: "x-vercel-ip-country-region",
    city: "x-vercel-ip-city",
    timezone: "x-vercel-ip-timezone",
};

/// Reads the facts of `mask` (see [`super::needs`]) from a request that came in at `now` (milliseconds since 1970).
pub fn read(request: &Request, platform: Option<Platform<'_>>, mask: u64, now: f64) -> Facts {
    const GEO: u64 = 1 << number::PLATFORM_COUNTRY
        | 1 << number::PLATFORM_REGION
        | 1 << number::PLATFORM_CITY
        | 1 << number::PLATFORM_TIME_ZONE
        | 1 << number::PLATFORM_OFFSET;
    let geo = platform.filter(|_| mask & GEO != 0).map(|platform| geography(request, platform)).unwrap_or_default();
    let known = (0..64u8)
        .filter(|number| mask >> number & 1 == 1)
        .filter_map(|number| Some((number, fact(request, &geo, number, now)?)))
        .collect();
    Facts { known }
}

fn fact(request: &Request, geo: &Geo, fact: u8, now: f64) -> Option<Fact> {
    let text = match fact {
        number::NOW => return Some(Fact::Number(now)),
        number::PLATFORM_OFFSET => return offset_of(geo.timezone.as_deref()?, now).map(Fact::Number),
        number::PLATFORM_COUNTRY => geo.country.clone(),
        number::PLATFORM_REGION => geo.region.clone(),
        number::PLATFORM_CITY => geo.city.clone(),
        number::PLATFORM_TIME_ZONE => geo.timezone.clone(),
        number::USER_AGENT => header(request, "user-agent"),
        number::CH_MOBILE => header(request, "sec-ch-ua-mobile"),
        number::CH_PLATFORM => header(request, "sec-ch-ua-platform"),
        number::CH_BRANDS => header(request, "sec-ch-ua"),
        number::CH_FORM_FACTORS => header(request, "sec-ch-ua-form-factors"),
        number::CH_MODEL => header(request, "sec-ch-ua-model"),
        number::CH_PLATFORM_VERSION => header(request, "sec-ch-ua-platform-version"),
        number::CH_FULL_VERSIONS => header(request, "sec-ch-ua-full-version-list"),
        number::VIEWPORT_WIDTH => header(request, "sec-ch-viewport-width"),
        number::DARK => header(request, "sec-ch-prefers-color-scheme"),
        number::REDUCED_MOTION => header(request, "sec-ch-prefers-reduced-motion"),
        number::SAVE_DATA => header(request, "save-data"),
        number::NETWORK => header(request, "sec-ch-ect").or_else(|| header(request, "ect")),
        number::MEMORY => header(request, "sec-ch-device-memory").or_else(|| header(request, "device-memory")),
        number::LANGUAGES => header(request, "accept-language"),
        // No referrer and no wish for privacy are answers too.
        number::REFERRER => Some(header(request, "referer").unwrap_or_default()),
        number::GPC => Some(header(request, "sec-gpc").unwrap_or_default()),
        number::URL => Some(request.url()),
        _ => None,
    };
    text.map(Fact::Text)
}

#[derive(Debug, Clone, Default)]
struct Geo {
    country: Option<String>,
    region: Option<String>,
    city: Option<String>,
    timezone: Option<String>,
}

fn header(request: &Request, name: &str) -> Option<String> {
    if name.is_empty() { None } else { request.headers().get(name).ok()? }
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

fn geography(request: &Request, platform: Platform<'_>) -> Geo {
    let by_headers = |names: GeoHeaders<'_>| Geo {
        country: header(request, names.country),
        region: header(request, names.region),
        city: header(request, names.city),
        timezone: header(request, names.timezone),
    };
    match platform {
        Platform::Headers(names) => by_headers(names),
        Platform::Akamai => edgescape(&header(request, "x-akamai-edgescape").unwrap_or_default()),
        Platform::Netlify => header(request, "x-nf-geo").and_then(|text| netlify(&text)).unwrap_or_default(),
        // Nobody but the platform can make this object; the header is there where it was switched on.
        Platform::Cloudflare => match get(request, "cf") {
            cf if cf.is_object() => Geo {
                country: get(&cf, "country").as_string(),
                region: get(&cf, "regionCode").as_string(),
                city: get(&cf, "city").as_string(),
                timezone: get(&cf, "timezone").as_string(),
            },
            _ => by_headers(CLOUDFLARE),
        },
    }
}

/// `georegion=246,country_code=US,…`; its time zones are no IANA names.
fn edgescape(text: &str) -> Geo {
    let field = |wanted: &str| {
        let mut pairs = text.rsplit(',').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == wanted).map(|(_, value)| value.to_owned())
    };
    Geo { country: field("country_code"), region: field("region_code"), city: field("city"), timezone: None }
}

/// JSON, in base64 on the platform itself and plain in some of its tools.
fn netlify(text: &str) -> Option<Geo> {
    let plain = if text.starts_with('{') { text.to_owned() } else { decoded(text)? };
    let geo = JSON::parse(&plain).ok()?;
    Some(Geo {
        country: get(&get(&geo, "country"), "code").as_string(),
        region: get(&get(&geo, "subdivision"), "code").as_string(),
        city: get(&geo, "city").as_string(),
        timezone: get(&geo, "timezone").as_string(),
    })
}

/// `atob`, as a worker has it globally.
fn decoded(text: &str) -> Option<String> {
    let atob = get(&js_sys::global(), "atob").dyn_into::<js_sys::Function>().ok()?;
    atob.call1(&JsValue::UNDEFINED, &JsValue::from_str(text)).ok()?.as_string()
}

/// Minutes east of UTC of an IANA time zone at a moment.
fn offset_of(zone: &str, now: f64) -> Option<f64> {
    // The constructor throws on zones that it does not know; through `Reflect` that is an error and no exception.
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into()).ok()?;
    let intl = get(&js_sys::global(), "Intl");
    let class = get(&intl, "DateTimeFormat").dyn_into::<js_sys::Function>().ok()?;
    let format = Reflect::construct(&class, &Array::of2(&"en".into(), &options)).ok()?;
    let format: Intl::DateTimeFormat = format.unchecked_into();
    let text = format.format().call1(&JsValue::UNDEFINED, &JsValue::from_f64(now)).ok()?.as_string()?;
    let (_, after) = text.split_once("GMT")?;
    let (sign, rest) = match after.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, after.strip_prefix('+').unwrap_or("00:00")),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let minutes = minutes.get(..2)?.parse::<u32>().ok()?;
    Some(sign * f64::from(hours.parse::<u32>().ok()? * 60 + minutes))
}
