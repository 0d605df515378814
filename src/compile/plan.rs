//! Where each experience can be decided: at an edge, or on the device only.
//!
//! The read set itself needs no plan: a signal is in it because something compiled asked for it ([`Compiler::signal`]).

use super::compiler::Compiler;
use super::lower::Node;
use crate::decide::Reason;
use crate::diagnostic::Span;
use crate::ops::{Content, Op, interpolations};
use crate::program::draft::Draft;
use crate::program::records::{
    AT_EDGE, Assignment, CHOOSES, DEVICE_ONLY, ELEMENT, Experience, Gate, NONE, Op as Question, Predicate, RANKS,
    Range, RuleKind, SHOWN, UNSETTLED, UnitKind,
};
use crate::signal::catalogue::id;
use std::collections::{BTreeMap, BTreeSet};

impl Compiler<'_> {
    /// Adds what page sets read, and marks what an edge cannot decide.
    pub fn plan(&mut self) {
        let page = self.tables.asks_for_page.then(|| self.signal("page.path", Span::default()));
        mark(&mut self.tables.draft);
        show(&mut self.tables.draft);
        rank(&mut self.tables.draft);
        choose(&mut self.tables.draft, page);
        self.assignments();
    }

    /// The signals that are draws themselves, each behind those that its experience asks for.
    fn assignments(&mut self) {
        let signals = 0..self.tables.draft.signals.len() as u32;
        let mut order = Order::new(&self.tables.draft);
        signals.for_each(|signal| order.visit(signal));
        let Order { done, is_circle, .. } = order;
        if is_circle {
            self.refuse(
                "circular-prerequisite",
                Span::default(),
                "an experience asks, over others, for its own variant",
            );
        }
        let asks_for_holdout = done.iter().any(|assignment| assignment.experience == NONE);
        self.tables.draft.assignments = done;
        if asks_for_holdout && self.ruleset.holdout.is_none() {
            self.hold_nobody_out();
        }
    }

    /// Without a holdout nobody is in it: the first gate, of which `holdout` asks, is one that has no unit to draw.
    fn hold_nobody_out(&mut self) {
        let Draft { gates, experiences, .. } = &mut self.tables.draft;
        let reason = Reason::Holdout as u32;
        gates.insert(0, Gate { seed: 0, seed_text: NONE, units: Range::default(), from: 0, until: 0, reason });
        for experience in experiences.iter_mut().filter(|experience| experience.gates.len > 0) {
            experience.gates.start += 1;
        }
    }
}

/// Puts assignments in order.
struct Order<'a> {
    draft: &'a Draft,
    /// Experiences by the names that signals ask for them by.
    experiences: BTreeMap<u32, u32>,
    /// By signal: whether all that it needs is done.
    states: BTreeMap<u32, bool>,
    done: Vec<Assignment>,
    is_circle: bool,
}

