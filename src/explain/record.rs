//! The recorder: what was considered, what was asked, what was drawn, in the order in which it happened.

use crate::condition::Watch;
use crate::decide::{Reason, Recorder};
use crate::program::records::ConditionId;

/// One step as it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub condition: ConditionId,
    /// Counted from the condition's first.
    pub at: u32,
    pub predicate: u32,
    pub answer: bool,
}

/// One experience as it was considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub experience: u32,
    pub reason: Reason,
    pub steps: Vec<Step>,
    /// Unit index and bucket.
    pub drawn: Option<(u32, u32)>,
}

#[derive(Debug, Clone, Default)]
pub struct Record {
    pub outcomes: Vec<Outcome>,
    steps: Vec<Step>,
    drawn: Option<(u32, u32)>,
}

impl Watch for Record {
    fn step(&mut self, condition: ConditionId, at: u32, predicate: u32, answer: bool) {
        self.steps.push(Step { condition, at, predicate, answer });
    }
}

impl Recorder for Record {
    fn experience(&mut self, index: u32, reason: Reason) {
        let steps = std::mem::take(&mut self.steps);
        self.outcomes.push(Outcome { experience: index, reason, steps, drawn: self.drawn.take() });
    }

    fn bucket(&mut self, _index: u32, unit: u32, k: u32) {
        self.drawn = Some((unit, k));
    }
}
