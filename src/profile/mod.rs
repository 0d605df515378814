//! What this device remembers, as far as a decision asks for it: when experiences were shown, what the visitor answered,
//! which variant they are in, when events happened. It is handed to `decide`, which only reads it; [`Profile::commit`]
//! writes down what was decided. It never leaves the device.
//!
//! All of it is entries of one form: a kind, a name, a text, numbers. Names become this bundle's numbers when a profile is
//! read; an entry that the bundle does not know is kept as it came, and written back.

mod codec;
#[cfg(feature = "tools")]
pub mod json;

use crate::decide::unit_of;
use crate::limits;
use crate::program::Program;
use crate::program::records::{NONE, NUDGE, REMEMBERED, STICKY, StringId};
use crate::signal::context::Values;

/// A moment that never was.
pub const NEVER: i64 = i64::MIN;
/// A visit is over after so many milliseconds without a page view.
const PAUSE: i64 = 30 * 60 * 1000;
/// The latest moment that JavaScript's dates can say.
const LATEST: u64 = 8_640_000_000_000_000;

/// This page view, and the visit that it is part of: when the visit started, when the view did, nudges of the visit.
const VISIT: u32 = 1;
/// What is remembered of an experience; its text is the variant that somebody was drawn for. See [`Shown`].
const EXPERIENCE: u32 = 2;
/// When an event last happened; with a text, when it did about this topic.
const EVENT: u32 = 3;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile(Vec<Entry>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
    kind: u32,
    /// The index of an experience, the number of an event's name; `NONE` of what this bundle does not know.
    id: u32,
    /// What it is the entry of.
    name: Vec<u8>,
    text: Vec<u8>,
    /// Counts; and moments, as milliseconds since 1970 and one more, zero never.
    numbers: Vec<u64>,
}

/// What a visitor did with what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Clicked,
    Dismissed,
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

impl Entry {
    fn number(&self, at: usize) -> u64 {
        self.numbers.get(at).copied().unwrap_or(0)
    }

    fn put(&mut self, at: usize, number: u64) {
        if self.numbers.len() <= at {
            self.numbers.resize(at + 1, 0);
        }
        if let Some(place) = self.numbers.get_mut(at) {
            *place = number;
        }
    }
}

/// What is remembered of one experience.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a>(&'a Entry);

const COUNT: usize = 0;
const CLICKED: usize = 1;
const DISMISSED: usize = 2;
const PHASE: usize = 3;
const UNIT: usize = 4;
/// The times at which it was shown last follow, the latest last.
const TIMES: usize = 5;

impl<'a> Shown<'a> {
    pub fn count(self) -> u32 {
        self.0.number(COUNT) as u32
    }

    pub fn answered(self, answer: Answer) -> i64 {
        moment(self.0.number(if answer == Answer::Clicked { CLICKED } else { DISMISSED }))
    }

    /// The variant that somebody was drawn for; empty for none.
    pub fn variant(self) -> &'a [u8] {
        &self.0.text
    }

    /// The phase in which.
    pub fn phase(self) -> u32 {
        self.0.number(PHASE) as u32
    }

    /// The unit by which, as a hash; 0: any.
    pub fn unit(self) -> u32 {
        self.0.number(UNIT) as u32
    }

    fn times(self) -> &'a [u64] {
        self.0.numbers.get(TIMES..).unwrap_or_default()
    }

    /// The moment of the `n`th showing, counted from the last; `NEVER` if there were not so many.
    pub fn nth_last(self, n: u32) -> i64 {
        let at = self.times().len().checked_sub(n as usize);
        at.and_then(|at| self.times().get(at)).map_or(NEVER, |at| moment(*at))
    }

    /// How often since a moment.
    pub fn since(self, moment: i64) -> u32 {
        self.times().iter().filter(|at| **at >= tick(moment)).count() as u32
    }
}

impl Profile {
    fn find(&self, kind: u32, id: u32, text: Option<&[u8]>) -> Option<&Entry> {
        self.0.iter().find(|one| one.kind == kind && one.id == id && text.is_none_or(|text| text == one.text))
    }

    /// The entry, made if there is none; `None` when more is remembered than any site has.
    fn entry(&mut self, kind: u32, id: u32, name: &[u8], text: Option<&[u8]>) -> Option<&mut Entry> {
        if self.find(kind, id, text).is_none() {
            if self.0.len() >= limits::ENTRIES {
                return None;
            }
            let [name, text] = [name, text.unwrap_or_default()].map(<[u8]>::to_vec);
            self.0.push(Entry { kind, id, name, text, numbers: Vec::new() });
        }
        self.0.iter_mut().find(|one| one.kind == kind && one.id == id && text.is_none_or(|text| text == one.text))
    }

