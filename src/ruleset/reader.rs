//! What every section is read with: findings are collected, never thrown, so that one look shows all of them.

use std::collections::BTreeMap;

use super::shape::{Shape, listed, suggest};
use super::sources::Sources;
use super::tree::{Entry, Node, excerpt};
use super::types::Types;
use crate::diagnostic::{Diagnostic, Severity, Span, Spanned};
use crate::limits::FINDINGS;

/// Paths and their bytes, as a host hands them in.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What a file of a ruleset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Rules,
    Messages,
    Charter,
}

/// Reads nodes into the model.
pub struct Reader<'f> {
    pub files: &'f Files,
    pub sources: Sources,
    pub found: Vec<Diagnostic>,
    pub types: Types,
    /// Files taken in already: path → number.
    loaded: BTreeMap<String, u32>,
    /// What the YAML and JSON files among them are.
    pub roles: BTreeMap<String, Role>,
}

impl<'f> Reader<'f> {
    pub fn new(files: &'f Files) -> Reader<'f> {
        Reader {
            files,
            sources: Sources::new(),
            found: Vec::new(),
            types: Types::default(),
            loaded: BTreeMap::new(),
            roles: BTreeMap::new(),
        }
    }

    /// Takes a finding, up to so many; but the first error always, since it decides whether anything is built.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let is_error = |one: &Diagnostic| one.severity == Severity::Error;
        if self.found.len() < FINDINGS || (is_error(&diagnostic) && !self.found.iter().any(is_error)) {
            self.found.push(diagnostic);
        }
    }

    /// `expected a number, found `soon``, at a node.
    pub fn wrong<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        self.wrong_hint(node, expected, "")
    }

    /// The same with a way to mend it.
    pub fn wrong_hint<T>(&mut self, node: &Node, expected: &str, hint: &str) -> Option<T> {
        let error = Diagnostic::error("wrong-type", node.span, format!("expected {expected}, found {}", node.found()));
        self.push(if hint.is_empty() { error } else { error.hint(hint) });
        None
    }

    /// The keys of a map, checked against its shape. Nothing at all is an empty map.
    pub fn fields<'n>(&mut self, node: &'n Node, shape: &'static Shape) -> Option<Fields<'n>> {
        let entries = match node.entries() {
            Some(entries) => entries,
            None if node.is_null() => &[],
            None => {
                let keys = listed(shape.names().take(4));
                let hint = if keys.is_empty() {
                    String::new()
                } else {
                    format!("its keys are {keys}{}", if shape.keys.len() > 4 { " …" } else { "" })
                };
                return self.wrong_hint(node, &format!("a map ({})", shape.name), &hint);
            }
        };
        if shape.others.is_none() {
            for entry in entries.iter().filter(|entry| shape.key(&entry.key.value).is_none()) {
                self.unknown_key(entry, shape);
            }
        }
        for key in shape.keys.iter().filter(|key| key.required) {
            if !entries.iter().any(|entry| entry.key.value == key.name) {
                let message = format!("{} without `{}`", shape.name, key.name);
                self.push(Diagnostic::error("missing-key", head(node), message).hint(in_passing(key.about)));
            }
        }
        Some(Fields { shape, entries })
    }

    pub fn unknown_key(&mut self, entry: &Entry, shape: &'static Shape) {
        let name = &entry.key.value;
        let mut error =
            Diagnostic::error("unknown-key", entry.key.span, format!("{} has no key `{}`", shape.name, excerpt(name)));
        if let Some(meant) = suggest(name, shape.names()) {
            error = error.hint(format!("did you mean `{meant}`?"));
        }
        let known = listed(shape.names());
        self.push(error.hint(if known.is_empty() {
            "it has no keys".to_owned()
        } else {
            format!("known here: {known}")
        }));
    }

    /// The entries of a map with free names. Nothing at all is an empty map.
    pub fn map<'n>(&mut self, node: &'n Node, expected: &str) -> &'n [Entry] {
        match node.entries() {
            Some(entries) => entries,
            None if node.is_null() => &[],
            None => {
                let _: Option<()> = self.wrong(node, expected);
                &[]
            }
        }
    }

    /// The items of a list. Nothing at all is an empty list.
    pub fn list<'n>(&mut self, node: &'n Node, expected: &str) -> &'n [Node] {
        match node.items() {
            Some(items) => items,
            None if node.is_null() => &[],
            None => {
                let _: Option<()> = self.wrong(node, expected);
                &[]
            }
        }
    }

    /// One value, or a list of them.
    pub fn many<T>(&mut self, node: &Node, mut how: impl FnMut(&mut Self, &Node) -> Option<T>) -> Vec<T> {
        node.one_or_many().iter().filter_map(|item| how(self, item)).collect()
    }

    /// Takes a file in, once. The path is looked up as it is.
    pub fn load(&mut self, path: &str) -> Option<Result<u32, Diagnostic>> {
        if let Some(file) = self.loaded.get(path) {
            return Some(Ok(*file));
        }
        let bytes = self.files.get(path)?;
        let limit = crate::limits::RULESET_BYTES;
        let text = if bytes.len() > limit {
            Err(("too-large", format!("`{path}` is larger than {limit} bytes")))
        } else {
            std::str::from_utf8(bytes)
                .map_err(|error| ("not-utf8", format!("`{path}` is not UTF-8 at byte {}", error.valid_up_to())))
        };
        Some(match text {
            Ok(text) => {
                let file = self.sources.add(path, text);
                self.loaded.insert(path.to_owned(), file);
                Ok(file)
            }
            Err((code, message)) => {
                let file = self.sources.add(path, "");
                let found = Diagnostic::error(code, Span { file, start: 0, end: 0 }, message);
                Err(if code == "not-utf8" { found.hint("save it as UTF-8") } else { found })
            }
        })
    }

    /// The path of a file named in another file: relative to that file's folder.
    pub fn resolve(&self, from: Span, path: &str) -> String {
        join(self.sources.name(from.file), path)
    }
}

