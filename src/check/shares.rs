//! Shares that no draw falls into: there are ten thousand of them (a thousand with `hash_version: 1`), and a stretch may lie
//! between two. (A rollout and a holdout begin at zero, where there is always one.)

use super::Check;
use crate::compile::{group_stretch, stretches};
use crate::diagnostic::{Diagnostic, Span};

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for experience in &ruleset.experiences {
        let id = &experience.id.value;
        let is_drawn = experience.variants.len() > 1;
        for (variant, (from, until)) in experience.variants.iter().zip(stretches(experience)) {
            if is_drawn && variant.weight.value > 0.0 && from == until {
                let name = &variant.name;
                warn(
                    check,
                    name.span,
                    &format!("`{}` of `{id}` is never drawn", name.value),
                    "a larger `weight`, or 0",
                );
            }
        }
    }
    for group in &ruleset.groups {
        for member in ruleset.members(&group.name.value) {
            let (from, until) = group_stretch(ruleset, group, member);
            let own = group.ranges.iter().find(|(name, _)| name.value == member.id.value);
            if let Some((_, range)) = own.filter(|(_, range)| from == until && range.value.0 < range.value.1) {
                let message = format!("nobody in the group `{}` is in `{}`", group.name.value, member.id.value);
                warn(check, range.span, &message, "a wider range");
            }
        }
    }
}

fn warn(check: &mut Check, span: Span, message: &str, hint: &str) {
    let found = Diagnostic::warning("share-too-small", span, format!("{message}: no draw falls into its share"));
    check.add(found.hint(format!("give it {hint}")));
}
