//! `nearside decide`: what a visitor would get.

use super::args::Decide;
use super::host::{Exit, Host};
use super::{load, style, visit};
use crate::decide::{Decisions, Place, Request, decide, json};
use crate::program::Program;
use crate::program::records::NONE;

pub fn run(args: &Decide, host: &mut dyn Host) -> Result<Exit, String> {
    let visit = visit::read(&args.visit, host)?;
    let Some(ready) = load::program(&args.ruleset, visit.now, host)? else { return Ok(Exit::Findings) };
    let program = &ready.program;
    let mut context = visit.context(program)?;
    let slots = named(program, &args.slots)?;
    let place = if args.visit.edge { Place::Edge } else { Place::Device };
    let (profile, wishes) = (visit.profile(program)?, visit.wishes(program)?);
    let request = Request {
        now: visit.now,
        slots: slots.as_deref(),
        place,
        profile: profile.as_ref(),
        leave: visit.leave,
        wishes: &wishes,
        only: None,
    };
    let mut decisions = Decisions::default();
    decide(program, &mut context, &request, &mut decisions, None);
    let shown = |slot: u32| slots.as_ref().is_none_or(|slots| slots.get(slot as usize) == Some(&1));
    if args.json {
        host.print(&json::decisions(program, context.values(), &decisions, &shown));
        host.print("\n");
        return Ok(Exit::Fine);
    }
    let colour = host.colour().out;
    let mut rows = vec![["slot", "experience", "variant", "reason"].map(|head| style::dim(head, colour)).to_vec()];
    for ((index, slot), decision) in (0..).zip(program.slots()).zip(&decisions.slots) {
        if !shown(index) {
            continue;
        }
        let arm = program.arm(decision.arm);
        let experience = arm.and_then(|arm| program.experience(arm.experience));
        let name =
            experience.map_or_else(|| style::dim("default", colour), |e| style::good(program.text(e.name), colour));
        let variant = arm.map_or("", |arm| program.text(arm.name));
        rows.push(vec![
            style::bold(program.text(slot.name), colour),
            name,
            variant.to_owned(),
            decision.reason.word().to_owned(),
        ]);
    }
    host.print(&style::table(&rows));
    Ok(Exit::Fine)
}

/// Marks the named slots, a word a slot; `None` when none is named.
pub fn named(program: &Program, names: &[String]) -> Result<Option<Vec<u32>>, String> {
    if names.is_empty() {
        return Ok(None);
    }
    let mut marks = vec![0; program.slots().len()];
    for name in names {
        let id = program.find(name.as_bytes());
        let index = program.slots().iter().position(|slot| slot.name == id && id != NONE);
        match index.and_then(|index| marks.get_mut(index)) {
            Some(mark) => *mark = 1,
            None => {
                let known: Vec<_> = program.slots().iter().map(|slot| program.text(slot.name)).collect();
                return Err(format!("there is no slot `{name}`\n  hint: the slots are {}", known.join(", ")));
            }
        }
    }
    Ok(Some(marks))
}
