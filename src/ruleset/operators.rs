//! The operators of conditions as one table: name, meaning, what they take. Parser, JSON Schema and docs read it.

use super::model::Operator;

/// An operator that stands under a signal.
#[derive(Debug)]
pub struct Spec {
    pub name: &'static str,
    pub op: Operator,
    pub takes: Takes,
    pub about: &'static str,
}

/// What stands behind an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A value of the signal's type.
    Value,
    /// A list of values of the signal's type.
    Values,
    Bool,
    /// The name of a JSON type.
    TypeName,
    /// A regular expression.
    Pattern,
    /// A number, or operators over a number.
    Size,
    /// Operators over an element, or a condition over the paths of an element.
    Element,
    /// Two ends, the second excluded.
    Range,
    Text,
    Duration,
    /// The name of a list.
    ListName,
    /// The name of a calendar.
    CalendarName,
    /// `known`, `declared`, `inferred`.
    Trust,
    /// Dotted version text.
    Version,
}

const fn spec(name: &'static str, op: Operator, takes: Takes, about: &'static str) -> Spec {
    Spec { name, op, takes, about }
}

/// Aliases stand behind the name that we prefer.
pub const OPERATORS: &[Spec] = &[
    spec("$eq", Operator::Eq, Takes::Value, "is this value"),
    spec("$ne", Operator::Ne, Takes::Value, "is known, and not this value"),
    spec("$in", Operator::In, Takes::Values, "is one of these"),
    spec("$nin", Operator::Nin, Takes::Values, "is known, and none of these"),
    spec("$ini", Operator::Ini, Takes::Values, "is one of these, in any case"),
    spec("$nini", Operator::Nini, Takes::Values, "is known, and none of these in any case"),
    spec("$gt", Operator::Gt, Takes::Value, "is greater"),
    spec("$gte", Operator::Gte, Takes::Value, "is greater or equal"),
    spec("$lt", Operator::Lt, Takes::Value, "is less"),
    spec("$lte", Operator::Lte, Takes::Value, "is less or equal"),
    spec(
        "$between",
        Operator::Between,
        Takes::Range,
        "lies between two numbers, times or dates, the second excluded; `[18, 2]` wraps round midnight",
    ),
    spec("$exists", Operator::Exists, Takes::Bool, "is known"),
    spec("$type", Operator::Type, Takes::TypeName, "has this JSON type"),
    spec("$regex", Operator::Regex, Takes::Pattern, "matches this regular expression"),
    spec("$regexi", Operator::Regexi, Takes::Pattern, "matches this regular expression, in any case"),
    spec("$notRegex", Operator::NotRegex, Takes::Pattern, "is known, and does not match this regular expression"),
    spec(
        "$notRegexi",
        Operator::NotRegexi,
        Takes::Pattern,
        "is known, and does not match this regular expression in any case",
    ),
    spec("$startsWith", Operator::StartsWith, Takes::Text, "starts with this text"),
    spec("$startsWithi", Operator::StartsWithi, Takes::Text, "starts with this text, in any case"),
    spec("$endsWith", Operator::EndsWith, Takes::Text, "ends with this text"),
    spec("$endsWithi", Operator::EndsWithi, Takes::Text, "ends with this text, in any case"),
    spec("$contains", Operator::Contains, Takes::Text, "contains this text"),
    spec("$containsi", Operator::Containsi, Takes::Text, "contains this text, in any case"),
    spec("$size", Operator::Size, Takes::Size, "the list has this many values"),
    spec("$elemMatch", Operator::ElemMatch, Takes::Element, "one of the list's values passes"),
    spec("$all", Operator::All, Takes::Values, "the list holds all of these"),
    spec("$alli", Operator::Alli, Takes::Values, "the list holds all of these, in any case"),
    spec("$veq", Operator::Veq, Takes::Version, "is this version"),
    spec("$vne", Operator::Vne, Takes::Version, "is known, and not this version"),
    spec("$vgt", Operator::Vgt, Takes::Version, "is a later version"),
    spec("$vgte", Operator::Vgte, Takes::Version, "is this version or a later one"),
    spec("$vlt", Operator::Vlt, Takes::Version, "is an earlier version"),
    spec("$vlte", Operator::Vlte, Takes::Version, "is this version or an earlier one"),
    spec("$inList", Operator::InList, Takes::ListName, "is in the named list"),
    spec("$notInList", Operator::NotInList, Takes::ListName, "is known, and not in the named list"),
    spec("$inGroup", Operator::InList, Takes::ListName, "is in the named list"),
    spec("$notInGroup", Operator::NotInList, Takes::ListName, "is known, and not in the named list"),
    spec("$within", Operator::Within, Takes::Duration, "the time lies at most this long ago"),
    spec("$olderThan", Operator::OlderThan, Takes::Duration, "the time lies longer ago than this"),
    spec("$during", Operator::During, Takes::CalendarName, "the time lies in the opening hours of this calendar"),
    spec("$trust", Operator::Trust, Takes::Trust, "the value comes from a source at least this reliable"),
];

/// Operators that stand beside signals.
pub const LOGIC: &[(&str, &str)] = &[
    ("$and", "all of these conditions hold"),
    ("$or", "one of these conditions holds"),
    ("$nor", "none of these conditions holds"),
    ("$not", "this condition does not hold"),
    ("$segment", "the named segment holds; of a list, all"),
];

/// Under a signal: the opposite of these operators.
pub const NOT: &str = "$not";

pub const TYPE_NAMES: &[&str] = &["string", "number", "boolean", "array", "object", "null"];
pub const TRUST: &[&str] = &["known", "declared", "inferred"];

pub fn lookup(name: &str) -> Option<&'static Spec> {
    OPERATORS.iter().find(|spec| spec.name == name)
}
