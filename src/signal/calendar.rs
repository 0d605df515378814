//! Calendars at a moment: open or closed, when they open next, when they close next.
//!
//! Whole minutes only, and no rules of zones: the bundle has the few moments at which a zone's offset changes while it is
//! in use. Hours are civil times, and the two days a year on which clocks are changed are all the difficulty. An opening
//! takes the first moment at which a clock shows its time, a closing the last; where clocks skip it, both take the moment
//! of the jump. What the table does not reach is missing, never guessed.

use super::catalogue::id;
use super::context::{Cell, Context, Datum, Values};
use super::{Source, Trust};
use crate::limits;
use crate::program::Program;
use crate::program::records::{NONE, Pair};
use crate::program::rows::Rows;

/// In minutes.
const DAY: i32 = 24 * 60;
/// In milliseconds.
const MINUTE: i64 = 60_000;
/// Days in which the next opening and closing are looked for: a season, and then some.
const AHEAD: i32 = 400;
/// Days behind the last date that has hours of its own, in which all that a week does has been seen.
const WEEKS: i32 = 16;
/// No clock is further from Greenwich.
const FURTHEST: f64 = 16.0 * 60.0;
/// Minutes since 1970, far from where numbers end: the visitor's own clock is taken to be as it is until then, in 4011.
const EVER: i32 = 1 << 30;

/// What a calendar says at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Outlook {
    is_open: bool,
    /// The next ones after now, in minutes since 1970; 0 for none.
    opens: i32,
    closes: i32,
}

/// Puts what calendars tell into the context: before anything is decided, as all of it may ask.
pub(crate) fn tell(program: &Program, context: &mut Context, now: i64) {
    let mut last = (NONE, None);
    for reading in program.readings() {
        let values = &context.values;
        let by = values.cell(reading.by);
        let mut calendar = reading.calendar;
        for row in program.pairs().stretch(reading.rows).take(limits::CASES) {
            let is_it = match by.datum {
                Datum::Text { id, .. } => row.key == id,
                Datum::Number(n) => program.numbers().get(row.key as usize) == Some(n),
                Datum::Bool(b) => row.key == u32::from(b),
                _ => false,
            };
            if is_it {
                calendar = row.value;
            }
        }
        if last.0 != calendar {
            last = (calendar, look(program, values, calendar, now, AHEAD));
        }
        let told = program.signal(reading.signal).map_or(0, |signal| signal.id);
        let datum = last.1.map_or(Datum::Missing, |outlook| datum(program, told, outlook));
        let offset = program.calendar(calendar).map_or(NONE, |known| known.offset);
        // No surer than what it is made of. What is missing although all of that is there is missing for certain.
        let (mut trust, mut lacks) = (Trust::Known, false);
        for signal in [reading.by, offset] {
            let cell = values.cell(signal);
            if signal != NONE {
                trust = trust.min(cell.trust);
                lacks |= cell.datum == Datum::Missing;
            }
        }
        if !lacks && datum == Datum::Missing {
            trust = Trust::Known;
        } else if !lacks && offset != NONE && told != id::CALENDAR_STATE {
            // The visitor's clock may be changed before then.
            trust = Trust::Inferred;
        }
        context.set(reading.signal, Cell { datum, source: Source::Calendar, trust });
    }
}

/// The value of one of a calendar's signals.
fn datum(program: &Program, told: u16, outlook: Outlook) -> Datum {
    let Outlook { is_open, opens, closes } = outlook;
    if told == id::CALENDAR_STATE {
        let id = program.find(if is_open { b"open" } else { b"closed" });
        return Datum::Text { id, start: 0, len: 0 };
    }
    let opens_next = told == id::CALENDAR_OPENS || told == id::CALENDAR_CHANGES && !is_open;
    match if opens_next { opens } else { closes } {
        0 => Datum::Missing,
        minute => Datum::Number(f64::from(minute) * 60_000.0),
    }
}

/// Whether a calendar is open at `now`, in milliseconds; nothing when nobody knows.
pub(crate) fn is_open(program: &Program, values: &Values, calendar: u32, now: i64) -> Option<bool> {
    look(program, values, calendar, now, 2).map(|outlook| outlook.is_open)
}

