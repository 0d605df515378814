//! How long something is kept: not at all, for this page view, or for a while after the last time.

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::ruleset::times;

/// Nothing that is remembered outlives this, whatever a ruleset says.
pub const LONGEST: u64 = limits::KEPT_MINUTES as u64 * 60_000;
/// A visit is over after so long without a page view.
pub const VISIT: u64 = 30 * 60_000;
pub const DAY: u64 = 86_400_000;

/// Ordered: what is greater is kept longer. In files `none`, `view`, or a duration as rulesets write it: `14d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Kept {
    None,
    View,
    /// So many milliseconds after the last time.
    For(u64),
}

impl Kept {
    /// As a ruleset says it; without a word for the longest time that there is.
    pub fn written(milliseconds: Option<f64>) -> Kept {
        let most = milliseconds.map_or(LONGEST, |milliseconds| milliseconds.clamp(0.0, LONGEST as f64) as u64);
        if most == 0 { Kept::View } else { Kept::For(most) }
    }

    /// For people: `this page view`, `14 days`.
    pub fn phrase(self) -> String {
        let Kept::For(milliseconds) = self else {
            return if self == Kept::None { "not kept" } else { "this page view" }.to_owned();
        };
        let (count, unit) = match milliseconds {
            ms if ms % DAY == 0 => (ms / DAY, "day"),
            ms if ms % 3_600_000 == 0 => (ms / 3_600_000, "hour"),
            ms if ms % 60_000 == 0 => (ms / 60_000, "minute"),
            _ => return String::from(self),
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

impl From<Kept> for String {
    fn from(kept: Kept) -> String {
        let mut rest = match kept {
            Kept::None => return "none".to_owned(),
            Kept::View => return "view".to_owned(),
            Kept::For(milliseconds) => milliseconds,
        };
        let mut text = String::new();
        for (unit, size) in [("d", DAY), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
            if rest >= size {
                text += &format!("{}{unit}", rest / size);
                rest %= size;
            }
        }
        text
    }
}

impl TryFrom<String> for Kept {
    type Error = String;

    fn try_from(text: String) -> Result<Kept, String> {
        match text.as_str() {
            "none" => Ok(Kept::None),
            "view" => Ok(Kept::View),
            _ => times::duration(&text)
                .filter(|milliseconds| *milliseconds > 0.0)
                .map(|milliseconds| Kept::For(milliseconds as u64))
                .ok_or_else(|| format!("`{text}` is no time for which something is kept")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let all = [Kept::None, Kept::View, Kept::For(1), Kept::For(LONGEST), Kept::For(DAY + 3_600_000 + 1_001)];
        for kept in all {
            assert_eq!(Kept::try_from(String::from(kept)), Ok(kept));
        }
        assert!(Kept::None < Kept::View && Kept::View < Kept::For(1));
        assert_eq!(String::from(Kept::For(DAY + 60_000)), "1d1m");
        for bad in ["", "d", "-1d", "0d", "for ever"] {
            assert!(Kept::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_outlives_the_longest_time() {
        assert_eq!(Kept::written(None), Kept::For(LONGEST));
        assert_eq!(Kept::written(Some(400.0 * DAY as f64)), Kept::For(LONGEST));
        assert_eq!(Kept::written(Some(f64::NAN)), Kept::View);
        assert_eq!(Kept::written(Some(DAY as f64)).phrase(), "1 day");
    }
}
