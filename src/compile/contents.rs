//! What arms show becomes contents, each stored once however many arms show it.
//!
//! Messages (`{ t: key }`) become a choice by language around the operations that use them, so that the runtime needs
//! to know nothing of messages. Tables become look-ups by their key signal, in choices as in texts.

use super::calendars::rows_of;
use super::compiler::Compiler;
use super::subject::Cell;
use crate::diagnostic::Span;
use crate::languages::{Tag, nearest};
use crate::limits::{CASES, CHOICE_NESTING, CONTENT_BYTES, OPS, PIECES};
use crate::ops::{self, Filter, Piece, Text};
use crate::ruleset::model::{Content, Markup, Messages, OpSpec, OpValue, Part, Rank, Template, TextSource, Topics};
use crate::value::Value;

/// The message that says that a price was made for this visitor.
const DISCLOSURE: &str = "nearside.offer";
/// The signal that chooses among message files.
const LANGUAGE: &str = "locale.language";

type Name = crate::diagnostic::Spanned<String>;

impl<'a> Compiler<'a> {
    /// A content as written → its number.
    pub fn content(&mut self, content: &'a Content, depth: usize) -> u32 {
        match content {
            Content::Default(_) => self.tables.content(ops::Content::Default),
            Content::Value(value) => self.store(ops::Content::Value(value.value.clone()), value.span),
            Content::Ops(specs) => self.ops(specs),
            Content::By { span, .. } if depth > CHOICE_NESTING => {
                self.refuse("content-too-deep", *span, format!("`by` nests deeper than {CHOICE_NESTING}"));
                self.tables.content(ops::Content::Default)
            }
            Content::By { signal, cases, otherwise, .. } => {
                let cases: Vec<(String, u32)> = cases
                    .iter()
                    .map(|(case, content)| (case.value.clone(), self.content(content, depth + 1)))
                    .collect();
                let otherwise = match otherwise {
                    Some(content) => self.content(content, depth + 1),
                    None => self.tables.content(ops::Content::Default),
                };
                self.choice(signal, cases, otherwise)
            }
        }
    }

    fn choice(&mut self, signal: &'a Name, cases: Vec<(String, u32)>, otherwise: u32) -> u32 {
        if cases.iter().all(|(_, content)| *content == otherwise) {
            return otherwise;
        }
        let (name, cases) = if self.is_cell(&signal.value) {
            let Some(cell) = self.find_cell(&signal.value, signal.span) else { return otherwise };
            (&cell.table.by, by_key(cell, &cases))
        } else {
            (signal, cases)
        };
        let index = self.signal(&name.value, name.span);
        self.store(ops::Content::By { signal: index, cases, otherwise }, name.span)
    }

    /// Gives a content its number, if a visit will be able to read it.
    pub fn store(&mut self, content: ops::Content, span: Span) -> u32 {
        let bytes = ops::encode(&content);
        if bytes.len() > CONTENT_BYTES {
            let size = bytes.len();
            self.refuse("content-too-large", span, format!("{size} bytes of content are more than {CONTENT_BYTES}"));
        } else if ops::decode(&bytes).is_none() {
            let most = format!("one content has at most {OPS} operations, {PIECES} parts of a text and {CASES} cases");
            self.refuse("content-too-large", span, most);
        }
        self.tables.content(content)
    }

    /// Operations, once for each row of a table when they show moments on the clocks of its rows.
    fn ops(&mut self, specs: &'a [OpSpec]) -> u32 {
        let Some(table) = self.differs_by_row(&self.templates(specs)) else { return self.ops_by_language(specs) };
        let mut cases = Vec::new();
        for (key, _) in rows_of(table) {
            self.rows.push((table.name.value.clone(), key.to_owned()));
            cases.push((key.to_owned(), self.ops(specs)));
            self.rows.pop();
        }
        // Without a row there is no moment to show.
        self.rows.push((table.name.value.clone(), String::new()));
        let otherwise = self.ops(specs);
        self.rows.pop();
        let signal = self.signal(&table.by.value, table.by.span);
        self.store(ops::Content::By { signal, cases, otherwise }, table.by.span)
    }