/// The same of a moment that is a signal's value.
pub(crate) fn is_open_at(program: &Program, values: &Values, calendar: u32, moment: Datum) -> Option<bool> {
    match moment {
        Datum::Number(moment) => is_open(program, values, calendar, moment as i64),
        _ => None,
    }
}

/// Looks at the days around `now` and at those until `ahead`, in order, and joins hours that follow one another.
fn look(program: &Program, values: &Values, calendar: u32, now: i64, ahead: i32) -> Option<Outlook> {
    let calendar = program.calendar(calendar)?;
    let clock = Clock {
        changes: program.pairs().part(calendar.zone),
        offset: match values.datum(calendar.offset) {
            Datum::Number(offset) if offset.abs() <= FURTHEST => Some(offset as i32),
            _ => None,
        },
    };
    let hours = program.pairs().part(calendar.hours);
    let now = i32::try_from(now / MINUTE).ok().filter(|now| (4 * DAY..EVER).contains(now))?;
    let mut at = 0;
    let offset = loop {
        let [from, offset, until] = clock.span(at)?;
        if from <= now && now < until {
            break offset;
        }
        at += 1;
    };
    let today = now.wrapping_add(offset) / DAY;
    let last = hours.get(hours.len().wrapping_sub(1)).map_or(0, |last| last.key.cast_signed());
    let mut seen = Outlook::default();
    // When the hours end that are under way, or come next; 0 for none.
    let mut end = 0;
    // What began two days ago is over, on any clock.
    let mut day = today - 2;
    let stop = today + ahead.min(last.saturating_sub(today).max(0).saturating_add(WEEKS));
    while day < stop && (seen.opens == 0 || seen.closes == 0) {
        let midnight = day.wrapping_mul(DAY);
        // What ended before this day began is not gone on with.
        if end != 0 && end < clock.moment(midnight, false) {
            seen.close(end);
            end = 0;
        }
        // 1970 began on a Thursday.
        let (date, weekday) = (day.cast_unsigned(), (day + 3).cast_unsigned() % 7);
        let has_own = hours.iter().take(limits::HOURS).any(|pair| pair.key == date);
        for pair in hours.iter().take(limits::HOURS) {
            if pair.key != if has_own { date } else { weekday } {
                continue;
            }
            let from = clock.moment(midnight.wrapping_add(pair.value as i32 & 0xFFFF), false);
            let until = clock.moment(midnight.wrapping_add((pair.value >> 16) as i32), true);
            if until <= now || until <= from {
                continue;
            }
            if end < from {
                seen.close(end);
                if from <= now {
                    seen.is_open = true;
                } else if seen.opens == 0 {
                    seen.opens = from;
                }
            }
            end = end.max(until);
        }
        day += 1;
    }
    Some(seen)
}

impl Outlook {
    /// The first closing counts.
    fn close(&mut self, end: i32) {
        if self.closes == 0 {
            self.closes = end;
        }
    }
}

/// How far clocks are from Greenwich, and when.
#[derive(Clone, Copy)]
struct Clock<'a> {
    changes: Rows<'a, Pair>,
    /// As the visitor's always is.
    offset: Option<i32>,
}

impl Clock<'_> {
    /// A stretch of time in which the offset stays: from when, the offset, until when.
    fn span(&self, at: usize) -> Option<[i32; 3]> {
        if let Some(offset) = self.offset {
            return (at == 0).then_some([0, offset, EVER]);
        }
        let next = self.changes.get(at + 1).filter(|_| at < limits::ZONE_CHANGES)?;
        let this = self.changes.get(at)?;
        Some([this.key, this.value, next.key].map(u32::cast_signed))
    }

    /// When clocks first show the minute `local` or a later one; with `last`, from when on they never show an earlier
    /// one. Beyond the table it is the table's end.
    fn moment(&self, local: i32, last: bool) -> i32 {
        let (mut found, mut at) = (0, 0);
        while let Some([from, offset, until]) = self.span(at) {
            let moment = local.wrapping_sub(offset);
            if !last || moment > from {
                found = moment.max(from).min(until);
            }
            if !last && moment < until {
                break;
            }
            at += 1;
        }
        found
    }
}
