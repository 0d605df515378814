//! The fixtures of `tests/cases/signals`, and the files that are made from the catalogue.
//!
//! `UPDATE=1 cargo test --lib signal::tests` writes those files anew.

#![expect(clippy::disallowed_methods, reason = "fixtures are files, and the environment says whether to write them")]

use super::catalogue::{self, lookup};
use super::facts::NUMBERS;
#[cfg(feature = "tools")]
use super::needs;
use super::{Fact, Facts, observe};
use crate::value::Value as Seen;
use serde_json::{Map, Value, json};
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fact(value: &Value) -> Fact {
    match value {
        Value::String(text) => Fact::Text(text.clone()),
        Value::Number(n) => Fact::Number(n.as_f64().unwrap()),
        Value::Bool(b) => Fact::Bool(*b),
        // `{ "repeat": "a", "times": 100000 }`: what is too long to write down.
        Value::Object(object) => {
            Fact::Text(object["repeat"].as_str().unwrap().repeat(object["times"].as_u64().unwrap() as usize))
        }
        Value::Array(list) => Fact::Texts(list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()),
        Value::Null => panic!("a fact cannot be null"),
    }
}

fn facts(given: &Map<String, Value>) -> Facts {
    let number =
        |name: &str| NUMBERS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("fact {name}")).1;
    given.iter().map(|(name, value)| (number(name), fact(value))).collect()
}

fn seen(name: &str, facts: &Facts) -> Value {
    let (entry, argument) = lookup(name).unwrap_or_else(|| panic!("signal {name}"));
    let Some(seen) = observe(entry.id, argument, facts) else { return Value::Null };
    let value = match seen.value {
        Seen::Text(text) => {
            assert!(entry.values.is_empty() || entry.values.contains(&text.as_str()), "{name}: {text}");
            json!(text)
        }
        Seen::Number(n) => json!(n),
        Seen::Bool(b) => json!(b),
        Seen::List(list) => list
            .iter()
            .map(|member| match member {
                Seen::Text(text) => json!(text),
                _ => panic!("{name}: a list of texts"),
            })
            .collect(),
        _ => panic!("{name}: no such value"),
    };
    json!({ "value": value, "source": seen.source.word(), "trust": seen.trust.word() })
}

#[test]
fn fixtures_give_what_they_expect() {
    let (mut count, mut wrong) = (0, Vec::new());
    let mut paths: Vec<_> =
        root().join("tests/cases/signals").read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let cases: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in cases {
            // Where only an edge can be asked: a header's spelling, a platform's word, what no browser is.
            if cfg!(not(feature = "edge")) && case["place"] == "edge" {
                continue;
            }
            let facts = facts(case["facts"].as_object().unwrap());
            for (name, expected) in case["expect"].as_object().unwrap() {
                let found = seen(name, &facts);
                let same = match (&found["value"], &expected["value"]) {
                    (Value::Number(a), Value::Number(b)) => {
                        a.as_f64() == b.as_f64()
                            && found["source"] == expected["source"]
                            && found["trust"] == expected["trust"]
                    }
                    _ => &found == expected,
                };
                if !same {
                    wrong.push(format!("{}: {}: {name}: {found}, not {expected}", path.display(), case["name"]));
                }
            }
            count += 1;
        }
    }
    println!("{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= if cfg!(feature = "edge") { 120 } else { 60 });
}

