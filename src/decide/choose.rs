//! Content chosen by a signal inside one arm (`by:`): languages, roles, tables.

use std::cmp::Ordering;

use crate::condition::value_text;
use crate::program::Program;
use crate::program::records::{Choice, NONE};
use crate::signal::context::{Datum, Values};

/// Follows choices to a content that is none. A choice refers only to contents before it, so this ends.
/// A missing signal, or a value without a case, takes `else`; without an `else` it is the default, of a value slot the
/// slot's own.
pub fn content(program: &Program, values: &Values, placed: u32) -> u32 {
    let mut content = placed;
    while let Some(choice) = choice(program, content) {
        let text = match values.cell(choice.signal).datum {
            Datum::Text { id, .. } => id,
            _ => value_text(values, choice.signal).map_or(NONE, |text| program.find(text.as_bytes())),
        };
        // A text that no rule names has no case.
        let case = program.cases().stretch(choice.cases).find(|case| case.text == text && text != NONE);
        content = case.map_or(choice.otherwise, |case| case.content);
    }
    if content != placed && program.is_default(content) { NONE } else { content }
}

fn choice(program: &Program, content: u32) -> Option<Choice> {
    let (mut low, mut high) = (0, program.choices().len());
    while low < high {
        let middle = low.midpoint(high);
        let choice = program.choices().get(middle)?;
        match choice.content.cmp(&content) {
            Ordering::Equal => return Some(choice),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}
