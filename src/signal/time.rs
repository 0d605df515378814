//! Civil time from a moment and an offset, by integers.
//!
//! The proleptic Gregorian calendar after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
//! (`civil_from_days`). Years 1 to 9999 only, so that a date is always ten characters and texts of dates compare as
//! dates do.

use super::facts::{Facts, number};
use super::{Observation, Source, Trust, geo};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// 0001-01-01 and the end of 9999, in days since 1970-01-01.
const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;
/// No zone was ever further from Greenwich (Manila until 1844: −15:56; today's are within 14 h).
const FURTHEST: i64 = 16 * 60;

/// One reading of a calendar and a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    /// 1–12.
    pub month: u8,
    /// 1–31.
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    /// 0 is Monday.
    pub weekday: u8,
}

impl Civil {
    /// `milliseconds` since 1970-01-01T00:00 on that clock.
    pub fn at(milliseconds: i64) -> Option<Civil> {
        let days = milliseconds.div_euclid(DAY);
        if !(FIRST_DAY..=LAST_DAY).contains(&days) {
            return None;
        }
        let minutes = milliseconds.rem_euclid(DAY) / MINUTE;
        let (year, month, day) = date(days);
        Some(Civil {
            year,
            month,
            day,
            hour: (minutes / 60) as u8,
            minute: (minutes % 60) as u8,
            // 1970-01-01 was a Thursday.
            weekday: (days + 3).rem_euclid(7) as u8,
        })
    }

    /// `YYYY-MM-DD`.
    pub fn date(self) -> String {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let mut rest = self.year * 10_000 + month * 100 + day;
        let mut text = *b"0000-00-00";
        for digit in text.iter_mut().rev().filter(|byte| **byte == b'0') {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        std::str::from_utf8(&text).map(String::from).unwrap_or_default()
    }

    /// Three letters, as rulesets write them.
    pub fn weekday(self) -> &'static str {
        let start = usize::from(self.weekday) * 3;
        "montuewedthufrisatsun".get(start..start + 3).unwrap_or_default()
    }

    /// Morning from 5, afternoon from 12, evening from 17, night from 22.
    pub fn daypart(self) -> &'static str {
        match self.hour {
            5..12 => "morning",
            12..17 => "afternoon",
            17..22 => "evening",
            _ => "night",
        }
    }
}

/// Year, month and day of a day counted from 1970-01-01.
fn date(days: i64) -> (i64, u8, u8) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

/// Which reading of the clock a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Hour,
    Minute,
    Weekday,
    Daypart,
    Date,
    Month,
    Day,
}

impl Part {
    #[inline(never)]
    fn of(self, civil: Civil, source: Source, trust: Trust) -> Option<Observation> {
        let number = match self {
            Part::Hour => civil.hour,
            Part::Minute => civil.minute,
            Part::Month => civil.month,
            Part::Day => civil.day,
            Part::Weekday => return Observation::text(civil.weekday(), source, trust),
            Part::Daypart => return Observation::text(civil.daypart(), source, trust),
            Part::Date => return Observation::text(&civil.date(), source, trust),
        };
        Observation::number(f64::from(number), source, trust)
    }
}

pub(super) fn local(facts: &Facts, part: Part) -> Option<Observation> {
    let (civil, source, trust) = civil(facts)?;
    part.of(civil, source, trust)
}

pub(super) fn utc(facts: &Facts, part: Part) -> Option<Observation> {
    part.of(Civil::at(now(facts)?)?, Source::Clock, Trust::Known)
}

/// Minutes east of UTC.
pub(super) fn offset(facts: &Facts) -> Option<Observation> {
    let (minutes, source, trust) = minutes_east(facts)?;
    Observation::number(minutes as f64, source, trust)
}

/// Missing where the country is: a Friday is a weekend in Egypt.
pub(super) fn weekend(facts: &Facts) -> Option<Observation> {
    let (civil, source, clock) = civil(facts)?;
    let (region, _, country) = geo::country(facts)?;
    Observation::flag(region.is_weekend(civil.weekday), source, clock.min(country))
}

fn civil(facts: &Facts) -> Option<(Civil, Source, Trust)> {
    let (minutes, source, trust) = minutes_east(facts)?;
    Some((Civil::at(now(facts)?.checked_add(minutes * MINUTE)?)?, source, trust))
}

fn now(facts: &Facts) -> Option<i64> {
    whole(facts.number(number::NOW)?)
}

/// The device's own offset before that of the platform's zone.
fn minutes_east(facts: &Facts) -> Option<(i64, Source, Trust)> {
    let of = |number| facts.number(number).and_then(whole).filter(|minutes| minutes.abs() <= FURTHEST);
    match of(number::OFFSET) {
        Some(minutes) => Some((minutes, Source::Clock, Trust::Known)),
        None => Some((of(number::PLATFORM_OFFSET)?, Source::Platform, Trust::Inferred)),
    }
}

/// A number without its fraction, within what a date can be.
fn whole(value: f64) -> Option<i64> {
    const FURTHEST_DATE: f64 = 8.64e15;
    (-FURTHEST_DATE..=FURTHEST_DATE).contains(&value).then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(milliseconds: i64) -> Option<(String, &'static str, u8, u8)> {
        Civil::at(milliseconds).map(|civil| (civil.date(), civil.weekday(), civil.hour, civil.minute))
    }

    #[test]
    fn ok_civil() {
        assert_eq!(read(0), Some(("1970-01-01".into(), "thu", 0, 0)));
        assert_eq!(read(-1), Some(("1969-12-31".into(), "wed", 23, 59)));
        assert_eq!(read(951_782_400_000), Some(("2000-02-29".into(), "tue", 0, 0)));
        assert_eq!(read(-2_203_891_200_000), Some(("1900-03-01".into(), "thu", 0, 0)));
        assert_eq!(read(253_402_300_799_999), Some(("9999-12-31".into(), "fri", 23, 59)));
    }

    #[test]
    fn err_civil_out_of_range() {
        assert_eq!(read(253_402_300_800_000), None);
        assert_eq!(read(FIRST_DAY * DAY), Some(("0001-01-01".into(), "mon", 0, 0)));
        assert_eq!(read(FIRST_DAY * DAY - 1), None);
        assert_eq!(read(i64::MIN), None);
    }

    #[test]
    #[cfg(feature = "tools")]
    fn every_day_of_five_centuries_agrees_with_jiff() {
        for days in -146_097i64..73_000 {
            let expected = jiff::Timestamp::from_millisecond(days * DAY).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
            let civil = Civil::at(days * DAY).unwrap();
            assert_eq!(civil.date(), expected.date().to_string());
            assert_eq!(civil.weekday as i8, expected.weekday().to_monday_zero_offset());
        }
    }
}
