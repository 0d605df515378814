//! Civil time from a moment and an offset, by whole numbers.
//!
//! The proleptic Gregorian calendar after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
//! (`civil_from_days`). Years 1 to 9999 only, so that a date is always ten characters and texts of dates compare as
//! dates do.

use super::facts::{Known, number};
use super::observe::Step;
use super::scan::parts;
use super::{Form, Seen, geo};

/// In milliseconds.
const MINUTE: f64 = 60_000.0;
const DAY: f64 = 24.0 * 60.0 * MINUTE;
const DAY_MINUTES: u32 = 24 * 60;
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
    fn weekday(self) -> u32 {
        self.day % 7
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

/// A reading of the clock that `number` is on.
pub(super) fn read(step: Step, facts: &impl Known, seen: &mut Seen) -> Form {
    let Some(civil) = Civil::at(seen.number.trunc()) else { return Form::Nothing };
    let hour = civil.minute / 60;
    let date = civil.date();
    let number = match step {
        Step::Hour => hour,
        Step::Minute => civil.minute % 60,
        Step::Month => date / 100 % 100,
        Step::Day => date % 100,
        // Missing where the country is: a Friday is a weekend in Egypt.
        Step::Weekend => {
            let region = geo::country(facts, seen);
            return if region.has_customs() { seen.answer(region.is_weekend(civil.weekday())) } else { Form::Nothing };
        }
        _ => {
            let start = civil.weekday() as usize * 3;
            let date = written(date);
            let text: &[u8] = match step {
                Step::Weekday => b"montuewedthufrisatsun".get(start..start + 3).unwrap_or_default(),
                Step::Date => &date,
                _ => daypart(&seen.word, civil.minute),
            };
            seen.text.extend_from_slice(text);
            return Form::Text;
        }
    };
    seen.number = f64::from(number);
    Form::Number
}

/// When parts of the day begin, in minutes of it; a ruleset's own stand in the bundle as the signal's argument.
pub const DAYPARTS: &str = "300,720,1020,1320";

/// The part of the day that began last.
fn daypart(own: &[u8], minute: u32) -> &'static [u8] {
    let starts = if own.is_empty() { DAYPARTS.as_bytes() } else { own };
    let mut names = parts(b"morning,afternoon,evening,night", b',');
    let (mut shortest, mut last) = (DAY_MINUTES, [].as_slice());
    for start in parts(starts, b',') {
        let start = start.iter().fold(0u32, |sum, digit| sum.wrapping_mul(10).wrapping_add(u32::from(*digit & 15)));
        let ago = (minute + DAY_MINUTES).wrapping_sub(start) % DAY_MINUTES;
        if let (Some(name), true) = (names.next(), ago < shortest) {
            (shortest, last) = (ago, name);
        }
    }
    last
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

/// Writes the minutes east of Greenwich, or the time on a clock that is so far ahead.
pub(super) fn local(facts: &impl Known, offset: u8, clock: bool, out: &mut f64) -> bool {
    // Greenwich is −0 to JavaScript.
    let minutes = facts.number(offset).trunc() + 0.0;
    *out = if clock { facts.number(number::NOW).trunc() + minutes * MINUTE } else { minutes };
    minutes.abs() <= FURTHEST && !out.is_nan()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(milliseconds: f64) -> Option<(String, u32, u32)> {
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
    fn ok_daypart_began_last() {
        let part = |own: &str, minute| std::str::from_utf8(daypart(own.as_bytes(), minute)).unwrap();
        for (hour, expected) in [
            (0, "night"),
            (4, "night"),
            (5, "morning"),
            (11, "morning"),
            (12, "afternoon"),
            (16, "afternoon"),
            (17, "evening"),
            (21, "evening"),
            (22, "night"),
            (23, "night"),
        ] {
            assert_eq!(part("", hour * 60), expected);
            assert_eq!(part("", hour * 60 + 59), expected);
        }
        // Night from half past midnight.
        let own = "330,720,1080,30";
        assert_eq!([29, 30, 329, 330].map(|minute| part(own, minute)), ["evening", "night", "night", "morning"]);
    }

    #[test]
    fn a_broken_argument_gives_some_part_and_no_panic() {
        for own in ["x", ",", "99999999999999999999", "1,2,3,4,5,6", "\u{ff}\u{ff}", "5"] {
            (0..DAY_MINUTES).for_each(|minute| {
                let _ = daypart(own.as_bytes(), minute);
            });
        }
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
