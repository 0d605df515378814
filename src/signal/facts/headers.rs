//! Facts from the headers of a request, where there is no platform but a list of headers: on the command line and in the
//! tools. Which header is which fact, and which headers to believe.
//!
//! A visitor can send `CF-IPCountry` as well as Cloudflare can. So a platform's headers count only when the host says
//! that this platform is in front of it; without a name, no such header is looked at.

use super::platforms::{Said, convention, minutes, pairs, pick};
use super::{Fact, Facts, number};
use serde_json::Value as Json;

/// Headers that every client may send: fact, name in lower case.
pub const CLIENT: &[(u8, &str)] = &[
    (number::USER_AGENT, "user-agent"),
    (number::CH_MOBILE, "sec-ch-ua-mobile"),
    (number::CH_PLATFORM, "sec-ch-ua-platform"),
    (number::CH_BRANDS, "sec-ch-ua"),
    (number::CH_FORM_FACTORS, "sec-ch-ua-form-factors"),
    (number::CH_MODEL, "sec-ch-ua-model"),
    (number::CH_PLATFORM_VERSION, "sec-ch-ua-platform-version"),
    (number::CH_FULL_VERSIONS, "sec-ch-ua-full-version-list"),
    (number::VIEWPORT_WIDTH, "sec-ch-viewport-width"),
    (number::DARK, "sec-ch-prefers-color-scheme"),
    (number::REDUCED_MOTION, "sec-ch-prefers-reduced-motion"),
    (number::SAVE_DATA, "save-data"),
    (number::NETWORK, "ect"),
    (number::NETWORK, "sec-ch-ect"),
    (number::MEMORY, "device-memory"),
    (number::MEMORY, "sec-ch-device-memory"),
    (number::LANGUAGES, "accept-language"),
    (number::REFERRER, "referer"),
    (number::GPC, "sec-gpc"),
];

/// Facts from `headers` as a platform's worker would read them. A request without a `Referer` came directly, which is
/// a fact too. `platform` is a name or one's own headers, see [`convention`].
pub fn read<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>, platform: Option<&str>) -> Facts {
    let headers: Vec<(&str, &str)> = headers.collect();
    // A header that is sent twice is one with both values (RFC 9110, section 5.3): no country, if a visitor sent one.
    let header = |wanted: &str| {
        let mut values = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value);
        let first = values.next()?.to_owned();
        Some(values.fold(first, |known, value| known + ", " + value))
    };
    let mut facts = Facts::default();
    for (fact, name) in CLIENT {
        facts.extend(header(name).map(|value| (*fact, Fact::Text(value))));
    }
    if facts.get(number::REFERRER).is_none() {
        facts.insert(number::REFERRER, Fact::Text(String::new()));
    }
    let Some(known) = platform.and_then(convention) else { return facts };
    let said = match known.packed.map(|packed| (packed, header(packed.header))) {
        Some((packed, Some(text))) if packed.is_json => {
            json(&text).map(|geo| pick(&packed.fields, |path| at(&geo, path)))
        }
        Some((packed, Some(text))) => Some(pairs(&text, &packed.fields)),
        _ => Some(pick(&known.headers, header)),
    };
    add(&mut facts, said.unwrap_or_default());
    facts
}

/// What a platform's object says, where there is one: then it goes before headers, which may be the visitor's own.
/// `holder` is what the object stands on: `{ "cf": { "country": "DE" } }`.
pub fn read_object(facts: &mut Facts, holder: &Json, platform: Option<&str>) {
    let object = platform.and_then(convention).and_then(|known| known.object);
    let Some((object, given)) = object.and_then(|object| Some((object, holder.get(object.name)?))) else { return };
    let has = |path: &str| path.split('.').try_fold(given, |value, key| value.get(key)).is_some();
    if !object.marks().any(has) {
        return;
    }
    (number::PLATFORM_COUNTRY..=number::PLATFORM_OFFSET).for_each(|fact| facts.remove(fact));
    add(facts, pick(&object.fields, |path| at(given, path)));
    let offset = object.fields.last().and_then(|path| given.get(path)?.as_f64()).and_then(minutes);
    facts.extend(offset.map(|offset| (number::PLATFORM_OFFSET, Fact::Number(offset))));
}

fn add(facts: &mut Facts, said: Said) {
    let numbers = number::PLATFORM_COUNTRY..=number::PLATFORM_TIME_ZONE;
    for (fact, value) in numbers.zip(said) {
        facts.extend(value.map(|value| (fact, Fact::Text(value))));
    }
}

/// JSON, in base64 on the platform itself and plain in some of its tools.
fn json(text: &str) -> Option<Json> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    serde_json::from_str(&String::from_utf8_lossy(&base64(text)?)).ok()
}

fn at(geo: &Json, path: &str) -> Option<String> {
    path.split('.').try_fold(geo, |value, key| value.get(key))?.as_str().map(str::to_owned)
}

/// RFC 4648, section 4, as forgiving as `atob`: padding may be missing.
fn base64(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        bits = bits << 6 | DIGITS.iter().position(|digit| *digit == byte)? as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::*;

    #[test]
    fn a_platforms_header_counts_only_when_the_platform_is_named() {
        let headers = [("CF-IPCountry", "DE"), ("User-Agent", "x")];
        let country = |platform| read(headers.into_iter(), platform).text(number::PLATFORM_COUNTRY).to_vec();
        assert_eq!(country(Some("cloudflare")), b"DE");
        for platform in [None, Some("fastly"), Some("vercel"), Some("nobody"), Some("")] {
            assert_eq!(country(platform), b"", "{platform:?}");
        }
        assert_eq!(country(Some("country=cf-ipcountry")), b"DE");
    }

    #[test]
    fn a_header_that_is_sent_twice_is_no_country() {
        let headers = [("x-vercel-ip-country", "US"), ("X-Vercel-IP-Country", "DE")];
        let facts = read(headers.into_iter(), Some("vercel"));
        assert_eq!(facts.text(number::PLATFORM_COUNTRY), b"US, DE");
    }

    #[test]
    fn ok_base64() {
        assert_eq!(base64("eyJhIjoxfQ==").as_deref(), Some(b"{\"a\":1}".as_slice()));
        assert_eq!(base64("eyJh IjoxfQ").as_deref(), Some(b"{\"a\":1}".as_slice()));
        assert_eq!(base64("%"), None);
    }
}
