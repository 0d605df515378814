//! What the stages of compiling share: the ruleset being compiled, the tables being filled, what was found wrong.

use super::intern::Tables;
use crate::diagnostic::{Diagnostic, Span};
use crate::languages;
use crate::program::records::{AT_EDGE, ConditionId, IN_PAGE, NONE, ON_DEVICE, SignalRef, TOLD, UNSETTLED};
use crate::ruleset::domains;
use crate::ruleset::model::{CustomSignal, PagePart, Ruleset, Table};
use crate::signal::catalogue::{self, id};
use crate::signal::locale::conventions::convention;
use crate::value::{Kind, Value};
use std::collections::BTreeMap;

/// Whose rules a condition follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Ours: typed, a missing signal is unknown.
    Ruleset,
    /// GrowthBook's: JavaScript's comparisons, a missing attribute is null.
    GrowthBook,
}

/// A segment's condition in one polarity.
#[derive(Debug, Clone, Copy)]
pub enum Lowered {
    /// Being lowered: to meet it again is a circle.
    Open,
    Done(ConditionId),
}

/// What the side map tells of a predicate.
#[derive(Debug, Clone)]
pub struct Note {
    pub text: String,
    pub span: Span,
}

/// What the side map tells of a condition.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// Where each step was written.
    pub steps: Vec<Span>,
    /// Names of the segments of which it is the condition, and whether turned round.
    pub segments: Vec<(String, bool)>,
}

pub struct Compiler<'a> {
    pub ruleset: &'a Ruleset,
    pub dialect: Dialect,
    pub tables: Tables,
    pub lists: BTreeMap<&'a str, Vec<Value>>,
    pub diagnostics: Vec<Diagnostic>,
    /// By index of the segment and polarity (true: turned round).
    pub segments: BTreeMap<(usize, bool), Lowered>,
    /// By index of the predicate.
    pub notes: BTreeMap<u32, Note>,
    /// By index of the condition.
    pub stories: BTreeMap<ConditionId, Story>,
    /// The numbers of the calendars that something asked for.
    pub calendars: BTreeMap<String, u32>,
    /// Tables and the row of each that texts are being compiled for.
    pub rows: Vec<(String, String)>,
    /// From when and until when zones are known, in minutes since 1970.
    pub life: (i64, i64),
    /// How deep conditions below each condition nest.
    pub depths: BTreeMap<ConditionId, usize>,
    /// The literal being lowered, as people read it; for notes.
    pub about: String,
    /// Contents are being compiled that offer a price of the visitor's own.
    pub discloses: bool,
    /// Source text of a span, for notes.
    pub slice: &'a dyn Fn(Span) -> String,
}

