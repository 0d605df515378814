//! A program while it is being made: owned tables, filled by `compile`, written by [`super::write`].

use super::records::{
    Arm, Assignment, Automaton, Calendar, Declaration, Event, Experience, Fold, Forced, Gate, Goal, Guardrails, Pair,
    Placement, Predicate, Range, Recall, Rule, Saying, Set, SignalRef, Slot, Stage, State, Step, StringId, Trigger,
    Unit,
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
    pub calendars: Vec<Calendar>,
    /// Pool for calendars; rows of tables come behind.
    pub pairs: Vec<Pair>,
    pub readings: Vec<Told>,
    pub events: Vec<Event>,
    pub states: Vec<State>,
    pub stages: Vec<Stage>,
    pub declarations: Vec<Declaration>,
    /// Those that ask a condition come last.
    pub recalls: Vec<Recall>,
    pub triggers: Vec<Trigger>,
    pub goals: Vec<Goal>,
    pub sayings: Vec<Saying>,
    /// Something reads affinities.
    pub has_affinities: bool,
    /// A site for children: nothing is remembered.
    pub forgets: bool,
}

/// A signal that a calendar tells: always this one, or that of a table's row.
#[derive(Debug, Clone)]
pub struct Told {
    pub signal: u32,
    pub by: u32,
    pub calendar: u32,
    pub rows: Vec<(Key, u32)>,
}

/// What a row of a table is found by.
#[derive(Debug, Clone)]
pub enum Key {
    /// One of the strings.
    Text(String),
    /// Index of a number; 0 or 1 for a boolean.
    Word(u32),
}
