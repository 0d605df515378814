//! Languages, and what follows from them: `Accept-Language` (RFC 9110, §12.5.4) or a browser's own list.
//!
//! A browser's list is in the order and in the case that BCP 47 recommends; a header's has to be brought into them.

#[cfg(feature = "edge")]
pub(crate) mod conventions;
#[cfg(feature = "edge")]
mod header;
#[cfg(feature = "edge")]
pub(crate) mod likely;
pub(crate) mod nearest;

use super::facts::{Known, number, quote};
#[cfg(feature = "edge")]
use super::geo;
use super::geo::Region;
use super::scan::{cut, parts};
use super::{Seen, Source, Trust};

pub(super) use nearest::nearest;

/// Scripts that are written from right to left and that somebody reads today (CLDR, `scriptMetadata`).
pub(super) const RTL: &[u8] = b"AdlmArabAranGaraHebrMandMendNkooRohgSamrSyrcThaaYezi";

/// The visitor's languages in quotes, most wanted first, each once.
pub(super) fn languages(facts: &impl Known, out: &mut Vec<u8>) {
    #[cfg(feature = "edge")]
    header::tags(facts).iter().for_each(|tag| quote(tag.as_bytes(), out));
    #[cfg(not(feature = "edge"))]
    facts.join(number::LANGUAGES, out);
}

/// The first language with the script and the region that go with it, in quotes: what the browser says, else what is
/// known at an edge.
pub(super) fn likely(facts: &impl Known, out: &mut Vec<u8>) {
    #[cfg(feature = "edge")]
    if facts.given_text(number::LIKELY).is_none() {
        return header::tags(facts).iter().take(1).for_each(|tag| likely::write(tag, out));
    }
    quote(facts.text(number::LIKELY), out);
}

/// What a tag says first; empty where it says nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    pub language: &'a [u8],
    pub script: &'a [u8],
    /// Of two letters, or an area's three digits.
    pub region: &'a [u8],
}

impl Tag<'_> {
    #[cfg_attr(not(feature = "edge"), inline(never))]
    pub fn read(tag: &[u8]) -> Tag<'_> {
        let (language, rest) = cut(tag, b'-');
        let (second, third) = cut(rest, b'-');
        // Four letters are a script; a year is not.
        let has_script = second.len() == 4 && second.first() > Some(&b'9');
        let (script, rest) = if has_script { (second, third) } else { (&[][..], rest) };
        let region = cut(rest, b'-').0;
        Tag { language, script, region: if matches!(region.len(), 2 | 3) { region } else { &[] } }
    }
}

/// The script that the first language names.
pub(super) fn script(languages: &[u8]) -> &[u8] {
    Tag::read(cut(cut(languages, b'"').1, b'"').0).script
}

/// The first region that the languages name.
pub(super) fn region(languages: &[u8]) -> Region {
    let mut regions = parts(languages, b'"').map(|tag| Region::named(Tag::read(tag).region));
    regions.find(|region| region.has_customs()).unwrap_or(Region::NOWHERE)
}

/// Where the visitor's settings are at home: in the region that they name, else in the country, else where their
/// language is.
pub(super) fn home(facts: &impl Known, seen: &mut Seen) -> Region {
    let named = facts.named_region(&mut seen.word);
    if named.has_customs() {
        return named;
    }
    seen.trust = Trust::Inferred;
    #[cfg(feature = "edge")]
    if geo::platform(facts).has_customs() {
        seen.source = Source::Platform;
        return geo::platform(facts);
    }
    let zone = Region::of_zone(facts.text(number::TIME_ZONE));
    if zone.has_customs() {
        seen.source = Source::TimeZone;
        return zone;
    }
    seen.word.clear();
    facts.likely(&mut seen.word);
    region(&seen.word)
}

/// What is customary in a region, by a table of rows `EUR=at|be`, with a `;` between them; `*` is all others.
#[cfg_attr(not(feature = "edge"), inline(never))]
pub(super) fn custom<'a>(table: &'a [u8], region: &[u8]) -> &'a [u8] {
    let &[first, second] = region else { return &[] };
    let is_its = |code: &[u8]| matches!(*code, [a, b, ..] if a == first | 0x20 && b == second | 0x20);
    let mut rows = parts(table, b';').map(|row| cut(row, b'='));
    let its = rows.find(|(_, regions)| *regions == b"*" || regions.chunks(3).any(is_its));
    its.map_or(&[], |(custom, _)| custom)
}
