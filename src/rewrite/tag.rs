//! One tag, scanned attribute by attribute, from as many chunks as it takes.
//!
//! The states are those of the HTML standard's tokenizer from *tag name* to *self-closing start tag*. Positions count
//! from the tag's `<`, so a scan stopped at the end of one chunk goes on when the next has been appended.

use memchr::memchr;

/// More attributes than this are scanned over and not remembered.
const ATTRIBUTES: usize = 1_024;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn of(self, tag: &[u8]) -> &[u8] {
        tag.get(self.start..self.end).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Attribute {
    pub name: Span,
    /// Without quotes; empty when there is none.
    pub value: Span,
    /// Where the attribute ends, closing quote included.
    pub end: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Name,
    BeforeName,
    AttributeName,
    AfterName,
    BeforeValue,
    Quoted(u8),
    Unquoted,
    Slash,
}

#[derive(Debug, Default)]
pub struct TagScan {
    state: State,
    at: usize,
    name: Span,
    current: Attribute,
    attributes: Vec<Attribute>,
    self_closing: bool,
}

impl TagScan {
    /// Begins a tag whose name starts at `at`: 1 for a start tag, 2 for an end tag.
    pub fn begin(&mut self, at: usize) {
        self.attributes.clear();
        self.state = State::Name;
        self.at = at;
        self.name = Span { start: at, end: at };
        self.self_closing = false;
    }

    pub fn name<'t>(&self, tag: &'t [u8]) -> &'t [u8] {
        self.name.of(tag)
    }

    pub fn name_end(&self) -> usize {
        self.name.end
    }

    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    pub fn is_self_closing(&self) -> bool {
        self.self_closing
    }

    /// Scans on in `tag`, which begins with `<`. `Some(length)` when its `>` is there.
    pub fn scan(&mut self, tag: &[u8]) -> Option<usize> {
        while let Some(&byte) = tag.get(self.at) {
            let here = self.at;
            self.at += 1;
            match self.state {
                State::Name => match byte {
                    b'>' => {
                        self.name.end = here;
                        return Some(self.at);
                    }
                    b'/' => self.leave_name(here, State::Slash),
                    byte if is_space(byte) => self.leave_name(here, State::BeforeName),
                    _ => {}
                },
                State::BeforeName | State::AfterName | State::Slash => {
                    if self.between(byte, here) {
                        return Some(self.at);
                    }
                }
                State::AttributeName => match byte {
                    b'=' => {
                        self.current.name.end = here;
                        self.state = State::BeforeValue;
                    }
                    b'>' | b'/' => {
                        self.leave_attribute_name(here);
                        if self.between(byte, here) {
                            return Some(self.at);
                        }
                    }
                    byte if is_space(byte) => self.leave_attribute_name(here),
                    _ => {}
                },
                State::BeforeValue => match byte {
                    b'"' | b'\'' => {
                        self.current.value = Span { start: self.at, end: self.at };
                        self.state = State::Quoted(byte);
                    }
                    b'>' => {
                        self.push(here);
                        return Some(self.at);
                    }
                    byte if is_space(byte) => {}
                    _ => {
                        self.current.value = Span { start: here, end: here };
                        self.state = State::Unquoted;
                    }
                },
                State::Quoted(quote) => {
                    // `at` may be past the first byte already; look at this one again.
                    let Some(found) = tag.get(here..).and_then(|rest| memchr(quote, rest)) else {
                        self.at = tag.len();
                        return None;
                    };
                    self.current.value.end = here + found;
                    self.at = here + found + 1;
                    self.push(self.at);
                    self.state = State::BeforeName;
                }
                State::Unquoted => {
                    if byte == b'>' || is_space(byte) {
                        self.current.value.end = here;
                        self.push(here);
                        self.state = State::BeforeName;
                        if byte == b'>' {
                            return Some(self.at);
                        }
                    }
                }
            }
        }
        None
    }

    fn leave_name(&mut self, here: usize, state: State) {
        self.name.end = here;
        self.state = state;
    }

    fn leave_attribute_name(&mut self, here: usize) {
        self.current.name.end = here;
        self.current.value = Span { start: here, end: here };
        self.current.end = here;
        self.state = State::AfterName;
    }

    /// Between attributes. True when the tag ends here.
    fn between(&mut self, byte: u8, here: usize) -> bool {
        match byte {
            byte if is_space(byte) => {
                if self.state == State::Slash {
                    self.state = State::BeforeName;
                }
                return false;
            }
            b'=' if self.state == State::AfterName => {
                self.state = State::BeforeValue;
                return false;
            }
            _ => {}
        }
        if self.state == State::AfterName {
            let end = self.current.end;
            self.push(end);
        }
        match byte {
            b'>' => {
                self.self_closing = self.state == State::Slash;
                true
            }
            b'/' => {
                self.state = State::Slash;
                false
            }
            _ => {
                self.current = Attribute { name: Span { start: here, end: here }, ..Attribute::default() };
                self.current.value = self.current.name;
                self.state = State::AttributeName;
                false
            }
        }
    }

    fn push(&mut self, end: usize) {
        self.current.end = end;
        if self.attributes.len() < ATTRIBUTES {
            self.attributes.push(self.current);
        }
    }
}

pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0C' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(tag: &str, step: usize) -> (Option<usize>, String) {
        let mut scan = TagScan::default();
        scan.begin(1);
        let mut length = None;
        for end in (1..=tag.len()).filter(|end| end % step == 0 || *end == tag.len()) {
            length = scan.scan(&tag.as_bytes()[..end]);
            if length.is_some() {
                break;
            }
        }
        let text = |span: Span| String::from_utf8_lossy(span.of(tag.as_bytes())).into_owned();
        let mut out = text(scan.name);
        for attribute in scan.attributes() {
            out.push_str(&format!(" {}={}", text(attribute.name), text(attribute.value)));
            assert!(attribute.end <= length.unwrap_or(tag.len()));
        }
        if scan.is_self_closing() {
            out.push_str(" /");
        }
        (length, out)
    }

    #[test]
    fn ok_tags_as_the_standard_reads_them() {
        for (tag, expected) in [
            ("<p>", "p"),
            ("<br/>", "br /"),
            ("<a href=x title='a > b' data-x=\"1\">", "a href=x title=a > b data-x=1"),
            ("<a href = x  b  c= >", "a href=x b= c="),
            ("<a href=/x/>", "a href=/x/"),
            ("<input disabled/>", "input disabled= /"),
            ("<a \"b' c=d\"e>", "a \"b'= c=d\"e"),
            ("<a =b=c>", "a =b=c"),
            ("<a/b/c = \"\"/>", "a b= c= /"),
            ("<a b=>", "a b="),
            ("<a / >", "a"),
        ] {
            for step in [1, 2, 3, 100] {
                assert_eq!(scan(tag, step), (Some(tag.len()), expected.to_owned()), "{tag} by {step}");
            }
        }
        assert_eq!(scan("<a title=\"unclosed>", 1).0, None);
    }
}
