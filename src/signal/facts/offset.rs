//! What a zone's clocks are ahead of UTC, where there is no `Intl`: the command line's visitors.
//!
//! `offsetOf` in `pkg/src/facts/fact.ts` is the same in TypeScript; `tests/cases/offsets.json` is what both say.

use super::{Fact, Facts, number};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Minutes east of UTC of an IANA time zone at a moment, in milliseconds since 1970; `None` for a zone that nobody knows.
/// Seconds (of local mean times) are dropped.
pub fn offset_of(zone: &str, now: i64) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    Some(zone.to_offset(Timestamp::from_millisecond(now).ok()?).seconds() / 60)
}

/// The zone that the platform names; `PST` and the like mean what each library makes of them.
pub fn zone(facts: &Facts) -> Option<&str> {
    match facts.get(number::PLATFORM_TIME_ZONE) {
        Some(Fact::Text(zone)) if zone == "UTC" || zone.contains('/') => Some(zone),
        _ => None,
    }
}

/// Adds the offset of that zone.
pub fn add(facts: &mut Facts, now: i64) {
    if let Some(offset) = zone(facts).and_then(|zone| offset_of(zone, now)) {
        facts.insert(number::PLATFORM_OFFSET, Fact::Number(f64::from(offset)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn offsets_follow_the_rules_of_their_zones() {
        let cases: Vec<Value> = serde_json::from_str(include_str!("../../../tests/cases/offsets.json")).unwrap();
        for case in cases {
            let now = case["at"].as_str().unwrap().parse::<Timestamp>().unwrap().as_millisecond();
            let zone = case["zone"].as_str().unwrap();
            assert_eq!(offset_of(zone, now).map(i64::from), case["offset"].as_i64(), "{case}");
        }
    }
}
