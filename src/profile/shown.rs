//! What is remembered of one experience.

use super::entry::{BY, CLICKED, DISMISSED, Entry, PHASE, SHOWN, STICKY, TIMES, TIMES_SHOWN};
use super::{Answer, Profile, moment, tick};

#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    profile: &'a Profile,
    experience: u32,
}

impl<'a> Shown<'a> {
    pub(super) fn of(profile: &'a Profile, experience: u32) -> Option<Shown<'a>> {
        let any = [SHOWN, STICKY].into_iter().any(|kind| profile.only(kind, experience).is_some());
        any.then_some(Shown { profile, experience })
    }

    pub fn count(self) -> u32 {
        self.profile.sum(SHOWN, self.experience, TIMES_SHOWN).min(u32::MAX.into()) as u32
    }

    pub fn answered(self, answer: Answer) -> i64 {
        let at = if answer == Answer::Clicked { CLICKED } else { DISMISSED };
        self.profile.last(SHOWN, self.experience, at)
    }

    fn times(self) -> impl Iterator<Item = u64> {
        self.profile.rows(SHOWN, self.experience).flat_map(|row| row.numbers.get(TIMES..).unwrap_or_default()).copied()
    }

    /// When it was shown last.
    pub fn last(self) -> i64 {
        moment(self.times().max().unwrap_or(0))
    }

    /// How often since a moment.
    pub fn since(self, moment: i64) -> u32 {
        let from = tick(moment);
        self.times().filter(|at| *at >= from).count() as u32
    }

    fn assigned(self) -> Option<&'a Entry> {
        self.profile.only(STICKY, self.experience)
    }

    /// The variant that somebody was drawn for; empty for none.
    pub fn variant(self) -> &'a [u8] {
        self.assigned().map(|row| row.text.as_slice()).unwrap_or_default()
    }

    /// The phase in which.
    pub fn phase(self) -> u32 {
        self.assigned().map_or(0, |row| row.number(PHASE) as u32)
    }

    /// The unit by which, as a hash; 0: any.
    pub fn unit(self) -> u32 {
        self.assigned().map_or(0, |row| row.number(BY) as u32)
    }
}
