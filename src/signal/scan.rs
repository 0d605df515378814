//! Looking for tokens in bytes, and reading the small tables that are written as text.
//!
//! `str`'s own search is fast on long texts and brings 2 KB of code; these texts are short and bounded. They are bytes,
//! since each cut of a `str` asks once more whether it is between characters.

use super::Seen;
#[cfg(not(feature = "edge"))]
use super::referral::is_service;
use super::url::parameter;

/// Whether `token` stands in `text`.
pub(super) fn has(text: &[u8], token: &[u8]) -> bool {
    behind(text, token).is_some()
}

/// What stands behind the first `token`.
#[cfg_attr(not(feature = "edge"), inline(never))]
pub(super) fn behind<'a>(text: &'a [u8], token: &[u8]) -> Option<&'a [u8]> {
    let (start, others) = token.split_first()?;
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if first == start
            && let Some(behind) = after.strip_prefix(others)
        {
            return Some(behind);
        }
        rest = after;
    }
    None
}

/// The text cut at every `at`. Nothing stands behind the last one when the text ends in it.
pub(super) fn parts(text: &[u8], at: u8) -> Parts<'_> {
    Parts { rest: text, at }
}

pub(super) struct Parts<'a> {
    rest: &'a [u8],
    at: u8,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    #[cfg_attr(not(feature = "edge"), inline(never))]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let (part, rest) = cut(self.rest, self.at);
        self.rest = rest;
        Some(part)
    }
}

/// What stands before the first `at`, and what stands after it.
#[cfg_attr(not(feature = "edge"), inline(never))]
pub(super) fn cut(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if *first == at {
            return (text.get(..text.len() - rest.len()).unwrap_or(text), after);
        }
        rest = after;
    }
    (text, rest)
}

/// Without white space around it.
#[cfg_attr(not(feature = "edge"), inline(never))]
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let mut left = text;
    while let [0..=b' ', rest @ ..] | [rest @ .., 0..=b' '] = left {
        left = rest;
    }
    left
}

/// How a token of a table is looked for. A `*` at its end stands for anything, and so does one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// It stands in the text, in that case.
    Part,
    /// It is the text.
    Whole,
    /// It is the host of a service, and the text a host.
    #[cfg(not(feature = "edge"))]
    Host,
    /// It is a parameter that says something, and the text the query of an address.
    Parameter,
}

/// Which word of a table is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// What the row means.
    Row,
    /// What the token is called: `name:token`; without a name, the token up to its first dot.
    Token,
}

fn accepts(test: Test, text: &[u8], token: &[u8], notes: &mut Vec<u8>) -> bool {
    let (stem, is_open) = if let [stem @ .., b'*'] = token { (stem, true) } else { (token, false) };
    match test {
        Test::Part => has(text, stem),
        Test::Whole => match stem {
            #[cfg(feature = "edge")]
            [b'*', inner @ ..] => has(text, inner),
            _ => text.starts_with(stem) && (is_open || text.len() == stem.len()),
        },
        #[cfg(not(feature = "edge"))]
        Test::Host => is_service(text, stem, is_open),
        Test::Parameter => parameter(text, token, notes) && !notes.is_empty(),
    }
}

/// Finds the first token that the test accepts in `word`, and writes what is asked for into `text`. Rows are
/// `meaning=token|token`, with a `;` between them. But for parts, tables and what is looked for are in small letters.
pub(super) fn meaning(table: &[u8], test: Test, asked: Word, seen: &mut Seen) -> bool {
    let is_folded = matches!(test, Test::Whole | Test::Parameter);
    #[cfg(not(feature = "edge"))]
    let is_folded = is_folded || test == Test::Host;
    if is_folded {
        seen.word.make_ascii_lowercase();
    }
    let (mut meaning, mut name): (&[u8], &[u8]) = (&[], &[]);
    let mut rest = table;
    while !rest.is_empty() {
        let len = rest.iter().position(|byte| matches!(byte, b'=' | b':' | b'|' | b';')).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(len).unwrap_or_default();
        let (mark, after) = after.split_first().unwrap_or((&b';', &[]));
        rest = after;
        match mark {
            b'=' => meaning = word,
            b':' => name = word,
            _ => {
                if accepts(test, &seen.word, word, &mut seen.text) {
                    let name = if name.is_empty() { cut(word, b'.').0 } else { name };
                    seen.text.clear();
                    seen.text.extend_from_slice(if asked == Word::Row { meaning } else { name });
                    return true;
                }
                name = &[];
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_meaning_first_row_wins() {
        let table = "edge=Edg/|EdgA/;chrome=Chrome/";
        let browser = |agent: &str| {
            let mut seen = Seen { word: agent.into(), ..Seen::new() };
            let is_found = meaning(table.as_bytes(), Test::Part, Word::Row, &mut seen);
            assert_eq!(is_found, !seen.text.is_empty());
            seen.text
        };
        assert_eq!(browser("Chrome/1 Edg/1"), b"edge");
        assert_eq!(browser("Chrome/1"), b"chrome");
        assert_eq!(browser(""), b"");
    }

    #[test]
    fn ok_meaning_names_of_tokens() {
        let table = "a=x:t.co|one.example;b=two|y.z:w.v";
        let name = |text: &str| {
            let mut seen = Seen { word: text.into(), ..Seen::new() };
            meaning(table.as_bytes(), Test::Whole, Word::Token, &mut seen);
            String::from_utf8(seen.text).unwrap()
        };
        assert_eq!(["t.co", "one.example", "two", "w.v", "y.z", "x"].map(name), ["x", "one", "two", "y.z", "", ""]);
    }

    #[test]
    fn ok_cut_and_parts() {
        let all = |text: &'static str| parts(text.as_bytes(), b',').collect::<Vec<_>>();
        assert_eq!(cut(b"a=b=c", b'='), (b"a".as_slice(), b"b=c".as_slice()));
        assert_eq!(cut(b"=a", b'='), (b"".as_slice(), b"a".as_slice()));
        assert_eq!(cut(b"a=", b'='), (b"a".as_slice(), b"".as_slice()));
        assert_eq!(all("a,,b,"), [b"a".as_slice(), b"", b"b"]);
        assert!(all("").is_empty());
    }

    #[test]
    fn an_empty_token_is_nowhere() {
        assert!(!has(b"abc", b"") && !has(b"", b""));
    }
}
