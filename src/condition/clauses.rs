//! Conditions as clauses: sets of literals, each of which, all true, makes its experience's condition true.
//!
//! A path through the steps to "true" gives one: the literals that were answered yes along it. What was answered no does
//! not matter, for conditions are monotone in their literals (negation normal form, `compile::lower`); and whoever makes
//! the condition true takes some path. So a condition is the disjunction of its clauses, each a conjunction, as in Whang
//! et al., *Indexing Boolean Expressions*, VLDB 2009. `docs/decisions/index.md` says what was taken from there.
//!
//! Made when a context first decides, in time and memory proportional to the bundle: some microseconds for two hundred
//! experiences, where storing them would cost each visitor a kilobyte.

use crate::program::Program;
use crate::program::records::{ConditionId, FALSE, NEVER, NONE, Op, Step, TRUE};

/// So many steps are followed to find a condition's clauses. A condition that has more is run for everybody whom the
/// questions that it always asks let through.
const STEPS: usize = 64;

/// Says of a clause that it says less than the condition, which has to be run.
pub const OPEN: u32 = 1;
/// Says of a clause that its experience wants more slots than one.
pub const SEVERAL: u32 = 2;

/// The clauses of a program, in the order of their experiences, and who asks what. All tables are pairs, so that one
/// code serves them.
#[derive(Debug, Clone, Default)]
pub(super) struct Clauses {
    /// Whose clause it is; and the first slot that this one wants, behind two bits: [`OPEN`], [`SEVERAL`].
    pub owners: Vec<[u32; 2]>,
    /// What any of them says.
    pub about: u32,
    /// By slot that experiences name, the words of clauses among which are all that want it: the first, and the end.
    pub spans: Vec<[u32; 2]>,
    /// A signal about which some clause asks, and the first of the predicates about it.
    pub axes: Vec<[u32; 2]>,
    /// By predicate: the next one about the same signal, and its first literal.
    questions: Vec<[u32; 2]>,
    /// The clause, and the next literal of the same predicate.
    literals: Vec<[u32; 2]>,
}

impl Clauses {
    pub fn of(program: &Program) -> Clauses {
        let mut clauses = Clauses::default();
        clauses.questions.resize(program.predicates().len(), [NONE; 2]);
        clauses.spans.resize(program.slots().len(), [0; 2]);
        for (experience, row) in (0..).zip(program.experiences()) {
            if row.when != NEVER {
                let slots = row.slots.of(program.slot_indices());
                let (slot, first) = (slots.first().copied().unwrap_or(0), clauses.owners.len() / 64);
                clauses.find(program, [experience, slot << 2 | if row.slots.len > 1 { SEVERAL } else { 0 }], row.when);
                let end = clauses.owners.len().div_ceil(64) as u32;
                for slot in slots {
                    if let Some([start, until]) = clauses.spans.get_mut(*slot as usize) {
                        *start = if *until == 0 { first as u32 } else { *start };
                        *until = end;
                    }
                }
            }
        }
        clauses
    }

    /// Finds the clauses of an experience: goes along the yeses, and back to the last one for its no.
    fn find(&mut self, program: &Program, owner: [u32; 2], when: ConditionId) {
        // A condition that always holds has no steps, and ends where every other does: behind them.
        let range = program.conditions().get(when as usize).unwrap_or_default();
        let step = |at: u16| {
            let at = u32::from(at);
            if at < range.len { program.steps().get(range.start.wrapping_add(at) as usize) } else { None }
        };
        let mut yes: Vec<Step> = Vec::new();
        let mut at = if range.len == 0 { TRUE } else { 0 };
        let mut left = if self.literals.len() < 4 * program.steps().len() { STEPS } else { 0 };
        while left > 0 {
            if let Some(step) = step(at) {
                yes.push(step);
                at = step.yes;
                left -= 1;
                continue;
            }
            if at == TRUE {
                self.add(program, &yes, owner);
            }
            let Some(last) = yes.pop() else { return };
            at = last.no;
        }
        yes.clear();
        at = 0;
        while let Some(step) = step(at).filter(|step| step.no == FALSE && yes.len() < STEPS) {
            yes.push(step);
            at = step.yes;
        }
        self.add(program, &yes, [owner[0], owner[1] | OPEN]);
    }

    fn add(&mut self, program: &Program, yes: &[Step], mut owner: [u32; 2]) {
        let clause = self.owners.len() as u32;
        for Step { predicate: id, .. } in yes {
            let Some(predicate) = program.predicates().get(*id as usize) else { continue };
            let Some(question) = self.questions.get_mut(*id as usize) else { continue };
            if !is_about_a_value(predicate.op) {
                owner[1] |= OPEN;
                continue;
            }
            let literal = self.literals.len() as u32;
            let next = std::mem::replace(&mut question[1], literal);
            self.literals.push([clause, next]);
            if next == NONE {
                match self.axes.iter_mut().find(|axis| axis[0] == predicate.subject) {
                    Some(axis) => question[0] = std::mem::replace(&mut axis[1], *id),
                    None => self.axes.push([predicate.subject, *id]),
                }
            }
        }
        self.about |= owner[1];
        self.owners.push(owner);
    }

    /// Takes the clauses out of `column` that what is known of an axis does not let through.
    pub fn sift(&self, axis: [u32; 2], column: &mut [u64], mut ask: impl FnMut(u32) -> bool) {
        let mut predicate = axis[1];
        while let Some([next, first]) = self.questions.get(predicate as usize) {
            let mut literal = if ask(predicate) { NONE } else { *first };
            while let Some([clause, next]) = self.literals.get(literal as usize) {
                if let Some(word) = column.get_mut(*clause as usize / 64) {
                    *word &= !(1 << (clause % 64));
                }
                literal = *next;
            }
            predicate = *next;
        }
    }
}

/// Whether the answer follows from the value of the signal alone, and not from the moment, from where the value comes,
/// or from other conditions; nor from another signal, as the visitor's clock is.
fn is_about_a_value(op: Op) -> bool {
    !matches!(op, Op::Holds | Op::Size | Op::ElemMatch | Op::Within | Op::OlderThan | Op::Trusted | Op::During)
}
