//! All signals of one moment, in the order of the program's read set.
//!
//! A text that some rule names is known by its id at once, so that most comparisons are of two integers, and is not kept
//! a second time. Other texts lie in one arena, members of lists in one pool, both used again from visit to visit.

use super::{Members, Observation, Source, Trust};
use crate::condition::Columns;
use crate::limits;
use crate::program::Program;
use crate::program::records::{NONE, StringId};
use crate::utf8;
use crate::value::{Kind, Value};

/// The value of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Datum {
    Missing,
    Null,
    Bool(bool),
    Number(f64),
    /// `id` is the program's name for this text; where it has none, a stretch of the arena.
    Text {
        id: StringId,
        start: u32,
        len: u32,
    },
    /// A stretch of the pool.
    List {
        start: u32,
        len: u32,
    },
    /// `len` keys in the pool, each with its value behind it. Only `matches()` looks at objects.
    Object {
        start: u32,
        len: u32,
    },
}

/// One signal's value, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    pub datum: Datum,
    pub source: Source,
    pub trust: Trust,
}

const MISSING: Cell = Cell { datum: Datum::Missing, source: Source::Site, trust: Trust::Inferred };

/// The values of a context; what predicates look at.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub(crate) cells: Vec<Cell>,
    pub(crate) units: Vec<Datum>,
    arena: Vec<u8>,
    pool: Vec<Datum>,
}

impl Values {
    pub fn cell(&self, signal: u32) -> Cell {
        self.cells.get(signal as usize).copied().unwrap_or(MISSING)
    }

    #[inline]
    pub fn datum(&self, signal: u32) -> Datum {
        self.cells.get(signal as usize).map_or(Datum::Missing, |cell| cell.datum)
    }

    pub fn unit(&self, unit: u32) -> Datum {
        self.units.get(unit as usize).copied().unwrap_or(Datum::Missing)
    }

    /// The bytes of a text; `None` for what is none.
    pub fn text<'a>(&'a self, program: &'a Program, datum: Datum) -> Option<&'a [u8]> {
        let Datum::Text { id, start, len } = datum else { return None };
        if id == NONE { stretch(&self.arena, start, len) } else { Some(program.text_bytes(id)) }
    }

    /// The members of a list; `None` for what is none.
    pub fn list(&self, datum: Datum) -> Option<&[Datum]> {
        let Datum::List { start, len } = datum else { return None };
        stretch(&self.pool, start, len)
    }

    /// The value at a dotted path in another; the empty path is that value itself. Indices reach into lists.
    pub fn at(&self, program: &Program, datum: Datum, path: &[u8]) -> Datum {
        if path.is_empty() {
            return datum;
        }
        // Members of a signal's list are texts, with nothing in them.
        #[cfg(feature = "tools")]
        {
            let step = |datum: Datum, key: &[u8]| match datum {
                Datum::Object { start, len } => stretch(&self.pool, start, 2 * len)?
                    .as_chunks()
                    .0
                    .iter()
                    .find_map(|[known, member]| (self.text(program, *known) == Some(key)).then_some(*member)),
                Datum::List { .. } => {
                    self.list(datum)?.get(std::str::from_utf8(key).ok()?.parse::<usize>().ok()?).copied()
                }
                _ => None,
            };
            path.split(|byte| *byte == b'.').try_fold(datum, step).unwrap_or(Datum::Missing)
        }
        #[cfg(not(feature = "tools"))]
        {
            let _ = program;
            Datum::Missing
        }
    }

    /// The signal's value as an owned one; `None` when it is missing.
    pub fn value(&self, program: &Program, signal: u32) -> Option<Value> {
        let datum = self.cell(signal).datum;
        if datum == Datum::Missing { None } else { Some(self.owned(program, datum)) }
    }

