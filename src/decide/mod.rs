//! The decision: a pure function of (program, context, request). No clock, no I/O, no randomness.
//!
//! Experiences are asked in order (priority, then file order). Each answers with one reason code: on this page? in
//! its window? does its condition hold? is its unit known and rolled out to? within its limits? Only then is a variant
//! drawn, so that all of this is the same for every variant. What it takes it takes together, and nobody after it gets
//! these slots.

mod admit;
mod again;
mod assign;
pub mod bucket;
mod choose;
mod draw;
#[cfg(feature = "tools")]
pub mod json;
mod limits;
pub(crate) mod page;
mod reason;
mod request;
mod spots;

pub use again::{Change, VIEW, again};
pub use reason::Reason;
pub use request::{Decisions, HELD, Only, Place, Request, SlotDecision};

use crate::condition::seen::{DRAWN, OUTCOME, Seen};
use crate::condition::{At, Columns, Evaluator, OPEN, SEVERAL};
use crate::limits::PLACES;
use crate::profile::{Leave, recall};
use crate::program::Program;
use crate::program::records::{CONTROL, Experience, NONE, NUDGE, PASS, Range};
use crate::signal::calendar;
use crate::signal::context::{Context, Values};
use admit::admit;
use draw::{Allocation, Lot, Lots};
use limits::Limits;
use spots::{Mark, Spot, Standing, State, is_reached, standing};

/// Decides every slot that `request` names. Writes nothing but `decisions` (and kept answers in `context`). Whoever wants to
/// have it `seen` sees also the experiences that cannot match; the same code decides.
pub fn decide(
    program: &Program,
    context: &mut Context,
    request: &Request,
    decisions: &mut Decisions,
    seen: Option<&mut Seen>,
) {
    context.forget_answers();
    decisions.reset(program, request.only);
    calendar::tell(program, context, request.now);
    recall(program, context, request, &mut |_| ());
    assign::assign(program, context, request);
    let is_expired = request.now >= program.expires;
    if is_expired || request.leave.has(Leave::OPTED_OUT) {
        decisions.fill(if is_expired { Reason::Expired } else { Reason::OptedOut });
        return;
    }
    page::mark(program, context, &mut decisions.pages);
    if request.only.is_none() || decisions.spots.is_empty() {
        open(program, request, decisions);
    }
    if let Some(Only { slot, .. }) = request.only {
        decisions.stand(program, slot, State::Free, Mark::Reached);
    }
    let Context { values, answers, columns, changes, .. } = context;
    let mut conditions = Evaluator::new(program, values, answers, request.now, seen);
    let mut own = std::mem::take(&mut decisions.left);
    let span = request.only.map_or([0, NONE], |only| columns.span(program, program.named_slot(only.slot)));
    let (mut left, mut settled) = (&own, true);
    match request.only {
        Some(Only { known, .. }) if known.selected == *changes && request.place == Place::Device => left = &known.left,
        _ if conditions.seen.is_some() => {}
        _ => {
            settled = !columns.select(&mut conditions, request.place == Place::Edge, &mut own);
            left = &own;
        }
    }
    let mut round =
        Round { program, values, conditions, request, decisions, used: 0, maybe: 0, nudges: 0, showing: &[] };
    round.begin();
    if round.conditions.seen.is_some() {
        for (index, experience) in (0..).zip(program.experiences()) {
            let reason = round.consider(index, experience, false);
            round.see([index, reason as u32, 0, OUTCOME]);
        }
        return;
    }
    round.go(columns, left, span, settled);
    decisions.left = own;
    match request.only {
        None => decisions.keep(request, *changes),
        Some(Only { slot, .. }) => decisions.stand(program, slot, State::Absent, Mark::Apart),
    }
}

/// The slots at the start: those that the caller names, or those whose pages match; none, of which one alone is asked for.
fn open(program: &Program, request: &Request, decisions: &mut Decisions) {
    let Decisions { spots, pages, .. } = decisions;
    spots.resize(program.slots().len(), Spot::default());
    let named = if request.only.is_some() { Some(&[][..]) } else { request.slots };
    let mark = if request.only.is_some() { Mark::Apart } else { Mark::Reached };
    for (index, (spot, slot)) in spots.iter_mut().zip(program.slots()).enumerate() {
        let state = match named {
            Some(named) => named.get(index).copied().unwrap_or(0),
            None => u32::from(page::includes(pages, slot.pages)),
        };
        let state = match state {
            0 => State::Absent,
            1 => State::Free,
            held => State::Held(held.wrapping_sub(HELD)),
        };
        let places = slot.places.min(PLACES as u32);
        *spot = Spot { state, mark, places, is_place: slot.target != NONE };
    }
}

