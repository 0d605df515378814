//! Regions and cities as platforms write them, brought into one form.
//!
//! Nobody agrees on how a header carries `São Paulo`: percent-encoded, as UTF-8 that the next server takes for Latin-1,
//! as Latin-1 that the next one takes for UTF-8, in escapes, in capitals, in small letters. What cannot be mended for
//! certain, and every word that means "I do not know", is missing.

use super::Region;
use crate::signal::scan::{cut, parts};

/// Longer than any city's name (Bangkok's ceremonial one has 168 letters).
const CITY: usize = 200;

/// What platforms say for "unknown", besides signs without a letter (`?`, `-`).
const UNKNOWN: &str = "unknown|(unknown)|none|null|(null)|undefined|n/a|reserved|private|xx|zz|t1|not found|no data";

/// The forms of each country's codes in ISO 3166-2; made by `scripts/subdivisions.mjs` (CLDR 48).
static FORMS: &str = include_str!("subdivisions.txt");

/// Writes the ISO 3166-2 code of a region: `CA`, `ca`, `US-CA` and CLDR's `USCA` are all `US-CA` in the country `US`.
/// Nothing is written for what can be no code there: a name, FIPS 10-4, a state's number, another country's code.
pub fn subdivision(word: &[u8], country: Region, out: &mut Vec<u8>) {
    let (before, after) = cut(word, b'-');
    let own = Region::named(before);
    let country = if country.is_known() || after.is_empty() { country } else { own };
    let code = match (word.split_first_chunk::<2>(), after) {
        _ if !country.is_known() => return,
        (_, [_, ..]) if own == country => after,
        // A code has three characters at most.
        (Some((head, tail)), []) if tail.len() > 1 && Region::named(head) == country => tail,
        _ => word,
    };
    let form: Vec<u8> = code.iter().map(|byte| if byte.is_ascii_digit() { b'9' } else { b'A' }).collect();
    if code.iter().all(u8::is_ascii_alphanumeric) && has_form(country.code(), &form) {
        out.extend_from_slice(&country.code());
        out.push(b'-');
        out.extend(code.iter().map(u8::to_ascii_uppercase));
    }
}

fn has_form(country: [u8; 2], form: &[u8]) -> bool {
    let rows = parts(FORMS.as_bytes(), b';').map(|row| cut(row, b'='));
    let its = rows.into_iter().find(|(_, countries)| countries.as_chunks().0.contains(&country));
    its.is_some_and(|(forms, _)| parts(forms, b'|').any(|known| known == form))
}

/// Writes a city's name.
pub fn city(word: &[u8], out: &mut Vec<u8>) {
    if word.len() > CITY * 3 || is_unknown(word) {
        return;
    }
    let name = mended(unescaped(word));
    let name = String::from_utf8(name).unwrap_or_default();
    let name = name.trim();
    if name.len() <= CITY && name.chars().all(is_written) && name.chars().any(is_letter) && !is_unknown(name.as_bytes())
    {
        title(name, out);
    }
}

fn is_unknown(word: &[u8]) -> bool {
    parts(UNKNOWN.as_bytes(), b'|').any(|known| word.eq_ignore_ascii_case(known))
}

/// Letters of any script, and what stands between them in names of places.
fn is_written(c: char) -> bool {
    match c {
        ' ' | '\'' | '-' | '.' | ',' | '(' | ')' | '/' | '&' => true,
        // Controls, signs that turn the direction of writing, and the sign for what could not be read.
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}' => false,
        _ => !c.is_ascii() || c.is_ascii_alphanumeric(),
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c > '\u{bf}'
}

/// Without the escapes of addresses (`%C3%A3`) and of programs (`\u00c3\u00a3`, `\xc3\xa3`); of what is none, nothing
/// is changed.
fn unescaped(word: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(word.len());
    let mut left = word;
    while let [byte, rest @ ..] = left {
        let (digits, behind): (&[u8], usize) = match left {
            [b'%', digits @ ..] => (digits.get(..2).unwrap_or_default(), 3),
            [b'\\', b'x', digits @ ..] => (digits.get(..2).unwrap_or_default(), 4),
            [b'\\', b'u', digits @ ..] => (digits.get(..4).unwrap_or_default(), 6),
            _ => (&[], 1),
        };
        match (hex(digits), behind) {
            (Some(code), 6) => write(code, &mut out),
            (Some(code), 3 | 4) => out.push(code as u8),
            _ => {
                out.push(*byte);
                left = rest;
                continue;
            }
        }
        left = left.get(behind..).unwrap_or_default();
    }
    out
}

fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
}

