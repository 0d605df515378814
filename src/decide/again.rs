//! Deciding again after some signals changed: only slots that may change now, and of these only what depends on the change.
//!
//! A view has one moment, that of its decision: time alone changes nothing, however long somebody reads. Conditions are told
//! by their clauses (`condition::columns`): an experience of which none differs, and whose content, draw and rules ask for
//! nothing that changed, keeps what it has; so do all that share no slot with one that does not, over any number of steps.
//!
//! A slot that is kept is held by whoever has it. So an experience that wants a kept slot of another comes too late for
//! all of its slots; the one that has it may go on with others, in the same arm only: nobody sees halves of two.

use super::request::DEFAULT;
use super::{Decisions, Mark, Request, Round, Showing, SlotDecision, Spot, State, assign, decide, is_reached, page};
use crate::condition::{At, Columns, Evaluator, OPEN, SEVERAL};
use crate::profile::recall;
use crate::program::Program;
use crate::program::records::{CHOOSES, Guardrails, LIVE, NONE, ON_ACTION, Slot};
use crate::signal::calendar;
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

/// Decides again what depends on a change, at the moment of the last decision over this context. That decision also says
/// which slots are here; [`Decisions::changed`] then says which are decided otherwise. Where there is no such decision on
/// a device, everything is decided as `request` asks.
pub fn again(program: &Program, context: &mut Context, request: &Request, change: Change, decisions: &mut Decisions) {
    decisions.changed.clear();
    if !decisions.ready {
        let mut before = std::mem::take(&mut decisions.slots);
        before.resize(program.slots().len(), DEFAULT);
        decide(program, context, request, decisions, None);
        let differ = (0..).zip(decisions.slots.iter().zip(&before)).filter(|(_, (now, before))| now != before);
        decisions.changed.extend(differ.map(|(slot, _)| slot));
        return;
    }
    let mut showing = std::mem::take(&mut decisions.showing);
    showing.clear();
    renew(program, context, &Request { now: decisions.now, ..*request }, change, decisions, &mut showing);
    let Decisions { slots, spots, changed, .. } = decisions;
    for Showing { slot, decision, .. } in &showing {
        let (Some(spot), Some(now)) = (spots.get_mut(*slot as usize), slots.get(*slot as usize)) else { continue };
        if std::mem::take(&mut spot.mark) == Mark::Kept {
            spot.state = State::Taken;
        }
        if now != decision {
            insert(changed, *slot);
        }
    }
    decisions.showing = showing;
}

/// Inserts into what is in order. Mostly it is the last.
fn insert(all: &mut Vec<u32>, one: u32) {
    all.push(one);
    let mut rest = all.as_mut_slice();
    while let Some((last, before)) = rest.split_last_mut()
        && let Some(known) = before.last_mut().filter(|known| **known > one)
    {
        std::mem::swap(known, last);
        rest = before;
    }
}

