//! What is asked of `decide`, and what it answers.

use super::{Reason, Spot};
use crate::profile::Profile;
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
    /// What this device remembers; without it, whatever depends on it is not shown.
    pub profile: Option<&'a Profile>,
    /// Experiences that somebody wants to see, and the arm of each: shown whatever their rules say, and never counted.
    pub previews: &'a [[u32; 2]],
}

impl Request<'_> {
    /// The arm that is to be seen of an experience.
    pub fn preview(&self, experience: u32) -> Option<u32> {
        self.previews.iter().find(|[known, _]| *known == experience).map(|[_, arm]| *arm)
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

/// One decision a slot, in the program's order of slots. Its memory is used again from call to call.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    pub slots: Vec<SlotDecision>,
    /// What is worked with while deciding: the slots as they stand, and which page sets include this page.
    pub(super) spots: Vec<Spot>,
    pub(super) pages: Vec<bool>,
    /// Slots that `again` found to be decided otherwise, ascending.
    pub changed: Vec<u32>,
    /// What `again` compares with: the clauses that held; and whether there is a decision that it can go on from.
    pub(super) left: Vec<u64>,
    pub(super) ready: bool,
    /// The moment.
    pub(super) now: i64,
    /// The caller named the slots: which are here does not follow from the page.
    pub(super) named: bool,
}

impl Decisions {
    pub(super) fn reset(&mut self, program: &Program) {
        self.ready = false;
        self.slots.clear();
        let default = SlotDecision { content: NONE, arm: NONE, reason: Reason::Default };
        self.slots.resize(program.slots().len(), default);
        self.spots.resize(program.slots().len(), Spot::default());
    }

    /// Remembers what a decision rests on. An edge's answer may be "not here", and nothing goes on from there.
    pub(super) fn keep(&mut self, request: &Request) {
        self.ready = request.place == Place::Device;
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
