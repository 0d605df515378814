//! A place in bytes that never runs over their end.
//!
//! Numbers past the end are 0, and the cursor remembers; so whatever is made of many numbers has one test at its end
//! and not one a number.

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

    /// Up to eight bytes as a number, little-endian.
    #[inline(never)]
    pub fn number(&mut self, len: usize) -> u64 {
        let Some(bytes) = self.take(len) else {
            self.failed = true;
            return 0;
        };
        bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// `None` once anything taken was not there.
    pub fn check<T>(&self, taken: T) -> Option<T> {
        (!self.failed).then_some(taken)
    }
}
