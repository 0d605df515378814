//! What a program must satisfy before anything runs it: every index points somewhere, every condition ends, calls
//! nest to a bounded depth, text is UTF-8.

use super::format::Section;
use super::read::{Program, invalid};
use super::records::{ELEMENT, FALSE, NEVER, NONE, Op, Predicate, Range, Step, TRUE, UnitKind};
use crate::error::LoadError;
use crate::limits;
use crate::ops::Content;

type Check = Result<(), LoadError>;

pub fn validate(program: &Program) -> Check {
    counts(program)?;
    strings(program)?;
    tables(program)?;
    conditions(program)?;
    experiences(program)?;
    choices(program)
}

fn need(holds: bool, section: Section, at: usize) -> Check {
    if holds { Ok(()) } else { Err(invalid(section, at)) }
}

/// `index` is in a table of `len`.
fn within(index: u32, len: usize) -> bool {
    (index as usize) < len
}

/// `index` is in a table of `len`, or not there.
fn maybe(index: u32, len: usize) -> bool {
    index == NONE || within(index, len)
}

fn spans(range: Range, len: usize) -> bool {
    (range.start as usize).checked_add(range.len as usize).is_some_and(|end| end <= len)
}

fn slice<T>(all: &[T], range: Range) -> &[T] {
    let start = range.start as usize;
    all.get(start..start.saturating_add(range.len as usize)).unwrap_or_default()
}

fn counts(p: &Program) -> Check {
    need(p.experiences.len() <= limits::EXPERIENCES, Section::Experiences, 0)?;
    need(p.slots.len() <= limits::SLOTS, Section::Slots, 0)?;
    need(p.signals.len() <= limits::SIGNALS, Section::Signals, 0)
}

fn strings(p: &Program) -> Check {
    let mut last: Option<&[u8]> = None;
    for id in 0..u32::try_from(p.text_count()).unwrap_or(0) {
        let text = p.text_bytes(id);
        let ordered = last.is_none_or(|before| before < text);
        need(ordered && std::str::from_utf8(text).is_ok(), Section::Strings, id as usize)?;
        last = Some(text);
    }
    need(maybe(p.id, p.text_count()), Section::Meta, 0)
}

fn tables(p: &Program) -> Check {
    let texts = p.text_count();
    for (at, signal) in p.signals.iter().enumerate() {
        need(within(signal.name, texts) && maybe(signal.argument, texts), Section::Signals, at)?;
    }
    for (at, id) in p.ids.iter().enumerate() {
        need(within(*id, texts), Section::Ids, at)?;
    }
    for (at, set) in p.sets.iter().enumerate() {
        let fits = spans(set.texts, p.ids.len()) && spans(set.numbers, p.numbers.len());
        let sorted = slice(&p.ids, set.texts).is_sorted() && slice(&p.numbers, set.numbers).is_sorted();
        need(fits && sorted, Section::Sets, at)?;
    }
    for (at, page) in p.pages.iter().enumerate() {
        need(spans(*page, p.ids.len()), Section::Pages, at)?;
    }
    for (at, unit) in p.units.iter().enumerate() {
        let key = match unit.kind {
            UnitKind::Signal => within(unit.key, p.signals.len()),
            UnitKind::Cookie | UnitKind::Header => within(unit.key, texts),
            UnitKind::Device | UnitKind::PageView => true,
        };
        need(within(unit.name, texts) && key, Section::Units, at)?;
    }
    for (at, a) in p.automata.iter().enumerate() {
        let stride = a.stride as usize;
        need(stride > 0, Section::Automata, at)?;
        let states = a.next.len() / stride;
        let classes = a.classes.iter().all(|class| (*class as usize) + 1 < stride.max(2));
        let targets = a.next.iter().all(|state| (*state as usize) < states);
        let whole = states * stride == a.next.len() && (a.start as usize) < states;
        need(classes && targets && whole, Section::Automata, at)?;
    }
    for (at, slot) in p.slots.iter().enumerate() {
        let names = within(slot.name, texts) && maybe(slot.target, texts);
        let refs = maybe(slot.pages, p.pages.len()) && maybe(slot.default, p.content_count());
        need(names && refs, Section::Slots, at)?;
    }
    Ok(())
}

/// Predicates point at what their operator asks for, steps go forward, and a condition calls only conditions before
/// it, to a bounded depth; so running one ends, and needs little stack.
fn conditions(p: &Program) -> Check {
    for (at, predicate) in p.predicates.iter().enumerate() {
        need(predicate_fits(p, predicate), Section::Predicates, at)?;
    }
    let mut depths: Vec<u8> = Vec::with_capacity(p.conditions.len());
    for (at, range) in p.conditions.iter().enumerate() {
        let len = range.len as usize;
        need(spans(*range, p.steps.len()) && len > 0 && len <= limits::CONDITION_CODE, Section::Conditions, at)?;
        let mut depth = 0;
        for (here, step) in slice(&p.steps, *range).iter().enumerate() {
            need(step_fits(p, step, here, len), Section::Steps, range.start as usize + here)?;
            if let Some(called) = p.predicates.get(step.predicate as usize).and_then(callee) {
                let below =
                    if called == NONE || called == NEVER { Some(0) } else { depths.get(called as usize).copied() };
                // A condition at or after this one has no depth yet: refused.
                depth = depth.max(below.ok_or(invalid(Section::Conditions, at))? + 1);
            }
        }
        need(usize::from(depth) <= limits::CONDITION_DEPTH, Section::Conditions, at)?;
        depths.push(depth);
    }
    Ok(())
}

