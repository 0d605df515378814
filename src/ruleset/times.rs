//! Durations and moments. A month has no length, so there is none; a civil time is a moment only with a zone.

use jiff::civil;
use jiff::tz::TimeZone;

use super::reader::Reader;
use super::shape::suggest;
use super::tree::{Node, excerpt};
use crate::diagnostic::{Diagnostic, Spanned};

/// The zone that is the visitor's own clock.
pub const VISITOR: &str = "visitor";

const UNITS: &[(&str, f64)] =
    &[("ms", 1.0), ("s", 1e3), ("m", 60e3), ("h", 3_600e3), ("d", 86_400e3), ("w", 604_800e3)];

/// `30m`, `1.5h`, `1d12h` in milliseconds.
pub fn duration(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|at| *at > 0)?;
        let (count, behind) = rest.split_at_checked(digits)?;
        let letters = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at_checked(letters)?;
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total += count.parse::<f64>().ok()? * scale;
        rest = behind;
    }
    Some(total)
}

/// Milliseconds as the value of a time signal: exact for any date that jiff knows.
#[expect(clippy::cast_precision_loss, reason = "years up to 9999 are below 2^53 ms")]
pub fn to_number(milliseconds: i64) -> f64 {
    milliseconds as f64
}

impl Reader<'_> {
    /// A moment in milliseconds since 1970: RFC 3339, or a civil time in the given zone.
    pub fn moment(&mut self, node: &Node, zone: Option<&TimeZone>) -> Option<Spanned<i64>> {
        let expected = "a time such as `2027-01-31T18:00:00Z`";
        let Some(scalar) = node.scalar() else { return self.wrong(node, expected) };
        let text = scalar.text.trim();
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Some(Spanned::new(moment.as_millisecond(), node.span));
        }
        let civil = text.parse::<civil::DateTime>().ok().or_else(|| Some(text.parse::<civil::Date>().ok()?.into()));
        let Some(civil) = civil else { return self.wrong(node, expected) };
        let Some(zone) = zone else {
            let error = Diagnostic::error(
                "time-without-zone",
                node.span,
                format!("`{}` is a different moment in each time zone", excerpt(text)),
            );
            self.push(error.hint(format!(
                "write `{civil}Z` for UTC, or an offset such as `{civil}+01:00`; a `schedule` may give a `zone`"
            )));
            return None;
        };
        match zone.to_timestamp(civil) {
            Ok(moment) => Some(Spanned::new(moment.as_millisecond(), node.span)),
            Err(_) => self.wrong(node, expected),
        }
    }

    /// An IANA time zone, or [`VISITOR`], which has no rules. An unknown one is reported.
    pub fn zone(&mut self, node: &Node) -> Option<(Spanned<String>, Option<TimeZone>)> {
        let name = self.text_as(node, "a time zone such as `Europe/Berlin`")?;
        if name.value == VISITOR {
            return Some((name, None));
        }
        if let Ok(zone) = TimeZone::get(&name.value) {
            return Some((name, Some(zone)));
        }
        let error =
            Diagnostic::error("unknown-zone", name.span, format!("there is no time zone `{}`", excerpt(&name.value)));
        let known = jiff::tz::db().available().map(|zone| zone.to_string());
        let known: Vec<String> = known.chain([VISITOR.to_owned()]).collect();
        self.push(match suggest(&name.value, known.iter().map(String::as_str)) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => error.hint(
                "zones have IANA names: `Europe/Berlin`, `America/New_York`, `UTC`; the visitor's own is `visitor`",
            ),
        });
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_add_up() {
        assert_eq!(duration("30m"), Some(1_800_000.0));
        assert_eq!(duration("180d"), Some(180.0 * 86_400_000.0));
        assert_eq!(duration("2w"), Some(14.0 * 86_400_000.0));
        assert_eq!(duration("90s"), Some(90_000.0));
        assert_eq!(duration("1d12h"), Some(129_600_000.0));
        assert_eq!(duration("1.5h"), Some(5_400_000.0));
        for wrong in ["", "30", "m", "1M", "1y", "-1d", "1.2.3d", "1 d", "d1"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
