//! The selectors that a page in a browser and a page that streams past answer alike.
//!
//! Type, `*`, `#id`, `.class`, attribute tests, `:not()` of those, `:first-child`, `:nth-child()`, descendants and
//! children, lists. What needs a look ahead or at siblings (`+ ~ :has() :is() :last-child`) is refused, with the
//! reason, when the ruleset is checked. Grammar: Selectors Level 4; escapes: CSS Syntax Level 3.

use super::name::{Name, name};

/// Why a selector is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectorError {
    Empty,
    /// Not a selector: what was found at this byte makes no sense there.
    Unexpected {
        at: usize,
    },
    /// A selector, and one that only a whole document can answer.
    Unsupported {
        at: usize,
    },
    /// More than `LENGTH` bytes or `COMPOUNDS` parts.
    TooLong,
}

impl SelectorError {
    /// The byte at which reading stopped.
    pub fn at(self) -> usize {
        match self {
            SelectorError::Empty | SelectorError::TooLong => 0,
            SelectorError::Unexpected { at } | SelectorError::Unsupported { at } => at,
        }
    }

    #[cold]
    pub fn message(self) -> &'static str {
        match self {
            SelectorError::Empty => "the selector is empty",
            SelectorError::Unexpected { .. } => "this is not a selector",
            SelectorError::Unsupported { .. } => "this selector needs the whole document",
            SelectorError::TooLong => "the selector is too long",
        }
    }

    #[cold]
    pub fn hint(self) -> &'static str {
        match self {
            SelectorError::Unsupported { .. } => {
                "a streaming page is answered tag by tag: use types, ids, classes, attributes, `:not()`, \
                 `:first-child`, `:nth-child()`, descendants (a b) and children (a > b)"
            }
            _ => "for example `#hero`, `[data-ns=banner]` or `main .offer`; quote values with odd characters",
        }
    }
}

/// Bytes of one selector.
pub const LENGTH: usize = 1_024;
/// Compounds of one selector, all its alternatives together.
pub const COMPOUNDS: usize = 32;

/// A parsed selector list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    pub alternatives: Vec<Vec<Compound>>,
}

/// Tests on one element, and how it stands to the compound before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compound {
    /// `a > b`; otherwise `a b`. Of no meaning in the first.
    pub child: bool,
    pub tests: Vec<Test>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    Type(Name),
    Id(String),
    Class(String),
    Attribute {
        name: String,
        test: Match,
        value: String,
        fold: Fold,
    },
    Not(Vec<Vec<Test>>),
    /// `an + b`, counted from one.
    NthChild {
        step: i32,
        offset: i32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Exists,
    Equals,
    Word,
    Dash,
    Prefix,
    Suffix,
    Contains,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// As HTML has it for this attribute.
    Html,
    Never,
    Always,
}