/// A sentence of the documentation as a hint: without capital and full stop.
fn in_passing(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The first line of a node: underlining a whole experience says nothing.
fn head(node: &Node) -> Span {
    match node.entries().and_then(|entries| entries.first()) {
        Some(entry) => entry.key.span,
        None => node.span,
    }
}

/// A path relative to the folder of another path, without `.` and `..`.
pub fn join(from: &str, path: &str) -> String {
    let folder = if path.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The keys of one map, by name.
pub struct Fields<'n> {
    pub shape: &'static Shape,
    pub entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    pub fn node(&self, key: &str) -> Option<&'n Node> {
        debug_assert!(self.shape.key(key).is_some(), "`{key}` is not in the table of {}", self.shape.name);
        self.entries.iter().find(|entry| entry.key.value == key).map(|entry| &entry.value)
    }

    /// Reads one key, if it is there.
    pub fn read<'f, T>(
        &self,
        r: &mut Reader<'f>,
        key: &str,
        how: impl FnOnce(&mut Reader<'f>, &Node) -> Option<T>,
    ) -> Option<T> {
        self.node(key).and_then(|node| how(r, node))
    }

    /// Reads one value or a list of them; empty if the key is not there.
    pub fn many<'f, T>(
        &self,
        r: &mut Reader<'f>,
        key: &str,
        how: impl FnMut(&mut Reader<'f>, &Node) -> Option<T>,
    ) -> Vec<T> {
        self.node(key).map_or_else(Vec::new, |node| r.many(node, how))
    }

    /// One of the words that the shape lists for this key.
    pub fn word(&self, r: &mut Reader, key: &str) -> Option<Spanned<String>> {
        let words = self.shape.words(key);
        self.read(r, key, |r, node| r.word(node, words))
    }

    pub fn flag(&self, r: &mut Reader, key: &str) -> bool {
        self.read(r, key, Reader::boolean).is_some_and(|flag| flag.value)
    }
}
