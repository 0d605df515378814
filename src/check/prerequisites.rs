//! Experiences that ask for the variant of others, in a circle: none of them could ever be decided.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, walk};
use crate::diagnostic::Diagnostic;
use crate::ruleset::model::Condition;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let needs: BTreeMap<&str, BTreeSet<&str>> = ruleset
        .experiences
        .iter()
        .map(|experience| (experience.id.value.as_str(), asked(check, experience.when.as_ref())))
        .collect();
    let mut done = BTreeSet::new();
    for experience in &ruleset.experiences {
        if let Some(circle) = circle(&needs, &experience.id.value, &mut done) {
            let names: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
            let message = match names.as_slice() {
                [only, _] => format!("{only} asks for its own variant"),
                _ => format!("these experiences ask for each other's variants in a circle: {}", shortened(&names)),
            };
            let found = Diagnostic::error("circular-prerequisite", experience.id.span, message);
            check.add(found.hint("take one of them out of a `when`"));
        }
    }
}

/// A long way by its ends.
fn shortened(names: &[String]) -> String {
    match names {
        [first, .., before, last] if names.len() > 12 => {
            format!("{first} → … {} more … → {before} → {last}", names.len() - 3)
        }
        _ => names.join(" → "),
    }
}

/// The experiences whose variants a condition asks for, itself or through segments. Without recursion, as what follows:
/// a chain may be as long as a file.
fn asked<'a>(check: &Check<'a>, when: Option<&'a Condition>) -> BTreeSet<&'a str> {
    let (mut needed, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut rest: Vec<&Condition> = when.into_iter().collect();
    while let Some(condition) = rest.pop() {
        walk::tests(condition, &mut |signal, _| needed.extend(signal.value.strip_prefix("variant.")));
        walk::segments(condition, &mut |name| {
            let name = name.value.as_str();
            if let (true, Some(segment)) = (seen.insert(name), check.scope.segments.get(name)) {
                rest.push(&segment.when);
            }
        });
    }
    needed
}

/// A way that ends where it came by before, from there on. What is done is in no circle, or in one that is known.
fn circle<'a>(
    needs: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    from: &'a str,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<&'a str>> {
    let none = BTreeSet::new();
    let next = |name: &str| needs.get(name).unwrap_or(&none).iter();
    let mut way = vec![(from, next(from))];
    let mut on_way = BTreeSet::from([from]);
    if !done.insert(from) {
        return None;
    }
    while let Some((name, rest)) = way.last_mut() {
        match rest.next() {
            Some(needed) if on_way.contains(needed) => {
                let names = way.iter().map(|(name, _)| *name).skip_while(|name| name != needed);
                return Some(names.chain([*needed]).collect());
            }
            Some(needed) if done.insert(needed) => {
                way.push((needed, next(needed)));
                on_way.insert(needed);
            }
            Some(_) => {}
            None => {
                on_way.remove(*name);
                way.pop();
            }
        }
    }
    None
}
