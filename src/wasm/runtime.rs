//! The runtime artefact: load a bundle, take signals or facts, decide. `pkg/src/native.ts` is the other side.
//!
//! Everything here is called on the way to a page's first paint, so nothing here formats, parses or panics: calls take
//! and give numbers, texts are made when somebody reads them.

use std::cell::Cell as Slot;

use wasm_bindgen::prelude::wasm_bindgen;

use super::cells::Cells;
use crate::decide::{Decisions, Place, Reason, Request, decide};
use crate::error::LoadError;
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::context::Context;
use crate::signal::needs;
#[cfg(any(not(feature = "why"), feature = "tools"))]
use crate::signal::{Facts, observe};
use crate::value::Value;

/// Facts have numbers below this; their needs are a mask of 64 bits.
const FACTS: usize = 64;
/// Words of the layout before those of the slots.
const HEAD: usize = 8;

thread_local! {
    /// Why the last bundle was not taken.
    static REFUSED: Slot<Option<LoadError>> = const { Slot::new(None) };
}

/// A bundle at work, with one context.
#[wasm_bindgen]
pub struct Engine {
    program: Program,
    context: Context,
    decisions: Decisions,
    cells: Cells,
    layout: Vec<u32>,
    /// One byte a slot, written by JavaScript.
    wanted: Vec<u8>,
}

/// Takes a bundle, or tells by [`refusal`] why not.
#[wasm_bindgen]
pub fn open(bundle: Vec<u8>) -> Option<Engine> {
    match Program::read(bundle) {
        Ok(program) => Some(Engine::new(program)),
        Err(error) => {
            REFUSED.set(Some(error));
            None
        }
    }
}

/// Code and hint of the last refusal, a line each.
#[wasm_bindgen]
pub fn refusal() -> String {
    let mut text = String::new();
    if let Some(error) = REFUSED.get() {
        text.push_str(error.code());
        text.push('\n');
        text.push_str(error.hint());
    }
    text
}

#[wasm_bindgen]
impl Engine {
    /// Address of the words that describe the program, see `Word` in `native.ts`.
    pub fn layout(&self) -> *const u32 {
        self.layout.as_ptr()
    }

    /// A name by its table and index, see `Table` in `native.ts`.
    pub fn name(&self, table: u32, index: u32) -> String {
        let program = &self.program;
        let at = index as usize;
        let id = match table {
            0 => program.signals().get(at).map(|signal| signal.name),
            1 => program.slots().get(at).map(|slot| slot.name),
            2 => program.slots().get(at).map(|slot| slot.target),
            3 => program
                .arms()
                .get(at)
                .and_then(|arm| program.experiences().get(arm.experience as usize))
                .map(|e| e.name),
            4 => program.arms().get(at).map(|arm| arm.name),
            5 => return Reason::ALL.get(at).map(|reason| reason.word()).unwrap_or_default().to_owned(),
            6 => program.units().get(at).map(|unit| unit.name),
            _ => program.units().get(at).filter(|unit| matches!(unit.kind as u8, 2 | 3)).map(|unit| unit.key),
        };
        program.text(id.unwrap_or(NONE)).to_owned()
    }

    /// The bytes of a content, which `content.ts` reads.
    pub fn content(&self, index: u32) -> Vec<u8> {
        self.program.content_bytes(index).to_vec()
    }