impl<'a> Order<'a> {
    fn new(draft: &'a Draft) -> Order<'a> {
        // Of two of one name the first, as elsewhere.
        let named = draft.experiences.iter().enumerate().rev().map(|(at, one)| (one.name, at as u32)).collect();
        Order { draft, experiences: named, states: BTreeMap::new(), done: Vec::new(), is_circle: false }
    }

    /// What a signal needs, then the signal. Without recursion: a chain may be as long as a file.
    fn visit(&mut self, signal: u32) {
        let mut way = vec![(signal, false)];
        while let Some((signal, is_behind)) = way.pop() {
            let Some(known) = self.draft.signals.get(signal as usize) else { continue };
            if !matches!(known.id, id::HOLDOUT | id::VARIANT) {
                continue;
            }
            let experience = Some(known.argument).filter(|_| known.id == id::VARIANT);
            let experience = experience.and_then(|name| self.experiences.get(&name)).copied().unwrap_or(NONE);
            if is_behind {
                // What no experience of this ruleset answers is missing; `check` says so.
                if known.id == id::HOLDOUT || experience != NONE {
                    self.done.push(Assignment { signal, experience });
                }
                self.states.insert(signal, true);
                continue;
            }
            if let Some(is_done) = self.states.get(&signal) {
                self.is_circle |= !is_done;
                continue;
            }
            self.states.insert(signal, false);
            way.push((signal, true));
            if let Some(experience) = self.draft.experiences.get(experience as usize) {
                let mut read = BTreeSet::new();
                asked(self.draft, experience.when, &mut read);
                way.extend(read.into_iter().rev().map(|needed| (needed, false)));
            }
        }
    }
}

/// The signals that a condition asks for, itself and in what it calls.
fn asked(draft: &Draft, condition: u32, read: &mut BTreeSet<u32>) {
    let Some(range) = draft.conditions.get(condition as usize) else { return };
    for step in range.of(&draft.steps) {
        let Some(predicate) = draft.predicates.get(step.predicate as usize) else { continue };
        if matches!(predicate.op, Question::Holds | Question::Size | Question::ElemMatch) {
            asked(draft, predicate.operand, read);
        }
        if predicate.op != Question::Holds && predicate.flags & ELEMENT == 0 {
            read.insert(predicate.subject);
        }
    }
}

impl Compiler<'_> {
    /// Asks that no signal is only missing here, of those that the contents of these arms choose by or show.
    pub fn settled(&mut self, arms: Range, span: Span) -> Node {
        let draft = &self.tables.draft;
        let placed = arms.of(&draft.arms).iter().flat_map(|arm| arm.placements.of(&draft.placements));
        let (mut seen, mut read) = (BTreeSet::new(), BTreeSet::new());
        placed.for_each(|placement| reads(draft, placement.content, &mut seen, &mut read));
        read.retain(|signal| draft.signals.get(*signal as usize).is_some_and(|known| known.flags & UNSETTLED != 0));
        Node::all(read.into_iter().map(|subject| {
            let question = Predicate { subject, op: Question::Settled, flags: 0, operand: 0 };
            let index = self.tables.predicate(question);
            self.note(index, "shown".to_owned(), span);
            Node::Ask(index, span)
        }))
    }
}

/// The signals that a content reads, itself and in what it chooses among; each content is looked at once.
fn reads(draft: &Draft, content: u32, seen: &mut BTreeSet<u32>, read: &mut BTreeSet<u32>) {
    match draft.contents.get(content as usize).filter(|_| seen.insert(content)) {
        Some(Content::By { signal, cases, otherwise }) => {
            read.insert(*signal);
            let below = cases.iter().map(|(_, content)| *content).chain([*otherwise]);
            below.for_each(|below| reads(draft, below, seen, read));
        }
        Some(Content::Ops(ops)) => read.extend(ops.iter().flat_map(interpolations).map(|(signal, _)| signal)),
        _ => {}
    }
}

/// Marks the signals whose values contents show.
fn show(draft: &mut Draft) {
    for content in &draft.contents {
        let Content::Ops(ops) = content else { continue };
        for (signal, _) in ops.iter().flat_map(interpolations) {
            if let Some(known) = draft.signals.get_mut(signal as usize) {
                known.flags |= SHOWN;
            }
        }
    }
}

/// Marks the slots whose items some content ranks. What is chosen among stands before what chooses.
fn rank(draft: &mut Draft) {
    let mut ranks: Vec<bool> = Vec::with_capacity(draft.contents.len());
    for content in &draft.contents {
        let below = |index: u32| ranks.get(index as usize).copied().unwrap_or(false);
        let is_ranking = match content {
            Content::Ops(ops) => ops.iter().any(|op| matches!(op, Op::Rank(_))),
            Content::By { cases, otherwise, .. } => below(*otherwise) || cases.iter().any(|(_, case)| below(*case)),
            Content::Default | Content::Value(_) => false,
        };
        ranks.push(is_ranking);
    }
    for placement in draft.placements.iter().filter(|one| ranks.get(one.content as usize).is_some_and(|ranks| *ranks)) {
        if let Some(slot) = draft.slots.get_mut(placement.slot as usize) {
            slot.flags |= RANKS;
        }
    }
}

