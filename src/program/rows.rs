//! Records of a bundle as rows of words: little-endian `u32`s, looked at in place and made into a record when asked.
//!
//! One way in for all tables, so that reading eighteen of them costs the code of one; a record's fields are listed
//! once, below, and the writer and the reader are both made from that list.

#![allow(clippy::inline_always, reason = "measured: reading a record's words is the innermost loop of a decision")]

use std::marker::PhantomData;

use super::records::{
    Arm, Assignment, Calendar, Case, Choice, Declaration, Event, Experience, Fold, Forced, Gate, Goal, Op, Pair,
    Placement, Predicate, Range, Reading, Recall, Rule, Saying, Set, SignalRef, Slot, Stage, State, Step, Trigger,
    Unit, UnitKind,
};
use crate::value::Kind;

/// A record of a fixed number of words.
pub trait Row: Copy {
    const WORDS: usize;
    /// `[u32; WORDS]`: of an array the compiler knows that every field is there.
    type Words: 'static;
    fn rows(words: &[u32]) -> &[Self::Words];
    /// One row, without counting all of them: this is asked more often than anything else.
    fn row(words: &[u32], index: usize) -> Option<&Self::Words>;
    /// What has no meaning is the safest that there is.
    fn of(words: &Self::Words) -> Self;
    #[cfg(feature = "tools")]
    fn put(&self, words: &mut Vec<u32>);
}

/// A table of records.
#[derive(Debug)]
pub struct Rows<'a, T: Row>(&'a [u32], PhantomData<T>);

#[allow(clippy::expl_impl_clone_on_copy, reason = "a derive would ask the same of the record's words")]
impl<T: Row> Clone for Rows<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Row> Copy for Rows<'_, T> {}

impl<'a, T: Row> Rows<'a, T> {
    pub(super) fn new(words: &'a [u32]) -> Rows<'a, T> {
        Rows(words, PhantomData)
    }

    pub fn len(self) -> usize {
        self.0.len() / T::WORDS
    }

    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    pub fn get(self, index: usize) -> Option<T> {
        T::row(self.0, index).map(T::of)
    }

    pub fn iter(self) -> Iter<'a, T> {
        Iter(T::rows(self.0).iter())
    }

    /// The records of a stretch; none of one that is not all there.
    pub fn stretch(self, range: Range) -> Iter<'a, T> {
        self.part(range).iter()
    }

    /// The same as a table of its own.
    #[inline(never)]
    pub fn part(self, range: Range) -> Rows<'a, T> {
        let word = |at: u32| (at as usize).wrapping_mul(T::WORDS);
        let end = range.start.wrapping_add(range.len);
        Rows::new(self.0.get(word(range.start)..word(end)).unwrap_or_default())
    }
}

/// Records, one after the other.
#[derive(Debug, Clone)]
pub struct Iter<'a, T: Row>(std::slice::Iter<'a, T::Words>);

impl<T: Row> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        self.0.next().map(T::of)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T: Row> ExactSizeIterator for Iter<'_, T> {}

impl<'a, T: Row> IntoIterator for Rows<'a, T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// One field: how many words it takes, and how it is made of them.
trait Field: Copy {
    const WORDS: usize;
    fn of(words: &[u32], at: usize) -> Self;
    #[cfg(feature = "tools")]
    fn put(&self, words: &mut Vec<u32>);
}

#[inline(always)]
fn word(words: &[u32], at: usize) -> u32 {
    words.get(at).copied().unwrap_or(0)
}

impl Field for u32 {
    const WORDS: usize = 1;
    #[inline(always)]
    fn of(words: &[u32], at: usize) -> u32 {
        word(words, at)
    }
    #[cfg(feature = "tools")]
    fn put(&self, words: &mut Vec<u32>) {
        words.push(*self);
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "two halves of one number"
)]
impl Field for i64 {
    const WORDS: usize = 2;
    #[inline(always)]
    fn of(words: &[u32], at: usize) -> i64 {
        (u64::from(word(words, at)) | u64::from(word(words, at + 1)) << 32) as i64
    }
    #[cfg(feature = "tools")]
    fn put(&self, words: &mut Vec<u32>) {
        words.extend([*self as u32, (*self >> 32) as u32]);
    }
}

