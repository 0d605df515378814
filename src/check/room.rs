//! Whether a profile has room for what a ruleset wants remembered: events and topics are bounded.

use super::Check;
use super::scope::BUILT_IN_EVENTS;
use crate::diagnostic::Diagnostic;
use crate::limits::{EVENTS, TOPICS};
use crate::manifest::{self, Kept};

pub fn check(check: &mut Check) {
    events(check);
    let topics = check.ruleset.topics.as_ref().map_or(&[][..], |topics| &topics.allow);
    let remembered = |name: &str| !check.ruleset.topics.iter().any(|t| t.sensitive.iter().any(|one| one.value == name));
    let all: Vec<_> = topics.iter().filter(|topic| remembered(&topic.value)).collect();
    if let Some(first) = all.get(TOPICS) {
        let message = format!("{} topics may be remembered, and a profile has room for {TOPICS} at once", all.len());
        let found = Diagnostic::warning("too-many-topics", first.span, message);
        check.add(found.hint("those that somebody read about longest ago make room; join topics that say the same"));
    }
}

/// The names that something asks for; what is declared and asked for by nobody takes no room.
fn events(check: &mut Check) {
    // Each is declared, or built in: mostly there is nothing to look for.
    if check.ruleset.events.len() + BUILT_IN_EVENTS.len() <= EVENTS {
        return;
    }
    let drawn = manifest::draw(check.ruleset, check.sources);
    let asked = drawn.manifest.events.iter().filter(|event| event.kept != Kept::None);
    let mut places: Vec<_> = asked
        .filter_map(|event| Some((drawn.causes.of(&format!("event {}", event.name), "new")?.span, &event.name)))
        .collect();
    places.sort();
    if let Some((span, name)) = places.get(EVENTS) {
        let count = places.len();
        let message =
            format!("{count} events are asked for, and a profile has room for {EVENTS}: `{name}` is one more");
        let found = Diagnostic::error("too-many-events", *span, message);
        check.add(found.hint("take rules out that ask for them, or report several as one event with a field"));
    }
}