/// A lone surrogate is no character.
fn write(code: u32, out: &mut Vec<u8>) {
    let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Bytes 0x80 to 0x9f in windows-1252, which is what everybody means by Latin-1 (Encoding standard, §9).
#[rustfmt::skip]
const LATIN: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
    0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

/// UTF-8, whatever it was read as on its way. Text that was read wrongly is never right by chance: a letter of Latin-1
/// alone is no UTF-8, and UTF-8 read as Latin-1 is pairs of signs that no name has.
fn mended(mut name: Vec<u8>) -> Vec<u8> {
    // Each server on the way may have read it wrongly once more.
    for _ in 0..3 {
        let Ok(text) = std::str::from_utf8(&name) else {
            let read = |byte: &u8| {
                let code = LATIN.get(usize::from(*byte).wrapping_sub(0x80)).copied().unwrap_or(u16::from(*byte));
                char::from_u32(u32::from(code)).unwrap_or(char::REPLACEMENT_CHARACTER)
            };
            return name.iter().map(read).collect::<String>().into_bytes();
        };
        let byte = |c: char| {
            let code = u32::from(c);
            let at = LATIN.iter().position(|known| u32::from(*known) == code);
            at.map(|at| at as u8 + 0x80).or_else(|| u8::try_from(code).ok())
        };
        match text.chars().map(byte).collect::<Option<Vec<u8>>>() {
            Some(bytes) if !name.is_ascii() && std::str::from_utf8(&bytes).is_ok() => name = bytes,
            _ => break,
        }
    }
    name
}

/// Small within a name: `Frankfurt am Main`, `Stratford-upon-Avon`.
const SMALL: &str = "al|am|an|and|au|auf|aux|bei|da|das|de|degli|dei|del|della|den|der|des|di|do|dos|du|e|em|en|im|in|of|\
on|op|sob|sul|sur|the|to|und|under|upon|van|von|y";
/// So are these behind one of those or a hyphen: `San Juan de los Lagos`, `L'Haÿ-les-Roses`, but `East Los Angeles`.
const ARTICLES: &str = "el|la|las|le|les|lo|los";

/// Writes a name that is all in one case (`SANTA CRUZ`, `mountain view`) as others write it; any other as it is.
fn title(name: &str, out: &mut Vec<u8>) {
    // Of letters beyond Latin-1 nothing is known here.
    let is_mixed = name.chars().any(|c| lower(c) != c) == name.chars().any(|c| upper(c) != c);
    if is_mixed || name.chars().any(|c| c > '\u{ff}') {
        return out.extend_from_slice(name.as_bytes());
    }
    let mut before = ' ';
    let mut is_small = false;
    for (index, word) in name.split_inclusive([' ', '-', '/', '(']).enumerate() {
        let bare = word.trim_end_matches([' ', '-', '/', '(']);
        let is_in = |list: &str| parts(list.as_bytes(), b'|').any(|known| bare.as_bytes().eq_ignore_ascii_case(known));
        is_small = index > 0 && (is_in(SMALL) || (is_small || before == '-') && is_in(ARTICLES));
        // `d'` and `l'` are such words too; `'s` and `o'` are not.
        let (head, tail) = word.split_once('\'').map_or(("", word), |(head, tail)| (head, tail));
        let is_short = head.len() == 1;
        let elided = index > 0 && matches!(head, "d" | "D" | "l" | "L");
        for (at, c) in word.chars().enumerate() {
            let is_first = at == 0 && !is_small && !elided || is_short && at == 2 && !tail.is_empty();
            write(u32::from(if is_first { upper(c) } else { lower(c) }), out);
        }
        before = word.chars().next_back().unwrap_or(' ');
    }
}

fn lower(c: char) -> char {
    match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(u32::from(c) + 32).unwrap_or(c),
        _ => c,
    }
}

