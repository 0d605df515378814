//! How long something is to be remembered: nothing is for longer than half a year, and what is forgotten stops nothing.

use super::Check;
use crate::diagnostic::{Diagnostic, Spanned};
use crate::manifest::{Kept, LONGEST};

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let kept = ruleset.events.iter().filter_map(|event| event.keep.as_ref());
    let kept = kept.chain(ruleset.declare.iter().filter_map(|answer| answer.keep.as_ref()));
    for time in kept.chain(ruleset.states.iter().filter_map(|state| state.forget.as_ref())) {
        too_long(check, time);
    }
    for limits in ruleset.experiences.iter().filter_map(|experience| experience.limits.as_ref()) {
        if let Some(pause) = &limits.cooldown {
            too_long(check, &Spanned::new(pause.value.0, pause.span));
        }
        for stop in &limits.stop_after {
            let Some(time) = &stop.span_ms else { continue };
            let event = check.scope.events.get(stop.event.value.as_str());
            let keep = event.and_then(|event| event.keep.as_ref()).filter(|keep| keep.value < time.value);
            if let Some(keep) = keep {
                let (name, known) = (&stop.event.value, Kept::written(Some(keep.value)).phrase());
                let message = format!("`{name}` is forgotten after {known}, and stops nothing for longer");
                let found = Diagnostic::warning("longer-than-kept", time.span, message);
                check.add(found.label(keep.span, "kept so long").hint("keep the event as long, or stop for less"));
            } else {
                too_long(check, time);
            }
        }
    }
}

fn too_long(check: &mut Check, time: &Spanned<f64>) {
    if time.value > LONGEST as f64 {
        let most = Kept::For(LONGEST).phrase();
        let message = format!("nothing is remembered for longer than {most}");
        check.add(Diagnostic::warning("longer-than-kept", time.span, message).hint("say `180d`, or less"));
    }
}
