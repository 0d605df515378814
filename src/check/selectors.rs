//! Selectors: they parse, and both appliers know every part of them.
//!
//! A browser knows more than a stream of HTML can: what follows an element, or what is inside it, is not there yet
//! when the element passes. So targets are written in what `lol_html` knows.

use lol_html::Selector;
use lol_html::errors::SelectorError;

use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{OpValue, SlotKind};

/// Bytes of a selector; generated ones are long, but not longer than this.
const SELECTOR_BYTES: usize = 1024;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for slot in &ruleset.slots {
        if let SlotKind::Target(target) = &slot.kind {
            selector(check, target);
        }
    }
    for experience in &ruleset.experiences {
        walk::ops(experience, &mut |op| {
            if let OpValue::Selectors(all) = &op.value {
                all.iter().for_each(|one| selector(check, one));
            }
        });
    }
    for (trigger, argument) in ruleset.events.iter().flat_map(|event| &event.on) {
        // `click: selector`, `seen: selector`; a number (`scroll: 50%`) is no selector.
        if matches!(trigger.value.as_str(), "click" | "seen" | "submit") {
            selector(check, argument);
        }
    }
}

fn selector(check: &mut Check, selector: &Spanned<String>) {
    let Some((code, message, hint)) = judge(&selector.value) else { return };
    let found = Diagnostic::error(code, selector.span, message);
    check.add(if hint.is_empty() { found } else { found.hint(hint) });
}

/// Code, message and hint when a selector is not one that both appliers know.
pub fn judge(selector: &str) -> Option<(&'static str, String, String)> {
    if selector.len() > SELECTOR_BYTES {
        let message = format!("this selector is longer than {SELECTOR_BYTES} bytes");
        return Some(("invalid-selector", message, "mark the place in the page instead: `[data-ns=name]`".to_owned()));
    }
    // Parsed with a recursive parser: nesting is bounded before it sees the text.
    if selector.matches(['(', '[']).count() > 32 {
        let message = "this selector has too many parentheses".to_owned();
        return Some(("invalid-selector", message, "mark the place in the page instead: `[data-ns=name]`".to_owned()));
    }
    let error = selector.parse::<Selector>().err()?;
    Some(explain(selector, error))
}

fn explain(selector: &str, error: SelectorError) -> (&'static str, String, String) {
    const MARK: &str = "mark the place in the page and use that: `[data-ns=name]`";
    let shown = if selector.chars().count() > 60 { "this selector".to_owned() } else { format!("`{selector}`") };
    match error {
        SelectorError::UnsupportedCombinator(sign) => (
            "unsupported-selector",
            format!("`{sign}` in a selector is not known to the HTML stream rewriter"),
            format!("only descendants (a space) and children (`>`) work at an edge; {MARK}"),
        ),
        SelectorError::UnsupportedPseudoClassOrElement | SelectorError::UnsupportedSyntax => (
            "unsupported-selector",
            format!("{shown} uses a pseudo-class that the HTML stream rewriter does not know"),
            format!("`:not(simple)`, `:nth-child()`, `:nth-of-type()`, `:first-child` work; {MARK}"),
        ),
        SelectorError::NestedNegation | SelectorError::NamespacedSelector => {
            ("unsupported-selector", format!("{shown} is not known to the HTML stream rewriter"), MARK.to_owned())
        }
        SelectorError::EmptySelector => (
            "invalid-selector",
            "this selector is empty".to_owned(),
            "in YAML an unquoted `#` starts a comment: write `\"#hero\"`".to_owned(),
        ),
        other => {
            let why = other.to_string().trim_end_matches('.').to_lowercase();
            ("invalid-selector", format!("{shown} does not parse: {why}"), invalid_hint(selector))
        }
    }
}

fn invalid_hint(selector: &str) -> String {
    let starts_with_digit =
        |sign| selector.split(sign).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if starts_with_digit('#') || starts_with_digit('.') {
        return "names that start with a digit are written as attributes: `[id=\"1a\"]`".to_owned();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_appliers_know_passes() {
        for ok in ["#hero", "[data-ns=banner]", "main > .card:not(.ad)", "ul li:nth-child(2)", "a[href^=\"/\"], b", "*"]
        {
            assert_eq!(judge(ok), None, "{ok}");
        }
    }

    #[test]
    fn what_one_applier_does_not_know_is_refused_by_name() {
        for unsupported in ["h1 + p", "h1 ~ p", "a:has(b)", ":is(a, b)", "a::before", "a:hover"] {
            assert_eq!(judge(unsupported).map(|found| found.0), Some("unsupported-selector"), "{unsupported}");
        }
        for invalid in ["", "#", "a >", "#1a", "[", "((((", &"a".repeat(2000), &"(".repeat(500)] {
            assert_eq!(judge(invalid).map(|found| found.0), Some("invalid-selector"), "{invalid}");
        }
    }
}
