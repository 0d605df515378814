//! Where a visit comes from: the platform's word where there is one, else the country of the device's time zone.
//!
//! A platform's header is a fact only when the host names that platform: anybody can send `CF-IPCountry` to a server
//! that no Cloudflare stands before. What is not a country (`XX`, `ZZ`, Tor's `T1`) is missing.

mod regions;

use super::facts::{Facts, number};
use super::{Observation, Source, Trust};

pub(super) use regions::Region;

/// The visitor's country, and how it is known.
#[inline(never)]
pub(super) fn country(facts: &Facts) -> Option<(Region, Source, Trust)> {
    #[cfg(feature = "edge")]
    if let Some(region) = Region::named(facts.text(number::PLATFORM_COUNTRY).trim_ascii()) {
        return Some((region, Source::Platform, Trust::Known));
    }
    Some((Region::of_zone(facts.text(number::TIME_ZONE))?, Source::TimeZone, Trust::Inferred))
}

/// The device's own zone before the platform's idea of it.
pub(super) fn time_zone(facts: &Facts) -> Option<Observation> {
    #[cfg(not(feature = "edge"))]
    let own = facts.text(number::TIME_ZONE);
    #[cfg(feature = "edge")]
    let own = zone(facts, number::TIME_ZONE);
    #[cfg(feature = "edge")]
    if own.is_empty() {
        return Observation::text(zone(facts, number::PLATFORM_TIME_ZONE), Source::Platform, Trust::Inferred);
    }
    Observation::text(own, Source::TimeZone, Trust::Known)
}

/// A text that has the form of a zone's name (tzdb, `theory.html`: letters, digits, `_ - + /`). A browser has no other.
#[cfg(feature = "edge")]
fn zone(facts: &Facts, fact: u8) -> &[u8] {
    let text = facts.text(fact);
    let allowed = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    if text.len() <= 64 && text.iter().all(allowed) { text } else { &[] }
}
