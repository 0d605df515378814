//! The catalogue of signals: one table, from which everything that lists signals is generated.
//!
//! Ruleset checks, documentation, schema, types and the manifest ask this table; a running program does not. It holds
//! numbers ([`id`]) and the names that its own rules use, so a visit never links a single name of this table. The
//! surprise: a number is part of the bundle format. It is given once and never used again, even for a signal that is
//! gone.

#[cfg(feature = "tools")]
mod closed;
pub mod id;
#[cfg(feature = "tools")]
pub mod markdown;
#[cfg(feature = "tools")]
mod phrases;
mod table;
#[cfg(feature = "tools")]
pub mod typescript;
pub mod values;

use crate::program::records::{AT_EDGE, ON_DEVICE};
#[cfg(feature = "tools")]
use crate::signal::{Source, Trust, facts::number, needs, sources};
use crate::value::Kind;
#[cfg(feature = "tools")]
pub use closed::{RANGES, WITNESSES, is_whole, range, witnesses};
use table::TABLE;

/// How much a value says about a person. Ordered: a charter names the highest that it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Sensitivity {
    /// About this visit only; gone with the page.
    Contextual = 0,
    /// From what the visitor did here.
    Behavioural = 1,
    /// What the visitor said.
    Declared = 2,
    /// Narrow enough to find a household.
    Precise = 3,
    /// Health, faith, politics and the like.
    Sensitive = 4,
}

impl Sensitivity {
    pub const ALL: [Sensitivity; 5] = [
        Sensitivity::Contextual,
        Sensitivity::Behavioural,
        Sensitivity::Declared,
        Sensitivity::Precise,
        Sensitivity::Sensitive,
    ];

    /// The word that rulesets and charters use.
    pub fn word(self) -> &'static str {
        match self {
            Sensitivity::Contextual => "contextual",
            Sensitivity::Behavioural => "behavioural",
            Sensitivity::Declared => "declared",
            Sensitivity::Precise => "precise",
            Sensitivity::Sensitive => "sensitive",
        }
    }

    pub fn from_word(word: &str) -> Option<Sensitivity> {
        Sensitivity::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// One signal, or one family of signals when its name holds a `*`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Number in bundles; never 0 (that is an attribute of `matches()`), never used twice.
    pub id: u16,
    /// Dotted name. A `*` inside stands for one part, a `*` at the end for all that follows.
    pub name: &'static str,
    /// [`Kind::Any`]: what the ruleset declares for the name.
    pub kind: Kind,
    /// All that a [`Kind::Enum`] can be; of a list, all that its elements can be. Empty: open.
    pub values: &'static [&'static str],
    pub sensitivity: Sensitivity,
    /// Kept on the device; needs consent for `personalization`.
    pub memory: bool,
    /// Text that whoever makes a link can choose. It may be compared, but not shown as it is.
    pub url_text: bool,
    /// [`AT_EDGE`], [`ON_DEVICE`]: where it can be known.
    pub place: u8,
    /// Made by this release. Others are reserved: their names and types are checked, their use is an error.
    pub active: bool,
    /// Unit, range or form, for people: `0–23`, `YYYY-MM-DD`, `minutes east of UTC`.
    pub unit: &'static str,
}

impl Entry {
    /// The name ends in, or holds, a part that the ruleset chooses.
    pub fn is_family(&self) -> bool {
        self.name.contains('*')
    }

