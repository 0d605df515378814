//! Which experiences can match at all? A column has a bit for each clause, and is what one signal's value lets through;
//! all columns together, bit by bit, leave the clauses that hold. So an experience that does not match costs a bit of a
//! word for each signal, and nobody looks at it.
//!
//! Columns are kept by value: a country's is made when its first visitor comes, by asking each question about the
//! country once, and the next visitor from there, or the same one after another signal changed, finds it. What is kept
//! is bounded, and only makes a decision quicker, never another.

use super::clauses::Clauses;
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
    /// The clauses that are left.
    left: Vec<u64>,
}

/// How far the clauses that are left have been looked at: what is left of a word of them, and the next word.
#[derive(Debug, Clone, Copy, Default)]
pub struct At {
    word: u64,
    next: usize,
}

impl Columns {
    fn prepare(&mut self, program: &Program) {
        self.clauses = Clauses::of(program);
        let axes = self.clauses.axes.len();
        let words = self.clauses.owners.len().div_ceil(64);
        self.left.resize(words, 0);
        let line = KEY + words;
        self.axis = (limits::COLUMNS_WORDS / (line * axes.max(1))).clamp(1, LINES) * line;
        self.lines = vec![0; self.axis * axes];
    }

    /// Leaves the clauses that hold, and those of which it cannot be told; whether something about them is unsettled.
    pub fn select(&mut self, conditions: &mut Evaluator, edge: bool) -> bool {
        if self.axis == 0 {
            self.prepare(conditions.asker.program);
        }
        let Columns { clauses, lines, axis: of_axis, left } = self;
        left.fill(!0);
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

    /// The clauses that are left, in order: whose each is, and whether it is open. `at` begins as its default.
    pub fn next(&self, at: &mut At) -> Option<[u32; 2]> {
        loop {
            let bit = at.word.trailing_zeros();
            if bit < 64 {
                at.word &= at.word - 1;
                return self.clauses.owners.get(at.next * 64 + bit as usize - 64).copied();
            }
            at.word = *self.left.get(at.next)?;
            at.next += 1;
        }
    }

    /// The clauses that are left, a bit each.
    pub fn left(&self) -> &[u64] {
        &self.left
    }

    /// Whose clauses hold now and did not, or held and do not.
    pub fn differing(&self, before: &[u64]) -> impl Iterator<Item = u32> {
        let differ = self.left.iter().zip(before).map(|(now, before)| now ^ before);
        let bits = differ.enumerate().flat_map(|(word, bits)| {
            std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)))
                .take_while(|bits| *bits != 0)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        });
        bits.filter_map(|clause| Some(self.clauses.owners.get(clause)?[0]))
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
            for (word, bytes) in words.iter_mut().zip(text.chunks(8)) {
                *word = bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
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
