//! Findings over a whole ruleset: what needs understanding, and not only the right shape.
//!
//! One file a concern. Each pass reads the model and the `scope` of its names and adds findings; none changes
//! anything. Their order does not show: [`render::arrange`] sorts by place.

mod audience;
mod balance;
mod calendars;
pub mod codes;
mod declarations;
pub mod domains;
mod flat;
mod groups;
mod id;
mod keep;
mod limits;
mod locales;
mod logic;
mod markup;
mod memory;
mod names;
mod observable;
mod ops;
pub mod page;
mod plausible;
mod prerequisites;
mod reach;
pub mod render;
mod room;
pub(crate) mod scope;
mod selectors;
mod sensitive;
mod shares;
pub(crate) mod suggest;
mod templates;
mod types;
mod urls;
pub(crate) mod walk;

use crate::compile::{Options, compile};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::limits::{EXPERIENCES, FINDINGS};
use crate::ruleset::model::Ruleset;
use crate::ruleset::{Reading, Sources};
use scope::Scope;

/// Findings that follow from something being absent.
const CONCLUSIONS: [&str; 4] = ["unused-segment", "unused-list", "unused-slot", "nothing-shown"];

/// What a pass reads, and where its findings go.
struct Check<'a> {
    ruleset: &'a Ruleset,
    scope: Scope<'a>,
    sources: &'a Sources,
    /// Milliseconds since 1970.
    now: i64,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn add(&mut self, diagnostic: Diagnostic) {
        if !self.full() {
            self.found.push(diagnostic);
        }
    }

    /// Whether something is an error there already: it explains it better than a conclusion from it would.
    fn has_error_in(&self, span: Span) -> bool {
        let inside = |one: &Diagnostic| {
            one.severity == Severity::Error
                && one.span.file == span.file
                && span.start <= one.span.start
                && one.span.start < span.end.max(span.start + 1)
        };
        self.found.iter().any(inside)
    }

    /// Whether anybody would still read another finding. What costs more than constant time asks first.
    fn full(&self) -> bool {
        self.found.len() >= FINDINGS
    }
}

/// All findings over a ruleset that could be read, in the order of the files. `now` is milliseconds since 1970: a
/// window that ended is only known to have ended by somebody with a clock.
pub fn check(ruleset: &Ruleset, sources: &Sources, now: i64) -> Vec<Diagnostic> {
    // Some passes compare experiences with others: what is refused in any case is not worth that.
    if let Some(first) = ruleset.experiences.get(EXPERIENCES) {
        return vec![too_many_experiences(first.id.span, ruleset.experiences.len())];
    }
    let mut check = Check { ruleset, scope: Scope::new(ruleset), sources, now, found: Vec::new() };
    names::check(&mut check);
    locales::check(&mut check);
    types::check(&mut check);
    selectors::check(&mut check);
    ops::check(&mut check);
    templates::check(&mut check);
    memory::check(&mut check);
    audience::check(&mut check);
    room::check(&mut check);
    keep::check(&mut check);
    id::check(&mut check);
    sensitive::check(&mut check);
    declarations::check(&mut check);
    domains::check(&mut check);
    groups::check(&mut check);
    shares::check(&mut check);
    limits::check(&mut check);
    calendars::check(&mut check);
    prerequisites::check(&mut check);
    observable::check(&mut check);
    // These two conclude, and keep quiet where there is an error already.
    logic::check(&mut check);
    reach::check(&mut check);
    let mut found = check.found;
    found.extend(crate::ruleset::not_active(ruleset));
    render::arrange(&mut found);
    found
}

/// What only a page shows: what those of its `<template>`s load that experiences use, and what is in rankings. `known` is
/// what was found already.
pub fn on_page(ruleset: &Ruleset, sources: &Sources, html: &[u8], known: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut check = Check { ruleset, scope: Scope::new(ruleset), sources, now: 0, found: Vec::new() };
    observable::on_page(&mut check, html, known)
}

/// For each experience the addresses that tell a server who gets it.
pub fn told_by_loading(ruleset: &Ruleset, sources: &Sources) -> Vec<Vec<String>> {
    let check = Check { ruleset, scope: Scope::new(ruleset), sources, now: 0, found: Vec::new() };
    observable::addresses(&check)
}

fn too_many_experiences(first: Span, count: usize) -> Diagnostic {
    let message =
        format!("{count} experiences are more than the {EXPERIENCES} that one bundle holds: this is the first of them");
    Diagnostic::error("too-many-experiences", first, message).hint("what differs by a value alone is a table, or `by:`")
}

/// Completes what `read` found: with the checks, and, once those see no error, with what only building would meet
/// (patterns without an automaton, limits of the bundle). After it, a ruleset without errors builds.
pub fn complete(reading: &mut Reading, now: i64) {
    if let Some(ruleset) = &reading.ruleset {
        let mut found = check(ruleset, &reading.sources, now);
        if reading.has_errors() {
            // What could not be read may be what uses it.
            found.retain(|one| !CONCLUSIONS.contains(&one.code));
        }
        reading.diagnostics.extend(found);
        if !reading.has_errors() {
            let options = Options { bundle_version: 0, now, keep_names: false };
            let built = compile(ruleset, &reading.sources, &options);
            reading.diagnostics.extend(built.err().unwrap_or_default());
        }
    }
    render::arrange(&mut reading.diagnostics);
}

#[cfg(test)]
mod tests;