    /// What stands by a price that was made for this visitor: the team's own words, or these.
    fn disclosure(&self, language: usize) -> Text {
        let messages = self.ruleset.messages.get(language);
        let own = messages.and_then(|messages| messages.entries.iter().find(|(key, _)| key.value == DISCLOSURE));
        let own = own.and_then(|(_, template)| match template.parts.as_slice() {
            [Part::Literal(text)] => Some(text.as_str()),
            _ => None,
        });
        let base = messages.map_or("en", |messages| messages.language.value.get(..2).unwrap_or("en"));
        let words = match base {
            "de" => "Dieses Angebot ist auf Sie zugeschnitten, nach dem, was Ihr Gerät sich gemerkt hat.",
            "fr" => "Cette offre est personnalisée selon ce que votre appareil a retenu.",
            _ => "This offer was personalised by what your device remembers.",
        };
        let words = escaped(Piece::Literal(own.unwrap_or(words).to_owned()));
        let tag = |text: &str| Piece::Literal(text.to_owned());
        vec![tag("<small class=\"nearside-offer\">"), words, tag("</small>")]
    }

    /// All texts of these operations, in every language.
    fn templates(&self, specs: &'a [OpSpec]) -> Vec<&'a Template> {
        let ruleset = self.ruleset;
        let messages = |key: &Name| {
            let entries = ruleset.messages.iter().flat_map(|messages| &messages.entries);
            entries.filter(|(name, _)| name.value == key.value).map(|(_, template)| template).collect()
        };
        let text = |source: &'a TextSource| ruleset.templates_of(source);
        let of = |spec: &'a OpSpec| match &spec.value {
            OpValue::Text(source) => text(source),
            OpValue::Markup(Markup::Html(template)) => vec![template],
            OpValue::Markup(Markup::Message(key)) => messages(key),
            OpValue::Pairs(pairs) => pairs.iter().filter_map(|(_, source)| source.as_ref()).flat_map(text).collect(),
            _ => Vec::new(),
        };
        specs.iter().flat_map(of).collect()
    }

    /// Operations, once for each language when they hold messages.
    fn ops_by_language(&mut self, specs: &'a [OpSpec]) -> u32 {
        let messages = &self.ruleset.messages;
        if !specs.iter().any(|spec| has_message(&spec.value)) || messages.len() < 2 {
            return self.ops_in(specs, 0);
        }
        let first = self.ops_in(specs, 0);
        let mut cases = Vec::new();
        for language in self.ruleset.languages() {
            let known = messages.iter().map(|one| one.language.value.as_str());
            if let Some(index) = best(language, known) {
                cases.push((language.to_owned(), self.ops_in(specs, index)));
            }
        }
        if cases.iter().all(|(_, content)| *content == first) {
            return first;
        }
        let span = specs.first().map_or_else(Span::default, |spec| spec.span);
        let signal = self.signal(LANGUAGE, span);
        self.store(ops::Content::By { signal, cases, otherwise: first }, span)
    }

    fn ops_in(&mut self, specs: &'a [OpSpec], language: usize) -> u32 {
        let mut all = Vec::new();
        for spec in specs {
            self.op(spec, language, &mut all);
        }
        if self.discloses && !all.contains(&ops::Op::Remove) {
            all.push(ops::Op::Append(self.disclosure(language)));
        }
        let span = specs.first().map_or_else(Span::default, |spec| spec.span);
        self.store(ops::Content::Ops(all), span)
    }

    /// One operation as written is one operation for each attribute or property.
    fn op(&mut self, spec: &'a OpSpec, language: usize, out: &mut Vec<ops::Op>) {
        match (&spec.value, spec.kind.value.as_str()) {
            (OpValue::Text(source), _) => out.push(ops::Op::Text(self.text(source, language))),
            (OpValue::Markup(markup), kind) => out.extend(self.markup(markup, kind, spec.span, language)),
            (OpValue::Pairs(pairs), kind) => {
                for (name, source) in pairs {
                    let value = source.as_ref().map(|source| self.text(source, language));
                    let name = name.value.clone();
                    out.push(if kind == "style" {
                        ops::Op::Style { property: name, value }
                    } else {
                        ops::Op::Attr { name, value }
                    });
                }
            }
            (OpValue::Class { add, remove }, _) => out.push(ops::Op::Class { add: names(add), remove: names(remove) }),
            (OpValue::Flag(flag), _) => out.extend(flag.value.then_some(ops::Op::Remove)),
            (OpValue::Selectors(selectors), _) => out.push(ops::Op::Order(names(selectors))),
            (OpValue::Path(path), _) => out.push(ops::Op::Redirect(path.value.clone())),
            (OpValue::Rank(rank), _) => out.push(ops::Op::Rank(self.rank(rank, spec.span))),
        }
    }

