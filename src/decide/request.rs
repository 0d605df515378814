//! What is asked of `decide`, and what it answers.

use super::{Mark, Reason, Showing, Spot, State};
use crate::profile::{Leave, Profile};
use crate::program::Program;
use crate::program::records::NONE;

/// Where the decision is made. An edge leaves alone what only the device can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    #[default]
    Device,
    Edge,
}

/// The mark of a slot that is here and was decided elsewhere, at an edge perhaps: this and the index of the experience
/// that has it, or `NONE` for the default. Any other experience that wants it comes too late.
pub const HELD: u32 = 2;

/// What is asked. Signals and units are in the context.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Milliseconds since 1970.
    pub now: i64,
    /// One word a slot: 0 it is not here, 1 decide it, from [`HELD`] on it was decided elsewhere; without, those are
    /// decided whose `pages` include this page.
    pub slots: Option<&'a [u32]>,
    pub place: Place,
    /// What this device remembers ([`Request::memory`]); without it, whatever depends on it is not shown.
    pub profile: Option<&'a Profile>,
    /// What the visitor allows.
    pub leave: Leave,
    /// Of one slot alone, as if there were no other.
    pub only: Option<Only<'a>>,
    /// What goes before all rules, of two about one experience the first. An experience that somebody wants to see, and its arm:
    /// shown whatever its rules say, and never counted. Or an experience and [`NONE`]: it is out, since it rests on what the
    /// visitor did or said, and in one of its slots they want none of that.
    pub wishes: &'a [[u32; 2]],
}

/// One slot. It costs what the experiences cost that want it: which conditions hold is known from the decision before, as long
/// as the context is the same, and of other slots nobody asks. The answer is in a `Decisions` of its own, kept for this; of its
/// rows this one counts.
#[derive(Debug, Clone, Copy)]
pub struct Only<'a> {
    pub slot: u32,
    /// The context's last decision; nothing of it changes.
    pub known: &'a Decisions,
}

impl<'a> Request<'a> {
    /// What this device remembers, where the program may know it.
    pub fn memory(&self, program: &Program) -> Option<&'a Profile> {
        self.profile.filter(|_| !program.forgets)
    }

    /// The arm that is to be seen of an experience; [`NONE`] of one that is out.
    pub fn preview(&self, experience: u32) -> Option<u32> {
        self.wishes.iter().find(|[known, _]| *known == experience).map(|[_, arm]| *arm)
    }
}

/// What one slot shows: three words, which JavaScript reads where they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct SlotDecision {
    /// Index of the arm, or `NONE` when no experience has the slot.
    pub arm: u32,
    /// Index of a content, or `NONE` for the default.
    pub content: u32,
    pub reason: Reason,
}

/// Of a slot that nobody has.
pub(super) const DEFAULT: SlotDecision = SlotDecision { arm: NONE, content: NONE, reason: Reason::Default };

/// One decision a slot, in the program's order of slots. Its memory is used again from call to call.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    pub slots: Vec<SlotDecision>,
    /// What is worked with while deciding: the slots as they stand, and which page sets include this page.
    pub(super) spots: Vec<Spot>,
    pub(super) pages: Vec<bool>,
    /// Slots that `again` found to be decided otherwise, ascending.
    pub changed: Vec<u32>,
    /// The clauses that held, which `again` compares with those of before; and after how many changes of the context.
    pub(super) left: Vec<u64>,
    pub(super) before: Vec<u64>,
    pub(super) selected: u32,
    pub(super) showing: Vec<Showing>,
    /// No slot is marked.
    pub(super) apart: bool,
    /// Whether there is a decision that `again` can go on from.
    pub(super) ready: bool,
    /// The moment.
    pub(super) now: i64,
    /// The caller named the slots: which are here does not follow from the page.
    pub(super) named: bool,
}

impl Decisions {
    pub(super) fn reset(&mut self, program: &Program, only: Option<Only>) {
        (self.ready, self.apart) = (false, false);
        match only.and_then(|only| self.slots.get_mut(only.slot as usize)) {
            Some(slot) => *slot = DEFAULT,
            None => {
                self.slots.clear();
                self.slots.resize(program.slots().len(), DEFAULT);
            }
        }
    }

    /// Puts one slot into a state, and marks the one that experiences name for it.
    pub(super) fn stand(&mut self, program: &Program, slot: u32, state: State, mark: Mark) {
        if let Some(spot) = self.spots.get_mut(slot as usize) {
            spot.state = state;
        }
        if let Some(spot) = self.spots.get_mut(program.named_slot(slot) as usize) {
            spot.mark = mark;
        }
    }

    /// Remembers what a decision rests on. An edge's answer may be "not here", and nothing goes on from there.
    pub(super) fn keep(&mut self, request: &Request, changes: u32) {
        self.ready = request.place == Place::Device;
        self.selected = if self.ready { changes } else { 0 };
        self.named = request.slots.is_some();
        self.now = request.now;
    }

    /// Another context: nothing goes on from here.
    pub fn forget(&mut self) {
        self.ready = false;
    }

    pub(super) fn fill(&mut self, reason: Reason) {
        self.slots.iter_mut().for_each(|slot| slot.reason = reason);
    }

    pub(super) fn put(&mut self, slot: u32, content: u32, arm: u32, reason: Reason) {
        if let Some(place) = self.slots.get_mut(slot as usize) {
            *place = SlotDecision { arm, content, reason };
        }
    }

    /// The arms that count as shown, one for each slot that they have.
    pub fn shown(&self) -> impl Iterator<Item = u32> {
        self.slots.iter().filter(|slot| slot.arm != NONE && slot.reason.counts()).map(|slot| slot.arm)
    }

    pub fn slot(&self, slot: u32) -> Option<SlotDecision> {
        self.slots.get(slot as usize).copied()
    }
}
