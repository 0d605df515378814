//! GrowthBook's SDK specification: conditions, hashes, bucket ranges.

use super::suite;
use nearside::compile::{bucket, bucket_ranges, choose_variation, equal_weights, matches};
use serde_json::Value;
use std::collections::BTreeMap;

/// Runs every case and lists those that fail.
fn all(name: &str, passes: impl Fn(&[Value]) -> bool) {
    let Some(text) = suite(&format!("growthbook/{name}.json")) else { return };
    let cases: Vec<Vec<Value>> = serde_json::from_str(&text).unwrap();
    let failed: Vec<String> =
        cases.iter().filter(|case| !passes(case)).map(|case| Value::from(case.clone()).to_string()).collect();
    println!("growthbook {name}: {} of {} pass", cases.len() - failed.len(), cases.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn conditions_are_answered_as_growthbook_does() {
    all("evalCondition", |case| {
        let groups: BTreeMap<String, Vec<Value>> =
            case.get(4).map(|groups| serde_json::from_value(groups.clone()).unwrap()).unwrap_or_default();
        Value::Bool(matches(&case[1], &case[2], &groups)) == case[3]
    });
}

#[test]
fn hashes_are_growthbooks() {
    all("hash", |case| {
        let version = case[2].as_u64().unwrap() as u32;
        bucket(case[0].as_str().unwrap(), case[1].as_str().unwrap(), version) == case[3].as_f64()
    });
}

fn ranges(value: &Value) -> Vec<(f64, f64)> {
    serde_json::from_value(value.clone()).unwrap()
}

/// Equal to the digits that the suite writes out.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn bucket_ranges_are_growthbooks() {
    all("getBucketRange", |case| {
        let weights: Option<Vec<f64>> = serde_json::from_value(case[1][2].clone()).unwrap();
        let count = case[1][0].as_u64().unwrap() as usize;
        let ours = bucket_ranges(count, case[1][1].as_f64().unwrap(), weights.as_deref());
        let theirs = ranges(&case[2]);
        ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| near(a.0, b.0) && near(a.1, b.1))
    });
}

#[test]
fn variations_are_chosen_as_growthbook_does() {
    all("chooseVariation", |case| {
        let chosen = choose_variation(case[1].as_f64().unwrap(), &ranges(&case[2]));
        chosen.map_or(-1, |index| index as i64) == case[3].as_i64().unwrap()
    });
}

#[test]
fn equal_weights_are_growthbooks() {
    all("getEqualWeights", |case| {
        let theirs: Vec<f64> = serde_json::from_value(case[1].clone()).unwrap();
        let ours = equal_weights(case[0].as_i64().unwrap().max(0) as usize);
        ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| near(*a, b))
    });
}
