//! Content chosen by a signal inside one arm (`by:`): languages, roles, tables.

use crate::condition::value_text;
use crate::ops::Content;
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::context::Values;

/// Follows choices to a content that is none. A choice refers only to contents before it, so this ends.
/// A missing signal, or a value without a case, takes `else`; without an `else` it is the default.
pub fn content(program: &Program, values: &Values, mut content: u32) -> u32 {
    while let Ok(at) = program.choices.binary_search_by_key(&content, |(id, _)| *id) {
        let Some((_, Content::By { signal, cases, otherwise })) = program.choices.get(at) else { return NONE };
        let text = value_text(values, *signal);
        content = text
            .and_then(|text| cases.iter().find(|(case, _)| *case == text))
            .map_or(*otherwise, |(_, chosen)| *chosen);
    }
    content
}
