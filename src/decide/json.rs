//! Decisions as JSON: what `toJSON()` gives in JavaScript, key for key.

use serde_json::{Map, Value as Json, json};

use super::Decisions;
use crate::ops::{Content, Filter, Op, Piece, Rank, Text, render, write_number};
use crate::program::Program;
use crate::program::records::{Experience, NONE, PERSONAL};
use crate::signal::context::Values;
use crate::value::Value;

/// `{ slot: { experience, variant, reason, value?, ops? } }` for the slots that `shown` lets through, in the order of
/// the program. Interpolations are filled in; formatting is the host's, so a filter other than `list` leaves the
/// plain value.
pub fn decisions(program: &Program, values: &Values, decisions: &Decisions, shown: &dyn Fn(u32) -> bool) -> String {
    let mut all = Map::new();
    for ((index, slot), decision) in (0..).zip(program.slots()).zip(&decisions.slots) {
        if !shown(index) {
            continue;
        }
        let arm = program.arm(decision.arm);
        let experience = arm.and_then(|arm| program.experience(arm.experience));
        let mut one = Map::new();
        one.insert("experience".to_owned(), experience.map_or(Json::Null, |e| json!(program.text(e.name))));
        one.insert("variant".to_owned(), arm.map_or(Json::Null, |arm| json!(program.text(arm.name))));
        one.insert("reason".to_owned(), json!(decision.reason.word()));
        let content = if decision.content == NONE { slot.default } else { decision.content };
        if let Json::Object(shown) = filled(program, values, content) {
            one.extend(shown);
        }
        all.insert(program.text(slot.name).to_owned(), Json::Object(one));
    }
    Json::Object(all).to_string()
}

/// `{ experience: variant }` as the previews of a request; what the program does not have is left out.
pub fn previews(program: &Program, pairs: &Map<String, Json>) -> Vec<[u32; 2]> {
    let find = |(experience, variant): (&String, &Json)| {
        let [experience, variant] = [experience.as_str(), variant.as_str()?].map(|name| program.find(name.as_bytes()));
        let index = program.experiences().iter().position(|one| one.name == experience)? as u32;
        let arm = program.arms().iter().position(|arm| arm.experience == index && arm.name == variant)?;
        Some([index, arm as u32])
    };
    pairs.iter().filter_map(find).collect()
}

/// What a visitor's objection to slots by these names comes to: personal experiences that want one of them are out, with all
/// their slots, as they have them together.
pub fn objections<'n>(program: &Program, slots: impl IntoIterator<Item = &'n str>) -> Vec<[u32; 2]> {
    let index = |name: &str| {
        let name = program.find(name.as_bytes());
        let index = program.slots().iter().position(|known| known.name == name && name != NONE)?;
        Some(program.named_slot(index as u32))
    };
    let slots: Vec<u32> = slots.into_iter().filter_map(index).collect();
    let wants =
        |experience: &Experience| experience.slots.of(program.slot_indices()).iter().any(|one| slots.contains(one));
    let is_out = |(_, experience): &(u32, Experience)| experience.flags & PERSONAL != 0 && wants(experience);
    (0..).zip(program.experiences()).filter(is_out).map(|(index, _)| [index, NONE]).collect()
}

fn filled(program: &Program, values: &Values, content: u32) -> Json {
    let content = match program.content(content) {
        Content::Ops(ops) => Content::Ops(ops.iter().filter_map(|op| fill(program, values, op)).collect()),
        other => other,
    };
    serde_json::from_str(&content.to_json(&|_| "")).unwrap_or(Json::Null)
}

fn fill(program: &Program, values: &Values, op: &Op) -> Option<Op> {
    let rendered = render(op, &mut |signal, filter| {
        let text = value_text(&values.value(program, signal)?)?;
        match filter {
            Filter::List(texts) => texts.contains(&text).then_some(text),
            _ => Some(text),
        }
    })?;
    Some(literal(rendered))
}

/// A scalar as `String(value)` writes it.
pub(crate) fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Number(n) => {
            let mut text = String::new();
            write_number(&mut text, *n);
            Some(text)
        }
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

/// A rendered operation in the stored form, so that both have one JSON.
fn literal(op: Op<String>) -> Op {
    let text = |text: String| -> Text { vec![Piece::Literal(text)] };
    match op {
        Op::Text(t) => Op::Text(text(t)),
        Op::Html(t) => Op::Html(text(t)),
        Op::Append(t) => Op::Append(text(t)),
        Op::Prepend(t) => Op::Prepend(text(t)),
        Op::Before(t) => Op::Before(text(t)),
        Op::After(t) => Op::After(text(t)),
        Op::Replace(t) => Op::Replace(text(t)),
        Op::Attr { name, value } => Op::Attr { name, value: value.map(text) },
        Op::Style { property, value } => Op::Style { property, value: value.map(text) },
        Op::Template(id) => Op::Template(id),
        Op::Class { add, remove } => Op::Class { add, remove },
        Op::Remove => Op::Remove,
        Op::Order(selectors) => Op::Order(selectors),
        Op::Redirect(path) => Op::Redirect(path),
        Op::Rank(Rank { items, interests, take, per_topic, explore, skip_seen }) => {
            Op::Rank(Rank { items, interests: text(interests), take, per_topic, explore, skip_seen })
        }
    }
}
