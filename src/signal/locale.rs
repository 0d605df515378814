//! Languages, and what follows from them: `Accept-Language` (RFC 9110, §12.5.4) or a browser's own list.
//!
//! A browser's list is in the order and in the case that BCP 47 recommends; a header's has to be brought into them.

#[cfg(feature = "edge")]
mod header;

use super::facts::Facts;
#[cfg(not(feature = "edge"))]
use super::facts::{Fact, number};
use super::geo::{Region, country};
use super::scan::{cut, meaning, parts};
use super::{Observation, Source, Trust};

/// Languages that are usually written from right to left, and scripts that are (CLDR, `characterOrder`).
const RTL: &str = "1=ar|arc|ckb|dv|fa|he|ks|ku|nqo|ps|sd|syr|ug|ur|yi|Adlm|Arab|Hebr|Mand|Nkoo|Rohg|Samr|Syrc|Thaa";

/// The visitor's languages, most wanted first, each once.
#[cfg(feature = "edge")]
use header::tags;

/// The visitor's languages as the browser lists them.
#[cfg(not(feature = "edge"))]
fn tags(facts: &Facts) -> &[String] {
    match facts.get(number::LANGUAGES) {
        Some(Fact::Texts(list)) => list,
        _ => &[],
    }
}

pub(super) fn languages(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    let mut tags = tags.iter();
    Observation::list(&mut || tags.next().map(String::as_bytes), Source::Languages)
}

/// The first language, without script and region.
pub(super) fn language(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    Observation::text(cut(tags.first()?.as_bytes(), b'-').0, Source::Languages, Trust::Known)
}

pub(super) fn rtl(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    let (language, rest) = cut(tags.first()?.as_bytes(), b'-');
    let script = cut(rest, b'-').0;
    // A script, and nothing else behind the language, is four letters.
    let name = if script.len() == 4 { script } else { language };
    let rtl = meaning(RTL, &mut |rtl| rtl == name);
    Observation::flag(!rtl.is_empty(), Source::Languages, Trust::Known)
}

/// The region of the visitor's settings: the first that the languages name, else the country they are in.
pub(super) fn region(facts: &Facts) -> Option<(Region, Source, Trust)> {
    let named = |tag: &String| parts(cut(tag.as_bytes(), b'-').1, b'-').find_map(Region::named);
    if let Some(region) = tags(facts).iter().find_map(named) {
        return Some((region, Source::Languages, Trust::Known));
    }
    let (region, source, _) = country(facts)?;
    Some((region, source, Trust::Inferred))
}
