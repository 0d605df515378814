//! Time zones (IANA tzdb), conventions by region (CLDR), and matching of languages (CLDR's and Go's cases).

use super::suite;
use nearside::languages::{Tag, nearest};
use nearside::signal::catalogue::id;
use nearside::signal::facts::number;
use nearside::signal::{Fact, Facts, observe};
use serde_json::Value as Json;

fn rows(name: &str) -> Option<Vec<Json>> {
    let text = suite(&format!("locale/{name}.jsonl"))?;
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A signal's value as a text.
fn signal(signal: u16, known: Vec<(u8, Fact)>) -> String {
    let Some(seen) = observe(signal, None, &Facts::from_iter(known)) else { return String::new() };
    match seen.value {
        nearside::value::Value::Text(text) => text,
        nearside::value::Value::Bool(flag) => flag.to_string(),
        other => format!("{other:?}"),
    }
}

/// Counts, says what went wrong, and returns the share that is right.
fn report(name: &str, all: usize, wrong: &[String]) -> f64 {
    let share = (all - wrong.len()) as f64 / all as f64;
    println!("{name}: {} of {all} right, {share:.4}", all - wrong.len());
    wrong.iter().for_each(|line| println!("  {line}"));
    share
}

#[test]
fn every_time_zone_is_in_its_country() {
    let Some(rows) = rows("tz-country") else { return };
    let mut wrong = Vec::new();
    for row in &rows {
        let zone = row["tz"].as_str().unwrap();
        let found = signal(id::GEO_COUNTRY, vec![(number::TIME_ZONE, Fact::Text(zone.into()))]);
        if found != row["country"].as_str().unwrap_or_default() {
            wrong.push(format!("{zone}: {found:?}, not {}", row["country"]));
        }
    }
    assert!((report("time zones", rows.len(), &wrong) - 1.0).abs() < f64::EPSILON);
}

#[test]
fn conventions_are_those_of_the_region() {
    let Some(rows) = rows("region-conventions") else { return };
    let (mut wrong, mut hours) = (Vec::new(), Vec::new());
    // 1970-01-05 was a Monday.
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for row in &rows {
        let region = row["region"].as_str().unwrap();
        let settings = || vec![(number::LANGUAGES, Fact::Text(format!("en-{region}")))];
        let word = |name: &str| row[name].as_str().unwrap();
        let mut expect = |what: &str, found: String, expected: &str| {
            if found != expected {
                wrong.push(format!("{region}: {what} {found:?}, not {expected:?}"));
            }
        };
        expect("first day", signal(id::LOCALE_FIRST_WEEKDAY, settings()), word("first_day"));
        let measurement = word("measurement").to_lowercase();
        expect("units", signal(id::LOCALE_UNITS, settings()), &measurement);
        let at = |name: &str| DAYS.iter().position(|day| *day == word(name)).unwrap();
        let (start, end) = (at("weekend_start"), at("weekend_end"));
        for (day, name) in DAYS.iter().enumerate() {
            let facts = vec![
                (number::PLATFORM_COUNTRY, Fact::Text(region.into())),
                (number::NOW, Fact::Number((4 + day) as f64 * 86_400_000.0)),
                (number::OFFSET, Fact::Number(0.0)),
            ];
            let is_weekend = if start <= end { (start..=end).contains(&day) } else { day >= start || day <= end };
            expect(name, signal(id::TIME_WEEKEND, facts), &is_weekend.to_string());
        }
        let twelve = word("hour_cycle").starts_with(['h', 'K']).to_string();
        let found = signal(id::LOCALE_HOUR12, settings());
        if found != twelve {
            hours.push(format!("{region}: {found}, not {twelve}"));
        }
    }
    report("hour cycles", rows.len(), &hours);
    assert!((report("conventions", rows.len() * 9, &wrong) - 1.0).abs() < f64::EPSILON);
}

/// Cases that are answered otherwise, each with its reason: what is desired, what there is.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("en", "", "an empty text is no tag: there is nothing to choose"),
    ("fr", "", "an empty text is no tag: there is nothing to choose"),
    ("zh pl", "ru fr", "a language that nobody named, for its script alone (Go): here none comes near"),
    ("sr", "da ru hr", "a language that nobody named, for its script alone (Go): here none comes near"),
    ("nl-Cyrl", "en sr nl", "Serbian for its script (Go): Dutch in Latin script is Dutch still"),
];

#[test]
fn languages_are_matched_as_cldr_does() {
    let Some(rows) = rows("locale-match") else { return };
    let mut wrong = Vec::new();
    for row in &rows {
        let texts = |name: &str| -> Vec<&str> {
            row[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
        };
        let read = |texts: &[&str]| texts.iter().filter_map(|tag| Tag::read(tag)).collect::<Vec<_>>();
        let (desired, supported) = (texts("desired"), texts("supported"));
        let near = nearest(&read(&desired), &read(&supported));
        // Where nobody is near, these matchers take the first.
        let found = near.map_or(supported[0].to_owned(), |near| read(&supported)[near.index].text.clone());
        let expected = row["expected"].as_str().unwrap_or("null");
        // Some expect a tag's replacement, which is not in the list.
        let replaced =
            supported.contains(&expected) || Tag::read(&found).map(|tag| tag.language).as_deref() != Some(expected);
        if found != expected && replaced {
            let is_this =
                |(from, to, _): &&(&str, &str, &str)| *from == desired.join(" ") && *to == supported.join(" ");
            let reason = OTHERWISE.iter().find(is_this).map_or("not explained", |(_, _, reason)| reason);
            wrong.push(format!("{desired:?} of {supported:?}: {found:?}, not {expected:?}: {reason}"));
        }
    }
    assert!(report("languages", rows.len(), &wrong) >= 0.95);
    assert!(wrong.iter().all(|line| !line.ends_with("not explained")));
}
