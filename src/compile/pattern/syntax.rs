//! Regular expressions as JavaScript users write them, said again in the syntax that `regex-syntax` reads.
//!
//! The two languages look alike and differ in corners: `[a&&b]`, `[[]`, `a{`, `[\w-.]`, `[^]`, `\/`, `\cA`, `\uD83D\uDE00`,
//! `\A`. Translating text to text keeps each corner in one place. `\d \w \s \b` become ASCII here, and `.` is any code
//! point but the four line terminators of JavaScript. Groups capture nothing, since nobody reads captures.

use super::PatternError;
use std::fmt::Write as _;

type Result<T> = std::result::Result<T, PatternError>;

/// The same pattern for `regex-syntax`.
pub fn translate(pattern: &str) -> Result<String> {
    let mut scanner = Scanner {
        chars: pattern.chars().collect(),
        at: 0,
        out: String::with_capacity(pattern.len() * 2),
        before: Before::Nothing,
    };
    while let Some(c) = scanner.next() {
        scanner.term(c)?;
    }
    Ok(scanner.out)
}

/// What a quantifier would repeat.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// The start, an opened group, `|`, an assertion: nothing to repeat.
    Nothing,
    Atom,
    /// A quantifier, which one `?` may make lazy.
    Quantifier,
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    out: String,
    before: Before,
}

