//! An explanation as data: what JavaScript gets, and what the command line prints.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::different::Counterfactual;
use super::record::{Outcome, Record, Step};
use super::{Lines, phrase, summary};
use crate::decide::{Decisions, json};
use crate::ops::{Content, Op, render_text};
use crate::program::Program;
use crate::program::records::{ConditionId, ELEMENT, Experience, NONE, Op as Question, Saying, SayingKind};
use crate::signal::context::{Datum, Values};
use crate::value::Value;

/// A place in a ruleset.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Line {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// Why one slot shows what it shows.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Explanation {
    pub slot: String,
    /// `None` for the default.
    pub experience: Option<String>,
    pub variant: Option<String>,
    pub reason: &'static str,
    /// OpenFeature's word for the reason.
    pub open_feature: &'static str,
    /// The reason in a sentence.
    pub sentence: &'static str,
    /// Why, in one sentence about this very visitor.
    pub summary: String,
    /// What the experience says of itself to its visitor, with the values seen, in the ruleset's first language; nothing where one
    /// of them is missing or is not named on a screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Every experience that wants this slot, in the order in which they were asked.
    pub considered: Vec<Considered>,
    /// What would have to be different, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterfactual: Option<Counterfactual>,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Considered {
    pub experience: String,
    pub reason: &'static str,
    pub sentence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
    /// The questions put, until the answer was known.
    pub conditions: Vec<Asked>,
}

/// What the hash said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Drawn {
    pub unit: String,
    pub bucket: u32,
    pub of: u32,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Asked {
    /// The question: `geo.country is one of DE, AT`.
    pub question: String,
    pub signal: Option<String>,
    /// The value seen; missing when `None`.
    pub value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<&'static str>,
    pub answer: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Line>,
    /// Of a segment, the questions that it asked in turn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Asked>,
}

pub(super) fn report(
    program: &Program,
    values: &Values,
    slot: u32,
    decisions: &Decisions,
    record: &Record,
    lines: &impl Lines,
) -> Option<Explanation> {
    let decision = decisions.slot(slot)?;
    let owner = |arm: u32| program.experience(program.arm(arm)?.experience);
    let name = |experience: Experience| program.text(experience.name).to_owned();
    let (arm, experience) = (program.arm(decision.arm), owner(decision.arm));
    // Of several slots the first.
    let mut places = BTreeMap::new();
    for (row, one) in program.slots().iter().zip(&decisions.slots) {
        if let Some(owner) = owner(one.arm) {
            places.entry(name(owner)).or_insert_with(|| program.text(row.name));
        }
    }
    let wants = |outcome: &&Outcome| {
        let slots = program.experience(outcome.experience).map(|e| e.slots).unwrap_or_default();
        slots.of(program.slot_indices()).contains(&program.named_slot(slot))
    };
    let mut nest = Nest { program, values, lines, open: BTreeMap::new(), segments: BTreeMap::new() };
    let mut considered = Vec::new();
    for outcome in &record.outcomes {
        let one = nest.considered(outcome);
        if wants(&outcome) {
            considered.push(one);
        }
    }
    let mut explanation = Explanation {
        slot: program.slot(slot).map_or("", |slot| program.text(slot.name)).to_owned(),
        experience: experience.map(name),
        variant: arm.map(|arm| program.text(arm.name).to_owned()),
        reason: decision.reason.word(),
        open_feature: decision.reason.open_feature(),
        sentence: decision.reason.sentence(),
        summary: String::new(),
        because: experience.and_then(|experience| because(program, values, experience)),
        considered,
        counterfactual: None,
    };
    explanation.summary = summary::of(&explanation, &places);
    Some(explanation)
}

