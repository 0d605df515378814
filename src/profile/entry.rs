//! What a profile is made of: entries of a kind, a name, a text, numbers. The first number of each is when it was touched last.
//!
//! Counts are kept by writer (a tab of the browser): each counts in a row of its own, and what is read is the sum. So two
//! profiles are merged by taking the larger of each pair of numbers, in any order, any number of times ([`super::merge`]).

use super::LATEST;
use crate::program::records::NONE;

/// This visit: when its last view began, when it did, when the visit before ended, how many there were; [`FIRST`].
pub const VISIT: u8 = 1;
/// By writer: when the visitor last did something; of this visit page views, nudges, each with its number above ([`packed`]).
pub const TALLY: u8 = 2;
/// Of an experience, by writer: when it was clicked, dismissed, how often shown, and the last times.
pub const SHOWN: u8 = 3;
/// Of an experience: the variant that somebody was drawn for, in its text; the phase, the unit's hash.
pub const STICKY: u8 = 4;
/// Of an event, by writer: how often, how often in this visit, and from [`DAYS`] on by day.
pub const EVENT: u8 = 5;
/// Of an event and a topic: when it was about it.
pub const TOPIC: u8 = 6;
/// Of an event and a field, by writer: the sum of what was above zero, of what was below, and how many there were.
pub const FIELD: u8 = 7;
/// When it was opened, and when closed.
pub const STATE: u8 = 8;
/// Of a topic: the moment at which interest in it is one; it halves from there ([`super::interest`]).
pub const AFFINITY: u8 = 9;
/// Of a question: the answer, in its text, or a number's bits.
pub const DECLARED: u8 = 10;
/// Of a unit: its value, in its text.
pub const UNIT: u8 = 11;
/// Of a goal, by writer: how often it was reached.
pub const GOAL: u8 = 12;
/// The page on which this visit began, in its text; the event that happened last.
pub const ENTRY: u8 = 13;
pub const ACTION: u8 = 14;
/// Of an item of a list, by a digest of its key: the day on which it was seen last.
pub const SEEN: u8 = 15;
pub const KINDS: u8 = 15;

/// Of every entry: when it was touched last.
pub const LAST: usize = 0;
/// Of [`VISIT`].
pub const STARTED: usize = 1;
pub const BEFORE: usize = 2;
pub const VISITS: usize = 3;
/// The moment of the first visit, counted back from the end of time, so that of two the earlier is larger.
pub const FIRST: usize = 4;
/// Of [`TALLY`].
pub const VIEWS: usize = 1;
pub const NUDGES: usize = 2;
/// Of [`SHOWN`].
pub const CLICKED: usize = 1;
pub const DISMISSED: usize = 2;
pub const TIMES_SHOWN: usize = 3;
pub const TIMES: usize = 4;
/// Of [`STICKY`].
pub const PHASE: usize = 1;
pub const BY: usize = 2;
/// Of [`EVENT`] and [`GOAL`].
pub const COUNT: usize = 1;
pub const IN_VISIT: usize = 2;
pub const DAYS: usize = 3;
/// Days that are told apart, the last of them not over yet.
pub const RING: usize = 31;
/// Of [`FIELD`]: millionths.
pub const ABOVE: usize = 1;
pub const BELOW: usize = 2;
pub const GIVEN: usize = 3;
/// Of [`STATE`].
pub const OPENED: usize = 1;
pub const CLOSED: usize = 2;
/// Of [`DECLARED`].
pub const BITS: usize = 1;

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub kind: u8,
    /// Whose row it is, of kinds that count.
    pub writer: u8,
    /// What it is the entry of.
    pub name: Vec<u8>,
    /// Counts; and moments, as milliseconds since 1970 and one more, zero never.
    pub numbers: Vec<u64>,
    pub text: Vec<u8>,
    /// The index of an experience, the number of a name; `NONE` of what this bundle does not know.
    pub id: u32,
}

impl Entry {
    pub fn number(&self, at: usize) -> u64 {
        self.numbers.get(at).copied().unwrap_or(0)
    }

    pub fn put(&mut self, at: usize, number: u64) {
        if self.numbers.len() <= at {
            self.numbers.resize(at + 1, 0);
        }
        if let Some(place) = self.numbers.get_mut(at) {
            *place = number;
        }
    }

    /// The moment of a word of which the later counts: another than the one before is later, whatever the clock says.
    pub fn said(&self, now: u64, same: bool) -> u64 {
        now.max(self.number(LAST) + u64::from(!same))
    }

    pub fn add(&mut self, at: usize, number: u64) {
        self.put(at, self.number(at).saturating_add(number));
    }

    /// One more in what is counted under a number: a visit, a day.
    pub fn count_in(&mut self, at: usize, under: u32) {
        let before = counted_in(self.number(at), under);
        self.put(at, packed(under, before.saturating_add(1)));
    }

    pub fn is_known(&self) -> bool {
        self.id != NONE
    }

    /// Whether there is one of a name, and the later counts; of the others there is one of a name and a text.
    pub fn is_single(&self) -> bool {
        matches!(self.kind, STICKY | DECLARED | UNIT | ENTRY | ACTION)
    }

    /// Whether two are entries of the same.
    pub fn is_of(&self, other: &Entry) -> bool {
        let same = self.kind == other.kind && self.writer == other.writer && self.name == other.name;
        same && (self.is_single() || self.text == other.text)
    }
}

/// A count under a number: the larger number counts, and of one number the larger count.
const HALF: u32 = 20;

pub fn packed(under: u32, count: u32) -> u64 {
    u64::from(under) << HALF | u64::from(count.min((1 << HALF) - 1))
}

/// How many were counted under this number.
pub fn counted_in(number: u64, under: u32) -> u32 {
    if number >> HALF == u64::from(under) { number as u32 & ((1 << HALF) - 1) } else { 0 }
}

/// The number that something was counted under.
pub fn under(number: u64) -> u32 {
    (number >> HALF) as u32
}

pub const DAY: i64 = 24 * 60 * 60_000;

/// The day of a moment since 1970, in Greenwich; within the days that dates know.
pub fn day(now: i64) -> u32 {
    (now.clamp(0, LATEST.cast_signed()) / DAY) as u32
}