fn callee(predicate: &Predicate) -> Option<u32> {
    matches!(predicate.op, Op::Holds | Op::Size | Op::ElemMatch).then_some(predicate.operand)
}

fn step_fits(p: &Program, step: &Step, here: usize, len: usize) -> bool {
    let forward =
        |target: u16| target == TRUE || target == FALSE || (target as usize > here && (target as usize) < len);
    within(step.predicate, p.predicates.len()) && forward(step.yes) && forward(step.no)
}

fn predicate_fits(p: &Program, predicate: &Predicate) -> bool {
    let operand = predicate.operand;
    let subject = if predicate.flags & ELEMENT != 0 {
        within(predicate.subject, p.text_count())
    } else {
        matches!(predicate.op, Op::Holds) || within(predicate.subject, p.signals.len())
    };
    let fits = match predicate.op {
        Op::EqText
        | Op::LooseText
        | Op::LtText
        | Op::LeText
        | Op::GtText
        | Op::GeText
        | Op::StartsWith
        | Op::EndsWith
        | Op::Contains
        | Op::StartsWithFold
        | Op::EndsWithFold
        | Op::ContainsFold
        | Op::VersionEq
        | Op::VersionLt
        | Op::VersionLe
        | Op::VersionGt
        | Op::VersionGe => within(operand, p.text_count()),
        Op::EqNumber | Op::LooseNumber | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Within | Op::OlderThan => {
            within(operand, p.numbers.len())
        }
        Op::Between => within(operand, p.numbers.len()) && within(operand.saturating_add(1), p.numbers.len()),
        Op::EqValue | Op::LooseLt | Op::LooseLe | Op::LooseGt | Op::LooseGe => within(operand, p.values.len()),
        Op::In | Op::InFold | Op::All | Op::AllFold => within(operand, p.sets.len()),
        Op::Matches => within(operand, p.automata.len()),
        Op::Size | Op::ElemMatch | Op::Holds => {
            operand == NONE || operand == NEVER || within(operand, p.conditions.len())
        }
        Op::Exists | Op::IsType | Op::EqBool | Op::EqNull | Op::LooseBool | Op::Trusted | Op::False => true,
    };
    subject && fits
}

fn experiences(p: &Program) -> Check {
    let texts = p.text_count();
    for (at, e) in p.experiences.iter().enumerate() {
        let condition = e.when == NONE || e.when == NEVER || within(e.when, p.conditions.len());
        let names = within(e.name, texts) && maybe(e.seed, texts) && maybe(e.rollout_seed, texts);
        let ranges = spans(e.units, p.indices.len()) && spans(e.slots, p.indices.len()) && spans(e.arms, p.arms.len());
        let arms = (e.arms.len as usize) <= limits::ARMS && e.arms.len > 0;
        let numbers = e.rollout <= limits::BUCKETS && matches!(e.hash_version, 1 | 2);
        need(
            condition && names && ranges && arms && numbers && maybe(e.pages, p.pages.len()),
            Section::Experiences,
            at,
        )?;
        let units = slice(&p.indices, e.units).iter().all(|unit| within(*unit, p.units.len()));
        let slots = slice(&p.indices, e.slots);
        let known = slots.iter().all(|slot| within(*slot, p.slots.len())) && slots.is_sorted_by(|a, b| a < b);
        need(units && known, Section::Indices, at)?;
        let own = slice(&p.arms, e.arms).iter().all(|arm| arm.experience as usize == at);
        need(own, Section::Arms, at)?;
    }
    for (at, arm) in p.arms.iter().enumerate() {
        let refs = within(arm.experience, p.experiences.len()) && spans(arm.placements, p.placements.len());
        need(within(arm.name, texts) && refs, Section::Arms, at)?;
    }
    for (at, placement) in p.placements.iter().enumerate() {
        let fits = within(placement.slot, p.slots.len()) && maybe(placement.content, p.content_count());
        need(fits, Section::Placements, at)?;
    }
    Ok(())
}

/// A choice refers to contents before it, so choosing ends.
fn choices(p: &Program) -> Check {
    for (id, content) in &p.choices {
        let Content::By { signal, cases, otherwise } = content else { continue };
        let before = |target: u32| target == NONE || target < *id;
        let fits = within(*signal, p.signals.len()) && before(*otherwise) && cases.iter().all(|(_, to)| before(*to));
        need(fits, Section::Contents, *id as usize)?;
    }
    Ok(())
}
