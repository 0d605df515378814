//! `nearside explain`: why a visitor would get it, each question with the value seen and the line that asks it.

use super::args::Explain;
use super::host::{Exit, Host};
use super::{decide, load, style, visit};
use crate::decide::{Place, Request};
use crate::explain::{Asked, Explanation, Line, SideMap, explain};
use crate::value::Value;

pub fn run(args: &Explain, host: &mut dyn Host) -> Result<Exit, String> {
    let visit = visit::read(&args.visit, host)?;
    let Some(ready) = load::program(&args.ruleset, visit.now, host)? else { return Ok(Exit::Findings) };
    let program = &ready.program;
    let mut context = visit.context(program)?;
    let names: Vec<String> = match &args.slot {
        Some(slot) => vec![slot.clone()],
        None => program.slots().iter().map(|slot| program.text(slot.name).to_owned()).collect(),
    };
    decide::named(program, &names).map_err(|problem| match &args.slot {
        Some(path) if [".yaml", ".yml", ".json", ".nsb"].iter().any(|ending| path.ends_with(ending)) => {
            format!("`{path}` is no slot's name\n  hint: `--ruleset {path}` names the ruleset")
        }
        _ => problem,
    })?;
    let place = if args.visit.edge { Place::Edge } else { Place::Device };
    let request = Request { now: visit.now, slots: None, place, ..Request::default() };
    let lines: SideMap = ready.map.and_then(|map| serde_json::from_value(map).ok()).unwrap_or_default();
    let explained: Vec<Explanation> =
        names.iter().filter_map(|name| explain(program, &mut context, &request, name, &lines)).collect();
    if args.json {
        let text = match (&args.slot, explained.first()) {
            (Some(_), Some(one)) => serde_json::to_string_pretty(one),
            _ => serde_json::to_string_pretty(&explained),
        };
        host.print(&format!("{}\n", text.unwrap_or_default()));
        return Ok(Exit::Fine);
    }
    let colour = host.colour().out;
    for (at, explanation) in explained.iter().enumerate() {
        let gap = if at > 0 { "\n" } else { "" };
        host.print(&format!("{gap}{}", text(explanation, colour)));
    }
    Ok(Exit::Fine)
}

fn text(explanation: &Explanation, colour: bool) -> String {
    let mut out = style::bold(&explanation.slot, colour);
    match (&explanation.experience, &explanation.variant) {
        (Some(experience), Some(variant)) => {
            out.push_str(&format!(" shows {} ({variant})", style::good(experience, colour)));
        }
        _ => out.push_str(" shows its default"),
    }
    out.push_str(&format!(": {}\n", style::dim(explanation.reason, colour)));
    for considered in &explanation.considered {
        let taken = matches!(considered.reason, "matched" | "split");
        let mark = if taken { style::good("✓", colour) } else { style::bad("✗", colour) };
        out.push_str(&format!(
            "  {mark} {}  {}{}\n",
            style::bold(&considered.experience, colour),
            considered.sentence,
            at(considered.at.as_ref(), colour)
        ));
        for asked in &considered.conditions {
            out.push_str(&format!("      {}\n", question(asked, colour)));
        }
        if let Some(drawn) = &considered.drawn {
            out.push_str(&format!(
                "      {} {}: bucket {} of {}\n",
                style::dim("drawn by", colour),
                drawn.unit,
                drawn.bucket,
                drawn.of
            ));
        }
    }
    out
}

fn question(asked: &Asked, colour: bool) -> String {
    let answer = if asked.answer { style::good("yes", colour) } else { style::bad("no ", colour) };
    let seen = match (&asked.value, asked.source, asked.trust) {
        (Some(value), Some(source), Some(trust)) => format!("{} ({source}, {trust})", short(value)),
        _ if asked.signal.is_some() => "missing".to_owned(),
        _ => String::new(),
    };
    format!("{answer} {}  {}{}", asked.question, style::dim(&seen, colour), at(asked.at.as_ref(), colour))
}

fn at(line: Option<&Line>, colour: bool) -> String {
    line.map_or_else(String::new, |line| style::dim(&format!("  {}:{}:{}", line.file, line.line, line.column), colour))
}

fn short(value: &Value) -> String {
    match value {
        // `{}` of a float has no `.0`, as people write it.
        Value::Number(number) => number.to_string(),
        _ => serde_json::to_string(value).unwrap_or_default(),
    }
}
