//! What an experience hangs on that no request says: what the device remembers, was told, measures or drew.
//!
//! A server that sees a request knows its address, its time, its headers, and so whatever an edge could read of it.
//! Nothing that follows from these is news to it. (What it can be told is said by the catalogue: `place`.)

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::check::{Check, walk};
use crate::decide::page;
use crate::diagnostic::{Span, Spanned};
use crate::program::records::AT_EDGE;
use crate::ruleset::model::{Arm, Condition, Experience, PagePart, Ruleset};
use crate::signal::catalogue::{self, Sensitivity, id};

type Name = Spanned<String>;

/// Earlier experiences in one slot that are looked at for each.
const RIVALS: usize = 24;

/// Why no request says it, and where that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub span: Span,
    pub text: String,
}

/// By experience, in the order of the file.
#[derive(Debug, Default, Clone)]
pub struct Hidden {
    /// Whether it is shown at all.
    pub who: Option<Cause>,
    /// Which of its arms.
    pub which: Option<Cause>,
}

/// What is known of a ruleset's experiences.
#[derive(Debug, Default)]
pub struct Unsaid<'a> {
    all: Vec<Hidden>,
    /// Experiences whose variant no request tells.
    variants: BTreeSet<&'a str>,
}

impl<'a> Unsaid<'a> {
    pub fn new(check: &Check<'a>) -> Unsaid<'a> {
        let ruleset = check.ruleset;
        let mut unsaid = Unsaid::default();
        let mut askers: BTreeMap<&str, Vec<(usize, &Name)>> = BTreeMap::new();
        for (at, experience) in ruleset.experiences.iter().enumerate() {
            let mut asked = Vec::new();
            let signals = experience.when.as_ref().map(|when| signals(check, when)).unwrap_or_default();
            for signal in &signals {
                asked.extend(signal.value.strip_prefix("variant.").map(|experience| (experience, *signal)));
            }
            let read = signals.iter().find_map(|signal| unsaid.signal(check, signal));
            unsaid.all.push(Hidden {
                who: read.or_else(|| counted(ruleset, experience)).or_else(|| partly_drawn(check, experience)),
                which: drawn(check, experience),
            });
            for (experience, signal) in asked {
                askers.entry(experience).or_default().push((at, signal));
            }
        }
        unsaid.spread(ruleset, &askers);
        unsaid.contend(ruleset);
        unsaid
    }

    pub fn of(&self, at: usize) -> Hidden {
        self.all.get(at).cloned().unwrap_or_default()
    }

    /// Why no request says what a signal is.
    pub fn signal(&self, check: &Check<'a>, name: &Name) -> Option<Cause> {
        let text = match name.value.as_str() {
            one if one.starts_with("variant.") => {
                let drawn = one.strip_prefix("variant.").is_some_and(|id| self.variants.contains(id));
                drawn.then(|| format!("`{one}` hangs on what only the device knows"))
            }
            one => why(check, one),
        };
        text.map(|text| Cause { span: name.span, text })
    }

    /// Whoever asks for a variant that no request tells is hidden too.
    fn spread(&mut self, ruleset: &'a Ruleset, askers: &BTreeMap<&str, Vec<(usize, &Name)>>) {
        let mut next: VecDeque<usize> = VecDeque::new();
        next.extend((0..).zip(&self.all).filter(|(_, one)| one.who.is_some() || one.which.is_some()).map(|(at, _)| at));
        while let Some(at) = next.pop_front() {
            let Some(id) = ruleset.experiences.get(at).map(|one| one.id.value.as_str()) else { continue };
            if !self.variants.insert(id) {
                continue;
            }
            for (asker, signal) in askers.get(id).into_iter().flatten() {
                let Some(hidden) = self.all.get_mut(*asker) else { continue };
                if hidden.who.is_none() {
                    let text = format!("`{}` hangs on what only the device knows", signal.value);
                    hidden.who = Some(Cause { span: signal.span, text });
                    next.push_back(*asker);
                }
            }
        }
    }

    /// Whoever comes later has its slots only where the earlier one steps aside.
    fn contend(&mut self, ruleset: &'a Ruleset) {
        let mut order: Vec<(usize, &Experience)> = ruleset.experiences.iter().enumerate().collect();
        let priority = |one: &Experience| one.priority.as_ref().map_or(0.0, |priority| priority.value);
        order.sort_by(|(_, a), (_, b)| priority(b).total_cmp(&priority(a)));
        let mut before: BTreeMap<&str, Vec<&Experience>> = BTreeMap::new();
        for (at, experience) in order {
            let slots = slots(ruleset, experience);
            let Some(hidden) = self.all.get_mut(at) else { continue };
            if hidden.who.is_none() {
                let mut rivals = slots.iter().filter_map(|slot| before.get(slot)).flatten();
                if let Some(earlier) = rivals.find(|earlier| meet(earlier, experience)) {
                    let text = format!("`{}` goes first, and hangs on what only the device knows", earlier.id.value);
                    hidden.who = Some(Cause { span: earlier.id.span, text });
                }
            }
            // Whichever arm is drawn, it holds the slots, unless one steps aside.
            let steps_aside = experience.variants.iter().any(|variant| matches!(variant.arm, Arm::Pass));
            if hidden.who.is_some() || hidden.which.is_some() && steps_aside {
                for slot in slots {
                    let all = before.entry(slot).or_default();
                    if all.len() < RIVALS {
                        all.push(experience);
                    }
                }
            }
        }
    }
}

/// The slots that an experience may take from others. Where there are several places there is room for both.
fn slots<'a>(ruleset: &'a Ruleset, experience: &'a Experience) -> BTreeSet<&'a str> {
    let mut slots = BTreeSet::new();
    walk::contents(experience, &mut |_, slot, _| {
        slots.insert(slot.value.as_str());
    });
    let roomy = ruleset.slots.iter().filter(|slot| slot.take.is_some());
    for slot in roomy {
        slots.remove(slot.name.value.as_str());
    }
    if experience.variants.iter().any(|variant| matches!(variant.arm, Arm::Redirect(_))) {
        // The page as a whole: no slot has this name.
        slots.insert("");
    }
    slots
}

/// Whether two experiences can be on the same page.
fn meet(one: &Experience, other: &Experience) -> bool {
    let overlap = |a: &str, b: &str| {
        let start = |pattern: &str| pattern.find('*').map_or(pattern.len(), |star| star);
        match (a.contains('*'), b.contains('*')) {
            (false, false) => a == b,
            (true, false) => page::matches(a.as_bytes(), b.as_bytes()),
            (false, true) => page::matches(b.as_bytes(), a.as_bytes()),
            (true, true) => {
                let least = start(a).min(start(b));
                a.as_bytes().get(..least) == b.as_bytes().get(..least)
            }
        }
    };
    one.pages.is_empty()
        || other.pages.is_empty()
        || one.pages.iter().any(|a| other.pages.iter().any(|b| overlap(&a.value, &b.value)))
}

/// Every signal that a condition reads, through segments too. Without recursion: a chain may be as long as a file.
fn signals<'a>(check: &Check<'a>, when: &'a Condition) -> Vec<&'a Name> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut rest = vec![when];
    while let Some(condition) = rest.pop() {
        walk::tests(condition, &mut |signal, _| found.push(signal));
        walk::segments(condition, &mut |name| {
            let name = name.value.as_str();
            if let (true, Some(segment)) = (seen.insert(name), check.scope.segments.get(name)) {
                rest.push(&segment.when);
            }
        });
    }
    found
}

