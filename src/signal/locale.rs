//! Languages, and what follows from them: `Accept-Language` (RFC 9110, §12.5.4) or a browser's own list.

use super::facts::{Fact, Facts, number};
use super::geo::{Region, country};
use super::scan::{cut, meaning, parts};
use super::{Observation, Observed, Source, Trust};
use crate::limits::{SIGNAL_LIST, SIGNAL_TEXT};

/// Languages that are usually written from right to left, and scripts that are (CLDR, `characterOrder`).
const RTL: &str = "1=ar|arc|ckb|dv|fa|he|ks|ku|nqo|ps|sd|syr|ug|ur|yi";
const RTL_SCRIPTS: &str = "1=Adlm|Arab|Hebr|Mand|Nkoo|Rohg|Samr|Syrc|Thaa;0=Latn|Cyrl|Deva|Grek|Hans|Hant";
/// Codes that ISO 639 withdrew, still sent by old Java and Android.
const RENAMED: &str = "he=iw;id=in;yi=ji;jv=jw";

pub(super) fn languages(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    (!tags.is_empty()).then_some(Observation {
        value: Observed::Texts(tags),
        source: Source::Languages,
        trust: Trust::Known,
    })
}

/// The first language, without script and region.
pub(super) fn language(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    let language = cut(tags.first()?, b'-').0;
    Some(Observation { value: Observed::Text(String::from(language)), source: Source::Languages, trust: Trust::Known })
}

pub(super) fn rtl(facts: &Facts) -> Option<Observation> {
    let tags = tags(facts);
    let tag = tags.first()?;
    let by_script = parts(tag, b'-').skip(1).find_map(|part| meaning(RTL_SCRIPTS, |script| script == part));
    let rtl = match by_script {
        Some(answer) => answer == "1",
        None => meaning(RTL, |language| language == cut(tag, b'-').0).is_some(),
    };
    Some(Observation { value: Observed::Bool(rtl), source: Source::Languages, trust: Trust::Known })
}

/// The region of the visitor's settings: the first that the languages name, else the country they are in.
pub(super) fn region(facts: &Facts) -> Option<Observation> {
    of_region(facts, Region::code)
}

pub(super) fn units(facts: &Facts) -> Option<Observation> {
    of_region(facts, |region| String::from(region.units().word()))
}

fn of_region(facts: &Facts, value: impl Fn(Region) -> String) -> Option<Observation> {
    let named = tags(facts).iter().find_map(|tag| parts(tag, b'-').skip(1).find_map(Region::named));
    let (region, source, trust) = match named {
        Some(region) => (region, Source::Languages, Trust::Known),
        None => country(facts).map(|(region, source, _)| (region, source, Trust::Inferred))?,
    };
    Some(Observation { value: Observed::Text(value(region)), source, trust })
}

/// The visitor's languages, most wanted first, each once, in the case that BCP 47 recommends.
fn tags(facts: &Facts) -> Vec<String> {
    let mut tags = Vec::new();
    match facts.get(number::LANGUAGES) {
        Some(Fact::Texts(list)) => list.iter().take(SIGNAL_LIST).for_each(|text| add(&mut tags, text)),
        Some(Fact::Text(header)) if header.len() <= SIGNAL_TEXT => {
            for (text, _) in by_weight(header) {
                add(&mut tags, text);
            }
        }
        _ => {}
    }
    tags
}

fn add(tags: &mut Vec<String>, text: &str) {
    if let Some(tag) = canonical(text)
        && !tags.contains(&tag)
    {
        tags.push(tag);
    }
}

/// The header's ranges by falling weight; equal ones stay in their order, those of weight 0 are not wanted.
fn by_weight(header: &str) -> Vec<(&str, u16)> {
    let mut ranges: Vec<(&str, u16)> = Vec::new();
    for item in parts(header, b',').take(SIGNAL_LIST) {
        let (range, parameters) = cut(item, b';');
        let Some(weight) = parameters.map_or(Some(1000), weight).filter(|weight| *weight > 0) else { continue };
        let place = ranges.iter().position(|(_, other)| *other < weight).unwrap_or(ranges.len());
        ranges.insert(place, (range.trim_ascii(), weight));
    }
    ranges
}

/// `q=0.8` in thousandths; up to three decimals.
fn weight(parameters: &str) -> Option<u16> {
    let (name, value) = cut(cut(parameters, b';').0, b'=');
    if !name.trim_ascii().eq_ignore_ascii_case("q") {
        return Some(1000);
    }
    let (whole, decimals) = cut(value?.trim_ascii(), b'.');
    let decimals = decimals.unwrap_or("");
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths = decimals.bytes().chain(*b"000").take(3).fold(0, |sum, b| sum * 10 + u16::from(b - b'0'));
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

/// A well-formed tag with its parts in their usual case: `zh-Hant-TW`.
fn canonical(text: &str) -> Option<String> {
    let mut out = String::new();
    for (at, part) in parts(text.trim_ascii(), b'-').enumerate() {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let lower = part.to_ascii_lowercase();
        match (at, part.len(), letters) {
            (0, 2 | 3 | 5..=8, true) => out.push_str(meaning(RENAMED, |old| old == lower).unwrap_or(&lower)),
            (0, ..) => return None,
            (_, len, _) => {
                out.push('-');
                match (len, letters) {
                    (2, true) => out.push_str(&part.to_ascii_uppercase()),
                    (4, true) => lower
                        .chars()
                        .enumerate()
                        .for_each(|(i, c)| out.push(if i == 0 { c.to_ascii_uppercase() } else { c })),
                    _ => out.push_str(&lower),
                }
            }
        }
    }
    (out.len() <= 35).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags_of(header: &str) -> Vec<String> {
        tags(&Facts { known: vec![(number::LANGUAGES, Fact::Text(header.into()))] })
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
