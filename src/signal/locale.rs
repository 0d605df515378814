//! Languages, and what follows from them: `Accept-Language` (RFC 9110, §12.5.4) or a browser's own list.
//!
//! A browser's list is in the order and in the case that BCP 47 recommends; a header's has to be brought into them.

#[cfg(feature = "edge")]
mod header;

use super::facts::Known;
#[cfg(not(feature = "edge"))]
use super::facts::number;
#[cfg(feature = "edge")]
use super::facts::quote;
use super::geo::Region;
use super::scan::cut;

/// Languages that are usually written from right to left, and scripts that are (CLDR, `characterOrder`).
pub(super) const RTL: &str =
    "1=ar|arc|ckb|dv|fa|he|ks|ku|nqo|ps|sd|syr|ug|ur|yi|adlm|arab|hebr|mand|nkoo|rohg|samr|syrc|thaa";

/// The visitor's languages in quotes, most wanted first, each once.
pub(super) fn languages(facts: &impl Known, out: &mut Vec<u8>) {
    #[cfg(feature = "edge")]
    header::tags(facts).iter().for_each(|tag| quote(tag.as_bytes(), out));
    #[cfg(not(feature = "edge"))]
    facts.join(number::LANGUAGES, out);
}

/// The first language, without script and region; or its script, if it names one.
pub(super) fn first(languages: &[u8], script: bool) -> &[u8] {
    let first = cut(cut(languages, b'"').1, b'"').0;
    let (language, rest) = cut(first, b'-');
    let named = cut(rest, b'-').0;
    // A script, and nothing else behind the language, is four letters.
    if script && named.len() == 4 { named } else { language }
}

/// The first region that the languages name.
pub(super) fn region(languages: &[u8]) -> Region {
    let mut region = Region::NOWHERE;
    for window in languages.windows(4) {
        if let ([b'-', code @ .., b'-' | b'"'], false) = (window, region.is_known()) {
            region = Region::named(code);
        }
    }
    region
}
