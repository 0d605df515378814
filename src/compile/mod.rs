//! A ruleset becomes a program: names become numbers, conditions steps, patterns automata.
//!
//! [`compile`] fills a [`Draft`] that [`crate::program::write`] makes a bundle of, and a side map that says where
//! everything was written. It is a function of its input: the same ruleset makes the same bytes, on every machine.
//! `check` speaks to people and comes first; what is refused here is refused so that nothing wrong is ever written.

mod bucket;
pub(crate) mod calendars;
mod compiler;
mod contents;
mod experiences;
mod gates;
mod intern;
mod literal;
mod lower;
mod map;
mod matches;
mod memory;
pub mod pattern;
mod plan;
mod rows;
mod rules;
mod sayings;
mod subject;

pub(crate) use experiences::stretches;
pub(crate) use gates::group_stretch;

pub use bucket::{bucket, bucket_ranges, choose_variation, equal_weights};
pub use literal::pattern_diagnostic;
pub use matches::{Matcher, matches};

use crate::diagnostic::{Diagnostic, Span};
use crate::limits;
use crate::program::draft::Draft;
use crate::program::write;
use crate::ruleset::Sources;
use crate::ruleset::model::{Condition, List, Ruleset};
use compiler::{Compiler, Dialect};
use map::Memory;
use std::collections::BTreeMap;

/// What is chosen at build time and not written in the ruleset.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// `--bundle-version`.
    pub bundle_version: u64,
    /// `--now`, milliseconds since 1970. Nothing reads a clock.
    pub now: i64,
    /// `--keep-names`: the names of segments go into the bundle as well.
    pub keep_names: bool,
}

/// A program to be written, and where each part of it came from.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub draft: Draft,
    /// The content of `.nsb.map`.
    pub map: serde_json::Value,
}

/// Compiles a ruleset that `check` has found no error in. Errors here are limits, and a second line behind `check`.
pub fn compile(ruleset: &Ruleset, sources: &Sources, options: &Options) -> Result<Compiled, Vec<Diagnostic>> {
    let slice = |span: Span| sources.slice(span).to_owned();
    let mut compiler = Compiler::new(ruleset, Dialect::Ruleset, &slice);
    compiler.life = calendars::life(options.now, ruleset.expires.as_ref().map_or(i64::MAX, |expires| expires.value));
    let draft = &mut compiler.tables.draft;
    draft.version = options.bundle_version;
    draft.expires = ruleset.expires.as_ref().map_or(i64::MAX, |expires| expires.value);
    draft.forgets = ruleset.for_children().is_some();
    if let Some(id) = &ruleset.id {
        compiler.tables.draft.id = compiler.tables.string(&id.value);
    }
    compiler.guardrails();
    compiler.topics();
    compiler.slots();
    compiler.experiences();
    let said = compiler.said();
    compiler.memory();
    compiler.plan();
    compiler.sayings(said);
    if options.keep_names {
        ruleset.segments.iter().for_each(|segment| {
            compiler.tables.string(&segment.name.value);
        });
    }
    let memory = Memory::of(&mut compiler);
    let mut diagnostics = std::mem::take(&mut compiler.diagnostics);
    let draft = compiler.tables.finish();
    diagnostics.extend(too_much(&draft));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let map = map::map(ruleset, sources, &draft, &memory);
    Ok(Compiled { draft, map })
}

/// Compiles one condition in GrowthBook's dialect. The condition is the draft's last one; the answer says how it came
/// out, as it may always or never hold. What cannot be compiled (a pattern with look-ahead) is false, and reported.
pub fn condition(
    condition: &Condition,
    lists: &BTreeMap<String, Vec<serde_json::Value>>,
) -> (Draft, u32, Vec<Diagnostic>) {
    let ruleset = Ruleset {
        lists: lists.iter().map(|(name, values)| matches::list(name, values)).collect::<Vec<List>>(),
        ..Ruleset::default()
    };
    let slice = |_: Span| String::new();
    let mut compiler = Compiler::new(&ruleset, Dialect::GrowthBook, &slice);
    let root = compiler.condition(condition);
    let diagnostics = std::mem::take(&mut compiler.diagnostics);
    (compiler.tables.finish(), root, diagnostics)
}

/// Limits that only the whole program can break.
fn too_much(draft: &Draft) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut most = |what: &str, code: &'static str, count: usize, limit: usize| {
        if count > limit {
            found.push(Diagnostic::error(code, Span::default(), format!("{count} {what} are more than {limit}")));
        }
    };
    most("slots", "too-many-slots", draft.slots.len(), limits::SLOTS);
    most("signals", "too-many-signals", draft.signals.len(), limits::SIGNALS);
    most("bytes of bundle", "bundle-too-large", write(draft).len(), limits::BUNDLE_BYTES);
    found
}

#[cfg(test)]
mod tests;
