//! Experiences in the order in which they are decided, with their arms' shares as whole buckets.

use super::bucket::{adds_up, bucket_ranges, threshold};
use super::compiler::Compiler;
use super::lower::Node;
use super::subject::Scope;
use crate::decide::bucket::{BUCKETS_V1, BUCKETS_V2, begin};
use crate::diagnostic::Span;
use crate::limits;
use crate::ops;
use crate::program::records::{
    Arm, CONTROL, DRAWN, Experience, LIVE, NONE, ON_ACTION, PASS, Placement, Range, Slot, StringId, Unit, UnitKind,
};
use crate::ruleset::model::{self, SlotKind};

/// The slot of what is done to the page as a whole, a redirect. No ruleset can name it.
const PAGE: &str = "$page";

impl<'a> Compiler<'a> {
    /// Places and values, in file order.
    pub fn slots(&mut self) {
        let ruleset = self.ruleset;
        for slot in &ruleset.slots {
            let (target, default) = match &slot.kind {
                SlotKind::Target(selector) => (self.tables.string(&selector.value), NONE),
                SlotKind::Value(value) => (NONE, self.store(ops::Content::Value(value.value.clone()), value.span)),
            };
            let kind = match slot.redecide.as_ref().map(|redecide| redecide.value.as_str()) {
                Some("action") => ON_ACTION,
                Some("live") => LIVE,
                _ => 0,
            };
            let places = places(slot);
            let pages = self.pages(&slot.pages);
            for nth in 1..=places {
                let name = &slot.name.value;
                // The elements that a target finds are its places, in their order.
                let (name, nth) = if places == 1 { (name.clone(), 0) } else { (place(name, nth), nth) };
                let record = Slot {
                    name: self.tables.string(&name),
                    target,
                    pages,
                    default,
                    expect: slot.expect.as_ref().map_or(0, |expect| expect.value as u32),
                    flags: u32::from(slot.public) | kind,
                    places: if nth > 1 { 1 } else { places },
                    nth,
                };
                self.tables.draft.slots.push(record);
            }
        }
    }

    /// A set of page patterns; none at all is every page.
    fn pages(&mut self, patterns: &[crate::diagnostic::Spanned<String>]) -> u32 {
        if patterns.is_empty() {
            return NONE;
        }
        let patterns: Vec<&str> = patterns.iter().map(|pattern| pattern.value.as_str()).collect();
        self.tables.page_set(&patterns)
    }

    /// By priority, the highest first; of equal ones, as in the file.
    pub fn experiences(&mut self) {
        let mut order: Vec<&'a model::Experience> = self.ruleset.experiences.iter().collect();
        let priority =
            |experience: &model::Experience| experience.priority.as_ref().map_or(0.0, |priority| priority.value);
        order.sort_by(|a, b| priority(b).total_cmp(&priority(a)));
        if order.len() > limits::EXPERIENCES {
            self.refuse(
                "too-many-experiences",
                Span::default(),
                format!("{} experiences are more than {}", order.len(), limits::EXPERIENCES),
            );
            return;
        }
        let holdout = self.holdout();
        self.tables.draft.gates.extend(holdout);
        for (index, experience) in (0..).zip(order) {
            let record = self.experience(index, experience);
            self.tables.draft.experiences.push(record);
        }
    }

