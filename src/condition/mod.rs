//! Does a condition hold? Steps are run forward, each putting one predicate; answers are kept for the context.
//!
//! One evaluator for two dialects. In a ruleset a predicate over a missing signal is not true, in either polarity,
//! which makes this two-valued run Kleene's "is true"; in GrowthBook's dialect (`MISSING_IS_NULL`) the question is
//! put to null. The compiler chose; nothing here knows which dialect a rule was written in.

mod answer;
mod automaton;
mod clauses;
mod columns;
pub mod fold;
#[cfg(feature = "tools")]
mod loose;
pub mod seen;
mod text;
mod version;

pub use columns::{At, Columns, OPEN, SEVERAL};
pub use text::name_of;
pub use version::padded;

use crate::limits;
use crate::program::Program;
use crate::program::records::{
    ConditionId, ELEMENT, FALSE, MISSING_IS_NULL, NEGATE, NEVER, NONE, Op, Predicate, Range, Step, TRUE, UNSETTLED,
};
use crate::program::rows::Rows;
use crate::signal::context::{Context, Datum, Values};
use crate::signal::{Trust, calendar};
use answer::Asker;
use seen::Seen;

/// What to make of a signal that is missing at an edge and may be known on the device (`UNSETTLED`). Literals have their
/// polarity and nothing negates a whole, so a condition is monotone in them: between `No` and `Yes` lies whatever the
/// device will find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsettled {
    /// This is the device: what is missing is missing.
    Nothing,
    /// No literal about it is true, in neither polarity; what holds holds on the device too.
    No,
    /// All of them are; what does not hold does not hold on the device either.
    Yes,
}

/// Whether `condition` is true in `context` at `now` (milliseconds since 1970).
pub fn holds(
    program: &Program,
    context: &mut Context,
    condition: ConditionId,
    now: i64,
    unsettled: Unsettled,
    seen: Option<&mut Seen>,
) -> bool {
    let Context { values, answers, .. } = context;
    Evaluator::new(program, values, answers, now, seen).holds(condition, unsettled)
}

/// Conditions over one context at one moment.
pub struct Evaluator<'a> {
    asker: Asker<'a>,
    // Looked up once: a condition asks for one of them with every step.
    conditions: Rows<'a, Range>,
    steps: Rows<'a, Step>,
    predicates: Rows<'a, Predicate>,
    answers: &'a mut [u8],
    unsettled: Unsettled,
    /// Conditions that ask for one another, at the moment.
    depth: usize,
    pub seen: Option<&'a mut Seen>,
}

impl<'a> Evaluator<'a> {
    pub fn new(
        program: &'a Program,
        values: &'a Values,
        answers: &'a mut [u8],
        now: i64,
        seen: Option<&'a mut Seen>,
    ) -> Evaluator<'a> {
        Evaluator {
            asker: Asker::new(program, values, now),
            conditions: program.conditions(),
            steps: program.steps(),
            predicates: program.predicates(),
            answers,
            unsettled: Unsettled::Nothing,
            depth: 0,
            seen,
        }
    }

    pub fn holds(&mut self, condition: ConditionId, unsettled: Unsettled) -> bool {
        self.unsettled = unsettled;
        self.condition(condition, None)
    }

    /// One question, whatever was answered before.
    pub(crate) fn asks(&mut self, predicate: u32) -> bool {
        self.ask(predicate, None)
    }

    fn condition(&mut self, id: ConditionId, element: Option<Datum>) -> bool {
        if id == NONE || id == NEVER {
            return id == NONE;
        }
        let Some(range) = self.conditions.get(id as usize) else { return false };
        if self.depth > limits::CONDITION_DEPTH {
            return false;
        }
        self.depth += 1;
        let answer = self.run(id, range, element);
        self.depth -= 1;
        answer
    }

    #[inline]
    fn run(&mut self, id: ConditionId, range: Range, element: Option<Datum>) -> bool {
        let mut at = 0;
        while let Some(step) = self.steps.get(range.start.wrapping_add(u32::from(at)) as usize) {
            let answer = self.answer(step.predicate, element);
            // The second run is a question of its own, not what was seen.
            if let Some(seen) = &mut self.seen
                && self.unsettled != Unsettled::Yes
            {
                seen.row([id, u32::from(at), step.predicate, u32::from(answer)]);
            }
            match if answer { step.yes } else { step.no } {
                TRUE => return true,
                // Forward only.
                next if next > at && next != FALSE => at = next,
                _ => return false,
            }
        }
        false
    }

    /// An answer is kept, unless it is about an element.
    #[inline]
    fn answer(&mut self, index: u32, element: Option<Datum>) -> bool {
        // Two runs, two answers: two bits each.
        let shift = if self.unsettled == Unsettled::Yes { 2 } else { 0 };
        let kept = self.answers.get(index as usize).map_or(1, |kept| kept >> shift & 3);
        if kept != 0 && element.is_none() {
            return kept == 2;
        }
        let answer = self.ask(index, element);
        if let (None, Some(place)) = (element, self.answers.get_mut(index as usize)) {
            *place |= (1 + u8::from(answer)) << shift;
        }
        answer
    }

    fn ask(&mut self, index: u32, element: Option<Datum>) -> bool {
        let Some(predicate) = self.predicates.get(index as usize) else { return false };
        let Predicate { subject, op, flags, operand } = predicate;
        let negate = flags & NEGATE != 0;
        if op == Op::Holds {
            return self.condition(operand, element) != negate;
        }
        let Asker { program, values, .. } = self.asker;
        let datum = if flags & ELEMENT != 0 {
            values.at(program, element.unwrap_or(Datum::Missing), program.text_bytes(subject))
        } else {
            values.datum(subject)
        };
        let datum = match datum {
            Datum::Missing
                if self.unsettled != Unsettled::Nothing && flags & ELEMENT == 0 && self.is_unsettled(subject) =>
            {
                return self.unsettled == Unsettled::Yes;
            }
            _ if op == Op::Settled => return true,
            Datum::Missing if flags & MISSING_IS_NULL != 0 => Datum::Null,
            Datum::Missing => return op == Op::Exists && negate,
            present => present,
        };
        let answer = match op {
            Op::Size => {
                values.list(datum).is_some_and(|list| self.condition(operand, Some(Datum::Number(list.len() as f64))))
            }
            // Null is no element to look at (GrowthBook's `elemMatch`).
            Op::ElemMatch => values.list(datum).is_some_and(|list| {
                list.iter().any(|member| *member != Datum::Null && self.condition(operand, Some(*member)))
            }),
            Op::Trusted => values.cell(subject).trust as u32 >= operand,
            Op::During => match calendar::is_open_at(program, values, operand, datum) {
                Some(answer) => answer,
                // Nobody knows: not true, in either polarity.
                None => return false,
            },
            _ => self.asker.answer(op, operand, datum),
        };
        answer != negate
    }

    /// Of what is missing here: nobody said that there is none. A site says so by `null`, which is declared.
    fn is_unsettled(&self, signal: u32) -> bool {
        let Asker { program, values, .. } = self.asker;
        values.cell(signal).trust == Trust::Inferred
            && program.signal(signal).is_some_and(|signal| signal.flags & UNSETTLED != 0)
    }
}
