//! YAML → tree, by the events of `saphyr-parser`.
//!
//! We take the part of YAML that people read without surprises: no anchors, aliases, tags, merge keys, complex keys,
//! duplicate keys or second documents. Two traps are named instead of being obeyed: an unquoted `#hero`, which YAML
//! takes for a comment, and a text that starts with `{{`, which YAML takes for a map in a map.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::tree::{Entry, Node, NodeKind, Scalar, Style, excerpt};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::limits::{self, FINDINGS};

/// Reads one document. Without a tree there is at least one error; with one there may be findings as well.
pub fn read(file: u32, text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut builder = Builder { file, text, offsets: offsets(text), stack: Vec::new(), root: None, found: Vec::new() };
    let outcome = builder.run();
    if let Err(error) = outcome {
        builder.found.push(*error);
        return (None, builder.found);
    }
    let root = builder.root.take();
    if root.is_none() && builder.found.is_empty() {
        let span = Span { file, start: 0, end: 0 };
        builder.found.push(Diagnostic::error("empty-file", span, "the file holds nothing"));
    }
    (root, builder.found)
}

/// Byte offsets of characters: the parser counts characters. Empty when both are the same.
fn offsets(text: &str) -> Vec<u32> {
    if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at as u32).collect() }
}

/// A collection that is still open.
enum Frame {
    Map { entries: Vec<Entry>, seen: BTreeSet<String>, key: Option<(Spanned<String>, Style)>, start: u32 },
    List { items: Vec<Node>, start: u32 },
}

struct Builder<'t> {
    file: u32,
    text: &'t str,
    offsets: Vec<u32>,
    stack: Vec<Frame>,
    root: Option<Node>,
    found: Vec<Diagnostic>,
}

type Step = Result<(), Box<Diagnostic>>;