impl Field for Range {
    const WORDS: usize = 2;
    #[inline(always)]
    fn of(words: &[u32], at: usize) -> Range {
        Range { start: word(words, at), len: word(words, at + 1) }
    }
    #[cfg(feature = "tools")]
    fn put(&self, words: &mut Vec<u32>) {
        words.extend([self.start, self.len]);
    }
}

// A record is always made inline: fields that nobody asks for then cost nothing, neither time nor code.

/// Rows as arrays; a rest that is no whole row is none.
macro_rules! whole_rows {
    () => {
        type Words = [u32; Self::WORDS];
        fn rows(words: &[u32]) -> &[Self::Words] {
            words.as_chunks().0
        }
        #[inline(always)]
        fn row(words: &[u32], index: usize) -> Option<&Self::Words> {
            words.get(index.wrapping_mul(Self::WORDS)..)?.first_chunk()
        }
    };
}

macro_rules! row {
    ($($name:ident { $($field:ident: $type:ident),* })*) => {$(
        impl Row for $name {
            const WORDS: usize = 0 $(+ <$type as Field>::WORDS)*;
            whole_rows!();
            #[inline(always)]
            #[allow(unused_assignments, reason = "the last field's end")]
            fn of(words: &Self::Words) -> $name {
                let mut at = 0;
                $(
                    let $field = <$type as Field>::of(words, at);
                    at += <$type as Field>::WORDS;
                )*
                $name { $($field),* }
            }
            #[cfg(feature = "tools")]
            fn put(&self, words: &mut Vec<u32>) {
                $(Field::put(&self.$field, words);)*
            }
        }
    )*};
}
row! {
    Set { texts: Range, numbers: Range, flags: u32, mask: u32 }
    Experience {
        name: u32, flags: u32, pages: u32, when: u32, from: i64, until: i64, hours: u32, units: Range, gates: Range,
        seed: u32, seed_text: u32, slots: Range, arms: Range, rules: Range, forced: Range, phase: u32
    }
    Rule { kind: u32, count: u32, event: u32, span: i64 }
    Forced { arm: u32, unit: i64 }
    Gate { seed: u32, seed_text: u32, units: Range, from: u32, until: u32, reason: u32 }
    Assignment { signal: u32, experience: u32 }
    Arm { name: u32, experience: u32, from: u32, until: u32, flags: u32, placements: Range }
    Placement { slot: u32, content: u32 }
    Slot { name: u32, target: u32, pages: u32, default: u32, expect: u32, flags: u32, places: u32, nth: u32 }
    Case { text: u32, content: u32 }
    Fold { letter: u32, text: u32 }
    Calendar { offset: u32, zone: Range, hours: Range }
    Pair { key: u32, value: u32 }
    Reading { signal: u32, by: u32, calendar: u32, rows: Range }
    Choice { content: u32, signal: u32, cases: Range, otherwise: u32 }
    Event { name: u32, keep: u32, fields: u32, topic: u32 }
    State { name: u32, opens: u32, closes: u32, forget: u32 }
    Stage { name: u32, step: u32, event: u32, when: u32 }
    Declaration { key: u32, kind: u32, values: u32, keep: u32 }
    Recall { signal: u32, name: u32, field: u32 }
    Trigger { event: u32, kind: u32, argument: u32 }
    Goal { name: u32, event: u32 }
    Saying { kind: u32, name: u32, language: u32, content: u32 }
}

/// Rows whose small fields share a word.
#[allow(clippy::cast_possible_truncation, reason = "a field is taken out of its bits")]
mod packed {
    use super::{Kind, Op, Predicate, Range, Row, SignalRef, Step, Unit, UnitKind, word};

    impl Row for Range {
        const WORDS: usize = 2;
        whole_rows!();
        #[inline(always)]
        fn of(words: &Self::Words) -> Range {
            Range { start: word(words, 0), len: word(words, 1) }
        }
        #[cfg(feature = "tools")]
        fn put(&self, words: &mut Vec<u32>) {
            words.extend([self.start, self.len]);
        }
    }

