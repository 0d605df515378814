//! What a profile is told: that a view begins, that something happened, was shown, was answered.

use super::entry::{
    ABOVE, ACTION, BEFORE, BELOW, BITS, BY, CLICKED, CLOSED, COUNT, DAY, DAYS, DECLARED, DISMISSED, ENTRY, EVENT,
    FIELD, FIRST, GIVEN, GOAL, IN_VISIT, LAST, NUDGES, OPENED, PHASE, RING, SEEN, SHOWN, STARTED, STATE, STICKY, TALLY,
    TIMES, TIMES_SHOWN, TOPIC, UNIT, VIEWS, VISIT, VISITS, day,
};
use super::interest::{ABOUT, DECLARED as SAID, READ};
use super::number::{self, Kept, millionths};
use super::{LATEST, NEVER, PAUSE, Profile, age, tick};
use crate::decide::unit_of;
use crate::limits;
use crate::program::Program;
use crate::program::records::{Declaration, Event, NONE, NUDGE, REMEMBERED, Rule, RuleKind, STICKY as KEPT, State};
use crate::signal::catalogue::id;
use crate::signal::context::{Datum, Values};
use crate::value::Kind;

/// What a visitor did with what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Clicked,
    Dismissed,
}

impl Profile {
    /// A page view begins, and with it a visit, if the visitor did nothing for half an hour.
    pub fn view(&mut self, program: &Program, values: &Values, now: i64) {
        self.settle(program, now);
        self.visit_goes_on(program, values, true, now);
        if program.has_affinities {
            for topic in values.list(values.datum(program.page_topics)).unwrap_or_default() {
                self.like(program, values.text(program, *topic).unwrap_or_default(), READ, now);
            }
        }
    }

    /// The visitor is there: this visit goes on, or another begins after half an hour without them. Where no page was viewed there is
    /// none.
    #[inline(never)]
    fn visit_goes_on(&mut self, program: &Program, values: &Values, views: bool, now: i64) {
        let before = self.viewed().max(self.last(TALLY, 0, LAST));
        if before == NEVER && !views {
            return;
        }
        let began = age(before, now) >= PAUSE;
        let visits = self.visits().saturating_add(began.into());
        let Some(visit) = self.entry(VISIT, 0, b"", b"") else { return };
        if began {
            if before != NEVER {
                visit.put(BEFORE, tick(before));
            }
            visit.put(STARTED, tick(now));
            visit.put(VISITS, visits.into());
        }
        if views {
            visit.put(FIRST, visit.number(FIRST).max(LATEST - tick(now).min(LATEST)));
            visit.put(LAST, tick(now));
        }
        if let Some(tally) = self.entry(TALLY, 0, b"", b"") {
            tally.put(LAST, tick(now));
            if views {
                tally.count_in(VIEWS, visits);
            }
        }
        if began {
            if asks(program, id::VISIT_ENTRY) {
                let path = values.text(program, values.datum(program.page_path)).unwrap_or_default();
                self.keep(ENTRY, 0, b"", path, now);
            }
            self.happen(program, b"session", now);
        }
    }

    /// The visitor looks at something about these topics.
    pub fn about(&mut self, program: &Program, values: &Values, topic: &[u8], now: i64) {
        self.visit_goes_on(program, values, false, now);
        self.like(program, topic, READ, now);
    }

    /// An item of a list was seen, known by a digest alone; so many are kept, those that were seen last.
    pub fn saw(&mut self, program: &Program, digest: &[u8], now: i64) {
        if !program.has_affinities || digest.is_empty() || digest.len() > limits::DIGEST {
            return;
        }
        if let Some(seen) = self.entry(SEEN, NONE, digest, b"") {
            let today = tick(i64::from(day(now)) * DAY);
            seen.put(LAST, today.max(seen.number(LAST)));
        }
    }

    pub fn has_seen(&self, digest: &[u8]) -> bool {
        self.entries.iter().any(|entry| entry.kind == SEEN && entry.name == digest)
    }

    /// An event happened. Only those are remembered that something in the bundle asks for, and only topics that it allows.
    /// Whether this one is. Its fields come behind it ([`Profile::number_of`], [`Profile::topic_of`]).
    pub fn track(&mut self, program: &Program, values: &Values, name: &[u8], now: i64) -> bool {
        self.visit_goes_on(program, values, false, now);
        let is_kept = self.happen(program, name, now);
        if is_kept && asks(program, id::VISIT_LAST_ACTION) {
            self.keep(ACTION, 0, b"", name, now);
        }
        is_kept
    }

