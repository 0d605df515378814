//! Text without regard to case.
//!
//! A visit folds ASCII by itself. Of all other letters only those can ever make a match that some rule's own text has,
//! so the compiler, which knows Unicode, writes these few into the bundle ([`letters`]), and no visitor loads its tables.
//! Whichever Unicode the compiler knew is the one that decides, everywhere. It is a case *fold*, not a lower case: the
//! two small sigmas are one letter here, and a capital I with a dot has its dot behind it, as in JavaScript's
//! `toLowerCase`.

use crate::program::{Program, search};

/// The folded form of `text`, as far as this program's rules can tell.
pub(super) fn folded(program: &Program, text: &[u8]) -> Vec<u8> {
    let folds = program.folds();
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.first() {
        // A lead byte begins with as many ones as its letter has bytes.
        let len = first.leading_ones().max(1) as usize;
        let (letter, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
        let fold = if len == 1 || folds.is_empty() {
            None
        } else {
            let id = program.find(letter);
            search(folds.len(), id, &|at| folds.get(at).map_or(0, |fold| fold.letter)).and_then(|at| folds.get(at))
        };
        match fold {
            Some(fold) => out.extend_from_slice(program.text_bytes(fold.text)),
            None => out.extend(letter.iter().map(u8::to_ascii_lowercase)),
        }
        rest = after;
    }
    out
}

/// The folded form of any text; for operands, which are folded once and for all.
///
/// ```
/// use nearside::condition::fold::fold;
/// assert_eq!(fold("Straße"), "straße");
/// assert_eq!(fold("ΟΔΟΣ"), fold("οδος"));
/// ```
#[cfg(feature = "tools")]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(fold_letter).collect()
}

#[cfg(feature = "tools")]
fn fold_letter(letter: char) -> impl Iterator<Item = char> {
    (if letter == 'ς' { 'σ' } else { letter }).to_lowercase()
}

/// The letters beyond ASCII whose folded form stands in one of these folded texts, each with that form: all that a
/// visitor's text can be written with and still match.
#[cfg(feature = "tools")]
pub fn letters<'t>(folded: impl Iterator<Item = &'t str>) -> Vec<(char, String)> {
    use std::sync::OnceLock;
    static CHANGING: OnceLock<Vec<(char, String)>> = OnceLock::new();

    let known: std::collections::BTreeSet<char> = folded.flat_map(str::chars).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let changing = CHANGING.get_or_init(|| {
        let letters = ('\u{80}'..=char::MAX).map(|letter| (letter, fold_letter(letter).collect::<String>()));
        letters.filter(|(letter, folded)| !folded.chars().eq([*letter])).collect()
    });
    changing.iter().filter(|(_, folded)| folded.chars().all(|part| known.contains(&part))).cloned().collect()
}

#[cfg(all(test, feature = "tools"))]
mod tests {
    use super::*;

    #[test]
    fn folding_lowers_every_letter() {
        assert_eq!(fold("FireFox"), "firefox");
        assert_eq!(fold("ÅNGSTRÖM"), "ångström");
        assert_eq!(fold("İ"), "i\u{307}");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["", "aBc", "ΣΑΣ", "İstanbul", "ǅ", "ẞ"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }

    #[test]
    fn a_bundle_has_the_letters_that_its_texts_can_be_written_with_and_no_others() {
        let found: String = letters(["σάς", "k"].into_iter()).iter().map(|(letter, _)| *letter).collect();
        // The Kelvin sign folds to k.
        assert_eq!(found, "ΆΣς\u{212A}");
        assert!(letters(["plan"].into_iter()).is_empty());
    }
}
