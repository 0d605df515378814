//! Values on their way through memory: JavaScript writes cells and texts through typed arrays, Rust reads them.
//!
//! A cell is 16 bytes, a text is a stretch of the arena behind. So a context of ten signals costs one call, not ten,
//! and no object is walked from inside. `pkg/src/cells.ts` is the other side of this page.

use crate::limits;
use crate::program::Program;
#[cfg(any(not(feature = "why"), feature = "tools"))]
use crate::signal::Fact;
use crate::signal::context::Context;
use crate::signal::{Source, Trust};
use crate::value::Value;

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
    /// Bytes of a text, elements of a list, 0 or 1.
    len: u32,
    /// The number, or in its first four bytes the place of a text in the arena.
    bits: u64,
}

/// Cells in a fixed place, and the arena, which grows.
#[derive(Debug, Default)]
pub struct Cells {
    cells: Vec<Cell>,
    arena: Vec<u8>,
}

impl Cells {
    pub fn new(count: usize) -> Cells {
        Cells { cells: vec![Cell::default(); count], arena: Vec::new() }
    }

    pub fn address(&self) -> u32 {
        self.cells.as_ptr() as u32
    }

    /// Makes the arena at least so large and says where it is.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        if bytes > self.arena.len() {
            self.arena.resize(bytes, 0);
        }
        self.arena.as_ptr()
    }

    fn cell(&self, index: usize) -> Cell {
        self.cells.get(index).copied().unwrap_or_default()
    }

    #[cfg(any(not(feature = "why"), feature = "tools"))]
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

    fn list(&self, cell: Cell) -> Vec<String> {
        let mut texts = Vec::new();
        let mut at = cell.bits as u32;
        for _ in 0..cell.len.min(limits::SIGNAL_LIST as u32) {
            let head = self.stretch(at, 4);
            let Ok(head) = <[u8; 4]>::try_from(head) else { break };
            let len = u32::from_le_bytes(head);
            let text = self.stretch(at.saturating_add(4), len);
            if let Ok(text) = std::str::from_utf8(text) {
                texts.push(String::from(text));
            }
            at = at.saturating_add(4).saturating_add(len);
        }
        texts
    }

    /// Takes the cell of a signal into the context.
    pub fn put(&self, program: &Program, context: &mut Context, signal: u32) {
        let cell = self.cell(signal as usize);
        let (source, trust) = origin(cell.tag);
        match cell.tag & TAG {
            TEXT => context.put_text(program, signal, self.text(signal as usize), source, trust),
            NUMBER => context.put_number(program, signal, Cells::number(cell), source, trust),
            BOOL => context.put_bool(program, signal, cell.len != 0, source, trust),
            NULL => context.put(program, signal, &Value::Null, source, trust),
            LIST => {
                let list = self.list(cell).into_iter().map(Value::Text).collect();
                context.put(program, signal, &Value::List(list), source, trust);
            }
            _ => context.remove(signal),
        }
    }

    /// The cell as a fact.
    #[cfg(any(not(feature = "why"), feature = "tools"))]
    pub fn fact(&self, index: usize) -> Option<Fact> {
        let cell = self.cell(index);
        Some(match cell.tag {
            TEXT => Fact::Text(String::from(std::str::from_utf8(self.text(index)).ok()?)),
            NUMBER => Fact::Number(Cells::number(cell)),
            BOOL => Fact::Bool(cell.len != 0),
            LIST => Fact::Texts(self.list(cell)),
            _ => return None,
        })
    }

    /// Writes a value back, for JavaScript to read. The text of a text or list follows by a call of its own.
    pub fn write(&mut self, index: usize, value: Option<&Value>, source: Source, trust: Trust) {
        let (tag, len, bits) = match value {
            None | Some(Value::Object(_)) => (MISSING, 0, 0),
            Some(Value::Null) => (NULL, 0, 0),
            Some(Value::Bool(b)) => (BOOL, u32::from(*b), 0),
            Some(Value::Number(n)) => (NUMBER, 0, n.to_bits()),
            Some(Value::Text(_)) => (TEXT, 0, 0),
            Some(Value::List(_)) => (LIST, 0, 0),
        };
        if let Some(cell) = self.cells.get_mut(index) {
            *cell = Cell { tag: tag | (source as u32 + 1) << 8 | (trust as u32) << 16, len, bits };
        }
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