    /// Counts an event, and all that follows from it.
    fn happen(&mut self, program: &Program, name: &[u8], now: i64) -> bool {
        let id = program.find(name);
        if !program.events().iter().any(|event| event.name == id && id != NONE) {
            return false;
        }
        let visits = self.visits();
        let Some(happened) = self.entry(EVENT, id, name, b"") else { return false };
        happened.put(LAST, tick(now));
        happened.add(COUNT, 1);
        happened.count_in(IN_VISIT, visits);
        happened.count_in(DAYS + day(now) as usize % RING, day(now));
        for state in program.states() {
            self.turn(program, state, id, now);
        }
        for goal in program.goals().iter().filter(|goal| goal.event == id) {
            if let Some(reached) = self.entry(GOAL, goal.name, program.text_bytes(goal.name), b"") {
                reached.put(LAST, tick(now));
                reached.add(COUNT, 1);
            }
        }
        true
    }

    /// A number that an event came with: it is added up, if something asks for that.
    pub fn number_of(&mut self, program: &Program, event: &[u8], field: &[u8], number: f64, now: i64) {
        let id = program.find(event);
        let adds_up = |known: &Event| known.name == id && program.list_has(known.fields, program.find(field));
        if !program.events().iter().any(|known| adds_up(&known)) || number.abs() > number::MOST || number.is_nan() {
            return;
        }
        let Some(sum) = self.entry(FIELD, id, event, field) else { return };
        sum.put(LAST, tick(now));
        sum.add(if number < 0.0 { BELOW } else { ABOVE }, millionths(number));
        sum.add(GIVEN, 1);
    }

    /// A topic that an event was about.
    pub fn topic_of(&mut self, program: &Program, event: &[u8], field: &[u8], topic: &[u8], now: i64) {
        let [id, field] = [event, field].map(|name| program.find(name));
        let is_one = program.events().iter().any(|known| known.name == id && known.topic == field && field != NONE);
        if !is_one || !program.is_topic(topic) {
            return;
        }
        let asks = |rule: Rule| rule.kind == RuleKind::Event as u32 && rule.event == id && rule.count > 0;
        if program.rules().iter().any(asks)
            && let Some(about) = self.entry(TOPIC, id, event, topic)
        {
            about.put(LAST, tick(now));
        }
        self.like(program, topic, ABOUT, now);
    }

    /// Opens or closes a state, if the event does that. What is open already goes on.
    fn turn(&mut self, program: &Program, state: State, event: u32, now: i64) {
        let [opens, closes] = [state.opens, state.closes].map(|list| program.list_has(list, event));
        if !opens && !closes {
            return;
        }
        let is_open = self.open_since(program, state.name, now).is_some();
        let Some(known) = self.entry(STATE, state.name, program.text_bytes(state.name), b"") else { return };
        known.put(LAST, tick(now));
        if closes {
            // Opened and closed within one millisecond, or while the clock was ahead, it is closed.
            known.put(CLOSED, tick(now).max(known.number(OPENED)));
        } else if !is_open {
            // Closed and opened within one millisecond it is open.
            known.put(OPENED, tick(now).max(known.number(CLOSED).saturating_add(1)));
        }
    }

    /// Since when a state is open.
    pub(super) fn open_since(&self, program: &Program, name: u32, now: i64) -> Option<i64> {
        let state = program.states().iter().find(|state| state.name == name)?;
        let [opened, closed] = [OPENED, CLOSED].map(|at| self.last(STATE, name, at));
        let forgotten = age(opened, now) >= i64::from(state.forget) * 60_000;
        (opened > closed && !forgotten).then_some(opened)
    }

    /// The visitor's answer to a question, as it came: of the type that the bundle declares, and one of its answers. Nothing
    /// takes an answer back. Whether it was taken.
    pub fn declare(&mut self, program: &Program, values: &Values, key: &[u8], answer: Datum, now: i64) -> bool {
        let id = program.find(key);
        let Some(asked) = program.declarations().iter().find(|asked| asked.key == id && id != NONE) else {
            return false;
        };
        let mut text = Vec::new();
        let Some(kept) = said(program, values, asked, answer, &mut text) else { return false };
        if asked.kind == Kind::Topic as u32 || asked.kind == Kind::List as u32 {
            text.split(|byte| *byte == b'\n').for_each(|topic| self.like(program, topic, SAID, now));
        }
        self.visit_goes_on(program, values, false, now);
        if let Some(said) = self.entry(DECLARED, id, key, b"") {
            said.put(LAST, said.said(tick(now), said.text == text && said.number(BITS) == kept.0));
            said.put(BITS, kept.0);
            said.text = text;
        }
        true
    }

    /// A unit of random assignment that is to be kept; of no value, whether there is one.
    pub fn identify(&mut self, program: &Program, name: &[u8], value: &[u8], now: i64) -> bool {
        let id = program.find(name);
        if !value.is_empty() {
            self.keep(UNIT, id, name, value, now);
        }
        self.unit(id).is_some()
    }

