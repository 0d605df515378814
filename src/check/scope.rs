//! What a name may mean in this ruleset: everything that is declared, by name, and what is known of each signal.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::suggest::Budget;
use crate::diagnostic::{Span, Spanned};
use crate::ruleset::model::{
    Calendar, CustomSignal, Declaration, Event, Experience, Goal, List, PagePart, Ruleset, Segment, Slot, Stage, State,
    Table, UnitSource,
};
use crate::signal::catalogue::{self, Entry, Sensitivity};
use crate::value::{Kind, Value};

/// Events that exist without being declared.
pub const BUILT_IN_EVENTS: [&str; 5] = ["session", "shown", "clicked", "dismissed", "reported"];
/// Units that exist without being declared.
pub const BUILT_IN_UNITS: [&str; 2] = ["device", "page-view"];
/// Purposes that a visitor can consent to.
pub const PURPOSES: [&str; 2] = ["personalization", "measurement"];

/// A ruleset's names.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    pub segments: BTreeMap<&'a str, &'a Segment>,
    pub slots: BTreeMap<&'a str, &'a Slot>,
    pub lists: BTreeMap<&'a str, &'a List>,
    pub tables: BTreeMap<&'a str, &'a Table>,
    pub calendars: BTreeMap<&'a str, &'a Calendar>,
    pub events: BTreeMap<&'a str, &'a Event>,
    pub goals: BTreeMap<&'a str, &'a Goal>,
    pub units: BTreeMap<&'a str, &'a UnitSource>,
    pub groups: BTreeSet<&'a str>,
    pub custom: BTreeMap<&'a str, &'a CustomSignal>,
    pub declared: BTreeMap<&'a str, &'a Declaration>,
    pub states: BTreeMap<&'a str, &'a State>,
    pub stages: BTreeMap<&'a str, &'a Stage>,
    pub experiences: BTreeMap<&'a str, &'a Experience>,
    pub topics: BTreeSet<&'a str>,
    /// Of those the ones that are not remembered, with where that is said.
    pub sensitive: BTreeMap<&'a str, Span>,
    /// Message keys → the languages that have them.
    pub messages: BTreeMap<&'a str, BTreeSet<&'a str>>,
    pub languages: BTreeSet<&'a str>,
    pub budget: Budget,
    asked: RefCell<BTreeMap<&'a str, Option<Rc<Known<'a>>>>>,
}

/// What is known of one signal.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    pub kind: Kind,
    /// All values that it can have, or its elements when it is a list; empty when open.
    pub values: Vec<&'a str>,
    pub sensitivity: Sensitivity,
    /// Kept on the device.
    pub memory: bool,
    /// Words that whoever makes a link can choose.
    pub url_text: bool,
}

/// What stands behind a signal's name.
#[derive(Debug, Clone)]
pub enum Lookup<'a> {
    Known(Known<'a>),
    /// A part of the name is not declared: what it should be (`event`), the part, what there is.
    Undeclared {
        what: &'static str,
        part: &'a str,
        there: Vec<&'a str>,
    },
    /// Not in the catalogue.
    Unknown,
}

fn index<'a, T>(all: &'a [T], name: impl Fn(&'a T) -> &'a Spanned<String>) -> BTreeMap<&'a str, &'a T> {
    // The first of two with the same name counts; the second gets a diagnostic of its own.
    all.iter().rev().map(|one| (name(one).value.as_str(), one)).collect()
}

