//! The HTTP working group's tests of structured fields: what must be read is read, what must fail fails.

use super::{folder, suite};
use nearside::signal::fields::{Bare, Item, Member, Parameters, dictionary, item, list};
use serde_json::{Value, json};

fn bare(bare: &Bare) -> Value {
    let typed = |name: &str, value: Value| json!({ "__type": name, "value": value });
    match bare {
        Bare::Integer(whole) => json!(whole),
        Bare::Decimal(thousandths) => json!(*thousandths as f64 / 1_000.0),
        Bare::String(text) => json!(text),
        Bare::Token(text) => typed("token", json!(text)),
        Bare::Bytes(bytes) => typed("binary", json!(base32(bytes))),
        Bare::Bool(flag) => json!(flag),
        Bare::Date(seconds) => typed("date", json!(seconds)),
        Bare::Display(text) => typed("displaystring", json!(text)),
    }
}

/// RFC 4648, §6: how the suite writes bytes.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let bits =
            chunk.iter().chain(std::iter::repeat(&0)).take(5).fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters = (chunk.len() * 8).div_ceil(5);
        for at in 0..8 {
            let letter = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".get((bits >> (35 - 5 * at) & 31) as usize);
            text.push(if at < letters { char::from(*letter.unwrap()) } else { '=' });
        }
    }
    text
}

fn parameters(parameters: &Parameters) -> Value {
    parameters.iter().map(|(key, value)| json!([key, bare(value)])).collect()
}

fn one(item: &Item) -> Value {
    json!([bare(&item.bare), parameters(&item.parameters)])
}

fn member(member: &Member) -> Value {
    match member {
        Member::Item(item) => one(item),
        Member::Inner(items, rest) => json!([items.iter().map(one).collect::<Vec<_>>(), parameters(rest)]),
    }
}

fn read(kind: &str, field: &[u8]) -> Option<Value> {
    Some(match kind {
        "item" => one(&item(field)?),
        "list" => list(field)?.iter().map(member).collect(),
        _ => dictionary(field)?.iter().map(|(key, value)| json!([key, member(value)])).collect(),
    })
}

/// Whether two answers are one: 1.0 is 1 to some who wrote them.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(key, value)| other.get(key).is_some_and(|it| same(value, it)))
        }
        _ => one == other,
    }
}

#[test]
fn fields_are_read_as_the_working_group_says() {
    let (mut all, mut failed) = (0, Vec::new());
    let mut files: Vec<String> = match folder().join("structured-fields").read_dir() {
        Ok(files) => files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect(),
        Err(_) => vec!["examples.json".to_owned()],
    };
    files.sort();
    for file in files {
        let Some(text) = suite(&format!("structured-fields/{file}")) else { continue };
        for case in serde_json::from_str::<Vec<Value>>(&text).unwrap() {
            let lines: Vec<&str> = case["raw"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
            let found = read(case["header_type"].as_str().unwrap(), lines.join(", ").as_bytes());
            let passes = match &found {
                None => case["must_fail"] == true || case["can_fail"] == true,
                Some(found) => case["must_fail"] != true && same(found, &case["expected"]),
            };
            all += 1;
            if !passes {
                failed.push(format!("{file}: {}: {found:?}, not {}", case["name"], case["expected"]));
            }
        }
    }
    println!("structured fields: {} of {all} pass", all - failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
