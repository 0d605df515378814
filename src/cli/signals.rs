//! `nearside signals`: the catalogue.

use serde_json::json;

use super::args::Signals;
use super::host::{Exit, Host};
use super::style;
use crate::program::records::{AT_EDGE, ON_DEVICE};
use crate::signal::catalogue::{self, Entry};

pub fn run(args: &Signals, host: &mut dyn Host) -> Result<Exit, String> {
    let filter = args.filter.as_deref().unwrap_or("");
    let found: Vec<&Entry> = catalogue::all().iter().filter(|entry| entry.name.contains(filter)).collect();
    if args.json {
        let all: Vec<_> = found.iter().map(|entry| object(entry)).collect();
        host.print(&format!("{:#}\n", serde_json::Value::Array(all)));
        return Ok(Exit::Fine);
    }
    if found.is_empty() {
        return Err(format!("no signal's name contains `{filter}`\n  hint: `nearside signals` lists them all"));
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
            later,
        ]);
    }
    host.print(&style::table(&rows));
    Ok(Exit::Fine)
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
        "active": entry.active, "phrase": entry.phrase(), "about": entry.about(),
    })
}
