//! Two profiles become one: of tabs that wrote at once, of a visitor's two devices.
//!
//! Of two entries of the same the larger of each number counts; of those of which there is one, the later. Both are joins
//! of a lattice, so the order in which profiles are merged, and how often, makes no difference. No count is lost between tabs,
//! for each counts in a row of its own; what the same writer counted twice apart is counted once.
//!
//! Of two profiles that were begun at different moments the later counts, and nothing of the earlier: somebody erased it
//! meanwhile, and whoever has not heard of that brings nothing back. (A lexicographic product of lattices is one.)
//!
//! What anybody may have written ([`Profile::bring`]) comes in with care: it may be more than there is room for, of a time to come,
//! and count other visits than this device's.

use super::entry::{ACTION, ENTRY, EVENT, Entry, IN_VISIT, LAST, TALLY, UNIT, VIEWS, VISIT, counted_in, packed, under};
use super::{NEVER, Profile};
use crate::limits;
use crate::program::Program;

impl Profile {
    /// Takes in what another profile remembers.
    #[cfg(feature = "tools")]
    pub fn merge(&mut self, other: Profile) {
        if self.meets(other.since) {
            for theirs in other.entries {
                self.take(theirs, Entry::join, true);
            }
        }
    }

    /// Takes in what another device remembers, whenever it was begun: nothing of a time to come, and nothing that what is remembered
    /// here would have to make room for. Whether its bytes were a profile's, and all of it came in.
    pub fn bring(&mut self, program: &Program, bytes: &[u8], now: i64) -> bool {
        let before = self.visits();
        let all = self.take_in(program, bytes, now);
        // This visit has another number now, and what was counted in it comes along.
        let visits = self.visits();
        for row in &mut self.entries {
            let (first, count) = match row.kind {
                TALLY => (VIEWS, 2),
                EVENT => (IN_VISIT, 1),
                _ => (0, 0),
            };
            for number in row.numbers.iter_mut().skip(first).take(count) {
                if under(*number) == before {
                    *number = packed(visits, counted_in(*number, before));
                }
            }
        }
        all
    }

    /// Takes in an entry of another device, if there is room. Its identity, and the visit that goes on there, stay there.
    pub(super) fn let_in(&mut self, mut entry: Entry, now: i64) -> bool {
        entry.catch_up(now);
        let (first, count) = match entry.kind {
            TALLY | UNIT | ENTRY | ACTION => return true,
            // When it was viewed and begun.
            VISIT if self.viewed() != NEVER => (LAST, 2),
            EVENT => (IN_VISIT, 1),
            _ => (0, 0),
        };
        entry.numbers.iter_mut().skip(first).take(count).for_each(|number| *number = 0);
        // At most what it takes is what it adds.
        let mut bytes = self.write();
        entry.write(&mut bytes);
        bytes.len() <= limits::PROFILE_KEPT && self.take(entry, Entry::join, false).is_some()
    }

    /// Whether what was begun at a moment says anything here; if that is later than this was, nothing of this does any more. What
    /// has never been kept joins whatever is.
    #[inline(never)]
    pub(super) fn meets(&mut self, since: u64) -> bool {
        if since > self.since && !self.passing {
            self.entries = Vec::new();
        }
        let is_met = since >= self.since || self.passing;
        self.since = self.since.max(since);
        is_met
    }

    /// If it is kept, and never was, it is from this moment on.
    pub fn begin(&mut self, now: i64) {
        if self.since == 0 && !self.passing {
            self.since = now.max(0).cast_unsigned();
        }
    }

    /// Forgets all of it: whatever was begun before says nothing from now on. What is taken in until it is kept again is its own.
    pub fn erase(&mut self, now: i64) {
        self.passing = false;
        // Later, whatever the clock says.
        self.meets(self.since.saturating_add(1).max(now.max(0).cast_unsigned()));
        self.passing = true;
    }
}

impl Entry {
    pub(super) fn join(&mut self, theirs: Entry) {
        if self.is_single() {
            // The time comes first.
            if (&theirs.numbers, &theirs.text) > (&self.numbers, &self.text) {
                *self = theirs;
            }
            return;
        }
        for (at, number) in theirs.numbers.into_iter().enumerate() {
            self.put(at, self.number(at).max(number));
        }
    }
}
