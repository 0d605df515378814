//! Experiences that ask for the variant of others, in a circle: none of them could ever be decided.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, walk};
use crate::diagnostic::Diagnostic;
use crate::ruleset::model::Condition;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for experience in &ruleset.experiences {
        let mut needed = BTreeSet::new();
        if let Some(when) = &experience.when {
            asked(check, when, &mut needed, &mut BTreeSet::new());
        }
        needs.insert(&experience.id.value, needed);
    }
    let mut done = BTreeSet::new();
    for experience in &ruleset.experiences {
        let mut way = Vec::new();
        if let Some(circle) = circle(&needs, &experience.id.value, &mut way, &mut done) {
            let names: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
            let message = match names.as_slice() {
                [only, _] => format!("{only} asks for its own variant"),
                _ => format!("these experiences ask for each other's variants in a circle: {}", names.join(" → ")),
            };
            let found = Diagnostic::error("circular-prerequisite", experience.id.span, message);
            check.add(found.hint("take one of them out of a `when`"));
        }
    }
}

/// The experiences whose variants a condition asks for, itself or through segments.
fn asked<'a>(
    check: &Check<'a>,
    condition: &'a Condition,
    needed: &mut BTreeSet<&'a str>,
    seen: &mut BTreeSet<&'a str>,
) {
    walk::tests(condition, &mut |signal, _| needed.extend(signal.value.strip_prefix("variant.")));
    let mut called = Vec::new();
    walk::segments(condition, &mut |name| called.push(name.value.as_str()));
    for name in called {
        if let (true, Some(segment)) = (seen.insert(name), check.scope.segments.get(name)) {
            asked(check, &segment.when, needed, seen);
        }
    }
}

/// A way from `name` back to itself, both ends included. What is done is in no circle, or in one that is known.
fn circle<'a>(
    needs: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    name: &'a str,
    way: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<&'a str>> {
    if let Some(at) = way.iter().position(|one| *one == name) {
        let mut found = way.get(at..).unwrap_or_default().to_vec();
        found.push(name);
        return Some(found);
    }
    if !done.insert(name) {
        return None;
    }
    way.push(name);
    let found = needs.get(name).into_iter().flatten().find_map(|needed| circle(needs, needed, way, done));
    way.pop();
    found
}
