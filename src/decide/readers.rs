//! Who reads which signal: what has to be decided again after it changed.
//!
//! Experiences that share slots stand or fall together, so what is decided again is a *component* of slots: those that
//! experiences connect, over any number of steps. Conditions are not asked here, where their clauses tell
//! everything (`condition::columns` compares those): only what no clause says, which is gates, units, contents chosen by a
//! signal, and conditions that are open. Made in one pass when something is first decided again; no bundle holds it.

use super::choose::choice;
use crate::program::Program;
use crate::program::records::{
    DRAWN, ELEMENT, Experience, Guardrails, NEVER, NONE, Op, Range, RuleKind, Unit, UnitKind,
};

/// So many steps, cases and the like are looked at for each byte of the bundle. Only a bundle made to take time has more;
/// all of it is decided again after every change.
const EFFORT: usize = 16;

/// Components of slots, and who reads what.
#[derive(Debug, Clone, Default)]
pub struct Readers {
    /// By slot: the component, named by one of its slots; and the next slot of it, round and round.
    pub(super) slots: Vec<[u32; 2]>,
    experiences: Vec<u32>,
    /// By signal: the first of its readers.
    first: Vec<u32>,
    /// A component, or an assignment (numbered behind the slots); and the signal's next reader.
    readers: Vec<[u32; 2]>,
    /// Nobody knows who reads what.
    pub(super) all: bool,
}

impl Readers {
    /// `open` are the experiences whose conditions are more than their clauses say.
    pub(super) fn of(program: &Program, open: impl Iterator<Item = u32>) -> Readers {
        let mut readers = Readers::default();
        readers.connect(program);
        readers.first.resize(program.signals().len(), NONE);
        let mut walk = Walk {
            program,
            readers: &mut readers,
            seen: [vec![0; program.conditions().len()], vec![0; program.content_count()]],
            rest: Vec::new(),
            turn: 0,
            who: NONE,
            effort: EFFORT * program.bytes().len(),
        };
        for index in open {
            if let Some(experience) = walk.turn(index) {
                walk.conditions(experience.when);
            }
        }
        for index in 0..program.experiences().len() as u32 {
            if let Some(experience) = walk.turn(index) {
                walk.draws(experience);
                walk.rules(experience);
                walk.contents(experience);
            }
        }
        let slots = program.slots().len() as u32;
        for (who, assignment) in (slots..).zip(program.assignments()) {
            let experience = walk.turn(assignment.experience);
            walk.who = who;
            match experience {
                Some(experience) => {
                    walk.conditions(experience.when);
                    walk.draws(experience);
                }
                None => walk.gates(Range { start: 0, len: 1 }),
            }
        }
        // A guardrail counts what all have.
        let all = walk.effort == 0 || program.guardrails != Guardrails::default();
        readers.all = all;
        readers
    }

    /// Puts the slots of each experience into one component.
    fn connect(&mut self, program: &Program) {
        self.slots = (0..program.slots().len() as u32).map(|slot| [slot, slot]).collect();
        for experience in program.experiences() {
            let slots = super::stretch(program.slot_indices(), experience.slots);
            for pair in slots.windows(2) {
                if let [one, other] = *pair {
                    self.join(one, other);
                }
            }
        }
        for (first, slot) in (0_u32..).zip(program.slots()) {
            (first + 1..first.saturating_add(slot.places)).for_each(|place| self.join(first, place));
        }
        for slot in 0..self.slots.len() as u32 {
            let root = self.root(slot);
            if let Some(known) = self.slots.get_mut(slot as usize) {
                known[0] = root;
            }
        }
        let first = |experience: Experience| {
            super::stretch(program.slot_indices(), experience.slots).first().copied().unwrap_or(NONE)
        };
        self.experiences = program.experiences().iter().map(|experience| self.root(first(experience))).collect();
    }

    /// The slot that a component is named by; paths are halved on the way (Tarjan, van Leeuwen, JACM 31, 1984).
    fn root(&mut self, slot: u32) -> u32 {
        let mut at = slot;
        while let Some([up, _]) = self.slots.get(at as usize).copied() {
            if up == at {
                return at;
            }
            let above = self.slots.get(up as usize).map_or(up, |slot| slot[0]);
            if let Some(slot) = self.slots.get_mut(at as usize) {
                slot[0] = above;
            }
            at = above;
        }
        NONE
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        // Two rings whose "next" are exchanged are one ring.
        let next = |slots: &[[u32; 2]], slot: u32| slots.get(slot as usize).map_or(NONE, |slot| slot[1]);
        let nexts = [next(&self.slots, other), next(&self.slots, one)];
        for (slot, next) in [one, other].into_iter().zip(nexts) {
            if let Some(place) = self.slots.get_mut(slot as usize) {
                place[1] = next;
            }
        }
        if let Some(place) = self.slots.get_mut(other as usize) {
            place[0] = one;
        }
    }

