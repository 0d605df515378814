//! Structured fields, strictly (RFC 9651, §4.2): what Client Hints are written in.
//!
//! A field that breaks a rule anywhere is no field at all: whoever sends such a header is no browser. Only edges and
//! tools read headers; a browser has these facts as JavaScript's own values. Nothing here recurses, and nothing is
//! longer than the header.

/// A bare item (§3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bare {
    Integer(i64),
    /// In thousandths.
    Decimal(i64),
    /// ASCII.
    String(String),
    Token(String),
    Bytes(Vec<u8>),
    Bool(bool),
    /// Seconds since 1970.
    Date(i64),
    /// Any Unicode.
    Display(String),
}

/// Parameters (§3.1.2), each key once, in the order of their first mention.
pub type Parameters = Vec<(String, Bare)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub bare: Bare,
    pub parameters: Parameters,
}

impl Item {
    /// A string's or a token's text.
    pub fn text(&self) -> Option<&str> {
        if let Bare::String(text) | Bare::Token(text) = &self.bare { Some(text) } else { None }
    }

    pub fn parameter(&self, key: &str) -> Option<&Bare> {
        self.parameters.iter().find(|(known, _)| known == key).map(|(_, bare)| bare)
    }
}

/// What a list or a dictionary holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    Item(Item),
    /// A list within (§3.1.1).
    Inner(Vec<Item>, Parameters),
}

/// Reads a field that is one item. Several lines of one header must be joined by `, ` before.
///
/// ```
/// use nearside::signal::fields::{Bare, item};
/// assert_eq!(item(b"?1").map(|item| item.bare), Some(Bare::Bool(true)));
/// assert_eq!(item(b"?2"), None);
/// ```
#[inline(never)]
pub fn item(field: &[u8]) -> Option<Item> {
    let mut text = Text { rest: spaceless(field) };
    let item = text.item()?;
    text.rest.is_empty().then_some(item)
}

/// Reads a field that is a list; an empty one is an empty list.
#[inline(never)]
pub fn list(field: &[u8]) -> Option<Vec<Member>> {
    let mut text = Text { rest: spaceless(field) };
    let mut members = Vec::new();
    while !text.rest.is_empty() {
        members.push(text.member()?);
        text.comma()?;
    }
    Some(members)
}

/// Reads a field that is a dictionary. Of a key mentioned twice the last value counts.
pub fn dictionary(field: &[u8]) -> Option<Vec<(String, Member)>> {
    let mut text = Text { rest: spaceless(field) };
    let mut members = Vec::new();
    while !text.rest.is_empty() {
        let key = text.key()?;
        let member = if text.takes(b'=') {
            text.member()?
        } else {
            Member::Item(Item { bare: Bare::Bool(true), parameters: text.parameters()? })
        };
        put(&mut members, key, member)?;
        text.comma()?;
    }
    Some(members)
}

/// A field's text without the spaces around it; tabs are not for there.
fn spaceless(field: &[u8]) -> &[u8] {
    let mut text = field;
    while let [b' ', rest @ ..] | [rest @ .., b' '] = text {
        text = rest;
    }
    text
}

/// So many keys a reader must take (§3.2); looking for each among more would take too long.
const KEYS: usize = 1024;

/// Keeps the place of the first mention, and the last value.
fn put<T>(members: &mut Vec<(String, T)>, key: String, value: T) -> Option<()> {
    let count = members.len();
    match members.iter_mut().find(|(known, _)| *known == key) {
        Some((_, old)) => *old = value,
        None if count < KEYS => members.push((key, value)),
        None => return None,
    }
    Some(())
}

struct Text<'a> {
    rest: &'a [u8],
}

