//! Deciding again after some signals changed: only what depends on them, and only slots that may change now.
//!
//! Time alone changes nothing: what does not depend on a changed signal keeps its decision, whatever has begun or ended
//! meanwhile. What is decided again is decided at the new moment, by the same code as the first time.
//!
//! A slot that is kept is held by whoever has it. So an experience that wants a kept slot of another comes too late for
//! all of its slots; the one that has it may go on with others, in the same arm only: nobody sees halves of two.

use super::{Decisions, Readers, Reason, Request, Round, SlotDecision, State, assign, decide, page};
use crate::condition::{At, Evaluator};
use crate::program::Program;
use crate::program::records::{LIVE, NONE, ON_ACTION, Slot};
use crate::signal::context::Context;

/// Beside [`ON_ACTION`] and [`LIVE`]: slots that are neither.
pub const VIEW: u32 = 1;

/// What changed since the last decision.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Signals, in any order; one that is named and has its old value changes nothing.
    pub signals: &'a [u32],
    /// Kinds of slots that may change now: [`VIEW`], [`ON_ACTION`], [`LIVE`].
    pub may: u32,
    /// Whether the profile changed, too: something happened, or was answered.
    pub profile: bool,
}

/// Decides again what depends on a change. `decisions` are those of the last decision over this context, which also says
/// which slots are here; [`Decisions::changed`] then says which are decided otherwise. Where there is no such decision on
/// a device, everything is decided as `request` asks.
pub fn again(program: &Program, context: &mut Context, request: &Request, change: Change, decisions: &mut Decisions) {
    if !decisions.ready {
        let before = std::mem::take(&mut decisions.slots);
        decide(program, context, request, decisions, &mut ());
        let default = SlotDecision { arm: NONE, content: NONE, reason: Reason::Default };
        let before = before.into_iter().chain(std::iter::repeat(default));
        let differ = (0..).zip(decisions.slots.iter().zip(before)).filter(|(_, (now, before))| *now != before);
        decisions.changed = differ.map(|(slot, _)| slot).collect();
        return;
    }
    decisions.changed.clear();
    context.forget_answers();
    let readers = context.readers.take().unwrap_or_else(|| Box::new(Readers::of(program, context.columns.open())));
    let mut touched = Touched::new(&readers, program);
    touched.follow(program, context, request, change.signals);
    if change.profile {
        touched.remember(program);
    }
    if change.signals.contains(&program.page_path) {
        touched.turn_page(program, context, change.may, decisions);
    }
    let Context { values, answers, columns, .. } = context;
    let mut watch = ();
    let mut conditions = Evaluator::new(program, values, answers, request.now, &mut watch);
    columns.select(&mut conditions, false);
    for experience in columns.differing(&decisions.left) {
        touched.experience(experience);
    }
    decisions.remember(columns.left());
    if !touched.components.is_empty() {
        let before = touched.reopen(program, request, change.may, decisions);
        if request.now < program.expires {
            let owner =
                |(_, shown): &(u32, SlotDecision)| program.arms().get(shown.arm as usize).map(|arm| arm.experience);
            let showing: Vec<u32> = before.iter().filter_map(owner).collect();
            let mut round = Round { showing: &showing, ..Round::new(program, values, conditions, request, decisions) };
            round.begin();
            let (mut at, mut last) = (At::default(), NONE);
            while let Some([index, open]) = columns.next(&mut at) {
                if index != last
                    && touched.has(index)
                    && let Some(experience) = program.experiences().get(index as usize)
                {
                    last = index;
                    round.consider(index, experience, open == 0);
                }
            }
        }
        close(program, change.may, &before, decisions);
    }
    context.readers = Some(readers);
}

/// What a change reaches.
struct Touched<'a> {
    readers: &'a Readers,
    /// By component and assignment, whether it is reached.
    marks: Vec<bool>,
    components: Vec<u32>,
}

