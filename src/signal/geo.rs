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
    let platform = facts.text(number::PLATFORM_COUNTRY).and_then(|code| Region::named(code.trim_ascii()));
    if let Some(region) = platform {
        return Some((region, Source::Platform, Trust::Known));
    }
    let zone = facts.text(number::TIME_ZONE)?;
    Some((Region::of_zone(zone)?, Source::TimeZone, Trust::Inferred))
}

pub(super) fn country_code(facts: &Facts) -> Option<Observation> {
    let (region, source, trust) = country(facts)?;
    Observation::text(region.code(), source, trust)
}

pub(super) fn continent(facts: &Facts) -> Option<Observation> {
    let (region, source, trust) = country(facts)?;
    Observation::text(region.continent(), source, trust)
}

pub(super) fn eu(facts: &Facts) -> Option<Observation> {
    let (region, source, trust) = country(facts)?;
    Observation::flag(region.in_eu(), source, trust)
}

/// The device's own zone before the platform's idea of it.
pub(super) fn time_zone(facts: &Facts) -> Option<Observation> {
    let zone = |number| facts.text(number).filter(|zone| is_zone(zone));
    match zone(number::TIME_ZONE) {
        Some(own) => Observation::text(own, Source::TimeZone, Trust::Known),
        None => Observation::text(zone(number::PLATFORM_TIME_ZONE)?, Source::Platform, Trust::Inferred),
    }
}

/// Whether a text has the form of a zone's name (tzdb, `theory.html`: letters, digits, `_ - + /`).
fn is_zone(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(allowed)
}