impl<'a> Scope<'a> {
    pub fn new(ruleset: &'a Ruleset) -> Scope<'a> {
        let mut messages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for one in &ruleset.messages {
            for (key, _) in &one.entries {
                messages.entry(&key.value).or_default().insert(&one.language.value);
            }
        }
        Scope {
            segments: index(&ruleset.segments, |one| &one.name),
            slots: index(&ruleset.slots, |one| &one.name),
            lists: index(&ruleset.lists, |one| &one.name),
            tables: index(&ruleset.tables, |one| &one.name),
            calendars: index(&ruleset.calendars, |one| &one.name),
            events: index(&ruleset.events, |one| &one.name),
            goals: index(&ruleset.goals, |one| &one.name),
            units: index(&ruleset.units, |one| &one.name),
            groups: ruleset.groups.iter().map(|one| one.name.value.as_str()).collect(),
            custom: ruleset.signals.iter().rev().map(|one| (custom_key(&one.name.value), one)).collect(),
            declared: index(&ruleset.declare, |one| &one.name),
            states: index(&ruleset.states, |one| &one.name),
            stages: index(&ruleset.stages, |one| &one.name),
            experiences: index(&ruleset.experiences, |one| &one.id),
            topics: ruleset.topics.iter().flat_map(|topics| &topics.allow).map(|one| one.value.as_str()).collect(),
            sensitive: ruleset
                .topics
                .iter()
                .flat_map(|topics| &topics.sensitive)
                .map(|one| (one.value.as_str(), one.span))
                .collect(),
            languages: ruleset.messages.iter().map(|one| one.language.value.as_str()).collect(),
            messages,
            budget: Budget::default(),
            asked: RefCell::default(),
        }
    }

    /// What `name` is, the ruleset's own declarations included.
    pub fn signal(&self, name: &'a str) -> Lookup<'a> {
        if let Some(table) = name.strip_prefix("table.").filter(|rest| !rest.contains('.')) {
            // `table.store: { $exists: true }`: whether there is a row.
            return match self.tables.get(table) {
                Some(table) => Lookup::Known(self.row(table, Kind::Any, Vec::new())),
                None => undeclared("table", table, &self.tables),
            };
        }
        let Some((entry, argument)) = catalogue::lookup(name) else { return Lookup::Unknown };
        let argument = argument.unwrap_or("");
        match entry.group() {
            "custom" => self.custom_signal(argument),
            "declared" => match self.declared.get(argument) {
                Some(one) => Lookup::Known(Known {
                    kind: one.kind,
                    values: if one.kind == Kind::Topic { self.remembered_topics() } else { texts(&one.values) },
                    sensitivity: sensitivity(one.sensitivity.as_ref(), entry.sensitivity),
                    ..known(entry)
                }),
                None => undeclared("declared answer", argument, &self.declared),
            },
            "event" => self.event(entry, argument),
            "state" => declared(entry, "state", argument, &self.states),
            "calendar" => declared(entry, "calendar", argument, &self.calendars),
            "stage" => match self.stages.get(argument) {
                Some(stage) => {
                    let steps = stage.steps.iter().map(|(step, _)| step.value.as_str()).collect();
                    Lookup::Known(Known { kind: Kind::Enum, values: steps, ..known(entry) })
                }
                None => undeclared("stage", argument, &self.stages),
            },
            "variant" => match self.experiences.get(argument) {
                Some(one) => {
                    let variants = one.variants.iter().map(|variant| variant.name.value.as_str()).collect();
                    Lookup::Known(Known { kind: Kind::Enum, values: variants, ..known(entry) })
                }
                None => undeclared("experience", argument, &self.experiences),
            },
            "affinity" => self.affinity(entry, argument),
            "consent" if !PURPOSES.contains(&argument) => {
                Lookup::Undeclared { what: "purpose", part: argument, there: PURPOSES.to_vec() }
            }
            "table" => self.column(argument),
            _ => Lookup::Known(known(entry)),
        }
    }

    /// Only when everything about the name is in order. Every pass asks, for every test: the answers are kept.
    pub fn known(&self, name: &'a str) -> Option<Rc<Known<'a>>> {
        if let Some(known) = self.asked.borrow().get(name) {
            return known.clone();
        }
        let known = match self.signal(name) {
            Lookup::Known(known) => Some(Rc::new(known)),
            Lookup::Undeclared { .. } | Lookup::Unknown => None,
        };
        self.asked.borrow_mut().insert(name, known.clone());
        known
    }

    /// Names for "did you mean": the catalogue's plain ones and the ruleset's own.
    pub fn signal_names(&self) -> Vec<String> {
        let plain = catalogue::all().iter().filter(|entry| !entry.is_family()).map(|entry| entry.name.to_owned());
        let mut names: Vec<String> = plain.collect();
        names.extend(self.custom.keys().map(|key| format!("custom.{key}")));
        names.extend(self.declared.keys().map(|key| format!("declared.{key}")));
        for event in self.events.keys().take(64) {
            names.extend(["count", "last", "session_count"].map(|part| format!("event.{event}.{part}")));
        }
        for state in self.states.keys() {
            names.extend(["open", "since", "age"].map(|part| format!("state.{state}.{part}")));
        }
        for calendar in self.calendars.keys() {
            names.extend(["state", "opens", "closes", "changes"].map(|part| format!("calendar.{calendar}.{part}")));
        }
        names.extend(self.stages.keys().map(|stage| format!("stage.{stage}")));
        names
    }

    /// Whether events of this name can happen.
    pub fn has_event(&self, name: &str) -> bool {
        self.events.contains_key(name) || BUILT_IN_EVENTS.contains(&name)
    }

    pub fn is_sensitive_event(&self, name: &str) -> bool {
        let said = self.events.get(name).and_then(|event| event.sensitivity.as_ref());
        sensitivity(said, Sensitivity::Behavioural) == Sensitivity::Sensitive
    }

    /// The first event that is sensitive.
    pub fn sensitive_event(&self) -> Option<&'a str> {
        self.events.keys().copied().find(|name| self.is_sensitive_event(name))
    }

    fn custom_signal(&self, key: &'a str) -> Lookup<'a> {
        let Some(one) = self.custom.get(key) else { return undeclared("custom signal", key, &self.custom) };
        Lookup::Known(Known {
            kind: one.kind,
            values: texts(&one.values),
            sensitivity: sensitivity(one.sensitivity.as_ref(), Sensitivity::Contextual),
            memory: false,
            // A link may fill a field, and so may the visitor.
            url_text: one.from.as_ref().is_some_and(|from| matches!(from.part, PagePart::Value)),
        })
    }

    fn event(&self, entry: &'static Entry, argument: &'a str) -> Lookup<'a> {
        let (name, field) = match argument.split_once('.') {
            Some((name, rest)) => (name, rest.split_once('.').map(|(_, field)| field)),
            None => (argument, None),
        };
        let Some(event) = self.events.get(name) else {
            if BUILT_IN_EVENTS.contains(&name) && field.is_none() {
                return Lookup::Known(known(entry));
            }
            return undeclared("event", name, &self.events);
        };
        match field {
            Some(field) if !event.fields.iter().any(|(one, _)| one.value == field) => Lookup::Undeclared {
                what: "field",
                part: field,
                there: event.fields.iter().map(|(one, _)| one.value.as_str()).collect(),
            },
            _ => Lookup::Known(Known {
                sensitivity: sensitivity(event.sensitivity.as_ref(), entry.sensitivity),
                ..known(entry)
            }),
        }
    }

    fn affinity(&self, entry: &'static Entry, argument: &'a str) -> Lookup<'a> {
        match argument {
            "" => Lookup::Known(Known { values: self.remembered_topics(), ..known(entry) }),
            topic if self.sensitive.contains_key(topic) => {
                Lookup::Known(Known { sensitivity: Sensitivity::Sensitive, ..known(entry) })
            }
            topic if self.topics.contains(topic) => Lookup::Known(known(entry)),
            topic => Lookup::Undeclared { what: "topic", part: topic, there: self.topics.iter().copied().collect() },
        }
    }

    /// Topics that may be remembered, so the only ones that an interest or an answer can be.
    pub fn remembered_topics(&self) -> Vec<&'a str> {
        self.topics.iter().copied().filter(|topic| !self.sensitive.contains_key(topic)).collect()
    }

