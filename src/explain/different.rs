//! What would have to be different, in names and in a sentence. `pkg/src/why/different.ts` is the same for browsers.

use super::find;
use super::summary::{seen, shown, written};
use crate::counterfactual::{Answer, Bounds, Change, Doubt, Goal, seek};
use crate::decide::{Decisions, Request, SlotDecision, decide};
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::context::{Cell, Context, Datum};
use crate::value::Value;

/// What was found of another outcome for one slot.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Counterfactual {
    pub outcome: Outcome,
    pub sentence: String,
    /// So many signals were changed at once, at most.
    pub within: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Difference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Becomes>,
    /// No smaller set of changes does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smallest: Option<bool>,
    /// Why it is unknown: `work` or `values`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<&'static str>,
    /// The signal whose values could not all be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signal: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Found,
    /// No change of so many signals does it.
    None,
    /// None was found, but not all were tried.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Difference {
    pub signal: String,
    /// `None`: not known.
    pub from: Option<Value>,
    pub to: Option<Value>,
    /// How sure it would have to be, where that is what changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Becomes {
    pub experience: Option<String>,
    pub variant: Option<String>,
    pub reason: &'static str,
}

/// `default`, or the id of an experience and perhaps `:` and that of its variant.
///
/// # Errors
/// What there is not.
pub fn goal(program: &Program, wanted: &str) -> Result<Goal, String> {
    let (experience, variant) = wanted.split_once(':').map_or((wanted, None), |(one, variant)| (one, Some(variant)));
    let name = program.find(experience.as_bytes());
    let index = program.experiences().iter().position(|known| known.name == name && name != NONE);
    match (index, variant) {
        (None, None) if wanted == "default" => Ok(Goal::Default),
        (None, _) => Err(format!("there is no experience `{experience}`")),
        (Some(index), None) => Ok(Goal::Shows { experience: index as u32, variant: NONE }),
        (Some(index), Some(variant)) => {
            let name = program.find(variant.as_bytes());
            let known = program.arms().iter().any(|arm| arm.experience == index as u32 && arm.name == name);
            if known && name != NONE {
                return Ok(Goal::Shows { experience: index as u32, variant: name });
            }
            Err(format!("`{experience}` has no variant `{variant}`"))
        }
    }
}

/// `None` when the program has no such slot.
pub fn different(
    program: &Program,
    context: &mut Context,
    request: &Request,
    slot: &str,
    goal: Goal,
    bounds: Bounds,
) -> Option<Counterfactual> {
    let slot = find(program, slot)?;
    let mut decisions = Decisions::default();
    decide(program, context, request, &mut decisions, None);
    let now = named(program, decisions.slot(slot)?);
    let answer = seek(program, context, request, slot, goal, bounds);
    let within = bounds.signals;
    let empty = |outcome, sentence| Counterfactual {
        outcome,
        sentence,
        within,
        changes: None,
        becomes: None,
        smallest: None,
        doubt: None,
        signal: None,
    };
    let up_to = if within == 1 { "one signal".to_owned() } else { format!("up to {within} signals") };
    Some(match answer {
        Answer::Found { changes, becomes, smallest } => {
            let changes: Vec<Difference> = changes.iter().map(|one| difference(program, context, one)).collect();
            let becomes = named(program, becomes);
            let sentence = sentence(&changes, &now, &becomes, smallest);
            let found = empty(Outcome::Found, sentence);
            Counterfactual { changes: Some(changes), becomes: Some(becomes), smallest: Some(smallest), ..found }
        }
        Answer::None => empty(Outcome::None, format!("No change of {up_to} does it.")),
        Answer::Unknown(Doubt::Work) => Counterfactual {
            doubt: Some("work"),
            ..empty(Outcome::Unknown, format!("No change of {up_to} was found, but there were too many to try all."))
        },
        Answer::Unknown(Doubt::Values(signal)) => {
            let signal = program.signal(signal).map_or("", |signal| program.text(signal.name));
            let sentence =
                format!("No change of {up_to} was found, but {signal} may have values that could not be tried.");
            Counterfactual {
                doubt: Some("values"),
                signal: Some(signal.to_owned()),
                ..empty(Outcome::Unknown, sentence)
            }
        }
    })
}

fn difference(program: &Program, context: &Context, change: &Change) -> Difference {
    let value = |cell: Cell| {
        if cell.datum == Datum::Missing { None } else { Some(context.values().owned(program, cell.datum)) }
    };
    let (from, to) = (value(change.from), value(change.to));
    Difference {
        signal: program.signal(change.signal).map_or("", |signal| program.text(signal.name)).to_owned(),
        trust: (from.is_some() && to.is_some() && change.from.trust != change.to.trust).then(|| change.to.trust.word()),
        from,
        to,
    }
}

fn named(program: &Program, decision: SlotDecision) -> Becomes {
    let arm = program.arm(decision.arm);
    let experience = arm.and_then(|arm| program.experience(arm.experience));
    Becomes {
        experience: experience.map(|experience| program.text(experience.name).to_owned()),
        variant: arm.map(|arm| program.text(arm.name).to_owned()),
        reason: decision.reason.word(),
    }
}

/// `It would show winter of sale if geo.country were AT (now DE).`
fn sentence(changes: &[Difference], now: &Becomes, becomes: &Becomes, smallest: bool) -> String {
    let other = match (&becomes.experience, &becomes.variant) {
        (Some(experience), Some(variant)) => shown(experience, variant),
        _ => "its default".to_owned(),
    };
    if changes.is_empty() {
        return format!("It shows {other} already.");
    }
    // The signal chooses among its contents.
    let same = (&now.experience, &now.variant) == (&becomes.experience, &becomes.variant);
    let other = if same { format!("other content of {other}") } else { other };
    let changes: Vec<String> = changes.iter().map(said).collect();
    let perhaps = if smallest { "" } else { " Fewer changes may do." };
    format!("It would show {other} if {}.{perhaps}", changes.join(" and "))
}

fn said(one: &Difference) -> String {
    let to = one.to.as_ref().map_or_else(|| "not known".to_owned(), written);
    let trust = one.trust.map_or_else(String::new, |trust| format!(", {trust}"));
    format!("{} were {to}{trust} (now {})", one.signal, seen(one.from.as_ref()))
}
