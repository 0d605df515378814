//! The why artefact: the runtime again, with somebody watching. Loaded when somebody first asks.
//!
//! It says what it sees in numbers: which questions were put, what was answered, what was drawn. Names and values are
//! read by JavaScript where they lie, and the phrases are its own (`pkg/src/why`); they would be most of this module.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::Engine;
use super::shelf::engine;
use crate::condition::Watch;
use crate::decide::{Reason, Recorder, decide};

/// What happened, in the order in which it did: two words, the address of the decisions and the number of rows, and
/// then rows of four, of which the last word says what the row is.
struct Seen(Vec<u32>);

/// A step's row ends with its answer, 0 or 1.
const DRAWN: u32 = 2;
const OUTCOME: u32 = 3;

impl Watch for Seen {
    fn step(&mut self, condition: u32, at: u32, predicate: u32, answer: bool) {
        self.0.extend_from_slice(&[condition, at, predicate, u32::from(answer)]);
    }
}

impl Recorder for Seen {
    fn experience(&mut self, index: u32, reason: Reason) {
        self.0.extend_from_slice(&[index, reason as u32, 0, OUTCOME]);
    }

    fn bucket(&mut self, index: u32, unit: u32, k: u32) {
        self.0.extend_from_slice(&[index, unit, k, DRAWN]);
    }
}

/// What was said last.
struct Said(Cell<Vec<u32>>);

// SAFETY: WebAssembly here has one thread (no shared memory is ever asked for).
unsafe impl Sync for Said {}

static SAID: Said = Said(Cell::new(Vec::new()));

/// Decides over the context as it is, as `decide` would be asked; the address of what was [`Seen`], until the next call.
#[wasm_bindgen]
pub fn explain(number: u32, profile: u32, now: f64, edge: bool, some: bool) -> *const u32 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { program, context, decisions, wanted, profiles, previews, .. } = &mut *engine;
    let wanted = some.then_some(wanted.as_slice());
    let request = Engine::request(profiles, previews, wanted, [profile, u32::from(edge)], now);
    let mut seen = Seen(SAID.0.take());
    seen.0.clear();
    seen.0.extend_from_slice(&[0, 0]);
    decide(program, context, &request, decisions, &mut seen);
    let rows = seen.0.len() / 4;
    if let Some(head) = seen.0.first_chunk_mut() {
        *head = [decisions.slots.as_ptr() as u32, rows as u32];
    }
    let address = seen.0.as_ptr();
    SAID.0.set(seen.0);
    address
}
