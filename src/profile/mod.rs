//! What this device remembers, as far as a decision asks for it: when experiences were shown, what the visitor answered,
//! which variant they are in, when events happened. It is handed to `decide`, which only reads it; [`Profile::commit`]
//! writes down what was decided. It never leaves the device.
//!
//! Names become this bundle's numbers when it is read; what the bundle does not know is kept as it came and written back.

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
/// More nudges of one visit than any limit counts.
const NUDGES: u32 = 1 << 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub visit: Visit,
    experiences: Vec<Shown>,
    /// By index of the experience: where among these it is.
    places: Vec<u32>,
    events: Vec<Happened>,
    /// Entries that this bundle has no use for, as they came.
    unknown: Vec<u8>,
}

/// This page view, and the visit that it is part of. Milliseconds since 1970, as all times here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    pub started: i64,
    /// When the page view began.
    pub viewed: i64,
    /// Experiences of this visit that asked for attention.
    pub nudges: u32,
}

/// What is remembered of one experience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub experience: u32,
    pub count: u32,
    /// The last ones, the latest last.
    pub times: Vec<i64>,
    pub clicked: i64,
    pub dismissed: i64,
    /// The name of the variant that somebody was drawn for, the phase in which, and the unit by which, as a hash (0: any).
    pub variant: Vec<u8>,
    pub phase: u32,
    pub unit: i64,
}

/// When an event last happened; and with a topic, by topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    pub event: StringId,
    pub last: i64,
    pub topics: Vec<(Vec<u8>, i64)>,
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

impl Default for Profile {
    fn default() -> Profile {
        let visit = Visit { started: NEVER, viewed: NEVER, nudges: 0 };
        Profile {
            visit,
            experiences: Vec::new(),
            places: Vec::new(),
            events: Vec::new(),
            unknown: Vec::new(),
        }
    }
}

impl Profile {
    /// A page view begins, and with it a visit, if the last view was half an hour ago.
    pub fn view(&mut self, program: &Program, now: i64) {
        self.heed(now);
        if age(self.visit.viewed, now) >= PAUSE {
            self.visit = Visit { started: now, viewed: now, nudges: 0 };
            self.track(program, b"session", b"", now);
        }
        self.visit.viewed = now;
    }

    pub fn shown(&self, experience: u32) -> Option<&Shown> {
        self.experiences.get(*self.places.get(experience as usize)? as usize)
    }

    pub fn happened(&self, event: StringId) -> Option<&Happened> {
        self.events.iter().find(|happened| happened.event == event)
    }

    /// Writes down what was decided over these values: the arms that slots were given to, each experience once.
    pub fn commit(&mut self, program: &Program, values: &Values, arms: impl Iterator<Item = u32>, now: i64) {
        self.heed(now);
        let mut done: Vec<u32> = Vec::new();
        for arm in arms.filter_map(|arm| program.arms().get(arm as usize)) {
            let Some(experience) = program.experiences().get(arm.experience as usize) else { continue };
            if done.contains(&arm.experience) || experience.flags & (REMEMBERED | STICKY | NUDGE) == 0 {
                continue;
            }
            done.push(arm.experience);
            if experience.flags & NUDGE != 0 {
                self.visit.nudges = (self.visit.nudges + 1).min(NUDGES);
            }
            if experience.flags & (REMEMBERED | STICKY) == 0 {
                continue;
            }
            let Some(shown) = self.entry(arm.experience) else { continue };
            if experience.flags & REMEMBERED != 0 {
                shown.count = shown.count.saturating_add(1);
                let spare = (shown.times.len() + 1).saturating_sub(limits::TIMES);
                shown.times = shown.times.iter().skip(spare).copied().chain([now]).collect();
            }
            if experience.flags & STICKY != 0 {
                shown.variant.clear();
                shown.variant.extend_from_slice(program.text_bytes(arm.name));
                shown.phase = experience.phase;
                shown.unit = unit_of(program, values, experience);
            }
        }
    }

    /// The visitor clicked what an experience showed, or sent it away.
    pub fn answer(&mut self, experience: u32, answer: Answer, now: i64) {
        self.heed(now);
        let Some(shown) = self.entry(experience) else { return };
        match answer {
            Answer::Clicked => shown.clicked = now,
            Answer::Dismissed => shown.dismissed = now,
        }
    }

    /// An event happened. Only those are remembered that a rule of the bundle asks for, and only topics
    /// that it allows.
    pub fn track(&mut self, program: &Program, event: &[u8], topic: &[u8], now: i64) {
        self.heed(now);
        let event = program.find(event);
        if event == NONE || !program.rules().iter().any(|rule| rule.event == event) {
            return;
        }
        if self.happened(event).is_none() {
            self.events.push(Happened { event, last: NEVER, topics: Vec::new() });
        }
        let Some(happened) = self.events.iter_mut().find(|happened| happened.event == event) else { return };
        happened.last = now;
        if !program.is_topic(topic) {
            return;
        }
        if let Some((_, at)) = happened.topics.iter_mut().find(|(known, _)| known == topic) {
            *at = now;
        } else if happened.topics.len() < limits::TOPICS {
            happened.topics.push((topic.to_vec(), now));
        } else if let Some(oldest) = happened.topics.iter_mut().min_by_key(|(_, at)| *at) {
            // The one that is longest ago makes room.
            *oldest = (topic.to_vec(), now);
        }
    }

    /// What is remembered of an experience; `None` when more are remembered than any site has.
    fn entry(&mut self, experience: u32) -> Option<&mut Shown> {
        if self.shown(experience).is_none() {
            let at = experience as usize;
            if self.experiences.len() >= limits::REMEMBERED || at >= limits::EXPERIENCES {
                return None;
            }
            self.places.resize(self.places.len().max(at + 1), NONE);
            if let Some(place) = self.places.get_mut(at) {
                *place = self.experiences.len() as u32;
            }
            self.experiences.push(Shown::new(experience));
        }
        self.experiences.get_mut(*self.places.get(experience as usize)? as usize)
    }

    /// What is remembered of a time to come was written while the clock was wrong: it is as if it were now.
    fn heed(&mut self, now: i64) {
        let clamp = |at: &mut i64| *at = (*at).min(now);
        clamp(&mut self.visit.started);
        clamp(&mut self.visit.viewed);
        for shown in &mut self.experiences {
            shown.times.iter_mut().for_each(clamp);
            clamp(&mut shown.clicked);
            clamp(&mut shown.dismissed);
        }
        for happened in &mut self.events {
            clamp(&mut happened.last);
            happened.topics.iter_mut().for_each(|(_, at)| clamp(at));
        }
    }
}

impl Shown {
    fn new(experience: u32) -> Shown {
        Shown {
            experience,
            count: 0,
            times: Vec::new(),
            clicked: NEVER,
            dismissed: NEVER,
            variant: Vec::new(),
            phase: 0,
            unit: 0,
        }
    }

    /// The moment of the `n`th showing, counted from the last; `NEVER` if there were not so many.
    pub fn nth_last(&self, n: u32) -> i64 {
        let at = self.times.len().checked_sub(n as usize);
        at.and_then(|at| self.times.get(at)).copied().unwrap_or(NEVER)
    }

    /// How often since a moment.
    pub fn since(&self, moment: i64) -> u32 {
        self.times.iter().filter(|at| **at >= moment).count() as u32
    }
}
