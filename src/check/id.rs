//! Under which name a device keeps what it remembers: two rulesets of one origin without an `id` would share it.

use super::Check;
use crate::diagnostic::{Diagnostic, Span};
use crate::manifest;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    if ruleset.id.as_ref().is_some_and(|id| !id.value.is_empty()) {
        return;
    }
    // What is remembered is remembered with the visit.
    let drawn = manifest::draw(ruleset, check.sources);
    if let Some(memory) = drawn.manifest.memory.first() {
        let message = "the ruleset has no `id`, and it is the name under which a device remembers";
        let mut found = Diagnostic::error("missing-id", Span::default(), message);
        if let Some(cause) = drawn.causes.of(&format!("memory {}", memory.name), "new") {
            found = found.label(cause.span, "this is remembered");
        }
        check.add(found.hint("name the site: `id: shop.example`; another ruleset of the same origin needs another"));
    }
}
