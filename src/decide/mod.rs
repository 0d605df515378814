//! The decision: a pure function of (program, context, request). No clock, no I/O, no randomness.
//!
//! Experiences are asked in order (priority, then file order). Each answers with one reason code: on this page? in
//! its window? does its condition hold? is its unit known and rolled out to? Only then is a variant drawn. What it
//! takes it takes together, and nobody after it gets these slots.

mod assign;
pub mod bucket;
mod choose;
mod draw;
#[cfg(feature = "tools")]
pub mod json;
pub(crate) mod page;
mod reason;
mod request;

pub use reason::Reason;
pub use request::{Decisions, HELD, Place, Request, SlotDecision};

use crate::condition::{Evaluator, Unsettled, Watch};
use crate::program::Program;
use crate::program::records::{CONTROL, DEVICE_ONLY, DRAWN, Experience, NONE, PASS, Range};
use crate::signal::context::{Context, Values};
use draw::{Lot, Lots};

/// Sees what `decide` does, as it does it; the same code runs with and without one. `()` sees nothing.
pub trait Recorder: Watch {
    /// Whether it wants to see the experiences that cannot match.
    const SEES: bool = true;
    /// Experience `index` was considered, with this outcome.
    fn experience(&mut self, _index: u32, _reason: Reason) {}
    /// A unit was drawn for `index`: bucket `k` of 10 000 (1 000 for hash version 1).
    fn bucket(&mut self, _index: u32, _unit: u32, _k: u32) {}
}

impl Recorder for () {
    const SEES: bool = false;
}

/// What has become of a slot so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not on this page, or not asked for.
    Absent,
    Free,
    Taken,
    /// Decided elsewhere, for the experience of this index.
    Held(u32),
    /// An experience that only the device can decide may want it: nobody after it gets it here.
    Deferred,
}

/// Decides every slot that `request` names. Writes nothing but `decisions` (and kept answers in `context`).
pub fn decide<R: Recorder>(
    program: &Program,
    context: &mut Context,
    request: &Request,
    decisions: &mut Decisions,
    recorder: &mut R,
) {
    context.forget_answers();
    decisions.reset(program);
    assign::assign(program, context, request);
    if request.now >= program.expires {
        decisions.fill(Reason::Expired);
        return;
    }
    page::mark(program, context, &mut decisions.pages);
    open(program, request, decisions);
    let Context { values, answers, columns } = context;
    let conditions = Evaluator::new(program, values, answers, request.now, recorder);
    let mut round = Round { program, values, conditions, request, decisions };
    if R::SEES {
        for (index, experience) in (0..).zip(program.experiences()) {
            let reason = round.consider(index, experience, false);
            round.conditions.watch.experience(index, reason);
        }
        return;
    }
    let unsettled = columns.select(&mut round.conditions, request.place == Place::Edge);
    let (mut at, mut last) = (0, NONE);
    while let Some([index, open]) = columns.next(&mut at) {
        // One clause that holds is enough.
        if index != last
            && let Some(experience) = program.experiences().get(index as usize)
        {
            last = index;
            round.consider(index, experience, open == 0 && !unsettled);
        }
    }
}

/// The slots at the start: those that the caller names, or those whose pages match.
fn open(program: &Program, request: &Request, decisions: &mut Decisions) {
    let Decisions { states, pages, .. } = decisions;
    for (index, (state, slot)) in states.iter_mut().zip(program.slots()).enumerate() {
        let mark = match request.slots {
            Some(named) => named.get(index).copied().unwrap_or(0),
            None => u32::from(page::includes(pages, slot.pages)),
        };
        *state = match mark {
            0 => State::Absent,
            1 => State::Free,
            held => State::Held(held.wrapping_sub(HELD)),
        };
    }
}

struct Round<'a, R> {
    program: &'a Program,
    values: &'a Values,
    conditions: Evaluator<'a, R>,
    request: &'a Request<'a>,
    decisions: &'a mut Decisions,
}

