//! Bytes → tokens: where text, tags and comments begin and end, in whatever chunks they arrive.
//!
//! Nothing is decoded and nothing is copied: a token is a length of the input. What a tag means is for the tree; it
//! says in turn when the next content is text up to an end tag ([`Tokens::enter`]), as only it knows `<title>` in SVG.

use memchr::{memchr, memchr2};

use super::name::{self, Name, name};
use super::tag::{TagScan, is_space};

/// What comes next in the input; the number is its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    Text(usize),
    Start(usize),
    End(usize),
    /// Comments and what the tokenizer makes into comments.
    Comment(usize),
    Doctype(usize),
    /// Not complete: to be had again with more input.
    More,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Data,
    /// In a tag whose end has not come.
    Tag,
    /// In a comment; so many dashes of its opening are still ahead.
    Comment(u8),
    /// Up to `>`.
    Bogus,
    Doctype,
    /// Up to `]]>`.
    Cdata,
    /// Up to the end tag of this name.
    Raw(Name, usize),
    Script(Escape),
    Plain,
}

/// How far a script has hidden its own end tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    /// After `<!--`.
    Single,
    /// After `<!-- <script`.
    Double,
}

#[derive(Debug, Default)]
pub struct Tokens {
    mode: Mode,
    /// The tag last returned, or being scanned.
    pub tag: TagScan,
}

/// Whether `input` begins with `text`, in any case; `None` when it is too short to say.
fn begins(input: &[u8], text: &[u8]) -> Option<bool> {
    let length = input.len().min(text.len());
    let (Some(head), Some(wanted)) = (input.get(..length), text.get(..length)) else { return Some(false) };
    if !head.eq_ignore_ascii_case(wanted) {
        return Some(false);
    }
    (length == text.len()).then_some(true)
}

impl Tokens {
    /// The content of the element just opened is text up to its end tag.
    pub fn enter(&mut self, of: Name, length: usize) {
        self.mode = match of {
            name::SCRIPT => Mode::Script(Escape::None),
            name::PLAINTEXT => Mode::Plain,
            _ => Mode::Raw(of, length),
        };
    }

    /// Whether the input may end here: not within a tag, a comment or text up to an end tag.
    pub fn is_settled(&self) -> bool {
        self.mode == Mode::Data
    }

    /// The next token of `input`, which is not empty. `last`: nothing follows. `foreign`: CDATA sections are known.
    pub fn next(&mut self, input: &[u8], last: bool, foreign: bool) -> Token {
        let token = match self.mode {
            Mode::Data => self.data(input, foreign),
            Mode::Tag => self.tag(input),
            Mode::Comment(opening) => self.comment(input, opening),
            Mode::Bogus => self.until_close(input, Token::Comment),
            Mode::Doctype => self.until_close(input, Token::Doctype),
            Mode::Cdata => self.cdata(input),
            Mode::Raw(name, length) => self.raw(input, name, length),
            Mode::Script(escape) => self.script(input, escape),
            Mode::Plain => Token::Text(input.len()),
        };
        match token {
            Token::More if last => Token::Text(input.len()),
            token => token,
        }
    }

    fn data(&mut self, input: &[u8], foreign: bool) -> Token {
        match memchr(b'<', input) {
            None => Token::Text(input.len()),
            Some(0) => self.open(input, foreign),
            Some(at) => Token::Text(at),
        }
    }

    /// At a `<` in data.
    fn open(&mut self, input: &[u8], foreign: bool) -> Token {
        let Some(&second) = input.get(1) else { return Token::More };
        match second {
            b'!' => self.declaration(input, foreign),
            b'?' => self.to(Mode::Bogus, Token::Comment(2)),
            b'/' => match input.get(2) {
                None => Token::More,
                Some(b'>') => Token::Comment(3),
                Some(byte) if byte.is_ascii_alphabetic() => self.begin(input, 2),
                Some(_) => self.to(Mode::Bogus, Token::Comment(2)),
            },
            byte if byte.is_ascii_alphabetic() => self.begin(input, 1),
            _ => Token::Text(1),
        }
    }

    fn to(&mut self, mode: Mode, token: Token) -> Token {
        self.mode = mode;
        token
    }

    fn begin(&mut self, input: &[u8], at: usize) -> Token {
        self.tag.begin(at);
        self.mode = Mode::Tag;
        self.tag(input)
    }

    fn tag(&mut self, input: &[u8]) -> Token {
        let Some(length) = self.tag.scan(input) else { return Token::More };
        self.mode = Mode::Data;
        if input.get(1) == Some(&b'/') { Token::End(length) } else { Token::Start(length) }
    }