    fn visit(&self, at: usize) -> u64 {
        self.find(VISIT, 0, None).map_or(0, |visit| visit.number(at))
    }

    /// When this visit began.
    pub fn started(&self) -> i64 {
        moment(self.visit(0))
    }

    /// When this page view began.
    pub fn viewed(&self) -> i64 {
        moment(self.visit(1))
    }

    /// Experiences of this visit that asked for attention.
    pub fn nudges(&self) -> u32 {
        self.visit(2) as u32
    }

    pub fn shown(&self, experience: u32) -> Option<Shown<'_>> {
        self.find(EXPERIENCE, experience, None).map(Shown)
    }

    /// When an event last happened, about a topic or at all.
    pub fn happened(&self, event: StringId, topic: &[u8]) -> i64 {
        self.find(EVENT, event, Some(topic)).map_or(NEVER, |happened| moment(happened.number(0)))
    }

    /// A page view begins, and with it a visit, if the last view was half an hour ago. What is remembered of a time to come was
    /// written while the clock was wrong: from now on it is as if it had just been.
    pub fn view(&mut self, program: &Program, now: i64) {
        // Counts, phases and hashes have 32 bits, which moments left behind in February 1970.
        let latest = tick(now).max(u64::from(u32::MAX));
        for entry in self.0.iter_mut().filter(|entry| entry.kind <= EVENT) {
            entry.numbers.iter_mut().for_each(|number| *number = (*number).min(latest));
        }
        let begins = age(self.viewed(), now) >= PAUSE;
        if begins {
            self.track(program, b"session", b"", now);
        }
        let Some(visit) = self.entry(VISIT, 0, b"", None) else { return };
        if begins {
            visit.put(0, tick(now));
            visit.put(2, 0);
        }
        visit.put(1, tick(now));
    }

    /// Writes down that an arm is shown, as it was decided over these values. An experience is committed once, whatever
    /// number of slots it has.
    pub fn commit(&mut self, program: &Program, values: &Values, arm: u32, now: i64) {
        let Some(arm) = program.arm(arm) else { return };
        let Some(experience) = program.experience(arm.experience) else { return };
        if experience.flags & NUDGE != 0
            && let Some(visit) = self.entry(VISIT, 0, b"", None)
        {
            visit.put(2, visit.number(2).saturating_add(1));
        }
        if experience.flags & (REMEMBERED | STICKY) == 0 {
            return;
        }
        let Some(shown) = self.entry(EXPERIENCE, arm.experience, program.text_bytes(experience.name), None) else {
            return;
        };
        if experience.flags & REMEMBERED != 0 {
            shown.put(COUNT, shown.number(COUNT).saturating_add(1));
            let len = shown.numbers.len().max(TIMES);
            let mut time = tick(now);
            if len < TIMES + limits::TIMES {
                shown.put(len, time);
            } else {
                // The oldest makes room.
                for place in shown.numbers.iter_mut().skip(TIMES).rev() {
                    time = std::mem::replace(place, time);
                }
            }
        }
        if experience.flags & STICKY != 0 {
            shown.text = program.text_bytes(arm.name).to_vec();
            shown.put(PHASE, experience.phase.into());
            shown.put(UNIT, unit_of(program, values, experience).into());
        }
    }

    /// The same for all arms that slots were given to.
    #[cfg(feature = "tools")]
    pub fn commit_all(&mut self, program: &Program, values: &Values, arms: impl Iterator<Item = u32>, now: i64) {
        let mut done = std::collections::BTreeSet::new();
        for arm in arms {
            let owner = program.arm(arm).map(|arm| arm.experience);
            if done.insert(owner) {
                self.commit(program, values, arm, now);
            }
        }
    }

    /// The visitor clicked what an experience showed, or sent it away.
    pub fn answer(&mut self, program: &Program, experience: u32, answer: Answer, now: i64) {
        let Some(known) = program.experience(experience) else { return };
        if let Some(shown) = self.entry(EXPERIENCE, experience, program.text_bytes(known.name), None) {
            shown.put(if answer == Answer::Clicked { CLICKED } else { DISMISSED }, tick(now));
        }
    }

    /// An event happened. Only those are remembered that a rule of the bundle asks for, and only topics that it allows.
    pub fn track(&mut self, program: &Program, name: &[u8], topic: &[u8], now: i64) {
        let event = program.find(name);
        if event == NONE || !program.rules().iter().any(|rule| rule.event == event) {
            return;
        }
        for topic in [b"", topic] {
            if (topic.is_empty() || program.is_topic(topic))
                && let Some(happened) = self.entry(EVENT, event, name, Some(topic))
            {
                happened.put(0, tick(now));
            }
        }
    }
}
