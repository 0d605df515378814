//! Groups of experiments that exclude each other: everybody in a group has a stretch of its draw, and nobody two.

use std::collections::BTreeSet;

use super::Check;
use super::names::{keys, unknown};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{Experience, Group};

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    for group in &check.ruleset.groups {
        named(check, group);
        overlaps(check, group);
        members(check, group);
    }
}

fn named(check: &mut Check, group: &Group) {
    for (name, range) in &group.ranges {
        if !check.scope.experiences.contains_key(name.value.as_str()) {
            unknown(check, "unknown-experience", "experience", name, |scope| keys(&scope.experiences));
        } else if !check.ruleset.members(&group.name.value).any(|member| member.id.value == name.value) {
            let message = format!("`{}` has a range of the group `{}`, and is not in it", name.value, group.name.value);
            let found = Diagnostic::error("group-range", range.span, message);
            check.add(found.hint(format!("write `group: {}` into its `experiment`", group.name.value)));
        }
    }
}

fn overlaps(check: &mut Check, group: &Group) {
    let mut sorted: Vec<_> = group.ranges.iter().collect();
    sorted.sort_by(|(_, one), (_, other)| one.value.0.total_cmp(&other.value.0));
    // The one that reaches furthest so far.
    let mut furthest: Option<&(Name, Spanned<(f64, f64)>)> = None;
    for one in sorted {
        let (name, range) = one;
        if let Some((before, reach)) = furthest.filter(|(_, reach)| range.value.0 < reach.value.1) {
            let message =
                format!("the ranges of `{}` and `{}` overlap: some visitors would get both", before.value, name.value);
            let found = Diagnostic::error("group-range", range.span, message);
            check.add(
                found
                    .label(reach.span, "this one reaches into it")
                    .hint("give each its own: `[0%, 50%]`, `[50%, 100%]`"),
            );
        }
        if furthest.is_none_or(|(_, reach)| reach.value.1 < range.value.1) {
            furthest = Some(one);
        }
    }
}

/// A member without a range where others have one is never seen; and who is drawn by another unit is not excluded.
fn members(check: &mut Check, group: &Group) {
    let ruleset = check.ruleset;
    let ranged: BTreeSet<&str> = group.ranges.iter().map(|(name, _)| name.value.as_str()).collect();
    let mut first: Option<&Experience> = None;
    for member in ruleset.members(&group.name.value) {
        let has_range = ranged.contains(member.id.value.as_str());
        if !group.ranges.is_empty() && !has_range {
            let message =
                format!("`{}` has no range in the group `{}`: nobody would see it", member.id.value, group.name.value);
            let found = Diagnostic::error("group-range", member.id.span, message);
            check.add(found.label(group.name.span, "others have theirs here").hint("give it one that is free"));
        }
        let units = |one: &Experience| one.unit.iter().map(|unit| unit.value.clone()).collect::<Vec<_>>();
        match first {
            None => first = Some(member),
            Some(other) if units(other) != units(member) => {
                let message = format!(
                    "`{}` and `{}` of the group `{}` are drawn by other units, so one visitor may get both",
                    other.id.value, member.id.value, group.name.value
                );
                let found = Diagnostic::warning("group-units", member.id.span, message);
                check.add(found.label(other.id.span, "drawn by another unit").hint("give both the same `unit`"));
            }
            Some(_) => {}
        }
    }
}
