//! One condition against a plain object, through the program that visits run: compiled, written, read, run.

use super::condition;
use crate::condition::{Unsettled, holds};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::limits::VALUE_DEPTH;
use crate::program::records::{ConditionId, NEVER};
use crate::program::{Program, write};
use crate::ruleset::model::List;
use crate::signal::context::Context;
use crate::signal::{Source, Trust};
use crate::value::Value;
use std::collections::BTreeMap;

/// A compiled condition, to be asked of many objects.
pub struct Matcher {
    program: Option<Program>,
    root: ConditionId,
    /// What could not be compiled and is therefore false.
    pub diagnostics: Vec<Diagnostic>,
}

impl Matcher {
    /// Compiles a condition in GrowthBook's dialect. Never fails: what that dialect calls false is false.
    pub fn new(written: &serde_json::Value, lists: &BTreeMap<String, Vec<serde_json::Value>>) -> Matcher {
        let (draft, root, diagnostics) = condition(&crate::ruleset::condition_from_json(written), lists);
        Matcher { program: Program::read(write(&draft)).ok(), root, diagnostics }
    }

    /// Whether the condition is true of these attributes. Only the paths that it names are looked at.
    pub fn matches(&self, attributes: &serde_json::Value) -> bool {
        let Some(program) = &self.program else { return false };
        if self.root == NEVER {
            return false;
        }
        let mut context = Context::new(program);
        for (index, signal) in (0..).zip(program.signals()) {
            if let Some(value) = at(attributes, program.text(signal.name)) {
                context.put(program, index, &from_json(value, 0), Source::Site, Trust::Declared);
            }
        }
        holds(program, &mut context, self.root, 0, Unsettled::Nothing, None)
    }
}

/// Whether `written`, a condition in GrowthBook's dialect, is true of `attributes`, any plain object. `lists` are the
/// groups that `$inGroup` names.
pub fn matches(
    written: &serde_json::Value,
    attributes: &serde_json::Value,
    lists: &BTreeMap<String, Vec<serde_json::Value>>,
) -> bool {
    Matcher::new(written, lists).matches(attributes)
}

/// The value at a dotted path. A key that holds dots itself is not found, as in GrowthBook's SDK.
fn at<'v>(value: &'v serde_json::Value, path: &str) -> Option<&'v serde_json::Value> {
    path.split('.').try_fold(value, |value, key| match value {
        serde_json::Value::Object(object) => object.get(key),
        serde_json::Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A JSON value as one of ours; what nests deeper than [`VALUE_DEPTH`] is null.
pub fn from_json(value: &serde_json::Value, depth: usize) -> Value {
    match value {
        _ if depth > VALUE_DEPTH => Value::Null,
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Number(number) => number.as_f64().map_or(Value::Null, Value::Number),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(list) => Value::List(list.iter().map(|member| from_json(member, depth + 1)).collect()),
        serde_json::Value::Object(object) => {
            Value::Object(object.iter().map(|(key, member)| (key.clone(), from_json(member, depth + 1))).collect())
        }
    }
}

pub(super) fn list(name: &str, values: &[serde_json::Value]) -> List {
    let values = values.iter().map(|value| Spanned::new(from_json(value, 0), Span::default())).collect();
    List { name: Spanned::new(name.to_owned(), Span::default()), values, span: Span::default() }
}
