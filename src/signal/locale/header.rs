//! `Accept-Language` in order: weights, and the case that BCP 47 recommends. A list from elsewhere is treated the same.

use crate::limits::SIGNAL_LIST;
use crate::signal::facts::{Known, number};
use crate::signal::scan::{cut, parts};

/// Codes that ISO 639 withdrew, still sent by old Java and Android.
const RENAMED: [(&str, &str); 4] = [("iw", "he"), ("in", "id"), ("ji", "yi"), ("jw", "jv")];

/// Tags with their weights in thousandths, most wanted first, each once.
type Tags = Vec<(u16, String)>;

/// The visitor's languages, most wanted first, each once.
pub(super) fn tags(facts: &impl Known) -> Vec<String> {
    let mut tags = Tags::new();
    for text in (0..SIGNAL_LIST).map_while(|index| facts.member(number::LANGUAGES, index)) {
        add(&mut tags, text, 1000);
    }
    for item in parts(facts.text(number::LANGUAGES), b',').take(SIGNAL_LIST) {
        let (text, parameters) = cut(item, b';');
        let weight = if text.len() == item.len() { Some(1000) } else { weight(parameters) };
        add(&mut tags, text, weight.unwrap_or(0));
    }
    tags.into_iter().map(|(_, tag)| tag).collect()
}

/// Equal weights stay in their order; weight 0 is not wanted; of equal tags the first counts.
fn add(tags: &mut Tags, text: &[u8], weight: u16) {
    let Some(tag) = canonical(text) else { return };
    if weight > 0 && !tags.iter().any(|(_, other)| *other == tag) {
        let place = tags.iter().position(|(other, _)| *other < weight).unwrap_or(tags.len());
        tags.insert(place, (weight, tag));
    }
}

/// `q=0.8` in thousandths; up to three decimals.
fn weight(parameters: &[u8]) -> Option<u16> {
    let (name, value) = cut(parameters.trim_ascii(), b'=');
    let mut bytes = value.iter();
    let mut weight = match bytes.next() {
        Some(b'0') => 0,
        Some(b'1') => 1000,
        _ => return None,
    };
    let mut unit = 1000;
    for byte in bytes {
        match *byte {
            b'.' if unit == 1000 => {}
            b'0'..=b'9' if (1..1000).contains(&unit) => weight += u16::from(byte - b'0') * unit,
            _ => return None,
        }
        unit /= 10;
    }
    (name.eq_ignore_ascii_case(b"q") && weight <= 1000).then_some(weight)
}

/// A well-formed tag with its parts in their usual case: `zh-Hant-TW`.
fn canonical(text: &[u8]) -> Option<String> {
    let text = text.trim_ascii();
    if matches!(text, [] | [.., b'-']) {
        return None;
    }
    let mut out = Vec::new();
    for part in parts(text, b'-') {
        let (first, len) = (out.is_empty(), part.len());
        let letters = part.iter().all(u8::is_ascii_alphabetic);
        let formed = if first { letters && len > 1 && len != 4 } else { part.iter().all(u8::is_ascii_alphanumeric) };
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
        out.extend_from_slice(part);
        let added = out.get_mut(start..)?;
        added.make_ascii_lowercase();
        added.get_mut(..capitals)?.make_ascii_uppercase();
        if let (true, Some((_, new))) = (first, RENAMED.iter().find(|(old, _)| old.as_bytes() == added)) {
            out = Vec::from(*new);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{Fact, Facts};

    fn tags_of(header: &str) -> Vec<String> {
        let facts = Facts::from_iter(vec![(number::LANGUAGES, Fact::Text(header.into()))]);
        tags(&facts)
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
        assert_eq!(tags(&Facts::from_iter(vec![(number::LANGUAGES, Fact::Texts(list))])).len(), SIGNAL_LIST);
    }
}
