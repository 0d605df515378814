//! On which pages? Patterns over `page.path`, each set of them matched once a decision.

use crate::program::Program;
use crate::program::records::{NONE, Range};
use crate::signal::context::Context;

/// Writes for each page set of the program whether it includes this page. A page whose path nobody knows is in none.
pub fn mark(program: &Program, context: &Context, pages: &mut Vec<bool>) {
    let path = context.values.text(program, context.values.cell(program.page_path).datum);
    pages.clear();
    pages.extend(program.lists().iter().map(|set| path.is_some_and(|path| has(program, set, path))));
}

/// Whether some pattern of a set fits.
pub fn has(program: &Program, set: Range, path: &[u8]) -> bool {
    set.of(program.ids()).iter().any(|id| matches(program.text_bytes(*id), path))
}

/// No set at all includes every page.
pub fn includes(pages: &[bool], set: u32) -> bool {
    set == NONE || pages.get(set as usize).copied().unwrap_or(false)
}

/// `*` stands for any run of bytes, `/` included. Linear in the text for each star, by going back to the last star.
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(byte) if Some(byte) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_any_run() {
        for (pattern, text, expected) in [
            ("/", "/", true),
            ("/", "/a", false),
            ("/c/*", "/c/shoes", true),
            ("/c/*", "/c/shoes/red", true),
            ("/c/*", "/c", false),
            ("*", "", true),
            ("*/sale", "/de/sale", true),
            ("/*/p/*", "/de/p/1", true),
            ("/*/p/*", "/de/q/1", false),
            ("/a*a*a*b", "/aaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), expected, "{pattern} {text}");
        }
    }
}
