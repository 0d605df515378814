//! Deciding again after some signals changed: only slots that may change now, and of these only what depends on the change.
//!
//! A view has one moment, that of its decision: time alone changes nothing, however long somebody reads. Conditions are told
//! by their clauses (`condition::columns`): an experience of which none differs, and whose content, draw and rules ask for
//! nothing that changed, keeps what it has; so do all that share no slot with one that does not, over any number of steps.
//!
//! A slot that is kept is held by whoever has it. So an experience that wants a kept slot of another comes too late for
//! all of its slots; the one that has it may go on with others, in the same arm only: nobody sees halves of two.

use super::{Decisions, Reason, Request, Round, SlotDecision, State, assign, decide, page, stretch};
use crate::condition::{At, Columns, Evaluator};
use crate::program::Program;
use crate::program::records::{Guardrails, LIVE, NONE, ON_ACTION, RuleKind, Slot, UnitKind};
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

const DEFAULT: SlotDecision = SlotDecision { arm: NONE, content: NONE, reason: Reason::Default };

/// Decides again what depends on a change, at the moment of the last decision over this context. That decision also says
/// which slots are here; [`Decisions::changed`] then says which are decided otherwise. Where there is no such decision on
/// a device, everything is decided as `request` asks.
pub fn again(program: &Program, context: &mut Context, request: &Request, change: Change, decisions: &mut Decisions) {
    let mut before = std::mem::take(&mut decisions.before);
    before.clone_from(&decisions.slots);
    if decisions.ready {
        let request = Request { now: decisions.now, ..*request };
        renew(program, context, &request, change, &before, decisions);
    } else {
        before.resize(program.slots().len(), DEFAULT);
        decide(program, context, request, decisions, None);
    }
    let differ = (0..).zip(decisions.slots.iter().zip(&before)).filter(|(_, (now, before))| now != before);
    decisions.changed.clear();
    decisions.changed.extend(differ.map(|(slot, _)| slot));
    decisions.before = before;
}

fn renew(
    program: &Program,
    context: &mut Context,
    request: &Request,
    change: Change,
    before: &[SlotDecision],
    decisions: &mut Decisions,
) {
    context.forget_answers();
    // A guardrail counts what all have.
    let mut all = change.profile || program.guardrails != Guardrails::default() || !request.previews.is_empty();
    calendar::tell(program, context, request.now);
    all |= !program.readings().is_empty();
    for assignment in program.assignments() {
        all |= assign::assign_one(program, context, request, assignment);
    }
    for signal in change.signals {
        if *signal == program.page_path {
            turn_page(program, context, change.may, decisions);
        }
        all |= *signal == program.page_path || is_shown_or_drawn(program, *signal);
    }
    let Context { values, answers, columns, .. } = context;
    let mut conditions = Evaluator::new(program, values, answers, request.now, None);
    columns.select(&mut conditions, false);
    let mut reached = Reached { program, slots: vec![all; before.len()] };
    reached.spread(columns, &decisions.left);
    decisions.remember(columns.left());

    if !reached.slots.contains(&true) {
        // Nobody is concerned.
        return;
    }
    let mut kept = Vec::new();
    let mut showing = Vec::new();
    let rows = decisions.spots.iter_mut().zip(&mut decisions.slots).zip(program.slots());
    for (slot, (((spot, decision), row), reached)) in (0..).zip(rows.zip(&reached.slots)) {
        let arm = decision.arm;
        let owner = program.arms().get(arm as usize).map_or(NONE, |arm| arm.experience);
        let may = *reached && may_change(row, change.may);
        match spot.state {
            State::Held(_) => {}
            State::Absent if !may => {}
            _ if !may => {
                spot.state = State::Held(owner);
                kept.push(slot);
            }
            state => {
                if state != State::Absent {
                    spot.state = State::Free;
                }
                *decision = DEFAULT;
            }
        }
        if *reached {
            showing.push([owner, arm]);
        }
    }
    let mut round =
        Round { program, values, conditions, request, decisions, used: 0, maybe: 0, nudges: 0, showing: &showing };
    round.begin();
    let (mut at, mut last) = (At::default(), NONE);
    while let Some([index, open]) = columns.next(&mut at) {
        // All slots of one that may match are reached, or none.
        if index != last
            && let Some(experience) = program.experiences().get(index as usize)
            && let Some(slot) = stretch(program.slot_indices(), experience.slots).first()
            && reached.slots.get(*slot as usize) == Some(&true)
        {
            last = index;
            round.consider(index, experience, open == 0);
        }
    }
    for slot in kept {
        if let Some(spot) = decisions.spots.get_mut(slot as usize) {
            spot.state = State::Taken;
        }
    }
}

/// The slots that a change reaches.
struct Reached<'a> {
    program: &'a Program,
    slots: Vec<bool>,
}

impl Reached<'_> {
    /// From experiences whose conditions may hold now and did not, or did and do not, to all that want the same slots.
    fn spread(&mut self, columns: &Columns, before: &[u64]) {
        for index in columns.differing(before) {
            self.reach(index, true);
        }
        let mut grows = true;
        while grows {
            grows = false;
            let mut at = At::default();
            while let Some([index, open]) = columns.next(&mut at) {
                grows |= self.reach(index, open != 0);
            }
        }
    }

    /// Reaches all slots of an experience, if one of them is reached or it is sure; whether that are more than before.
    fn reach(&mut self, index: u32, sure: bool) -> bool {
        let Some(experience) = self.program.experiences().get(index as usize) else { return false };
        let slots = stretch(self.program.slot_indices(), experience.slots);
        let is_reached = |slot: &u32| self.slots.get(*slot as usize) == Some(&true);
        let mut grows = false;
        if sure || slots.iter().any(is_reached) {
            for slot in slots {
                let places = self.program.slots().get(*slot as usize).map_or(0, |slot| slot.places as usize);
                for reached in self.slots.iter_mut().skip(*slot as usize).take(places) {
                    grows |= !std::mem::replace(reached, true);
                }
            }
        }
        grows
    }
}

/// Whether a signal is asked elsewhere than in conditions: it chooses contents, is drawn by, or a rule's.
fn is_shown_or_drawn(program: &Program, signal: u32) -> bool {
    program.choices().iter().any(|choice| choice.signal == signal)
        || program.units().iter().any(|unit| unit.kind == UnitKind::Signal && unit.key == signal)
        || program.rules().iter().any(|rule| rule.kind == RuleKind::Event as u32 && rule.count == signal + 1)
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
