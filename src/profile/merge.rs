//! Two profiles become one: of tabs that wrote at once, of a visitor's two devices.
//!
//! Of two entries of the same the larger of each number counts; of those of which there is one, the later. Both are joins
//! of a lattice, so the order in which profiles are merged, and how often, makes no difference. No count is lost between tabs,
//! for each counts in a row of its own; what the same writer counted twice apart is counted once.

use super::Profile;
use super::entry::Entry;

impl Profile {
    /// Takes in what another profile remembers.
    #[cfg(feature = "tools")]
    pub fn merge(&mut self, other: Profile) {
        for theirs in other.entries {
            self.take(theirs, Entry::join);
        }
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
