//! A signal's value as the text that `by:` cases and table rows are keyed with.

use super::loose::number_text;
use crate::signal::context::{Datum, Values};

/// Text as it is, `true` and `false`, whole numbers in digits; `None` for what is missing or has no such text.
pub fn value_text(values: &Values, signal: u32) -> Option<String> {
    match values.cell(signal).datum {
        Datum::Text { start, len, .. } => String::from_utf8(values.text(start, len).to_vec()).ok(),
        Datum::Bool(b) => Some(if b { "true" } else { "false" }.to_owned()),
        Datum::Number(n) => number_text(n),
        Datum::Missing | Datum::Null | Datum::Compound(_) => None,
    }
}
