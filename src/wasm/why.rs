//! The why artefact: the runtime again, with somebody watching. Loaded when somebody first asks.
//!
//! It says what it sees in numbers: which questions were put, what was answered, what was drawn. Names and values are
//! read by JavaScript where they lie, and the phrases are its own (`pkg/src/why`); they would be most of this module.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::Engine;
use super::shelf::engine;
use crate::condition::{Evaluator, Watch};
use crate::decide::{self, Reason, Recorder};

/// What happened, in the order in which it did: two words, the address of the decisions and the number of rows, and
/// then rows of four, of which the last word says what the row is.
///
/// Of a decision that nobody wants to hear of there are no rows: the code that decides is here once.
struct Seen {
    rows: Vec<u32>,
    quiet: bool,
}

impl Seen {
    fn row(&mut self, row: [u32; 4]) {
        if !self.quiet {
            self.rows.extend_from_slice(&row);
        }
    }
}

/// A step's row ends with its answer, 0 or 1.
const DRAWN: u32 = 2;
const OUTCOME: u32 = 3;

impl Watch for Seen {
    fn step(&mut self, condition: u32, at: u32, predicate: u32, answer: bool) {
        self.row([condition, at, predicate, u32::from(answer)]);
    }
}

impl Recorder for Seen {
    fn experience(&mut self, index: u32, reason: Reason) {
        self.row([index, reason as u32, 0, OUTCOME]);
    }

    fn bucket(&mut self, index: u32, unit: u32, k: u32) {
        self.row([index, unit, k, DRAWN]);
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
    let mut rows = SAID.0.take();
    rows.clear();
    rows.extend_from_slice(&[0, 0]);
    let mut seen = Seen { rows, quiet: false };
    let decisions = watch(number, [profile, u32::from(edge)], now, some, &mut seen);
    let count = seen.rows.len() / 4;
    if let Some(head) = seen.rows.first_chunk_mut() {
        *head = [decisions as u32, count as u32];
    }
    let address = seen.rows.as_ptr();
    SAID.0.set(seen.rows);
    address
}

/// The same without a word about it, as the runtime's `decide`: to try what would be if something were different.
#[wasm_bindgen]
pub fn decide(number: u32, profile: u32, now: f64, edge: bool, some: bool, _aside: bool) -> *const u32 {
    watch(number, [profile, u32::from(edge)], now, some, &mut Seen { rows: Vec::new(), quiet: true })
}

/// Decides; the address of the decisions.
fn watch(number: u32, about: [u32; 2], now: f64, some: bool, seen: &mut Seen) -> *const u32 {
    let Some(mut engine) = engine(number) else { return std::ptr::null() };
    let Engine { program, context, decisions, wanted, profiles, previews, .. } = &mut *engine;
    let wanted = some.then_some(wanted.as_slice());
    let request = Engine::request(profiles, previews, wanted, about, now);
    decide::decide(program, context, &request, decisions, seen);
    decisions.slots.as_ptr().cast()
}

/// What the context answers to one question.
#[wasm_bindgen]
pub fn asks(number: u32, predicate: u32, now: f64) -> bool {
    let Some(mut engine) = engine(number) else { return false };
    let Engine { program, context, .. } = &mut *engine;
    let mut seen = Seen { rows: Vec::new(), quiet: true };
    Evaluator::new(program, &context.values, &mut [], now as i64, &mut seen).asks(predicate)
}
