//! Conditions as alternatives: each a set of values for every signal that it mentions.
//!
//! Three-valued, as a visit is: a condition can be made true, false, not true or not false, and "missing" is one more
//! thing that a signal can be. Everything errs on the side of "possible": an operator that sets cannot express (a
//! regular expression) allows all values, a condition with too many alternatives is not judged at all.

use std::collections::{BTreeMap, BTreeSet};

use super::sets::{End, Set};
use crate::check::plausible;
use crate::check::scope::{Known, Scope};
use crate::ruleset::model::{Condition, Operand, Operator, Test};
use crate::value::{Kind, Value};

/// Alternatives of one condition; beyond, it is not judged.
const TERMS: usize = 128;
/// Steps for all conditions of a ruleset together: about a second. A file that needs more is not judged to its end.
const STEPS: usize = 4_000_000;
/// Texts of one set; a longer list is not reasoned about.
const TEXTS: usize = 512;
/// Segments in segments that are looked into.
const DEPTH: usize = 16;

/// What a condition is asked to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    True,
    False,
    NotTrue,
    NotFalse,
}

impl Aim {
    /// What the inside of a `$not` must be.
    fn turned(self) -> Aim {
        match self {
            Aim::True => Aim::False,
            Aim::False => Aim::True,
            Aim::NotTrue => Aim::NotFalse,
            Aim::NotFalse => Aim::NotTrue,
        }
    }

    /// Whether a conjunction must be so in all its parts (and an alternative in one).
    fn all(self) -> bool {
        matches!(self, Aim::True | Aim::NotFalse)
    }
}

/// What one signal may be: missing, or one of some values.
#[derive(Debug, Clone, PartialEq)]
pub struct May<'a> {
    pub missing: bool,
    /// `None`: every value.
    pub values: Option<Set<'a>>,
}

impl<'a> May<'a> {
    pub fn is_empty(&self) -> bool {
        !self.missing && self.values.as_ref().is_some_and(Set::is_empty)
    }

    #[must_use]
    pub fn and(&self, other: &May<'a>) -> May<'a> {
        let values = match (&self.values, &other.values) {
            (Some(a), Some(b)) => Some(a.intersect(b)),
            (one, two) => one.clone().or_else(|| two.clone()),
        };
        May { missing: self.missing && other.missing, values }
    }

    fn size(&self) -> usize {
        1 + self.values.as_ref().map_or(0, Set::size)
    }
}

/// Two alternatives at once.
enum Merge<'a> {
    Term(Term<'a>),
    /// They exclude each other.
    Nothing,
    /// No steps are left to say.
    Tired,
}

/// One alternative.
pub type Term<'a> = BTreeMap<&'a str, May<'a>>;

/// Turns conditions into alternatives, as long as there are steps left.
#[derive(Debug)]
pub struct Solver<'s, 'a> {
    scope: &'s Scope<'a>,
    steps: usize,
}

impl<'s, 'a> Solver<'s, 'a> {
    pub fn new(scope: &'s Scope<'a>) -> Solver<'s, 'a> {
        Solver { scope, steps: STEPS }
    }

    /// The alternatives in which `condition` is as aimed; none: it never is. `None`: too many to say.
    pub fn terms(&mut self, condition: &'a Condition, aim: Aim) -> Option<Vec<Term<'a>>> {
        self.condition(condition, aim, 0)
    }

    /// All pairs that can hold together.
    pub fn both(&mut self, a: &[Term<'a>], b: &[Term<'a>]) -> Option<Vec<Term<'a>>> {
        let mut out = Vec::new();
        for x in a {
            for y in b {
                match self.merge(x, y) {
                    Merge::Term(term) => out.push(term),
                    Merge::Nothing => {}
                    Merge::Tired => return None,
                }
                if out.len() > TERMS {
                    return None;
                }
            }
        }
        Some(out)
    }

