//! How often, and until when: what a profile says against an experience. Nothing here knows of variants, so that they are
//! limited alike; what a visitor answers to a variant is asked when it is drawn.

use super::{Reason, Request, Showing};
use crate::profile::{Answer, NEVER, Shown, age};
use crate::program::Program;
use crate::program::records::{Experience, NONE, NUDGE, Rule, RuleKind};
use crate::signal::context::Values;

#[derive(Clone, Copy)]
pub(super) struct Limits<'a> {
    pub program: &'a Program,
    pub values: &'a Values,
    pub request: &'a Request<'a>,
}

impl Limits<'_> {
    /// Why it may not be shown now. `nudges` are those of this decision. What is `showing` already goes on being shown: how
    /// often it was is no longer asked.
    pub fn against(self, index: u32, experience: Experience, nudges: u32, showing: &[Showing]) -> Option<Reason> {
        let most = self.program.guardrails.nudges;
        let is_nudge = experience.flags & NUDGE != 0 && most != NONE;
        if experience.rules.len == 0 && !is_nudge {
            return None;
        }
        let Some(profile) = self.request.memory(self.program) else { return Some(Reason::NoMemory) };
        let showing = showing.iter().any(|shown| shown.owner == index);
        let shown = profile.shown(index);
        let mut rules = self.program.rules().stretch(experience.rules);
        let said = rules.find_map(|rule| if showing && counts(rule) { None } else { self.rule(rule, shown) });
        if said.is_some() {
            return said;
        }
        (is_nudge && !showing && profile.nudges().saturating_add(nudges) >= most).then_some(Reason::NudgeLimit)
    }

    fn rule(self, rule: Rule, shown: Option<Shown>) -> Option<Reason> {
        let profile = self.request.profile?;
        let is_recent = |at: i64| age(at, self.request.now) < rule.span;
        let count = |moment: i64| shown.is_some_and(|shown| moment != NEVER && shown.since(moment) >= rule.count);
        let (applies, reason) = match RuleKind::from_code(rule.kind)? {
            RuleKind::Shown if rule.count == 0 => (true, Reason::Limit),
            RuleKind::Shown if rule.span == i64::MAX => {
                (shown.is_some_and(|shown| shown.count() >= rule.count), Reason::Limit)
            }
            RuleKind::Shown => (count(self.request.now.saturating_sub(rule.span).saturating_add(1)), Reason::Limit),
            RuleKind::View => (count(profile.viewed()), Reason::Limit),
            RuleKind::Visit => (count(profile.started()), Reason::Limit),
            RuleKind::Cooldown => (shown.is_some_and(|shown| is_recent(shown.last())), Reason::Cooldown),
            RuleKind::Event => (self.has_happened(rule, &is_recent), Reason::StopEvent),
            RuleKind::Blocked => {
                let was_drawn = shown.filter(|shown| !shown.variant().is_empty());
                (was_drawn.is_some_and(|shown| shown.phase() < rule.count), Reason::Blocked)
            }
            RuleKind::Clicked | RuleKind::Dismissed => return None,
        };
        applies.then_some(reason)
    }

    /// The event of a rule; about a topic of this page, if the rule says so: then its count is the signal's index and one.
    fn has_happened(self, rule: Rule, is_recent: &dyn Fn(i64) -> bool) -> bool {
        let Some(profile) = self.request.profile else { return false };
        let Some(signal) = rule.count.checked_sub(1) else { return is_recent(profile.happened(rule.event, b"")) };
        let mut topics = self.values.list(self.values.datum(signal)).unwrap_or_default().iter();
        topics.any(|topic| {
            let topic = self.values.text(self.program, *topic).unwrap_or_default();
            !topic.is_empty() && is_recent(profile.happened(rule.event, topic))
        })
    }

    /// Whether the visitor's answer to what was shown ends it: asked of whoever has its slots, whichever arm it is.
    pub fn is_stopped(self, index: u32, experience: Experience) -> bool {
        let Some(shown) = self.request.profile.and_then(|profile| profile.shown(index)) else { return false };
        self.program.rules().stretch(experience.rules).any(|rule| {
            let at = match RuleKind::from_code(rule.kind) {
                Some(RuleKind::Clicked) => shown.answered(Answer::Clicked),
                Some(RuleKind::Dismissed) => shown.answered(Answer::Dismissed),
                _ => return false,
            };
            age(at, self.request.now) < rule.span
        })
    }
}

/// Whether a rule is about how often something was shown.
fn counts(rule: Rule) -> bool {
    use RuleKind::{Cooldown, Shown, View, Visit};
    matches!(RuleKind::from_code(rule.kind), Some(Shown | View | Visit | Cooldown))
}