fn why(check: &Check, name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix("table.") {
        let table = check.scope.tables.get(rest.split('.').next().unwrap_or(rest))?;
        // A table looked up by a table is refused.
        return Some(table.by.value.as_str()).filter(|by| !by.starts_with("table.")).and_then(|by| why(check, by));
    }
    let (entry, argument) = catalogue::lookup(name)?;
    match entry.id {
        id::CUSTOM => custom(check, argument.unwrap_or("")),
        // What the served page says of itself.
        id::PAGE_TYPE | id::PAGE_TITLE | id::PAGE_TOPICS => None,
        id::HOLDOUT => {
            let units = check.ruleset.holdout.as_ref().map(|holdout| holdout.unit.as_slice())?;
            unit(check, units).map(|()| format!("`{name}` is drawn by a unit of the device"))
        }
        id::DECLARED => Some(format!("`{name}` is an answer that the device keeps")),
        _ if entry.memory => Some(format!("`{name}` is remembered by the device")),
        _ if entry.place & AT_EDGE == 0 => Some(format!("`{name}` is known on the device alone")),
        _ => None,
    }
}

/// The site's own signals are as it declares them; what stands in a field is the visitor's.
fn custom(check: &Check, key: &str) -> Option<String> {
    let signal = check.scope.custom.get(key)?;
    let sensitivity = signal.sensitivity.as_ref().and_then(|word| Sensitivity::from_word(&word.value));
    let is_typed = signal.from.as_ref().is_some_and(|from| matches!(from.part, PagePart::Value));
    match sensitivity.unwrap_or(Sensitivity::Contextual) {
        Sensitivity::Contextual if is_typed => {
            Some(format!("`{}` is what the visitor chose or typed", signal.name.value))
        }
        Sensitivity::Contextual => None,
        more => Some(format!("`{}` is {}, as `signals` says", signal.name.value, more.word())),
    }
}