/// What an experience says of itself.
fn because(program: &Program, values: &Values, experience: Experience) -> Option<String> {
    let is_it = |saying: &Saying| saying.kind == SayingKind::Because as u32 && saying.name == experience.name;
    let Content::Ops(ops) = program.content(program.sayings().iter().find(is_it)?.content) else { return None };
    let [Op::Text(text)] = ops.as_slice() else { return None };
    let mut is_whole = true;
    let mut said = String::new();
    for piece in text {
        let one = render_text(std::slice::from_ref(piece), &mut |signal, _| seen(program, values, signal));
        is_whole &= !one.is_empty();
        said.push_str(&one);
    }
    is_whole.then_some(said)
}

/// A value that may be said.
fn seen(program: &Program, values: &Values, signal: u32) -> Option<String> {
    let text = json::value_text(&values.value(program, signal)?)?;
    let name = program.find(text.as_bytes());
    let is_it = |saying: Saying| saying.kind == SayingKind::Discreet as u32 && saying.name == name;
    (!program.sayings().iter().any(is_it)).then_some(text)
}

/// Puts questions under the one that asked for them: steps come in the order in which they were taken, those of a segment
/// before the step that asks it.
struct Nest<'a, L> {
    program: &'a Program,
    values: &'a Values,
    lines: &'a L,
    /// Questions of conditions that are not over yet.
    open: BTreeMap<ConditionId, Vec<Asked>>,
    /// What a segment asked; it is asked once, however many rules want to know.
    segments: BTreeMap<ConditionId, Vec<Asked>>,
}

impl<L: Lines> Nest<'_, L> {
    fn considered(&mut self, outcome: &Outcome) -> Considered {
        let Nest { program, lines, .. } = *self;
        let experience = program.experience(outcome.experience);
        let name = experience.map_or("", |experience| program.text(experience.name));
        let drawn = outcome.drawn.map(|(unit, bucket)| Drawn {
            unit: program.unit(unit).map_or("", |unit| program.text(unit.name)).to_owned(),
            bucket,
            of: if experience.is_some_and(|e| e.seed_text != NONE) { 1_000 } else { 10_000 },
        });
        self.open.clear();
        for step in &outcome.steps {
            self.step(step);
        }
        Considered {
            experience: name.to_owned(),
            reason: outcome.reason.word(),
            sentence: outcome.reason.sentence(),
            at: lines.experience(name),
            drawn,
            conditions: experience.and_then(|experience| self.open.remove(&experience.when)).unwrap_or_default(),
        }
    }

    /// One question put. Questions about an element are part of the one about its list.
    fn step(&mut self, step: &Step) {
        let Nest { program, values, lines, .. } = *self;
        let Some(predicate) = program.predicates().get(step.predicate as usize) else { return };
        // That a value can be shown here is worth a word only when it can't.
        let idle = predicate.op == Question::Settled && step.answer;
        if predicate.flags & ELEMENT != 0 || idle {
            return;
        }
        let holds = predicate.op == Question::Holds;
        let signal = if holds { NONE } else { predicate.subject };
        let cell = values.cell(signal);
        let present = cell.datum != Datum::Missing;
        let segment = if holds { lines.segment(predicate.operand) } else { None };
        let conditions = if holds { self.segment(predicate.operand) } else { Vec::new() };
        self.open.entry(step.condition).or_default().push(Asked {
            question: phrase::question(program, &predicate, segment.as_deref()),
            signal: program.signal(signal).map(|signal| program.text(signal.name).to_owned()),
            value: values.value(program, signal),
            source: present.then(|| cell.source.word()),
            trust: present.then(|| cell.trust.word()),
            answer: step.answer,
            at: lines.step(step.condition, step.at),
            conditions,
        });
    }

    fn segment(&mut self, condition: ConditionId) -> Vec<Asked> {
        if let Some(asked) = self.open.remove(&condition) {
            self.segments.insert(condition, asked);
        }
        self.segments.get(&condition).cloned().unwrap_or_default()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Number(n) => serializer.serialize_f64(*n),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|member| seq.serialize_element(member))?;
                seq.end()
            }
            Value::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.len()))?;
                object.iter().try_for_each(|(key, member)| map.serialize_entry(key, member))?;
                map.end()
            }
        }
    }
}
