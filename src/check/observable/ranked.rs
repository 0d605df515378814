//! Rankings and orders: what a browser loads only when it is near, or anew when it is moved, tells what somebody likes.
//!
//! What is moved stands in the page, so this is seen with one (`check --page`), and not in a ruleset.

use std::collections::BTreeMap;

use super::unsaid::Unsaid;
use crate::check::{Check, page, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{Content, OpSpec, OpValue, SlotKind};

/// What loads so. A video plays, and so goes on loading, where it is seen; a picture of a style where it is not hidden.
const KINDS: [&str; 6] = ["[loading=lazy i]", "iframe", "object", "embed", "video", "[style*=\"url(\" i]"];

pub fn check(check: &mut Check, html: &[u8]) {
    let unsaid = Unsaid::new(check);
    let mut moved: BTreeMap<&str, (&Spanned<String>, &OpSpec)> = BTreeMap::new();
    for (at, experience) in check.ruleset.experiences.iter().enumerate().filter(|(_, one)| !one.observable) {
        let hidden = unsaid.of(at);
        let is_hidden = hidden.who.is_some() || hidden.which.is_some();
        let moves = |op: &&OpSpec| match op.value {
            OpValue::Rank(_) => true,
            OpValue::Selectors(_) => is_hidden,
            _ => false,
        };
        walk::contents(experience, &mut |_, slot, content| {
            let Content::Ops(ops) = content else { return };
            for op in ops.iter().filter(moves) {
                moved.entry(slot.value.as_str()).or_insert((slot, op));
            }
        });
    }
    for (slot, op) in moved.into_values() {
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
                "the order of `{}` hangs on what only the device knows, and in it is what loads when it is near, or anew when it is moved: {}",
                slot.value,
                named.join(", ")
            );
            let found =
                Diagnostic::warning("observable-rank", op.kind.span, message).label(target.span, "found in here");
            check.add(found.hint("take `loading=\"lazy\"` and frames out of what is moved, or say `observable: true`"));
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