    impl Row for f64 {
        const WORDS: usize = 2;
        whole_rows!();
        #[inline(always)]
        fn of(words: &Self::Words) -> f64 {
            f64::from_bits(u64::from(word(words, 0)) | u64::from(word(words, 1)) << 32)
        }
        #[cfg(feature = "tools")]
        fn put(&self, words: &mut Vec<u32>) {
            words.extend([self.to_bits() as u32, (self.to_bits() >> 32) as u32]);
        }
    }

    impl Row for SignalRef {
        const WORDS: usize = 3;
        whole_rows!();
        #[inline(always)]
        fn of(words: &Self::Words) -> SignalRef {
            let small = word(words, 1);
            SignalRef {
                name: word(words, 0),
                id: small as u16,
                kind: Kind::from_code((small >> 16) as u8).unwrap_or(Kind::Any),
                flags: (small >> 24) as u8,
                argument: word(words, 2),
            }
        }
        #[cfg(feature = "tools")]
        fn put(&self, words: &mut Vec<u32>) {
            let small = u32::from(self.id) | (self.kind as u32) << 16 | u32::from(self.flags) << 24;
            words.extend([self.name, small, self.argument]);
        }
    }

    impl Row for Predicate {
        const WORDS: usize = 3;
        whole_rows!();
        #[inline(always)]
        fn of(words: &Self::Words) -> Predicate {
            let small = word(words, 1);
            Predicate {
                subject: word(words, 0),
                op: Op::from_code(small as u8).unwrap_or(Op::False),
                flags: (small >> 8) as u8,
                operand: word(words, 2),
            }
        }
        #[cfg(feature = "tools")]
        fn put(&self, words: &mut Vec<u32>) {
            words.extend([self.subject, self.op as u32 | u32::from(self.flags) << 8, self.operand]);
        }
    }

    impl Row for Step {
        const WORDS: usize = 2;
        whole_rows!();
        #[inline(always)]
        fn of(words: &Self::Words) -> Step {
            let small = word(words, 1);
            Step { predicate: word(words, 0), yes: small as u16, no: (small >> 16) as u16 }
        }
        #[cfg(feature = "tools")]
        fn put(&self, words: &mut Vec<u32>) {
            words.extend([self.predicate, u32::from(self.yes) | u32::from(self.no) << 16]);
        }
    }

    impl Row for Unit {
        const WORDS: usize = 3;
        whole_rows!();
        #[inline(always)]
        fn of(words: &Self::Words) -> Unit {
            let kind = UnitKind::from_code(word(words, 1) as u8).unwrap_or(UnitKind::Device);
            Unit { name: word(words, 0), kind, key: word(words, 2) }
        }
        #[cfg(feature = "tools")]
        fn put(&self, words: &mut Vec<u32>) {
            words.extend([self.name, self.kind as u32, self.key]);
        }
    }
}

#[cfg(all(test, feature = "tools"))]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_what_was_written() {
        let experience = Experience {
            name: 1,
            flags: 2,
            pages: 3,
            when: 4,
            from: i64::MIN,
            until: -5,
            hours: 17,
            units: Range { start: 6, len: 7 },
            gates: Range { start: 8, len: 9 },
            seed: 10,
            seed_text: 16,
            slots: Range { start: 11, len: 12 },
            arms: Range { start: 13, len: 14 },
            rules: Range { start: 17, len: 18 },
            forced: Range { start: 19, len: 20 },
            phase: 21,
        };
        let predicate = Predicate { subject: 7, op: Op::Between, flags: 5, operand: 9 };
        let mut words = Vec::new();
        experience.put(&mut words);
        assert_eq!(
            (words.len(), Experience::rows(&words).first().map(Experience::of)),
            (Experience::WORDS, Some(experience))
        );
        words.clear();
        predicate.put(&mut words);
        assert_eq!(
            (words.len(), Predicate::rows(&words).first().map(Predicate::of)),
            (Predicate::WORDS, Some(predicate))
        );
    }
}
