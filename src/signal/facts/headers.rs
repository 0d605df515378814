//! Facts from the headers of a request: which header is which fact, and which headers to believe.
//!
//! A visitor can send `CF-IPCountry` as well as Cloudflare can. So a platform's headers count only when the host says
//! that this platform is in front of it; without a name, no such header is looked at.

use super::{Fact, Facts, number};

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

/// Platforms, and the header in which each says the country; lower case.
/// Sources: the platforms' own documentation of visitor location headers.
pub const PLATFORMS: &[(&str, &str)] = &[
    ("cloudflare", "cf-ipcountry"),
    ("fastly", "fastly-geo-country-code"),
    ("vercel", "x-vercel-ip-country"),
    ("netlify", "x-country"),
    ("cloudfront", "cloudfront-viewer-country"),
    ("appengine", "x-appengine-country"),
    ("azure", "x-azure-geo-country"),
    ("bunny", "cdn-requestcountrycode"),
];

/// The header that a platform says the country in; `None` for a platform nobody knows.
pub fn country_header(platform: &str) -> Option<&'static str> {
    PLATFORMS.iter().find(|(name, _)| *name == platform).map(|(_, header)| *header)
}

/// Facts from `headers` as a platform's worker would read them. A request without a `Referer` came directly, which is
/// a fact too.
pub fn read<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>, platform: Option<&str>) -> Facts {
    let country = platform.and_then(country_header);
    let mut facts = Facts::default();
    facts.insert(number::REFERRER, Fact::Text(String::new()));
    for (name, value) in headers {
        let known = CLIENT.iter().find(|(_, header)| name.eq_ignore_ascii_case(header)).map(|(fact, _)| *fact);
        let place = country.is_some_and(|header| name.eq_ignore_ascii_case(header)).then_some(number::PLATFORM_COUNTRY);
        if let Some(fact) = known.or(place) {
            facts.insert(fact, Fact::Text(value.to_owned()));
        }
    }
    facts
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
        assert_eq!(country(Some("fastly")), b"");
        assert_eq!(country(None), b"");
    }
}
