//! Does a condition hold? Steps are run forward, each putting one predicate; answers are kept for the context.
//!
//! One evaluator for two dialects. In a ruleset a predicate over a missing signal is not true, in either polarity,
//! which makes this two-valued run Kleene's "is true"; in GrowthBook's dialect (`MISSING_IS_NULL`) the question is
//! put to null. The compiler chose; nothing here knows which dialect a rule was written in.

mod answer;
mod automaton;
pub mod fold;
mod loose;
mod subject;
mod text;
mod version;

pub use text::value_text;
pub use version::padded;

use crate::program::Program;
use crate::program::records::{
    ConditionId, ELEMENT, FALSE, MISSING_IS_NULL, NEGATE, NEVER, NONE, Op, Predicate, TRUE, UNSETTLED,
};
use crate::signal::Trust;
use crate::signal::context::{Context, Values};
use crate::value::Value;
use subject::Subject;

/// Sees each step as it is taken. `()` sees nothing and costs nothing.
pub trait Watch {
    fn step(&mut self, _condition: ConditionId, _step: u32, _predicate: u32, _answer: bool) {}
}

impl Watch for () {}

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
    watch: &mut impl Watch,
) -> bool {
    let Context { values, answers } = context;
    Run { program, values, answers, now, unsettled, watch }.condition(condition, None)
}

struct Run<'a, W> {
    program: &'a Program,
    values: &'a Values,
    answers: &'a mut [u8],
    now: i64,
    unsettled: Unsettled,
    watch: &'a mut W,
}

impl<W: Watch> Run<'_, W> {
    fn condition(&mut self, id: ConditionId, element: Option<&Value>) -> bool {
        if id == NONE || id == NEVER {
            return id == NONE;
        }
        let Some(range) = self.program.conditions().get(id as usize) else { return false };
        let mut at = 0;
        while let Some(step) = self.program.steps().get(range.start as usize + usize::from(at)) {
            let answer = self.predicate(step.predicate, element);
            // The second run is a question of its own, not what was seen.
            if self.unsettled != Unsettled::Yes {
                self.watch.step(id, u32::from(at), step.predicate, answer);
            }
            match if answer { step.yes } else { step.no } {
                TRUE => return true,
                FALSE => return false,
                next => at = next,
            }
        }
        false
    }

    /// The answer of a predicate: kept, unless it is about an element.
    fn predicate(&mut self, index: u32, element: Option<&Value>) -> bool {
        if element.is_some() {
            return self.ask(index, element);
        }
        // Two runs, two answers: two bits each.
        let shift = if self.unsettled == Unsettled::Yes { 2 } else { 0 };
        match self.answers.get(index as usize).map(|kept| kept >> shift & 3) {
            Some(0) => {}
            kept => return kept == Some(2),
        }
        let answer = self.ask(index, None);
        if let Some(place) = self.answers.get_mut(index as usize) {
            *place |= (1 + u8::from(answer)) << shift;
        }
        answer
    }

    fn ask(&mut self, index: u32, element: Option<&Value>) -> bool {
        let Some(predicate) = self.program.predicates().get(index as usize) else { return false };
        let negate = predicate.flags & NEGATE != 0;
        if predicate.op == Op::Holds {
            return self.condition(predicate.operand, element) != negate;
        }
        let values = self.values;
        let subject = if predicate.flags & ELEMENT != 0 {
            Subject::in_element(element, self.program.text(predicate.subject))
        } else {
            Subject::of(values, predicate.subject)
        };
        let subject = match subject {
            Subject::Missing if self.is_unsettled(predicate) => return self.unsettled == Unsettled::Yes,
            _ if predicate.op == Op::Settled => return true,
            Subject::Missing if predicate.flags & MISSING_IS_NULL != 0 => Subject::Null,
            Subject::Missing => return predicate.op == Op::Exists && negate,
            present => present,
        };
        let answer = match predicate.op {
            Op::Size => {
                let size = subject.list().map(|list| Value::Number(list.len() as f64));
                size.is_some_and(|size| self.condition(predicate.operand, Some(&size)))
            }
            Op::ElemMatch => {
                let list = subject.list().unwrap_or_default();
                // Null is no element to look at (GrowthBook's `elemMatch`).
                list.iter().any(|member| *member != Value::Null && self.condition(predicate.operand, Some(member)))
            }
            Op::Trusted => values.cell(predicate.subject).trust as u32 >= predicate.operand,
            _ => answer::answer(self.program, predicate.op, predicate.operand, &subject, self.now),
        };
        answer != negate
    }

    /// Missing here, and nobody said that there is none: a site says so by `null`, which is declared.
    fn is_unsettled(&self, predicate: Predicate) -> bool {
        self.unsettled != Unsettled::Nothing
            && predicate.flags & ELEMENT == 0
            && self.values.cell(predicate.subject).trust == Trust::Inferred
            && self
                .program
                .signals()
                .get(predicate.subject as usize)
                .is_some_and(|signal| signal.flags & UNSETTLED != 0)
    }
}
