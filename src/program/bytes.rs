//! Little-endian bytes in and out: the only code that knows how a record looks in a bundle.
//!
//! A record's fields are listed once, below, and both the writer and the reader are made from that list.

use super::records::{Arm, Experience, Op, Placement, Predicate, Range, Set, SignalRef, Slot, Step, Unit, UnitKind};
use crate::value::Kind;

/// A place in bytes that never runs over their end.
///
/// Numbers past the end are 0, and the cursor remembers; so a record of thirteen fields has one test at its end and not
/// one a field, which was a fifth of the runtime's size.
pub struct Cursor<'a> {
    rest: &'a [u8],
    failed: bool,
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { rest: bytes, failed: false }
    }

    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(head)
    }

    /// Up to eight bytes as a number.
    #[inline(never)]
    fn number(&mut self, len: usize) -> u64 {
        let Some(bytes) = self.take(len) else {
            self.failed = true;
            return 0;
        };
        bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// `None` once anything taken was not there or had no meaning.
    pub fn check<T>(&self, taken: T) -> Option<T> {
        (!self.failed).then_some(taken)
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// Something of a fixed size in a bundle.
pub trait Record: Sized {
    const SIZE: usize;
    /// To be believed only when [`Cursor::check`] agrees.
    fn take(cursor: &mut Cursor) -> Self;
    #[cfg(feature = "tools")]
    fn put(&self, out: &mut Vec<u8>);
}

macro_rules! number {
    ($($type:ident = $from:expr;)*) => {$(
        impl Record for $type {
            const SIZE: usize = size_of::<$type>();
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "as many bytes as the type has")]
            fn take(cursor: &mut Cursor) -> $type {
                $from(cursor.number(size_of::<$type>()))
            }
            #[cfg(feature = "tools")]
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}
number! {
    u8 = |n| n as u8;
    u16 = |n| n as u16;
    u32 = |n| n as u32;
    u64 = |n| n;
    i64 = |n| n as i64;
    f64 = f64::from_bits;
}

macro_rules! code {
    ($($type:ident from $from:expr, or $other:expr;)*) => {$(
        impl Record for $type {
            const SIZE: usize = 1;
            fn take(cursor: &mut Cursor) -> $type {
                $from(u8::take(cursor)).unwrap_or_else(|| {
                    cursor.failed = true;
                    $other
                })
            }
            #[cfg(feature = "tools")]
            fn put(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }
        }
    )*};
}
code! {
    Kind from Kind::from_code, or Kind::Any;
    Op from Op::from_code, or Op::False;
    UnitKind from UnitKind::from_code, or UnitKind::PageView;
}

macro_rules! record {
    ($($name:ident { $($field:ident: $type:ident),* })*) => {$(
        impl Record for $name {
            const SIZE: usize = 0 $(+ <$type as Record>::SIZE)*;
            fn take(cursor: &mut Cursor) -> $name {
                $name { $($field: $type::take(cursor)),* }
            }
            #[cfg(feature = "tools")]
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }
        }
    )*};
}
record! {
    Range { start: u32, len: u32 }
    SignalRef { name: u32, id: u16, kind: Kind, flags: u8, argument: u32 }
    Predicate { subject: u32, op: Op, flags: u8, operand: u32 }
    Step { predicate: u32, yes: u16, no: u16 }
    Set { texts: Range, numbers: Range, flags: u32 }
    Unit { name: u32, kind: UnitKind, key: u32 }
    Experience {
        name: u32, flags: u32, pages: u32, when: u32, from: i64, until: i64, units: Range, rollout: u32,
        rollout_seed: u32, seed: u32, hash_version: u32, slots: Range, arms: Range
    }
    Arm { name: u32, experience: u32, from: u32, until: u32, flags: u32, placements: Range }
    Placement { slot: u32, content: u32 }
    Slot { name: u32, target: u32, pages: u32, default: u32, expect: u32, flags: u32 }
}

/// Reads records to the end; false when a record is cut or a code is unknown.
pub fn take_all<T: Record>(bytes: &[u8], all: &mut Vec<T>) -> bool {
    let mut cursor = Cursor::new(bytes);
    all.reserve_exact(bytes.len() / T::SIZE);
    while !cursor.is_empty() && !cursor.failed {
        all.push(T::take(&mut cursor));
    }
    !cursor.failed
}