    fn experience(&mut self, index: u32, experience: &'a model::Experience) -> Experience {
        let id = experience.id.value.as_str();
        let settings = experience.experiment.as_ref();
        let seed = settings.and_then(|settings| settings.seed.as_ref()).map_or(id, |seed| &seed.value);
        let coverage = coverage(settings);
        let hash_version = hash_version(settings);
        let drawn = experience.variants.len() > 1 || coverage < 1.0;
        let when =
            experience.when.as_ref().map_or(Node::Known(true), |when| self.lower(when, false, Scope::Signals, 0));
        let schedule = experience.schedule.as_ref();
        let slots = self.slots_of(experience);
        self.discloses = experience.offer.is_some();
        let arms = self.arms(index, experience);
        self.discloses = false;
        // An edge that lacks what a content shows leaves the whole to the device, whichever arm it would draw.
        let settled = self.settled(arms, experience.id.span);
        let during = schedule.and_then(|schedule| schedule.during.as_ref());
        let hours = during.map_or(NONE, |during| self.calendar(&during.value, during.span));
        let clock = during.map_or(Node::Known(true), |during| self.clock_of(hours, during.span));
        let window = schedule.map_or(Node::Known(true), |schedule| self.civil_window(schedule));
        let when = self.place(Node::all([window, clock, when, settled]));
        let (rules, flags) = self.rules(experience);
        Experience {
            name: self.tables.string(id),
            flags: flags | if drawn { DRAWN } else { 0 },
            pages: self.pages(&experience.pages),
            when,
            from: schedule.and_then(|schedule| schedule.from.as_ref()).map_or(i64::MIN, |from| from.value),
            until: schedule.and_then(|schedule| schedule.until.as_ref()).map_or(i64::MAX, |until| until.value),
            hours,
            units: if drawn { self.units(&experience.unit) } else { Range::default() },
            gates: self.gates(experience, seed, drawn),
            seed: if drawn { begin(seed.as_bytes()) } else { 0 },
            seed_text: if drawn && hash_version == 1 { self.tables.string(seed) } else { NONE },
            slots: self.tables.run_of_slots(slots),
            arms,
            rules,
            forced: self.forced(experience, arms),
            phase: settings.and_then(|settings| settings.phase.as_ref()).map_or(0, |phase| phase.value as u32),
        }
    }

