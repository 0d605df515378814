//! Civil time from a moment and an offset, by whole numbers.
//!
//! The proleptic Gregorian calendar after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
//! (`civil_from_days`). Years 1 to 9999 only, so that a date is always ten characters and texts of dates compare as
//! dates do.

use super::facts::{Facts, number};
use super::{Observation, Source, Trust, geo};

/// In milliseconds.
const MINUTE: f64 = 60_000.0;
const DAY: f64 = 24.0 * 60.0 * MINUTE;
/// 0001-01-01, a Monday, and the end of 9999, in days since 1970-01-01.
const FIRST_DAY: f64 = -719_162.0;
const LAST_DAY: f64 = 2_932_896.0;
/// No zone was ever further from Greenwich (Manila until 1844: −15:56; today's are within 14 h).
const FURTHEST: f64 = 16.0 * 60.0;

/// One reading of a calendar and a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Civil {
    /// Days since 0001-01-01.
    day: u32,
    /// Of the day.
    minute: u32,
}

impl Civil {
    /// `milliseconds` since 1970-01-01T00:00 on that clock, a whole number.
    fn at(milliseconds: f64) -> Option<Civil> {
        let day = (milliseconds / DAY).floor();
        let minute = ((milliseconds - day * DAY) / MINUTE) as u32;
        (FIRST_DAY..=LAST_DAY).contains(&day).then_some(Civil { day: (day - FIRST_DAY) as u32, minute })
    }

    /// 0 is Monday.
    fn weekday(self) -> u8 {
        (self.day % 7) as u8
    }

    /// `YYYYMMDD`.
    fn date(self) -> u32 {
        // From 0000-03-01 on, in eras of 400 years.
        let z = self.day + 306;
        let (era, doe) = (z / 146_097, z % 146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let (year, month) = if mp < 10 { (yoe, mp + 3) } else { (yoe + 1, mp - 9) };
        (year + era * 400) * 10_000 + month * 100 + day
    }
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
    Weekend,
}

impl Part {
    const ALL: [Part; 8] =
        [Part::Hour, Part::Minute, Part::Weekday, Part::Daypart, Part::Date, Part::Month, Part::Day, Part::Weekend];
}

/// A reading of the visitor's clock, or of that in Greenwich.
pub(super) fn read(facts: &Facts, part: u8, utc: bool) -> Option<Observation> {
    let (minutes, source, mut trust) = if utc { (0.0, Source::Clock, Trust::Known) } else { minutes_east(facts)? };
    let now = facts.number(number::NOW)?.trunc();
    let civil = Civil::at(now + minutes * MINUTE)?;
    let hour = civil.minute / 60;
    let number = match Part::ALL.get(usize::from(part))? {
        Part::Hour => hour,
        Part::Minute => civil.minute % 60,
        Part::Month => civil.date() / 100 % 100,
        Part::Day => civil.date() % 100,
        // Missing where the country is: a Friday is a weekend in Egypt.
        Part::Weekend => {
            let (region, _, country) = geo::country(facts)?;
            trust = trust.min(country);
            return Observation::flag(region.is_weekend(civil.weekday()), source, trust);
        }
        Part::Weekday => {
            let start = usize::from(civil.weekday()) * 3;
            return Observation::text(b"montuewedthufrisatsun".get(start..start + 3)?, source, trust);
        }
        // Morning from 5, afternoon from 12, evening from 17, night from 22.
        Part::Daypart => {
            let daypart = match hour {
                5..12 => "morning",
                12..17 => "afternoon",
                17..22 => "evening",
                _ => "night",
            };
            return Observation::text(daypart.as_bytes(), source, trust);
        }
        Part::Date => return Observation::text(&written(civil.date()), source, trust),
    };
    Observation::number(f64::from(number), source, trust)
}

/// `YYYY-MM-DD`.
fn written(date: u32) -> [u8; 10] {
    let mut rest = date;
    let mut text = *b"0000-00-00";
    for byte in text.iter_mut().rev() {
        if *byte == b'0' {
            *byte += (rest % 10) as u8;
            rest /= 10;
        }
    }
    text
}

/// Minutes east of UTC.
pub(super) fn offset(facts: &Facts) -> Option<Observation> {
    let (minutes, source, trust) = minutes_east(facts)?;
    Observation::number(minutes, source, trust)
}

/// The device's own offset before that of the platform's zone.
#[inline(never)]
fn minutes_east(facts: &Facts) -> Option<(f64, Source, Trust)> {
    // Greenwich is −0 to JavaScript.
    let of =
        |number| facts.number(number).map(|minutes| minutes.trunc() + 0.0).filter(|minutes| minutes.abs() <= FURTHEST);
    #[cfg(feature = "edge")]
    if let (None, minutes) = (of(number::OFFSET), of(number::PLATFORM_OFFSET)) {
        return Some((minutes?, Source::Platform, Trust::Inferred));
    }
    Some((of(number::OFFSET)?, Source::Clock, Trust::Known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(milliseconds: f64) -> Option<(String, u8, u32)> {
        let civil = Civil::at(milliseconds)?;
        Some((String::from_utf8(written(civil.date()).into()).unwrap(), civil.weekday(), civil.minute))
    }

    #[test]
    fn ok_civil() {
        assert_eq!(read(0.0), Some(("1970-01-01".into(), 3, 0)));
        assert_eq!(read(-1.0), Some(("1969-12-31".into(), 2, 23 * 60 + 59)));
        assert_eq!(read(951_782_400_000.0), Some(("2000-02-29".into(), 1, 0)));
        assert_eq!(read(-2_203_891_200_000.0), Some(("1900-03-01".into(), 3, 0)));
        assert_eq!(read(253_402_300_799_999.0), Some(("9999-12-31".into(), 4, 23 * 60 + 59)));
    }

    #[test]
    fn err_civil_out_of_range() {
        assert_eq!(read(253_402_300_800_000.0), None);
        assert_eq!(read(FIRST_DAY * DAY), Some(("0001-01-01".into(), 0, 0)));
        assert_eq!(read(FIRST_DAY * DAY - 1.0), None);
        assert_eq!(read(f64::MIN), None);
        assert_eq!(read(8.64e15), None);
    }

    #[test]
    #[cfg(feature = "tools")]
    fn every_day_of_five_centuries_agrees_with_jiff() {
        for days in -146_097i64..73_000 {
            for milliseconds in [days * 86_400_000, (days + 1) * 86_400_000 - 1] {
                let expected =
                    jiff::Timestamp::from_millisecond(milliseconds).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
                let (date, weekday, minute) = read(milliseconds as f64).unwrap();
                assert_eq!(date, expected.date().to_string());
                assert_eq!(weekday as i8, expected.weekday().to_monday_zero_offset());
                assert_eq!(minute, if milliseconds % 86_400_000 == 0 { 0 } else { 1_439 });
            }
        }
    }
}