impl<'a> Text<'a> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        if is_there {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        is_there
    }

    /// All that `allowed` holds for.
    fn span(&mut self, allowed: impl Fn(u8) -> bool) -> &'a [u8] {
        let len = self.rest.iter().position(|byte| !allowed(*byte)).unwrap_or(self.rest.len());
        let (span, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, &[]));
        self.rest = rest;
        span
    }

    /// The comma between members, which stands at no end.
    fn comma(&mut self) -> Option<()> {
        let blank = |byte| matches!(byte, b' ' | b'\t');
        self.span(blank);
        if self.rest.is_empty() {
            return Some(());
        }
        let is_comma = self.takes(b',');
        self.span(blank);
        (is_comma && !self.rest.is_empty()).then_some(())
    }

    #[inline(never)]
    fn member(&mut self) -> Option<Member> {
        if !self.takes(b'(') {
            return Some(Member::Item(self.item()?));
        }
        let mut items = Vec::new();
        loop {
            self.span(|byte| byte == b' ');
            if self.takes(b')') {
                return Some(Member::Inner(items, self.parameters()?));
            }
            items.push(self.item()?);
            if !matches!(self.peek()?, b' ' | b')') {
                return None;
            }
        }
    }

    #[inline(never)]
    fn item(&mut self) -> Option<Item> {
        Some(Item { bare: self.bare()?, parameters: self.parameters()? })
    }

    #[inline(never)]
    fn parameters(&mut self) -> Option<Parameters> {
        let mut parameters = Vec::new();
        while self.takes(b';') {
            self.span(|byte| byte == b' ');
            let key = self.key()?;
            let bare = if self.takes(b'=') { self.bare()? } else { Bare::Bool(true) };
            put(&mut parameters, key, bare)?;
        }
        Some(parameters)
    }

    fn key(&mut self) -> Option<String> {
        let is_first = matches!(self.peek()?, b'a'..=b'z' | b'*');
        let key = self.span(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'*'));
        if is_first { ascii(key) } else { None }
    }

    #[inline(never)]
    fn bare(&mut self) -> Option<Bare> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => self.number(),
            b'"' => self.string(),
            b'A'..=b'Z' | b'a'..=b'z' | b'*' => ascii(self.span(is_token)).map(Bare::Token),
            b':' => self.bytes(),
            b'?' => match (self.next(), self.next()?) {
                (_, b'0') => Some(Bare::Bool(false)),
                (_, b'1') => Some(Bare::Bool(true)),
                _ => None,
            },
            b'@' => {
                self.next();
                if let Bare::Integer(seconds) = self.number()? { Some(Bare::Date(seconds)) } else { None }
            }
            b'%' => self.display(),
            _ => None,
        }
    }

    /// 15 digits; or 12, a point and up to three.
    fn number(&mut self) -> Option<Bare> {
        let sign = if self.takes(b'-') { -1 } else { 1 };
        let whole = self.span(|byte| byte.is_ascii_digit());
        if !self.takes(b'.') {
            return matches!(whole.len(), 1..=15).then(|| Bare::Integer(sign * value(whole)));
        }
        let part = self.span(|byte| byte.is_ascii_digit());
        let scale = [100, 10, 1].get(part.len().checked_sub(1)?)?;
        matches!(whole.len(), 1..=12).then(|| Bare::Decimal(sign * (value(whole) * 1_000 + value(part) * scale)))
    }

    fn string(&mut self) -> Option<Bare> {
        self.next();
        let mut text = String::new();
        loop {
            match self.next()? {
                b'"' => return Some(Bare::String(text)),
                b'\\' => match self.next()? {
                    escaped @ (b'"' | b'\\') => text.push(char::from(escaped)),
                    _ => return None,
                },
                plain @ b' '..=b'~' => text.push(char::from(plain)),
                _ => return None,
            }
        }
    }

    /// Base64 (RFC 4648, §4); what is missing of its padding is taken as there.
    fn bytes(&mut self) -> Option<Bare> {
        self.next();
        let code = self.span(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        let padding = self.span(|byte| byte == b'=');
        let is_whole = code.len() % 4 != 1 && (padding.is_empty() || padding.len() == (4 - code.len() % 4) % 4);
        if !is_whole || !self.takes(b':') {
            return None;
        }
        let bits = |chunk: &[u8]| chunk.iter().fold(0u32, |bits, byte| bits << 6 | sextet(*byte));
        let bytes = code.chunks(4).flat_map(|chunk| {
            let bytes = (bits(chunk) << (6 * (4 - chunk.len())) << 8).to_be_bytes();
            bytes.into_iter().take(chunk.len() * 6 / 8)
        });
        Some(Bare::Bytes(bytes.collect()))
    }

    /// UTF-8 with what is not ASCII as `%c3%bc`.
    fn display(&mut self) -> Option<Bare> {
        self.next();
        if !self.takes(b'"') {
            return None;
        }
        let mut text = Vec::new();
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(text).ok().map(Bare::Display),
                b'%' => text.push(nibble(self.next()?)? << 4 | nibble(self.next()?)?),
                plain @ b' '..=b'~' => text.push(plain),
                _ => return None,
            }
        }
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:/".contains(&byte)
}

