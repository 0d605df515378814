//! Which experiences can match at all? A column has a bit for each clause, and is what one signal's value lets through;
//! all columns together, bit by bit, leave the clauses that hold. So an experience that does not match costs a bit of a
//! word for each signal, and nobody looks at it.
//!
//! Columns are kept by value: a country's is made when its first visitor comes, by asking each question about the
//! country once, and the next visitor from there, or the same one after another signal changed, finds it. What is kept
//! is bounded, and only makes a decision quicker, never another.

use super::clauses::Clauses;
pub use super::clauses::{OPEN, SEVERAL};
use super::{Evaluator, Unsettled};
use crate::limits;
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::context::{Datum, Values};

/// Kept columns a signal, at most.
const LINES: usize = 64;
/// Words before a line's column: its value.
const KEY: usize = 8;

/// What is kept from decision to decision.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    clauses: Clauses,
    /// For each axis as many lines, each a value and its column.
    lines: Vec<u64>,
    /// Words of all lines of one axis; 0 before anything was decided.
    axis: usize,
}

/// How far clauses have been looked at: what is left of a word of them, and the next word.
#[derive(Debug, Clone, Copy, Default)]
pub struct At {
    word: u64,
    next: usize,
}

impl At {
    /// At the first clause of this word.
    pub fn from(word: u32) -> At {
        At { word: 0, next: word as usize }
    }
}

impl Columns {
    /// Before anything is asked of it.
    fn prepare(&mut self, program: &Program) {
        if self.axis > 0 {
            return;
        }
        self.clauses = Clauses::of(program);
        let axes = self.clauses.axes.len();
        let words = self.clauses.owners.len().div_ceil(64);
        let line = KEY + words;
        self.axis = (limits::COLUMNS_WORDS / (line * axes.max(1))).clamp(1, LINES) * line;
        self.lines = vec![0; self.axis * axes];
    }

    /// Leaves the clauses that hold, and those of which it cannot be told, a bit each; whether something about them is
    /// unsettled.
    pub fn select(&mut self, conditions: &mut Evaluator, edge: bool, left: &mut Vec<u64>) -> bool {
        self.prepare(conditions.asker.program);
        let Columns { clauses, lines, axis: of_axis } = self;
        left.clear();
        left.resize(clauses.owners.len().div_ceil(64), !0);
        let values = conditions.asker.values;
        let mut unsettled = false;
        for (axis, lines) in clauses.axes.iter().zip(lines.chunks_exact_mut(*of_axis)) {
            let datum = values.datum(axis[0]);
            // What may be anything lets everybody through.
            if edge && datum == Datum::Missing && conditions.is_unsettled(axis[0]) {
                unsettled = true;
                continue;
            }
            let (kind, text) = key(values, conditions.asker.program, datum);
            let words = KEY + left.len();
            let at = place(kind, &text, *of_axis / words) * words;
            let Some((head, column)) = lines.get_mut(at..).and_then(|line| line.split_first_chunk_mut::<KEY>()) else {
                continue;
            };
            let [known, words @ ..] = head;
            let column = column.get_mut(..left.len()).unwrap_or_default();
            if *known != kind || kind == NOT_KEPT || words.iter().zip(text).any(|(known, word)| *known != word) {
                *known = kind;
                words.copy_from_slice(&text);
                column.fill(!0);
                conditions.unsettled = Unsettled::Nothing;
                clauses.sift(*axis, column, |predicate| conditions.answer(predicate, None));
            }
            left.iter_mut().zip(column).for_each(|(left, column)| *left &= *column);
        }
        unsettled
    }

    /// Whether no clause is [`OPEN`], and no experience with one wants [`SEVERAL`] slots.
    pub fn is_simple(&self) -> bool {
        self.clauses.about & (OPEN | SEVERAL) == 0
    }

    /// The words of clauses among which are all of experiences that name this slot: the first, and the end.
    pub fn span(&mut self, program: &Program, slot: u32) -> [u32; 2] {
        self.prepare(program);
        self.clauses.spans.get(slot as usize).copied().unwrap_or_default()
    }

    /// Of these clauses the next one, in order: whose it is, and the first slot of this one behind [`OPEN`] and [`SEVERAL`].
    /// `at` begins as its default.
    #[inline]
    pub fn next(&self, at: &mut At, clauses: &[u64]) -> Option<[u32; 2]> {
        while at.word == 0 {
            at.word = *clauses.get(at.next)?;
            at.next += 1;
        }
        let bit = at.word.trailing_zeros() as usize;
        at.word &= at.word - 1;
        self.clauses.owners.get(at.next * 64 + bit - 64).copied()
    }
}

/// Which of so many lines a value has, by Fibonacci hashing: values that follow each other, as numbers of texts do and
/// small numbers in their high half, lie far apart.
fn place(kind: u64, text: &[u64], lines: usize) -> usize {
    let hash = text.iter().fold(kind, |hash, word| hash.rotate_left(7) ^ word);
    let hash = ((hash ^ hash >> 32) as u32).wrapping_mul(0x9e37_678f) >> 16;
    (hash as usize * lines) >> 16
}

// Doubles of these bits, turned round, would be no numbers.
const NAMED: u64 = 1 << 48;
const OTHER: u64 = 2 << 48;
const UNNAMED: u64 = 3 << 48;
/// A list, or a long text: nobody looks for its column again.
const NOT_KEPT: u64 = 4 << 48;

/// What tells a value from others, never zero, as it is in an empty line; and the bytes of a text that no rule names.
fn key(values: &Values, program: &Program, datum: Datum) -> (u64, [u64; KEY - 1]) {
    let mut words = [0; KEY - 1];
    let kind = match datum {
        Datum::Number(n) => !n.to_bits(),
        Datum::Text { id: NONE, .. } => {
            let text = values.text(program, datum).unwrap_or_default();
            for (at, byte) in text.iter().enumerate() {
                if let Some(word) = words.get_mut(at / 8) {
                    *word = *word << 8 | u64::from(*byte);
                }
            }
            if text.len() > 8 * words.len() { NOT_KEPT } else { UNNAMED | text.len() as u64 }
        }
        Datum::Text { id, .. } => NAMED | u64::from(id),
        Datum::Missing => OTHER,
        Datum::Null => OTHER | 1,
        Datum::Bool(b) => OTHER | 2 | u64::from(b),
        Datum::List { .. } | Datum::Object { .. } => NOT_KEPT,
    };
    (kind, words)
}
