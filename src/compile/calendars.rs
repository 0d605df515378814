//! Calendars become tables: hours by day, and the moments at which their zone's offset changes while the bundle is in
//! use. Only those that something asks for; calendars of one zone share its table.

use super::compiler::Compiler;
use super::lower::Node;
use super::subject::{Scope, Subject};
use crate::diagnostic::{Span, Spanned};
use crate::limits::{HOURS, ZONE_CHANGES};
use crate::program::draft::{Key, Told};
use crate::program::records::{AT_EDGE, Calendar, NONE, ON_DEVICE, Op, Pair, Range, SignalRef, TOLD, UNSETTLED};
use crate::ruleset::hours::{date, days, hours};
use crate::ruleset::model::{self, Part, Schedule, Table, Template};
use crate::ruleset::times::VISITOR;
use crate::signal::catalogue::{self, id};
use crate::value::{Kind, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The signal that says how far the visitor's clock is from Greenwich.
const OFFSET: &str = "time.offset";
/// In minutes.
const DAY: i64 = 24 * 60;
/// Years that a bundle without `expires` knows its zones for, and the most for one with it.
const YEARS: i16 = 10;
const MOST_YEARS: i16 = 30;

/// From when and until when a bundle knows its zones, in minutes since 1970.
///
/// From the beginning of the year before it is built, for moments in the past that rules ask about. By whole years, so
/// that a bundle built again tomorrow has the same bytes.
pub fn life(now: i64, expires: i64) -> (i64, i64) {
    let year = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC).year();
    let begin = |years: i16| {
        let day = jiff::civil::Date::new(year.saturating_add(years), 1, 1).unwrap_or(jiff::civil::Date::MAX);
        date(&day.to_string()).unwrap_or(0) * DAY
    };
    let until = if expires == i64::MAX { begin(YEARS + 1) } else { expires.div_euclid(60_000).saturating_add(1) };
    let from = begin(-1).max(0);
    (from, until.clamp(from, begin(MOST_YEARS + 1).max(from)))
}

impl<'a> Compiler<'a> {
    /// The number of a calendar, which is compiled when it is first asked for.
    pub fn calendar(&mut self, name: &str, span: Span) -> u32 {
        if let Some(index) = self.calendars.get(name) {
            return *index;
        }
        let Some(written) = self.ruleset.calendars.iter().find(|calendar| calendar.name.value == name) else {
            self.refuse("unknown-calendar", span, format!("unknown calendar `{name}`"));
            return NONE;
        };
        let is_visitors = written.zone.value == VISITOR;
        let record = Calendar {
            offset: if is_visitors { self.signal(OFFSET, written.zone.span) } else { NONE },
            zone: if is_visitors { Range::default() } else { self.zone(&written.zone) },
            hours: self.hours(written),
        };
        let index = self.tables.draft.calendars.len() as u32;
        self.tables.draft.calendars.push(record);
        self.calendars.insert(name.to_owned(), index);
        index
    }

    /// The changes of a zone's offset in the bundle's life, and its end.
    fn zone(&mut self, zone: &Spanned<String>) -> Range {
        let (from, until) = self.life;
        let Ok(rules) = TimeZone::get(&zone.value) else {
            self.refuse("unknown-zone", zone.span, format!("there is no time zone `{}`", zone.value));
            return Range::default();
        };
        let pair = |minute: i64, offset: i32| Pair { key: minute as u32, value: (offset / 60).cast_unsigned() };
        let start = Timestamp::from_second(from * 60).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut offset = rules.to_offset(start).seconds();
        let mut changes = vec![pair(from, offset)];
        for change in rules.following(start) {
            let minute = change.timestamp().as_second().div_euclid(60);
            if minute >= until || changes.len() + 1 >= ZONE_CHANGES {
                break;
            }
            // A zone may change its name alone.
            if change.offset().seconds() != offset {
                offset = change.offset().seconds();
                changes.push(pair(minute, offset));
            }
        }
        changes.push(pair(until, 0));
        self.tables.run_of_pairs(changes)
    }

    /// Those of the week, then those of dates that the bundle may live to see.
    fn hours(&mut self, calendar: &model::Calendar) -> Range {
        let (from, until) = self.life;
        let alive = from / DAY - 1..until / DAY + 2;
        let mut pairs = Vec::new();
        for (named, written) in &calendar.open {
            for day in days(&named.value).unwrap_or_default() {
                let day = hours(&written.value).unwrap_or_default().into_iter().map(|stretch| of_day(day, stretch));
                pairs.extend(day);
            }
        }
        for (named, written) in &calendar.except {
            let Some(day) = date(&named.value).filter(|day| alive.contains(day) && *day > 6) else { continue };
            let own = hours(&written.value).unwrap_or_default();
            // None at all: a stretch that ends where it begins.
            let own = if own.is_empty() { vec![(0, 0)] } else { own };
            pairs.extend(own.into_iter().map(|stretch| of_day(day as u32, stretch)));
        }
        pairs.sort_unstable_by_key(|pair| (pair.key, pair.value & 0xFFFF));
        if pairs.len() > HOURS {
            let message = format!("{} stretches of opening hours are more than {HOURS}", pairs.len());
            self.refuse("too-many-hours", calendar.name.span, message);
        }
        self.tables.run_of_pairs(pairs)
    }