    /// Any value that is kept here, as an owned one.
    pub fn owned(&self, program: &Program, datum: Datum) -> Value {
        match datum {
            Datum::Missing | Datum::Null => Value::Null,
            Datum::Bool(b) => Value::Bool(b),
            Datum::Number(n) => Value::Number(n),
            Datum::Text { .. } => Value::Text(self.string(program, datum)),
            Datum::List { .. } => Value::List(
                self.list(datum).unwrap_or_default().iter().map(|member| self.owned(program, *member)).collect(),
            ),
            Datum::Object { start, len } => {
                let pairs = stretch(&self.pool, start, 2 * len).unwrap_or_default().as_chunks().0;
                Value::Object(pairs.iter().map(|[k, v]| (self.string(program, *k), self.owned(program, *v))).collect())
            }
        }
    }

    fn string(&self, program: &Program, datum: Datum) -> String {
        String::from(std::str::from_utf8(self.text(program, datum).unwrap_or_default()).unwrap_or_default())
    }
}

fn stretch<T>(pool: &[T], start: u32, len: u32) -> Option<&[T]> {
    let start = start as usize;
    pool.get(start..start.saturating_add(len as usize))
}

/// Values, and the answers that predicates have given over them.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub(crate) values: Values,
    /// One byte a predicate: 0 not asked, 1 no, 2 yes; and the same two bits higher (`condition::Unsettled`).
    pub(crate) answers: Vec<u8>,
    pub(crate) columns: Columns,
    /// How often a signal's value was put here: what was found out of them all holds until the next time.
    pub(crate) changes: u32,
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
        self.changes = self.changes.wrapping_add(1);
        self.values.cells.fill(MISSING);
        self.values.units.fill(Datum::Missing);
        self.values.arena.clear();
        self.values.pool.clear();
    }

    /// Answers are those of one decision; `decide` asks for this itself.
    pub(crate) fn forget_answers(&mut self) {
        self.answers.fill(0);
    }

    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Takes a value, in the place of the one before, if it has the type that the signal is declared with; otherwise the signal is missing.
    /// Text above [`limits::SIGNAL_TEXT`] is missing too. Null is missing, but for `Kind::Any`. What a text or a list
    /// took is free again after [`Context::clear`].
    pub fn put(&mut self, program: &Program, signal: u32, value: &Value, source: Source, trust: Trust) {
        let kind = program.signal(signal).map_or(Kind::Any, |known| known.kind);
        let datum = match value {
            Value::List(list) if kind != Kind::Any => {
                let mut texts = Vec::new();
                for text in list.iter().take(limits::SIGNAL_LIST_SEEN).filter_map(as_text) {
                    texts.extend_from_slice(&(text.len() as u32).to_le_bytes());
                    texts.extend_from_slice(text);
                }
                self.keep_list(program, Members(&texts))
            }
            _ => self.keep(program, value),
        };
        self.place(program, signal, datum, source, trust);
    }

    /// The same for bytes of text. Bytes that are not UTF-8 are missing.
    pub fn put_text(&mut self, program: &Program, signal: u32, text: &[u8], source: Source, trust: Trust) {
        let datum = self.keep_text(program, text);
        self.place(program, signal, datum, source, trust);
    }

    /// The same for a list of texts. A member that is not UTF-8 is dropped.
    pub fn put_list(&mut self, program: &Program, signal: u32, list: Members, source: Source, trust: Trust) {
        let datum = self.keep_list(program, list);
        self.place(program, signal, datum, source, trust);
    }

    /// Takes what `signal::observe` found.
    pub fn put_observation(&mut self, program: &Program, signal: u32, seen: &Observation) {
        self.put(program, signal, &seen.value, seen.source, seen.trust);
    }

    /// The value of a unit of random assignment, as the host found it (a cookie, a header, its own random id).
    /// Empty text is no unit.
    pub fn put_unit(&mut self, program: &Program, unit: u32, text: &[u8]) {
        let datum = if text.is_empty() { Datum::Missing } else { self.keep_text(program, text) };
        if let Some(cell) = self.values.units.get_mut(unit as usize) {
            *cell = datum;
        }
    }

    /// A value that is kept here already, and has its signal's type.
    #[cfg(feature = "tools")]
    pub(crate) fn put_cell(&mut self, signal: u32, value: Cell) {
        self.set(signal, value);
    }

    /// A list of texts that are kept here already.
    #[cfg(feature = "tools")]
    pub(crate) fn keep_members(&mut self, list: &[Datum]) -> Datum {
        let start = self.values.pool.len() as u32;
        self.values.pool.extend_from_slice(list);
        Datum::List { start, len: list.len() as u32 }
    }

    /// Puts a value in its cell, if it has the signal's type.
    pub(crate) fn place(&mut self, program: &Program, signal: u32, datum: Datum, source: Source, trust: Trust) {
        let kind = program.signal(signal).map_or(Kind::Any, |known| known.kind);
        let datum = if kind == Kind::Any || fits(kind, datum) { datum } else { Datum::Missing };
        self.set(signal, Cell { datum, source, trust });
    }

    /// Puts what is in order already.
    pub(crate) fn set(&mut self, signal: u32, cell: Cell) {
        self.changes = self.changes.wrapping_add(1);
        if let Some(known) = self.values.cells.get_mut(signal as usize) {
            *known = cell;
        }
    }

    pub(crate) fn keep_text(&mut self, program: &Program, text: &[u8]) -> Datum {
        if text.len() > limits::SIGNAL_TEXT {
            return Datum::Missing;
        }
        let id = program.find(text);
        if id != NONE {
            return Datum::Text { id, start: 0, len: 0 };
        }
        if !utf8::is_valid(text) {
            return Datum::Missing;
        }
        let start = self.values.arena.len() as u32;
        self.values.arena.extend_from_slice(text);
        Datum::Text { id, start, len: text.len() as u32 }
    }

    /// The texts of a list that a signal may hold; what is too long is dropped, and so is the rest of a long list.
    pub(crate) fn keep_list(&mut self, program: &Program, list: Members) -> Datum {
        let start = self.values.pool.len();
        for text in list {
            if self.values.pool.len() - start == limits::SIGNAL_LIST {
                break;
            }
            let datum = self.keep_text(program, text);
            if datum != Datum::Missing {
                self.values.pool.push(datum);
            }
        }
        Datum::List { start: start as u32, len: (self.values.pool.len() - start) as u32 }
    }

    /// Keeps any value.
    pub fn keep(&mut self, program: &Program, value: &Value) -> Datum {
        match value {
            Value::Null => Datum::Null,
            Value::Bool(b) => Datum::Bool(*b),
            Value::Number(n) => number(*n),
            Value::Text(text) => self.keep_text(program, text.as_bytes()),
            Value::List(list) => {
                let members: Vec<Datum> = list.iter().map(|member| self.keep(program, member)).collect();
                let start = self.values.pool.len() as u32;
                self.values.pool.extend_from_slice(&members);
                Datum::List { start, len: members.len() as u32 }
            }
            Value::Object(object) => {
                let mut pairs = Vec::with_capacity(2 * object.len());
                for (key, member) in object {
                    pairs.push(self.keep_text(program, key.as_bytes()));
                    pairs.push(self.keep(program, member));
                }
                let start = self.values.pool.len() as u32;
                self.values.pool.extend_from_slice(&pairs);
                Datum::Object { start, len: object.len() as u32 }
            }
        }
    }
}

/// Whether a value has the type that its signal is declared with. What is missing has any.
fn fits(kind: Kind, datum: Datum) -> bool {
    match datum {
        Datum::Missing => true,
        Datum::Text { .. } => kind.is_text(),
        Datum::Number(_) => kind.is_number(),
        Datum::Bool(_) => kind == Kind::Bool,
        Datum::List { .. } => kind == Kind::List,
        Datum::Null | Datum::Object { .. } => false,
    }
}

fn as_text(value: &Value) -> Option<&[u8]> {
    match value {
        Value::Text(text) => Some(text.as_bytes()),
        _ => None,
    }
}

/// NaN compares with nothing and is nobody's value: missing.
pub(crate) fn number(n: f64) -> Datum {
    if n.is_nan() { Datum::Missing } else { Datum::Number(n) }
}
