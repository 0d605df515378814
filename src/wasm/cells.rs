//! Values on their way through memory: JavaScript writes cells and texts through typed arrays, Rust reads them.
//!
//! A cell is 16 bytes, a text is a stretch of the arena behind. So a context of ten signals costs one call, not ten,
//! and no object is walked from inside. `pkg/src/cells.ts` is the other side of this page.

use crate::program::Program;
use crate::signal::context::{Context, Datum, Values, number};
use crate::signal::{Known, Members, Source, Trust};

pub const MISSING: u32 = 0;
pub const NULL: u32 = 1;
pub const BOOL: u32 = 2;
pub const NUMBER: u32 = 3;
pub const TEXT: u32 = 4;
pub const LIST: u32 = 5;
/// A tag is the lowest byte; above it, where a value comes from: the source plus one, and the trust. Nothing: the site
/// said so.
const TAG: u32 = 0xff;

/// As it lies in memory.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub struct Cell {
    tag: u32,
    /// Bytes of a text or a list, 0 or 1.
    len: u32,
    /// The number, or in its first four bytes the place of a text in the arena.
    bits: u64,
}

/// Cells in a fixed place, and the arena, which grows.
#[derive(Debug, Default)]
pub struct Cells {
    all: Vec<Cell>,
    arena: Vec<u8>,
    /// Texts of a list on their way out.
    out: Vec<u8>,
}

impl Cells {
    pub fn new(count: usize) -> Cells {
        Cells { all: vec![Cell::default(); count], ..Cells::default() }
    }

    pub fn address(&self) -> u32 {
        self.all.as_ptr() as u32
    }

    /// Makes the arena at least so large and says where it is.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        if bytes > self.arena.len() {
            self.arena.resize(bytes, 0);
        }
        self.arena.as_ptr()
    }

    fn cell(&self, index: usize) -> Cell {
        self.all.get(index).copied().unwrap_or_default()
    }

    pub fn is_missing(&self, index: usize) -> bool {
        self.cell(index).tag & TAG == MISSING
    }

    fn number(cell: Cell) -> f64 {
        f64::from_bits(cell.bits)
    }

    /// The bytes of a text cell; empty for any other.
    pub fn text(&self, index: usize) -> &[u8] {
        let cell = self.cell(index);
        if cell.tag & TAG == TEXT { self.stretch(cell.bits as u32, cell.len) } else { &[] }
    }

    fn stretch(&self, start: u32, len: u32) -> &[u8] {
        let start = start as usize;
        self.arena.get(start..start.saturating_add(len as usize)).unwrap_or_default()
    }

    /// The texts of a list; of none for any other cell.
    fn list(&self, cell: Cell) -> Members<'_> {
        Members(if cell.tag & TAG == LIST { self.stretch(cell.bits as u32, cell.len) } else { &[] })
    }

    /// The facts, from the first one's cell on.
    pub fn facts(&self, first: usize) -> Given<'_> {
        Given { cells: self, first }
    }

    /// Takes the cell of a signal into the context.
    pub fn put(&self, program: &Program, context: &mut Context, signal: u32) {
        let datum = self.datum(program, context, signal as usize);
        let (source, trust) = match datum {
            Datum::Missing => (Source::Site, Trust::Inferred),
            _ => origin(self.cell(signal as usize).tag),
        };
        context.place(program, signal, datum, source, trust);
    }

    /// The value of a cell, kept in the context.
    pub fn datum(&self, program: &Program, context: &mut Context, index: usize) -> Datum {
        let cell = self.cell(index);
        match cell.tag & TAG {
            TEXT => context.keep_text(program, self.text(index)),
            LIST => context.keep_list(program, self.list(cell)),
            NUMBER => number(Cells::number(cell)),
            BOOL => Datum::Bool(cell.len != 0),
            NULL => Datum::Null,
            _ => Datum::Missing,
        }
    }

    /// Writes a signal's value into its cell, for JavaScript to read: a text by its address, the texts of a list each
    /// with its length before it.
    pub fn write(&mut self, program: &Program, values: &Values, signal: u32) {
        let seen = values.cell(signal);
        let (tag, len, bits) = match seen.datum {
            Datum::Missing | Datum::Object { .. } => (MISSING, 0, 0),
            Datum::Null => (NULL, 0, 0),
            Datum::Bool(b) => (BOOL, usize::from(b), 0),
            Datum::Number(n) => (NUMBER, 0, n.to_bits()),
            Datum::Text { .. } => {
                let text = values.text(program, seen.datum).unwrap_or_default();
                (TEXT, text.len(), text.as_ptr() as u64)
            }
            Datum::List { .. } => {
                let list = values.list(seen.datum).unwrap_or_default();
                self.out.clear();
                for member in list {
                    let text = values.text(program, *member).unwrap_or_default();
                    self.out.extend_from_slice(&(text.len() as u32).to_le_bytes());
                    self.out.extend_from_slice(text);
                }
                (LIST, self.out.len(), self.out.as_ptr() as u64)
            }
        };
        if let Some(cell) = self.all.get_mut(signal as usize) {
            *cell =
                Cell { tag: tag | (seen.source as u32 + 1) << 8 | (seen.trust as u32) << 16, len: len as u32, bits };
        }
    }
}

/// The facts as JavaScript wrote them.
pub struct Given<'a> {
    cells: &'a Cells,
    first: usize,
}

impl Given<'_> {
    /// The cell of a fact, if it holds what is asked for.
    #[inline(never)]
    fn cell(&self, number: u8, tag: u32) -> Option<Cell> {
        Some(self.cells.cell(self.first + usize::from(number))).filter(|cell| cell.tag == tag)
    }
}

impl Known for Given<'_> {
    fn given_text(&self, number: u8) -> Option<&[u8]> {
        self.cell(number, TEXT).map(|cell| self.cells.stretch(cell.bits as u32, cell.len))
    }

    fn given_number(&self, number: u8) -> Option<f64> {
        self.cell(number, NUMBER).map(Cells::number)
    }

    fn given_flag(&self, number: u8) -> Option<bool> {
        self.cell(number, BOOL).map(|cell| cell.len != 0)
    }

    fn member(&self, number: u8, index: usize) -> Option<&[u8]> {
        self.cells.list(self.cell(number, LIST)?).nth(index)
    }
}

fn origin(tag: u32) -> (Source, Trust) {
    let trust = match tag >> 16 {
        0 => Trust::Inferred,
        1 => Trust::Declared,
        _ => Trust::Known,
    };
    match Source::ALL.get((tag >> 8 & 0xff).wrapping_sub(1) as usize) {
        Some(source) => (*source, trust),
        None => (Source::Site, Trust::Declared),
    }
}