    /// Keeps a text of which there is one, but for what is too long.
    fn keep(&mut self, kind: u8, id: u32, name: &[u8], text: &[u8], now: i64) {
        if text.len() > limits::KEPT_TEXT {
            return;
        }
        if let Some(kept) = self.entry(kind, id, name, b"") {
            kept.put(LAST, kept.said(tick(now), kind != UNIT || kept.text == text));
            kept.text = text.to_vec();
        }
    }

    /// Writes down that an arm is shown, as it was decided over these values. An experience is committed once, whatever
    /// number of slots it has.
    pub fn commit(&mut self, program: &Program, values: &Values, arm: u32, now: i64) {
        let Some(arm) = program.arm(arm) else { return };
        let Some(experience) = program.experience(arm.experience) else { return };
        if experience.flags & NUDGE != 0 {
            let (visits, viewed) = (self.visits(), self.visit(LAST));
            if let Some(tally) = self.entry(TALLY, 0, b"", b"") {
                // To be shown something is not to do something.
                tally.put(LAST, viewed.max(tally.number(LAST)));
                tally.count_in(NUDGES, visits);
            }
        }
        self.happen(program, b"shown", now);
        let name = program.text_bytes(experience.name);
        if experience.flags & REMEMBERED != 0
            && let Some(shown) = self.entry(SHOWN, arm.experience, name, b"")
        {
            shown.put(LAST, tick(now));
            shown.add(TIMES_SHOWN, 1);
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
        if experience.flags & KEPT != 0 {
            self.keep(STICKY, arm.experience, name, program.text_bytes(arm.name), now);
            if let Some(assigned) = self.entry(STICKY, arm.experience, name, b"") {
                assigned.put(PHASE, experience.phase.into());
                assigned.put(BY, unit_of(program, values, experience).into());
            }
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
    pub fn answer(&mut self, program: &Program, values: &Values, experience: u32, answer: Answer, now: i64) {
        let Some(known) = program.experience(experience) else { return };
        self.visit_goes_on(program, values, false, now);
        let (at, event, kind) = match answer {
            Answer::Clicked => (CLICKED, b"clicked".as_slice(), RuleKind::Clicked),
            Answer::Dismissed => (DISMISSED, b"dismissed".as_slice(), RuleKind::Dismissed),
        };
        // Only where something ends by it.
        if program.rules().stretch(known.rules).any(|rule| rule.kind == kind as u32)
            && let Some(shown) = self.entry(SHOWN, experience, program.text_bytes(known.name), b"")
        {
            shown.put(LAST, tick(now));
            shown.put(at, tick(now));
        }
        self.happen(program, event, now);
    }
}

/// Whether anything asks for what this signal tells.
#[inline(never)]
fn asks(program: &Program, told: u16) -> bool {
    program.recalls().iter().any(|recall| program.signal(recall.signal).is_some_and(|signal| signal.id == told))
}

/// An answer as it is kept: its text into `out` (of a list, its members by lines), or a number ([`Kept`]). `None` of what the
/// question does not allow.
fn said(program: &Program, values: &Values, asked: Declaration, answer: Datum, out: &mut Vec<u8>) -> Option<Kept> {
    let kind = Kind::from_code(asked.kind as u8)?;
    match answer {
        Datum::Missing | Datum::Null => return Some(Kept(0)),
        Datum::Number(number) if kind.is_number() => return Kept::of(number),
        Datum::Bool(flag) if kind == Kind::Bool => return Some(Kept::flag(flag)),
        Datum::Text { .. } if kind.is_text() => out.extend_from_slice(values.text(program, answer)?),
        Datum::List { .. } if kind == Kind::List => {
            for member in values.list(answer)? {
                if !out.is_empty() {
                    out.push(b'\n');
                }
                out.extend_from_slice(values.text(program, *member)?);
            }
        }
        _ => return None,
    }
    allows(program, asked, out).then_some(Kept(0))
}

/// Whether a question allows an answer; what is kept may have been written by anybody.
#[inline(never)]
pub(super) fn allows(program: &Program, asked: Declaration, answer: &[u8]) -> bool {
    let kind = Kind::from_code(asked.kind as u8);
    answer.len() <= limits::KEPT_TEXT
        && (kind == Some(Kind::List) || !answer.contains(&b'\n'))
        && (kind != Some(Kind::Topic) || program.is_topic(answer))
        && answer
            .split(|byte| *byte == b'\n')
            .all(|one| !one.is_empty() && (asked.values == NONE || program.list_has(asked.values, program.find(one))))
}
