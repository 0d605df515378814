//! Limits, stops, sticky assignment and guardrails: numbers that can be, and nothing that treats variants differently.

use std::collections::BTreeSet;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::limits::{PLACES, TIMES};
use crate::ruleset::model::{Arm, Event, Experience, Force, Limits};
use crate::value::Kind;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for slot in &ruleset.slots {
        if let Some(take) = slot.take.as_ref().filter(|take| !(1.0..=PLACES as f64).contains(&take.value)) {
            let message = format!("`{}` takes {} experiences where 1 to {PLACES} can be", slot.name.value, take.value);
            check.add(Diagnostic::error("out-of-range", take.span, message));
        }
    }
    for experience in &ruleset.experiences {
        if let Some(limits) = &experience.limits {
            counts(check, limits);
            topics(check, limits);
        }
        phases(check, experience);
        passes(check, experience);
        forces(check, experience);
    }
}

/// A limit counts at least one, and within a time no more than a profile remembers.
fn counts(check: &mut Check, limits: &Limits) {
    for show in &limits.show {
        let (count, within) = &show.value;
        if *count < 1.0 {
            let found =
                Diagnostic::error("out-of-range", show.span, "a limit of 0 is an experience that is never shown");
            check.add(found.hint("remove the experience, or give it a `schedule`"));
        } else if within.is_some() && *count > TIMES as f64 {
            let message = format!("{count} times are more than the {TIMES} that are remembered");
            check.add(Diagnostic::error("out-of-range", show.span, message).hint("limit a shorter time, or `ever`"));
        }
    }
}

fn topics(check: &mut Check, limits: &Limits) {
    let has_topic =
        |event: &Event| event.fields.iter().any(|(name, kind)| name.value == "topic" && *kind == Kind::Topic);
    for stop in limits.stop_after.iter().filter(|stop| stop.same.is_some()) {
        let event = check.ruleset.events.iter().find(|event| event.name.value == stop.event.value);
        if event.is_some_and(has_topic) {
            continue;
        }
        let message = format!("`{}` has no topic to compare with the page's", stop.event.value);
        let hint = format!("`events: {{ {}: {{ fields: {{ topic: topic }} }} }}`", stop.event.value);
        check.add(Diagnostic::error("stop-topic", stop.span, message).hint(hint));
    }
}

/// Whoever was assigned in the phase that runs may take part.
fn phases(check: &mut Check, experience: &Experience) {
    let Some(experiment) = &experience.experiment else { return };
    let Some(blocked) = &experiment.blocked_below else { return };
    let phase = experiment.phase.as_ref().map_or(0.0, |phase| phase.value);
    if blocked.value > phase {
        let message = format!("phase {phase} is below {}: nobody who is assigned now could stay", blocked.value);
        check.add(Diagnostic::error("out-of-range", blocked.span, message).hint("at most the current `phase`"));
    }
}

/// Who steps aside is not counted as shown, and nothing is written down.
fn passes(check: &mut Check, experience: &Experience) {
    let settings = experience.experiment.as_ref();
    let is_sticky = settings.is_some_and(|settings| settings.sticky || settings.blocked_below.is_some());
    if experience.limits.is_none() && !experience.nudge && !is_sticky {
        return;
    }
    for variant in experience.variants.iter().filter(|variant| matches!(variant.arm, Arm::Pass)) {
        let message = format!("`{}` steps aside, and is not counted by limits as its rivals are", variant.name.value);
        let found = Diagnostic::error("pass-with-limits", variant.span, message);
        check.add(found.hint("leave `pass` out: a variant without `show` holds the slots and shows the default"));
    }
}

/// A unit is forced into one variant only.
fn forces(check: &mut Check, experience: &Experience) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for force in experience.variants.iter().filter_map(|variant| variant.force.as_ref()) {
        match force {
            Force::List(list) if !check.scope.lists.contains_key(list.value.as_str()) => {
                let message = format!("there is no list `{}`", list.value);
                check.add(Diagnostic::error("unknown-list", list.span, message).hint("define it under `lists`"));
            }
            Force::List(_) => {}
            Force::Units(units) => {
                for unit in units {
                    if !seen.insert(&unit.value) {
                        let message = format!("`{}` is forced into a variant already", unit.value);
                        check.add(Diagnostic::error("duplicate-key", unit.span, message));
                    }
                }
            }
        }
    }
}
