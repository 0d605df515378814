//! An explanation in one sentence. `pkg/src/why/summary.ts` is the same for browsers, and tests hold the two against each
//! other.

use std::collections::BTreeMap;

use super::phrase::number;
use super::report::{Asked, Considered, Explanation};
use crate::value::Value;

/// So many questions, or experiences, are named.
const NAMED: usize = 4;
/// Longer lists are counted, longer texts cut.
const MEMBERS: usize = 8;
const LETTERS: usize = 80;

/// `places` are the slots that experiences have.
pub fn of(explanation: &Explanation, places: &BTreeMap<String, &str>) -> String {
    let Explanation { slot, experience, variant, considered, .. } = explanation;
    let winner = considered.iter().find(|one| Some(&one.experience) == experience.as_ref());
    let (Some(experience), Some(variant), Some(winner)) = (experience, variant, winner) else {
        return [slot, " shows its default: ", &default(explanation, places), "."].concat();
    };
    let facts: Vec<String> = winner.conditions.iter().filter(|asked| asked.answer).map(fact).collect();
    let because = if facts.is_empty() { "it is for everybody".to_owned() } else { some(&facts, ", ") };
    let drawn = winner.drawn.as_ref().map_or_else(String::new, |drawn| {
        format!("; drawn by {}, bucket {} of {}", drawn.unit, drawn.bucket, drawn.of)
    });
    format!("{slot} shows {}: {because}{drawn}.", shown(experience, variant))
}

/// What is shown, in words: `red of sale`, and `sale` of one that has no variants but what it shows.
pub fn shown(experience: &str, variant: &str) -> String {
    if variant == "show" { experience.to_owned() } else { format!("{variant} of {experience}") }
}

fn default(explanation: &Explanation, places: &BTreeMap<String, &str>) -> String {
    if explanation.considered.is_empty() {
        return plain(explanation.sentence);
    }
    let all: Vec<String> = explanation.considered.iter().map(|one| passed(one, places)).collect();
    some(&all, "; ")
}

/// Why an experience does not show: where it is instead; the last question, which settled it; or what its reason says.
fn passed(one: &Considered, places: &BTreeMap<String, &str>) -> String {
    if let Some(place) = places.get(&one.experience) {
        return format!("{} is in {place}", one.experience);
    }
    let last = one.conditions.iter().rev().find(|asked| !asked.answer);
    match last.filter(|_| one.reason == "not_matched") {
        Some(Asked { question, signal: Some(_), value, .. }) => {
            format!("{} asks whether {question}, and it is {}", one.experience, seen(value.as_ref()))
        }
        Some(Asked { question, .. }) => format!("{} asks whether {question}, and it does not", one.experience),
        None => format!("{}: {}", one.experience, plain(one.sentence)),
    }
}

/// A question that was answered yes, as what is so.
fn fact(asked: &Asked) -> String {
    match (&asked.signal, &asked.value) {
        (Some(signal), Some(value)) => format!("{signal} is {}", written(value)),
        _ => asked.question.clone(),
    }
}

/// A value that was seen, or not.
pub fn seen(value: Option<&Value>) -> String {
    value.map_or_else(|| "not known".to_owned(), written)
}

/// A value as people write it: texts in quotes only where they would be mistaken.
pub fn written(value: &Value) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:+-".contains(c);
    match value {
        Value::Number(n) => number(*n),
        Value::List(list) if list.len() > MEMBERS => format!("a list of {}", list.len()),
        Value::Text(text) if text.chars().count() > LETTERS => {
            written(&Value::Text(text.chars().take(LETTERS - 1).chain(['…']).collect()))
        }
        Value::Text(text) if !text.is_empty() && text.chars().all(is_plain) => text.clone(),
        _ => serde_json::to_string(value).unwrap_or_default(),
    }
}

/// A sentence as a part of another.
fn plain(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn some(all: &[String], between: &str) -> String {
    let named = all.get(..NAMED).unwrap_or(all).join(between);
    if all.len() > NAMED { format!("{named}{between}and {} more", all.len() - NAMED) } else { named }
}
