//! The reason of everything, in a word: what is cheap to ask of every visit.

use serde_json::{Map, Value as Json, json};

use super::record::Record;
use crate::condition::seen::Seen;
use crate::decide::{Decisions, Request, decide};
use crate::program::Program;
use crate::signal::context::Context;

/// Reason codes by the names of slots, and of all experiences in the order in which they were asked.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reasons {
    pub slots: Map<String, Json>,
    pub experiences: Map<String, Json>,
}

pub fn reasons(program: &Program, context: &mut Context, request: &Request) -> Reasons {
    let mut decisions = Decisions::default();
    let mut seen = Seen::default();
    decide(program, context, request, &mut decisions, Some(&mut seen));
    let record = Record::of(&seen);
    let slots = program.slots().iter().zip(&decisions.slots);
    let experiences = record.outcomes.iter().filter_map(|outcome| {
        let experience = program.experience(outcome.experience)?;
        Some((program.text(experience.name).to_owned(), json!(outcome.reason.word())))
    });
    Reasons {
        slots: slots.map(|(slot, one)| (program.text(slot.name).to_owned(), json!(one.reason.word()))).collect(),
        experiences: experiences.collect(),
    }
}