    /// The first part of the name: `geo` of `geo.country`.
    pub fn group(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// Missing at an edge, it may still be known on the device. Not so what follows from the address, the referrer and
    /// the moment: a browser knows no more of these than its request says. What the site gives itself (`custom.*`) it may
    /// give on either side.
    #[cfg(feature = "tools")]
    pub fn is_unsettled(&self) -> bool {
        const REQUESTED: u64 = 1 << number::NOW | 1 << number::REFERRER | 1 << number::URL | 1 << number::USER_AGENT;
        // What they go by is asked for itself.
        if (id::CALENDAR_STATE..=id::CALENDAR_CHANGES).contains(&self.id) {
            return false;
        }
        let needs = needs(self.id);
        self.place & ON_DEVICE != 0 && (needs == 0 || needs & !REQUESTED != 0)
    }

    /// Where a value may come from, and how sure it is then.
    #[cfg(feature = "tools")]
    pub fn sources(&self) -> Vec<(Source, Trust)> {
        match (self.id, self.memory) {
            (id::CUSTOM, _) => vec![(Source::Site, Trust::Declared), (Source::Document, Trust::Known)],
            (id::HOLDOUT | id::VARIANT, _) => vec![(Source::Draw, Trust::Known)],
            (id::CALENDAR_STATE..=id::CALENDAR_CHANGES, _) => vec![(Source::Calendar, Trust::Known)],
            (_, true) => vec![(Source::Memory, Trust::Known)],
            _ => sources(self.id),
        }
    }

    /// How finely it tells visitors apart: what a value can be.
    #[cfg(feature = "tools")]
    pub fn granularity(&self) -> String {
        match self.kind {
            Kind::Bool => "yes or no".to_owned(),
            Kind::Enum => format!("one of {}", self.values.len()),
            _ if !self.unit.is_empty() => self.unit.to_owned(),
            kind => kind.word().to_owned(),
        }
    }

    /// How long it is kept.
    #[cfg(feature = "tools")]
    pub fn lifetime(&self) -> &'static str {
        if self.memory { "kept on the device, with consent" } else { "this page view" }
    }

    /// What the signal is, in words for the visitor: "the country you are in".
    #[cfg(feature = "tools")]
    pub fn phrase(&self) -> &'static str {
        phrases::of(self.id).0
    }

    /// What a value can reveal of somebody, for the team.
    #[cfg(feature = "tools")]
    pub fn reveals(&self) -> &'static str {
        phrases::reveals(self.id)
    }

    /// Where the value comes from, for the team.
    #[cfg(feature = "tools")]
    pub fn about(&self) -> &'static str {
        phrases::of(self.id).1
    }

    const fn new(id: u16, name: &'static str, kind: Kind) -> Entry {
        Entry {
            id,
            name,
            kind,
            values: &[],
            sensitivity: Sensitivity::Contextual,
            memory: false,
            url_text: false,
            place: AT_EDGE | ON_DEVICE,
            active: true,
            unit: "",
        }
    }

    const fn of(self, values: &'static [&'static str]) -> Entry {
        Entry { values, ..self }
    }

    const fn unit(self, unit: &'static str) -> Entry {
        Entry { unit, ..self }
    }

    const fn device_only(self) -> Entry {
        Entry { place: ON_DEVICE, ..self }
    }

    /// A browser has no way to know it.
    const fn edge_only(self) -> Entry {
        Entry { place: AT_EDGE, ..self }
    }

    const fn link_text(self) -> Entry {
        Entry { url_text: true, ..self }
    }

    /// Not made by this release.
    const fn later(self) -> Entry {
        Entry { active: false, ..self }
    }

    const fn sensitivity(self, sensitivity: Sensitivity) -> Entry {
        Entry { sensitivity, ..self }
    }

    const fn remembered(self) -> Entry {
        Entry { memory: true, sensitivity: Sensitivity::Behavioural, place: ON_DEVICE, ..self }
    }
}

/// Every signal, in the order in which the documentation lists them.
pub fn all() -> &'static [Entry] {
    TABLE
}

pub fn by_id(id: u16) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.id == id)
}