    /// A ranking asks for the interest in each topic that may be remembered.
    fn rank(&mut self, rank: &Rank, span: Span) -> ops::Rank {
        let mut interests = Text::new();
        for topic in self.ruleset.topics.iter().flat_map(Topics::remembered) {
            let between = if interests.is_empty() { "" } else { "\n" };
            let signal = self.signal(&format!("affinity.{topic}"), span);
            interests.push(Piece::Literal(format!("{between}{topic}\n")));
            interests.push(Piece::Signal { signal, filter: Filter::Plain, fallback: "0".to_owned() });
        }
        let [take, per_topic, explore] = [&rank.take, &rank.per_topic, &rank.explore]
            .map(|count| count.as_ref().map_or(0, |count| count.value as u32));
        let skip_seen = rank.skip.as_ref().is_some_and(|skip| skip.value == "seen");
        ops::Rank { items: rank.items.value.clone(), interests, take, per_topic, explore, skip_seen }
    }

    fn markup(&mut self, markup: &'a Markup, kind: &str, span: Span, language: usize) -> Option<ops::Op> {
        let text = match markup {
            Markup::Html(template) => self.template(template),
            Markup::Template(id) if matches!(kind, "use" | "html") => {
                return Some(ops::Op::Template(id.value.trim_start_matches('#').to_owned()));
            }
            Markup::Template(_) => {
                self.refuse("template-not-here", span, format!("`{kind}` takes no page template; only `use` does"));
                return None;
            }
            // A message is text. Where markup is expected, it is text said as markup.
            Markup::Message(key) if matches!(kind, "use" | "html") => {
                return Some(ops::Op::Text(self.message(key, language)));
            }
            Markup::Message(key) => self.message(key, language).into_iter().map(escaped).collect(),
        };
        Some(match kind {
            "append" => ops::Op::Append(text),
            "prepend" => ops::Op::Prepend(text),
            "before" => ops::Op::Before(text),
            "after" => ops::Op::After(text),
            "replace" => ops::Op::Replace(text),
            _ => ops::Op::Html(text),
        })
    }

    pub fn text(&mut self, source: &'a TextSource, language: usize) -> Text {
        match source {
            TextSource::Inline(template) => self.template(template),
            TextSource::Message(key) => self.message(key, language),
        }
    }

