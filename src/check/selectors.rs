//! Selectors: they parse, and both appliers know every part of them.
//!
//! A browser knows more than a stream of HTML can: what follows an element, or what is inside it, is not there yet
//! when the element passes. So targets are read by the rewriter's own parser.

use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::rewrite::{Selector, SelectorError};
use crate::ruleset::model::{OpValue, SlotKind};

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for slot in &ruleset.slots {
        if let SlotKind::Target(target) = &slot.kind {
            selector(check, target);
        }
    }
    for source in ruleset.signals.iter().filter_map(|signal| signal.from.as_ref()) {
        selector(check, &source.selector);
    }
    for experience in &ruleset.experiences {
        walk::ops(experience, &mut |op| match &op.value {
            OpValue::Selectors(all) => all.iter().for_each(|one| selector(check, one)),
            OpValue::Rank(rank) => selector(check, &rank.items),
            _ => {}
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
    check.add(Diagnostic::error(code, selector.span, message).hint(hint));
}

/// Code, message and hint when a selector is not one that both appliers know.
pub fn judge(selector: &str) -> Option<(&'static str, String, String)> {
    let error = Selector::parse(selector).err()?;
    let from_there = selector.get(error.at()..).unwrap_or("").chars().take(24).collect::<String>();
    Some(match error {
        SelectorError::Empty => (
            "invalid-selector",
            "this selector is empty".to_owned(),
            "in YAML an unquoted `#` starts a comment: write `\"#hero\"`".to_owned(),
        ),
        SelectorError::TooLong => (
            "invalid-selector",
            error.message().to_owned(),
            "mark the place in the page instead: `[data-ns=name]`".to_owned(),
        ),
        SelectorError::Unexpected { .. } if from_there.is_empty() => {
            ("invalid-selector", "this selector breaks off".to_owned(), error.hint().to_owned())
        }
        SelectorError::Unexpected { .. } => (
            "invalid-selector",
            format!("this is not a selector from `{from_there}` on"),
            invalid_hint(&from_there, error),
        ),
        SelectorError::Unsupported { .. } => (
            "unsupported-selector",
            format!("a page that streams past cannot answer `{from_there}`"),
            format!("{}; or mark the place: `[data-ns=name]`", error.hint()),
        ),
    })
}

fn invalid_hint(from_there: &str, error: SelectorError) -> String {
    if from_there.trim_start_matches(['#', '.']).starts_with(|c: char| c.is_ascii_digit()) {
        return "names that start with a digit are written as attributes: `[id=\"1a\"]`".to_owned();
    }
    error.hint().to_owned()
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
