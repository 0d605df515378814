//! The decision: a pure function of (program, context, request). No clock, no I/O, no randomness.
//!
//! Experiences are asked in order (priority, then file order). Each answers with one reason code: on this page? in
//! its window? does its condition hold? is its unit known and rolled out to? Only then is a variant drawn. What it
//! takes it takes together, and nobody after it gets these slots.

pub mod bucket;
mod choose;
#[cfg(feature = "tools")]
pub mod json;
pub(crate) mod page;
mod reason;
mod request;

pub use reason::Reason;
pub use request::{Decisions, Place, Request, SlotDecision};

use crate::condition::{Unsettled, Watch, holds};
use crate::limits::BUCKETS;
use crate::program::Program;
use crate::program::records::{Arm, CONTROL, DEVICE_ONLY, DRAWN, Experience, NONE, PASS, Range, UnitKind};
use crate::signal::context::{Context, Datum};

/// Sees what `decide` does, as it does it; the same code runs with and without one. `()` sees nothing.
pub trait Recorder: Watch {
    /// Experience `index` was considered, with this outcome.
    fn experience(&mut self, _index: u32, _reason: Reason) {}
    /// A unit was drawn for `index`: bucket `k` of 10 000 (1 000 for hash version 1).
    fn bucket(&mut self, _index: u32, _unit: u32, _k: u32) {}
}

impl Recorder for () {}

/// What has become of a slot so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not on this page, or not asked for.
    Absent,
    Free,
    Taken,
    /// An experience that only the device can decide may want it: nobody after it gets it here.
    Deferred,
}

/// Decides every slot that `request` names. Writes nothing but `decisions` (and kept answers in `context`).
pub fn decide(
    program: &Program,
    context: &mut Context,
    request: &Request,
    decisions: &mut Decisions,
    recorder: &mut impl Recorder,
) {
    context.forget_answers();
    decisions.reset(program);
    if request.now >= program.expires {
        decisions.fill(Reason::Expired);
        return;
    }
    page::mark(program, context, &mut decisions.pages);
    open(program, request, decisions);
    let mut round = Round { program, context, request, decisions, recorder };
    for (index, experience) in (0..).zip(program.experiences()) {
        let reason = round.consider(index, &experience);
        round.recorder.experience(index, reason);
    }
}

/// The slots at the start: those that the caller names, or those whose pages match.
fn open(program: &Program, request: &Request, decisions: &mut Decisions) {
    let Decisions { states, pages, .. } = decisions;
    states.clear();
    states.extend(program.slots().iter().enumerate().map(|(index, slot)| {
        let open = match request.slots {
            Some(named) => named.get(index).is_some_and(|mark| *mark != 0),
            None => page::includes(pages, slot.pages),
        };
        if open { State::Free } else { State::Absent }
    }));
}

struct Round<'a, R> {
    program: &'a Program,
    context: &'a mut Context,
    request: &'a Request<'a>,
    decisions: &'a mut Decisions,
    recorder: &'a mut R,
}

