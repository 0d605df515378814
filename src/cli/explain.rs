//! `nearside explain`: why a visitor would get it, each question with the value seen and the line that asks it, and what
//! would have to be different.

use super::args::Explain;
use super::host::{Exit, Host};
use super::{decide, load, style, visit};
use crate::counterfactual::{Bounds, Goal};
use crate::decide::{Place, Reason, Request};
use crate::explain::{Ink, Reasons, SideMap, describe, different, explain, goal, reasons};
use crate::program::Program;
use crate::signal::context::Context;

pub fn run(args: &Explain, host: &mut dyn Host) -> Result<Exit, String> {
    let visit = visit::read(&args.visit, host)?;
    let Some(ready) = load::program(&args.ruleset, visit.now, host)? else { return Ok(Exit::Findings) };
    let program = &ready.program;
    let mut context = visit.context(program)?;
    let place = if args.visit.edge { Place::Edge } else { Place::Device };
    let (profile, wishes) = (visit.profile(program)?, visit.wishes(program)?);
    let request = Request {
        now: visit.now,
        slots: None,
        place,
        profile: profile.as_ref(),
        leave: visit.leave,
        wishes: &wishes,
        only: None,
    };
    let Some(slot) = &args.slot else {
        all(args, program, &mut context, &request, host);
        return Ok(Exit::Fine);
    };
    decide::named(program, std::slice::from_ref(slot)).map_err(|problem| {
        if [".yaml", ".yml", ".json", ".nsb"].iter().any(|ending| slot.ends_with(ending)) {
            format!("`{slot}` is no slot's name\n  hint: `--ruleset {slot}` names the ruleset")
        } else {
            problem
        }
    })?;
    let wanted = args.to.as_deref().map(|wanted| known(program, wanted)).transpose()?;
    let lines: SideMap = ready.map.and_then(|map| serde_json::from_value(map).ok()).unwrap_or_default();
    let Some(mut explanation) = explain(program, &mut context, &request, slot, &lines) else { return Ok(Exit::Fine) };
    if args.what_if || wanted.is_some() {
        let goal = wanted.unwrap_or_default();
        explanation.counterfactual = different(program, &mut context, &request, slot, goal, Bounds::TOOLS);
    }
    if args.json {
        host.print(&format!("{}\n", serde_json::to_string_pretty(&explanation).unwrap_or_default()));
        return Ok(Exit::Fine);
    }
    let colour = host.colour().out;
    host.print(&describe(&explanation, &|text, ink| paint(text, ink, colour)));
    Ok(Exit::Fine)
}

fn known(program: &Program, wanted: &str) -> Result<Goal, String> {
    goal(program, wanted).map_err(|problem| {
        let names: Vec<&str> = program.experiences().iter().map(|one| program.text(one.name)).collect();
        format!("{problem}\n  hint: `default`, or one of {}", names.join(", "))
    })
}

fn paint(text: &str, ink: Ink, colour: bool) -> String {
    match ink {
        Ink::Plain => text.to_owned(),
        Ink::Bold => style::bold(text, colour),
        Ink::Dim => style::dim(text, colour),
        Ink::Good => style::good(text, colour),
        Ink::Bad => style::bad(text, colour),
    }
}

/// The reason of every slot and of every experience.
fn all(args: &Explain, program: &Program, context: &mut Context, request: &Request, host: &mut dyn Host) {
    let reasons = reasons(program, context, request);
    if args.json {
        host.print(&format!("{}\n", serde_json::to_string_pretty(&reasons).unwrap_or_default()));
        return;
    }
    let colour = host.colour().out;
    let Reasons { slots, experiences } = reasons;
    for (head, table) in [("slot", slots), ("experience", experiences)] {
        if table.is_empty() {
            continue;
        }
        let gap = if head == "slot" { "" } else { "\n" };
        let mut rows = vec![[head, "reason", ""].map(|word| style::dim(word, colour)).to_vec()];
        for (name, word) in table {
            let word = word.as_str().unwrap_or_default();
            let shows = matches!(word, "matched" | "split");
            let sentence = Reason::ALL.iter().find(|known| known.word() == word).map_or("", |known| known.sentence());
            let word = if shows { style::good(word, colour) } else { word.to_owned() };
            rows.push(vec![style::bold(&name, colour), word, style::dim(sentence, colour)]);
        }
        host.print(&format!("{gap}{}", style::table(&rows)));
    }
}
