//! Where a visit comes from: the platform's word where there is one, else the country of the device's time zone.
//!
//! A platform's header is a fact only when the host names that platform: anybody can send `CF-IPCountry` to a server
//! that no Cloudflare stands before. What is not a country (`XX`, `ZZ`, Tor's `T1`) is missing.

#[cfg(feature = "edge")]
mod place;
mod regions;

use super::facts::{Known, number};
use super::{Seen, Trust};

#[cfg(feature = "edge")]
pub(super) use place::{city, subdivision};
pub(super) use regions::Region;

/// The country that the platform says, or a region that is none but has customs.
#[cfg(feature = "edge")]
pub(super) fn platform(facts: &impl Known) -> Region {
    Region::named(facts.text(number::PLATFORM_COUNTRY).trim_ascii())
}

/// The visitor's country; what else is concluded from it is no surer than that.
pub(super) fn country(facts: &impl Known, seen: &mut Seen) -> Region {
    #[cfg(feature = "edge")]
    if platform(facts).has_customs() {
        return platform(facts);
    }
    seen.trust = Trust::Inferred;
    Region::of_zone(facts.text(number::TIME_ZONE))
}

/// A text that has the form of a zone's name (tzdb, `theory.html`: letters, digits, `_ - + /`). A browser has no other.
#[cfg(feature = "edge")]
pub(super) fn zone(facts: &impl Known, fact: u8) -> &[u8] {
    let text = facts.text(fact);
    let allowed = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    // A platform's `unknown` and `PST` are no zones.
    let is_zone = fact == number::TIME_ZONE || text == b"UTC" || text.contains(&b'/');
    if is_zone && text.len() <= 64 && text.iter().all(allowed) { text } else { &[] }
}
