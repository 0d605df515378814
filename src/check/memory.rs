//! What an experience reads of a person: memory wants a `because`, and none of it on a site for children; precise signals want
//! a charter that allows them.

use crate::signal::is_click;
use std::collections::{BTreeMap, BTreeSet};

use super::{Check, audience, walk};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::ruleset::model::{Condition, Content, Experience, OpValue, StageStep};
use crate::signal::catalogue::Sensitivity;

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut remembered = BTreeMap::new();
    for experience in &ruleset.experiences {
        let mut reader = Reader { check, found: None, looked: BTreeSet::new(), remembered: &mut remembered };
        reader.experience(experience);
        let found = reader.found;
        if let (Some(audience), Some((signal, span))) = (ruleset.for_children(), found) {
            audience::reads(check, audience, experience, signal, span);
        } else if let (None, Some((signal, span))) = (&experience.because, found) {
            let message = format!("`{}` reads what this device remembers and does not say why", experience.id.value);
            let found = Diagnostic::error("missing-because", experience.id.span, message);
            check.add(
                found
                    .label(span, format!("reads `{signal}`"))
                    .hint("add `because:`, a sentence for the visitor: `You put something in your basket`"),
            );
        }
    }
    precise(check);
}

/// A rule that asks for a topic that is not remembered, and so would never be shown.
pub fn sensitive_read(check: &mut Check, span: Span, message: String, topic: &str) {
    let mut found = Diagnostic::error("sensitive-read", span, message);
    if let Some(place) = check.scope.sensitive.get(topic) {
        found = found.label(*place, "sensitive");
    }
    check.add(found.hint(format!(
        "ask what the page is about, which nobody has to remember: `page.topics: {{ $in: [{topic}] }}`; no charter can \
         allow more in this release"
    )));
}

/// Finds the first remembered signal that an experience depends on.
struct Reader<'r, 'a> {
    check: &'r Check<'a>,
    found: Option<(&'a str, Span)>,
    /// Segments that this experience led to: cycles end here.
    looked: BTreeSet<&'a str>,
    /// Segments that were looked into before, with what they read.
    remembered: &'r mut BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Reader<'_, 'a> {
    fn experience(&mut self, experience: &'a Experience) {
        if let Some(when) = &experience.when {
            self.condition(when);
        }
        walk::contents(experience, &mut |_, _, content| match content {
            Content::By { signal, .. } => self.signal(signal),
            Content::Ops(ops) => {
                for op in ops {
                    walk::op_templates(op, &mut |_, template| {
                        walk::interpolated(template).for_each(|one| self.signal(one));
                    });
                    if let OpValue::Rank(rank) = &op.value {
                        self.found = self.found.or(Some(("affinity.<topic>", rank.by.span)));
                    }
                }
            }
            _ => {}
        });
    }

    fn condition(&mut self, condition: &'a Condition) {
        walk::tests(condition, &mut |signal, _| self.signal(signal));
        walk::segments(condition, &mut |name| {
            if self.found.is_none() {
                self.found = self.segment(&name.value).map(|signal| (signal, name.span));
            }
        });
    }

    fn signal(&mut self, name: &'a Name) {
        if self.found.is_none() && self.check.scope.known(&name.value).is_some_and(|known| known.memory) {
            self.found = Some((&name.value, name.span));
        }
    }

    /// The remembered signal that a segment reads, itself or through others.
    fn segment(&mut self, name: &'a str) -> Option<&'a str> {
        if let Some(known) = self.remembered.get(name) {
            return *known;
        }
        let segment = self.check.scope.segments.get(name)?;
        if !self.looked.insert(name) || self.looked.len() > crate::limits::CONDITION_DEPTH {
            return None;
        }
        let before = self.found.take();
        self.condition(&segment.when);
        let signal = std::mem::replace(&mut self.found, before).map(|(signal, _)| signal);
        self.remembered.insert(name, signal);
        signal
    }
}

/// Precise and sensitive signals are read once a charter allows them, which no charter of this release does; what tells one
/// click from another never is.
fn precise(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut reads: Vec<&Name> = Vec::new();
    for condition in walk::conditions(ruleset) {
        walk::tests(condition, &mut |signal, _| reads.push(signal));
    }
    walk::templates(ruleset, &mut |_, template| reads.extend(walk::interpolated(template)));
    for experience in &ruleset.experiences {
        walk::contents(experience, &mut |_, _, content| {
            if let Content::By { signal, .. } = content {
                reads.push(signal);
            }
        });
    }
    reads.extend(ruleset.tables.iter().map(|table| &table.by));
    reads.extend(ruleset.units.iter().filter(|unit| unit.from.value == "signal").map(|unit| &unit.key));
    for name in reads {
        if let Some(parameter) = name.value.strip_prefix("page.query.").filter(|name| is_click(name.as_bytes())) {
            let message = format!("`{parameter}` tells one click from all others, and no signal holds its value");
            let found = Diagnostic::error("click-value", name.span, message);
            check.add(found.hint("ask for its kind: `referral.click`"));
        }
        let Some(known) = check.scope.known(&name.value) else { continue };
        if let Some(topic) =
            name.value.strip_prefix("affinity.").filter(|topic| check.scope.sensitive.contains_key(topic))
        {
            let message = format!("`{}` is never known: a sensitive topic is not remembered", name.value);
            sensitive_read(check, name.span, message, topic);
        } else if name.value == "affinity.top" && check.scope.remembered_topics().is_empty() {
            let found = Diagnostic::error("unknown-topic", name.span, "there is no topic that may be remembered");
            check.add(found.hint("say which: `topics: { allow: [running, hiking] }`"));
        } else if let (true, Some(event)) = (name.value == "visit.last_action", check.scope.sensitive_event()) {
            let message = format!("`visit.last_action` may be `{event}`, which is sensitive, and no charter allows it");
            let found = Diagnostic::error("precise-signal", name.span, message);
            check.add(found.hint("ask for the events that you mean: `event.<name>.last`"));
        } else if known.sensitivity >= Sensitivity::Precise {
            let message = format!("`{}` is {}, and no charter allows it", name.value, known.sensitivity.word());
            let found = Diagnostic::error("precise-signal", name.span, message);
            check.add(
                found.hint(
                    "use a coarser signal (`geo.region`, `geo.country`): no charter can allow it in this release",
                ),
            );
        }
    }
    sensitive_events(check);
}

/// Events that say of themselves that they are sensitive: nothing may have them remembered.
fn sensitive_events(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut asked: Vec<&Name> = Vec::new();
    for limits in ruleset.experiences.iter().filter_map(|one| one.limits.as_ref()) {
        asked.extend(limits.stop_after.iter().map(|stop| &stop.event));
    }
    asked.extend(ruleset.states.iter().flat_map(|state| state.opens.iter().chain(&state.closes)));
    for (_, step) in ruleset.stages.iter().flat_map(|stage| &stage.steps) {
        if let StageStep::Event(event) = step {
            asked.push(event);
        }
    }
    asked.extend(ruleset.goals.iter().map(|goal| &goal.event));
    for name in asked.into_iter().filter(|name| check.scope.is_sensitive_event(&name.value)).collect::<Vec<_>>() {
        let message = format!("the event `{}` is sensitive, and no charter allows it", name.value);
        let found = Diagnostic::error("precise-signal", name.span, message);
        check.add(found.hint("ask for another event: no charter can allow it in this release"));
    }
}
