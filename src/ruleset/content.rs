//! What an arm puts into a slot: operations, values, choices by a signal, and content from files.

use super::model::{Content, Markup, OpSpec, OpValue, Rank, Template, TextSource};
use super::reader::Reader;
use super::shape::{listed, suggest};
use super::shapes;
use super::tree::{Entry, Node, excerpt};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::value::Kind;

type Name = Spanned<String>;

impl Reader<'_> {
    /// `show:` contents by slot.
    pub fn show(&mut self, node: &Node) -> Vec<(Name, Content)> {
        let entries = self.map(node, "a map of slots and what they show");
        if entries.is_empty() && node.scalar().is_none_or(|_| node.is_null()) && node.items().is_none() {
            self.push(
                Diagnostic::error("missing-key", node.span, "`show` without a slot")
                    .hint("write `show: { hero: { text: Welcome } }`"),
            );
        }
        let show = |entry: &Entry| {
            let kind = self.types.slot(&entry.key.value);
            Some((entry.key.clone(), self.content(&entry.value, kind)?))
        };
        entries.iter().filter_map(show).collect()
    }

    /// `kind` is the type of a value slot's default; nothing for a place.
    fn content(&mut self, node: &Node, kind: Option<Kind>) -> Option<Content> {
        if node.is_default() {
            return Some(Content::Default(node.span));
        }
        let Some(entries) = node.entries() else {
            return match kind {
                Some(kind) => Some(Content::Value(self.value(node, kind)?)),
                None => self.wrong_hint(node, "operations, or `default`", &text_hint(node)),
            };
        };
        if node.get("by").is_some() {
            return self.by(node, kind);
        }
        if let ([only], Some(kind)) = (entries, kind)
            && only.key.value == "value"
        {
            return Some(Content::Value(self.value(&only.value, kind)?));
        }
        if entries.is_empty() {
            return self.wrong_hint(node, "operations", "write `default` to show what the origin sent");
        }
        let ops: Vec<OpSpec> = entries.iter().filter_map(|entry| self.op(entry)).collect();
        Some(Content::Ops(ops))
    }

    fn by(&mut self, node: &Node, kind: Option<Kind>) -> Option<Content> {
        let fields = self.fields(node, &shapes::BY)?;
        let signal = fields.read(self, "by", |r, node| r.text_as(node, "a signal"));
        let otherwise = fields.read(self, "else", |r, node| r.content(node, kind)).map(Box::new);
        let mut cases = Vec::new();
        for entry in fields.entries.iter().filter(|entry| !matches!(entry.key.value.as_str(), "by" | "else")) {
            if let Some(content) = self.content(&entry.value, kind) {
                cases.push((entry.key.clone(), content));
            }
        }
        Some(Content::By { signal: signal?, cases, otherwise, span: node.span })
    }

    fn op(&mut self, entry: &Entry) -> Option<OpSpec> {
        let node = &entry.value;
        let value = match entry.key.value.as_str() {
            "text" => OpValue::Text(self.text_source(node)?),
            "html" | "append" | "prepend" | "before" | "after" | "replace" => OpValue::Markup(self.markup(node)?),
            "use" => OpValue::Markup(self.used(node)?),
            "attr" | "style" => OpValue::Pairs(self.pairs(node)),
            "class" => self.class(node)?,
            "remove" => OpValue::Flag(self.boolean(node)?),
            "order" => {
                let items = self.list(node, "a list of selectors");
                OpValue::Selectors(items.iter().filter_map(|item| self.text_as(item, "a selector")).collect())
            }
            "rank" => OpValue::Rank(self.rank(node)?),
            "redirect" => OpValue::Path(self.path(node)?),
            "value" => {
                return self.wrong_hint(
                    node,
                    "an operation for a place",
                    "`value` belongs to value slots: `slots: { units: { value: metric } }`",
                );
            }
            _ => return self.unknown_op(entry),
        };
        Some(OpSpec { kind: entry.key.clone(), value, span: entry.key.span })
    }

    #[cold]
    fn unknown_op<T>(&mut self, entry: &Entry) -> Option<T> {
        let name = &entry.key.value;
        let error =
            Diagnostic::error("unknown-op", entry.key.span, format!("there is no operation `{}`", excerpt(name)));
        let error = match suggest(name, shapes::OPS.names()) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => error,
        };
        self.push(error.hint(format!("known operations: {}", listed(shapes::OPS.names()))));
        None
    }

    pub fn text_source(&mut self, node: &Node) -> Option<TextSource> {
        if node.entries().is_none() {
            return Some(TextSource::Inline(self.template(node)?));
        }
        let fields = self.fields(node, &shapes::MESSAGE)?;
        Some(TextSource::Message(fields.read(self, "t", Reader::text)?))
    }

    fn markup(&mut self, node: &Node) -> Option<Markup> {
        if node.entries().is_none() {
            return Some(Markup::Html(self.template(node)?));
        }
        let fields = self.fields(node, &shapes::USE)?;
        match (fields.node("t"), fields.node("use")) {
            (Some(key), None) => Some(Markup::Message(self.text(key)?)),
            (None, Some(source)) => self.used(source),
            _ => self.wrong(node, "markup, `{ use: … }` or `{ t: … }`"),
        }
    }

    /// `use: "#tpl"` or `use: content/hero.html`.
    fn used(&mut self, node: &Node) -> Option<Markup> {
        let name = self.text_as(node, "a file, or `\"#id\"` of a template in the page")?;
        if let Some(id) = name.value.strip_prefix('#') {
            return Some(Markup::Template(Spanned::new(id.to_owned(), name.span)));
        }
        self.inline(&name).map(Markup::Html)
    }

    /// The text of a file, as a template with the file's span.
    fn inline(&mut self, name: &Name) -> Option<Template> {
        let path = self.resolve(name.span, &name.value);
        match self.load(&path) {
            Some(Ok(file)) => {
                let text = self.sources.text(file).to_owned();
                let span = Span { file, start: 0, end: text.len() as u32 };
                // The newline that ends a file is the editor's, not the page's.
                Some(self.interpolate(text.trim_end_matches(['\n', '\r']), span))
            }
            Some(Err(error)) => {
                self.push(error.label(name.span, "used here"));
                None
            }
            None => {
                self.missing_file(&name.value, &path, name.span);
                None
            }
        }
    }

    #[cold]
    pub fn missing_file(&mut self, written: &str, path: &str, span: Span) {
        let error = Diagnostic::error("missing-file", span, format!("there is no file `{path}`"));
        let error = match suggest(path, self.files.keys().map(String::as_str)) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None if super::parse::is_ruleset_file(path) => error.hint(PATHS),
            None => error.hint(PATHS).hint(format!("for a template in the page write `\"#{}\"`", excerpt(written))),
        };
        self.push(error);
    }

    fn pairs(&mut self, node: &Node) -> Vec<(Name, Option<TextSource>)> {
        let entries = self.map(node, "a map of names and values");
        let pair = |entry: &Entry| {
            let value = if entry.value.is_null() { None } else { Some(self.text_source(&entry.value)?) };
            Some((entry.key.clone(), value))
        };
        entries.iter().filter_map(pair).collect()
    }

    /// `class: "a b"`, or `{ add: [a], remove: b }`.
    fn class(&mut self, node: &Node) -> Option<OpValue> {
        if node.entries().is_none() {
            let add = self.classes(node);
            return (!add.is_empty()).then_some(OpValue::Class { add, remove: Vec::new() });
        }
        let fields = self.fields(node, &shapes::CLASS)?;
        let add = fields.read(self, "add", |r, node| Some(r.classes(node))).unwrap_or_default();
        let remove = fields.read(self, "remove", |r, node| Some(r.classes(node))).unwrap_or_default();
        Some(OpValue::Class { add, remove })
    }

    fn classes(&mut self, node: &Node) -> Vec<Name> {
        let texts = self.many(node, |r, node| r.text_as(node, "names of classes"));
        let words = texts
            .iter()
            .flat_map(|text| text.value.split_whitespace().map(|word| Spanned::new(word.to_owned(), text.span)));
        words.collect()
    }

    fn rank(&mut self, node: &Node) -> Option<Rank> {
        let fields = self.fields(node, &shapes::RANK)?;
        let items = fields.read(self, "items", |r, node| r.text_as(node, "a selector"));
        let [by, skip] = ["by", "skip"].map(|key| fields.word(self, key));
        let [take, per_topic, explore] =
            ["take", "per_topic", "explore"].map(|key| fields.read(self, key, Reader::count));
        Some(Rank { items: items?, by: by?, take, per_topic, explore, skip })
    }
}

const PATHS: &str = "paths start at the folder of the file that names them";

fn text_hint(node: &Node) -> String {
    match node.scalar() {
        Some(scalar) if !node.is_null() => format!("write `{{ text: \"{}\" }}`", excerpt(&scalar.text)),
        _ => String::new(),
    }
}
