//! What a ruleset declares: signals, answers, events, topics, states, stages, calendars, tables, lists, segments.

use super::hours;
use super::model::{
    Calendar, CustomSignal, Declaration, Event, List, PagePart, PageSource, Row, Segment, Stage, StageStep, State,
    Table, Topics,
};
use super::reader::Reader;
use super::shape::Shape;
use super::shapes;
use super::tree::{Entry, Node, excerpt};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::value::{Kind, Value};

type Name = Spanned<String>;

/// The kind that a word under `type` stands for.
pub fn kind(word: &str) -> Kind {
    match word {
        "number" => Kind::Number,
        "boolean" => Kind::Bool,
        "enum" => Kind::Enum,
        "list" => Kind::List,
        "time" => Kind::Time,
        "topic" => Kind::Topic,
        "version" => Kind::Version,
        "duration" => Kind::Duration,
        _ => Kind::Text,
    }
}

impl Reader<'_> {
    /// When the parts of the day begin. Those that are not given begin when they always do.
    pub fn dayparts(&mut self, node: &Node) -> Option<Spanned<[u32; 4]>> {
        let fields = self.fields(node, &shapes::DAYPARTS)?;
        let mut starts = [5, 12, 17, 22].map(|hour| hour * 60);
        for (start, name) in starts.iter_mut().zip(shapes::DAYPARTS.names()) {
            *start = fields.read(self, name, Reader::clock).unwrap_or(*start);
        }
        // Round the clock from the morning on.
        let [morning, ..] = starts;
        let since = starts.map(|start| (start + 24 * 60 - morning) % (24 * 60));
        if !since.is_sorted_by(|one, next| one < next) {
            let error = Diagnostic::error("bad-dayparts", node.span, "parts of the day that do not follow one another");
            let all = shapes::DAYPARTS.names().zip(starts);
            let times: Vec<String> =
                all.map(|(name, start)| format!("{name} {}:{:02}", start / 60, start % 60)).collect();
            self.push(error.hint(format!("each begins after the one before: {}", times.join(", "))));
            return None;
        }
        Some(Spanned::new(starts, node.span))
    }

    /// An hour of the day, or a time of it, in minutes.
    fn clock(&mut self, node: &Node) -> Option<u32> {
        let expected = "an hour such as `5`, or a time such as `\"05:30\"`";
        let Some(scalar) = node.scalar() else { return self.wrong(node, expected) };
        let (hour, minute) = scalar.text.split_once(':').unwrap_or((&scalar.text, "00"));
        let number = |text: &str, most: u32| {
            let is_short = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<u32>().ok().filter(|number| is_short && *number <= most)
        };
        match (number(hour, 23), number(minute, 59)) {
            (Some(hour), Some(rest)) if minute.len() == 2 => Some(hour * 60 + rest),
            _ if matches!(hour, "24") => self.wrong_hint(node, expected, "midnight is `0`"),
            _ => self.wrong(node, expected),
        }
    }

    /// The entries of a section, each key a name.
    pub fn named_entries<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Entry] {
        let entries = self.map(node, &format!("a map of {what}"));
        for entry in entries {
            self.named(entry.key.clone(), false);
        }
        entries
    }

    pub fn signal(&mut self, entry: &Entry) -> Option<CustomSignal> {
        let name = entry.key.clone();
        if name.value.strip_prefix("custom.").is_none_or(str::is_empty) {
            let error = Diagnostic::error(
                "bad-name",
                name.span,
                format!("`{}` is not a name for a signal of your own", excerpt(&name.value)),
            );
            let last = name.value.rsplit('.').find(|part| !matches!(*part, "" | "custom")).unwrap_or("plan");
            self.push(error.hint(format!("call it `custom.{last}`")));
        }
        let fields = self.fields(&entry.value, &shapes::SIGNAL)?;
        let (kind, values) = self.kind_and_values(&fields, &shapes::SIGNAL)?;
        self.types.declare(name.value.clone(), kind);
        Some(CustomSignal {
            kind,
            values,
            sensitivity: fields.word(self, "sensitivity"),
            about: fields.read(self, "about", Reader::text),
            from: fields.read(self, "from", |r, node| r.page_source(node, kind)),
            span: entry.key.span,
            name,
        })
    }

    fn page_source(&mut self, node: &Node, kind: Kind) -> Option<PageSource> {
        let fields = self.fields(node, &shapes::PAGE_SOURCE)?;
        if !matches!(kind, Kind::Text | Kind::Enum | Kind::Number | Kind::Topic | Kind::Version) {
            let message = format!("a page holds texts and numbers, no `{}`", kind.word());
            let error = Diagnostic::error("conflicting-keys", node.span, message);
            self.push(error.hint("give the signal from your own code: `signals: { … }`"));
        }
        let mut found = Vec::new();
        for (key, part) in [("text", PagePart::Text), ("value", PagePart::Value)] {
            let selector = fields.read(self, key, Reader::text);
            found.extend(selector.map(|selector| PageSource { part, selector }));
        }
        let (attribute, of) = (fields.read(self, "attr", Reader::text), fields.read(self, "of", Reader::text));
        let together = attribute.is_some() == of.is_some();
        let attribute =
            attribute.zip(of).map(|(name, selector)| PageSource { part: PagePart::Attribute(name), selector });
        found.extend(attribute);
        let first = found.pop();
        if first.is_none() || !together {
            let message = "no `text`, no `value`, and not both of `attr` and `of`";
            let error = Diagnostic::error("missing-key", node.span, message);
            self.push(error.hint("say what of which element: `{ attr: data-sku, of: \"#product\" }`"));
        } else if !found.is_empty() {
            let message = "a signal's value stands in one place of the page";
            self.push(
                Diagnostic::error("conflicting-keys", node.span, message).hint("keep one of `text`, `value`, `attr`"),
            );
        }
        first
    }

    pub fn declaration(&mut self, entry: &Entry) -> Option<Declaration> {
        let fields = self.fields(&entry.value, &shapes::DECLARATION)?;
        let (kind, values) = self.kind_and_values(&fields, &shapes::DECLARATION)?;
        self.types.declare(format!("declared.{}", entry.key.value), kind);
        Some(Declaration {
            name: entry.key.clone(),
            kind,
            values,
            ask: fields.read(self, "ask", Reader::text_source),
            keep: fields.read(self, "keep", Reader::duration),
            sensitivity: fields.word(self, "sensitivity"),
            span: entry.key.span,
        })
    }

    fn kind_and_values(&mut self, fields: &super::reader::Fields, shape: &Shape) -> Option<(Kind, Vec<Name>)> {
        let word = fields.word(self, "type")?;
        let kind = kind(&word.value);
        let values = fields.read(self, "values", |r, node| {
            let items = r.list(node, "a list of values");
            Some(items.iter().filter_map(|item| r.text(item)).collect::<Vec<_>>())
        });
        match &values {
            None if kind == Kind::Enum => {
                let message = format!("{} of type `enum` without `values`", shape.name);
                self.push(
                    Diagnostic::error("missing-key", word.span, message).hint("list them: `values: [free, pro]`"),
                );
            }
            Some(_) if !matches!(kind, Kind::Enum | Kind::List) => {
                let message = format!("`values` belong to the type `enum`, not to `{}`", word.value);
                self.push(Diagnostic::error("conflicting-keys", word.span, message).hint("write `type: enum`"));
            }
            _ => {}
        }
        Some((kind, values.unwrap_or_default()))
    }

    pub fn event(&mut self, entry: &Entry) -> Option<Event> {
        let fields = self.fields(&entry.value, &shapes::EVENT)?;
        Some(Event {
            name: entry.key.clone(),
            fields: fields.read(self, "fields", |r, node| Some(r.event_fields(node))).unwrap_or_default(),
            keep: fields.read(self, "keep", Reader::duration),
            sensitivity: fields.word(self, "sensitivity"),
            on: fields.read(self, "on", Reader::triggers).unwrap_or_default(),
            span: entry.key.span,
        })
    }

    fn event_fields(&mut self, node: &Node) -> Vec<(Name, Kind)> {
        let entries = self.named_entries(node, "fields and their types");
        let field = |entry: &Entry| Some((entry.key.clone(), kind(&self.word(&entry.value, shapes::KINDS)?.value)));
        entries.iter().filter_map(field).collect()
    }

    fn triggers(&mut self, node: &Node) -> Option<Vec<(Name, Name)>> {
        let fields = self.fields(node, &shapes::TRIGGERS)?;
        let known = fields.entries.iter().filter(|entry| shapes::TRIGGERS.key(&entry.key.value).is_some());
        let argument = |r: &mut Self, entry: &Entry| match entry.key.value.as_str() {
            "scroll" => r.share(&entry.value).map(|share| Spanned::new(share.value.to_string(), share.span)),
            "time" => r.duration(&entry.value).map(|time| Spanned::new(time.value.to_string(), time.span)),
            _ => r.text_as(&entry.value, "a selector"),
        };
        Some(known.filter_map(|entry| Some((entry.key.clone(), argument(self, entry)?))).collect())
    }

    pub fn topics(&mut self, node: &Node) -> Option<Topics> {
        let fields = self.fields(node, &shapes::TOPICS)?;
        Some(Topics {
            allow: fields.many(self, "allow", Reader::text),
            sensitive: fields.many(self, "sensitive", Reader::text),
            discreet: fields.many(self, "discreet", Reader::text),
            span: node.span,
        })
    }

    pub fn state(&mut self, entry: &Entry) -> Option<State> {
        let fields = self.fields(&entry.value, &shapes::STATE)?;
        Some(State {
            name: entry.key.clone(),
            opens: fields.many(self, "opens", Reader::name),
            closes: fields.many(self, "closes", Reader::name),
            forget: fields.read(self, "forget", Reader::duration),
            span: entry.key.span,
        })
    }

    pub fn stage(&mut self, entry: &Entry) -> Stage {
        let entries = self.named_entries(&entry.value, "steps");
        let step = |entry: &Entry| {
            let step = if entry.value.scalar().is_some() {
                StageStep::Event(self.name(&entry.value)?)
            } else {
                StageStep::When(self.condition(&entry.value)?)
            };
            Some((entry.key.clone(), step))
        };
        let steps = entries.iter().filter_map(step).collect();
        Stage { name: entry.key.clone(), steps, span: entry.key.span }
    }

    pub fn calendar(&mut self, entry: &Entry) -> Option<Calendar> {
        let fields = self.fields(&entry.value, &shapes::CALENDAR)?;
        let zone = fields.read(self, "zone", Reader::zone);
        let open = fields.read(self, "open", |r, node| {
            Some(r.hours(node, |day| hours::days(day).is_some(), "days are `mon`, `mon-fri`, `sat`"))
        });
        let except = fields.read(self, "except", |r, node| {
            Some(r.hours(
                node,
                |day| hours::date(day).is_some(),
                "dates are written `2026-12-25`, and days of the calendar",
            ))
        });
        Some(Calendar {
            name: entry.key.clone(),
            zone: zone?.0,
            open: open.unwrap_or_default(),
            except: except.unwrap_or_default(),
            span: entry.key.span,
        })
    }

    fn hours(&mut self, node: &Node, fits: fn(&str) -> bool, hint: &str) -> Vec<(Name, Name)> {
        let entries = self.map(node, "a map of days and hours");
        let mut read = Vec::with_capacity(entries.len());
        for entry in entries {
            if !fits(&entry.key.value) {
                let error = Diagnostic::error(
                    "bad-calendar",
                    entry.key.span,
                    format!("`{}` is no day", excerpt(&entry.key.value)),
                );
                self.push(error.hint(hint));
            }
            let Some(text) = self.text_as(&entry.value, "hours such as `10:00-20:00`, or `closed`") else { continue };
            if let Err(problem) = hours::hours(&text.value) {
                let (message, hint) = problem.explain(excerpt(&text.value).as_ref());
                self.push(Diagnostic::error("bad-calendar", text.span, message).hint(hint));
            }
            read.push((entry.key.clone(), text));
        }
        read
    }

    pub fn table(&mut self, entry: &Entry) -> Option<Table> {
        let fields = self.fields(&entry.value, &shapes::TABLE)?;
        let by = fields.read(self, "by", |r, node| r.text_as(node, "a signal"));
        let rows = fields.read(self, "rows", |r, node| Some(r.rows(node))).unwrap_or_default();
        let mut table = Table { name: entry.key.clone(), by: by?, rows, span: entry.key.span };
        self.settle_columns(&mut table);
        Some(table)
    }

    fn rows(&mut self, node: &Node) -> Vec<Row> {
        let rows = self.map(node, "a map of rows");
        rows.iter()
            .map(|row| {
                let cells = self.named_entries(&row.value, "columns");
                let cells = cells.iter().filter_map(|cell| Some((cell.key.clone(), self.guess(&cell.value)?)));
                (row.key.clone(), cells.collect())
            })
            .collect()
    }

    /// A column has one type: where its cells look different (`10115`, `01067`), all of them are text.
    fn settle_columns(&mut self, table: &mut Table) {
        let mut columns: std::collections::BTreeMap<String, Kind> = std::collections::BTreeMap::new();
        for (name, cell) in table.rows.iter().flat_map(|(_, cells)| cells) {
            let kind = kind_of(&cell.value);
            let settled = columns.entry(name.value.clone()).or_insert(kind);
            if *settled != kind {
                *settled = Kind::Text;
            }
        }
        for (name, cell) in table.rows.iter_mut().flat_map(|(_, cells)| cells) {
            if columns.get(&name.value) == Some(&Kind::Text) && !matches!(cell.value, Value::Text(_)) {
                cell.value = Value::Text(self.sources.slice(cell.span).to_owned());
            }
        }
        for (column, kind) in columns {
            self.types.declare(format!("table.{}.{column}", table.name.value), kind);
        }
    }

    /// A list; its members are what it is compared with ([`super::types::Types::list`]).
    pub fn named_list(&mut self, entry: &Entry) -> List {
        let kind = self.types.list(&entry.key.value);
        let items = self.list(&entry.value, "a list of values");
        let mut values: Vec<Spanned<Value>> = items.iter().filter_map(|item| self.value(item, kind)).collect();
        if values.iter().any(|value| kind_of(&value.value) == Kind::Text) {
            for value in values.iter_mut().filter(|value| kind_of(&value.value) != Kind::Text) {
                value.value = Value::Text(self.sources.slice(value.span).to_owned());
            }
        }
        List { name: entry.key.clone(), values, span: entry.key.span }
    }

    pub fn segment(&mut self, entry: &Entry) -> Option<Segment> {
        let when = self.condition(&entry.value)?;
        Some(Segment { name: entry.key.clone(), when, span: entry.key.span })
    }
}

/// The kind of a guessed value.
pub fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::Number(_) => Kind::Number,
        _ => Kind::Text,
    }
}
