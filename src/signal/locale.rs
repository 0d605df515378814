//! Languages, and what follows from them: `Accept-Language` (RFC 9110, §12.5.4) or a browser's own list.

use super::facts::{Fact, Facts, number};
use super::geo::{Region, country};
use super::scan::{cut, meaning, parts};
use super::{Observation, Observed, Source, Trust};
use crate::limits::{SIGNAL_LIST, SIGNAL_TEXT};

/// Languages that are usually written from right to left, and scripts that are (CLDR, `characterOrder`).
const RTL: &str = "1=ar|arc|ckb|dv|fa|he|ks|ku|nqo|ps|sd|syr|ug|ur|yi";
const RTL_SCRIPTS: &str = "1=Adlm|Arab|Hebr|Mand|Nkoo|Rohg|Samr|Syrc|Thaa";
/// Codes that ISO 639 withdrew, still sent by old Java and Android.
const RENAMED: &str = "he=iw;id=in;yi=ji;jv=jw";

pub(super) fn languages(facts: &Facts) -> Option<Observation> {
    let tags: Vec<String> = tags(facts).into_iter().map(|(_, tag)| tag).collect();
    if tags.is_empty() {
        return None;
    }
    Some(Observation { value: Observed::Texts(tags), source: Source::Languages, trust: Trust::Known })
}

/// The first language, without script and region.
pub(super) fn language(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    let (_, tag) = tags.first()?;
    Observation::text(cut(tag, b'-').0, Source::Languages, Trust::Known)
}

pub(super) fn rtl(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    let (_, tag) = tags.first()?;
    let (language, rest) = cut(tag, b'-');
    // A script, and nothing else behind the language, is four letters.
    let rtl = match rest.map(|rest| cut(rest, b'-').0).filter(|part| part.len() == 4) {
        Some(script) => meaning(RTL_SCRIPTS, &mut |rtl| rtl == script),
        None => meaning(RTL, &mut |rtl| rtl == language),
    };
    Observation::flag(rtl.is_some(), Source::Languages, Trust::Known)
}

/// The region of the visitor's settings: the first that the languages name, else the country they are in.
pub(super) fn region(facts: &Facts) -> Option<Observation> {
    let (region, source, trust) = settings(facts)?;
    Observation::text(region.code(), source, trust)
}

pub(super) fn units(facts: &Facts) -> Option<Observation> {
    let (region, source, trust) = settings(facts)?;
    Observation::text(region.units().word(), source, trust)
}

fn settings(facts: &Facts) -> Option<(Region, Source, Trust)> {
    for (_, tag) in tags(facts) {
        for part in parts(&tag, b'-').skip(1) {
            if let Some(region) = Region::named(part) {
                return Some((region, Source::Languages, Trust::Known));
            }
        }
    }
    let (region, source, _) = country(facts)?;
    Some((region, source, Trust::Inferred))
}

/// Tags with their weights in thousandths, most wanted first, each once.
type Tags = Vec<(u16, String)>;

/// The visitor's languages, in the case that BCP 47 recommends.
#[inline(never)]
fn tags(facts: &Facts) -> Tags {
    let mut tags = Tags::new();
    match facts.get(number::LANGUAGES) {
        Some(Fact::Texts(list)) => {
            for text in list.iter().take(SIGNAL_LIST) {
                add(&mut tags, text, 1000);
            }
        }
        Some(Fact::Text(header)) if header.len() <= SIGNAL_TEXT => {
            for item in parts(header, b',').take(SIGNAL_LIST) {
                let (text, parameters) = cut(item, b';');
                add(&mut tags, text, parameters.map_or(Some(1000), weight).unwrap_or(0));
            }
        }
        _ => {}
    }
    tags
}

/// Equal weights stay in their order; weight 0 is not wanted; of equal tags the first counts.
#[inline(never)]
fn add(tags: &mut Tags, text: &str, weight: u16) {
    let Some(tag) = canonical(text) else { return };
    if weight > 0 && !tags.iter().any(|(_, other)| *other == tag) {
        let place = tags.iter().position(|(other, _)| *other < weight).unwrap_or(tags.len());
        tags.insert(place, (weight, tag));
    }
}

/// `q=0.8` in thousandths; up to three decimals.
fn weight(parameters: &str) -> Option<u16> {
    let (name, value) = cut(parameters.trim_ascii(), b'=');
    let mut bytes = value?.bytes();
    let mut weight = match bytes.next() {
        Some(b'0') => 0,
        Some(b'1') => 1000,
        _ => return None,
    };
    let mut unit = 1000;
    for byte in bytes {
        match byte {
            b'.' if unit == 1000 => {}
            b'0'..=b'9' if (1..1000).contains(&unit) => weight += u16::from(byte - b'0') * unit,
            _ => return None,
        }
        unit /= 10;
    }
    (name.eq_ignore_ascii_case("q") && weight <= 1000).then_some(weight)
}

/// A well-formed tag with its parts in their usual case: `zh-Hant-TW`.
fn canonical(text: &str) -> Option<String> {
    let mut out = Vec::new();
    for part in parts(text.trim_ascii(), b'-') {
        let (first, len) = (out.is_empty(), part.len());
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        let formed =
            if first { letters && len > 1 && len != 4 } else { part.bytes().all(|b| b.is_ascii_alphanumeric()) };
        if !formed || len == 0 || len > 8 || out.len() + len > 34 {
            return None;
        }
        let capitals = match (first, letters, len) {
            (false, true, 2) => 2,
            (false, true, 4) => 1,
            _ => 0,
        };
        if !first {
            out.push(b'-');
        }
        let start = out.len();
        out.extend_from_slice(part.as_bytes());
        let added = out.get_mut(start..)?;
        added.make_ascii_lowercase();
        added.get_mut(..capitals)?.make_ascii_uppercase();
        if first && let Some(new) = meaning(RENAMED, &mut |old| old.as_bytes() == added) {
            out = Vec::from(new);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags_of(header: &str) -> Vec<String> {
        let facts = Facts { known: vec![(number::LANGUAGES, Fact::Text(header.into()))] };
        tags(&facts).into_iter().map(|(_, tag)| tag).collect()
    }

    #[test]
    fn ok_accept_language() {
        assert_eq!(tags_of("da, en-gb;q=0.8, en;q=0.7"), ["da", "en-GB", "en"]);
        assert_eq!(tags_of("en;q=0.1, de ; q=0.9 ,fr;q=1.000,*;q=0.5"), ["fr", "de", "en"]);
        assert_eq!(tags_of("ZH-hant-tw,zh-hant-TW,iw"), ["zh-Hant-TW", "he"]);
        assert_eq!(tags_of("de-CH-1996;q=0.123,es-419"), ["es-419", "de-CH-1996"]);
    }

    #[test]
    fn err_accept_language() {
        assert_eq!(
            tags_of("en;q=0, de;q=1.5, fr;q=0.1234, it;q=x, e, 12, -, a--b, toolongtag1, é,"),
            Vec::<String>::new()
        );
        assert_eq!(tags_of(&"en,".repeat(100_000)), Vec::<String>::new());
    }

    #[test]
    fn ten_thousand_languages_are_cut_and_end() {
        let list = (0..10_000).map(|n| format!("en-x{n}")).collect::<Vec<_>>();
        assert_eq!(tags(&Facts { known: vec![(number::LANGUAGES, Fact::Texts(list))] }).len(), SIGNAL_LIST);
    }
}
