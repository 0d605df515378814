//! GrowthBook's conditions, for `matches()`: the same model, with that dialect's idea of what cannot be read.
//!
//! Nothing fails here. What the dialect calls false becomes [`Operator::Unknown`] or [`Operand::Invalid`]. Bare values
//! are [`Operator::Is`], which compares loosely, while `$eq` compares strictly. An empty `$or` is true, an empty
//! `$nor` therefore false. Only `$and $or $nor $not` are logic; any other key, `$groups` say, is a path.

use serde_json::Value as Json;

use super::model::{Condition, Operand, Operator, Test};
use super::operators::{self, Takes};
use crate::diagnostic::{Span, Spanned};
use crate::limits;
use crate::value::Value;

const NOWHERE: Span = Span { file: 0, start: 0, end: 0 };

/// A condition as JSON has it. One that nests too deeply is false as a whole: cut off inside, it would be true under
/// every other `$not`.
pub fn from_json(json: &Json) -> Condition {
    if is_deeper(json, limits::RULESET_DEPTH) { never() } else { condition(json, 0) }
}

fn is_deeper(json: &Json, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else { return json.is_object() || json.is_array() };
    match json {
        Json::Object(entries) => entries.values().any(|inner| is_deeper(inner, below)),
        Json::Array(items) => items.iter().any(|inner| is_deeper(inner, below)),
        _ => false,
    }
}

fn condition(json: &Json, depth: usize) -> Condition {
    let Json::Object(entries) = json else { return Condition::And(Vec::new(), NOWHERE) };
    if depth > limits::RULESET_DEPTH {
        return never();
    }
    let parts = entries.iter().map(|(key, value)| part(key, value, depth + 1)).collect();
    Condition::And(parts, NOWHERE)
}

/// A condition that no attributes satisfy.
fn never() -> Condition {
    let test = Test::Op { op: Operator::Unknown, operand: Operand::Invalid, span: NOWHERE };
    Condition::Test { signal: Spanned::new(String::new(), NOWHERE), test }
}

fn part(key: &str, json: &Json, depth: usize) -> Condition {
    match key {
        "$and" => Condition::And(conditions(json, depth), NOWHERE),
        "$or" => Condition::Or(conditions(json, depth), NOWHERE),
        "$nor" => Condition::Nor(conditions(json, depth), NOWHERE),
        "$not" => Condition::Not(Box::new(condition(json, depth)), NOWHERE),
        path => Condition::Test { signal: Spanned::new(path.to_owned(), NOWHERE), test: test(json, depth) },
    }
}

fn conditions(json: &Json, depth: usize) -> Vec<Condition> {
    json.as_array().map_or_else(Vec::new, |items| items.iter().map(|item| condition(item, depth)).collect())
}

/// Operators, when every key is one; else a value to compare with.
fn test(json: &Json, depth: usize) -> Test {
    match json {
        _ if depth > limits::RULESET_DEPTH => op(Operator::Unknown, Operand::Invalid),
        Json::Object(entries) if is_operators(json) => {
            Test::All(entries.iter().map(|(name, value)| operator(name, value, depth + 1)).collect(), NOWHERE)
        }
        value => op(Operator::Is, Operand::Value(spanned(value, depth))),
    }
}

fn is_operators(json: &Json) -> bool {
    json.as_object().is_some_and(|entries| !entries.is_empty() && entries.keys().all(|key| key.starts_with('$')))
}

fn op(op: Operator, operand: Operand) -> Test {
    Test::Op { op, operand, span: NOWHERE }
}

fn operator(name: &str, json: &Json, depth: usize) -> Test {
    if name == operators::NOT {
        return Test::Not(Box::new(test(json, depth)), NOWHERE);
    }
    match operators::lookup(name) {
        Some(spec) => op(spec.op, operand(spec.takes, json, depth)),
        None => op(Operator::Unknown, Operand::Invalid),
    }
}

fn operand(takes: Takes, json: &Json, depth: usize) -> Operand {
    match takes {
        Takes::Value | Takes::Version => Operand::Value(spanned(json, depth)),
        Takes::Values => json
            .as_array()
            .map_or(Operand::Invalid, |items| Operand::Values(items.iter().map(|item| spanned(item, depth)).collect())),
        Takes::Bool => Operand::Value(Spanned::new(Value::Bool(is_truthy(json)), NOWHERE)),
        Takes::Pattern => text(json).map_or(Operand::Invalid, |text| Operand::Pattern(Spanned::new(text, NOWHERE))),
        Takes::TypeName | Takes::ListName | Takes::CalendarName | Takes::Trust => {
            json.as_str().map_or(Operand::Invalid, |name| Operand::Name(Spanned::new(name.to_owned(), NOWHERE)))
        }
        Takes::Text => json.as_str().map_or(Operand::Invalid, |_| Operand::Value(spanned(json, depth))),
        Takes::Size => Operand::Test(Box::new(test(json, depth))),
        Takes::Element if is_operators(json) => Operand::Test(Box::new(test(json, depth))),
        Takes::Element if json.is_object() => Operand::Condition(Box::new(condition(json, depth))),
        Takes::Element => Operand::Invalid,
        Takes::Range => range(json).unwrap_or(Operand::Invalid),
        Takes::Duration => {
            duration(json).map_or(Operand::Invalid, |ms| Operand::Value(Spanned::new(Value::Number(ms), NOWHERE)))
        }
    }
}

fn range(json: &Json) -> Option<Operand> {
    match json.as_array()?.as_slice() {
        [low, high] => {
            Some(Operand::Range(Spanned::new(duration(low)?, NOWHERE), Spanned::new(duration(high)?, NOWHERE)))
        }
        _ => None,
    }
}

/// A number, or a text such as `30m` in milliseconds.
fn duration(json: &Json) -> Option<f64> {
    json.as_f64().or_else(|| super::times::duration(json.as_str()?))
}

/// What JavaScript's `RegExp` makes of a pattern that is no string.
fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(json.to_string()),
        _ => None,
    }
}

fn is_truthy(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(_) | Json::Object(_) => true,
    }
}

fn spanned(json: &Json, depth: usize) -> Spanned<Value> {
    Spanned::new(value(json, depth), NOWHERE)
}

/// JSON → value. Deeper than attributes may be, nothing can be equal to it: null.
pub fn value(json: &Json, depth: usize) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => number.as_f64().map_or(Value::Null, Value::Number),
        Json::String(text) => Value::Text(text.clone()),
        _ if depth > limits::RULESET_DEPTH + limits::VALUE_DEPTH => Value::Null,
        Json::Array(items) => Value::List(items.iter().map(|item| value(item, depth + 1)).collect()),
        Json::Object(entries) => {
            Value::Object(entries.iter().map(|(key, item)| (key.clone(), value(item, depth + 1))).collect())
        }
    }
}