    /// Whether a calendar goes by the visitor's clock.
    pub fn is_visitors(&self, calendar: u32) -> bool {
        self.tables.draft.calendars.get(calendar as usize).is_some_and(|known| known.offset != NONE)
    }

    /// A signal that a calendar tells: `calendar.berlin.state`, or `table.store.state`.
    pub fn told(&mut self, name: &str, span: Span) -> Option<u32> {
        let ruleset = self.ruleset;
        let (part, table) = match ruleset.calendar_column(name) {
            Some((table, column)) => (column, Some(table)),
            None => (name.strip_prefix("calendar.")?.rsplit('.').next()?, None),
        };
        let id = match part {
            "state" => id::CALENDAR_STATE,
            "opens" => id::CALENDAR_OPENS,
            "closes" => id::CALENDAR_CLOSES,
            "changes" => id::CALENDAR_CHANGES,
            _ => return None,
        };
        if let Some(known) = self.tables.known_signal(name) {
            return Some(known);
        }
        let mut flags = AT_EDGE | ON_DEVICE;
        let (mut by, mut calendar, mut rows) = (NONE, NONE, Vec::new());
        match table {
            Some(table) => {
                by = self.signal(&table.by.value, table.by.span);
                flags = self.flags(by) & (AT_EDGE | ON_DEVICE | UNSETTLED);
                rows = self.calendars_of(table);
            }
            None => calendar = self.calendar(catalogue::lookup(name)?.1?, span),
        }
        let all = rows.iter().map(|(_, calendar)| *calendar).chain([calendar]);
        if all.into_iter().any(|calendar| self.is_visitors(calendar)) {
            let offset = self.signal(OFFSET, span);
            flags |= self.flags(offset) & UNSETTLED;
        }
        // The words of a state, so that the runtime has them at hand.
        if id == id::CALENDAR_STATE {
            self.tables.string("open");
            self.tables.string("closed");
        }
        let kind = self.kind(name);
        let signal = self.tables.signal(name, |tables| SignalRef {
            name: tables.string(name),
            id,
            kind,
            flags: flags | TOLD,
            argument: NONE,
        });
        self.tables.draft.readings.push(Told { signal, by, calendar, rows });
        Some(signal)
    }

    fn flags(&self, signal: u32) -> u8 {
        self.tables.draft.signals.get(signal as usize).map_or(0, |known| known.flags)
    }

    /// The calendars that a table's rows name, by what finds the row.
    fn calendars_of(&mut self, table: &'a Table) -> Vec<(Key, u32)> {
        if matches!(table.by.value.split('.').next(), Some("table" | "variant" | "holdout" | "calendar")) {
            let message = format!("rows with a calendar cannot be looked up by `{}`", table.by.value);
            self.refuse("calendar-row", table.by.span, message);
            return Vec::new();
        }
        let kind = self.kind(&table.by.value);
        let mut rows = Vec::new();
        for (key, cells) in &table.rows {
            let Some((_, named)) = cells.iter().find(|(column, _)| column.value == "calendar") else { continue };
            let Value::Text(name) = &named.value else { continue };
            let calendar = self.calendar(name, named.span);
            let key = match kind {
                Kind::Bool => key.value.parse().ok().map(|flag: bool| Key::Word(u32::from(flag))),
                _ if kind.is_number() => key.value.parse().ok().map(|number| Key::Word(self.tables.number(number))),
                _ => {
                    self.tables.string(&key.value);
                    Some(Key::Text(key.value.clone()))
                }
            };
            rows.extend(key.map(|key| (key, calendar)));
        }
        rows
    }

    /// `$during`; of a calendar on the visitor's clock only where that clock is known.
    pub fn during(&mut self, subject: &Subject<'a>, name: &Spanned<String>, negate: bool, span: Span) -> Node {
        let calendar = self.calendar(&name.value, name.span);
        let clock = self.clock_of(calendar, span);
        let asked = self.ask(subject, Op::During, calendar, negate, span);
        Node::all([clock, asked])
    }

    /// That the visitor's clock is known, if a calendar goes by it.
    pub fn clock_of(&mut self, calendar: u32, span: Span) -> Node {
        if !self.is_visitors(calendar) {
            return Node::Known(true);
        }
        match self.subject(OFFSET, span, Scope::Signals) {
            Some(offset) => self.ask(&offset, Op::Exists, 0, false, span),
            None => Node::Known(false),
        }
    }

    /// A schedule's window on the visitor's clock, as questions about date and time.
    pub fn civil_window(&mut self, schedule: &Schedule) -> Node {
        let from = schedule.civil_from.as_ref().map(|from| self.reached(from, false));
        let until = schedule.civil_until.as_ref().map(|until| self.reached(until, true));
        Node::all(from.into_iter().chain(until))
    }

