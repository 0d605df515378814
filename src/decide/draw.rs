//! Draws: who goes through a gate, who gets which arm. A hash of a unit decides, so the same unit is always drawn alike.

use super::Reason;
use super::bucket;
use crate::program::Program;
use crate::program::records::{Experience, Gate, NONE, Range, StringId, Unit, UnitKind};
use crate::signal::context::{Datum, Values};

/// A unit of random assignment that is known: its index, and its text.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    pub unit: u32,
    text: Datum,
}

/// What a draw says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lot<T> {
    Drawn(T),
    Missed(Reason),
    /// The unit is missing at this edge; the device may have it.
    OnDevice,
}

/// What draws are made of.
#[derive(Clone, Copy)]
pub(super) struct Lots<'a> {
    pub program: &'a Program,
    pub values: &'a Values,
    pub edge: bool,
}

impl Lots<'_> {
    /// Whether the first unit that is known goes through all these gates.
    pub fn gates(self, gates: Range) -> Lot<()> {
        for gate in self.program.gates().stretch(gates) {
            match self.gate(gate) {
                Lot::Drawn(()) => {}
                // Nobody is held out whom nobody can tell from others.
                Lot::Missed(Reason::NoUnit) if gate.reason == Reason::Holdout as u32 => {}
                other => return other,
            }
        }
        Lot::Drawn(())
    }

    pub fn gate(self, gate: Gate) -> Lot<()> {
        match self.unit(gate.units) {
            Lot::Drawn(drawing) => {
                let k = self.bucket(gate.seed, gate.seed_text, drawing);
                if (gate.from..gate.until).contains(&k) { Lot::Drawn(()) } else { Lot::Missed(reason(gate.reason)) }
            }
            Lot::Missed(reason) => Lot::Missed(reason),
            Lot::OnDevice => Lot::OnDevice,
        }
    }

    /// The first unit that is known. At an edge one may be missing that the device has; then the device decides.
    pub fn unit(self, units: Range) -> Lot<Drawing> {
        let units = super::stretch(self.program.unit_indices(), units);
        let found = units.iter().find_map(|unit| {
            let text = match self.program.units().get(*unit as usize) {
                Some(Unit { kind: UnitKind::Signal, key, .. }) => self.values.cell(key).datum,
                _ => self.values.unit(*unit),
            };
            let known = self.values.text(self.program, text).is_some_and(|text| !text.is_empty());
            known.then_some(Drawing { unit: *unit, text })
        });
        let on_device = |unit: &u32| {
            let unit = self.program.units().get(*unit as usize);
            unit.is_some_and(|unit| !matches!(unit.kind, UnitKind::Cookie | UnitKind::Header))
        };
        match found {
            Some(drawing) => Lot::Drawn(drawing),
            None if self.edge && units.iter().any(on_device) => Lot::OnDevice,
            None => Lot::Missed(Reason::NoUnit),
        }
    }

    /// Where a unit falls.
    pub fn bucket(self, seed: u32, seed_text: StringId, drawing: Drawing) -> u32 {
        let text = self.values.text(self.program, drawing.text).unwrap_or_default();
        if seed_text == NONE {
            bucket::draw(seed, text)
        } else {
            bucket::hash_v1(self.program.text_bytes(seed_text), text)
        }
    }

    /// The arm of a bucket.
    pub fn arm(self, arms: Range, k: u32) -> Option<u32> {
        let mut drawn = (arms.start..).zip(self.program.arms().stretch(arms));
        drawn.find(|(_, arm)| (arm.from..arm.until).contains(&k)).map(|(arm, _)| arm)
    }

    /// The arm that a unit is drawn for.
    pub fn allocate(self, experience: Experience) -> Lot<u32> {
        match self.unit(experience.units) {
            Lot::Drawn(drawing) => {
                let k = self.bucket(experience.seed, experience.seed_text, drawing);
                self.arm(experience.arms, k).map_or(Lot::Missed(Reason::NotCovered), Lot::Drawn)
            }
            Lot::Missed(reason) => Lot::Missed(reason),
            Lot::OnDevice => Lot::OnDevice,
        }
    }
}

/// What becomes of those that a gate stops.
fn reason(number: u32) -> Reason {
    [Reason::Holdout, Reason::OtherGroup].into_iter().find(|known| *known as u32 == number).unwrap_or(Reason::Rollout)
}