    fn declaration(&mut self, input: &[u8], foreign: bool) -> Token {
        // The opening dashes are looked at again, so that `<!-->` and `<!--->` end.
        for (text, mode, token) in [
            (&b"<!--"[..], Mode::Comment(2), Token::Comment(2)),
            (b"<!doctype", Mode::Doctype, Token::Doctype(9)),
            (b"<![CDATA[", Mode::Cdata, Token::Text(9)),
        ] {
            if mode == Mode::Cdata && !foreign {
                continue;
            }
            match begins(input, text) {
                None => return Token::More,
                Some(true) => return self.to(mode, token),
                Some(false) => {}
            }
        }
        self.to(Mode::Bogus, Token::Comment(2))
    }

    fn until_close(&mut self, input: &[u8], token: fn(usize) -> Token) -> Token {
        match memchr(b'>', input) {
            None => token(input.len()),
            Some(at) => self.to(Mode::Data, token(at + 1)),
        }
    }

    fn comment(&mut self, input: &[u8], mut opening: u8) -> Token {
        let mut at = 0;
        while let Some(found) = input.get(at..).and_then(|rest| memchr(b'-', rest)) {
            at += found;
            let rest = input.get(at..).unwrap_or_default();
            let ended = match (begins(rest, b"-->"), begins(rest, b"--!>")) {
                (Some(true), _) => Some(3),
                (_, Some(true)) if opening == 0 => Some(4),
                (None, _) | (_, None) => {
                    self.mode = Mode::Comment(opening);
                    return if at == 0 { Token::More } else { Token::Comment(at) };
                }
                _ => None,
            };
            if let Some(length) = ended {
                return self.to(Mode::Data, Token::Comment(at + length));
            }
            at += 1;
            opening = opening.saturating_sub(1);
        }
        self.mode = Mode::Comment(0);
        Token::Comment(input.len())
    }

    fn cdata(&mut self, input: &[u8]) -> Token {
        let mut at = 0;
        while let Some(found) = input.get(at..).and_then(|rest| memchr(b']', rest)) {
            at += found;
            match begins(input.get(at..).unwrap_or_default(), b"]]>") {
                Some(true) => return self.to(Mode::Data, Token::Text(at + 3)),
                Some(false) => at += 1,
                None => return if at == 0 { Token::More } else { Token::Text(at) },
            }
        }
        Token::Text(input.len())
    }

