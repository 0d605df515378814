//! The types of all names that a condition may ask for: the catalogue's, and those that the ruleset declares.
//!
//! Filled before any condition is read, since the type decides how a scalar is read.

use std::collections::BTreeMap;

use crate::signal::catalogue;
use crate::value::Kind;

/// What names mean in one ruleset.
#[derive(Debug, Clone, Default)]
pub struct Types {
    /// By full name: `custom.plan`, `declared.role`, `table.store.name`.
    signals: BTreeMap<String, Kind>,
    /// What the members of a list are compared with.
    lists: BTreeMap<String, Kind>,
    /// Value slots and the type of their default.
    slots: BTreeMap<String, Kind>,
}

impl Types {
    pub fn declare(&mut self, signal: impl Into<String>, kind: Kind) {
        self.signals.insert(signal.into(), kind);
    }

    /// A list is compared with a signal of this kind. Text wins: it loses nothing.
    pub fn list_used(&mut self, list: &str, kind: Kind) {
        let kind = match self.lists.get(list) {
            Some(known) if *known != kind => Kind::Text,
            _ => kind,
        };
        self.lists.insert(list.to_owned(), kind);
    }

    pub fn list(&self, list: &str) -> Kind {
        self.lists.get(list).copied().unwrap_or(Kind::Any)
    }

    pub fn value_slot(&mut self, slot: &str, kind: Kind) {
        self.slots.insert(slot.to_owned(), kind);
    }

    /// The type of a value slot; nothing when the name is no value slot.
    pub fn slot(&self, slot: &str) -> Option<Kind> {
        self.slots.get(slot).copied()
    }

    /// The type of a signal; `Any` when nobody knows it.
    pub fn signal(&self, name: &str) -> Kind {
        self.signals.get(name).copied().or_else(|| catalogued(name)).or_else(|| family(name)).unwrap_or(Kind::Any)
    }
}

/// What the catalogue says, where it says a type.
fn catalogued(name: &str) -> Option<Kind> {
    catalogue::lookup(name).map(|(entry, _)| entry.kind).filter(|kind| *kind != Kind::Any)
}

/// A table whose rows name a calendar has its columns too.
fn family(name: &str) -> Option<Kind> {
    let (_, column) = name.strip_prefix("table.")?.split_once('.')?;
    match column {
        "state" => Some(Kind::Enum),
        "opens" | "closes" | "changes" => Some(Kind::Time),
        _ => None,
    }
}
