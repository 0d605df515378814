//! Calendars: days that are said twice, hours that run into each other, dates that no visitor will see.

use std::collections::BTreeMap;

use super::Check;
use crate::compile::calendars::life;
use crate::diagnostic::{Diagnostic, Span};
use crate::ruleset::hours::{DAYS, Stretch, date, days, hours};
use crate::ruleset::model::{Calendar, Table};
use crate::value::Value;

/// In minutes.
const DAY: i64 = 24 * 60;

pub(super) fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for calendar in &ruleset.calendars {
        let week = week(check, calendar);
        spill(check, &week);
        exceptions(check, calendar);
        let opens = calendar.open.iter().chain(&calendar.except).any(|(_, written)| written.value.trim() != "closed");
        if !opens {
            let message = format!("the calendar `{}` is never open", calendar.name.value);
            let found = Diagnostic::warning("never-open", calendar.name.span, message);
            check.add(found.hint("give it hours: `open: { mon-fri: \"09:00-17:00\" }`"));
        }
    }
    ruleset.tables.iter().for_each(|table| rows(check, table));
}

/// The hours of each day of the week, and where they are written.
fn week(check: &mut Check, calendar: &Calendar) -> BTreeMap<u32, (Vec<Stretch>, Span)> {
    let mut week: BTreeMap<u32, (Vec<Stretch>, Span)> = BTreeMap::new();
    for (named, written) in &calendar.open {
        let all = days(&named.value).unwrap_or_default();
        if let Some((day, before)) = all.iter().find_map(|day| Some((day, week.get(day)?.1))) {
            let name = DAYS.get(*day as usize).copied().unwrap_or_default();
            let found = Diagnostic::error("bad-calendar", named.span, format!("`{name}` has hours already"));
            check.add(found.label(before, "here").hint("say each day once: `mon-thu` and `fri`"));
        }
        let read = hours(&written.value).unwrap_or_default();
        for day in all {
            week.entry(day).or_insert_with(|| (read.clone(), written.span));
        }
    }
    week
}

/// Hours past midnight that end after those of the next day begin.
fn spill(check: &mut Check, week: &BTreeMap<u32, (Vec<Stretch>, Span)>) {
    for (day, (stretches, span)) in week {
        let Some((_, until)) = stretches.last() else { continue };
        let next = (day + 1) % 7;
        let Some((first, from)) = week.get(&next).and_then(|(all, span)| Some((all.first()?.0, *span))) else {
            continue;
        };
        if i64::from(*until) > DAY + i64::from(first) {
            let name = |day: u32| DAYS.get(day as usize).copied().unwrap_or_default();
            let message = format!("the hours of `{}` run into those of `{}`", name(*day), name(next));
            let found = Diagnostic::warning("hours-overlap", *span, message).label(from, "which begin here");
            check.add(found.hint("both count as one; let the first end before the second begins"));
            return;
        }
    }
}

/// Dates of which a bundle that is built now knows nothing.
fn exceptions(check: &mut Check, calendar: &Calendar) {
    let expires = check.ruleset.expires.as_ref();
    let (_, until) = life(check.now, expires.map_or(i64::MAX, |expires| expires.value));
    let today = check.now.div_euclid(60_000 * DAY);
    for (named, _) in &calendar.except {
        let Some(day) = date(&named.value) else { continue };
        let (message, hint) = if day < today - 1 {
            (format!("`{}` is over", named.value), "take it out")
        } else if day > until.div_euclid(DAY) + 1 {
            match expires {
                Some(_) => (format!("`{}` is after the ruleset expired", named.value), "set `expires` to a later time"),
                None => (format!("`{}` is too far away", named.value), "a bundle knows its zones for ten years"),
            }
        } else {
            continue;
        };
        check.add(Diagnostic::warning("exception-outside", named.span, message).hint(hint));
    }
}

/// A table whose rows name calendars.
fn rows(check: &mut Check, table: &Table) {
    let cells = table.rows.iter().flat_map(|(_, cells)| cells);
    let mut named = cells.filter(|(column, _)| column.value == "calendar").peekable();
    if named.peek().is_none() {
        return;
    }
    let by = &table.by;
    if matches!(by.value.split('.').next(), Some("variant" | "holdout" | "calendar")) {
        let message = format!("rows with a calendar cannot be looked up by `{}`", by.value);
        let found = Diagnostic::error("calendar-row", by.span, message);
        check.add(found.hint("it is known only when all calendars are; ask for it in `when`"));
    }
    for (_, cell) in named {
        if !matches!(cell.value, Value::Text(_)) {
            let found = Diagnostic::error("unknown-calendar", cell.span, "the column `calendar` names calendars");
            check.add(found.hint("write the name of one, or call the column otherwise"));
        }
    }
}
