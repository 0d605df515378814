//! JSON → tree. YAML readers take most JSON, but not tabs, escaped slashes and pairs of surrogates, and their messages
//! speak of YAML; so JSON has a reader of its own.

use std::collections::BTreeSet;

use super::tree::{Entry, Node, NodeKind, Scalar, Style, excerpt};
use super::yaml::duplicate_key;
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::limits;

/// Reads one JSON document (RFC 8259; a key occurs once).
pub fn read(file: u32, text: &str) -> Result<Node, Box<Diagnostic>> {
    let mut reader = Reader { file, text, at: 0 };
    let node = reader.value(0)?;
    reader.space();
    if reader.at < text.len() { Err(reader.error("nothing more")) } else { Ok(node) }
}

struct Reader<'t> {
    file: u32,
    text: &'t str,
    at: usize,
}

type Read<T> = Result<T, Box<Diagnostic>>;

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn span(&self, start: usize) -> Span {
        Span { file: self.file, start: start as u32, end: self.at as u32 }
    }

    #[cold]
    fn error(&self, expected: &str) -> Box<Diagnostic> {
        let found = match self.rest().chars().next() {
            Some(c) => format!("`{}`", excerpt(c.encode_utf8(&mut [0; 4]))),
            None => "the end of the file".into(),
        };
        let message = format!("this is not JSON: expected {expected}, found {found}");
        Box::new(Diagnostic::error("malformed-json", self.span(self.at), message))
    }

    fn value(&mut self, depth: usize) -> Read<Node> {
        self.space();
        let start = self.at;
        if depth >= limits::RULESET_DEPTH && matches!(self.peek(), Some(b'{' | b'[')) {
            let message = format!("nested deeper than {} levels", limits::RULESET_DEPTH);
            return Err(Box::new(Diagnostic::error("too-deep", self.span(start), message)));
        }
        let kind = match self.peek() {
            Some(b'{') => NodeKind::Map(self.map(depth)?),
            Some(b'[') => NodeKind::List(self.list(depth)?),
            Some(b'"') => NodeKind::Scalar(Scalar { text: self.string()?, style: Style::Quoted }),
            _ => NodeKind::Scalar(Scalar { text: self.word()?, style: Style::Plain }),
        };
        Ok(Node { kind, span: self.span(start) })
    }

    fn list(&mut self, depth: usize) -> Read<Vec<Node>> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(items);
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `]`"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Read<Vec<Entry>> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = BTreeSet::new();
        self.space();
        if self.take(b'}') {
            return Ok(entries);
        }
        loop {
            let key = self.key(&mut seen, &entries)?;
            self.space();
            if !self.take(b':') {
                return Err(self.error("`:`"));
            }
            entries.push(Entry { key, style: Style::Quoted, value: self.value(depth + 1)? });
            self.space();
            if self.take(b'}') {
                return Ok(entries);
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `}`"));
            }
        }
    }

    fn key(&mut self, seen: &mut BTreeSet<String>, entries: &[Entry]) -> Read<Spanned<String>> {
        self.space();
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.error("a key in quotes"));
        }
        let key = self.string()?;
        let span = self.span(start);
        if seen.insert(key.clone()) { Ok(Spanned::new(key, span)) } else { Err(duplicate_key(&key, span, entries)) }
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    /// `true`, `false`, `null` or a number, kept as text.
    fn word(&mut self) -> Read<String> {
        let length = self
            .rest()
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
            .unwrap_or(self.rest().len());
        let word = self.rest().get(..length).unwrap_or("").to_owned();
        if !matches!(word.as_str(), "true" | "false" | "null")
            && serde_json::from_str::<serde_json::Number>(&word).is_err()
        {
            return Err(self.error("a value"));
        }
        self.at += length;
        Ok(word)
    }

    fn string(&mut self) -> Read<String> {
        let mut escaped = false;
        let body = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let length = body.iter().position(|byte| {
            let end = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            end
        });
        let end = length.map(|length| self.at + length + 2);
        let Some(end) = end else {
            return Err(self.error("a closing `\"`"));
        };
        match serde_json::from_str(self.text.get(self.at..end).unwrap_or("")) {
            Ok(text) => {
                self.at = end;
                Ok(text)
            }
            Err(_) => Err(self.error("a string of JSON (escapes are `\\n`, `\\\"`, `\\u00e9`)")),
        }
    }
}
