//! `nearside signals`: the catalogue, and what a request yields of it.

use serde_json::json;

use super::args::Signals;
use super::host::{Exit, Host};
use super::{style, visit};
use crate::ops::write_number;
use crate::program::records::{AT_EDGE, ON_DEVICE};
use crate::signal::catalogue::{self, Entry, markdown};
use crate::signal::facts::{number, offset};
use crate::signal::{Fact, Observation, Seen, Visit, see};
use crate::value::Value;

pub fn run(args: &Signals, host: &mut dyn Host) -> Result<Exit, String> {
    let filter = args.filter.as_deref().unwrap_or("");
    let found: Vec<&Entry> = catalogue::all().iter().filter(|entry| entry.name.contains(filter)).collect();
    if found.is_empty() {
        return Err(format!("no signal's name contains `{filter}`\n  hint: `nearside signals` lists them all"));
    }
    if let Some(file) = &args.from_headers {
        return request(args, file, &found, host);
    }
    if args.json {
        let all: Vec<_> = found.iter().map(|entry| object(entry)).collect();
        host.print(&format!("{:#}\n", serde_json::Value::Array(all)));
        return Ok(Exit::Fine);
    }
    let colour = host.colour().out;
    let mut rows = Vec::new();
    for entry in found {
        let later = if entry.active { String::new() } else { style::dim("not active yet", colour) };
        rows.push(vec![
            style::bold(entry.name, colour),
            entry.kind.word().to_owned(),
            place(entry).to_owned(),
            entry.phrase().to_owned(),
            style::dim(&markdown::sources(entry), colour),
            later,
        ]);
    }
    host.print(&style::table(&rows));
    Ok(Exit::Fine)
}

/// What a request yields. The moment is this one; of this machine nothing else is told.
fn request(args: &Signals, file: &str, asked: &[&Entry], host: &mut dyn Host) -> Result<Exit, String> {
    let platform = args.platform.as_deref();
    let mut facts = visit::request(file, platform, host)?;
    facts.insert(number::NOW, Fact::Number(host.now() as f64));
    offset::add(&mut facts, host.now());
    let (visit, mut seen) = (Visit::of(&facts), Seen::new());
    let observed = |entry: &&Entry| {
        let form = see(entry.id, &[], &visit, &mut seen);
        seen.observation(form).map(|observation| (entry.name, observation))
    };
    // Of a family a ruleset chooses the members.
    let found: Vec<(&str, Observation)> =
        asked.iter().filter(|entry| !entry.is_family()).filter_map(observed).collect();
    if args.json {
        let all: Vec<_> = found
            .iter()
            .map(|(name, seen)| {
                json!({ "name": name, "value": seen.value, "source": seen.source.word(), "trust": seen.trust.word() })
            })
            .collect();
        host.print(&format!("{:#}\n", serde_json::Value::Array(all)));
        return Ok(Exit::Fine);
    }
    let colour = host.colour().out;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|(name, seen)| {
            let origin = format!("{} ({})", seen.source.word(), seen.trust.word());
            vec![style::bold(name, colour), written(&seen.value), style::dim(&origin, colour)]
        })
        .collect();
    host.print(&style::table(&rows));
    let known = |entry: &&&Entry| found.iter().any(|(name, _)| *name == entry.name);
    let missing: Vec<&str> = asked
        .iter()
        .filter(|entry| entry.active && !entry.is_family() && entry.place & AT_EDGE != 0 && !known(entry))
        .map(|entry| entry.name)
        .collect();
    if !missing.is_empty() {
        let gap = if found.is_empty() { "" } else { "\n" };
        host.print(&format!("{gap}missing: {}\n", missing.join(", ")));
    }
    if platform.is_none() && missing.iter().any(|name| name.starts_with("geo.")) {
        host.print("hint: a platform's headers count when it is named: --platform cloudflare\n");
    }
    Ok(Exit::Fine)
}

/// A value as rulesets write it.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::List(list) => list.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Number(n) => {
            let mut text = String::new();
            write_number(&mut text, *n);
            text
        }
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

fn place(entry: &Entry) -> &'static str {
    match (entry.place & AT_EDGE != 0, entry.place & ON_DEVICE != 0) {
        (true, true) => "edge, device",
        (true, false) => "edge",
        (false, true) => "device",
        (false, false) => "",
    }
}

fn object(entry: &Entry) -> serde_json::Value {
    json!({
        "name": entry.name, "type": entry.kind.word(), "values": entry.values, "unit": entry.unit,
        "sensitivity": entry.sensitivity.word(), "memory": entry.memory, "place": place(entry),
        "active": entry.active, "phrase": entry.phrase(), "about": entry.about(), "reveals": entry.reveals(),
        "granularity": entry.granularity(), "lifetime": entry.lifetime(),
        "sources": entry.sources().iter().map(|(source, trust)| json!({ "source": source.word(), "trust": trust.word() })).collect::<Vec<_>>(),
    })
}