/// The entry of a signal's name, and the part of the name that the ruleset chose: from where the entry has its first
/// `*` to where it has its last. `ref` of `page.query.ref`, `store.name` of `table.store.name`, `buy.sum.value` of
/// `event.buy.sum.value`.
///
/// ```
/// use nearside::signal::catalogue::lookup;
/// let (entry, argument) = lookup("event.purchase.count").unwrap();
/// assert_eq!((entry.name, argument), ("event.*.count", Some("purchase")));
/// ```
pub fn lookup(name: &str) -> Option<(&'static Entry, Option<&str>)> {
    if let Some(entry) = TABLE.iter().find(|entry| entry.name == name && !entry.is_family()) {
        return Some((entry, None));
    }
    TABLE.iter().filter(|entry| entry.is_family()).find_map(|entry| Some((entry, Some(argument(entry.name, name)?))))
}

/// What `name` has where `pattern` has its stars.
fn argument<'a>(pattern: &str, name: &'a str) -> Option<&'a str> {
    let (head, tail) = pattern.split_once('*')?;
    let rest = name.strip_prefix(head)?;
    let fixed = match tail.split_once('*') {
        None => tail,
        Some((between, _)) => {
            let (first, last) = rest.split_once(between)?;
            return (is_part(first) && !last.is_empty()).then_some(rest);
        }
    };
    let chosen = rest.strip_suffix(fixed)?;
    let fits = if fixed.is_empty() { !chosen.is_empty() } else { is_part(chosen) };
    fits.then_some(chosen)
}

/// One part of a dotted name.
fn is_part(text: &str) -> bool {
    !text.is_empty() && !text.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> Option<(&'static str, Option<String>)> {
        lookup(name).map(|(entry, argument)| (entry.name, argument.map(String::from)))
    }

    #[test]
    fn a_number_is_used_once_and_is_not_zero() {
        for (at, entry) in all().iter().enumerate() {
            assert_ne!(entry.id, 0, "{}", entry.name);
            for other in all().iter().skip(at + 1) {
                assert_ne!(entry.id, other.id, "{} and {}", entry.name, other.name);
                assert_ne!(entry.name, other.name);
            }
        }
    }

    #[test]
    fn closed_sets_belong_to_enums_and_enums_have_one() {
        for entry in all() {
            assert_eq!(entry.kind == Kind::Enum, !entry.values.is_empty(), "{}", entry.name);
            assert_ne!(entry.place, 0, "{}", entry.name);
        }
    }

    #[test]
    fn memory_is_never_at_the_edge() {
        assert!(all().iter().all(|entry| !entry.memory || entry.place == ON_DEVICE));
    }

    #[test]
    fn ok_lookup_exact_before_family() {
        assert_eq!(found("geo.country"), Some(("geo.country", None)));
        assert_eq!(found("affinity.top"), Some(("affinity.top", None)));
        assert_eq!(found("affinity.running"), Some(("affinity.*", Some("running".into()))));
    }

    #[test]
    fn ok_lookup_argument() {
        assert_eq!(found("page.query.a.b"), Some(("page.query.*", Some("a.b".into()))));
        assert_eq!(found("state.cart.age"), Some(("state.*.age", Some("cart".into()))));
        assert_eq!(found("table.store.name"), Some(("table.*.*", Some("store.name".into()))));
        assert_eq!(found("event.buy.sum.value"), Some(("event.*.sum.*", Some("buy.sum.value".into()))));
    }

    #[test]
    fn err_lookup_unknown() {
        for name in [
            "",
            ".",
            "geo",
            "geo.",
            "geo.*.x",
            "custom.",
            "custom",
            "event..count",
            "event.buy",
            "event.a.b.sum.c",
            "event.a.b.count",
            "table.store",
            "é.*",
        ] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[cfg(feature = "tools")]
    #[test]
    fn every_signal_can_be_said_to_a_visitor() {
        for entry in all() {
            assert!(!entry.phrase().is_empty(), "{}", entry.name);
            assert!(!entry.about().is_empty(), "{}", entry.name);
            assert!(!entry.reveals().is_empty(), "{}", entry.name);
        }
    }
}
