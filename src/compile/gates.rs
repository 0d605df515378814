//! Gates: the draws before the one among arms. Each is a stretch of buckets that goes through.

use super::bucket::threshold;
use super::compiler::Compiler;
use crate::decide::Reason;
use crate::decide::bucket::{BUCKETS_V1, BUCKETS_V2, begin};
use crate::program::records::{Gate, NONE, Range};
use crate::ruleset::model::{Experience, Group, Ruleset};

impl<'a> Compiler<'a> {
    /// The holdout's, which lets through whom it does not hold out.
    pub fn holdout(&mut self) -> Option<Gate> {
        let holdout = self.ruleset.holdout.as_ref()?;
        let seed = holdout.seed.as_ref().map_or("holdout", |seed| &seed.value);
        let units = self.units(&holdout.unit);
        let bounds = (holdout.share.value, 1.0);
        Some(self.gate(seed, 2, bounds, units, Reason::Holdout))
    }

    /// An experience's, in the order of a decision: holdout, group, rollout.
    pub fn gates(&mut self, experience: &'a Experience, seed: &str, drawn: bool) -> Range {
        let ruleset = self.ruleset;
        let is_random = drawn || experience.rollout.as_ref().is_some_and(|share| share.value < 1.0);
        let covers = ruleset.holdout.as_ref().map(|holdout| holdout.covers.as_ref().map_or("drawn", |one| &one.value));
        let is_covered = covers.is_some_and(|covers| is_random || covers == "all");
        let mut gates: Vec<Gate> =
            self.tables.draft.gates.first().filter(|_| is_covered).copied().into_iter().collect();
        if let Some(share) = experience.experiment.as_ref().and_then(|experiment| experiment.holdout.as_ref()) {
            let units = self.units(&experience.unit);
            gates.push(self.gate(&format!("{seed}:holdout"), 2, (share.value, 1.0), units, Reason::Holdout));
        }
        let name = experience.experiment.as_ref().and_then(|experiment| experiment.group.as_ref());
        let group = name.and_then(|name| ruleset.groups.iter().find(|group| group.name.value == name.value));
        if let (Some(name), None) = (name, group) {
            self.refuse("unknown-group", name.span, format!("unknown group `{}`", name.value));
        }
        if let Some(group) = group {
            gates.push(self.in_group(experience, group));
        }
        if let Some(share) = experience.rollout.as_ref().filter(|share| share.value < 1.0) {
            let units = self.units(&experience.unit);
            gates.push(self.gate(&format!("{seed}:rollout"), 2, (0.0, share.value), units, Reason::Rollout));
        }
        match gates.as_slice() {
            [] => Range::default(),
            // The holdout's own.
            [_] if is_covered => Range { start: 0, len: 1 },
            _ => {
                let pool = &mut self.tables.draft.gates;
                let range = Range { start: pool.len() as u32, len: gates.len() as u32 };
                pool.extend(gates);
                range
            }
        }
    }

    /// GrowthBook draws a namespace by the seed `__name`.
    fn in_group(&mut self, experience: &'a Experience, group: &'a Group) -> Gate {
        let version = version(group);
        let name = &group.name.value;
        let default = if version == 1 { format!("__{name}") } else { format!("{name}:group") };
        let seed = group.seed.as_ref().map_or(default, |seed| seed.value.clone());
        let units = self.units(&experience.unit);
        let bounds = self.ruleset.range_in(group, experience);
        self.gate(&seed, version, bounds, units, Reason::OtherGroup)
    }

    fn gate(&mut self, seed: &str, version: u32, (from, until): (f64, f64), units: Range, reason: Reason) -> Gate {
        let buckets = if version == 1 { BUCKETS_V1 } else { BUCKETS_V2 };
        Gate {
            seed: begin(seed.as_bytes()),
            seed_text: if version == 1 { self.tables.string(seed) } else { NONE },
            units,
            from: threshold(from, buckets),
            until: threshold(until, buckets),
            reason: reason as u32,
        }
    }
}

fn version(group: &Group) -> u32 {
    if group.hash_version.as_ref().is_some_and(|version| version.value == 1.0) { 1 } else { 2 }
}

/// The draws of a group that an experience gets: from, until.
pub fn group_stretch(ruleset: &Ruleset, group: &Group, experience: &Experience) -> (u32, u32) {
    let buckets = if version(group) == 1 { BUCKETS_V1 } else { BUCKETS_V2 };
    let (from, until) = ruleset.range_in(group, experience);
    (threshold(from, buckets), threshold(until, buckets))
}