impl<'a> Touched<'a> {
    fn new(readers: &'a Readers, program: &Program) -> Touched<'a> {
        let marks = vec![false; readers.slots.len() + program.assignments().len()];
        let mut touched = Touched { readers, marks, components: Vec::new() };
        if readers.all {
            (0..touched.marks.len()).for_each(|who| touched.mark(who as u32));
        }
        touched
    }

    /// Marks a component by any slot of it, or an assignment.
    fn mark(&mut self, who: u32) {
        let who = self.readers.slots.get(who as usize).map_or(who, |[component, _]| *component);
        if let Some(mark @ false) = self.marks.get_mut(who as usize) {
            *mark = true;
            if (who as usize) < self.readers.slots.len() {
                self.components.push(who);
            }
        }
    }

    fn experience(&mut self, index: u32) {
        self.mark(self.readers.component(index));
    }

    /// Whether an experience is to be asked again.
    fn has(&self, index: u32) -> bool {
        self.marks.get(self.readers.component(index) as usize) == Some(&true)
    }

    /// Who reads these signals, and those that follow from them: assignments, of which none needs a later one.
    fn follow(&mut self, program: &Program, context: &mut Context, request: &Request, signals: &[u32]) {
        let readers = self.readers;
        for signal in signals {
            readers.of_signal(*signal).for_each(|who| self.mark(who));
        }
        for (who, assignment) in (readers.slots.len()..).zip(program.assignments()) {
            if self.marks.get(who) == Some(&true) && assign::assign_one(program, context, request, assignment) {
                readers.of_signal(assignment.signal).for_each(|who| self.mark(who));
            }
        }
    }

    /// Who asks what happened, and whose slots the visitor answered to.
    fn remember(&mut self, program: &Program) {
        for (index, experience) in (0..).zip(program.experiences()) {
            if experience.rules.len > 0 {
                self.experience(index);
            }
        }
    }

    /// Another page: who comes, who goes. Which slots are here follows from it, unless the caller named them.
    fn turn_page(&mut self, program: &Program, context: &Context, may: u32, decisions: &mut Decisions) {
        let mut now = Vec::new();
        page::mark(program, context, &mut now);
        let before = std::mem::replace(&mut decisions.pages, now);
        let now = &decisions.pages;
        for (index, experience) in (0..).zip(program.experiences()) {
            if page::includes(&before, experience.pages) != page::includes(now, experience.pages) {
                self.experience(index);
            }
        }
        for (index, (spot, slot)) in (0..).zip(decisions.spots.iter_mut().zip(program.slots())) {
            let here = page::includes(now, slot.pages);
            if !decisions.named && may_change(slot, may) && here != (spot.state != State::Absent) {
                spot.state = if here { State::Free } else { State::Absent };
                self.mark(index);
            }
        }
    }

    /// Frees the slots that may change, and holds the others for whoever has them; what they all were.
    fn reopen(
        &self,
        program: &Program,
        request: &Request,
        may: u32,
        decisions: &mut Decisions,
    ) -> Vec<(u32, SlotDecision)> {
        let reason = if request.now < program.expires { Reason::Default } else { Reason::Expired };
        let mut all = Vec::new();
        for component in &self.components {
            let mut slot = *component;
            while let Some([_, next]) = self.readers.slots.get(slot as usize)
                && let Some(spot) = decisions.spots.get_mut(slot as usize)
                && let Some(decision) = decisions.slots.get_mut(slot as usize)
                && let Some(row) = program.slots().get(slot as usize)
            {
                let elsewhere = matches!(spot.state, State::Absent | State::Held(_));
                let free = may_change(row, may);
                if free || !elsewhere {
                    all.push((slot, *decision));
                }
                if !elsewhere {
                    let arm = program.arms().get(decision.arm as usize);
                    spot.state = if free { State::Free } else { State::Held(arm.map_or(NONE, |arm| arm.experience)) };
                }
                if free {
                    *decision = SlotDecision { arm: NONE, content: NONE, reason };
                }
                slot = *next;
                if slot == *component {
                    break;
                }
            }
        }
        all
    }
}

/// Slots that were held for this round are again what they were; of the others, which are now decided otherwise?
fn close(program: &Program, may: u32, before: &[(u32, SlotDecision)], decisions: &mut Decisions) {
    for (slot, before) in before {
        if program.slots().get(*slot as usize).is_some_and(|row| !may_change(row, may)) {
            if let Some(spot) = decisions.spots.get_mut(*slot as usize) {
                spot.state = State::Taken;
            }
        } else if decisions.slot(*slot) != Some(*before) {
            // In its place among those that ascend; all behind it move up.
            let mut last = *slot;
            decisions.changed.iter_mut().filter(|known| **known > *slot).for_each(|known| std::mem::swap(known, &mut last));
            decisions.changed.push(last);
        }
    }
}

fn may_change(slot: Slot, may: u32) -> bool {
    let kinds = slot.flags & (ON_ACTION | LIVE);
    may & if kinds == 0 { VIEW } else { kinds } != 0
}
