//! Which signals can matter to a slot, and what is asked of each.
//!
//! An experience matters when it wants the slot, or when it comes before one that matters and wants one of its slots: it
//! can take it away. What matters are the questions of their conditions (segments, and what they ask of other
//! experiences' variants, included), their pages, and what chooses among the slot's contents.

use crate::decide::Request;
use crate::program::Program;
use crate::program::records::{ConditionId, ELEMENT, NONE, Op, Range, StringId, UnitKind};

/// One signal, and all that is asked of it.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    pub signal: u32,
    /// Predicates about it.
    pub predicates: Vec<u32>,
    /// Predicates about its elements, or about how many they are.
    pub elements: Vec<u32>,
    /// Texts of which each chooses another content.
    pub cases: Vec<StringId>,
    /// Of `page.path`: sets of pages.
    pub pages: Vec<Range>,
}

/// The signals, in the order in which the rules ask them.
pub fn to(program: &Program, request: &Request, slot: u32) -> Vec<Subject> {
    let slot = program.named_slot(slot);
    let mut wanted = vec![slot];
    let mut relevant = Vec::new();
    for index in (0..program.experiences().len()).rev() {
        let Some(experience) = program.experiences().get(index) else { continue };
        let slots = experience.slots.of(program.slot_indices());
        if slots.iter().any(|slot| wanted.contains(slot)) {
            wanted.extend(slots.iter().filter(|slot| !wanted.contains(slot)).collect::<Vec<_>>());
            relevant.push(experience);
        }
    }
    let mut found = Matters { program, subjects: Vec::new(), seen: Vec::new() };
    for experience in relevant.iter().rev() {
        found.page(experience.pages);
        found.condition(experience.when, NONE);
        for arm in program.arms().stretch(experience.arms) {
            for placement in program.placements().stretch(arm.placements) {
                if placement.slot == slot {
                    found.content(placement.content);
                }
            }
        }
    }
    if request.slots.is_none() {
        wanted.iter().filter_map(|slot| program.slot(*slot)).for_each(|slot| found.page(slot.pages));
    }
    found.subjects.retain(|subject| !is_unit(program, subject.signal));
    found.subjects
}

struct Matters<'a> {
    program: &'a Program,
    subjects: Vec<Subject>,
    /// Conditions that were gone through, each with the signal whose elements it is about.
    seen: Vec<[u32; 2]>,
}

impl Matters<'_> {
    fn subject(&mut self, signal: u32) -> Option<&mut Subject> {
        if self.subjects.iter().all(|known| known.signal != signal) {
            self.subjects.push(Subject { signal, ..Subject::default() });
        }
        self.subjects.iter_mut().find(|known| known.signal == signal)
    }

    /// `list` is the signal whose elements are asked, or `NONE`.
    fn condition(&mut self, id: ConditionId, list: u32) {
        let Some(range) = self.program.conditions().get(id as usize) else { return };
        if self.seen.contains(&[id, list]) {
            return;
        }
        self.seen.push([id, list]);
        for step in self.program.steps().stretch(range) {
            self.predicate(step.predicate, list);
        }
    }

    fn predicate(&mut self, index: u32, list: u32) {
        let Some(predicate) = self.program.predicates().get(index as usize) else { return };
        if predicate.op == Op::Holds {
            return self.condition(predicate.operand, list);
        }
        let inner = matches!(predicate.op, Op::Size | Op::ElemMatch);
        if predicate.flags & ELEMENT != 0 {
            if let Some(subject) = self.subject(list) {
                subject.elements.push(index);
            }
            if inner {
                self.condition(predicate.operand, list);
            }
            return;
        }
        // Who is in a variant is told by what that experience asks.
        if let Some(assignment) = self.program.assignments().iter().find(|one| one.signal == predicate.subject) {
            if let Some(experience) = self.program.experience(assignment.experience) {
                self.condition(experience.when, NONE);
            }
            return;
        }
        if self.calendar(predicate.subject) {
            return;
        }
        if let Some(subject) = self.subject(predicate.subject)
            && !subject.predicates.contains(&index)
        {
            subject.predicates.push(index);
        }
        if inner {
            self.condition(predicate.operand, predicate.subject);
        }
    }

    fn page(&mut self, set: u32) {
        if let Some(range) = self.program.list(set)
            && self.program.page_path != NONE
            && let Some(subject) = self.subject(self.program.page_path)
            && !subject.pages.contains(&range)
        {
            subject.pages.push(range);
        }
    }

    /// What a calendar tells is not changed, but which calendar does, where a row of a table says so. Whether it is one.
    fn calendar(&mut self, signal: u32) -> bool {
        let Some(reading) = self.program.readings().iter().find(|reading| reading.signal == signal) else {
            return false;
        };
        let keys = self.program.pairs().stretch(reading.rows).map(|row| row.key);
        if self.program.signal(reading.by).is_some_and(|by| by.kind.is_text())
            && let Some(subject) = self.subject(reading.by)
        {
            subject.cases.extend(keys);
        }
        true
    }

    /// Choices refer only to contents before them, so this ends.
    fn content(&mut self, content: u32) {
        let Some(choice) = self.program.choices().iter().find(|choice| choice.content == content) else { return };
        let cases = self.program.cases().stretch(choice.cases);
        // A draw is not changed, but what it chooses may be asked as well.
        if self.program.assignments().iter().all(|one| one.signal != choice.signal)
            && !self.calendar(choice.signal)
            && let Some(subject) = self.subject(choice.signal)
        {
            subject.cases.extend(cases.clone().map(|case| case.text));
        }
        cases
            .map(|case| case.content)
            .chain([choice.otherwise])
            .filter(|next| *next < content)
            .for_each(|next| self.content(next));
    }
}

fn is_unit(program: &Program, signal: u32) -> bool {
    program.units().iter().any(|unit| unit.kind == UnitKind::Signal && unit.key == signal)
}
