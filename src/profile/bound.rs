//! What keeps a profile small, and what it forgets: everything after its time, half a year at most; and when there is no room
//! left, what was touched longest ago. A unit is forgotten after its time only: somebody would be drawn anew.

use super::entry::{
    ACTION, AFFINITY, CLOSED, DAYS, DECLARED, EVENT, Entry, FIELD, GOAL, LAST, OPENED, SHOWN, STATE, TOPIC, UNIT,
    VISIT, VISITS, day, under,
};
use super::{Profile, age, moment, tick};
use crate::limits;
use crate::program::Program;
use crate::program::records::StringId;

impl Profile {
    /// Forgets what has had its time, as of now.
    pub(super) fn settle(&mut self, program: &Program, now: i64) {
        self.entries.iter_mut().for_each(|entry| entry.catch_up(now));
        self.entries.retain(|entry| {
            let kept = i64::from(kept(program, entry)) * 60_000;
            age(moment(entry.number(LAST)), now) < kept
        });
    }

    /// Makes room for one, by what was touched longest ago of a kind, or of all, if that was before `before`; whether there was such.
    #[inline(never)]
    pub(super) fn forget_oldest(&mut self, kind: u8, before: u64) -> bool {
        let (mut oldest, mut found) = (before, usize::MAX);
        for (at, entry) in self.entries.iter().enumerate() {
            let may_go = if kind == 0 { entry.kind != UNIT } else { entry.kind == kind };
            if may_go && entry.number(LAST) < oldest {
                (oldest, found) = (entry.number(LAST), at);
            }
        }
        let is_found = found < self.entries.len();
        if is_found {
            self.entries.remove(found);
        }
        is_found
    }

    pub(super) fn count(&self, kind: u8) -> usize {
        self.entries.iter().filter(|entry| entry.kind == kind).count()
    }

    /// What is kept on the device, within its bound.
    pub fn save(&mut self) -> Vec<u8> {
        loop {
            let bytes = self.write();
            if bytes.len() <= limits::PROFILE_KEPT || !self.forget_oldest(0, u64::MAX) {
                return bytes;
            }
        }
    }
}

impl Entry {
    /// What is remembered of a time to come was written while the clock was wrong: from now on it is as if it had just been.
    #[inline(never)]
    pub(super) fn catch_up(&mut self, now: i64) {
        // Counts, phases and hashes have 32 bits, which moments left behind in February 1970.
        let latest = tick(now).max(u64::from(u32::MAX));
        let (moments, latest) = match self.kind {
            VISIT => (VISITS, latest),
            SHOWN | STATE => (usize::MAX, latest),
            AFFINITY => (1, Profile::latest_level(now)),
            _ => (1, latest),
        };
        let is_open = self.kind == STATE && self.number(OPENED) > self.number(CLOSED);
        self.numbers.iter_mut().take(moments).for_each(|number| *number = (*number).min(latest));
        // What was open stays open.
        if is_open && self.number(CLOSED) == latest {
            self.put(CLOSED, latest - 1);
        }
        if self.kind == EVENT {
            let ahead = |number: &&mut u64| under(**number) > day(now);
            self.numbers.iter_mut().skip(DAYS).filter(ahead).for_each(|number| *number = 0);
        }
    }
}

/// How many minutes an entry is kept after it was touched.
fn kept(program: &Program, entry: &Entry) -> u32 {
    let event = |name: StringId| program.events().iter().find(|event| event.name == name).map(|event| event.keep);
    let own = match entry.kind {
        EVENT | TOPIC | FIELD => event(entry.id),
        // That an event was the last, and that a goal was reached by it, is known as long as the event is.
        ACTION => event(program.find(&entry.text)),
        GOAL => program.goals().iter().find(|goal| goal.name == entry.id).and_then(|goal| event(goal.event)),
        STATE => program.states().iter().find(|state| state.name == entry.id).map(|state| state.forget),
        DECLARED => program.declarations().iter().find(|asked| asked.key == entry.id).map(|asked| asked.keep),
        _ => None,
    };
    own.unwrap_or(limits::KEPT_MINUTES).min(limits::KEPT_MINUTES)
}
