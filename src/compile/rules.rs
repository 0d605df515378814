//! What a profile says against an experience: limits, pauses, stops, the units that are forced. `decide::limits` asks.

use super::compiler::Compiler;
use crate::limits;
use crate::program::format::pair_hash;
use crate::program::records::{
    DEVICE_ONLY, Forced, Guardrails, NONE, NUDGE, REMEMBERED, Range, Rule, RuleKind, STICKY,
};
use crate::ruleset::model::{Experience, Force, Limits, StopAfter};
use crate::value::Value;

const HOUR: f64 = 3_600_000.0;

impl<'a> Compiler<'a> {
    pub fn guardrails(&mut self) {
        let Some(written) = &self.ruleset.guardrails else { return };
        let most =
            |count: &Option<crate::diagnostic::Spanned<f64>>| count.as_ref().map_or(NONE, |most| most.value as u32);
        self.tables.draft.guardrails =
            Guardrails { slots: most(&written.max_personalised_slots), nudges: most(&written.max_nudges) };
    }

    /// The topics that may be remembered. Those that are sensitive are not, as long as nobody can consent to it.
    pub fn topics(&mut self) {
        let Some(topics) = &self.ruleset.topics else { return };
        self.tables.draft.topics = self.tables.list(&topics.remembered().collect::<Vec<&str>>());
    }

    /// Rules of an experience, and the flags that follow from them: what depends on memory is for the device.
    pub fn rules(&mut self, experience: &'a Experience) -> (Range, u32) {
        let settings = experience.experiment.as_ref();
        let blocked = settings.and_then(|settings| settings.blocked_below.as_ref()).map(|phase| phase.value as u32);
        let is_sticky = blocked.is_some() || settings.is_some_and(|settings| settings.sticky);
        let mut rules: Vec<Rule> = experience.limits.iter().flat_map(|limits| self.limits(limits)).collect();
        let shown = |rule: &Rule| {
            matches!(
                RuleKind::from_code(rule.kind),
                Some(RuleKind::Shown | RuleKind::View | RuleKind::Visit | RuleKind::Cooldown)
            )
        };
        let is_remembered = rules.iter().any(shown);
        rules.extend(blocked.map(|count| Rule { kind: RuleKind::Blocked as u32, count, event: NONE, span: 0 }));
        let is_nudge = experience.nudge && self.tables.draft.guardrails.nudges != NONE;
        let mut flags = 0;
        for (holds, flag) in [
            (is_sticky, STICKY),
            (is_nudge, NUDGE),
            (is_remembered, REMEMBERED),
            (is_sticky || is_nudge || !rules.is_empty(), DEVICE_ONLY),
        ] {
            flags |= if holds { flag } else { 0 };
        }
        if rules.len() > limits::RULES {
            let span = experience.limits.as_ref().map_or(experience.span, |limits| limits.span);
            let message = format!("{} limits and stops where at most {} can be", rules.len(), limits::RULES);
            self.refuse("out-of-range", span, message);
            rules.truncate(limits::RULES);
        }
        if rules.is_empty() {
            return (Range::default(), flags);
        }
        let pool = &mut self.tables.draft.rules;
        let range = Range { start: pool.len() as u32, len: rules.len() as u32 };
        pool.extend(rules);
        (range, flags)
    }

    fn limits(&mut self, limits: &'a Limits) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        for show in &limits.show {
            let (count, within) = &show.value;
            let window = |hours: f64| (RuleKind::Shown, (hours * HOUR) as i64);
            let (kind, span) = match within.as_deref() {
                None => (RuleKind::Shown, i64::MAX),
                Some("view") => (RuleKind::View, 0),
                Some("session") => (RuleKind::Visit, 0),
                Some("hour") => window(1.0),
                Some("day") => window(24.0),
                Some("week") => window(24.0 * 7.0),
                Some(_) => window(24.0 * 30.0),
            };
            rules.push(Rule { kind: kind as u32, count: *count as u32, event: NONE, span });
        }
        if let Some(pause) = &limits.cooldown {
            let (span, since) = &pause.value;
            rules.push(Rule { kind: since_kind(since) as u32, count: 0, event: NONE, span: *span as i64 });
        }
        rules.extend(limits.stop_after.iter().map(|stop| self.stop(stop)));
        rules
    }

    fn stop(&mut self, stop: &'a StopAfter) -> Rule {
        let span = stop.span_ms.as_ref().map_or(i64::MAX, |span| span.value as i64);
        let name = stop.event.value.as_str();
        if matches!(name, "shown" | "clicked" | "dismissed") {
            return Rule { kind: since_kind(name) as u32, count: 0, event: NONE, span };
        }
        let count = if stop.same.is_some() { self.signal("page.topics", stop.span) + 1 } else { 0 };
        Rule { kind: RuleKind::Event as u32, count, event: self.tables.string(name), span }
    }

    /// The units that get an arm without a draw.
    pub fn forced(&mut self, experience: &'a Experience, arms: Range) -> Range {
        let name = experience.id.value.as_bytes();
        let mut all: Vec<Forced> = Vec::new();
        for (arm, variant) in (arms.start..).zip(&experience.variants) {
            let units: Vec<&[u8]> = match &variant.force {
                None => continue,
                Some(Force::Units(units)) => units.iter().map(|unit| unit.value.as_bytes()).collect(),
                Some(Force::List(list)) => match self.lists.get(list.value.as_str()) {
                    Some(values) => values.iter().filter_map(text).collect(),
                    None => {
                        self.refuse("unknown-list", list.span, format!("unknown list `{}`", list.value));
                        continue;
                    }
                },
            };
            all.extend(units.into_iter().map(|unit| Forced { arm, unit: pair_hash(name, unit).cast_signed() }));
        }
        if all.is_empty() {
            return Range::default();
        }
        let pool = &mut self.tables.draft.forced;
        let range = Range { start: pool.len() as u32, len: all.len() as u32 };
        pool.extend(all);
        range
    }
}

fn text(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Text(text) => Some(text.as_bytes()),
        _ => None,
    }
}

fn since_kind(since: &str) -> RuleKind {
    match since {
        "clicked" => RuleKind::Clicked,
        "dismissed" => RuleKind::Dismissed,
        _ => RuleKind::Cooldown,
    }
}