/// An escape, in or outside a class.
enum Escape {
    Char(char),
    /// Members of a class, as they stand inside brackets.
    Members(&'static str),
    /// `\p{…}`, passed on.
    Property(String),
}

const DIGITS: &str = "0-9";
const WORDS: &str = "0-9A-Z_a-z";
const SPACES: &str = r"\t-\r ";
const NOT_DIGITS: &str = "[^0-9]";
const NOT_WORDS: &str = "[^0-9A-Z_a-z]";
const NOT_SPACES: &str = r"[^\t-\r ]";

impl Scanner {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += usize::from(c.is_some());
        c
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.starts_with(text);
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c))
    }

    fn term(&mut self, c: char) -> Result<()> {
        match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '(' => self.group(),
            ')' | '|' => {
                self.out.push(c);
                self.before = if c == ')' { Before::Atom } else { Before::Nothing };
                Ok(())
            }
            '^' | '$' => {
                self.assertion(if c == '^' { "^" } else { "$" });
                Ok(())
            }
            '.' => {
                self.atom(r"[^\n\r\x{2028}\x{2029}]");
                Ok(())
            }
            '*' | '+' | '?' => self.quantifier(c),
            '{' => self.counted(),
            _ => {
                literal(&mut self.out, c);
                self.before = Before::Atom;
                Ok(())
            }
        }
    }

    fn atom(&mut self, text: &str) {
        self.out.push_str(text);
        self.before = Before::Atom;
    }

    fn assertion(&mut self, text: &str) {
        self.out.push_str(text);
        self.before = Before::Nothing;
    }

    fn quantifier(&mut self, c: char) -> Result<()> {
        match (self.before, c) {
            (Before::Atom, _) => self.before = Before::Quantifier,
            (Before::Quantifier, '?') => self.before = Before::Nothing,
            _ => return Err(PatternError::Invalid("nothing to repeat".into())),
        }
        self.out.push(c);
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`; any other brace is a brace.
    fn counted(&mut self) -> Result<()> {
        let length = self.chars.get(self.at..).unwrap_or_default().iter().position(|c| *c == '}');
        let body: String = self.chars.get(self.at..self.at + length.unwrap_or(0)).unwrap_or_default().iter().collect();
        let (low, high) = body.split_once(',').map_or((body.as_str(), None), |(low, high)| (low, Some(high)));
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !number(low) || !high.is_none_or(|high| high.is_empty() || number(high)) {
            literal(&mut self.out, '{');
            self.before = Before::Atom;
            return Ok(());
        }
        if self.before != Before::Atom {
            return Err(PatternError::Invalid("nothing to repeat".into()));
        }
        self.at += body.chars().count() + 1;
        let _ = write!(self.out, "{{{body}}}");
        self.before = Before::Quantifier;
        Ok(())
    }

    fn group(&mut self) -> Result<()> {
        self.before = Before::Nothing;
        if !self.take("?") {
            self.out.push_str("(?:");
            return Ok(());
        }
        for look in ["=", "!", "<=", "<!"] {
            if self.starts_with(look) {
                return Err(PatternError::Unsupported("look-around"));
            }
        }
        if self.take("<") || self.take("P<") {
            while self.next().is_some_and(|c| c != '>') {}
            self.out.push_str("(?:");
            return Ok(());
        }
        self.flags()
    }

    /// `(?:`, `(?i:`, `(?-i:`, `(?i)`.
    fn flags(&mut self) -> Result<()> {
        self.out.push_str("(?");
        loop {
            match self.next() {
                Some(c @ (':' | ')')) => {
                    self.out.push(c);
                    return Ok(());
                }
                Some(c @ ('i' | 'm' | '-')) => self.out.push(c),
                Some('s') => return Err(PatternError::Unsupported("the flag `s`")),
                _ => return Err(PatternError::Invalid("invalid group".into())),
            }
        }
    }

    fn escape(&mut self) -> Result<()> {
        match self.peek() {
            Some('b') => {
                self.at += 1;
                self.assertion(r"(?-u:\b)");
                return Ok(());
            }
            Some('B') => {
                self.at += 1;
                self.assertion(r"(?-u:\B)");
                return Ok(());
            }
            Some('1'..='9') => return Err(PatternError::Unsupported("a back-reference")),
            Some('k') if self.starts_with("k<") => return Err(PatternError::Unsupported("a back-reference")),
            _ => {}
        }
        match self.escaped()? {
            Escape::Char(c) => literal(&mut self.out, c),
            Escape::Members(members) => {
                let _ = write!(self.out, "[{members}]");
            }
            Escape::Property(text) => self.out.push_str(&text),
        }
        self.before = Before::Atom;
        Ok(())
    }

    /// What stands behind a backslash, in a class as outside.
    fn escaped(&mut self) -> Result<Escape> {
        let Some(c) = self.next() else { return Err(PatternError::Invalid("a backslash at the end".into())) };
        Ok(match c {
            'd' => Escape::Members(DIGITS),
            'D' => Escape::Members(NOT_DIGITS),
            'w' => Escape::Members(WORDS),
            'W' => Escape::Members(NOT_WORDS),
            's' => Escape::Members(SPACES),
            'S' => Escape::Members(NOT_SPACES),
            'n' => Escape::Char('\n'),
            'r' => Escape::Char('\r'),
            't' => Escape::Char('\t'),
            'f' => Escape::Char('\u{c}'),
            'v' => Escape::Char('\u{b}'),
            '0' => Escape::Char('\0'),
            'c' => self.control(),
            'x' => Escape::Char(self.hex(2).and_then(char::from_u32).unwrap_or('x')),
            'u' => Escape::Char(self.unicode()?),
            'p' | 'P' if self.peek() == Some('{') => self.property(c),
            _ => Escape::Char(c),
        })
    }

    fn control(&mut self) -> Escape {
        match self.peek().filter(char::is_ascii_alphabetic) {
            Some(letter) => {
                self.at += 1;
                Escape::Char(char::from(letter as u8 & 0x1f))
            }
            None => Escape::Char('c'),
        }
    }

    fn property(&mut self, kind: char) -> Escape {
        let mut text = format!("\\{kind}");
        while let Some(c) = self.next() {
            text.push(c);
            if c == '}' {
                break;
            }
        }
        Escape::Property(text)
    }

    /// Exactly so many hexadecimal digits.
    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text: String = self.chars.get(self.at..self.at + digits)?.iter().collect();
        let number = text.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(&text, 16).ok())??;
        self.at += digits;
        Some(number)
    }

    /// `\u0061`, `\u{61}`, a surrogate pair; a plain `u` when no digits follow.
    fn unicode(&mut self) -> Result<char> {
        if self.peek() == Some('{') {
            let length = self.chars.get(self.at + 1..).unwrap_or_default().iter().position(|c| *c == '}').unwrap_or(0);
            let text: String = self.chars.get(self.at + 1..self.at + 1 + length).unwrap_or_default().iter().collect();
            if let Some(c) = u32::from_str_radix(&text, 16).ok().and_then(char::from_u32) {
                self.at += length + 2;
                return Ok(c);
            }
            return Ok('u');
        }
        let Some(unit) = self.hex(4) else { return Ok('u') };
        if let Some(c) = char::from_u32(unit) {
            return Ok(c);
        }
        let low = if self.take("\\u") { self.hex(4) } else { None };
        low.filter(|low| unit < 0xDC00 && (0xDC00..0xE000).contains(low))
            .and_then(|low| char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)))
            .ok_or(PatternError::Unsupported("half of a surrogate pair"))
    }

    fn class(&mut self) -> Result<()> {
        let negated = self.take("^");
        if self.take("]") {
            self.atom(if negated { "(?s:.)" } else { r"[^\x00-\x{10FFFF}]" });
            return Ok(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        while let Some(low) = self.member()? {
            let dash = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            let Escape::Char(from) = low else {
                self.members(low);
                // `[\w-.]`: a dash behind a set is a dash.
                if dash {
                    self.at += 1;
                    literal(&mut self.out, '-');
                }
                continue;
            };
            if !dash {
                literal(&mut self.out, from);
                continue;
            }
            self.at += 1;
            match self.member()? {
                Some(Escape::Char(to)) if from <= to => {
                    literal(&mut self.out, from);
                    self.out.push('-');
                    literal(&mut self.out, to);
                }
                Some(Escape::Char(_)) => return Err(PatternError::Invalid("range out of order in a class".into())),
                Some(set) => {
                    literal(&mut self.out, from);
                    literal(&mut self.out, '-');
                    self.members(set);
                }
                None => break,
            }
        }
        self.atom("]");
        Ok(())
    }

    fn members(&mut self, set: Escape) {
        match set {
            Escape::Char(c) => literal(&mut self.out, c),
            Escape::Members(members) => self.out.push_str(members),
            Escape::Property(text) => self.out.push_str(&text),
        }
    }

    /// The next member of a class, or nothing at its end.
    fn member(&mut self) -> Result<Option<Escape>> {
        match self.next() {
            None => Err(PatternError::Invalid("a class without its `]`".into())),
            Some(']') => Ok(None),
            Some('\\') if self.take("b") => Ok(Some(Escape::Char('\u{8}'))),
            Some('\\') => self.escaped().map(Some),
            Some(c) => Ok(Some(Escape::Char(c))),
        }
    }
}

/// A character that means itself, in or outside a class.
fn literal(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || !c.is_ascii() {
        out.push(c);
    } else {
        let _ = write!(out, "\\x{:02X}", c as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(pattern: &str) -> String {
        translate(pattern).unwrap_or_else(|error| format!("{error:?}"))
    }

    #[test]
    fn what_only_javascript_reads_so_is_said_again() {
        assert_eq!(t("a{"), r"a\x7B");
        assert_eq!(t("a{2,}b{,3}"), r"a{2,}b\x7B\x2C3\x7D");
        assert_eq!(t(r"[\w-.]"), r"[0-9A-Z_a-z\x2D\x2E]");
        assert_eq!(t("[[&&]"), r"[\x5B\x26\x26]");
        assert_eq!(t("[^]"), "(?s:.)");
        assert_eq!(t(r"\/\A\cA\0"), r"\x2FA\x01\x00");
        assert_eq!(t(r"\uD83D\uDE00[a-z-]"), "\u{1F600}[a-z\\x2D]");
        assert_eq!(t(r"(?<year>\d{4})"), "(?:[0-9]{4})");
        assert_eq!(t(r"[\b]\b"), r"[\x08](?-u:\b)");
    }

    #[test]
    fn what_automata_cannot_do_is_named() {
        for (pattern, what) in [
            ("a(?=b)", "look-around"),
            ("(?<!a)b", "look-around"),
            (r"(a)\1", "a back-reference"),
            (r"\k<a>", "a back-reference"),
            (r"\uD83D", "half of a surrogate pair"),
        ] {
            assert_eq!(translate(pattern), Err(PatternError::Unsupported(what)), "{pattern}");
        }
    }

    #[test]
    fn err_what_javascript_refuses_is_refused() {
        for pattern in ["/???***[)", "*a", "a**", "^*", "(|*)", "[b-a]", "[a", "\\", "(?z)"] {
            assert!(matches!(translate(pattern), Err(PatternError::Invalid(_))), "{pattern}: {}", t(pattern));
        }
    }
}
