//! All signals of one moment, in the order of the program's read set.
//!
//! Text lives in one arena that is kept between visits, and a text that some rule names is known by its id at once,
//! so that most comparisons are of two integers.

use super::{Observation, Source, Trust};
use crate::limits;
use crate::program::Program;
use crate::program::records::{NONE, StringId};
use crate::value::{Kind, Value};

/// The value of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Datum {
    Missing,
    Null,
    Bool(bool),
    Number(f64),
    /// A stretch of the arena; `id` is the program's name for the same text, or `NONE`.
    Text {
        id: StringId,
        start: u32,
        len: u32,
    },
    /// A list or an object: an index into the context's store of them.
    Compound(u32),
}

/// One signal's value, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    pub datum: Datum,
    pub source: Source,
    pub trust: Trust,
}

/// Bytes of values from which on it is worth looking for those that are gone. Above what any context holds at once, but
/// for a hostile one.
const TIDY: usize = 256 * 1024;

const MISSING: Cell = Cell { datum: Datum::Missing, source: Source::Site, trust: Trust::Inferred };

/// The values of a context; what predicates look at.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub(crate) cells: Vec<Cell>,
    pub(crate) units: Vec<Datum>,
    arena: Vec<u8>,
    compounds: Vec<Value>,
}

impl Values {
    pub fn cell(&self, signal: u32) -> Cell {
        self.cells.get(signal as usize).copied().unwrap_or(MISSING)
    }

    pub fn unit(&self, unit: u32) -> Datum {
        self.units.get(unit as usize).copied().unwrap_or(Datum::Missing)
    }

    pub fn text(&self, start: u32, len: u32) -> &[u8] {
        let start = start as usize;
        self.arena.get(start..start.saturating_add(len as usize)).unwrap_or_default()
    }

    pub fn compound(&self, index: u32) -> &Value {
        self.compounds.get(index as usize).unwrap_or(&Value::Null)
    }

    /// The signal's value as an owned one; `None` when it is missing.
    pub fn value(&self, signal: u32) -> Option<Value> {
        Some(match self.cell(signal).datum {
            Datum::Missing => return None,
            Datum::Null => Value::Null,
            Datum::Bool(b) => Value::Bool(b),
            Datum::Number(n) => Value::Number(n),
            Datum::Text { start, len, .. } => {
                Value::Text(String::from(std::str::from_utf8(self.text(start, len)).unwrap_or_default()))
            }
            Datum::Compound(index) => self.compound(index).clone(),
        })
    }
}

/// Values, and the answers that predicates have given over them.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub(crate) values: Values,
    /// One byte a predicate: 0 not asked, 1 no, 2 yes; and the same two bits higher (`condition::Unsettled`).
    pub(crate) answers: Vec<u8>,
}

impl Context {
    /// An empty context for a program: every signal missing, every unit unknown.
    pub fn new(program: &Program) -> Context {
        let mut context = Context::default();
        context.values.cells.resize(program.signals().len(), MISSING);
        context.values.units.resize(program.units().len(), Datum::Missing);
        context.answers.resize(program.predicates().len(), 0);
        context
    }

    /// Forgets all values; keeps the memory.
    pub fn clear(&mut self) {
        self.values.cells.fill(MISSING);
        self.values.units.fill(Datum::Missing);
        self.values.arena.clear();
        self.values.compounds.clear();
        self.forget_answers();
    }

    /// To be called after a value changed; `decide` does so itself.
    pub(crate) fn forget_answers(&mut self) {
        self.answers.fill(0);
    }

    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Takes a value if it has the type that the signal is declared with; otherwise the signal is missing.
    /// Text above [`limits::SIGNAL_TEXT`] is missing too. Null is missing, but for `Kind::Any`.
    pub fn put(&mut self, program: &Program, signal: u32, value: &Value, source: Source, trust: Trust) {
        let kind = program.signals().get(signal as usize).map_or(Kind::Any, |known| known.kind);
        let datum = match value {
            Value::Text(text) if kind.is_text() || kind == Kind::Any => self.keep_text(program, text.as_bytes()),
            Value::Number(n) if kind.is_number() || kind == Kind::Any => number(*n),
            Value::Bool(b) if matches!(kind, Kind::Bool | Kind::Any) => Datum::Bool(*b),
            Value::List(list) if kind == Kind::List => self.keep_compound(Value::List(texts(list))),
            Value::List(_) if kind == Kind::Any => self.keep_compound(value.clone()),
            Value::Object(_) if kind == Kind::Any => self.keep_compound(value.clone()),
            Value::Null if kind == Kind::Any => Datum::Null,
            _ => Datum::Missing,
        };
        self.place(signal, datum, source, trust);
    }

