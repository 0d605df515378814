//! Text without regard to case.
//!
//! The compiler folds the operands of `$ini`, `$regexi` and friends once; a visit folds the subject with this very
//! function, so both sides always agree. It is a case *fold*, not a lower case: the two small sigmas are one letter
//! here, and a capital I with a dot has its dot behind it, as in JavaScript's `toLowerCase`.

use std::borrow::Cow;

/// The folded form of `text`; borrowed when nothing changes, which is the rule.
///
/// ```
/// use nearside::condition::fold::fold;
/// assert_eq!(fold("Straße"), "straße");
/// assert_eq!(fold("ΟΔΟΣ"), fold("οδος"));
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ς' => folded.push('σ'),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_lowers_every_letter_and_borrows_what_is_low_already() {
        assert!(matches!(fold("firefox"), Cow::Borrowed("firefox")));
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
}
