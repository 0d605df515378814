//! Classes of dates, `YYYY-MM-DD`: those that questions name, and the days before and after.

use super::domain::Classes;
use crate::program::records::Op;

/// Adds them; whether these are all.
pub fn add(classes: &mut Classes) -> bool {
    let mut exact = classes.predicates().all(|predicate| {
        matches!(
            predicate.op,
            Op::Exists
                | Op::EqText
                | Op::In
                | Op::LtText
                | Op::LeText
                | Op::GtText
                | Op::GeText
                | Op::Trusted
                | Op::Settled
        )
    });
    for text in classes.constants() {
        let Some(date) = read(text) else {
            exact = false;
            continue;
        };
        for (cost, day) in [(0.0, date), (1.0, before(date)), (2.0, after(date))] {
            classes.add_text(&write(day), cost);
        }
    }
    exact
}

type Date = [u32; 3];

fn read(text: &[u8]) -> Option<Date> {
    let number = |digits: &[u8]| super::numbers::whole(digits).map(|n| n as u32);
    let mut parts = text.split(|byte| *byte == b'-');
    let date = [number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?];
    (write(date) == text).then_some(date)
}

fn write([year, month, day]: Date) -> [u8; 10] {
    let digit = |n: u32, by: u32| b'0' + (n / by % 10) as u8;
    [
        digit(year, 1000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
        b'-',
        digit(month, 10),
        digit(month, 1),
        b'-',
        digit(day, 10),
        digit(day, 1),
    ]
}

fn days([year, month, _]: Date) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn before([year, month, day]: Date) -> Date {
    let [year, month] = match (day, month) {
        (2.., _) => return [year, month, day - 1],
        (_, 2..) => [year, month - 1],
        _ => [year.saturating_sub(1), 12],
    };
    [year, month, days([year, month, 0])]
}

fn after(date: Date) -> Date {
    let [year, month, day] = date;
    match (day < days(date), month) {
        (true, _) => [year, month, day + 1],
        (_, ..12) => [year, month + 1, 1],
        _ => [year + 1, 1, 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other_through_months_and_leap_years() {
        for (day, next) in [
            ("2026-11-20", "2026-11-21"),
            ("2026-11-30", "2026-12-01"),
            ("2026-12-31", "2027-01-01"),
            ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-03-01"),
            ("2100-02-28", "2100-03-01"),
        ] {
            let (day, next) = (read(day.as_bytes()).unwrap(), read(next.as_bytes()).unwrap());
            assert_eq!((after(day), before(next)), (next, day));
        }
        assert!(["2026-1-01", "20261201", "", "2026-12-1x"].iter().all(|text| read(text.as_bytes()).is_none()));
    }
}
