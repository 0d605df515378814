//! Findings over a whole ruleset: what needs understanding, and not only the right shape.
//!
//! One file a concern. Each pass reads the model and the [`scope`] of its names and adds findings; none changes
//! anything. Their order does not show: [`render::arrange`] sorts by place.

mod balance;
mod declarations;
mod logic;
mod markup;
mod memory;
mod names;
mod ops;
pub mod page;
mod plausible;
mod reach;
pub mod render;
mod scope;
mod selectors;
mod suggest;
mod templates;
mod types;
mod urls;
mod walk;

use crate::diagnostic::Diagnostic;
use crate::ruleset::Sources;
use crate::ruleset::model::Ruleset;
use scope::Scope;

/// Findings that one run reports. Whoever has so many mends the first and runs again.
const FINDINGS: usize = 2_000;

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

    /// Whether anybody would still read another finding. What costs more than constant time asks first.
    fn full(&self) -> bool {
        self.found.len() >= FINDINGS
    }
}

/// All findings over a ruleset that could be read, in the order of the files. `now` is milliseconds since 1970: a
/// window that ended is only known to have ended by somebody with a clock.
pub fn check(ruleset: &Ruleset, sources: &Sources, now: i64) -> Vec<Diagnostic> {
    let mut check = Check { ruleset, scope: Scope::new(ruleset), sources, now, found: Vec::new() };
    names::check(&mut check);
    types::check(&mut check);
    selectors::check(&mut check);
    ops::check(&mut check);
    templates::check(&mut check);
    memory::check(&mut check);
    reach::check(&mut check);
    declarations::check(&mut check);
    // Last, since it keeps quiet where another pass found an error.
    logic::check(&mut check);
    let mut found = check.found;
    found.extend(crate::ruleset::not_active(ruleset));
    render::arrange(&mut found);
    found
}

#[cfg(test)]
mod tests;
