//! What a predicate looks at: a signal of the context, or a path inside the element of an `$elemMatch`.

use crate::program::Program;
use crate::program::records::{NONE, StringId};
use crate::signal::context::{Datum, Values};
use crate::value::Value;

pub enum Subject<'a> {
    Missing,
    Null,
    Bool(bool),
    Number(f64),
    /// Text, and the program's id for it when that was looked up already.
    Text(&'a [u8], Option<StringId>),
    List(&'a [Value]),
    Object(&'a [(String, Value)]),
}

impl<'a> Subject<'a> {
    pub fn of(values: &'a Values, signal: u32) -> Subject<'a> {
        match values.cell(signal).datum {
            Datum::Missing => Subject::Missing,
            Datum::Null => Subject::Null,
            Datum::Bool(b) => Subject::Bool(b),
            Datum::Number(n) => Subject::Number(n),
            Datum::Text { id, start, len } => Subject::Text(values.text(start, len), Some(id)),
            Datum::Compound(index) => Subject::from(values.compound(index)),
        }
    }

    /// The value at a dotted path in `element`; the empty path is the element itself.
    pub fn in_element(element: Option<&'a Value>, path: &str) -> Subject<'a> {
        let Some(element) = element else { return Subject::Missing };
        if path.is_empty() {
            return Subject::from(element);
        }
        element.at(path).map_or(Subject::Missing, Subject::from)
    }

    pub fn list(&self) -> Option<&'a [Value]> {
        match self {
            Subject::List(list) => Some(list),
            _ => None,
        }
    }

    /// The id under which the program knows this text; `NONE` when it does not, or when this is no text.
    pub fn id(&self, program: &Program) -> StringId {
        match self {
            Subject::Text(_, Some(id)) => *id,
            Subject::Text(text, None) => program.find(text),
            _ => NONE,
        }
    }
}

impl<'a> From<&'a Value> for Subject<'a> {
    fn from(value: &'a Value) -> Subject<'a> {
        match value {
            Value::Null => Subject::Null,
            Value::Bool(b) => Subject::Bool(*b),
            Value::Number(n) => Subject::Number(*n),
            Value::Text(text) => Subject::Text(text.as_bytes(), None),
            Value::List(list) => Subject::List(list),
            Value::Object(object) => Subject::Object(object),
        }
    }
}