impl<R: Recorder> Round<'_, R> {
    /// The order of a decision. Everything before `allocate` is blind to the variant.
    fn consider(&mut self, index: u32, experience: &Experience) -> Reason {
        if let Some(reason) = self.out_of_place(experience) {
            return reason;
        }
        if self.request.now < experience.from {
            return Reason::NotStarted;
        }
        if self.request.now >= experience.until {
            return Reason::Ended;
        }
        let edge = self.request.place == Place::Edge;
        if !self.holds(experience, if edge { Unsettled::No } else { Unsettled::Nothing }) {
            let may = edge && self.holds(experience, Unsettled::Yes);
            return if may { self.defer(experience) } else { Reason::NotMatched };
        }
        if edge && experience.flags & DEVICE_ONLY != 0 {
            return self.defer(experience);
        }
        let draws = experience.flags & DRAWN != 0;
        let unit = self.unit(experience);
        if unit.is_none() && (draws || experience.rollout < BUCKETS) {
            return self.without_unit(experience);
        }
        if !self.rolled_out(experience, unit) {
            return Reason::Rollout;
        }
        if self.waits(experience) {
            return self.defer(experience);
        }
        self.allocate(index, experience, unit)
    }

    fn holds(&mut self, experience: &Experience, unsettled: Unsettled) -> bool {
        holds(self.program, self.context, experience.when, self.request.now, unsettled, self.recorder)
    }

    /// Slots of one experience are taken together; slots that this page lacks do not count.
    fn out_of_place(&self, experience: &Experience) -> Option<Reason> {
        let mut present = false;
        for slot in self.slots(experience) {
            match self.decisions.states.get(*slot as usize) {
                Some(State::Free | State::Deferred) => present = true,
                Some(State::Taken) => return Some(Reason::SlotTaken),
                Some(State::Absent) | None => {}
            }
        }
        if !present {
            return Some(Reason::NoSlot);
        }
        (!page::includes(&self.decisions.pages, experience.pages)).then_some(Reason::OtherPage)
    }

    fn slots(&self, experience: &Experience) -> &[u32] {
        stretch(self.program.indices(), experience.slots)
    }

    /// Behind one that only the device can decide, and so to be decided there too, with all its slots.
    fn waits(&self, experience: &Experience) -> bool {
        let deferred = |slot: &u32| self.decisions.states.get(*slot as usize) == Some(&State::Deferred);
        self.slots(experience).iter().any(deferred)
    }

    fn defer(&mut self, experience: &Experience) -> Reason {
        self.claim(experience, State::Deferred);
        for slot in stretch(self.program.indices(), experience.slots) {
            if self.decisions.states.get(*slot as usize) == Some(&State::Deferred) {
                self.decisions.put(*slot, NONE, NONE, Reason::OnDevice);
            }
        }
        Reason::OnDevice
    }

    fn claim(&mut self, experience: &Experience, state: State) {
        for slot in stretch(self.program.indices(), experience.slots) {
            if let Some(place) = self.decisions.states.get_mut(*slot as usize).filter(|place| **place == State::Free) {
                *place = state;
            }
        }
    }

    /// The first unit that is known.
    fn unit(&self, experience: &Experience) -> Option<(u32, Datum)> {
        let units = stretch(self.program.indices(), experience.units);
        units.iter().find_map(|index| {
            let datum = match self.program.units().get(*index as usize) {
                Some(unit) if unit.kind == UnitKind::Signal => self.context.values.cell(unit.key).datum,
                _ => self.context.values.unit(*index),
            };
            matches!(datum, Datum::Text { len: 1.., .. }).then_some((*index, datum))
        })
    }

    /// At an edge a unit may be missing that the device has; then the device decides.
    fn without_unit(&mut self, experience: &Experience) -> Reason {
        let on_device = stretch(self.program.indices(), experience.units)
            .iter()
            .filter_map(|index| self.program.units().get(*index as usize))
            .any(|unit| !matches!(unit.kind, UnitKind::Cookie | UnitKind::Header));
        if on_device && self.request.place == Place::Edge { self.defer(experience) } else { Reason::NoUnit }
    }

    fn unit_text(&self, unit: Option<(u32, Datum)>) -> &[u8] {
        let Some((_, Datum::Text { start, len, .. })) = unit else { return &[] };
        self.context.values.text(start, len)
    }

    fn rolled_out(&self, experience: &Experience, unit: Option<(u32, Datum)>) -> bool {
        experience.rollout >= BUCKETS
            || bucket::hash_v2(self.program.text_bytes(experience.rollout_seed), self.unit_text(unit))
                < experience.rollout
    }

    fn allocate(&mut self, index: u32, experience: &Experience, unit: Option<(u32, Datum)>) -> Reason {
        let mut arms = self.program.arms().stretch(experience.arms);
        if experience.flags & DRAWN == 0 {
            return arms.next().map_or(Reason::NotMatched, |arm| self.take(experience, 0, &arm, Reason::Matched));
        }
        let seed = self.program.text_bytes(experience.seed);
        let text = self.unit_text(unit);
        let k = if experience.hash_version == 1 { bucket::hash_v1(seed, text) } else { bucket::hash_v2(seed, text) };
        self.recorder.bucket(index, unit.map_or(NONE, |(unit, _)| unit), k);
        let drawn = (0..).zip(arms).find(|(_, arm)| (arm.from..arm.until).contains(&k));
        drawn.map_or(Reason::NotCovered, |(at, arm)| self.take(experience, at, &arm, Reason::Split))
    }

    /// Takes the slots for an arm. A slot of the experience that the arm leaves out is held and shows its default.
    fn take(&mut self, experience: &Experience, at: u32, arm: &Arm, reason: Reason) -> Reason {
        if arm.flags & PASS != 0 {
            return Reason::Pass;
        }
        let arm_id = experience.arms.start + at;
        for slot in stretch(self.program.indices(), experience.slots) {
            if self.decisions.states.get(*slot as usize) == Some(&State::Free) {
                let content = if arm.flags & CONTROL == 0 { self.content(arm, *slot) } else { NONE };
                self.decisions.put(*slot, content, arm_id, reason);
            }
        }
        self.claim(experience, State::Taken);
        reason
    }

    fn content(&self, arm: &Arm, slot: u32) -> u32 {
        let mut placements = self.program.placements().stretch(arm.placements);
        let placed = placements.find(|placement| placement.slot == slot).map_or(NONE, |p| p.content);
        choose::content(self.program, self.context.values(), placed)
    }
}

fn stretch<T>(pool: &[T], range: Range) -> &[T] {
    let start = range.start as usize;
    pool.get(start..start.saturating_add(range.len as usize)).unwrap_or_default()
}