impl<R: Recorder> Round<'_, R> {
    /// The order of a decision. Everything before `allocate` is blind to the variant. `holds` says that the condition is
    /// known to.
    ///
    /// Fields are handed on one by one: a record that is passed whole has to be put together first, and most
    /// experiences are over after two or three questions.
    fn consider(&mut self, index: u32, experience: Experience, holds: bool) -> Reason {
        let slots = stretch(self.program.slot_indices(), experience.slots);
        if let Some(reason) = self.out_of_place(index, slots, experience.pages) {
            return reason;
        }
        let now = self.request.now;
        if now < experience.from {
            return Reason::NotStarted;
        }
        if now >= experience.until {
            return Reason::Ended;
        }
        let edge = self.request.place == Place::Edge;
        if !holds && !self.conditions.holds(experience.when, if edge { Unsettled::No } else { Unsettled::Nothing }) {
            let may = edge && self.conditions.holds(experience.when, Unsettled::Yes);
            return if may { self.defer(slots) } else { Reason::NotMatched };
        }
        if edge && experience.flags & DEVICE_ONLY != 0 {
            return self.defer(slots);
        }
        let lots = Lots { program: self.program, values: self.values, edge };
        match lots.gates(experience.gates) {
            Lot::Drawn(()) => {}
            Lot::Missed(reason) => return reason,
            Lot::OnDevice => return self.defer(slots),
        }
        if experience.flags & DRAWN == 0 {
            return if self.waits(slots) {
                self.defer(slots)
            } else {
                self.take(slots, experience.arms.start, Reason::Matched)
            };
        }
        match lots.unit(experience.units) {
            Lot::Drawn(_) if self.waits(slots) => self.defer(slots),
            Lot::Drawn(drawing) => {
                let k = lots.bucket(experience.seed, experience.seed_text, drawing);
                self.conditions.watch.bucket(index, drawing.unit, k);
                match lots.arm(experience.arms, k) {
                    Some(arm) => self.take(slots, arm, Reason::Split),
                    None => Reason::NotCovered,
                }
            }
            Lot::Missed(reason) => reason,
            Lot::OnDevice => self.defer(slots),
        }
    }

    /// Slots of one experience are taken together; slots that this page lacks do not count.
    fn out_of_place(&self, index: u32, slots: &[u32], pages: u32) -> Option<Reason> {
        let mut present = false;
        for slot in slots {
            match self.decisions.states.get(*slot as usize) {
                Some(State::Free | State::Deferred) => present = true,
                Some(State::Taken) => return Some(Reason::SlotTaken),
                Some(State::Held(by)) if *by != index => return Some(Reason::SlotTaken),
                Some(State::Absent | State::Held(_)) | None => {}
            }
        }
        if !present {
            return Some(Reason::NoSlot);
        }
        (!page::includes(&self.decisions.pages, pages)).then_some(Reason::OtherPage)
    }

    /// Behind one that only the device can decide, and so to be decided there too, with all its slots.
    fn waits(&self, slots: &[u32]) -> bool {
        self.request.place == Place::Edge
            && slots.iter().any(|slot| self.decisions.states.get(*slot as usize) == Some(&State::Deferred))
    }

    fn defer(&mut self, slots: &[u32]) -> Reason {
        for slot in slots {
            if let Some(state @ (State::Free | State::Deferred)) = self.decisions.states.get_mut(*slot as usize) {
                *state = State::Deferred;
                self.decisions.put(*slot, NONE, NONE, Reason::OnDevice);
            }
        }
        Reason::OnDevice
    }

    /// Takes the slots for an arm. A slot of the experience that the arm leaves out is held and shows its default.
    fn take(&mut self, slots: &[u32], id: u32, reason: Reason) -> Reason {
        let Some(arm) = self.program.arms().get(id as usize) else { return Reason::NotMatched };
        if arm.flags & PASS != 0 {
            return Reason::Pass;
        }
        for slot in slots {
            let Some(state) = self.decisions.states.get_mut(*slot as usize) else { continue };
            if *state == State::Free {
                *state = State::Taken;
                let content = if arm.flags & CONTROL == 0 { self.content(arm.placements, *slot) } else { NONE };
                self.decisions.put(*slot, content, id, reason);
            }
        }
        reason
    }

    fn content(&self, placements: Range, slot: u32) -> u32 {
        let mut placements = self.program.placements().stretch(placements);
        let placed = placements.find(|placement| placement.slot == slot).map_or(NONE, |p| p.content);
        choose::content(self.program, self.values, placed)
    }
}

fn stretch<T>(pool: &[T], range: Range) -> &[T] {
    let start = range.start as usize;
    pool.get(start..start.saturating_add(range.len as usize)).unwrap_or_default()
}
