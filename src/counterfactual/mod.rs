//! What would have to be different: the smallest change of signals that changes what a slot shows.
//!
//! Values that no question can tell apart are one, so each signal has a few classes, and trying one value of
//! each class is trying all values. Every single change is tried, then every pair, then perhaps every triple, each by
//! deciding again: there is no second opinion about what a rule means. Where the classes of a signal cannot be made
//! exactly, or the work runs out, the answer says that it does not know.
//!
//! Not changed: units of random assignment, and what is a draw itself (`variant.*`, `holdout`).

mod dates;
mod domain;
mod lists;
mod machine;
mod matters;
mod numbers;
mod texts;
mod versions;

use crate::decide::{Decisions, Reason, Request, SlotDecision, decide};
use crate::limits;
use crate::program::Program;
use crate::program::records::NONE;
use crate::signal::context::{Cell, Context, Datum};
use domain::Domain;

/// What the slot is to show instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goal {
    /// Anything else than now.
    #[default]
    Other,
    Default,
    /// Index of an experience; the name of its variant, or [`NONE`] for any.
    Shows {
        experience: u32,
        variant: u32,
    },
}

/// How far to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Signals that are changed at once, at most.
    pub signals: u32,
    /// Decisions that are tried.
    pub decisions: u32,
    /// Experiences that they consider, all together.
    pub work: u32,
}

impl Bounds {
    /// Of a visitor's browser.
    pub const VISIT: Bounds =
        Bounds { signals: 2, decisions: limits::COUNTERFACTUAL_VISIT, work: limits::COUNTERFACTUAL_VISIT_WORK };
    /// Of the tools.
    pub const TOOLS: Bounds =
        Bounds { signals: 3, decisions: limits::COUNTERFACTUAL_TOOLS, work: limits::COUNTERFACTUAL_TOOLS_WORK };
}

/// One signal with another value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    pub signal: u32,
    /// As it is, and as it would have to be; a text lies in the context that was asked.
    pub from: Cell,
    pub to: Cell,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Found {
        changes: Vec<Change>,
        becomes: SlotDecision,
        /// No smaller set of changes would do.
        smallest: bool,
    },
    /// No change of so many signals does it.
    None,
    Unknown(Doubt),
}

/// Why nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// More would have to be tried than the bounds allow.
    Work,
    /// The values of this signal that the rules tell apart could not all be made.
    Values(u32),
}

/// Looks for the smallest set of changes that takes `slot` to the goal. The context is left as it was, but for the
/// memory that tried texts took.
///
/// Of as many changes, those that make no signal missing go first; then signals in the order in which the rules ask
/// them; then values in the order of their signal's classes.
pub fn seek(
    program: &Program,
    context: &mut Context,
    request: &Request,
    slot: u32,
    goal: Goal,
    bounds: Bounds,
) -> Answer {
    let mut search = Search {
        program,
        context,
        request,
        slot,
        goal,
        left: bounds.decisions.min(bounds.work / (program.experiences().len() as u32).max(1)),
        decisions: Decisions::default(),
        now: None,
        found: None,
    };
    let now = search.decide();
    search.now = now;
    if goal != Goal::Other && now.is_some_and(|now| search.is_goal(now)) {
        return Answer::Found { changes: Vec::new(), becomes: now.unwrap_or(NOTHING), smallest: true };
    }
    if now.is_none_or(|now| now.reason == Reason::Expired) {
        return Answer::None;
    }
    let mut domains = Vec::new();
    let mut unsure = None;
    for subject in matters::to(program, request, slot) {
        let domain = Domain::of(program, search.context, request, &subject);
        if !domain.exact {
            unsure = unsure.or(Some(Doubt::Values(subject.signal)));
        }
        domains.push(domain);
    }
    for count in 1..=bounds.signals {
        let complete = search.changes(&domains, count, &mut Vec::new());
        if let Some((changes, becomes)) = search.found.take() {
            // One change is few enough, whatever else there is.
            let smallest = count == 1 || unsure.is_none();
            return Answer::Found { changes, becomes, smallest };
        }
        if !complete {
            return Answer::Unknown(Doubt::Work);
        }
    }
    unsure.map_or(Answer::None, Answer::Unknown)
}

const NOTHING: SlotDecision = SlotDecision { arm: NONE, content: NONE, reason: Reason::Default };

struct Search<'a, 'b> {
    program: &'a Program,
    context: &'a mut Context,
    request: &'a Request<'b>,
    slot: u32,
    goal: Goal,
    left: u32,
    decisions: Decisions,
    now: Option<SlotDecision>,
    /// The best so far, among changes of as many signals.
    found: Option<(Vec<Change>, SlotDecision)>,
}

impl Search<'_, '_> {
    fn decide(&mut self) -> Option<SlotDecision> {
        decide(self.program, self.context, self.request, &mut self.decisions, None);
        self.decisions.slot(self.slot)
    }

    /// Tries every change of `count` more signals among `domains`; whether that was all of it, or enough.
    fn changes(&mut self, domains: &[Domain], count: u32, made: &mut Vec<Change>) -> bool {
        let mut rest = domains;
        while let [domain, after @ ..] = rest {
            rest = after;
            for to in &domain.options {
                made.push(Change { signal: domain.signal, from: domain.now, to: *to });
                self.context.put_cell(domain.signal, *to);
                let on = if count > 1 { self.changes(after, count - 1, made) } else { self.attempt(made) };
                self.context.put_cell(domain.signal, domain.now);
                made.pop();
                if !on || self.is_done() {
                    return on;
                }
            }
        }
        true
    }

    /// Decides with what was changed; whether there is work left.
    fn attempt(&mut self, made: &[Change]) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let better = self.found.is_none() || is_all_there(made);
        if let Some(decision) = self.decide().filter(|decision| better && self.is_goal(*decision)) {
            self.found = Some((made.to_vec(), decision));
        }
        true
    }

    fn is_done(&self) -> bool {
        self.found.as_ref().is_some_and(|(changes, _)| is_all_there(changes))
    }

    fn is_goal(&self, decision: SlotDecision) -> bool {
        if decision.reason == Reason::OnDevice {
            return false;
        }
        match self.goal {
            Goal::Other => self.now.is_none_or(|now| (now.arm, now.content) != (decision.arm, decision.content)),
            Goal::Default => decision.arm == NONE,
            Goal::Shows { experience, variant } => self
                .program
                .arm(decision.arm)
                .is_some_and(|arm| arm.experience == experience && (variant == NONE || arm.name == variant)),
        }
    }
}

fn is_all_there(changes: &[Change]) -> bool {
    changes.iter().all(|change| change.to.datum != Datum::Missing)
}
