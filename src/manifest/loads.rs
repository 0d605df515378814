//! What a server can tell of who gets an experience: the addresses that a browser loads because of it, and redirects.

use std::collections::BTreeSet;

use super::Observable;
use crate::check::{self, walk};
use crate::ruleset::Sources;
use crate::ruleset::model::{Arm, Content, Experience, OpSpec, OpValue, Part, Ruleset, Template};

/// The experiences that others can notice, and by what. What loading tells, `check` knows (`docs/observable.md`); a
/// redirect is asked for whoever chose it.
pub fn observable(ruleset: &Ruleset, sources: &Sources) -> Vec<Observable> {
    let loaded = check::told_by_loading(ruleset, sources);
    let both = ruleset.experiences.iter().zip(loaded);
    let mut all: Vec<Observable> = both.filter_map(|(experience, loads)| one(experience, loads)).collect();
    all.sort_by(|a, b| a.experience.cmp(&b.experience));
    all
}

fn one(experience: &Experience, loads: Vec<String>) -> Option<Observable> {
    let redirects = redirects(experience);
    let loads: Vec<String> = loads.into_iter().filter(|address| !redirects.contains(address)).collect();
    if !experience.observable && redirects.is_empty() && loads.is_empty() {
        return None;
    }
    Some(Observable {
        experience: experience.id.value.clone(),
        declared: experience.observable,
        redirects: redirects.into_iter().collect(),
        loads,
    })
}

fn redirects(experience: &Experience) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for variant in &experience.variants {
        if let Arm::Redirect(path) = &variant.arm {
            found.insert(path.value.clone());
        }
    }
    walk::contents(experience, &mut |_, _, content| {
        if let Content::Ops(ops) = content {
            found.extend(ops.iter().filter_map(redirect));
        }
    });
    found
}

fn redirect(op: &OpSpec) -> Option<String> {
    if let OpValue::Path(path) = &op.value { Some(path.value.clone()) } else { None }
}

/// A template as it is written, without filters.
pub fn flat(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Literal(text) => text.clone(),
        Part::Signal { signal, .. } => format!("{{{{{}}}}}", signal.value),
    };
    template.parts.iter().map(part).collect()
}
