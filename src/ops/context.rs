//! Where an interpolation stands, and so how it must be escaped.
//!
//! Literal parts of markup are trusted: they were linted when the bundle was built, and the sanitiser looks at the
//! result again. What a signal says is not. The literals before it tell whether it stands in text, in a quoted
//! attribute, or inside a URL; anywhere else (tag and attribute names, unquoted values, styles, scripts, comments)
//! nothing makes it safe, and the operation is refused.

use super::Piece;

/// What has to happen to a value before it is put in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Escape {
    /// The text goes where no markup is read.
    Raw,
    /// `& < > " '` become character references.
    Html,
    /// Percent-encoded: the value stands inside a URL, after something else.
    Url,
    /// No escaping is enough here.
    Refused,
}

/// Attributes whose value is a URL.
const URLS: [&str; 10] =
    ["href", "src", "action", "formaction", "poster", "cite", "data", "ping", "background", "xlink:href"];

/// Whether an attribute's value is a URL.
pub(crate) fn is_url(name: &str) -> bool {
    URLS.iter().any(|url| url.eq_ignore_ascii_case(name))
}

/// The escaping of each piece of a piece of markup, in order; literals have [`Escape::Raw`].
pub fn escapes(text: &[Piece]) -> impl Iterator<Item = Escape> + '_ {
    let mut scanner = Scanner { state: State::Text, name: String::new(), tag: String::new(), filled: false };
    text.iter().map(move |piece| {
        if let Piece::Literal(literal) = piece {
            scanner.read(literal);
            return Escape::Raw;
        }
        let escape = scanner.escape();
        scanner.filled = true;
        escape
    })
}

/// The escaping of an interpolation in the value of attribute `name`, set by an operation and not by markup.
pub(crate) fn in_attribute(name: &str, before: bool) -> Escape {
    if is_url(name) && before { Escape::Url } else { Escape::Raw }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Text,
    /// After `<`, in a tag's name, in an attribute's name or between attributes.
    Open,
    TagName,
    EndTag,
    Tag,
    AttributeName,
    /// After `=`.
    BeforeValue,
    Value(char),
    Unquoted,
    /// `<!` and all that follows up to `>`.
    Declaration,
}

struct Scanner {
    state: State,
    /// Of the attribute last begun.
    name: String,
    /// Of the tag last begun.
    tag: String,
    /// Something stands in the current value already.
    filled: bool,
}

impl Scanner {
    fn escape(&self) -> Escape {
        match self.state {
            State::Text if !self.is_raw() => Escape::Html,
            State::Value(_) if is_url(&self.name) => {
                if self.filled {
                    Escape::Url
                } else {
                    Escape::Html
                }
            }
            State::Value(_) if !self.is_code() => Escape::Html,
            _ => Escape::Refused,
        }
    }

    /// Inside an element whose content is not markup.
    fn is_raw(&self) -> bool {
        ["script", "style", "iframe", "xmp", "noscript"].iter().any(|tag| self.tag.eq_ignore_ascii_case(tag))
    }

    /// Values that are themselves a language: no escaping for HTML makes a text safe in them.
    fn is_code(&self) -> bool {
        let on = self.name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
        on || self.name.eq_ignore_ascii_case("style")
            || self.name.eq_ignore_ascii_case("srcdoc")
            || self.name.eq_ignore_ascii_case("srcset")
    }

    fn read(&mut self, literal: &str) {
        for c in literal.chars() {
            self.state = self.step(c);
        }
    }

    fn step(&mut self, c: char) -> State {
        match self.state {
            State::Text => {
                if c == '<' {
                    State::Open
                } else {
                    State::Text
                }
            }
            State::Open => match c {
                '/' => State::EndTag,
                _ if self.is_raw() => State::Text,
                '!' | '?' => State::Declaration,
                c if c.is_ascii_alphabetic() => {
                    self.tag.clear();
                    self.tag.push(c);
                    State::TagName
                }
                _ => State::Text,
            },
            State::EndTag => {
                if c == '>' {
                    self.tag.clear();
                    State::Text
                } else {
                    State::EndTag
                }
            }
            State::TagName => match c {
                '>' => State::Text,
                c if c.is_ascii_whitespace() || c == '/' => State::Tag,
                c => {
                    self.tag.push(c);
                    State::TagName
                }
            },
            State::Tag | State::AttributeName => self.in_tag(c),
            State::BeforeValue => match c {
                '"' | '\'' => {
                    self.filled = false;
                    State::Value(c)
                }
                '>' => State::Text,
                c if c.is_ascii_whitespace() => State::BeforeValue,
                _ => State::Unquoted,
            },
            State::Value(quote) => {
                if c == quote {
                    State::Tag
                } else {
                    self.filled = true;
                    self.state
                }
            }
            State::Unquoted => match c {
                '>' => State::Text,
                c if c.is_ascii_whitespace() => State::Tag,
                _ => State::Unquoted,
            },
            State::Declaration => {
                if c == '>' {
                    State::Text
                } else {
                    State::Declaration
                }
            }
        }
    }

    fn in_tag(&mut self, c: char) -> State {
        match c {
            '>' => State::Text,
            '=' if self.state == State::AttributeName || !self.name.is_empty() => State::BeforeValue,
            '/' => {
                self.name.clear();
                State::Tag
            }
            c if c.is_ascii_whitespace() => State::Tag,
            c => {
                if self.state == State::Tag {
                    self.name.clear();
                }
                self.name.push(c);
                State::AttributeName
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Filter;
    use super::*;

    fn after(literal: &str) -> Escape {
        let signal = Piece::Signal { signal: 0, filter: Filter::Plain, fallback: String::new() };
        escapes(&[Piece::Literal(literal.into()), signal]).nth(1).unwrap()
    }

    #[test]
    fn ok_text_attributes_and_urls() {
        for text in ["", "Hello ", "<p>", "a < b ", "<p title=\"x\">", "<br/>", "</p>"] {
            assert_eq!(after(text), Escape::Html, "{text}");
        }
        assert_eq!(after("<p title=\""), Escape::Html);
        assert_eq!(after("<p title = '"), Escape::Html);
        assert_eq!(after("<a href=\""), Escape::Html);
        assert_eq!(after("<a class=x HREF='/search?q="), Escape::Url);
    }

    #[test]
    fn err_where_no_escaping_helps() {
        for text in [
            "<",
            "<p ",
            "<p title=",
            "<p title=a",
            "<p onclick=\"",
            "<p style=\"color:",
            "<!-- ",
            "<script>",
            "<style>",
            "<iframe srcdoc=\"",
            "<img srcset=\"",
        ] {
            assert_eq!(after(text), Escape::Refused, "{text}");
        }
        assert_eq!(after("<style>a{}</style>"), Escape::Html);
    }
}