impl Selector {
    /// Parses a selector list.
    ///
    /// ```
    /// use nearside::rewrite::Selector;
    /// assert!(Selector::parse("main > .offer, [data-ns=\"banner\"]").is_ok());
    /// assert!(Selector::parse("h1 + p").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Selector, SelectorError> {
        if text.len() > LENGTH {
            return Err(SelectorError::TooLong);
        }
        let mut parser = Parser { text, at: 0 };
        parser.spaces();
        if parser.peek().is_none() {
            return Err(SelectorError::Empty);
        }
        let alternatives = parser.list(Parser::complex)?;
        if parser.peek().is_some() {
            return Err(parser.unexpected());
        }
        if alternatives.iter().map(Vec::len).sum::<usize>() > COMPOUNDS {
            return Err(SelectorError::TooLong);
        }
        Ok(Selector { alternatives })
    }

    /// The element that each alternative finds, by name: empty where it finds any, `?` for a name of more than eight
    /// letters.
    #[cfg(feature = "tools")]
    pub fn elements(&self) -> Vec<String> {
        let element = |compounds: &Vec<Compound>| {
            let of_type = |test: &Test| if let Test::Type(name) = test { Some(*name) } else { None };
            let name = compounds.last().and_then(|last| last.tests.iter().find_map(of_type));
            name.map_or_else(String::new, |name| super::name::text(name).unwrap_or_else(|| "?".to_owned()))
        };
        self.alternatives.iter().map(element).collect()
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.bump();
        }
        found
    }

    fn expect(&mut self, c: char) -> Result<(), SelectorError> {
        if self.eat(c) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn spaces(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')) {
            self.bump();
        }
        self.at > start
    }

    fn unexpected(&self) -> SelectorError {
        SelectorError::Unexpected { at: self.at }
    }

    fn unsupported(&self) -> SelectorError {
        SelectorError::Unsupported { at: self.at }
    }

    fn list<T>(&mut self, item: fn(&mut Self) -> Result<T, SelectorError>) -> Result<Vec<T>, SelectorError> {
        let mut items = Vec::new();
        loop {
            self.spaces();
            items.push(item(self)?);
            self.spaces();
            if !self.eat(',') {
                return Ok(items);
            }
        }
    }

    fn complex(&mut self) -> Result<Vec<Compound>, SelectorError> {
        let mut compounds = vec![Compound { child: false, tests: self.compound()? }];
        loop {
            let spaced = self.spaces();
            let child = match self.peek() {
                None | Some(',' | ')') => return Ok(compounds),
                Some('+' | '~' | '|') => return Err(self.unsupported()),
                Some('>') => {
                    self.bump();
                    self.spaces();
                    true
                }
                _ if spaced => false,
                _ => return Err(self.unexpected()),
            };
            compounds.push(Compound { child, tests: self.compound()? });
        }
    }

    fn compound(&mut self) -> Result<Vec<Test>, SelectorError> {
        let start = self.at;
        let mut tests = Vec::new();
        if !self.eat('*') && self.is_identifier() {
            tests.push(Test::Type(name(self.identifier()?.as_bytes())));
        }
        loop {
            match self.peek() {
                Some('#') => {
                    self.bump();
                    tests.push(Test::Id(self.identifier()?));
                }
                Some('.') => {
                    self.bump();
                    tests.push(Test::Class(self.identifier()?));
                }
                Some('[') => tests.push(self.attribute()?),
                Some(':') => tests.push(self.pseudo()?),
                Some('|') => return Err(self.unsupported()),
                _ if self.at == start => return Err(self.unexpected()),
                _ => return Ok(tests),
            }
        }
    }

    fn is_identifier(&self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '\\') || !c.is_ascii())
    }

    fn identifier(&mut self) -> Result<String, SelectorError> {
        let mut out = String::new();
        let rest = self.rest().strip_prefix('-').unwrap_or(self.rest());
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.unexpected());
        }
        while let Some(c) = self.peek() {
            match c {
                '\\' => {
                    self.bump();
                    out.push(self.escape()?);
                }
                c if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || !c.is_ascii() => {
                    self.bump();
                    out.push(c);
                }
                _ => break,
            }
        }
        if out.is_empty() || out == "-" { Err(self.unexpected()) } else { Ok(out) }
    }

    /// After a backslash: up to six hexadecimal digits and one space, or the character itself.
    fn escape(&mut self) -> Result<char, SelectorError> {
        let digits = self.rest().chars().take(6).take_while(char::is_ascii_hexdigit).count();
        if digits == 0 {
            return match self.bump() {
                None | Some('\n' | '\r' | '\x0C') => Err(self.unexpected()),
                Some(c) => Ok(c),
            };
        }
        let code = self.rest().get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(0);
        self.at += digits;
        if self.peek().is_some_and(|c| c.is_ascii_whitespace()) {
            self.bump();
        }
        Ok(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}'))
    }

    fn attribute(&mut self) -> Result<Test, SelectorError> {
        self.expect('[')?;
        self.spaces();
        let name = self.identifier()?.to_ascii_lowercase();
        self.spaces();
        let test = match self.bump() {
            Some(']') => {
                return Ok(Test::Attribute { name, test: Match::Exists, value: String::new(), fold: Fold::Html });
            }
            Some('=') => Match::Equals,
            Some('~') => Match::Word,
            Some('|') => Match::Dash,
            Some('^') => Match::Prefix,
            Some('$') => Match::Suffix,
            Some('*') => Match::Contains,
            _ => return Err(self.unexpected()),
        };
        if test != Match::Equals {
            self.expect('=')?;
        }
        self.spaces();
        let value = match self.peek() {
            Some(quote @ ('"' | '\'')) => self.string(quote)?,
            _ => self.identifier()?,
        };
        self.spaces();
        let fold = match self.peek() {
            Some('i' | 'I') => Fold::Always,
            Some('s' | 'S') => Fold::Never,
            _ => Fold::Html,
        };
        if fold != Fold::Html {
            self.bump();
            self.spaces();
        }
        self.expect(']')?;
        Ok(Test::Attribute { name, test, value, fold })
    }

    fn string(&mut self, quote: char) -> Result<String, SelectorError> {
        self.bump();
        let mut out = String::new();
        loop {
            match self.bump() {
                None | Some('\n') => return Err(self.unexpected()),
                Some(c) if c == quote => return Ok(out),
                Some('\\') => out.push(self.escape()?),
                Some(c) => out.push(c),
            }
        }
    }

    fn pseudo(&mut self) -> Result<Test, SelectorError> {
        let start = self.at;
        self.bump();
        if self.peek() == Some(':') {
            return Err(SelectorError::Unsupported { at: start });
        }
        let word = self.identifier()?.to_ascii_lowercase();
        match (word.as_str(), self.peek()) {
            ("first-child", _) => Ok(Test::NthChild { step: 0, offset: 1 }),
            ("nth-child", Some('(')) => {
                self.bump();
                let nth = self.nth()?;
                self.expect(')')?;
                Ok(nth)
            }
            ("not", Some('(')) => {
                self.bump();
                let tests = self.list(Parser::compound)?;
                self.expect(')')?;
                Ok(Test::Not(tests))
            }
            _ => Err(SelectorError::Unsupported { at: start }),
        }
    }

    fn nth(&mut self) -> Result<Test, SelectorError> {
        let end = self.rest().find(')').ok_or(self.unexpected())?;
        let text: String = self.rest().get(..end).unwrap_or_default().to_ascii_lowercase();
        let bad = self.unexpected();
        let text = text.trim();
        let (step, offset) = match text {
            "odd" => (2, 1),
            "even" => (2, 0),
            _ => match text.split_once('n') {
                None => (0, number(text).ok_or(bad)?),
                Some((step, offset)) => {
                    let step = match step.trim() {
                        "" | "+" => 1,
                        "-" => -1,
                        step => number(step).ok_or(bad)?,
                    };
                    let offset: String = offset.split_whitespace().collect();
                    let signed = offset.is_empty() || offset.starts_with(['+', '-']);
                    if !signed {
                        return Err(bad);
                    }
                    (step, if offset.is_empty() { 0 } else { number(&offset).ok_or(bad)? })
                }
            },
        };
        self.at += end;
        Ok(Test::NthChild { step, offset })
    }
}