/// Limits, stops and phases are looked up in what the device remembers.
fn counted(ruleset: &Ruleset, experience: &Experience) -> Option<Cause> {
    let most = ruleset.guardrails.as_ref().and_then(|guardrails| guardrails.max_nudges.as_ref());
    let blocked = experience.experiment.as_ref().and_then(|experiment| experiment.blocked_below.as_ref());
    let (span, what) = if let Some(limits) = &experience.limits {
        (limits.span, "limits are counted")
    } else if let (true, Some(most)) = (experience.nudge, most) {
        (most.span, "nudges are counted")
    } else {
        (blocked?.span, "earlier assignments are remembered")
    };
    Some(Cause { span, text: format!("{what} on the device") })
}

/// Shares of visitors that the device draws.
fn partly_drawn(check: &Check, experience: &Experience) -> Option<Cause> {
    let partly =
        |share: &Option<Spanned<f64>>, all: f64| share.as_ref().filter(|share| share.value != all).map(|it| it.span);
    let settings = experience.experiment.as_ref();
    let span = partly(&experience.rollout, 1.0)
        .or_else(|| partly(&settings?.coverage, 1.0))
        .or_else(|| partly(&settings?.holdout, 0.0))
        .or_else(|| settings?.group.as_ref().map(|group| group.span))?;
    unit(check, &experience.unit).map(|()| Cause { span, text: "drawn by a unit of the device".to_owned() })
}

/// Arms that the device draws, or keeps.
fn drawn(check: &Check, experience: &Experience) -> Option<Cause> {
    let drawn = experience.variants.iter().filter(|variant| variant.weight.value > 0.0 || variant.force.is_some());
    if drawn.count() < 2 {
        return None;
    }
    let span = experience.unit.first().or(experience.variants.first().map(|variant| &variant.name))?.span;
    if experience.experiment.as_ref().is_some_and(|experiment| experiment.sticky) {
        return Some(Cause { span, text: "arms are kept on the device".to_owned() });
    }
    unit(check, &experience.unit).map(|()| Cause { span, text: "arms are drawn by a unit of the device".to_owned() })
}

/// Whether the first unit that is known may be one that no request holds. Without any it is the device.
fn unit(check: &Check, units: &[Name]) -> Option<()> {
    let is_hidden = |name: &Name| match check.scope.units.get(name.value.as_str()) {
        Some(source) => source.from.value == "signal" && why(check, &source.key.value).is_some(),
        None => name.value == "device",
    };
    (units.is_empty() || units.iter().any(is_hidden)).then_some(())
}