/// The unit that an experience is drawn by over these values, as a hash; 0 if none is known.
pub(crate) fn unit_of(program: &Program, values: &Values, experience: Experience) -> u32 {
    Lots { program, values, request: &Request::default() }.drawn_by(experience)
}

struct Round<'a> {
    program: &'a Program,
    values: &'a Values,
    conditions: Evaluator<'a>,
    request: &'a Request<'a>,
    decisions: &'a mut Decisions,
    /// Places that experiences have, and those that they may have on the device.
    used: u32,
    maybe: u32,
    /// Experiences of this decision that ask for attention.
    nudges: u32,
    /// Of a decision that goes on from another: what the slots showed that are decided.
    showing: &'a [Showing],
}

/// What a slot showed, and the experience that had it.
#[derive(Debug, Clone, Copy)]
struct Showing {
    slot: u32,
    owner: u32,
    decision: SlotDecision,
}

impl Round<'_> {
    fn see(&mut self, row: [u32; 4]) {
        if let Some(seen) = &mut self.conditions.seen {
            seen.row(row);
        }
    }

    /// Counts the places that are had already, and gives previews theirs.
    fn begin(&mut self) {
        if self.program.guardrails.slots != NONE {
            let held = |spot: &&Spot| spot.is_place && matches!(spot.state, State::Held(by) if by != NONE);
            self.used = self.decisions.spots.iter().filter(held).count() as u32;
        }
        for [index, arm] in self.request.wishes {
            let experience = self.program.experience(*index);
            let owner = self.program.arm(*arm).map(|arm| arm.experience);
            if let Some(experience) = experience.filter(|_| owner == Some(*index)) {
                self.take(*index, experience.slots.of(self.program.slot_indices()), *arm, Reason::Preview);
            }
        }
    }

    /// Considers the experiences whose clauses are left, within a span of words of them, and whose slots are being decided.
    /// Unless `settled`, what a clause says has to be asked.
    fn go(&mut self, columns: &Columns, left: &[u64], [first, end]: [u32; 2], settled: bool) {
        let (mut at, mut last) = (At::from(first), NONE);
        let left = left.get(..end as usize).unwrap_or(left);
        while let Some([index, about]) = columns.next(&mut at, left) {
            let may_want = self.request.only.is_some() && about & SEVERAL != 0;
            // One clause that holds is enough.
            if index != last
                && (may_want || is_reached(&self.decisions.spots, about >> 2))
                && let Some(experience) = self.program.experience(index)
            {
                last = index;
                self.consider(index, experience, about & OPEN == 0 && settled);
            }
        }
    }

    /// The order of a decision. Everything before `allocate` is blind to the variant. `holds` says that the condition is
    /// known to.
    ///
    /// Fields are handed on one by one: a record that is passed whole has to be put together first, and most
    /// experiences are over after two or three questions.
    fn consider(&mut self, index: u32, experience: Experience, holds: bool) -> Reason {
        if let Some(arm) = self.request.preview(index) {
            return if arm == NONE { Reason::Objected } else { Reason::Preview };
        }
        let slots = experience.slots.of(self.program.slot_indices());
        let places = match self.places(index, slots, experience.pages) {
            Ok(places) => places,
            Err(reason) => return reason,
        };
        let (program, values, request) = (self.program, self.values, self.request);
        let lots = Lots { program, values, request };
        let forced = match admit(&mut self.conditions, lots, index, holds) {
            Lot::Drawn(forced) => forced,
            Lot::Missed(reason) => return reason,
            Lot::OnDevice => return self.defer(slots),
        };
        let limits = Limits { program, values, request };
        if let Some(reason) = limits.against(index, experience, self.nudges, self.showing) {
            return reason;
        }
        let most = program.guardrails.slots;
        if places > 0 && self.used.saturating_add(places) > most {
            return Reason::PageFull;
        }
        match forced.map_or_else(|| lots.allocate(index, experience), Lot::Drawn) {
            Lot::Drawn(Allocation { arm, mut reason, drawn }) => {
                if let Some([unit, k]) = drawn {
                    self.see([index, unit, k, DRAWN]);
                }
                if arm == NONE {
                    return reason;
                }
                // Others, whom only the device can decide, may come first.
                let may_be_full = places > 0 && self.used.saturating_add(self.maybe).saturating_add(places) > most;
                if self.request.place == Place::Edge && (may_be_full || self.waits(slots)) {
                    return self.defer(slots);
                }
                if experience.rules.len > 0 && limits.is_stopped(index, experience) {
                    reason = Reason::Stopped;
                }
                self.nudges += u32::from(experience.flags & NUDGE != 0);
                self.take(index, slots, arm, reason)
            }
            Lot::Missed(reason) => reason,
            Lot::OnDevice => self.defer(slots),
        }
    }

    /// How many places of this page it would have. Slots of one experience are taken together; slots that this page lacks
    /// do not count.
    fn places(&self, index: u32, slots: &[u32], pages: u32) -> Result<u32, Reason> {
        let (mut present, mut places) = (false, 0);
        for slot in slots {
            match standing(&self.decisions.spots, *slot, index) {
                Standing::Open(row) => {
                    present = true;
                    places += u32::from(self.decisions.spots.get(row as usize).is_some_and(|spot| spot.is_place));
                }
                Standing::Gone => return Err(Reason::SlotTaken),
                Standing::Settled => {}
            }
        }
        if !present {
            return Err(Reason::NoSlot);
        }
        if page::includes(&self.decisions.pages, pages) { Ok(places) } else { Err(Reason::OtherPage) }
    }

    /// Behind one that only the device can decide, and so to be decided there too, with all its slots.
    fn waits(&self, slots: &[u32]) -> bool {
        slots.iter().any(|slot| self.rows(*slot).any(|(_, spot)| spot.state == State::Deferred))
    }

    /// The slots that are places of this one.
    fn rows(&self, slot: u32) -> impl Iterator<Item = (u32, &Spot)> {
        let places = self.decisions.spots.get(slot as usize).map_or(0, |spot| spot.places);
        (slot..slot.saturating_add(places)).zip(self.decisions.spots.iter().skip(slot as usize))
    }

    fn defer(&mut self, slots: &[u32]) -> Reason {
        for slot in slots {
            let places = self.decisions.spots.get(*slot as usize).map_or(0, |spot| spot.places);
            for row in *slot..slot.saturating_add(places) {
                let Some(spot) = self.decisions.spots.get_mut(row as usize) else { continue };
                if spot.state == State::Free {
                    spot.state = State::Deferred;
                    self.maybe += u32::from(spot.is_place);
                    self.decisions.put(row, NONE, NONE, Reason::OnDevice);
                }
            }
        }
        Reason::OnDevice
    }

    /// Takes the slots for an arm. A slot of the experience that the arm leaves out is held and shows its default.
    fn take(&mut self, index: u32, slots: &[u32], id: u32, reason: Reason) -> Reason {
        let Some(arm) = self.program.arm(id) else { return Reason::NotMatched };
        if arm.flags & PASS != 0 {
            return Reason::Pass;
        }
        let is_default = arm.flags & CONTROL != 0 || reason == Reason::Stopped;
        if self.shows_another(index, slots, id) {
            return Reason::SlotTaken;
        }
        for slot in slots {
            let Standing::Open(row) = standing(&self.decisions.spots, *slot, index) else { continue };
            let Some(spot) = self.decisions.spots.get_mut(row as usize) else { continue };
            if spot.state == State::Free {
                spot.state = State::Taken;
                self.used += u32::from(spot.is_place);
                let content = if is_default { NONE } else { self.content(arm.placements, *slot) };
                self.decisions.put(row, content, id, reason);
            }
        }
        reason
    }

    /// Whether a slot that the experience has kept shows another arm of it than this one.
    fn shows_another(&self, index: u32, slots: &[u32], id: u32) -> bool {
        let is_kept = |slot: &u32| self.rows(*slot).any(|(_, spot)| spot.state == State::Held(index));
        let differs = |shown: &Showing| shown.owner == index && shown.decision.arm != id;
        !self.showing.is_empty() && slots.iter().any(is_kept) && self.showing.iter().any(differs)
    }

    fn content(&self, placements: Range, slot: u32) -> u32 {
        let mut placements = self.program.placements().stretch(placements);
        let placed = placements.find(|placement| placement.slot == slot).map_or(NONE, |p| p.content);
        choose::content(self.program, self.values, placed)
    }
}
