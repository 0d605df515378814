//! Looking for tokens in bytes, and reading the small tables that are written as text.
//!
//! `str`'s own search is fast on long texts and brings 2 KB of code; these texts are short and bounded. They are bytes,
//! since each cut of a `str` asks once more whether it is between characters.

/// Whether `token` stands in `text`.
#[inline(never)]
pub(super) fn has(text: &[u8], token: &[u8]) -> bool {
    text.windows(token.len().max(1)).any(|window| window == token)
}

/// Whether two texts are one without regard to ASCII case.
#[inline(never)]
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    one.eq_ignore_ascii_case(other)
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

    #[inline(never)]
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
#[inline(never)]
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

/// The meaning of the first row `meaning=token|token` one of whose tokens the test accepts; empty when no one does.
/// Rows are parted by `;`.
///
/// The test is behind a pointer so that there is one copy of this and not a dozen.
#[inline(never)]
pub(super) fn meaning(table: &'static str, test: &mut dyn FnMut(&'static [u8]) -> bool) -> &'static [u8] {
    for row in parts(table.as_bytes(), b';') {
        let (meaning, tokens) = cut(row, b'=');
        for token in parts(tokens, b'|') {
            if test(token) {
                return meaning;
            }
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_meaning_first_row_wins() {
        let table = "edge=Edg/|EdgA/;chrome=Chrome/";
        let browser = |agent: &str| meaning(table, &mut |token| has(agent.as_bytes(), token));
        assert_eq!(browser("Chrome/1 Edg/1"), b"edge");
        assert_eq!(browser("Chrome/1"), b"chrome");
        assert_eq!(browser(""), b"");
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
