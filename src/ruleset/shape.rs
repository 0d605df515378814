//! The language as tables: every key with its type and one line of documentation.
//!
//! Parser and JSON Schema read the same tables, so a key that one knows the other knows too. A section's keys stand in
//! [`super::shapes`]; here is what they are made of.

use super::operators;

/// A map with known keys.
#[derive(Debug)]
pub struct Shape {
    /// What it is, for messages and as a name in the schema: `experience`.
    pub name: &'static str,
    pub about: &'static str,
    pub keys: &'static [Key],
    /// The type of every other key, where names are free (`by:` cases).
    pub others: Option<Ty>,
}

#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub ty: Ty,
    pub required: bool,
    pub about: &'static str,
}

/// What a value may be. Reading a scalar goes by this, never by how it looks.
#[derive(Debug, Clone, Copy)]
pub enum Ty {
    /// Any text.
    Text,
    /// A word that others refer to, without dots: `dach_evening`.
    Name,
    /// An id: letters, digits, `.`, `_`, `-`.
    Id,
    /// The name of a signal: `geo.country`.
    Signal,
    /// Text that may interpolate.
    Template,
    Bool,
    Number,
    /// `5%`, `0.05`.
    Share,
    /// `30m`, `7d`.
    Duration,
    /// An hour of the day, `5`, or a time of it, `05:30`.
    Clock,
    /// RFC 3339, or civil where a `zone` stands beside it.
    Moment,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A text of this form (a regular expression for the schema; the parser reads by hand).
    Matching(&'static str),
    /// Any scalar: a value slot's.
    Scalar,
    /// One, or a list of them.
    Many(&'static Ty),
    List(&'static Ty),
    /// Free names → this.
    Map(&'static Ty),
    Shape(&'static Shape),
    Either(&'static [Ty]),
    /// Exactly this text.
    Exactly(&'static str),
    Null,
    Condition,
    /// What an arm puts into a slot.
    Content,
    /// Whatever a later release reads there.
    Later,
}

impl Shape {
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The keys that people write; `$schema` is their editor's.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name).filter(|name| !name.starts_with('$'))
    }

    /// The words of a key of words.
    pub fn words(&self, name: &str) -> &'static [&'static str] {
        self.key(name).map_or(&[], |key| key.ty.words())
    }
}

impl Ty {
    /// The words that may stand here, looking through lists and alternatives.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Ty::Words(words) => words,
            Ty::Many(ty) | Ty::List(ty) | Ty::Map(ty) => ty.words(),
            Ty::Either(types) => types.iter().map(|ty| ty.words()).find(|words| !words.is_empty()).unwrap_or(&[]),
            _ => &[],
        }
    }
}

pub const fn key(name: &'static str, ty: Ty, about: &'static str) -> Key {
    Key { name, ty, required: false, about }
}

pub const fn required(name: &'static str, ty: Ty, about: &'static str) -> Key {
    Key { name, ty, required: true, about }
}

pub const fn shape(name: &'static str, about: &'static str, keys: &'static [Key]) -> Shape {
    Shape { name, about, keys, others: None }
}

/// The candidate that was most likely meant, if any is near enough.
pub fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let near = |candidate: &str| {
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        let allowed = (word.chars().count().max(candidate.chars().count()) / 3).max(1);
        // `$equals` for `$eq`, `classes` for `class`.
        let begins = candidate.len() > 2 && lower.starts_with(&candidate.to_lowercase());
        (distance <= allowed || begins).then_some(distance)
    };
    candidates.into_iter().filter_map(|candidate| near(candidate).map(|d| (d, candidate))).min().map(|(_, c)| c)
}

/// The candidates as a list for a hint: `a`, `b`, `c`.
pub fn listed<'c>(candidates: impl IntoIterator<Item = &'c str>) -> String {
    candidates.into_iter().map(|candidate| format!("`{candidate}`")).collect::<Vec<_>>().join(", ")
}

/// All operators that stand under a signal, for messages.
pub fn operator_names() -> impl Iterator<Item = &'static str> {
    operators::OPERATORS.iter().map(|operator| operator.name)
}
