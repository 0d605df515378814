//! Conditions that can never hold, that always hold, and cases of `by` that never come up.
//!
//! Sound, not complete: what is said here is proven from the values that signals can have. The smallest part that
//! proves it is shown, with the two tests that contradict each other.

mod sets;
mod terms;

use std::collections::BTreeSet;

use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Span};
use crate::ruleset::model::{Condition, Content, Experience, Test};
use sets::Set;
pub use terms::Solver;
use terms::{Aim, May, Term, literal};

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut found = Vec::new();
    let mut judge = Judge { check, solver: Solver::new(&check.scope), found: &mut found };
    for condition in walk::conditions(ruleset) {
        judge.impossible(condition);
        judge.always(condition);
    }
    for experience in &ruleset.experiences {
        judge.cases(experience);
    }
    found.into_iter().for_each(|one| check.add(one));
}

/// Whether `later` can only hold when `earlier` does. False also means "not proven".
pub fn implies<'a>(solver: &mut Solver<'_, 'a>, later: &'a Condition, earlier: &'a Condition) -> bool {
    let (Some(a), Some(b)) = (solver.terms(later, Aim::True), solver.terms(earlier, Aim::NotTrue)) else {
        return false;
    };
    solver.both(&a, &b).is_some_and(|both| both.is_empty())
}

struct Judge<'j, 'a> {
    check: &'j Check<'a>,
    solver: Solver<'j, 'a>,
    found: &'j mut Vec<Diagnostic>,
}

impl<'a> Judge<'_, 'a> {
    /// Reports the smallest impossible parts; says whether there were any.
    fn impossible(&mut self, condition: &'a Condition) -> bool {
        let parts: &'a [Condition] = match condition {
            Condition::And(all, _) | Condition::Or(all, _) => all,
            // Below a negation "impossible" means "always": the whole is judged, not the parts.
            Condition::Nor(..) | Condition::Not(..) | Condition::Test { .. } => &[],
            // A segment is judged where it is defined.
            Condition::Segment(_) => return false,
        };
        let mut any = false;
        for part in parts {
            any |= self.impossible(part);
        }
        if any || self.check.full() {
            return any;
        }
        if !self.solver.terms(condition, Aim::True).is_some_and(|terms| terms.is_empty()) {
            return false;
        }
        let span = walk::condition_span(condition);
        if !self.check.has_error_in(span) {
            let diagnostic = self.contradiction(condition, span);
            self.found.push(diagnostic);
        }
        true
    }

    /// Says it, and shows the two tests that exclude each other when there are such.
    fn contradiction(&self, condition: &'a Condition, span: Span) -> Diagnostic {
        let mut needed = Vec::new();
        conjuncts(condition, &mut needed);
        let mut seen: Vec<(&str, May, Span)> = Vec::new();
        for (signal, test) in needed {
            let Some(known) = self.check.scope.known(signal) else { continue };
            let Test::Op { op, operand, .. } = test else { continue };
            let at = walk::test_span(test);
            let may = literal(&self.check.scope, signal, &known, *op, operand, Aim::True);
            if may.is_empty() {
                let found = Diagnostic::error("impossible-condition", at, format!("no value of `{signal}` fits this"));
                return found.hint(values_hint(signal, &known.values));
            }
            let other = seen.iter().find(|(name, earlier, _)| *name == signal && earlier.and(&may).is_empty());
            if let Some((_, _, first)) = other {
                let message = format!("this can never hold: no value of `{signal}` fits both tests");
                return Diagnostic::error("impossible-condition", at, message)
                    .label(*first, "contradicts this")
                    .hint("all tests of one condition must hold together; write alternatives with `$or` or `$in`");
            }
            seen.push((signal, may, at));
        }
        Diagnostic::error("impossible-condition", span, "this condition can never hold")
            .hint("its tests contradict each other; write alternatives with `$or` or `$in`")
    }

    /// Reports the smallest parts that hold for every known value; says whether there were any.
    fn always(&mut self, condition: &'a Condition) -> bool {
        let parts: &'a [Condition] = match condition {
            Condition::And(all, _) | Condition::Or(all, _) => all,
            Condition::Nor(..) | Condition::Not(..) | Condition::Test { .. } => &[],
            Condition::Segment(_) => return false,
        };
        let mut any = false;
        for part in parts {
            any |= self.always(part);
        }
        // `{}` asks nothing on purpose: everybody.
        if any || super::declarations::is_blank(condition) || self.check.full() {
            return any;
        }
        if !self.solver.terms(condition, Aim::False).is_some_and(|terms| terms.is_empty()) {
            return false;
        }
        let span = walk::condition_span(condition);
        if !self.check.has_error_in(span) {
            let message = match condition {
                Condition::Test { signal, .. } => format!("every value of `{}` fits this", signal.value),
                _ => "this always holds".to_owned(),
            };
            let found = Diagnostic::warning("always-true-condition", span, message);
            self.found.push(found.hint("leave it out, or ask `$exists: true` if being known is what you mean"));
        }
        true
    }

    /// Cases of `by` that the experience's own condition excludes.
    fn cases(&mut self, experience: &'a Experience) {
        let mut choices = Vec::new();
        walk::contents(experience, &mut |_, _, content| {
            if let Content::By { .. } = content {
                choices.push(content);
            }
        });
        if choices.is_empty() || self.check.full() {
            return;
        }
        let terms = match &experience.when {
            Some(when) => self.solver.terms(when, Aim::True),
            None => Some(vec![Term::new()]),
        };
        let Some(terms) = terms.filter(|terms| !terms.is_empty()) else { return };
        choices.into_iter().for_each(|choice| self.choice(experience, choice, &terms));
    }

    fn choice(&mut self, experience: &'a Experience, choice: &'a Content, terms: &[Term<'a>]) {
        let Content::By { signal, cases, otherwise, .. } = choice else { return };
        let Some(known) = self.check.scope.known(&signal.value).filter(|known| known.kind.is_text()) else { return };
        let may = |set: Set<'a>, missing: bool| May { missing, values: Some(set) };
        let reachable = |may: &May<'a>| {
            terms.iter().any(|term| term.get(signal.value.as_str()).is_none_or(|held| !held.and(may).is_empty()))
        };
        for (case, _) in cases {
            // A value that the signal never has is reported as such by types.rs.
            let unknown = !known.values.is_empty() && !known.values.contains(&case.value.as_str());
            if !unknown && !reachable(&may(Set::Only([case.value.as_str()].into()), false)) {
                let message = format!("this case never comes up: `when` excludes `{}`", case.value);
                let mut found = Diagnostic::warning("unreachable-case", case.span, message);
                if let Some(when) = &experience.when {
                    found = found.label(walk::condition_span(when), "by this condition");
                }
                self.found.push(found);
            }
        }
        let Some(otherwise) = otherwise else { return };
        let named: BTreeSet<&str> = cases.iter().map(|(case, _)| case.value.as_str()).collect();
        let mut rest = Set::Except(named);
        if let Some(all) = terms::everything(&signal.value, &known) {
            rest = rest.intersect(&all);
        }
        if let (false, Some(span)) = (reachable(&may(rest, true)), content_span(otherwise)) {
            let message = format!("`else` never comes up: the cases name all that `{}` can be here", signal.value);
            self.found.push(Diagnostic::warning("unreachable-case", span, message));
        }
    }
}

