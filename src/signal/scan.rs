//! Looking for tokens in bytes, and reading the small tables that are written as text.
//!
//! `str`'s own search is fast on long texts and brings 2 KB of code; these texts are short and bounded.

/// Whether `token` stands in `text`.
pub(super) fn has(text: &str, token: &str) -> bool {
    text.as_bytes().windows(token.len().max(1)).any(|window| window == token.as_bytes())
}

/// The same without regard to ASCII case.
pub(super) fn has_fold(text: &str, token: &str) -> bool {
    text.as_bytes().windows(token.len().max(1)).any(|window| window.eq_ignore_ascii_case(token.as_bytes()))
}

/// The text cut at every `at`.
pub(super) fn parts(text: &str, at: u8) -> Parts<'_> {
    Parts { rest: Some(text), at }
}

pub(super) struct Parts<'a> {
    rest: Option<&'a str>,
    at: u8,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (part, rest) = cut(self.rest?, self.at);
        self.rest = rest;
        Some(part)
    }
}

/// What stands before the first `at`, and what stands after it, if it is there. `at` is ASCII.
#[inline(never)]
pub(super) fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|b| b == at) {
        Some(found) => (text.get(..found).unwrap_or(text), text.get(found + 1..)),
        None => (text, None),
    }
}

/// The meaning of the first row `meaning=token|token` one of whose tokens the test accepts. Rows are parted by `;`.
///
/// The test is behind a pointer so that there is one copy of this and not a dozen.
#[inline(never)]
pub(super) fn meaning(table: &'static str, test: &mut dyn FnMut(&'static str) -> bool) -> Option<&'static str> {
    for row in parts(table, b';') {
        let (meaning, tokens) = cut(row, b'=');
        for token in parts(tokens?, b'|') {
            if test(token) {
                return Some(meaning);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_meaning_first_row_wins() {
        let table = "edge=Edg/|EdgA/;chrome=Chrome/";
        assert_eq!(meaning(table, &mut |token| has("Chrome/1 Edg/1", token)), Some("edge"));
        assert_eq!(meaning(table, &mut |token| has("Chrome/1", token)), Some("chrome"));
        assert_eq!(meaning(table, &mut |token| has("", token)), None);
    }

    #[test]
    fn ok_cut_and_parts() {
        assert_eq!(cut("a=b=c", b'='), ("a", Some("b=c")));
        assert_eq!(cut("é=", b'='), ("é", Some("")));
        assert_eq!(parts("a,,b", b',').collect::<Vec<_>>(), ["a", "", "b"]);
        assert_eq!(parts("", b',').collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn an_empty_token_is_nowhere() {
        assert!(!has("abc", "") && !has_fold("", ""));
    }
}
