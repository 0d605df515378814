//! What was considered, by experience: what a decision wrote down, put together.

use crate::condition::seen::{DRAWN, OUTCOME, Seen};
use crate::decide::Reason;
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
}

impl Record {
    pub fn of(seen: &Seen) -> Record {
        let mut record = Record::default();
        let (mut steps, mut drawn) = (Vec::new(), None);
        for &[first, second, third, row] in &seen.rows {
            match row {
                OUTCOME => {
                    let reason = Reason::ALL.get(second as usize).copied().unwrap_or(Reason::Default);
                    let steps = std::mem::take(&mut steps);
                    record.outcomes.push(Outcome { experience: first, reason, steps, drawn: drawn.take() });
                }
                DRAWN => drawn = Some((second, third)),
                answer => steps.push(Step { condition: first, at: second, predicate: third, answer: answer != 0 }),
            }
        }
        record
    }
}