#[cfg(feature = "tools")]
#[test]
fn a_signal_reads_no_fact_that_it_does_not_need() {
    let text = std::fs::read_to_string(root().join("tests/cases/signals/everything.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    for case in cases {
        let all = facts(case["facts"].as_object().unwrap());
        for name in case["expect"].as_object().unwrap().keys() {
            let (entry, _) = lookup(name).unwrap();
            let mut few = all.clone();
            (0..64).filter(|number| needs(entry.id) >> number & 1 == 0).for_each(|number| few.remove(number));
            assert_eq!(seen(name, &few), seen(name, &all), "{name}");
        }
    }
}

/// The requests of `tests/cases/platforms.json`, as the command line reads them; `tests/node/facts.test.mjs` reads the
/// same.
#[cfg(feature = "tools")]
#[test]
fn every_platform_says_where_a_request_comes_from() {
    use super::facts::{headers, offset};
    let text = std::fs::read_to_string(root().join("tests/cases/platforms.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    for case in cases {
        let headers: Vec<(&str, String)> = case["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| match fact(value) {
                Fact::Text(text) => (name.as_str(), text),
                _ => panic!("{name}: a text"),
            })
            .collect();
        let platform = match &case["platform"] {
            Value::Object(own) => {
                let pairs = own.iter().map(|(key, name)| format!("{key}={}", name.as_str().unwrap()));
                Some(pairs.collect::<Vec<_>>().join(","))
            }
            named => named.as_str().map(str::to_owned),
        };
        let now = case["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let pairs = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let mut read = headers::read(pairs, platform.as_deref());
        for holder in ["request", "context"].into_iter().filter_map(|holder| case.get(holder)) {
            headers::read_object(&mut read, holder, platform.as_deref());
        }
        read.insert(super::facts::number::NOW, Fact::Number(now as f64));
        offset::add(&mut read, now);
        if let Some(expected) = case["facts"].as_object() {
            let expected = facts(expected);
            for number in 3..=7 {
                assert_eq!(read.get(number), expected.get(number), "{}: {number}", case["name"]);
            }
        }
        for (name, expected) in case["signals"].as_object().unwrap() {
            let found = seen(name, &read)["value"].clone();
            let same = found == *expected || found.as_f64().is_some() && found.as_f64() == expected.as_f64();
            assert!(same, "{}: {name}: {found}, not {expected}", case["name"]);
        }
    }
}

/// Compares a generated file, or writes it.
#[cfg(feature = "tools")]
fn generated(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{} is out of date: UPDATE=1 cargo test --lib signal::tests", path.display());
}

#[cfg(feature = "tools")]
#[test]
fn the_documentation_is_the_catalogue() {
    generated("docs/signals.md", &catalogue::markdown::markdown());
}

#[cfg(feature = "tools")]
#[test]
fn typescript_knows_the_same_signals() {
    generated("pkg/src/signals.ts", &catalogue::typescript::typescript());
}

#[cfg(feature = "tools")]
#[test]
fn typescript_knows_the_same_numbers() {
    let numbers = NUMBERS.iter().map(|(name, number)| format!("  {name} = {number},")).collect::<Vec<_>>().join("\n");
    let text = format!(
        "// Generated from src/signal/facts.rs: `UPDATE=1 cargo test --lib signal::tests`. Do not edit.\n\n\
        /** Numbers of facts, as the engine knows them. What each holds is said in `src/signal/facts.rs`. */\n\
        export const enum FactNumber {{\n{numbers}\n}}\n"
    );
    generated("pkg/src/facts/numbers.ts", &text);
}

#[cfg(feature = "tools")]
#[test]
fn typescript_knows_the_same_platforms() {
    use super::facts::platforms::{markdown, typescript::typescript};
    generated("pkg/src/facts/platforms.ts", &typescript());
    generated("docs/platforms.md", &markdown());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(texts in proptest::collection::vec(".{0,60}", NUMBERS.len()), argument in ".{0,8}") {
        let known = NUMBERS.iter().zip(texts).map(|((_, number), text)| (*number, Fact::Text(text)));
        let facts: Facts = known.collect();
        for entry in catalogue::all() {
            let _ = observe(entry.id, Some(&argument), &facts);
        }
    }

    #[test]
    fn no_number_makes_it_panic(numbers in proptest::collection::vec(proptest::num::f64::ANY, NUMBERS.len())) {
        let known = NUMBERS.iter().zip(numbers).map(|((_, number), n)| (*number, Fact::Number(n)));
        let facts: Facts = known.collect();
        for entry in catalogue::all() {
            let _ = observe(entry.id, None, &facts);
        }
    }

    #[test]
    fn no_address_makes_it_panic(url in "[a-z]{0,5}:?/{0,3}[@:.\\[\\]a-z%é]{0,12}[/?#&=%+a-f0-9]{0,20}") {
        let facts = Facts::from_iter(vec![(super::facts::number::URL, Fact::Text(url.clone())), (super::facts::number::REFERRER, Fact::Text(url))]);
        for entry in catalogue::all() {
            let _ = observe(entry.id, Some("a"), &facts);
        }
    }
}
