//! What every artefact does: load a bundle, take signals. `pkg/src/native.ts` is the other side.
//!
//! Everything here is called on the way to a page's first paint, so nothing here formats, parses or panics: calls take
//! and give numbers, and texts are read by JavaScript where they lie, when somebody wants them.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::cells::Cells;
use super::shelf::{self, engine};
use crate::condition::seen::Seen;
use crate::decide::{Decisions, Place};
use crate::error::LoadError;
use crate::limits;
use crate::profile::Profile;
use crate::program::Program;
use crate::program::format::SECTIONS;
use crate::signal::context::Context;
use crate::signal::needs;

/// Facts have numbers below this; their needs are a mask of 64 bits.
const FACTS: usize = 64;

/// A bundle at work, with one context.
pub struct Engine {
    pub(super) program: Program,
    pub(super) context: Context,
    pub(super) decisions: Decisions,
    /// Of one slot alone.
    pub(super) single: Decisions,
    /// Of a decision that somebody watched, and what was seen of it; nothing goes on from there.
    pub(super) aside: Decisions,
    pub(super) seen: Seen,
    pub(super) cells: Cells,
    layout: Vec<u32>,
    /// One word a slot, written by JavaScript: see `decide::Request`.
    pub(super) wanted: Vec<u32>,
    pub(super) profiles: Vec<Option<Profile>>,
    pub(super) wishes: Vec<[u32; 2]>,
    /// A profile's bytes on their way out.
    pub(super) saved: Vec<u8>,
    /// A count, and so many signals that JavaScript has set, or slots that were then decided otherwise.
    pub(super) news: Vec<u32>,
}

/// A bundle that JavaScript is writing.
struct Coming(Cell<Vec<u32>>);

// SAFETY: WebAssembly here has one thread (no shared memory is ever asked for).
unsafe impl Sync for Coming {}

static COMING: Coming = Coming(Cell::new(Vec::new()));

/// Room for a bundle, or a profile, of so many bytes; its address. One too large is cut, and refused by [`open`].
#[wasm_bindgen]
pub fn reserve(bytes: usize) -> *const u32 {
    let words = vec![0; bytes.min(limits::BUNDLE_BYTES).div_ceil(4)];
    let address = words.as_ptr();
    COMING.0.set(words);
    address
}

/// The words that were written there.
pub(super) fn came() -> Vec<u32> {
    COMING.0.take()
}

/// Takes the bundle that was written there: the engine's number, or below zero why it was refused
/// ([`LoadError::number`]).
#[wasm_bindgen]
pub fn open(bytes: usize) -> i32 {
    let made = Program::of(COMING.0.take(), bytes).map(|program| shelf::keep(Engine::new(program)));
    match made {
        Ok(number) => number.map_or(-i32::from(LoadError::TooLarge.number()), u32::cast_signed),
        Err(error) => -i32::from(error.number()),
    }
}

#[wasm_bindgen]
pub fn free(number: u32) {
    shelf::free(number);
}

/// Address of the words that describe the program, see `Word` in `native.ts`.
#[wasm_bindgen]
pub fn layout(number: u32) -> *const u32 {
    engine(number).map_or(std::ptr::null(), |engine| engine.layout.as_ptr())
}

/// Makes the arena at least so large; its address.
#[wasm_bindgen]
pub fn room(number: u32, bytes: usize) -> *const u8 {
    engine(number).map_or(std::ptr::null(), |mut engine| engine.cells.room(bytes))
}

/// Takes the cells of all signals and units as the new context.
#[wasm_bindgen]
pub fn feed(number: u32) {
    let Some(mut engine) = engine(number) else { return };
    let Engine { program, context, cells, .. } = &mut *engine;
    context.clear();
    let signals = program.signals().len();
    for signal in 0..signals {
        cells.put(program, context, signal as u32);
    }
    for unit in 0..program.units().len() {
        context.put_unit(program, unit as u32, cells.text(signals + unit));
    }
}

/// Takes the cell of one signal.
#[wasm_bindgen]
pub fn set(number: u32, signal: u32) {
    let Some(mut engine) = engine(number) else { return };
    let Engine { program, context, cells, .. } = &mut *engine;
    cells.put(program, context, signal);
}

impl Engine {
    fn new(program: Program) -> Engine {
        let (signals, units, slots) = (program.signals().len(), program.units().len(), program.slots().len());
        let mut engine = Engine {
            context: Context::new(&program),
            decisions: Decisions::default(),
            single: Decisions::default(),
            aside: Decisions::default(),
            seen: Seen::default(),
            cells: Cells::new(signals + units + FACTS),
            layout: Vec::new(),
            wanted: vec![0; slots],
            profiles: Vec::new(),
            wishes: Vec::new(),
            saved: Vec::new(),
            news: vec![0; 1 + signals.max(slots)],
            program,
        };
        engine.layout = engine.lay_out();
        engine
    }

    /// What JavaScript has to know: addresses, and where in the bundle each section lies. It reads names, texts and
    /// contents there itself.
    fn lay_out(&self) -> Vec<u32> {
        let Engine { program, cells, wanted, news, .. } = self;
        let facts = program.signals().iter().fold(0, |mask, signal| mask | needs(signal.id));
        let bundle = program.bytes();
        let mut words = vec![
            facts as u32,
            (facts >> 32) as u32,
            cells.address(),
            wanted.as_ptr() as u32,
            news.as_ptr() as u32,
            bundle.as_ptr() as u32,
            bundle.len() as u32,
        ];
        for section in 0..SECTIONS {
            words.extend(program.place(section));
        }
        words
    }

    #[cfg(feature = "edge")]
    pub(super) fn program(&self) -> &Program {
        &self.program
    }
}

pub(super) fn place(edge: bool) -> Place {
    if edge { Place::Edge } else { Place::Device }
}