fn content_span(content: &Content) -> Option<Span> {
    match content {
        Content::Default(span) | Content::By { span, .. } => Some(*span),
        Content::Value(value) => Some(value.span),
        Content::Ops(ops) => ops.first().map(|op| op.span),
    }
}

/// The tests that must all hold, `$or` and negations left out.
fn conjuncts<'a>(condition: &'a Condition, out: &mut Vec<(&'a str, &'a Test)>) {
    match condition {
        Condition::And(all, _) => all.iter().for_each(|one| conjuncts(one, out)),
        Condition::Test { signal, test } => test_conjuncts(&signal.value, test, out),
        Condition::Or(..) | Condition::Nor(..) | Condition::Not(..) | Condition::Segment(_) => {}
    }
}

fn test_conjuncts<'a>(signal: &'a str, test: &'a Test, out: &mut Vec<(&'a str, &'a Test)>) {
    match test {
        Test::All(all, _) => all.iter().for_each(|one| test_conjuncts(signal, one, out)),
        Test::Op { .. } => out.push((signal, test)),
        Test::Not(..) => {}
    }
}

fn values_hint(signal: &str, values: &[&str]) -> String {
    match super::plausible::domain(signal) {
        Some(domain) if domain.most.is_finite() => format!("its values are {} to {}", domain.least, domain.most),
        Some(domain) => format!("its values are {} or more", domain.least),
        None if (1..=12).contains(&values.len()) => {
            format!("its values are {}", super::suggest::quoted(values.iter().copied()).replace(" or ", " and "))
        }
        None => "remove it, or name values that exist".to_owned(),
    }
}

/// Whether a condition can be true at all; nothing when there are too many alternatives to say.
#[cfg(test)]
pub fn can_hold<'a>(solver: &mut Solver<'_, 'a>, condition: &'a Condition) -> Option<bool> {
    solver.terms(condition, Aim::True).map(|terms| !terms.is_empty())
}