impl Builder<'_> {
    fn run(&mut self) -> Step {
        let text = self.text;
        let mut documents = 0;
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| Box::new(self.malformed(&error)))?;
            let span = self.span(span.start.index(), span.end.index());
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(several_documents(span));
                    }
                }
                Event::Alias(_) => return Err(alias(span, self.slice(span))),
                Event::Scalar(text, style, anchor, tag) => {
                    self.plain_only(anchor, tag.is_some(), span)?;
                    self.scalar(text.into_owned(), style, span)?;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.plain_only(anchor, tag.is_some(), span)?;
                    self.open(Frame::List { items: Vec::new(), start: span.start }, span)?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.plain_only(anchor, tag.is_some(), span)?;
                    self.open(
                        Frame::Map { entries: Vec::new(), seen: BTreeSet::new(), key: None, start: span.start },
                        span,
                    )?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn byte(&self, character: usize) -> u32 {
        let end = self.text.len() as u32;
        if self.offsets.is_empty() {
            (character as u32).min(end)
        } else {
            self.offsets.get(character).copied().unwrap_or(end)
        }
    }

    /// A span in bytes, without the spaces that the parser counts to the end of a token.
    fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (self.byte(start), self.byte(end));
        let covered = self.text.get(start as usize..end as usize).unwrap_or("");
        Span { file: self.file, start, end: start + covered.trim_end().len() as u32 }
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    fn plain_only(&self, anchor: usize, tag: bool, span: Span) -> Step {
        let start = self.slice(span).split_whitespace().next().unwrap_or("");
        if anchor > 0 {
            let error = Diagnostic::error("anchor", span, "anchors are not part of the ruleset language");
            return Err(Box::new(
                error.hint("write the value where it is used; for a text that starts with `&`, quote it"),
            ));
        }
        if tag {
            let error = Diagnostic::error(
                "tag",
                span,
                format!("the tag `{}` is not part of the ruleset language", excerpt(start)),
            );
            return Err(Box::new(error.hint(
                "leave it out: the schema says how a value is read; for a text that starts with `!`, quote it",
            )));
        }
        Ok(())
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, mut span: Span) -> Step {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        if style == Style::Plain && text.is_empty() {
            span.end = span.start;
            self.hash_instead_of_value(span);
        } else if style == Style::Plain {
            self.comment_cuts_text(span);
        }
        self.put(Node { kind: NodeKind::Scalar(Scalar { text, style }), span })
    }

    /// `target: #hero` is a comment to YAML, and the value is null. The null stands before the `#` in a map, and
    /// behind the whole comment in a list.
    fn hash_instead_of_value(&mut self, span: Span) {
        let here = span.start as usize;
        let rest = self.text.get(here..).unwrap_or("");
        let behind = rest.trim_start_matches([':', ' ', '\t']);
        let hash = here + rest.len() - behind.len();
        if behind.starts_with('#') && hash > here {
            return self.refuse_hash(hash);
        }
        let window = self.window_before(here);
        let line = window.rsplit('\n').next().unwrap_or("");
        if let Some(found) =
            line.find("- #").filter(|found| line.get(..*found).is_some_and(|before| before.trim().is_empty()))
        {
            self.refuse_hash(here - line.len() + found + 2);
        }
    }

    fn refuse_hash(&mut self, hash: usize) {
        if looks_like_value(self.text.get(hash + 1..).unwrap_or("")) {
            let error = self.unquoted_hash(hash);
            self.note(error);
        }
    }

    /// A little of the text before a place: lines can be long, and there may be many places.
    fn window_before(&self, at: usize) -> &str {
        const BYTES: usize = 200;
        let mut from = at.saturating_sub(BYTES);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        self.text.get(from..at).unwrap_or("")
    }

    fn note(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < FINDINGS {
            self.found.push(diagnostic);
        }
    }

    /// `text: now #1 in running` ends at `now`.
    fn comment_cuts_text(&mut self, span: Span) {
        let rest = self.text.get(span.end as usize..).unwrap_or("");
        let comment = rest.trim_start_matches([' ', '\t']);
        let Some(behind) = comment.strip_prefix('#').filter(|behind| looks_like_value(behind)) else { return };
        let start = span.end + (rest.len() - comment.len()) as u32;
        let line = comment.split(['\n', '\r']).next().unwrap_or("").trim_end();
        let word = behind.split_whitespace().next().unwrap_or("");
        let at = Span { file: self.file, start, end: start + line.len() as u32 };
        let message = format!("the value ends before `#{}`: what follows is a comment", excerpt(word));
        self.note(
            Diagnostic::warning("comment-cuts-text", at, message)
                .hint("quote the whole value, or write a space after `#` if a comment is meant"),
        );
    }

    fn open(&mut self, frame: Frame, span: Span) -> Step {
        if self.stack.len() >= limits::RULESET_DEPTH {
            let message = format!("nested deeper than {} levels", limits::RULESET_DEPTH);
            return Err(Box::new(Diagnostic::error("too-deep", span, message)));
        }
        if let Some(Frame::Map { key: None, start, .. }) = self.stack.last() {
            return Err(self.complex_key(*start, span));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn close(&mut self, span: Span) -> Step {
        let (kind, start) = match self.stack.pop() {
            Some(Frame::Map { entries, start, .. }) => (NodeKind::Map(entries), start),
            Some(Frame::List { items, start }) => (NodeKind::List(items), start),
            None => return Ok(()),
        };
        let last = match &kind {
            NodeKind::Map(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.key.span.end)),
            NodeKind::List(items) => items.last().map(|item| item.span.end),
            NodeKind::Scalar(_) => None,
        };
        // A block collection "ends" where the next thing starts, which may be pages of comments away.
        // That of a bracket may hold the comment behind it.
        let opened = self.text.get(start as usize..).is_some_and(|text| text.starts_with(['{', '[']));
        let closed = opened && self.slice(span).starts_with(['}', ']']);
        let end = if closed { span.start + 1 } else { last.unwrap_or(span.end).max(start) };
        self.put(Node { kind, span: Span { file: self.file, start, end } })
    }

    fn put(&mut self, node: Node) -> Step {
        let file = self.file;
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { entries, seen, key, .. }) => {
                if let Some((key, style)) = key.take() {
                    entries.push(Entry { key, style, value: node });
                    return Ok(());
                }
                let span = Span { file, ..node.span };
                let NodeKind::Scalar(scalar) = node.kind else { return Ok(()) };
                check_key(&scalar, span, seen, entries)?;
                *key = Some((Spanned::new(scalar.text, span), scalar.style));
            }
        }
        Ok(())
    }

    fn complex_key(&self, outer: u32, span: Span) -> Box<Diagnostic> {
        if self.text.get(outer as usize..).is_some_and(|text| text.starts_with("{{")) {
            return unquoted_braces(Span { start: outer, ..span });
        }
        Box::new(
            Diagnostic::error("complex-key", span, "a key must be a word, not a list or a map")
                .hint("quote the value if it is a text that starts with `{` or `[`"),
        )
    }

    /// The parser's own message, with a better one where we know what was meant.
    fn malformed(&self, error: &ScanError) -> Diagnostic {
        let at = self.byte(error.marker().index());
        let span = Span { file: self.file, start: at, end: at };
        if error.info().contains("recursion limit") {
            return Diagnostic::error("too-deep", span, format!("nested deeper than {} levels", limits::RULESET_DEPTH));
        }
        if error.info().contains("unknown anchor") {
            return *alias(span, self.text.get(at as usize..).unwrap_or("").split_whitespace().next().unwrap_or("*"));
        }
        if let Some(hash) = self.hash_before(at) {
            return hash;
        }
        if let Some(braces) = self.braces_before(at) {
            return *unquoted_braces(braces);
        }
        let diagnostic = Diagnostic::error("malformed-yaml", span, format!("this is not YAML: {}", error.info()));
        match hint_for(error.info()) {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }

    /// A `#word` in place of a value shortly before an error: in `{ target: #hero }` the comment takes the bracket.
    fn hash_before(&self, at: u32) -> Option<Diagnostic> {
        const LINES: usize = 3;
        let before = self.text.get(..at as usize)?;
        let from = before.rmatch_indices('\n').nth(LINES).map_or(0, |(start, _)| start + 1);
        let window = before.get(from..)?;
        let found = [": #", ", #", "[ #", "- #"]
            .iter()
            .flat_map(|start| window.match_indices(start))
            .map(|(found, _)| found + 2);
        let fits = |found: &usize| looks_like_value(window.get(found + 1..).unwrap_or(""));
        found.filter(fits).max().map(|found| self.unquoted_hash(from + found))
    }

    /// What is said about a value that is a comment.
    fn unquoted_hash(&self, start: usize) -> Diagnostic {
        let rest = self.text.get(start..).unwrap_or("#");
        let word = rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']')).next().unwrap_or("#");
        let span = Span { file: self.file, start: start as u32, end: (start + word.len()) as u32 };
        Diagnostic::error("unquoted-hash", span, format!("`{word}` is a comment here, so the value is empty"))
            .hint(format!("quote it: `\"{word}\"`"))
    }

    /// A `{{` that starts a value on the line of an error, or on the one before.
    fn braces_before(&self, at: u32) -> Option<Span> {
        let before = self.text.get(..at as usize)?;
        let line = before
            .rfind('\n')
            .map_or(0, |end| before.get(..end).and_then(|b| b.rfind('\n')).map_or(0, |start| start + 1));
        let window = self.text.get(line..)?;
        let window = window.split_inclusive('\n').take(2).map(str::len).sum::<usize>();
        let window = self.text.get(line..line + window)?;
        let found = [": {{", "- {{", "[{{", ", {{"].iter().filter_map(|start| window.find(start)).min()?;
        let offset = window.get(found..)?.find("{{")?;
        let start = (line + found + offset) as u32;
        Some(Span { file: self.file, start, end: start })
    }
}