fn upper(c: char) -> char {
    match c {
        'a'..='z' | 'à'..='ö' | 'ø'..='þ' => char::from_u32(u32::from(c) - 32).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::values;

    fn region(word: &[u8], country: &str) -> String {
        let mut out = Vec::new();
        subdivision(word, Region::named(country.as_bytes()), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn name(word: &[u8]) -> String {
        let mut out = Vec::new();
        city(word, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn ok_region() {
        for (word, country, expected) in [
            ("CA", "US", "US-CA"),
            ("ca", "us", "US-CA"),
            ("US-CA", "US", "US-CA"),
            ("us-ca", "US", "US-CA"),
            ("USCA", "US", "US-CA"),
            ("GBENG", "GB", "GB-ENG"),
            ("ENG", "GB", "GB-ENG"),
            ("13", "JP", "JP-13"),
            ("9", "AT", "AT-9"),
            ("75C", "FR", "FR-75C"),
            ("20R", "FR", "FR-20R"),
            ("DE", "US", "US-DE"),
            ("US-CA", "", "US-CA"),
            ("VIC", "AU", "AU-VIC"),
            // Codes that begin as their country does.
            ("NLE", "NG", ""),
            ("MEX", "MX", "MX-MEX"),
            ("INE", "IN", ""),
            ("NL-NH", "NL", "NL-NH"),
        ] {
            assert_eq!(region(word.as_bytes(), country), expected, "{word} in {country}");
        }
    }

    #[test]
    fn err_region() {
        for (word, country) in [
            ("", "US"),
            ("06", "US"),
            ("H9", "GB"),
            ("07", "DE"),
            ("GM07", "DE"),
            ("California", "US"),
            ("lifornia", "CA"),
            ("US-CA", "GB"),
            ("US-", "US"),
            ("US-CA-LA", "US"),
            ("-CA", "US"),
            ("CA", ""),
            ("CA", "XX"),
            ("XX-CA", ""),
            ("HCW", "HK"),
            ("?", "US"),
            ("unknown", "US"),
            ("C\u{e4}", "US"),
            ("C\0", "US"),
        ] {
            assert_eq!(region(word.as_bytes(), country), "", "{word} in {country}");
        }
        assert_eq!(region(b"\xff\xfe", "US"), "");
        assert_eq!(region(&b"US".repeat(40_000), "US"), "");
    }

    #[test]
    fn every_form_belongs_to_a_country() {
        for row in FORMS.split(';') {
            let (forms, countries) = row.split_once('=').unwrap();
            assert!(forms.split('|').all(|form| (1..=3).contains(&form.len())), "{row}");
            for country in countries.as_bytes().chunks(2) {
                assert!(values::COUNTRIES.iter().any(|known| known.as_bytes() == country), "{row}");
            }
        }
        assert!(has_form(*b"US", b"AA") && !has_form(*b"SU", b"AA"));
    }

    #[test]
    fn ok_city_in_every_encoding() {
        let expected = "São Paulo";
        for word in [
            "São Paulo".as_bytes(),
            "SÃ£o Paulo".as_bytes(),
            "SÃƒÂ£o Paulo".as_bytes(),
            b"S\xe3o Paulo",
            b"S%C3%A3o%20Paulo",
            b"S%E3o%20Paulo",
            b"S\\u00c3\\u00a3o Paulo",
            b"S\\u00e3o Paulo",
            b"S\\xc3\\xa3o Paulo",
            b" S\xc3\xa3o Paulo ",
        ] {
            assert_eq!(name(word), expected, "{}", String::from_utf8_lossy(word));
        }
        // Windows-1252 has letters where Latin-1 has controls.
        assert_eq!(name("Å\u{81}Ã³dÅº".as_bytes()), "Łódź");
        assert_eq!(name("Å\u{a0}ibenik".as_bytes()), "Šibenik");
        assert_eq!(name("Ã‰vry".as_bytes()), "Évry");
        assert_eq!(name("\\u0141\\u00f3d\\u017a".as_bytes()), "Łódź");
        assert_eq!(name("%E6%9D%B1%E4%BA%AC".as_bytes()), "東京");
        assert_eq!(name("Åre".as_bytes()), "Åre");
        assert_eq!(name("100% Town".as_bytes()), "");
    }

    #[test]
    fn ok_city_in_one_case() {
        for (word, expected) in [
            ("mountain view", "Mountain View"),
            ("SANJOSE", "Sanjose"),
            ("CAMBRIDGE", "Cambridge"),
            ("frankfurt am main", "Frankfurt am Main"),
            ("rio de janeiro", "Rio de Janeiro"),
            ("STRATFORD-UPON-AVON", "Stratford-upon-Avon"),
            ("l'haÿ-les-roses", "L'Haÿ-les-Roses"),
            ("coeur d'alene", "Coeur d'Alene"),
            ("san juan de los lagos", "San Juan de los Lagos"),
            ("east los angeles", "East Los Angeles"),
            ("la paz", "La Paz"),
            ("'s-hertogenbosch", "'s-Hertogenbosch"),
            ("o'fallon", "O'Fallon"),
            ("évry", "Évry"),
            ("ÅRHUS", "Århus"),
            ("st. louis", "St. Louis"),
            ("東京", "東京"),
            ("McAllen", "McAllen"),
            ("Frankfurt Am Main", "Frankfurt Am Main"),
            ("'", ""),
        ] {
            assert_eq!(name(word.as_bytes()), expected, "{word}");
        }
    }

    #[test]
    fn err_city() {
        for word in [
            "",
            " ",
            "?",
            "-",
            "unknown",
            "Unknown",
            "(null)",
            "N/A",
            "XX",
            "T1",
            "%3F",
            "<b>Oslo</b>",
            "Oslo\0",
            "Oslo\r\nX: y",
            "S\u{fffd}o Paulo",
            "\u{202e}olsO",
            "{{geo.city}}",
            "12345",
            "\\ud800",
            "unk%6Eown",
            "a\u{9d}b",
        ] {
            assert_eq!(name(word.as_bytes()), "", "{word:?}");
        }
        assert_eq!(name(&b"a".repeat(CITY)).len(), CITY);
        assert_eq!(name(&b"a".repeat(CITY + 1)), "");
        assert_eq!(name(&b"%".repeat(64 * 1024)), "");
    }
}
