//! The ruleset's language for a visitor. Which of the world's languages comes near which of the ruleset's, the compiler
//! has worked out (`crate::languages`); here is only looked up.
//!
//! The table is rows as `scan::meaning` reads them: `bpt-BR=pt-pt-|gl-*` says that `pt-PT`, and whatever begins with `gl`,
//! gets `pt-BR` at the cost `b` (`a` is none). A tag is asked for as `zh+hant-tw-` where it names a script, and then as
//! `zh-tw-`; what follows the region is not looked at. A row without a language says that there is none.

use super::Tag;
use crate::signal::Seen;
use crate::signal::scan::{Test, Word, meaning, parts};

/// The cost of what is written out as it is.
const NONE: usize = 2 * b'a' as usize;

/// Makes of the word, a visitor's quoted languages, the best of the table's; where none comes near, the visitor's first.
/// Each further language of the visitor costs one more.
pub(crate) fn nearest(table: &[u8], seen: &mut Seen) {
    let languages = std::mem::take(&mut seen.word);
    let mut best = Vec::new();
    let mut least = usize::MAX;
    // There is an empty part before each tag, so a place is two, and so is a cost.
    for (place, tag) in parts(&languages, b'"').enumerate() {
        // None further back is nearer.
        if least <= NONE + place {
            break;
        }
        let tag = Tag::read(tag);
        if best.is_empty() {
            best.extend_from_slice(tag.language);
        }
        for script in [tag.script, b""] {
            let word = &mut seen.word;
            word.clear();
            word.extend_from_slice(tag.language);
            for (mark, part) in [(b'+', script), (b'-', tag.region)] {
                if !part.is_empty() {
                    word.push(mark);
                    word.extend_from_slice(part);
                }
            }
            word.push(b'-');
            if meaning(table, Test::Whole, Word::Row, seen) {
                let (cost, language) = seen.text.split_first().unwrap_or((&0, &[]));
                let cost = usize::from(*cost) * 2 + place;
                if cost < least && !language.is_empty() {
                    least = cost;
                    best.clear();
                    best.extend_from_slice(language);
                }
                break;
            }
        }
    }
    seen.text.clear();
    seen.word = best;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(languages: &[&str], table: &str) -> String {
        let word = languages.iter().map(|tag| format!("\"{tag}\"")).collect::<String>().into_bytes();
        let mut seen = Seen { word, ..Seen::new() };
        nearest(table.as_bytes(), &mut seen);
        String::from_utf8(seen.word).unwrap()
    }

    const TABLE: &str =
        "azh-TW=zh-tw-|zh+hant-*;a=zh+latn-*;aen=en-;apt-BR=pt-|pt-br-;ben=en-*;bpt-BR=pt-*;bzh=zh-*;fpt-BR=gl-*";

    #[test]
    fn ok_nearest() {
        assert_eq!(n(&["en-AU"], TABLE), "en");
        assert_eq!(n(&["pt-PT", "en"], TABLE), "pt-BR");
        assert_eq!(n(&["gl", "en"], TABLE), "en");
        assert_eq!(n(&["gl-ES-x-y"], TABLE), "pt-BR");
        assert_eq!(n(&["zh-Hant-HK"], TABLE), "zh-TW");
        assert_eq!(n(&["zh-TW"], TABLE), "zh-TW");
        assert_eq!(n(&["zh-Hans"], TABLE), "zh");
        assert_eq!(n(&["zh-Latn-CN", "fr"], TABLE), "zh");
        assert_eq!(n(&["ja", "en-Latn-GB-oxendict"], TABLE), "en");
    }

    #[test]
    fn none_is_near() {
        for (languages, first) in
            [(&["enm"][..], "enm"), (&["e"], "e"), (&["de-AT", "fr"], "de"), (&[], ""), (&[""], ""), (&["-"], "")]
        {
            assert_eq!(n(languages, TABLE), first);
        }
        for table in ["", ";", "=", "a=en", "aen", "|;=|", "a=en-*", "=en-"] {
            assert_eq!(n(&["en"], table), "en", "{table}");
        }
    }

    #[test]
    fn ten_thousand_tags_end() {
        let tag = "en-x-".repeat(2_000);
        assert_eq!(n(&[tag.as_str(); 10], TABLE), "en");
        assert_eq!(n(&vec!["qqq"; 10_000], TABLE), "qqq");
    }
}
