//! One question, one subject, one answer. Nothing here knows of conditions, polarity or missing values.

use std::cmp::Ordering;

use super::{automaton, fold, text, version};
use crate::program::Program;
use crate::program::records::{NONE, Op, Range, Set, StringId};
use crate::program::rows::Rows;
use crate::signal::context::{Datum, Values};

/// What questions are about and against.
pub(super) struct Asker<'a> {
    pub program: &'a Program,
    pub values: &'a Values,
    /// Milliseconds since 1970.
    now: i64,
    // Looked up once.
    sets: Rows<'a, Set>,
    numbers: Rows<'a, f64>,
    ids: &'a [StringId],
}

/// A set of which the compiler knew that its operand is none: the question is false.
const NOT_A_SET: u32 = 8;

impl<'a> Asker<'a> {
    pub fn new(program: &'a Program, values: &'a Values, now: i64) -> Asker<'a> {
        Asker { program, values, now, sets: program.sets(), numbers: program.numbers(), ids: program.ids() }
    }

    /// A number that is compared with; NaN, which compares with nothing, if there is none.
    pub fn number(&self, index: u32) -> f64 {
        self.numbers.get(index as usize).unwrap_or(f64::NAN)
    }

    pub fn answer(&self, op: Op, operand: u32, datum: Datum) -> bool {
        let number = || self.number(operand);
        match op {
            Op::EqText => matches!(datum, Datum::Text { id, .. } if id == operand),
            Op::EqNumber => matches!(datum, Datum::Number(n) if n == number()),
            Op::In => self.is_in(operand, datum),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                matches!(datum, Datum::Number(n) if n.partial_cmp(&number()).is_some_and(|order| stands(op, order)))
            }
            Op::Exists => datum != Datum::Null,
            Op::IsType => type_of(datum) == operand,
            Op::EqBool => matches!(datum, Datum::Bool(b) if u32::from(b) == operand),
            Op::EqNull => datum == Datum::Null,
            Op::EqList => self.is_list(operand, datum),
            Op::Between => self.is_between(operand, datum),
            Op::InFold => {
                self.set(operand).is_some_and(|set| self.members(datum).iter().any(|one| self.holds(set, *one, true)))
            }
            Op::All | Op::AllFold => self.has_all(operand, datum, op == Op::AllFold),
            Op::Within => matches!(datum, Datum::Number(at) if (0.0..=number()).contains(&(self.now as f64 - at))),
            Op::OlderThan => matches!(datum, Datum::Number(at) if self.now as f64 - at > number()),
            #[cfg(feature = "tools")]
            Op::Matches | Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => {
                self.as_text(op, operand, datum)
            }
            #[cfg(feature = "tools")]
            Op::EqValue
            | Op::LooseText
            | Op::LooseNumber
            | Op::LooseBool
            | Op::LooseLt
            | Op::LooseLe
            | Op::LooseGt
            | Op::LooseGe => self.answer_loosely(op, operand, datum),
            _ => self.values.text(self.program, datum).is_some_and(|subject| self.answer_text(op, operand, subject)),
        }
    }

    /// Questions about text.
    pub fn answer_text(&self, op: Op, operand: u32, subject: &[u8]) -> bool {
        if op == Op::Matches {
            return automaton::matches(self.program.automaton(operand), subject);
        }
        let other = self.program.text_bytes(operand);
        match op {
            Op::StartsWith => subject.starts_with(other),
            Op::EndsWith => subject.ends_with(other),
            Op::Contains => other.is_empty() || subject.windows(other.len()).any(|window| window == other),
            Op::LtText | Op::LeText | Op::GtText | Op::GeText => stands(op, text::compare(subject, other)),
            Op::VersionEq => version::padded(subject) == other,
            Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => {
                stands(op, version::padded(subject).as_slice().cmp(other))
            }
            Op::StartsWithFold => self.answer_text(Op::StartsWith, operand, &fold::folded(self.program, subject)),
            Op::EndsWithFold => self.answer_text(Op::EndsWith, operand, &fold::folded(self.program, subject)),
            Op::ContainsFold => self.answer_text(Op::Contains, operand, &fold::folded(self.program, subject)),
            _ => false,
        }
    }

    /// Half-open; `[18, 2]` is the evening and the first two hours of the night.
    fn is_between(&self, operand: u32, datum: Datum) -> bool {
        let (low, high) = (self.number(operand), self.number(operand.saturating_add(1)));
        match datum {
            Datum::Number(n) if low <= high => (low..high).contains(&n),
            Datum::Number(n) => n >= low || n < high,
            _ => false,
        }
    }

    fn set(&self, operand: u32) -> Option<Set> {
        self.sets.get(operand as usize).filter(|set| set.flags & NOT_A_SET == 0)
    }

    fn ids(&self, range: Range) -> &'a [StringId] {
        let start = range.start as usize;
        self.ids.get(start..start.saturating_add(range.len as usize)).unwrap_or_default()
    }

    /// The members of a list; of anything else, itself.
    fn members(&self, datum: Datum) -> Members<'a> {
        self.values.list(datum).map_or(Members::One(datum), Members::Many)
    }

    fn is_in(&self, operand: u32, datum: Datum) -> bool {
        let Some(set) = self.set(operand) else { return false };
        match datum {
            Datum::Text { id, .. } => self.has(set, id),
            Datum::List { .. } => self.members(datum).iter().any(|member| self.holds(set, *member, false)),
            _ => self.holds(set, datum, false),
        }
    }

    fn has(&self, set: Set, id: StringId) -> bool {
        set.mask >> (id & 31) & 1 != 0 && self.ids(set.texts).binary_search(&id).is_ok()
    }

    fn holds(&self, set: Set, datum: Datum, fold: bool) -> bool {
        match datum {
            Datum::Text { .. } => self.has(set, self.id(datum, fold)),
            Datum::Number(n) => self.program.numbers().stretch(set.numbers).any(|number| number == n),
            Datum::Bool(b) => set.flags & (if b { 1 } else { 2 }) != 0,
            Datum::Null => set.flags & 4 != 0,
            _ => false,
        }
    }

    /// The program's name for a text, folded perhaps.
    fn id(&self, datum: Datum, fold: bool) -> StringId {
        match datum {
            Datum::Text { .. } if fold => {
                let text = self.values.text(self.program, datum).unwrap_or_default();
                self.program.find(&fold::folded(self.program, text))
            }
            Datum::Text { id, .. } => id,
            _ => NONE,
        }
    }

    /// The members of a signal's list are texts.
    fn has_all(&self, operand: u32, datum: Datum, fold: bool) -> bool {
        let (Some(set), Some(list)) = (self.set(operand), self.values.list(datum)) else { return false };
        let ids: Vec<StringId> = list.iter().map(|member| self.id(*member, fold)).collect();
        set.numbers.len == 0 && set.flags == 0 && self.ids(set.texts).iter().all(|id| ids.contains(id))
    }

    /// A list of texts, each of which some rule names.
    fn is_list(&self, operand: u32, datum: Datum) -> bool {
        let ids = self.ids(self.program.list(operand).unwrap_or_default());
        self.values
            .list(datum)
            .is_some_and(|list| list.iter().map(|member| self.id(*member, false)).eq(ids.iter().copied()))
    }
}

enum Members<'a> {
    One(Datum),
    Many(&'a [Datum]),
}

impl Members<'_> {
    fn iter(&self) -> std::slice::Iter<'_, Datum> {
        match self {
            Members::One(datum) => std::slice::from_ref(datum).iter(),
            Members::Many(list) => list.iter(),
        }
    }
}

/// Whether an order is the one that is asked for; the four questions follow each other, in every group of them.
pub(super) fn stands(op: Op, order: Ordering) -> bool {
    match (op as u8).wrapping_sub(Op::Lt as u8) & 3 {
        0 => order.is_lt(),
        1 => order.is_le(),
        2 => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// [`crate::program::records::TypeName`]
fn type_of(datum: Datum) -> u32 {
    match datum {
        Datum::Missing | Datum::Null => 0,
        Datum::Bool(_) => 1,
        Datum::Number(_) => 2,
        Datum::Text { .. } => 3,
        Datum::List { .. } => 4,
        Datum::Object { .. } => 5,
    }
}
