//! A file as a tree of maps, lists and scalars, before anybody asks what it means.
//!
//! Scalars keep the text of the source and how it was written, never a type: whether `NO` is Norway or *no* is for
//! whoever asks to say (`super::scalars`). YAML and JSON become the same tree.

use crate::diagnostic::{Span, Spanned};

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub kind: NodeKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Keys in file order; a key occurs once.
    Map(Vec<Entry>),
    List(Vec<Node>),
    Scalar(Scalar),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: Spanned<String>,
    pub style: Style,
    pub value: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Plain: as in the source. Quoted: with escapes resolved.
    pub text: String,
    pub style: Style,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Quoted,
    /// `|` or `>`.
    Block,
}

impl Node {
    pub fn null(span: Span) -> Node {
        Node { kind: NodeKind::Scalar(Scalar { text: String::new(), style: Style::Plain }), span }
    }

    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    pub fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar written without quotes.
    pub fn plain(&self) -> Option<&str> {
        self.scalar().filter(|scalar| scalar.style == Style::Plain).map(|scalar| scalar.text.as_str())
    }

    /// `default`, quoted or not: JSON can only say it quoted. The text itself, for a value slot, is `{ value: default }`.
    pub fn is_default(&self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.text == "default")
    }

    /// Nothing, `~` or `null`, unquoted.
    pub fn is_null(&self) -> bool {
        matches!(self.plain(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// The value at a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|entry| entry.key.value == key).map(|entry| &entry.value)
    }

    /// The list's items, or the node itself as the only one.
    pub fn one_or_many(&self) -> &[Node] {
        self.items().unwrap_or(std::slice::from_ref(self))
    }

    /// What this is, in the words of a message.
    pub fn found(&self) -> String {
        match &self.kind {
            NodeKind::Map(_) => "a map".into(),
            NodeKind::List(_) => "a list".into(),
            NodeKind::Scalar(scalar) if self.is_null() && scalar.text.is_empty() => "nothing".into(),
            NodeKind::Scalar(scalar) if scalar.style == Style::Plain => format!("`{}`", excerpt(&scalar.text)),
            NodeKind::Scalar(scalar) => format!("the text `{}`", excerpt(&scalar.text)),
        }
    }
}

/// The start of a text, on one line: messages quote what people wrote, not whole files.
pub fn excerpt(text: &str) -> String {
    const CHARACTERS: usize = 40;
    let line: String = text.chars().take(CHARACTERS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(CHARACTERS).is_some() { format!("{line}…") } else { line }
}