    /// That it is `civil` or later; with `before`, that it is not yet. A later date is enough, else the same one and a
    /// later hour, and so on.
    fn reached(&mut self, civil: &Spanned<i64>, before: bool) -> Node {
        let span = civil.span;
        let minutes = civil.value.div_euclid(60_000);
        let (day, minute) = (minutes.div_euclid(DAY), minutes.rem_euclid(DAY));
        let date = Timestamp::from_second(day * DAY * 60).unwrap_or(Timestamp::UNIX_EPOCH);
        let date = date.to_zoned(TimeZone::UTC).date().to_string();
        let word = if before { "until" } else { "from" };
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        let outer = std::mem::replace(&mut self.about, format!("{word} {date} {clock}, on the visitor's clock"));
        let date = self.tables.string(&date);
        let (hour, rest) = (self.tables.number((minute / 60) as f64), self.tables.number((minute % 60) as f64));
        let mut ask = |name, op, operand| match self.subject(name, span, Scope::Signals) {
            Some(subject) => self.ask(&subject, op, operand, false, span),
            None => Node::Known(false),
        };
        let node = if minute == 0 {
            ask("time.date", if before { Op::LtText } else { Op::GeText }, date)
        } else {
            let [beyond_date, same_date, beyond] =
                if before { [Op::LtText, Op::LeText, Op::Lt] } else { [Op::GtText, Op::GeText, Op::Gt] };
            let same = if before { Op::Le } else { Op::Ge };
            let last = if before { Op::Lt } else { Op::Ge };
            let later = Node::any([
                ask("time.hour", beyond, hour),
                Node::all([ask("time.hour", same, hour), ask("time.minute", last, rest)]),
            ]);
            Node::any([ask("time.date", beyond_date, date), Node::all([ask("time.date", same_date, date), later])])
        };
        self.about = outer;
        node
    }

    /// The zone in which a moment that a calendar tells is shown: the calendar's. Empty is the visitor's own.
    pub fn zone_of(&self, signal: &str) -> String {
        let named = |name: &str| {
            let calendar = self.ruleset.calendars.iter().find(|calendar| calendar.name.value == name);
            calendar.map(|it| it.zone.value.as_str()).filter(|zone| *zone != VISITOR).unwrap_or_default().to_owned()
        };
        let Some((table, _)) = self.ruleset.calendar_column(signal) else {
            let told = id::CALENDAR_STATE..=id::CALENDAR_CHANGES;
            let found = catalogue::lookup(signal).filter(|(entry, _)| told.contains(&entry.id));
            return found.and_then(|(_, calendar)| calendar).map(named).unwrap_or_default();
        };
        let row = self.rows.iter().find(|(known, _)| *known == table.name.value).map(|(_, row)| row.as_str());
        let mut calendars = rows_of(table).filter(|(key, _)| row.is_none_or(|row| row == *key)).map(|(_, name)| name);
        match calendars.next() {
            Some(first) if self.has_one_zone(table, row) => named(first),
            _ => String::new(),
        }
    }

    /// Whether the calendars of a table's rows (or of one of them) go by clocks that agree as long as the bundle lives.
    fn has_one_zone(&self, table: &Table, row: Option<&str>) -> bool {
        let rows = rows_of(table).filter(|(key, _)| row.is_none_or(|row| row == *key));
        let mut clocks = rows.map(|(_, name)| {
            let index = self.calendars.get(name).copied().unwrap_or(NONE);
            self.tables.draft.calendars.get(index as usize).map(|known| (known.offset, known.zone))
        });
        let first = clocks.next();
        clocks.all(|clock| Some(clock) == first)
    }

    /// A table whose moments these texts show, each on the clock of its row: the texts differ by row.
    pub fn differs_by_row(&mut self, templates: &[&'a Template]) -> Option<&'a Table> {
        let ruleset = self.ruleset;
        for part in templates.iter().flat_map(|template| &template.parts) {
            let Part::Signal { signal, filter: Some((filter, None)), .. } = part else { continue };
            let Some((table, _)) = ruleset.calendar_column(&signal.value) else { continue };
            let is_chosen = self.rows.iter().any(|(known, _)| *known == table.name.value);
            if is_chosen || !matches!(filter.value.as_str(), "time" | "date") || !self.kind(&table.by.value).is_text() {
                continue;
            }
            // Compiles the calendars.
            self.signal(&signal.value, signal.span);
            if !self.has_one_zone(table, None) {
                return Some(table);
            }
        }
        None
    }
}

/// Keys of the rows that name a calendar, and its name.
pub fn rows_of(table: &Table) -> impl Iterator<Item = (&str, &str)> {
    table.rows.iter().filter_map(|(key, cells)| {
        let (_, cell) = cells.iter().find(|(column, _)| column.value == "calendar")?;
        if let Value::Text(name) = &cell.value { Some((key.value.as_str(), name.as_str())) } else { None }
    })
}

fn of_day(day: u32, (from, until): (u32, u32)) -> Pair {
    Pair { key: day, value: from | until << 16 }
}
