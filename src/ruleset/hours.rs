//! Opening hours as people write them: days of the week, dates, stretches of a day.

use crate::limits::HOURS_A_DAY;

/// In minutes.
const DAY: u32 = 24 * 60;

/// Minutes of a day from which and until which; `22:00-02:00` ends on the next day, and so behind 24:00.
pub type Stretch = (u32, u32);

/// Days from Monday, 0.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `mon`, `mon-fri`, and `sat-mon` over the week's end.
pub fn days(text: &str) -> Option<Vec<u32>> {
    let day = |name: &str| (0..).zip(DAYS).find(|(_, known)| *known == name).map(|(day, _)| day);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u32, u32) = (day(first.trim())?, day(last.trim())?);
    Some((0..=(last + 7 - first) % 7).map(|more| (first + more) % 7).collect())
}

/// Days since 1970-01-01 of `2026-12-25`.
pub fn date(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
    Some(i64::from((date - jiff::civil::date(1970, 1, 1)).get_days()))
}

/// Why a text is no opening hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Not of the form.
    Form,
    /// A time that clocks do not show.
    Time(String),
    /// 24:00 is an end, not a beginning.
    Begins24,
    /// From a time until the same time.
    Equal(String),
    /// Two of one day that overlap, as written.
    Overlap(String, String),
    TooMany,
}

impl Problem {
    /// What is wrong, and how it is mended.
    pub fn explain(&self, text: &str) -> (String, String) {
        match self {
            Problem::Form => (
                format!("`{text}` are no opening hours"),
                "write `\"10:00-20:00\"`, `\"10:00-12:00, 14:00-18:00\"` or `closed`".to_owned(),
            ),
            Problem::Time(time) => (
                format!("`{time}` is no time of day"),
                "times are written `09:30`, and the end of the day `24:00`".to_owned(),
            ),
            Problem::Begins24 => {
                ("no day begins at `24:00`".to_owned(), "write `00:00`, under the next day".to_owned())
            }
            Problem::Equal(stretch) => (
                format!("`{stretch}` begins when it ends"),
                "the whole day is `\"00:00-24:00\"`, none of it `closed`".to_owned(),
            ),
            Problem::Overlap(one, next) => {
                (format!("`{one}` and `{next}` overlap"), "write them as one, or let the second begin later".to_owned())
            }
            Problem::TooMany => {
                (format!("these are more than {HOURS_A_DAY} stretches of a day"), "join some of them".to_owned())
            }
        }
    }
}

/// `closed`, `10:00-20:00`, `10:00-12:00, 14:00-18:00`, `22:00-02:00`; in the order of the day.
pub fn hours(text: &str) -> Result<Vec<Stretch>, Problem> {
    if text.trim() == "closed" {
        return Ok(Vec::new());
    }
    let mut all: Vec<(Stretch, &str)> = Vec::new();
    for part in text.split(',').map(str::trim) {
        all.push((stretch(part)?, part));
    }
    if all.len() > HOURS_A_DAY {
        return Err(Problem::TooMany);
    }
    all.sort_unstable();
    for pair in all.windows(2) {
        if let [((_, until), one), ((from, _), next)] = pair
            && from < until
        {
            return Err(Problem::Overlap((*one).to_owned(), (*next).to_owned()));
        }
    }
    Ok(all.into_iter().map(|(stretch, _)| stretch).collect())
}

fn stretch(text: &str) -> Result<Stretch, Problem> {
    let (from, until) = text.split_once('-').ok_or(Problem::Form)?;
    let (from, until) = (clock(from.trim())?, clock(until.trim())?);
    match until {
        _ if from == DAY => Err(Problem::Begins24),
        _ if from == until => Err(Problem::Equal(text.to_owned())),
        _ if until < from => Ok((from, until + DAY)),
        _ => Ok((from, until)),
    }
}

fn clock(text: &str) -> Result<u32, Problem> {
    let (hour, minute) = text.split_once(':').ok_or(Problem::Form)?;
    let two =
        |part: &str| part.parse::<u32>().ok().filter(|_| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
    let (hour, minute) = two(hour).zip(two(minute)).ok_or(Problem::Form)?;
    let minutes = hour * 60 + minute;
    if minute > 59 || minutes > DAY { Err(Problem::Time(text.to_owned())) } else { Ok(minutes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_days() {
        assert_eq!(days("mon"), Some(vec![0]));
        assert_eq!(days("mon-fri"), Some(vec![0, 1, 2, 3, 4]));
        assert_eq!(days("sat-mon"), Some(vec![5, 6, 0]));
        assert_eq!(days("wed-wed"), Some(vec![2]));
        for wrong in ["", "monday", "Mon", "mon-", "mon-tue-wed", "mo", "mon,tue", "2026-12-25"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ok_dates() {
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2026-12-25"), Some(20_812));
        assert_eq!(date("2028-02-29"), Some(21_243));
        for wrong in ["2026-02-29", "25.12.2026", "2026-12-32", "20261225", "2026-1-1", "12-25", ""] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ok_hours() {
        assert_eq!(hours("closed"), Ok(vec![]));
        assert_eq!(hours("10:00-20:00"), Ok(vec![(600, 1200)]));
        assert_eq!(hours("14:00-18:00,10:00 - 12:00"), Ok(vec![(600, 720), (840, 1080)]));
        assert_eq!(hours("10:00-12:00, 12:00-13:00"), Ok(vec![(600, 720), (720, 780)]));
        assert_eq!(hours("00:00-24:00"), Ok(vec![(0, 1440)]));
        assert_eq!(hours("22:00-02:00"), Ok(vec![(1320, 1560)]));
        assert_eq!(hours("22:00-00:00"), Ok(vec![(1320, 1440)]));
    }

    #[test]
    fn err_hours() {
        for form in [
            "",
            "10-20",
            "10:00",
            "10:0-12:00",
            "10:00-12:00,",
            "open",
            "10:00-12:00-14:00",
            "-1:00-02:00",
            "+1:00-02:00",
        ] {
            assert_eq!(hours(form), Err(Problem::Form), "{form}");
        }
        for (text, problem) in [
            ("24:30-25:00", Problem::Time("24:30".into())),
            ("10:00-25:00", Problem::Time("25:00".into())),
            ("10:60-11:00", Problem::Time("10:60".into())),
            ("24:00-02:00", Problem::Begins24),
            ("00:00-00:00", Problem::Equal("00:00-00:00".into())),
            ("10:00-12:00, 11:59-13:00", Problem::Overlap("10:00-12:00".into(), "11:59-13:00".into())),
            ("20:00-02:00, 22:00-23:00", Problem::Overlap("20:00-02:00".into(), "22:00-23:00".into())),
        ] {
            assert_eq!(hours(text), Err(problem.clone()), "{text}");
            assert!(!problem.explain(text).0.is_empty() && !problem.explain(text).1.is_empty());
        }
        let many = |count: u32| {
            (0..count)
                .map(|i| format!("{:02}:{:02}-{:02}:{:02}", i / 2, i % 2 * 30, i / 2, i % 2 * 30 + 10))
                .collect::<Vec<_>>()
                .join(",")
        };
        assert_eq!(hours(&many(HOURS_A_DAY as u32)).map(|all| all.len()), Ok(HOURS_A_DAY));
        assert_eq!(hours(&many(HOURS_A_DAY as u32 + 1)), Err(Problem::TooMany));
    }
}