    /// The same for bytes of text, without a copy in between. Bytes that are not UTF-8 are missing.
    pub fn put_text(&mut self, program: &Program, signal: u32, text: &[u8], source: Source, trust: Trust) {
        let kind = program.signals().get(signal as usize).map_or(Kind::Any, |known| known.kind);
        let fits = kind.is_text() || kind == Kind::Any;
        let datum = if fits { self.keep_text(program, text) } else { Datum::Missing };
        self.place(signal, datum, source, trust);
    }

    pub fn put_number(&mut self, program: &Program, signal: u32, n: f64, source: Source, trust: Trust) {
        self.put(program, signal, &Value::Number(n), source, trust);
    }

    pub fn put_bool(&mut self, program: &Program, signal: u32, b: bool, source: Source, trust: Trust) {
        self.put(program, signal, &Value::Bool(b), source, trust);
    }

    /// Takes what `signal::observe` found.
    pub fn put_observation(&mut self, program: &Program, signal: u32, seen: &Observation) {
        self.put(program, signal, &seen.value, seen.source, seen.trust);
    }

    /// Drops what no cell refers to any more, once it is much: for whoever sets one signal again and again.
    pub fn tidy(&mut self) {
        let Values { cells, units, arena, compounds } = &mut self.values;
        if arena.len() + compounds.len() * 64 < TIDY {
            return;
        }
        let (texts, lists) = (std::mem::take(arena), std::mem::take(compounds));
        for datum in cells.iter_mut().map(|cell| &mut cell.datum).chain(units) {
            match datum {
                Datum::Text { start, len, .. } => {
                    let text = texts.get(*start as usize..start.saturating_add(*len) as usize).unwrap_or_default();
                    *start = u32::try_from(arena.len()).unwrap_or(NONE);
                    arena.extend_from_slice(text);
                }
                Datum::Compound(index) => {
                    let list = lists.get(*index as usize).cloned().unwrap_or(Value::Null);
                    *index = u32::try_from(compounds.len()).unwrap_or(NONE);
                    compounds.push(list);
                }
                _ => {}
            }
        }
    }

    pub fn remove(&mut self, signal: u32) {
        self.place(signal, Datum::Missing, Source::Site, Trust::Inferred);
    }

    /// The value of a unit of random assignment, as the host found it (a cookie, a header, its own random id).
    /// Empty text is no unit.
    pub fn put_unit(&mut self, program: &Program, unit: u32, text: &[u8]) {
        let datum = if text.is_empty() { Datum::Missing } else { self.keep_text(program, text) };
        if let Some(cell) = self.values.units.get_mut(unit as usize) {
            *cell = datum;
        }
    }

    fn place(&mut self, signal: u32, datum: Datum, source: Source, trust: Trust) {
        if let Some(cell) = self.values.cells.get_mut(signal as usize) {
            *cell = Cell { datum, source, trust };
        }
    }

    fn keep_text(&mut self, program: &Program, text: &[u8]) -> Datum {
        if text.len() > limits::SIGNAL_TEXT || std::str::from_utf8(text).is_err() {
            return Datum::Missing;
        }
        let id = program.find(text);
        let start = u32::try_from(self.values.arena.len()).unwrap_or(NONE);
        let len = u32::try_from(text.len()).unwrap_or(0);
        self.values.arena.extend_from_slice(text);
        Datum::Text { id, start, len }
    }

    fn keep_compound(&mut self, value: Value) -> Datum {
        let index = u32::try_from(self.values.compounds.len()).unwrap_or(NONE);
        self.values.compounds.push(value);
        Datum::Compound(index)
    }
}

/// The texts of a list that a signal may hold; what is none, or too long, is dropped, and so is the rest of a long list.
fn texts(list: &[Value]) -> Vec<Value> {
    let fits = |member: &&Value| matches!(member, Value::Text(text) if text.len() <= limits::SIGNAL_TEXT);
    list.iter().take(limits::SIGNAL_LIST_SEEN).filter(fits).take(limits::SIGNAL_LIST).cloned().collect()
}

/// NaN compares with nothing and is nobody's value: missing.
fn number(n: f64) -> Datum {
    if n.is_nan() { Datum::Missing } else { Datum::Number(n) }
}