    /// Slots that any arm touches, ascending.
    fn slots_of(&mut self, experience: &'a model::Experience) -> Vec<u32> {
        let mut slots: Vec<u32> = Vec::new();
        for variant in &experience.variants {
            match &variant.arm {
                model::Arm::Show(contents) => {
                    slots.extend(contents.iter().filter_map(|(slot, _)| self.slot(&slot.value, slot.span)));
                }
                model::Arm::Redirect(path) => slots.extend(self.slot(PAGE, path.span)),
                model::Arm::Default | model::Arm::Pass => {}
            }
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    fn slot(&mut self, name: &str, span: Span) -> Option<u32> {
        if name == PAGE {
            let known = self.tables.string(name);
            let index = self.tables.draft.slots.iter().position(|slot| slot.name == known);
            return index.map_or_else(|| Some(self.page_slot(known)), |index| u32::try_from(index).ok());
        }
        let is_before = |slot: &&model::Slot| slot.name.value != name;
        if self.ruleset.slots.iter().any(|slot| slot.name.value == name) {
            return Some(self.ruleset.slots.iter().take_while(is_before).map(places).sum());
        }
        self.refuse("unknown-slot", span, format!("unknown slot `{name}`"));
        None
    }

    /// The page as a place of its own, made when something is done to it as a whole.
    fn page_slot(&mut self, name: StringId) -> u32 {
        let target = self.tables.string("html");
        self.tables.draft.slots.push(Slot {
            name,
            target,
            pages: NONE,
            default: NONE,
            expect: 1,
            flags: 0,
            places: 1,
            nth: 0,
        });
        u32::try_from(self.tables.draft.slots.len() - 1).unwrap_or(NONE)
    }

    fn arms(&mut self, experience: u32, written: &'a model::Experience) -> Range {
        let variants = &written.variants;
        if variants.is_empty() || variants.len() > limits::ARMS {
            self.refuse(
                "too-many-variants",
                written.span,
                format!("{} variants where 1 to {} can be", variants.len(), limits::ARMS),
            );
        }
        let start = self.tables.draft.arms.len() as u32;
        for (variant, (from, until)) in variants.iter().zip(stretches(written)) {
            let arm = Arm {
                name: self.tables.string(&variant.name.value),
                experience,
                from,
                until,
                flags: match variant.arm {
                    model::Arm::Default => CONTROL,
                    model::Arm::Pass => PASS,
                    model::Arm::Show(_) | model::Arm::Redirect(_) => 0,
                },
                placements: self.placements(&variant.arm),
            };
            self.tables.draft.arms.push(arm);
        }
        Range { start, len: variants.len() as u32 }
    }

    /// A slot whose content is the default needs no placement.
    fn placements(&mut self, arm: &'a model::Arm) -> Range {
        let mut placements: Vec<Placement> = match arm {
            model::Arm::Show(contents) => {
                contents.iter().filter_map(|(slot, content)| self.placement(slot, content)).collect()
            }
            model::Arm::Redirect(path) => {
                let content = self.tables.content(ops::Content::Ops(vec![ops::Op::Redirect(path.value.clone())]));
                self.slot(PAGE, path.span).map(|slot| Placement { slot, content }).into_iter().collect()
            }
            model::Arm::Default | model::Arm::Pass => Vec::new(),
        };
        placements.sort_by_key(|placement| placement.slot);
        if placements.is_empty() {
            return Range::default();
        }
        let pool = &mut self.tables.draft.placements;
        let range = Range { start: pool.len() as u32, len: placements.len() as u32 };
        pool.extend(placements);
        range
    }

    fn placement(
        &mut self,
        slot: &'a crate::diagnostic::Spanned<String>,
        content: &'a model::Content,
    ) -> Option<Placement> {
        if matches!(content, model::Content::Default(_)) {
            return None;
        }
        Some(Placement { slot: self.slot(&slot.value, slot.span)?, content: self.content(content, 0) })
    }

    /// Units in order of preference; without any, the device.
    pub(super) fn units(&mut self, names: &'a [crate::diagnostic::Spanned<String>]) -> Range {
        let mut indices: Vec<u32> = names.iter().filter_map(|name| self.unit(&name.value, name.span)).collect();
        if names.is_empty() {
            indices.extend(self.unit("device", Span::default()));
        }
        self.tables.run_of_units(indices)
    }

    fn unit(&mut self, name: &str, span: Span) -> Option<u32> {
        let ruleset = self.ruleset;
        let source = ruleset.units.iter().find(|unit| unit.name.value == name);
        let (kind, key) = match (name, source) {
            (_, Some(source)) => match source.from.value.as_str() {
                "cookie" => (UnitKind::Cookie, self.tables.string(&source.key.value)),
                // Names of headers have no case, and every platform hands them out in lower case.
                "header" => (UnitKind::Header, self.tables.string(&source.key.value.to_ascii_lowercase())),
                _ => (UnitKind::Signal, self.signal(&source.key.value, source.key.span)),
            },
            ("device", _) => (UnitKind::Device, 0),
            ("page-view", _) => (UnitKind::PageView, 0),
            _ => {
                self.refuse("unknown-unit", span, format!("unknown unit `{name}`"));
                return None;
            }
        };
        let name = self.tables.string(name);
        Some(self.tables.unit(Unit { name, kind, key }))
    }
}

/// How many places a slot is.
fn places(slot: &model::Slot) -> u32 {
    slot.take.as_ref().map_or(1, |take| (take.value as u32).clamp(1, limits::PLACES as u32))
}

/// The name of one of several places of a slot.
fn place(slot: &str, nth: u32) -> String {
    format!("{slot}.{nth}")
}

fn hash_version(settings: Option<&model::Experiment>) -> u32 {
    let is_first = settings.and_then(|settings| settings.hash_version.as_ref()).is_some_and(|v| v.value == 1.0);
    if is_first { 1 } else { 2 }
}

fn coverage(settings: Option<&model::Experiment>) -> f64 {
    settings.and_then(|settings| settings.coverage.as_ref()).map_or(1.0, |coverage| coverage.value)
}

/// The draws that each variant gets: from, until.
pub fn stretches(experience: &model::Experience) -> Vec<(u32, u32)> {
    let (variants, settings) = (&experience.variants, experience.experiment.as_ref());
    let buckets = if hash_version(settings) == 1 { BUCKETS_V1 } else { BUCKETS_V2 };
    let weights = shares(&variants.iter().map(|variant| variant.weight.value).collect::<Vec<f64>>());
    let ranges = bucket_ranges(variants.len(), coverage(settings), Some(&weights));
    ranges.into_iter().map(|(from, until)| (threshold(from, buckets), threshold(until, buckets))).collect()
}

/// Relative weights as shares of one. Those that are shares already stay as they are, to the last bit, so that an
/// experiment that came from GrowthBook keeps its bounds.
fn shares(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    if adds_up(weights) || total <= 0.0 {
        return weights.to_vec();
    }
    weights.iter().map(|weight| weight / total).collect()
}
