//! Two profiles become one: of tabs that wrote at once, of a visitor's two devices.
//!
//! Of two entries of the same the larger of each number counts; of those of which there is one, the later. Both are joins
//! of a lattice, so the order in which profiles are merged, and how often, makes no difference. No count is lost between tabs,
//! for each counts in a row of its own; what the same writer counted twice apart is counted once.
//!
//! Of two profiles that were begun at different moments the later counts, and nothing of the earlier: somebody erased it
//! meanwhile, and whoever has not heard of that brings nothing back. (A lexicographic product of lattices is one.)

use super::Profile;
use super::entry::Entry;

impl Profile {
    /// Takes in what another profile remembers.
    #[cfg(feature = "tools")]
    pub fn merge(&mut self, other: Profile) {
        if self.meets(other.since) {
            for theirs in other.entries {
                self.take(theirs, Entry::join);
            }
        }
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
