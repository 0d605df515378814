//! What this device remembers: when experiences were shown, what the visitor answered, which events happened, what they like.
//! It is handed to `decide`, which only reads it; [`Profile::commit`] writes down what was decided. It never leaves the device.
//!
//! All of it is entries of one form (`entry.rs`). Names become this bundle's numbers when a profile is read; an entry that the
//! bundle does not know is kept as it came, and written back.

mod bound;
mod codec;
mod entry;
mod happen;
mod interest;
#[cfg(feature = "tools")]
pub mod json;
mod leave;
mod merge;
mod number;
mod recall;
mod shown;

pub use happen::Answer;
pub use leave::Leave;
pub use recall::recall;
pub use shown::Shown;

use crate::limits;
use crate::program::records::{NONE, StringId};
use entry::{
    AFFINITY, EVENT, Entry, LAST, NUDGES, SEEN, SHOWN, STARTED, TALLY, TOPIC, UNIT, VISIT, VISITS, counted_in,
};

/// Before everything: never happened.
pub const NEVER: i64 = i64::MIN;
/// A visit ends with half an hour in which the visitor does nothing: looks at no page, does nothing that is told, answers nothing.
const PAUSE: i64 = 30 * 60_000;
/// The last moment that JavaScript's dates know.
const LATEST: u64 = 8_640_000_000_000_000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// By kind and id: a decision asks for many.
    entries: Vec<Entry>,
    /// Which row of its counts this tab writes to.
    pub writer: u8,
    /// It begins and ends with this page: nothing is known of what was before.
    pub passing: bool,
    /// When it was begun: the last time that all of it was erased, or the first that it was kept, in
    /// milliseconds since 1970. Zero: nobody knows.
    since: u64,
    /// It is of a program that remembers nothing of anybody ([`crate::program::Program::forgets`]), and stays empty.
    closed: bool,
}

/// How long ago; a clock that was set back makes nothing happen later than now.
pub fn age(at: i64, now: i64) -> i64 {
    if at == NEVER { i64::MAX } else { now.saturating_sub(at).max(0) }
}

fn moment(tick: u64) -> i64 {
    if tick == 0 { NEVER } else { (tick.min(LATEST) - 1).cast_signed() }
}

fn tick(moment: i64) -> u64 {
    moment.max(0).cast_unsigned().min(LATEST) + 1
}

impl Profile {
    /// An empty one, for a program.
    #[cfg(feature = "tools")]
    pub fn of(program: &crate::program::Program) -> Profile {
        Profile { closed: program.forgets, ..Profile::default() }
    }

    /// The entries of one name, of all writers and texts.
    fn rows(&self, kind: u8, id: u32) -> impl Iterator<Item = &Entry> {
        let behind = self.entries.get(self.place(kind, id)..).unwrap_or_default();
        behind.iter().take_while(move |one| one.kind == kind && one.id == id && id != NONE)
    }

    /// Where the entries of a name begin, or would.
    #[inline(never)]
    fn place(&self, kind: u8, id: u32) -> usize {
        self.entries.partition_point(|one| (one.kind, one.id) < (kind, id))
    }

    /// The entry of which there is one.
    #[inline(never)]
    fn only(&self, kind: u8, id: u32) -> Option<&Entry> {
        self.rows(kind, id).next()
    }

    /// What all writers counted together.
    #[inline(never)]
    fn sum(&self, kind: u8, id: u32, at: usize) -> u64 {
        self.rows(kind, id).fold(0, |sum, row| sum.saturating_add(row.number(at)))
    }

    /// What was counted under a number by all of them.
    #[inline(never)]
    fn sum_in(&self, kind: u8, id: u32, at: usize, under: u32) -> u32 {
        self.rows(kind, id).fold(0, |sum, row| sum.saturating_add(counted_in(row.number(at), under)))
    }

    /// The last of some moments.
    #[inline(never)]
    fn last(&self, kind: u8, id: u32, at: usize) -> i64 {
        moment(self.rows(kind, id).map(|row| row.number(at)).max().unwrap_or(0))
    }