/// Marks the signals that are asked elsewhere than in conditions.
fn choose(draft: &mut Draft, page: Option<u32>) {
    let by = draft.contents.iter().filter_map(|content| match content {
        Content::By { signal, .. } => Some(*signal),
        _ => None,
    });
    let units = draft.units.iter().filter(|unit| unit.kind == UnitKind::Signal).map(|unit| unit.key);
    let topics = draft.rules.iter().filter(|rule| rule.kind == RuleKind::Event as u32);
    let topics = topics.filter_map(|rule| rule.count.checked_sub(1));
    for signal in by.chain(units).chain(topics).chain(page).collect::<Vec<_>>() {
        if let Some(known) = draft.signals.get_mut(signal as usize) {
            known.flags |= CHOOSES;
        }
    }
}

fn mark(draft: &mut Draft) {
    let at_edge = all_of(draft, &|signal| is_at_edge(draft, signal), &|op| {
        // A template stands in the page, and so do all the items: a stream cannot know what comes further down.
        !matches!(op, Op::Template(_) | Op::Order(_) | Op::Rank(_))
    });
    for (experience, at_edge) in draft.experiences.iter_mut().zip(at_edge) {
        experience.flags |= if at_edge { 0 } else { DEVICE_ONLY };
    }
}

fn is_at_edge(draft: &Draft, signal: u32) -> bool {
    draft.signals.get(signal as usize).is_none_or(|signal| signal.flags & AT_EDGE != 0)
}

/// Of each experience, whether all signals that it asks for and shows are such, and all operations.
pub(super) fn all_of(draft: &Draft, signal: &dyn Fn(u32) -> bool, op: &dyn Fn(&Op) -> bool) -> Vec<bool> {
    // What is called stands before the caller, so one pass in order knows everything below.
    let mut conditions: Vec<bool> = Vec::with_capacity(draft.conditions.len());
    for range in &draft.conditions {
        let steps = range.of(&draft.steps);
        let fits = steps.iter().all(|step| question_fits(draft, &conditions, step.predicate, signal));
        conditions.push(fits);
    }
    let mut contents: Vec<bool> = Vec::with_capacity(draft.contents.len());
    for content in &draft.contents {
        let below = |index: u32| index == NONE || contents.get(index as usize).copied().unwrap_or(true);
        let fits = match content {
            Content::Default | Content::Value(_) => true,
            Content::By { signal: by, cases, otherwise } => {
                signal(*by) && below(*otherwise) && cases.iter().all(|(_, content)| below(*content))
            }
            Content::Ops(ops) => {
                ops.iter().all(op) && ops.iter().flat_map(interpolations).all(|(shown, _)| signal(shown))
            }
        };
        contents.push(fits);
    }
    let of = |experience: &Experience| {
        let arms = experience.arms.of(&draft.arms).iter();
        let mut placed = arms.flat_map(|arm| arm.placements.of(&draft.placements));
        let fits = conditions.get(experience.when as usize).copied().unwrap_or(true);
        fits && placed.all(|placement| contents.get(placement.content as usize).copied().unwrap_or(true))
    };
    draft.experiences.iter().map(of).collect()
}

fn question_fits(draft: &Draft, conditions: &[bool], predicate: u32, signal: &dyn Fn(u32) -> bool) -> bool {
    let Some(predicate) = draft.predicates.get(predicate as usize) else { return true };
    let calls = matches!(predicate.op, Question::Holds | Question::Size | Question::ElemMatch);
    let called = !calls || conditions.get(predicate.operand as usize).copied().unwrap_or(true);
    let reads = predicate.op != Question::Holds && predicate.flags & ELEMENT == 0;
    called && (!reads || signal(predicate.subject))
}
