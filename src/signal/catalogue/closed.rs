//! What the values of a signal are confined to, by its number, as far as somebody has to know who tries other values.
//!
//! `explain::tests` writes both tables to `pkg/src/why/words.ts`, where the catalogue is not.

use super::{id, values};

#[cfg(test)]
/// Of so many values in a closed set, all are here; of larger ones, some that people know.
const WHOLE: usize = 9;

/// Values of the enumerated signals.
#[rustfmt::skip]
pub static WITNESSES: &[(u16, &[&str])] = &[
    (id::GEO_COUNTRY, COUNTRIES), (id::LOCALE_REGION, COUNTRIES),
    (id::GEO_CONTINENT, values::CONTINENTS),
    (id::DEVICE_TYPE, values::DEVICES), (id::DEVICE_OS, SYSTEMS), (id::DEVICE_BROWSER, BROWSERS),
    (id::DEVICE_SCREEN, values::SCREENS), (id::DEVICE_CONTRAST, values::CONTRASTS), (id::DEVICE_NETWORK, values::NETWORKS),
    (id::TIME_WEEKDAY, values::WEEKDAYS), (id::TIME_UTC_WEEKDAY, values::WEEKDAYS), (id::LOCALE_FIRST_WEEKDAY, values::WEEKDAYS),
    (id::TIME_DAYPART, values::DAYPARTS),
    (id::CALENDAR_STATE, values::OPEN_CLOSED),
    (id::REFERRAL_SOURCE, values::REFERRALS), (id::REFERRAL_CLICK, CLICKS),
    (id::LOCALE_UNITS, values::UNITS),
];

const COUNTRIES: &[&str] = &["US", "GB", "DE", "FR", "ES", "IT", "NL", "SE", "JP", "BR", "IN", "AU"];
const SYSTEMS: &[&str] = &["android", "ios", "windows", "macos", "linux"];
const BROWSERS: &[&str] = &["chrome", "safari", "firefox", "edge"];
const CLICKS: &[&str] = &["gclid", "fbclid", "msclkid"];

/// All that an enumerated signal can be, or so many that one of them is named by no rule; none for other signals, and for
/// those that a ruleset declares.
pub fn witnesses(number: u16) -> &'static [&'static str] {
    WITNESSES.iter().find(|(known, _)| *known == number).map_or(&[], |(_, values)| values)
}

/// Whether these are all.
pub fn is_whole(number: u16) -> bool {
    let some =
        matches!(number, id::GEO_COUNTRY | id::LOCALE_REGION | id::DEVICE_OS | id::DEVICE_BROWSER | id::REFERRAL_CLICK);
    !some && !witnesses(number).is_empty()
}

/// From one number to another: the least that these signals can be, the greatest, and 1 if it is a whole one.
#[rustfmt::skip]
pub static RANGES: &[(u16, u16, [f64; 3])] = &[
    (id::DEVICE_MEMORY, id::DEVICE_MEMORY, [0.0, f64::INFINITY, 0.0]),
    (id::TIME_HOUR, id::TIME_HOUR, [0.0, 23.0, 1.0]), (id::TIME_UTC_HOUR, id::TIME_UTC_HOUR, [0.0, 23.0, 1.0]),
    (id::TIME_MINUTE, id::TIME_MINUTE, [0.0, 59.0, 1.0]), (id::TIME_UTC_MINUTE, id::TIME_UTC_MINUTE, [0.0, 59.0, 1.0]),
    (id::TIME_MONTH, id::TIME_MONTH, [1.0, 12.0, 1.0]), (id::TIME_UTC_MONTH, id::TIME_UTC_MONTH, [1.0, 12.0, 1.0]),
    (id::TIME_DAY, id::TIME_DAY, [1.0, 31.0, 1.0]), (id::TIME_UTC_DAY, id::TIME_UTC_DAY, [1.0, 31.0, 1.0]),
    (id::TIME_OFFSET, id::TIME_OFFSET, [-960.0, 960.0, 1.0]),
    (id::VISIT_COUNT, id::VISIT_DAYS_SINCE_FIRST, [0.0, f64::INFINITY, 1.0]),
    (id::EVENT_COUNT, id::EVENT_SESSION_COUNT, [0.0, f64::INFINITY, 1.0]),
    (id::AFFINITY, id::AFFINITY, [0.0, 1.0, 0.0]),
];

/// `None` for any number.
pub fn range(number: u16) -> Option<[f64; 3]> {
    RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&number)).map(|(.., range)| *range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::catalogue::all;

    #[test]
    fn witnesses_and_ranges_are_the_catalogues() {
        for entry in all() {
            let known = witnesses(entry.id);
            assert_eq!(
                known.is_empty(),
                entry.values.is_empty() || entry.kind == crate::value::Kind::List,
                "{}",
                entry.name
            );
            assert!(known.iter().all(|value| entry.values.contains(value)), "{}", entry.name);
            assert_eq!(is_whole(entry.id), !known.is_empty() && known.len() == entry.values.len(), "{}", entry.name);
            assert!(known.is_empty() || is_whole(entry.id) == (entry.values.len() <= WHOLE), "{}", entry.name);
            if let Some((low, high)) = entry.unit.split_once('–') {
                let high: f64 = high.split(',').next().unwrap().parse().unwrap();
                let known = range(entry.id).unwrap_or_else(|| panic!("{} has no range", entry.name));
                assert_eq!([known[0], known[1]], [low.parse().unwrap(), high], "{}", entry.name);
            }
        }
    }
}
