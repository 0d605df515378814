//! Assignments that rules may ask for: `variant.cart` says which variant of `cart` somebody is in, `holdout` whether
//! they see what they would see without any experiment.
//!
//! They are worked out before anything is decided, and whether or not the experience is on this page: somebody is in a
//! variant, or not, wherever they are. Who is in none is known to be; what an edge cannot know, the device decides.

use super::Request;
use super::admit::admit;
use super::draw::{Lot, Lots};
use crate::condition::Evaluator;
use crate::program::Program;
use crate::program::records::{Assignment, Experience, NONE, Range};
use crate::signal::context::{Cell, Context, Datum};
use crate::signal::{Source, Trust};

/// Puts the assignments that the program asks for into the context. None needs a later one.
///
/// What was asked on the way is asked again: whoever watches sees it where it belongs.
pub(super) fn assign(program: &Program, context: &mut Context, request: &Request) {
    if program.assignments().is_empty() {
        return;
    }
    for assignment in program.assignments() {
        assign_one(program, context, request, assignment);
    }
    context.forget_answers();
}

/// Puts one of them into the context; whether it is another than before.
pub(super) fn assign_one(program: &Program, context: &mut Context, request: &Request, assignment: Assignment) -> bool {
    let known = match program.experience(assignment.experience) {
        Some(experience) => variant(program, context, request, assignment.experience, experience),
        None => holdout(program, context, request),
    };
    // What is missing for certain is settled, see `condition`.
    let trust = if known.is_some() { Trust::Known } else { Trust::Inferred };
    let now = Cell { datum: known.unwrap_or(Datum::Missing), source: Source::Draw, trust };
    let differs = context.values.cell(assignment.signal) != now;
    if differs {
        context.set(assignment.signal, now);
    }
    differs
}

/// Whether the first gate, which is the holdout's, holds this unit out. Without a unit nobody can be told from others.
/// `None`: only the device can tell.
fn holdout(program: &Program, context: &Context, request: &Request) -> Option<Datum> {
    let lots = Lots { program, values: &context.values, request };
    match lots.gates(Range { start: 0, len: 1 }) {
        Lot::Drawn(()) => Some(Datum::Bool(false)),
        Lot::Missed(_) => Some(Datum::Bool(true)),
        Lot::OnDevice => None,
    }
}

/// The name of the variant of an experience: all that `decide` asks, but for the page and its slots.
fn variant(
    program: &Program,
    context: &mut Context,
    request: &Request,
    index: u32,
    experience: Experience,
) -> Option<Datum> {
    if let Some(arm) = request.preview(index) {
        return Some(named(program, arm));
    }
    let Context { values, answers, .. } = context;
    let mut conditions = Evaluator::new(program, values, answers, request.now, None);
    let lots = Lots { program, values, request };
    let lot = match admit(&mut conditions, lots, index, false) {
        Lot::Drawn(Some(forced)) => Lot::Drawn(forced),
        Lot::Drawn(None) => lots.allocate(index, experience),
        Lot::Missed(reason) => Lot::Missed(reason),
        Lot::OnDevice => Lot::OnDevice,
    };
    match lot {
        Lot::Drawn(allocation) => Some(named(program, allocation.arm)),
        Lot::Missed(_) => Some(Datum::Missing),
        Lot::OnDevice => None,
    }
}

/// The name of an arm; missing where there is none.
fn named(program: &Program, arm: u32) -> Datum {
    let name = program.arm(arm).map_or(NONE, |arm| arm.name);
    if name == NONE { Datum::Missing } else { Datum::Text { id: name, start: 0, len: 0 } }
}
