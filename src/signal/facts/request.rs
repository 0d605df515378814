//! The facts of a request, for Rust workers. `pkg/src/facts/request.ts` is the same in TypeScript; both read platforms
//! by the table in [`super::platforms`]. A platform's geography is read only where the host says that it runs on that
//! platform: any visitor can send a `CF-IPCountry` of their own.

use super::platforms::{Convention, Said, minutes, pairs, pick};
use super::{Fact, Facts, number};
use js_sys::{Array, Intl, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Request;

/// Reads the facts of `mask` (see [`super::needs`]) from a request that came in at `now` (milliseconds since 1970).
/// `platform` is of [`super::platforms::convention`]; `context` is what the platform hands to a handler besides the
/// request, or `undefined`.
pub fn read(request: &Request, context: &JsValue, platform: Option<Convention<'_>>, mask: u64, now: f64) -> Facts {
    const GEO: u64 = 1 << number::PLATFORM_COUNTRY
        | 1 << number::PLATFORM_REGION
        | 1 << number::PLATFORM_CITY
        | 1 << number::PLATFORM_TIME_ZONE
        | 1 << number::PLATFORM_OFFSET;
    let geo =
        platform.filter(|_| mask & GEO != 0).map(|platform| geography(request, context, platform)).unwrap_or_default();
    let asked = (0..64u8).filter(|number| mask >> number & 1 == 1);
    asked.filter_map(|number| Some((number, fact(request, &geo, number, now)?))).collect()
}

fn fact(request: &Request, geo: &Geo, fact: u8, now: f64) -> Option<Fact> {
    let [country, region, city, zone, _] = &geo.said;
    // `PST` and the like mean what each runtime makes of them.
    let zone = zone.clone().filter(|zone| zone == "UTC" || zone.contains('/'));
    let text = match fact {
        number::NOW => return Some(Fact::Number(now)),
        number::PLATFORM_OFFSET => {
            let offset = zone.map_or(geo.offset.and_then(minutes), |zone| offset_of(&zone, now));
            return offset.map(Fact::Number);
        }
        number::PLATFORM_COUNTRY => country.clone(),
        number::PLATFORM_REGION => region.clone(),
        number::PLATFORM_CITY => city.clone(),
        number::PLATFORM_TIME_ZONE => zone,
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
    said: Said,
    /// Hours and minutes as one number.
    offset: Option<f64>,
}

fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).ok()?
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// What is at a path; of what is not there, `undefined`.
fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |inner, key| get(&inner, key))
}

fn geography(request: &Request, context: &JsValue, platform: Convention<'_>) -> Geo {
    let said = |said| Geo { said, offset: None };
    // Nobody but the platform can make this object; where it is, a header may be the visitor's own. A developer's machine
    // has one too, which says nothing.
    if let Some(object) = platform.object {
        let holder: &JsValue = if object.on_request { request } else { context };
        let given = get(holder, object.name);
        if object.marks().any(|path| !at(&given, path).is_undefined()) {
            let offset = object.fields.last().filter(|path| !path.is_empty());
            return Geo {
                said: pick(&object.fields, |path| at(&given, path).as_string()),
                offset: offset.and_then(|path| at(&given, path).as_f64()),
            };
        }
    }
    match platform.packed.and_then(|packed| Some((packed, header(request, packed.header)?))) {
        Some((packed, text)) if packed.is_json => {
            let geo = json(&text).unwrap_or(JsValue::UNDEFINED);
            said(pick(&packed.fields, |path| at(&geo, path).as_string()))
        }
        Some((packed, text)) => said(pairs(&text, &packed.fields)),
        None => said(pick(&platform.headers, |name| header(request, name))),
    }
}

/// JSON, in base64 on the platform itself and plain in some of its tools.
fn json(text: &str) -> Option<JsValue> {
    let plain = if text.starts_with('{') { text.to_owned() } else { decoded(text)? };
    JSON::parse(&plain).ok()
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