    /// The entry of a name and a text, of this writer where writers count apart; made if there is none.
    #[inline(never)]
    fn entry(&mut self, kind: u8, id: u32, name: &[u8], text: &[u8]) -> Option<&mut Entry> {
        let writer = if matches!(kind, TALLY | SHOWN | EVENT | entry::FIELD | entry::GOAL) { self.writer } else { 0 };
        self.take(
            Entry { kind, writer, id, name: name.to_vec(), text: text.to_vec(), numbers: Vec::new() },
            |_, _| (),
            true,
        )
    }

    /// The entry of the same as `new`, which `join` brings together with it; `new` itself if there is none, and there is room or
    /// it may be made. Whatever is remembered comes in here, so nothing is where nothing may be, and no kind has more than it may.
    #[inline(never)]
    fn take(&mut self, new: Entry, join: fn(&mut Entry, Entry), makes_room: bool) -> Option<&mut Entry> {
        if self.closed {
            return None;
        }
        let [kind, id] = [new.kind.into(), new.id];
        let mut at = self.place(new.kind, id);
        while let Some(known) = self.entries.get_mut(at)
            && [known.kind.into(), known.id] == [kind, id]
        {
            if known.is_of(&new) {
                join(known, new);
                return self.entries.get_mut(at);
            }
            at += 1;
        }
        let most = match new.kind {
            SEEN => limits::SEEN,
            AFFINITY => limits::TOPICS,
            _ => usize::MAX,
        };
        let of = if self.count(new.kind) >= most { new.kind } else { 0 };
        if of > 0 || self.entries.len() >= limits::ENTRIES {
            // The latest stay, in whatever order they come. What has no time yet is written now.
            let before = if new.numbers.is_empty() { u64::MAX } else { new.number(LAST) };
            if !makes_room || !self.forget_oldest(of, before) {
                return None;
            }
            at = self.place(new.kind, id);
        }
        self.entries.insert(at, new);
        self.entries.get_mut(at)
    }

    fn visit(&self, at: usize) -> u64 {
        self.only(VISIT, 0).map_or(0, |visit| visit.number(at))
    }

    /// When this visit began.
    pub fn started(&self) -> i64 {
        moment(self.visit(STARTED))
    }

    /// When this page view began.
    pub fn viewed(&self) -> i64 {
        moment(self.visit(LAST))
    }

    /// The number of this visit.
    fn visits(&self) -> u32 {
        self.visit(VISITS).min(u32::MAX.into()) as u32
    }

    /// Experiences of this visit that asked for attention.
    pub fn nudges(&self) -> u32 {
        self.sum_in(TALLY, 0, NUDGES, self.visits())
    }

    pub fn shown(&self, experience: u32) -> Option<Shown<'_>> {
        Shown::of(self, experience)
    }

    /// When an event last happened, about a topic or at all.
    pub fn happened(&self, event: StringId, topic: &[u8]) -> i64 {
        if topic.is_empty() {
            return self.last(EVENT, event, LAST);
        }
        let about = self.rows(TOPIC, event).find(|row| row.text == topic);
        about.map_or(NEVER, |row| moment(row.number(LAST)))
    }

    /// The same, its entries in an order that does not tell how they came together.
    #[cfg(feature = "tools")]
    #[must_use]
    pub fn in_order(mut self) -> Profile {
        self.entries.sort();
        Profile { entries: self.entries, since: self.since, ..Profile::default() }
    }

    /// Bytes that it takes in memory.
    #[cfg(feature = "tools")]
    pub fn memory(&self) -> usize {
        let of = |entry: &Entry| entry.name.capacity() + entry.text.capacity() + 8 * entry.numbers.capacity();
        self.entries.iter().map(of).sum::<usize>() + self.entries.capacity() * size_of::<Entry>()
    }

    /// A unit of random assignment that is kept here.
    pub fn unit(&self, name: StringId) -> Option<&[u8]> {
        self.only(UNIT, name).map(|row| row.text.as_slice()).filter(|text| !text.is_empty())
    }
}