    /// At `<` in raw text: whether the wanted tag begins here. `None`: too short to say.
    fn is_tag(input: &[u8], prefix: &[u8], wanted: Name, length: usize) -> Option<bool> {
        if !begins(input, prefix)? {
            return Some(false);
        }
        let rest = input.get(prefix.len()..).unwrap_or_default();
        let end = rest.iter().position(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'));
        match end {
            Some(end) => Some(end == length && name(rest.get(..end).unwrap_or_default()) == wanted),
            None if rest.len() > length => Some(false),
            None => None,
        }
    }

    fn raw(&mut self, input: &[u8], wanted: Name, length: usize) -> Token {
        let mut at = 0;
        while let Some(found) = input.get(at..).and_then(|rest| memchr(b'<', rest)) {
            at += found;
            let rest = input.get(at..).unwrap_or_default();
            match Tokens::is_tag(rest, b"</", wanted, length) {
                Some(false) => at += 1,
                _ if at > 0 => return Token::Text(at),
                Some(true) => return self.begin(input, 2),
                None => return Token::More,
            }
        }
        Token::Text(input.len())
    }

    fn script(&mut self, input: &[u8], mut escape: Escape) -> Token {
        let mut at = 0;
        loop {
            let rest = input.get(at..).unwrap_or_default();
            let found = if escape == Escape::None { memchr(b'<', rest) } else { memchr2(b'<', b'-', rest) };
            let Some(found) = found else { break };
            at += found;
            let rest = input.get(at..).unwrap_or_default();
            match Tokens::script_step(rest, escape) {
                Some(Step::Go(next, length)) => {
                    escape = next;
                    at += length;
                    self.mode = Mode::Script(escape);
                }
                _ if at > 0 => return Token::Text(at),
                Some(Step::Close) => return self.begin(input, 2),
                None => return Token::More,
            }
        }
        Token::Text(input.len())
    }

    /// At a `<` or `-` in a script. `None`: too short to say.
    fn script_step(rest: &[u8], escape: Escape) -> Option<Step> {
        if rest.first() == Some(&b'-') {
            let ends = begins(rest, b"-->")?;
            return Some(if ends { Step::Go(Escape::None, 3) } else { Step::Go(escape, 1) });
        }
        if Tokens::is_tag(rest, b"</", name::SCRIPT, 6)? {
            return Some(if escape == Escape::Double { Step::Go(Escape::Single, 8) } else { Step::Close });
        }
        Some(match escape {
            // The dashes are looked at again: `<!-->` ends at once.
            Escape::None if begins(rest, b"<!--")? => Step::Go(Escape::Single, 2),
            Escape::Single if Tokens::is_tag(rest, b"<", name::SCRIPT, 6)? => Step::Go(Escape::Double, 7),
            _ => Step::Go(escape, 1),
        })
    }
}

enum Step {
    Go(Escape, usize),
    Close,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `T` text, `S` start, `E` end, `C` comment, `D` doctype, adjacent pieces of one kind joined.
    fn tokens(html: &str, chunk: usize) -> String {
        let mut tokens = Tokens::default();
        let mut out: Vec<(char, String)> = Vec::new();
        let mut buffer = Vec::new();
        let bytes = html.as_bytes();
        let mut fed = 0;
        while fed < bytes.len() {
            let end = (fed + chunk).min(bytes.len());
            buffer.extend_from_slice(&bytes[fed..end]);
            fed = end;
            while !buffer.is_empty() {
                let (kind, length) = match tokens.next(&buffer, fed == bytes.len(), false) {
                    Token::Text(length) => ('T', length),
                    Token::Start(length) => ('S', length),
                    Token::End(length) => ('E', length),
                    Token::Comment(length) => ('C', length),
                    Token::Doctype(length) => ('D', length),
                    Token::More => break,
                };
                let piece = String::from_utf8_lossy(&buffer[..length]).into_owned();
                if kind == 'S' {
                    let tag = name(tokens.tag.name(piece.as_bytes()));
                    if name::is_raw(tag) || matches!(tag, name::TITLE | name::TEXTAREA) {
                        tokens.enter(tag, tokens.tag.name(piece.as_bytes()).len());
                    }
                }
                buffer.drain(..length);
                match out.last_mut() {
                    Some((last, text)) if *last == kind && "TCD".contains(kind) => text.push_str(&piece),
                    _ => out.push((kind, piece)),
                }
            }
        }
        out.iter().map(|(kind, text)| format!("{kind}{text}")).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn ok_tokens_are_the_same_in_any_chunks() {
        for (html, expected) in [
            ("a<b>c</b>", "Ta|S<b>|Tc|E</b>"),
            ("a < b <3 </ x></>", "Ta < b <3 |C</ x></>"),
            ("<!doctype html><p>", "D<!doctype html>|S<p>"),
            ("<!--a-->b", "C<!--a-->|Tb"),
            ("<!-->b", "C<!-->|Tb"),
            ("<!--->b", "C<!--->|Tb"),
            ("<!--!>b-->c", "C<!--!>b-->|Tc"),
            ("<!---!>b-->c", "C<!---!>b-->|Tc"),
            ("<!--a--!>b", "C<!--a--!>|Tb"),
            ("<!--a--->b", "C<!--a--->|Tb"),
            ("<?php x ?>b", "C<?php x ?>|Tb"),
            ("<![CDATA[a>b]]>c", "C<![CDATA[a>|Tb]]>c"),
            ("<title><b></title ><b>", "S<title>|T<b>|E</title >|S<b>"),
            ("<style></styles></style>", "S<style>|T</styles>|E</style>"),
            ("<script>if (a<b) '</scr' </SCRIPT >x", "S<script>|Tif (a<b) '</scr' |E</SCRIPT >|Tx"),
            ("<script><!-- <script> </script> --></script>x", "S<script>|T<!-- <script> </script> -->|E</script>|Tx"),
            ("<script><!--> <script></script>x", "S<script>|T<!--> <script>|E</script>|Tx"),
            ("<script><!-- </script>x", "S<script>|T<!-- |E</script>|Tx"),
            ("<textarea></textareax></textarea>", "S<textarea>|T</textareax>|E</textarea>"),
            ("<plaintext></plaintext>x", "S<plaintext>|T</plaintext>x"),
            ("<a title='</a>'>x</a", "S<a title='</a>'>|Tx</a"),
        ] {
            for chunk in 1..=html.len() {
                assert_eq!(tokens(html, chunk), expected, "{html} by {chunk}");
            }
        }
    }
}