    /// The message in a language, else in the nearest that has it, else in the first.
    fn message(&mut self, key: &'a Name, language: usize) -> Text {
        let ruleset = self.ruleset;
        let find = |messages: &'a Messages| {
            let template = messages.entries.iter().find(|(name, _)| name.value == key.value).map(|(_, it)| it)?;
            Some((messages.language.value.as_str(), template))
        };
        let there: Vec<(&str, &Template)> = ruleset.messages.iter().filter_map(find).collect();
        let wanted = ruleset.messages.get(language).map_or("", |messages| messages.language.value.as_str());
        let index = best(wanted, there.iter().map(|(language, _)| *language)).unwrap_or(0);
        if let Some((_, template)) = there.get(index) {
            return self.template(template);
        }
        self.refuse("unknown-message", key.span, format!("no message `{}`", key.value));
        Text::new()
    }

    pub fn template(&mut self, template: &'a Template) -> Text {
        let mut pieces = Text::new();
        for part in &template.parts {
            match part {
                Part::Literal(text) => match pieces.last_mut() {
                    Some(Piece::Literal(before)) => before.push_str(text),
                    _ => pieces.push(Piece::Literal(text.clone())),
                },
                Part::Signal { signal, filter, fallback, .. } => {
                    let filter = filter.as_ref().map(|(name, argument)| (name, argument.as_deref()));
                    pieces.extend(self.interpolation(signal, filter, fallback.clone().unwrap_or_default()));
                }
            }
        }
        pieces
    }

    fn interpolation(
        &mut self,
        signal: &'a Name,
        filter: Option<(&Name, Option<&str>)>,
        fallback: String,
    ) -> Option<Piece> {
        if !self.is_cell(&signal.value) {
            let index = self.signal(&signal.value, signal.span);
            let filter = match self.filter(filter)? {
                // A shop abroad is open until eight on its own clock.
                Filter::Time(zone) if zone.is_empty() => Filter::Time(self.zone_of(&signal.value)),
                Filter::Date(zone) if zone.is_empty() => Filter::Date(self.zone_of(&signal.value)),
                filter => filter,
            };
            return Some(Piece::Signal { signal: index, filter, fallback });
        }
        let cell = self.find_cell(&signal.value, signal.span)?;
        let by = self.signal(&cell.table.by.value, cell.table.by.span);
        let listed = match (self.filter(filter)?, filter) {
            (Filter::Plain, _) => None,
            (Filter::List(texts), _) => Some(texts),
            (_, named) => {
                let span = named.map_or(signal.span, |(name, _)| name.span);
                self.refuse("filter-on-table", span, "a table's cell is shown as it is written, without a filter");
                return None;
            }
        };
        let cells = cell.rows().filter_map(|(key, value)| Some((key.to_owned(), value_text(value)?)));
        let cells = cells.filter(|(_, text)| listed.as_ref().is_none_or(|texts| texts.contains(text))).collect();
        Some(Piece::Lookup { signal: by, cells, fallback })
    }

    fn filter(&mut self, filter: Option<(&Name, Option<&str>)>) -> Option<Filter> {
        let Some((name, argument)) = filter else { return Some(Filter::Plain) };
        Some(match name.value.as_str() {
            "time" => Filter::Time(argument.unwrap_or_default().to_owned()),
            "date" => Filter::Date(argument.unwrap_or_default().to_owned()),
            "relative" => Filter::Relative,
            "number" => Filter::Number,
            "distance" => Filter::Distance,
            "money" => Filter::Money(argument.unwrap_or("EUR").to_owned()),
            "list" => {
                let list = argument.and_then(|list| self.lists.get(list));
                let Some(values) = list else {
                    self.refuse("unknown-list", name.span, format!("unknown list `{}`", argument.unwrap_or_default()));
                    return None;
                };
                Filter::List(values.iter().filter_map(value_text).collect())
            }
            other => {
                self.refuse("unknown-filter", name.span, format!("unknown filter `{other}`"));
                return None;
            }
        })
    }
}

/// Which of them is for a language: the same, else the nearest.
fn best<'n>(language: &str, there: impl Iterator<Item = &'n str> + Clone) -> Option<usize> {
    if let Some(index) = there.clone().position(|other| other == language) {
        return Some(index);
    }
    let all: Vec<(usize, Tag)> = there.enumerate().filter_map(|(index, tag)| Some((index, Tag::read(tag)?))).collect();
    let tags: Vec<Tag> = all.iter().map(|(_, tag)| tag.clone()).collect();
    let near = nearest(&[Tag::read(language)?], &tags)?;
    all.get(near.index).map(|(index, _)| *index)
}

/// Cases by a table's cell as cases by the table's key.
fn by_key(cell: Cell, cases: &[(String, u32)]) -> Vec<(String, u32)> {
    let chosen = |value: &Value| {
        let text = value_text(value)?;
        cases.iter().find(|(case, _)| *case == text).map(|(_, content)| *content)
    };
    cell.rows().filter_map(|(key, value)| Some((key.to_owned(), chosen(value)?))).collect()
}

fn has_message(value: &OpValue) -> bool {
    let message = |source: &TextSource| matches!(source, TextSource::Message(_));
    match value {
        OpValue::Text(source) => message(source),
        OpValue::Markup(markup) => matches!(markup, Markup::Message(_)),
        OpValue::Pairs(pairs) => pairs.iter().any(|(_, source)| source.as_ref().is_some_and(message)),
        _ => false,
    }
}

fn names(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

/// A scalar as the text that people wrote.
fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

/// A literal of text, said in markup. What is interpolated is escaped by whoever fills it in.
fn escaped(piece: Piece) -> Piece {
    match piece {
        Piece::Literal(text) => Piece::Literal(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
        piece => piece,
    }
}
