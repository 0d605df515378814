//! Why a slot shows what it shows: the decision again, by the same code, with somebody watching.
//!
//! `decide` writes down what it does for whoever wants to have it [seen](crate::condition::seen). So an explanation can never
//! disagree with the decision: there is no second path.
//!
//! Here are the phrases of the tools and the command line. Visitors' browsers make the same in JavaScript (`pkg/src/why`).

mod different;
mod map;
mod phrase;
mod reasons;
mod record;
mod report;
mod summary;
#[cfg(test)]
mod tests;
mod text;

pub use different::{Becomes, Counterfactual, Difference, Outcome, different, goal};
pub use map::SideMap;
pub use reasons::{Reasons, reasons};
pub use record::Record;
pub use report::{Asked, Considered, Drawn, Explanation, Line};
pub use text::{Ink, describe};

use crate::condition::seen::Seen;
use crate::decide::{Decisions, Request, decide};
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::context::Context;

/// Where things were written, if the side map is at hand.
pub trait Lines {
    fn experience(&self, _name: &str) -> Option<Line> {
        None
    }
    /// The line that asks step `_step` of a condition.
    fn step(&self, _condition: u32, _step: u32) -> Option<Line> {
        None
    }
    /// The name of the segment that a condition is.
    fn segment(&self, _condition: u32) -> Option<String> {
        None
    }
}

impl Lines for () {}

/// Explains one slot, by its name; `None` when the program has no such slot.
pub fn explain(
    program: &Program,
    context: &mut Context,
    request: &Request,
    slot: &str,
    lines: &impl Lines,
) -> Option<Explanation> {
    let index = find(program, slot)?;
    let mut decisions = Decisions::default();
    let mut seen = Seen::default();
    decide(program, context, request, &mut decisions, Some(&mut seen));
    report::report(program, context.values(), index, &decisions, &Record::of(&seen), lines)
}

/// The index of a slot.
fn find(program: &Program, slot: &str) -> Option<u32> {
    let id = program.find(slot.as_bytes());
    let index = program.slots().iter().position(|known| known.name == id && id != NONE)?;
    u32::try_from(index).ok()
}

/// A request for everything, on the device.
pub fn at(now: i64) -> Request<'static> {
    Request { now, ..Request::default() }
}