/// Notes what the slots showed that a change reaches, and decides them.
fn renew(
    program: &Program,
    context: &mut Context,
    request: &Request,
    change: Change,
    decisions: &mut Decisions,
    showing: &mut Vec<Showing>,
) {
    context.forget_answers();
    // A guardrail counts what all have.
    let mut all = change.profile || program.guardrails != Guardrails::default() || !request.wishes.is_empty();
    calendar::tell(program, context, request.now);
    recall(program, context, request, &mut |signal| {
        all |= program.signal(signal).is_some_and(|signal| signal.flags & CHOOSES != 0);
    });
    all |= !program.readings().is_empty();
    for assignment in program.assignments() {
        all |= assign::assign_one(program, context, request, assignment);
    }
    for signal in change.signals {
        if *signal == program.page_path {
            turn_page(program, context, change.may, decisions);
        }
        all |= program.signal(*signal).is_some_and(|signal| signal.flags & CHOOSES != 0);
    }
    let Context { values, answers, columns, changes, .. } = context;
    let mut conditions = Evaluator::new(program, values, answers, request.now, None);

    std::mem::swap(&mut decisions.left, &mut decisions.before);
    columns.select(&mut conditions, false, &mut decisions.left);
    decisions.selected = *changes;
    let Decisions { slots, spots, left, before: differing, apart, .. } = decisions;
    differing.iter_mut().zip(&*left).for_each(|(before, now)| *before ^= now);
    if !std::mem::replace(apart, true) {
        spots.iter_mut().for_each(|spot| spot.mark = Mark::Apart);
    }
    let mut reached = Reached { program, may: change.may, slots, spots, showing };
    // From experiences whose conditions may hold now and did not, or did and do not, to all that want the same slots.
    reached.spread(columns, differing, true);
    if all {
        // And whatever somebody has or wants; a preview may want what has just come.
        for slot in 0..program.slots().len() as u32 {
            let is_had = reached.slots.get(slot as usize).is_some_and(|shown| shown.arm != NONE);
            if is_had || !request.wishes.is_empty() {
                reached.slot(slot);
            }
        }
        reached.spread(columns, left, true);
    } else if !columns.is_simple() {
        while reached.spread(columns, left, false) {}
    }
    if showing.is_empty() {
        return;
    }
    let mut round = Round { program, values, conditions, request, decisions, used: 0, maybe: 0, nudges: 0, showing };
    round.begin();
    let left = std::mem::take(&mut round.decisions.left);
    round.go(columns, &left, [0, NONE], true);
    decisions.left = left;
}

/// The slots that a change reaches: those that may change are free, the others held.
struct Reached<'a> {
    program: &'a Program,
    may: u32,
    slots: &'a mut [SlotDecision],
    spots: &'a mut [Spot],
    showing: &'a mut Vec<Showing>,
}

impl Reached<'_> {
    /// Reaches all slots of each experience of which one of these clauses is, if one of them is reached or it is sure;
    /// whether that are more than before.
    fn spread(&mut self, columns: &Columns, clauses: &[u64], sure: bool) -> bool {
        let (experiences, indices) = (self.program.experiences(), self.program.slot_indices());
        let (mut at, before) = (At::default(), self.showing.len());
        while let Some([index, about]) = columns.next(&mut at, clauses) {
            let sure = sure || about & OPEN != 0;
            if !sure && about & SEVERAL == 0 {
                continue;
            }
            let Some(experience) = experiences.get(index as usize) else { continue };
            let slots = experience.slots.of(indices);
            if !sure && !slots.iter().any(|slot| is_reached(self.spots, *slot)) {
                continue;
            }
            for slot in slots {
                let places = self.spots.get(*slot as usize).map_or(0, |spot| spot.places);
                (*slot..slot.saturating_add(places)).for_each(|slot| self.slot(slot));
            }
        }
        self.showing.len() > before
    }

    fn slot(&mut self, slot: u32) {
        let Some(spot) = self.spots.get_mut(slot as usize).filter(|spot| spot.mark == Mark::Apart) else { return };
        let Some(decision) = self.slots.get_mut(slot as usize) else { return };
        let owner = self.program.arm(decision.arm).map_or(NONE, |arm| arm.experience);
        self.showing.push(Showing { slot, owner, decision: *decision });
        spot.mark = Mark::Reached;
        let may = self.program.slot(slot).is_some_and(|row| may_change(row, self.may));
        match spot.state {
            State::Held(_) => {}
            State::Absent if !may => {}
            _ if !may => {
                spot.state = State::Held(owner);
                spot.mark = Mark::Kept;
            }
            state => {
                if state != State::Absent {
                    spot.state = State::Free;
                }
                *decision = DEFAULT;
            }
        }
    }
}

/// Another page: which slots are here follows from it, unless the caller named them.
fn turn_page(program: &Program, context: &Context, may: u32, decisions: &mut Decisions) {
    page::mark(program, context, &mut decisions.pages);
    for (spot, slot) in decisions.spots.iter_mut().zip(program.slots()) {
        if !decisions.named && may_change(slot, may) {
            spot.state = if page::includes(&decisions.pages, slot.pages) { State::Free } else { State::Absent };
        }
    }
}

fn may_change(slot: Slot, may: u32) -> bool {
    let kinds = slot.flags & (ON_ACTION | LIVE);
    may & if kinds == 0 { VIEW } else { kinds } != 0
}