    fn merge(&mut self, x: &Term<'a>, y: &Term<'a>) -> Merge<'a> {
        let cost: usize = 1 + x.values().chain(y.values()).map(May::size).sum::<usize>();
        let Some(left) = self.steps.checked_sub(cost) else { return Merge::Tired };
        self.steps = left;
        let mut term = x.clone();
        for (signal, may) in y {
            let both = match term.get(signal) {
                Some(other) => other.and(may),
                None => may.clone(),
            };
            if both.is_empty() {
                return Merge::Nothing;
            }
            term.insert(signal, both);
        }
        Merge::Term(term)
    }

    fn condition(&mut self, condition: &'a Condition, aim: Aim, depth: usize) -> Option<Vec<Term<'a>>> {
        match condition {
            Condition::And(all, _) => self.join(all, aim, depth, aim.all()),
            Condition::Or(all, _) => self.join(all, aim, depth, !aim.all()),
            Condition::Nor(all, _) => self.join(all, aim.turned(), depth, !aim.turned().all()),
            Condition::Not(inner, _) => self.condition(inner, aim.turned(), depth),
            Condition::Segment(name) => match self.scope.segments.get(name.value.as_str()) {
                Some(segment) if depth < DEPTH => self.condition(&segment.when, aim, depth + 1),
                _ => Some(vec![Term::new()]),
            },
            Condition::Test { signal, test } => {
                let Some(known) = self.scope.known(&signal.value) else { return Some(vec![Term::new()]) };
                self.test(&signal.value, &known, test, aim)
            }
        }
    }

    fn join(&mut self, all: &'a [Condition], aim: Aim, depth: usize, every: bool) -> Option<Vec<Term<'a>>> {
        let mut out = if every { vec![Term::new()] } else { Vec::new() };
        for one in all {
            let terms = self.condition(one, aim, depth)?;
            out = self.add(out, terms, every)?;
        }
        Some(out)
    }

    fn add(&mut self, mut out: Vec<Term<'a>>, terms: Vec<Term<'a>>, every: bool) -> Option<Vec<Term<'a>>> {
        if every {
            return self.both(&out, &terms);
        }
        out.extend(terms);
        (out.len() <= TERMS).then_some(out)
    }

    fn test(&mut self, signal: &'a str, known: &Known<'a>, test: &'a Test, aim: Aim) -> Option<Vec<Term<'a>>> {
        match test {
            Test::Not(inner, _) => self.test(signal, known, inner, aim.turned()),
            Test::All(all, _) => {
                let every = aim.all();
                let mut out = if every { vec![Term::new()] } else { Vec::new() };
                for one in all {
                    let terms = self.test(signal, known, one, aim)?;
                    out = self.add(out, terms, every)?;
                }
                Some(out)
            }
            Test::Op { op, operand, .. } => {
                self.steps = self.steps.checked_sub(1)?;
                let may = literal(self.scope, signal, known, *op, operand, aim);
                Some(if may.is_empty() { Vec::new() } else { vec![Term::from([(signal, may)])] })
            }
        }
    }
}

/// What a signal may be for one operator to be as aimed.
pub fn literal<'a>(
    scope: &Scope<'a>,
    signal: &str,
    known: &Known<'a>,
    op: Operator,
    operand: &'a Operand,
    aim: Aim,
) -> May<'a> {
    if op == Operator::Exists {
        let Operand::Value(wanted) = operand else { return May { missing: true, values: None } };
        let there = (wanted.value != Value::Bool(false)) == aim.all();
        let none = if known.kind.is_number() { Set::Numbers(Vec::new()) } else { Set::Only(BTreeSet::new()) };
        return May { missing: !there, values: (!there).then_some(none) };
    }
    if mentions_null(operand) {
        return May { missing: true, values: None };
    }
    let missing = matches!(aim, Aim::NotTrue | Aim::NotFalse);
    let all = everything(signal, known);
    let Some(set) = set(scope, signal, known, op, operand) else { return May { missing, values: all } };
    let set = if aim.all() { set } else { set.complement() };
    let set = match all {
        Some(all) => set.intersect(&all),
        None => set,
    };
    let whole = plausible::domain(signal).is_some_and(|domain| domain.whole);
    May { missing, values: Some(if whole { set.whole() } else { set }) }
}

fn mentions_null(operand: &Operand) -> bool {
    match operand {
        Operand::Value(value) => value.value == Value::Null,
        Operand::Values(values) => values.iter().any(|value| value.value == Value::Null),
        _ => false,
    }
}

