//! A program while it is being made: owned tables, filled by `compile`, written by [`super::write`].

use super::records::{
    Arm, Assignment, Automaton, Experience, Fold, Forced, Gate, Guardrails, Placement, Predicate, Range, Rule, Set,
    SignalRef, Slot, Step, StringId, Unit,
};
use crate::ops::Content;
use crate::value::Value;

/// All tables of a bundle. `strings` must be sorted by bytes and distinct (ids are positions in it).
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub strings: Vec<String>,
    /// The ruleset's id.
    pub id: StringId,
    /// `--bundle-version`.
    pub version: u64,
    /// Milliseconds since 1970, `i64::MAX` for never.
    pub expires: i64,
    pub signals: Vec<SignalRef>,
    pub numbers: Vec<f64>,
    /// Pool of string ids, for sets and lists.
    pub ids: Vec<StringId>,
    pub sets: Vec<Set>,
    /// Lists and objects that conditions of GrowthBook's dialect compare with.
    pub values: Vec<Value>,
    pub automata: Vec<Automaton>,
    pub predicates: Vec<Predicate>,
    pub steps: Vec<Step>,
    /// Conditions: stretches of `steps`. A condition may only call conditions with a lower index.
    pub conditions: Vec<Range>,
    /// Lists of texts: stretches of `ids`. Those of pages hold patterns with `*` for any run of characters.
    pub lists: Vec<Range>,
    /// Letters that some rule compares without regard to case, beyond ASCII.
    pub folds: Vec<Fold>,
    pub units: Vec<Unit>,
    /// Pools for experiences.
    pub slot_indices: Vec<u32>,
    pub unit_indices: Vec<u32>,
    pub slots: Vec<Slot>,
    pub placements: Vec<Placement>,
    pub arms: Vec<Arm>,
    /// In order of decision: priority, then file order.
    pub experiences: Vec<Experience>,
    pub contents: Vec<Content>,
    /// Pool for experiences. The holdout's comes first.
    pub gates: Vec<Gate>,
    pub assignments: Vec<Assignment>,
    /// Pools for experiences.
    pub rules: Vec<Rule>,
    pub forced: Vec<Forced>,
    pub guardrails: Guardrails,
    /// The list of topics that may be remembered, or `NONE`.
    pub topics: u32,
}