/// An integer of at most six digits, with a sign if it likes.
fn number(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_what_both_sides_answer() {
        for text in [
            "p",
            "*",
            "#hero",
            ".a.b",
            "div.a#b",
            "[data-ns]",
            "[data-ns=banner]",
            "[data-ns='a b' i]",
            "a[href^=\"/x\"]",
            "main > .offer p",
            "a, b , c",
            "li:first-child",
            "li:nth-child(2n + 1)",
            "li:nth-child(-n+3)",
            "p:not(.a, #b)",
            ".md\\:flex",
            "#\\31 23",
            ".ünïcode",
            "[lang|=en]",
            "html > body",
            "a:not([href])",
        ] {
            assert!(Selector::parse(text).is_ok(), "{text}: {:?}", Selector::parse(text));
        }
    }

    #[test]
    fn err_what_is_not_one_or_needs_the_whole_document() {
        assert_eq!(Selector::parse("  "), Err(SelectorError::Empty));
        for (text, at) in
            [("#", 1), ("a,", 2), (".1a", 1), ("[a", 2), ("a[b=]", 4), ("p:nth-child(x)", 12), ("a >", 3), ("a)", 1)]
        {
            assert_eq!(Selector::parse(text), Err(SelectorError::Unexpected { at }), "{text}");
        }
        for (text, at) in [
            ("a + b", 2),
            ("a ~ b", 2),
            ("a:has(b)", 1),
            (":is(a)", 0),
            ("p::before", 1),
            ("li:last-child", 2),
            ("a:hover", 1),
        ] {
            assert_eq!(Selector::parse(text), Err(SelectorError::Unsupported { at }), "{text}");
        }
    }

    #[test]
    fn a_selector_has_at_most_so_many_bytes_and_parts() {
        assert!(Selector::parse(&"a".repeat(LENGTH)).is_ok());
        assert_eq!(Selector::parse(&"a".repeat(LENGTH + 1)), Err(SelectorError::TooLong));
        assert!(Selector::parse(&vec!["a"; COMPOUNDS].join(" ")).is_ok());
        assert_eq!(Selector::parse(&vec!["a"; COMPOUNDS + 1].join(" ")), Err(SelectorError::TooLong));
    }
}