/// All values that the signal has, where that is known.
pub fn everything<'a>(signal: &str, known: &Known<'a>) -> Option<Set<'a>> {
    match known.kind {
        Kind::Bool => Some(Set::Only(["true", "false"].into())),
        Kind::Enum if !known.values.is_empty() => Some(Set::Only(known.values.iter().copied().collect())),
        kind if kind.is_number() => match plausible::domain(signal) {
            Some(domain) => Some(Set::between(End(domain.least, 0), End(domain.most, 0))),
            None => Some(Set::numbers()),
        },
        _ => None,
    }
}

/// The values for which the operator says yes; `None` when sets cannot say.
fn set<'a>(scope: &Scope<'a>, signal: &str, known: &Known<'a>, op: Operator, operand: &'a Operand) -> Option<Set<'a>> {
    use Operator as O;
    let found = match (op, operand) {
        (O::Is | O::Eq, Operand::Value(value)) => value_set(known.kind, [&value.value])?,
        (O::Ne, Operand::Value(value)) => value_set(known.kind, [&value.value])?.complement(),
        (O::In, Operand::Values(values)) => value_set(known.kind, values.iter().map(|value| &value.value))?,
        (O::Nin, Operand::Values(values)) => {
            value_set(known.kind, values.iter().map(|value| &value.value))?.complement()
        }
        (O::InList | O::NotInList, Operand::Name(name)) => {
            let list = scope.lists.get(name.value.as_str())?;
            let set = value_set(known.kind, list.values.iter().map(|value| &value.value))?;
            if op == O::InList { set } else { set.complement() }
        }
        (O::Gt | O::Gte | O::Lt | O::Lte, Operand::Value(value)) if known.kind.is_number() => {
            let Value::Number(number) = value.value else { return None };
            match op {
                O::Gt => Set::at_least(End(number, 1)),
                O::Gte => Set::at_least(End(number, 0)),
                O::Lt => Set::at_most(End(number, -1)),
                _ => Set::at_most(End(number, 0)),
            }
        }
        (O::Between, Operand::Range(from, until)) => {
            let (start, end) = (Set::at_least(End(from.value, 0)), Set::at_most(End(until.value, -1)));
            let round = from.value > until.value && plausible::goes_round(signal);
            if round { start.union(&end) } else { start.intersect(&end) }
        }
        (O::StartsWith | O::EndsWith | O::Contains, Operand::Value(value)) if known.kind == Kind::Enum => {
            let Value::Text(part) = &value.value else { return None };
            let fits = |text: &&&str| match op {
                O::StartsWith => text.starts_with(part.as_str()),
                O::EndsWith => text.ends_with(part.as_str()),
                _ => text.contains(part.as_str()),
            };
            Set::Only(known.values.iter().filter(fits).copied().collect())
        }
        _ => return None,
    };
    let finite = |number: &f64| number.is_nan();
    let broken = matches!(&found, Set::Numbers(parts) if parts.iter().any(|(a, b)| finite(&a.0) || finite(&b.0)));
    (!broken && found.size() <= TEXTS).then_some(found)
}

fn value_set<'a>(kind: Kind, values: impl IntoIterator<Item = &'a Value>) -> Option<Set<'a>> {
    let number = kind.is_number();
    if !number && !kind.is_text() && kind != Kind::Bool {
        return None;
    }
    let mut texts = BTreeSet::new();
    let mut numbers = Vec::new();
    for value in values {
        match value {
            Value::Text(text) if kind.is_text() => drop(texts.insert(text.as_str())),
            Value::Bool(yes) if kind == Kind::Bool => drop(texts.insert(if *yes { "true" } else { "false" })),
            Value::Number(one) if number && one.is_finite() => numbers.push(*one),
            // Of another type: types.rs has said so; nothing is concluded from it.
            _ => return None,
        }
        if texts.len() + numbers.len() > TEXTS {
            return None;
        }
    }
    if !number {
        return Some(Set::Only(texts));
    }
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    Some(Set::Numbers(numbers.into_iter().map(|one| (End(one, 0), End(one, 0))).collect()))
}
