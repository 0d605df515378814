//! The ruleset's language for a visitor. Which of the world's languages comes near which of the ruleset's, the compiler
//! has worked out (`crate::languages`); here is only looked up.
//!
//! The table is rows with a `;` between them: `Latnbpt-BR=pt-PT|gl*` says that tags in Latin script that are `pt-PT`, or
//! begin with `gl`, get `pt-BR` at the cost `b` (`a` is none). `Zzzz` is any script. The first row that fits counts; one
//! without a language says that there is none.

use super::Tag;
use crate::signal::scan::{cut, parts};

/// Where the cost stands in a row, behind the script, and where the language.
const COST: usize = 4;
const LANGUAGE: usize = 5;

/// The best of the table's languages for the quoted languages of a visitor; nothing when none comes near. Each further
/// language of the visitor costs one more.
pub(crate) fn nearest<'t>(languages: &[u8], table: &'t [u8]) -> &'t [u8] {
    let mut best: (usize, &[u8]) = (usize::MAX, &[]);
    for (place, tag) in parts(languages, b'"').filter(|tag| !tag.is_empty()).enumerate() {
        if let Some((cost, language)) = row(tag, table)
            && !language.is_empty()
            && usize::from(cost) + place < best.0
        {
            best = (usize::from(cost) + place, language);
        }
    }
    best.1
}

/// What the table says of one tag: cost and language.
fn row<'t>(tag: &[u8], table: &'t [u8]) -> Option<(u8, &'t [u8])> {
    let Tag { language, script, region } = Tag::read(tag);
    // Without the script, and without what follows the region.
    let mut short = language.to_vec();
    if !region.is_empty() {
        short.push(b'-');
        short.extend_from_slice(region);
    }
    parts(table, b';').find_map(|row| {
        let (head, tokens) = cut(row, b'=');
        let fits = (head.starts_with(script) || head.starts_with(b"Z"))
            && parts(tokens, b'|').any(|token| accepts(token, tag) || accepts(token, &short));
        if fits { Some((*head.get(COST)?, head.get(LANGUAGE..)?)) } else { None }
    })
}

/// A `*` at a token's end stands for whatever else a tag has.
fn accepts(token: &[u8], tag: &[u8]) -> bool {
    let (stem, is_open) = if let [stem @ .., b'*'] = token { (stem, true) } else { (token, false) };
    let rest = tag.strip_prefix(stem);
    rest.is_some_and(|rest| rest.is_empty() || (is_open && rest.starts_with(b"-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(languages: &[&str], table: &'static str) -> &'static str {
        let quoted = languages.iter().map(|tag| format!("\"{tag}\"")).collect::<String>();
        std::str::from_utf8(nearest(quoted.as_bytes(), table.as_bytes())).unwrap()
    }

    const TABLE: &str =
        "Latnaen=en;Latnapt-BR=pt|pt-BR;Hantazh-TW=zh-TW|zh-Hant*;Latnben=en*;Latnbpt-BR=pt*;Hansb=zh*;Latnfpt-BR=gl*";

    #[test]
    fn ok_nearest() {
        assert_eq!(n(&["en-AU"], TABLE), "en");
        assert_eq!(n(&["pt-PT", "en"], TABLE), "pt-BR");
        assert_eq!(n(&["gl", "en"], TABLE), "en");
        assert_eq!(n(&["gl-ES-x-y"], TABLE), "pt-BR");
        assert_eq!(n(&["zh-Hant-HK"], TABLE), "zh-TW");
        assert_eq!(n(&["zh-TW"], TABLE), "zh-TW");
        assert_eq!(n(&["zh-Latn-TW"], TABLE), "");
        assert_eq!(n(&["ja", "en-Latn-GB-oxendict"], TABLE), "en");
    }

    #[test]
    fn none_is_near() {
        for languages in [&["zh"][..], &["en-Cyrl"], &["enm"], &["e"], &["de", "fr"], &[], &[""], &["-"]] {
            assert_eq!(n(languages, TABLE), "", "{languages:?}");
        }
        for table in ["", ";", "=", "a=en", "Latna=en", "Latn=en", "|;=|"] {
            assert_eq!(n(&["en"], table), "", "{table}");
        }
    }
}