fn hint_for(info: &str) -> Option<&'static str> {
    if info.contains("mapping values are not allowed") {
        return Some("quote a text that holds `: `");
    }
    if info.contains("anchor or alias") {
        return Some("quote a text that starts with `*` or `&`");
    }
    if info.contains("tab") {
        return Some("indent with spaces");
    }
    if info.contains("quoted scalar") || info.contains("flow") || info.contains("','") {
        return Some(
            "look for a quote or bracket that is never closed; an unquoted ` #` starts a comment and swallows them",
        );
    }
    None
}

/// Whether what stands behind a `#` looks like the rest of a selector, a colour or a hash tag, not like prose.
fn looks_like_value(behind: &str) -> bool {
    behind.chars().next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

fn check_key(scalar: &Scalar, span: Span, seen: &mut BTreeSet<String>, entries: &[Entry]) -> Step {
    if scalar.style == Style::Plain && scalar.text == "<<" {
        let error = Diagnostic::error("merge-key", span, "merge keys are not part of the ruleset language");
        return Err(Box::new(error.hint("write the keys out; for a condition that is used twice, name a segment")));
    }
    if scalar.style == Style::Plain && scalar.text.is_empty() {
        return Err(Box::new(Diagnostic::error("empty-key", span, "a value without a key")));
    }
    if seen.insert(scalar.text.clone()) { Ok(()) } else { Err(duplicate_key(&scalar.text, span, entries)) }
}

/// Also for JSON: what is said about a second key of one name.
pub(super) fn duplicate_key(key: &str, span: Span, entries: &[Entry]) -> Box<Diagnostic> {
    let error = Diagnostic::error("duplicate-key", span, format!("the key `{}` is given twice", excerpt(key)));
    let first = entries.iter().find(|entry| entry.key.value == key).map_or(span, |entry| entry.key.span);
    Box::new(error.label(first, "first given here").hint("keep one of them"))
}

fn several_documents(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error("several-documents", span, "a second document starts here; a file holds one")
            .hint("put it in a file of its own and name that under `include`"),
    )
}

fn alias(span: Span, text: &str) -> Box<Diagnostic> {
    let name = excerpt(text);
    Box::new(
        Diagnostic::error("alias", span, format!("`{name}` is an alias, which is not part of the ruleset language"))
            .hint("write the value out; for a text that starts with `*`, quote it"),
    )
}

fn unquoted_braces(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error("unquoted-braces", span, "a value that starts with `{{` is a map to YAML")
            .hint("quote it: `\"{{…}}\"`"),
    )
}