impl<'a> Compiler<'a> {
    pub fn new(ruleset: &'a Ruleset, dialect: Dialect, slice: &'a dyn Fn(Span) -> String) -> Compiler<'a> {
        let values = |list: &crate::ruleset::model::List| list.values.iter().map(|value| value.value.clone()).collect();
        let mut tables = Tables::default();
        tables.draft.id = NONE;
        tables.draft.expires = i64::MAX;
        tables.draft.topics = NONE;
        Compiler {
            ruleset,
            dialect,
            tables,
            lists: ruleset.lists.iter().map(|list| (list.name.value.as_str(), values(list))).collect(),
            diagnostics: Vec::new(),
            segments: BTreeMap::new(),
            notes: BTreeMap::new(),
            stories: BTreeMap::new(),
            calendars: BTreeMap::new(),
            rows: Vec::new(),
            life: (0, 0),
            depths: BTreeMap::new(),
            about: String::new(),
            discloses: false,
            slice,
        }
    }

    /// Notes what cannot be compiled. `check` says the same earlier and better; this is the second line.
    pub fn refuse(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message));
    }

    pub fn table(&self, name: &str) -> Option<&'a Table> {
        self.ruleset.tables.iter().find(|table| table.name.value == name)
    }

    /// The signal's index in the read set. Signals are read because something here asked for them, for no other reason.
    pub fn signal(&mut self, name: &str, span: Span) -> u32 {
        if self.dialect == Dialect::GrowthBook {
            return self.tables.signal(name, |tables| SignalRef {
                name: tables.string(name),
                id: 0,
                kind: Kind::Any,
                flags: AT_EDGE | ON_DEVICE,
                argument: NONE,
            });
        }
        if let Some(signal) = self.told(name, span) {
            return signal;
        }
        let found = catalogue::lookup(name);
        if found.is_none() {
            self.refuse("unknown-signal", span, format!("unknown signal `{name}`"));
        }
        let kind = self.kind(name);
        if let Some(source) = self.custom(name).and_then(|signal| signal.from.as_ref()) {
            let part = match &source.part {
                PagePart::Text => "",
                PagePart::Value => "=",
                PagePart::Attribute(name) => &name.value,
            };
            let argument = format!("{part}\n{}", source.selector.value);
            return self.tables.signal(name, |tables| SignalRef {
                name: tables.string(name),
                id: found.map_or(0, |(entry, _)| entry.id),
                kind,
                flags: ON_DEVICE | UNSETTLED | IN_PAGE,
                argument: tables.string(&argument),
            });
        }
        let unsettled = if found.is_none_or(|(entry, _)| entry.is_unsettled()) { UNSETTLED } else { 0 };
        let told = if found
            .is_some_and(|(entry, _)| entry.memory || matches!(entry.id, id::HOLDOUT | id::VARIANT | id::CONSENT))
        {
            TOLD
        } else {
            0
        };
        let ruleset = self.ruleset;
        self.tables.signal(name, |tables| SignalRef {
            name: tables.string(name),
            id: found.map_or(0, |(entry, _)| entry.id),
            kind,
            flags: found.map_or(AT_EDGE | ON_DEVICE, |(entry, _)| entry.place) | unsettled | told,
            argument: match argument(ruleset, name).as_str() {
                "" => NONE,
                argument => tables.string(argument),
            },
        })
    }

    /// One of the site's own signals, as it is declared.
    fn custom(&self, name: &str) -> Option<&'a CustomSignal> {
        let is_it = |known: &str| known == name || name.strip_prefix("custom.") == Some(known);
        self.ruleset.signals.iter().find(|signal| is_it(&signal.name.value))
    }

    /// The declared type of a signal.
    pub fn kind(&self, name: &str) -> Kind {
        if self.dialect == Dialect::GrowthBook {
            return Kind::Any;
        }
        match self.ruleset.calendar_column(name) {
            Some((_, "state")) => return Kind::Enum,
            Some(_) => return Kind::Time,
            None => {}
        }
        let known = catalogue::lookup(name).map_or(Kind::Any, |(entry, _)| entry.kind);
        if known != Kind::Any {
            return known;
        }
        let custom = self.custom(name);
        let declared = name.strip_prefix("declared.");
        let declared = self.ruleset.declare.iter().find(|declaration| declared == Some(&declaration.name.value));
        custom.map(|signal| signal.kind).or(declared.map(|declaration| declaration.kind)).unwrap_or(Kind::Any)
    }
}

/// What a visit needs besides the facts: the variable part of the name, or a table.
fn argument(ruleset: &Ruleset, name: &str) -> String {
    let Some((entry, argument)) = catalogue::lookup(name) else { return String::new() };
    match entry.id {
        id::LOCALE_LANGUAGE => languages::table(&ruleset.languages()),
        id::TIME_DAYPART => {
            let starts = ruleset.dayparts.as_ref().map(|starts| starts.value.map(|start| start.to_string()).join(","));
            starts.unwrap_or_default()
        }
        // What is the site's own is told by its domains, where it names them.
        id::REFERRAL_SOURCE => domains::own(ruleset).unwrap_or_default(),
        signal => argument.unwrap_or(convention(signal)).to_owned(),
    }
}