fn ascii(text: &[u8]) -> Option<String> {
    String::from_utf8(text.to_vec()).ok()
}

/// Of at most 15 digits.
fn value(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
}

fn sextet(byte: u8) -> u32 {
    u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    })
}

/// Small letters only (§4.2.10).
fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(field: &str) -> Option<Bare> {
        item(field.as_bytes()).map(|item| item.bare)
    }

    #[test]
    fn ok_bare_items_of_every_kind() {
        assert_eq!(bare("-42"), Some(Bare::Integer(-42)));
        assert_eq!(bare("999999999999999"), Some(Bare::Integer(999_999_999_999_999)));
        assert_eq!(bare("-0.25"), Some(Bare::Decimal(-250)));
        assert_eq!(bare(r#""a \"b\" \\""#), Some(Bare::String(r#"a "b" \"#.into())));
        assert_eq!(bare("*a/b:c"), Some(Bare::Token("*a/b:c".into())));
        assert_eq!(bare(":aGVsbG8=:"), Some(Bare::Bytes(b"hello".to_vec())));
        assert_eq!(bare("::"), Some(Bare::Bytes(Vec::new())));
        assert_eq!(bare("?0"), Some(Bare::Bool(false)));
        assert_eq!(bare("@1659578233"), Some(Bare::Date(1_659_578_233)));
        assert_eq!(bare(r#"%"f%c3%bc%c3%bc""#), Some(Bare::Display("füü".into())));
    }

    #[test]
    fn err_bare_items() {
        for field in [
            "",
            "1 2",
            "1.",
            ".5",
            "1.2345",
            "1234567890123456",
            "1234567890123.1",
            "--1",
            "\"a",
            "\"\\a\"",
            "\"\u{e9}\"",
            ":a:",
            ":a=b:",
            ":aGVsbG8:x",
            "?",
            "?2",
            "@1.5",
            "%\"%C3%BC\"",
            "%\"%c3\"",
            "%a",
            "'a'",
            "a b",
            "1;",
            "1;A=1",
            "(1)",
        ] {
            assert_eq!(item(field.as_bytes()), None, "{field}");
        }
    }

    #[test]
    fn ok_brands_are_a_list_with_parameters() {
        let brands = list(br#""Chromium";v="124", "Not-A.Brand" ; v="99""#);
        assert_eq!(brands, None, "no space stands before a semicolon");
        let brands = list(br#""Chromium";v="124" ,"A;B,C"; v="9";v="8";flag"#).unwrap_or_default();
        let [Member::Item(chromium), Member::Item(other)] = brands.as_slice() else { panic!("two items") };
        assert_eq!((chromium.text(), chromium.parameter("v")), (Some("Chromium"), Some(&Bare::String("124".into()))));
        assert_eq!((other.text(), other.parameter("v")), (Some("A;B,C"), Some(&Bare::String("8".into()))));
        assert_eq!(other.parameter("flag"), Some(&Bare::Bool(true)));
    }

    #[test]
    fn ok_inner_lists_and_dictionaries() {
        assert_eq!(list(b"(a \"b\"  ) ;x, ()"), None);
        assert!(
            matches!(list(b"(a \"b\"  );x, ()").as_deref(), Some([Member::Inner(two, _), Member::Inner(none, _)]) if two.len() == 2 && none.is_empty())
        );
        let keys: Vec<_> = dictionary(b"a=1, b;x=2, a=?0").into_iter().flatten().map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "b"]);
        assert!(dictionary(b"a=1,").is_none() && list(b"(a").is_none() && list(b"(a\"b\")").is_none());
    }

    #[test]
    fn hostile_fields_are_read_in_one_pass() {
        for byte in [b'(', b'"', b';', b',', b':', b'%', b'a', b'1', b' ', 0, 0xff] {
            let field = vec![byte; 64 * 1024];
            let _ = (item(&field), list(&field), dictionary(&field));
        }
        let many = "a;b=1,".repeat(10_000);
        assert!(list(many.as_bytes()).is_none());
    }
}
