//! The types of all names that a condition may ask for: the catalogue's, and those that the ruleset declares.
//!
//! Filled before any condition is read, since the type decides how a scalar is read.

use std::collections::BTreeMap;

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

/// What the catalogue says.
fn catalogued(name: &str) -> Option<Kind> {
    Some(match name {
        "geo.country" | "geo.region" | "geo.city" | "geo.timezone" | "locale.language" | "locale.region"
        | "locale.script" | "locale.currency" | "page.path" | "page.host" | "page.title" | "page.type"
        | "referral.name" | "referral.host" | "referral.term" | "device.os" | "device.browser" | "time.date"
        | "visit.entry" | "visit.last_action" => Kind::Text,
        "device.type" | "device.screen" | "device.network" | "device.contrast" | "time.weekday" | "time.daypart"
        | "geo.continent" | "referral.source" | "referral.click" | "locale.units" => Kind::Enum,
        "device.os_version" | "device.browser_version" => Kind::Version,
        "geo.eu" | "device.touch" | "device.dark" | "device.reduced_motion" | "device.save_data" | "time.weekend"
        | "locale.rtl" | "locale.hour12" | "visit.new" | "privacy.gpc" | "holdout" => Kind::Bool,
        "device.memory" | "time.hour" | "time.minute" | "time.month" | "time.day" | "time.offset"
        | "locale.first_weekday" | "visit.count" | "visit.pageviews" | "visit.seconds" | "visit.days_since_last"
        | "visit.days_since_first" => Kind::Number,
        "locale.languages" | "page.topics" => Kind::List,
        _ => return None,
    })
}

/// Families of signals with free parts.
fn family(name: &str) -> Option<Kind> {
    let (group, rest) = name.split_once('.')?;
    let last = rest.rsplit('.').next().unwrap_or(rest);
    Some(match (group, last) {
        ("state", "open") => Kind::Bool,
        ("state", "since") | ("event", "last") => Kind::Time,
        ("state", "age") => Kind::Duration,
        ("event" | "model", _) => Kind::Number,
        ("affinity", "top") => Kind::Topic,
        ("affinity", _) => Kind::Number,
        ("calendar" | "table", "state") => Kind::Enum,
        ("calendar" | "table", "opens" | "closes") => Kind::Time,
        ("consent", _) => Kind::Bool,
        ("stage" | "variant", _) => Kind::Text,
        ("page", _) if rest.starts_with("query.") => Kind::Text,
        ("referral", _) if rest.starts_with("utm.") => Kind::Text,
        ("time", _) if rest.starts_with("utc.") => return catalogued(&format!("time.{last}")),
        _ => return None,
    })
}