    /// The component of an experience; `NONE` of one without slots.
    pub(super) fn component(&self, experience: u32) -> u32 {
        self.experiences.get(experience as usize).copied().unwrap_or(NONE)
    }

    /// Those who read a signal.
    pub(super) fn of_signal(&self, signal: u32) -> impl Iterator<Item = u32> {
        let mut at = self.first.get(signal as usize).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let [who, next] = *self.readers.get(at as usize)?;
            at = next;
            Some(who)
        })
    }

    fn add(&mut self, signal: u32, who: u32) {
        let Some(first) = self.first.get_mut(signal as usize) else { return };
        if self.readers.get(*first as usize).is_none_or(|known| known[0] != who) {
            self.readers.push([who, std::mem::replace(first, self.readers.len() as u32)]);
        }
    }
}

/// Looks for what one experience reads, and no condition or content twice.
struct Walk<'a> {
    program: &'a Program,
    readers: &'a mut Readers,
    /// By condition, and by content: in whose turn it was seen last.
    seen: [Vec<u32>; 2],
    rest: Vec<u32>,
    turn: u32,
    who: u32,
    effort: usize,
}

impl Walk<'_> {
    /// Begins with an experience; none if there is no such one.
    fn turn(&mut self, index: u32) -> Option<Experience> {
        self.turn += 1;
        self.who = self.readers.component(index);
        self.program.experiences().get(index as usize)
    }

    /// One step more.
    fn go_on(&mut self) -> bool {
        self.effort = self.effort.saturating_sub(1);
        self.effort > 0
    }

    fn later(&mut self, kind: usize, index: u32) {
        if let Some(seen) = self.seen.get_mut(kind).and_then(|seen| seen.get_mut(index as usize))
            && *seen != self.turn
        {
            *seen = self.turn;
            self.rest.push(index);
        }
    }

    fn conditions(&mut self, when: u32) {
        self.later(0, when);
        while let Some(id) = self.rest.pop() {
            let range = self.program.conditions().get(id as usize).unwrap_or_default();
            for step in self.program.steps().stretch(range) {
                let Some(predicate) = self.program.predicates().get(step.predicate as usize) else { continue };
                if !self.go_on() {
                    continue;
                }
                if matches!(predicate.op, Op::Holds | Op::Size | Op::ElemMatch) && predicate.operand < NEVER {
                    self.later(0, predicate.operand);
                }
                if predicate.op != Op::Holds && predicate.flags & ELEMENT == 0 {
                    self.readers.add(predicate.subject, self.who);
                }
            }
        }
    }

    fn draws(&mut self, experience: Experience) {
        self.gates(experience.gates);
        if experience.flags & DRAWN != 0 {
            self.units(experience.units);
        }
    }

    /// An event may have to be about a topic of this page.
    fn rules(&mut self, experience: Experience) {
        for rule in self.program.rules().stretch(experience.rules) {
            if rule.kind == RuleKind::Event as u32
                && let Some(signal) = rule.count.checked_sub(1)
            {
                self.readers.add(signal, self.who);
            }
        }
    }

    fn gates(&mut self, gates: Range) {
        for gate in self.program.gates().stretch(gates) {
            self.units(gate.units);
        }
    }

    fn units(&mut self, units: Range) {
        for unit in super::stretch(self.program.unit_indices(), units) {
            if !self.go_on() {
                return;
            }
            if let Some(Unit { kind: UnitKind::Signal, key, .. }) = self.program.units().get(*unit as usize) {
                self.readers.add(key, self.who);
            }
        }
    }

    /// What contents are chosen by.
    fn contents(&mut self, experience: Experience) {
        for arm in self.program.arms().stretch(experience.arms) {
            for placement in self.program.placements().stretch(arm.placements) {
                if !self.go_on() {
                    return;
                }
                self.later(1, placement.content);
            }
        }
        while let Some(content) = self.rest.pop() {
            let Some(choice) = choice(self.program, content) else { continue };
            self.readers.add(choice.signal, self.who);
            let cases = self.program.cases().stretch(choice.cases).map(|case| case.content);
            for content in cases.chain([choice.otherwise]) {
                if self.go_on() {
                    self.later(1, content);
                }
            }
        }
    }
}
