//! Rankings: what a browser loads only when it is near, or anew when it is moved, tells what somebody likes.
//!
//! What is ranked stands in the page, so this is seen with one (`check --page`), and not in a ruleset.

use std::collections::BTreeMap;

use crate::check::{Check, page, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{Content, OpSpec, OpValue, SlotKind};

/// What loads so. A video plays, and so goes on loading, where it is seen; a picture of a style where it is not hidden.
const KINDS: [&str; 6] = ["[loading=lazy i]", "iframe", "object", "embed", "video", "[style*=\"url(\" i]"];

pub fn check(check: &mut Check, html: &[u8]) {
    let mut ranked: BTreeMap<&str, (&Spanned<String>, &OpSpec)> = BTreeMap::new();
    for experience in check.ruleset.experiences.iter().filter(|one| !one.observable) {
        walk::contents(experience, &mut |_, slot, content| {
            let Content::Ops(ops) = content else { return };
            for op in ops.iter().filter(|op| matches!(op.value, OpValue::Rank(_))) {
                ranked.entry(slot.value.as_str()).or_insert((slot, op));
            }
        });
    }
    for (slot, op) in ranked.into_values() {
        let Some(SlotKind::Target(target)) = check.scope.slots.get(slot.value.as_str()).map(|slot| &slot.kind) else {
            continue;
        };
        let inside =
            |kind: &&str| alternatives(&target.value).map(|one| format!("{one} {kind}")).collect::<Vec<_>>().join(", ");
        let (counts, _) = page::matched(KINDS.iter().map(inside), html);
        let named: Vec<String> = KINDS
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} × `{kind}`"))
            .collect();
        if !named.is_empty() {
            let message = format!(
                "`{}` is ranked by what only the device knows, and holds what loads when it is near, or anew when it is moved: {}",
                slot.value,
                named.join(", ")
            );
            let found =
                Diagnostic::warning("observable-rank", op.kind.span, message).label(target.span, "found in here");
            check
                .add(found.hint("take `loading=\"lazy\"` and frames out of what is ranked, or say `observable: true`"));
        }
    }
}

/// The alternatives of a selector that parses: between commas outside of brackets and quotes.
fn alternatives(selector: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut quote) = (0u32, None);
    selector.split(move |c| {
        match (quote, c) {
            (Some(open), c) => quote = Some(open).filter(|open| *open != c),
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') => return depth == 0,
            _ => {}
        }
        false
    })
}
