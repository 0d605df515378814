//! Draws: who goes through a gate, who gets which arm. A hash of a unit decides, so the same unit is always drawn alike.

use super::bucket;
use super::{Place, Reason, Request};
use crate::profile::Leave;
use crate::program::Program;
use crate::program::format::pair_hash;
use crate::program::records::{DRAWN, Experience, Gate, NONE, Range, STICKY, StringId, Unit, UnitKind};
use crate::signal::context::{Datum, Values};

/// A unit of random assignment that is known: its index, and its text.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    pub unit: u32,
    text: Datum,
}

/// An arm, why it is this one, and what was drawn if something was: the unit, and its bucket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Allocation {
    pub arm: u32,
    pub reason: Reason,
    pub drawn: Option<[u32; 2]>,
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
    pub request: &'a Request<'a>,
}

impl Lots<'_> {
    fn edge(self) -> bool {
        self.request.place == Place::Edge
    }

    /// The arm whose list has this unit: it goes through no gate, and is not drawn.
    pub fn forced(self, experience: Experience) -> Option<Allocation> {
        if experience.forced.len == 0 {
            return None;
        }
        let Lot::Drawn(drawing) = self.unit(experience.units) else { return None };
        let unit = self.print(experience, drawing).cast_signed();
        let found = self.program.forced().stretch(experience.forced).find(|forced| forced.unit == unit);
        found.map(|forced| Allocation { arm: forced.arm, reason: Reason::Forced, drawn: None })
    }

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
        let units = units.of(self.program.unit_indices());
        let found = self.known(units).next();
        let on_device = |unit: &u32| {
            let unit = self.program.unit(*unit);
            unit.is_some_and(|unit| !matches!(unit.kind, UnitKind::Cookie | UnitKind::Header))
        };
        match found {
            Some(drawing) => Lot::Drawn(drawing),
            None if self.edge() && units.iter().any(on_device) => Lot::OnDevice,
            None => Lot::Missed(Reason::NoUnit),
        }
    }

    /// Those of these units that are known.
    fn known(self, units: &[u32]) -> impl Iterator<Item = Drawing> {
        let is_refused = self.request.leave.has(Leave::GPC);
        units.iter().filter_map(move |unit| {
            let text = match self.program.unit(*unit)? {
                // Nobody is told from others by what lasts.
                Unit { kind, .. } if is_refused && kind != UnitKind::PageView => return None,
                Unit { kind: UnitKind::Signal, key, .. } => self.values.cell(key).datum,
                _ => self.values.unit(*unit),
            };
            let known = self.values.text(self.program, text).is_some_and(|text| !text.is_empty());
            known.then_some(Drawing { unit: *unit, text })
        })
    }

    /// Tells a unit from others of an experience, and nothing else of it.
    #[inline(never)]
    fn print(self, experience: Experience, drawing: Drawing) -> u64 {
        let text = self.values.text(self.program, drawing.text).unwrap_or_default();
        pair_hash(self.program.text_bytes(experience.name), text)
    }

    /// The unit that an experience is drawn by; 0 if none is known.
    pub fn drawn_by(self, experience: Experience) -> u32 {
        match self.unit(experience.units) {
            Lot::Drawn(drawing) => self.print(experience, drawing) as u32,
            _ => 0,
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

    /// The arm of an experience: the one that the profile remembers, else the one that the unit is drawn for.
    pub fn allocate(self, index: u32, experience: Experience) -> Lot<Allocation> {
        if experience.flags & DRAWN == 0 {
            return Lot::Drawn(Allocation { arm: experience.arms.start, reason: Reason::Matched, drawn: None });
        }
        if let Some(arm) = self.remembered(index, experience) {
            return Lot::Drawn(Allocation { arm, reason: Reason::Sticky, drawn: None });
        }
        match self.unit(experience.units) {
            Lot::Drawn(drawing) => {
                let k = self.bucket(experience.seed, experience.seed_text, drawing);
                let drawn = Some([drawing.unit, k]);
                match self.arm(experience.arms, k) {
                    Some(arm) => Lot::Drawn(Allocation { arm, reason: Reason::Split, drawn }),
                    None => Lot::Drawn(Allocation { arm: NONE, reason: Reason::NotCovered, drawn }),
                }
            }
            Lot::Missed(reason) => Lot::Missed(reason),
            Lot::OnDevice => Lot::OnDevice,
        }
    }

    /// The arm that somebody was drawn for before, in this phase: by one of the units that are known now, as whoever signs
    /// in stays who they were. Somebody else on the same device is drawn.
    fn remembered(self, index: u32, experience: Experience) -> Option<u32> {
        let shown = self.request.profile.filter(|_| experience.flags & STICKY != 0)?.shown(index)?;
        let units = experience.units.of(self.program.unit_indices());
        let is_theirs = |drawing| shown.unit() == 0 || self.print(experience, drawing) as u32 == shown.unit();
        if !self.known(units).any(is_theirs) {
            return None;
        }
        let mut arms = (experience.arms.start..).zip(self.program.arms().stretch(experience.arms));
        let found = arms.find(|(_, arm)| self.program.text_bytes(arm.name) == shown.variant());
        found.filter(|_| shown.phase() == experience.phase).map(|(arm, _)| arm)
    }
}

/// What becomes of those that a gate stops.
fn reason(number: u32) -> Reason {
    [Reason::Holdout, Reason::OtherGroup].into_iter().find(|known| *known as u32 == number).unwrap_or(Reason::Rollout)
}