    /// Makes the arena at least so large; its address.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        self.cells.room(bytes)
    }

    /// Takes the cells of all signals and units as the new context.
    pub fn feed(&mut self) {
        self.context.clear();
        for signal in 0..self.program.signals().len() {
            self.cells.put(&self.program, &mut self.context, signal as u32);
        }
        for unit in 0..self.program.units().len() {
            let text = self.cells.text(self.program.signals().len() + unit);
            self.context.put_unit(&self.program, unit as u32, text);
        }
    }

    /// Takes the cell of one signal.
    pub fn set(&mut self, signal: u32) {
        self.context.tidy();
        self.cells.put(&self.program, &mut self.context, signal);
    }

    /// Turns the facts into the signals that the site did not give itself.
    #[cfg(any(not(feature = "why"), feature = "tools"))]
    pub fn observe(&mut self) {
        let first = self.program.signals().len() + self.program.units().len();
        let known = (0..FACTS).filter_map(|fact| Some((fact as u8, self.cells.fact(first + fact)?))).collect();
        let facts = Facts { known };
        for (index, signal) in self.program.signals().iter().enumerate() {
            if signal.id == 0 || !self.cells.is_missing(index) {
                continue;
            }
            let argument = (signal.argument != NONE).then(|| self.program.text(signal.argument));
            if let Some(seen) = observe(signal.id, argument, &facts) {
                self.context.put_observation(&self.program, index as u32, &seen);
            }
        }
    }

    /// The why artefact is given the signals that another engine observed.
    #[cfg(all(feature = "why", not(feature = "tools")))]
    #[expect(clippy::unused_self, reason = "every artefact's engine has it, in `native.ts`")]
    pub fn observe(&mut self) {}

    /// Writes a signal's value into its cell with where it comes from, but for its text.
    pub fn peek(&mut self, signal: u32) {
        let values = self.context.values();
        let (value, cell) = (values.value(signal), values.cell(signal));
        self.cells.write(signal as usize, value.as_ref(), cell.source, cell.trust);
    }

    /// The text of a signal; the texts of a list, a NUL between them.
    pub fn text(&self, signal: u32) -> String {
        match self.context.values().value(signal) {
            Some(Value::Text(text)) => text,
            Some(Value::List(list)) => {
                let mut joined = String::new();
                for member in list {
                    if let Value::Text(text) = member {
                        joined.push_str(&text);
                        joined.push('\0');
                    }
                }
                joined
            }
            _ => String::new(),
        }
    }

    /// Decides; with `some`, only the slots that JavaScript marked. Address of arm, content and reason of each slot.
    pub fn decide(&mut self, now: f64, edge: bool, some: bool) -> *const u32 {
        let slots = some.then_some(self.wanted.as_slice());
        let request = Request { now: now as i64, slots, place: place(edge) };
        decide(&self.program, &mut self.context, &request, &mut self.decisions, &mut ());
        self.decisions.slots.as_ptr().cast()
    }

    /// The bundle.
    pub fn bytes(&self) -> Vec<u8> {
        self.program.bytes().to_vec()
    }
}

impl Engine {
    fn new(program: Program) -> Engine {
        let (signals, units, slots) = (program.signals().len(), program.units().len(), program.slots().len());
        let mut engine = Engine {
            context: Context::new(&program),
            decisions: Decisions::default(),
            cells: Cells::new(signals + units + FACTS),
            layout: Vec::with_capacity(HEAD + slots + signals + units),
            wanted: vec![0; slots],
            program,
        };
        let facts = engine.program.signals().iter().fold(0, |mask, signal| mask | needs(signal.id));
        let numbers = [signals, units, slots, facts as u32 as usize, (facts >> 32) as u32 as usize];
        engine.layout.extend(numbers.map(|n| n as u32));
        engine.layout.extend([engine.cells.address(), engine.wanted.as_ptr() as u32, NONE]);
        engine.layout.extend(engine.program.slots().iter().map(|slot| slot.default));
        engine.layout.extend(engine.program.signals().iter().map(|signal| u32::from(signal.flags)));
        engine.layout.extend(engine.program.units().iter().map(|unit| unit.kind as u32));
        engine
    }

    #[cfg(feature = "edge")]
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    #[cfg(feature = "why")]
    pub(super) fn parts(&mut self) -> (&Program, &mut Context, &[u8]) {
        (&self.program, &mut self.context, &self.wanted)
    }
}

pub(super) fn place(edge: bool) -> Place {
    if edge { Place::Edge } else { Place::Device }
}
