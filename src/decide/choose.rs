//! Content chosen by a signal inside one arm (`by:`): languages, roles, tables.

use crate::condition::name_of;
use crate::program::records::{Choice, NONE};
use crate::program::{Program, search};
use crate::signal::context::Values;

/// Follows choices to a content that is none. A choice refers only to contents before it, and one that does not is not
/// followed, so this ends.
/// A missing signal, or a value without a case, takes `else`; without an `else` it is the default, of a value slot the
/// slot's own.
pub fn content(program: &Program, values: &Values, placed: u32) -> u32 {
    let mut content = placed;
    while let Some(choice) = choice(program, content) {
        let text = name_of(program, values, choice.signal);
        // A text that no rule names has no case.
        let case = program.cases().stretch(choice.cases).find(|case| case.text == text && text != NONE);
        let chosen = case.map_or(choice.otherwise, |case| case.content);
        content = if chosen < content { chosen } else { NONE };
    }
    if content != placed && program.is_default(content) { NONE } else { content }
}

fn choice(program: &Program, content: u32) -> Option<Choice> {
    let choices = program.choices();
    choices.get(search(choices.len(), content, &|at| choices.get(at).map_or(NONE, |choice| choice.content))?)
}
