//! A site for children (`audience: children` of a charter) remembers nothing, and asks for no attention. The engine holds to
//! that whatever a bundle says; here a team hears which of its rules would never be shown, and why.

use super::Check;
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::ruleset::model::Experience;
use crate::signal::catalogue;

type Name = Spanned<String>;

const CONTEXT: &str = "decide by the page, the place and the moment, or say `audience: mixed` in the charter";

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let Some(audience) = ruleset.for_children() else { return };
    let of_signals = ruleset.units.iter().filter(|unit| unit.from.value == "signal");
    let is_memory = |signal: &str| catalogue::lookup(signal).is_some_and(|(entry, _)| entry.memory);
    let remembered: Vec<_> = of_signals.filter(|unit| is_memory(&unit.key.value)).collect();
    let mut refuse = |span: Span, message: String, hint: &str| {
        let found = Diagnostic::error("not-for-children", span, message);
        check.add(found.label(audience.span, "for children").hint(hint));
    };
    for event in &ruleset.events {
        for (trigger, _) in &event.on {
            let message = format!("`{}` of the event `{}` watches what a child does", trigger.value, event.name.value);
            refuse(trigger.span, message, "take `on:` out: no event is remembered");
        }
    }
    for experience in &ruleset.experiences {
        let id = &experience.id.value;
        if let Some(limits) = &experience.limits {
            let message = format!("limits of `{id}` rest on when it was shown and answered, which is not remembered");
            refuse(limits.span, message, "take `limits:` out, or give it a `schedule:`");
        }
        if experience.nudge {
            refuse(experience.id.span, format!("`{id}` is a nudge"), "take `nudge:` out");
        }
        for (span, message, hint) in experiment(experience) {
            refuse(span, message, hint);
        }
    }
    for unit in remembered {
        let message = format!("the unit `{}` is `{}`, which is not remembered", unit.name.value, unit.key.value);
        refuse(unit.key.span, message, "draw by a cookie or a header of the site");
    }
}

/// What an experiment counts and keeps, and whom it draws by.
fn experiment(experience: &Experience) -> Vec<(Span, String, &'static str)> {
    let id = &experience.id.value;
    let mut found = Vec::new();
    let is_random = experience.variants.len() > 1 || experience.rollout.as_ref().is_some_and(|share| share.value < 1.0);
    let first = experience.unit.first();
    if is_random && experience.unit.iter().all(|unit| unit.value == "device") {
        let message = format!("`{id}` is drawn by an identity of the device, which is not made");
        let span = first.map_or(experience.id.span, |unit| unit.span);
        found.push((span, message, "draw by a unit of the site, or by `page-view`"));
    }
    let Some(settings) = &experience.experiment else { return found };
    if settings.sticky || settings.blocked_below.is_some() {
        let message = format!("`{id}` keeps the variant that somebody was drawn for, which is not remembered");
        found.push((settings.span, message, "take `sticky:` and `blocked_below:` out"));
    }
    for goal in settings.goal.iter().chain(&settings.also).chain(&settings.guardrails) {
        let message = format!("the goal `{}` counts what happens, which is not remembered", goal.value);
        found.push((goal.span, message, "take the goal out"));
    }
    found
}

/// An experience that reads what is remembered.
pub fn reads(check: &mut Check, audience: &Name, experience: &Experience, signal: &str, span: Span) {
    let message = format!("`{}` reads `{signal}`, and nothing is remembered of children", experience.id.value);
    let found = Diagnostic::error("not-for-children", span, message);
    check.add(found.label(audience.span, "for children").hint(CONTEXT));
}