    /// `store.name` of `table.store.name`. A column `calendar` makes `state`, `opens`, `closes` and `changes`.
    fn column(&self, argument: &'a str) -> Lookup<'a> {
        let (name, column) = argument.split_once('.').unwrap_or((argument, ""));
        let Some(table) = self.tables.get(name) else { return undeclared("table", name, &self.tables) };
        let mut columns: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for (_, cells) in &table.rows {
            for (cell, value) in cells {
                columns.entry(&cell.value).or_default().push(&value.value);
            }
        }
        if columns.contains_key("calendar") && !columns.contains_key(column) {
            match column {
                "state" => return Lookup::Known(self.row(table, Kind::Enum, vec!["open", "closed"])),
                "opens" | "closes" | "changes" => return Lookup::Known(self.row(table, Kind::Time, Vec::new())),
                _ => {}
            }
        }
        match columns.get(column) {
            Some(values) => Lookup::Known(self.row(table, kind_of(values), Vec::new())),
            None => Lookup::Undeclared { what: "column", part: column, there: columns.keys().copied().collect() },
        }
    }

    /// A cell is as sensitive as the signal that chooses the row; its words are the team's own.
    fn row(&self, table: &'a Table, kind: Kind, values: Vec<&'a str>) -> Known<'a> {
        // A table looked up by a table would go round in circles: it does not count here.
        let by = Some(table.by.value.as_str()).filter(|by| !by.starts_with("table."));
        let by = by.and_then(|by| self.known(by));
        Known {
            kind,
            values,
            sensitivity: by.as_ref().map_or(Sensitivity::Contextual, |by| by.sensitivity),
            memory: by.is_some_and(|by| by.memory),
            url_text: false,
        }
    }
}

/// As a declaration says, or as it is for all of its kind.
fn sensitivity(said: Option<&Spanned<String>>, otherwise: Sensitivity) -> Sensitivity {
    said.and_then(|word| Sensitivity::from_word(&word.value)).unwrap_or(otherwise)
}

/// `plan` of `custom.plan`: rulesets write the whole name where they declare it.
fn custom_key(name: &str) -> &str {
    name.strip_prefix("custom.").unwrap_or(name)
}

fn known(entry: &'static Entry) -> Known<'static> {
    Known {
        kind: entry.kind,
        values: entry.values.to_vec(),
        sensitivity: entry.sensitivity,
        memory: entry.memory,
        url_text: entry.url_text,
    }
}

fn declared<'a, T>(
    entry: &'static Entry,
    what: &'static str,
    name: &'a str,
    there: &BTreeMap<&'a str, &'a T>,
) -> Lookup<'a> {
    if there.contains_key(name) { Lookup::Known(known(entry)) } else { undeclared(what, name, there) }
}

fn undeclared<'a, T>(what: &'static str, part: &'a str, there: &BTreeMap<&'a str, &'a T>) -> Lookup<'a> {
    Lookup::Undeclared { what, part, there: there.keys().copied().collect() }
}

fn texts(names: &[Spanned<String>]) -> Vec<&str> {
    names.iter().map(|name| name.value.as_str()).collect()
}

fn kind_of(values: &[&Value]) -> Kind {
    let all = |fits: fn(&Value) -> bool| values.iter().all(|value| fits(value));
    if all(|value| matches!(value, Value::Number(_))) {
        Kind::Number
    } else if all(|value| matches!(value, Value::Bool(_))) {
        Kind::Bool
    } else if all(|value| matches!(value, Value::Text(_))) {
        Kind::Text
    } else {
        Kind::Any
    }
}
