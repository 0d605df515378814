//! What a program must satisfy before anything runs it: every index points somewhere, every condition ends, calls
//! nest to a bounded depth, text is UTF-8.
//!
//! Most of it is one loop over [`SHAPES`], which says for each word of each record where it must point. That is a
//! fifth of the code of checking each record in its own words, and visitors load this code.

use std::num::NonZeroU32;

use super::format::Section;
use super::read::Program;
use super::records::{ELEMENT, FALSE, NEVER, NONE, Op, Predicate, Range, Step, TRUE, UnitKind};
use crate::limits;
use crate::value::Kind;

/// What is wrong: a section and the record in it, in one word, so that passing it on costs a register.
#[derive(Clone, Copy)]
pub struct Bad(NonZeroU32);

impl Bad {
    fn new(section: Section, at: usize) -> Bad {
        let at = u32::try_from(at).unwrap_or(0) & 0x00FF_FFFF;
        Bad(NonZeroU32::new((section as u32) << 24 | at).unwrap_or(NonZeroU32::MIN))
    }

    pub fn section(self) -> u32 {
        self.0.get() >> 24
    }

    pub fn at(self) -> u32 {
        self.0.get() & 0x00FF_FFFF
    }
}

type Check = Result<(), Bad>;

/// A letter a word:
/// `.` anything · `s` string, `S` or none · `g` signal · `u` unit · `l` slot · `e` experience · `p` page set or none ·
/// `c` condition, none or never · `C` content or none;
/// and a digit for two words that are a stretch of: `0` ids · `1` numbers · `2` steps · `3` indices · `4` arms ·
/// `5` placements · `6` cases.
const SHAPES: [(Section, &[u8]); 15] = [
    (Section::Signals, b"s.S"),
    (Section::Ids, b"s"),
    (Section::Sets, b"01."),
    (Section::Predicates, b"..."),
    (Section::Steps, b".."),
    (Section::Conditions, b"2"),
    (Section::Pages, b"0"),
    (Section::Units, b"s.."),
    (Section::Slots, b"sSpC.."),
    (Section::Placements, b"lC"),
    (Section::Arms, b"se...5"),
    (Section::Experiences, b"s.pc....3.SS.34"),
    (Section::Choices, b"Cg6C"),
    (Section::Indices, b"."),
    (Section::Cases, b"sC"),
];

/// Sections of records, and the words of one record in each.
pub fn widths() -> impl Iterator<Item = (Section, usize)> {
    SHAPES.iter().map(|(section, shape)| (*section, width(shape)))
}

fn width(shape: &[u8]) -> usize {
    shape.iter().map(|letter| if letter.is_ascii_digit() { 2 } else { 1 }).sum()
}

pub fn validate(program: &Program) -> Check {
    counts(program)?;
    strings(program)?;
    for (section, shape) in SHAPES {
        let bad = rows(program, shape, program.words(section));
        need(bad.is_none(), section, bad.unwrap_or(0))?;
    }
    tables(program)?;
    conditions(program)?;
    experiences(program)?;
    choices(program)
}

fn need(holds: bool, section: Section, at: usize) -> Check {
    if holds { Ok(()) } else { Err(Bad::new(section, at)) }
}

/// How many of what a letter means there are.
fn count(p: &Program, letter: u8) -> usize {
    match letter {
        b's' | b'S' => p.text_count(),
        b'g' => p.signals().len(),
        b'u' => p.units().len(),
        b'l' => p.slots().len(),
        b'e' => p.experiences().len(),
        b'p' => p.pages().len(),
        b'c' => p.conditions().len(),
        b'C' => p.content_count(),
        b'0' => p.ids().len(),
        b'1' => p.numbers.len(),
        b'2' => p.steps().len(),
        b'3' => p.indices().len(),
        b'4' => p.arms().len(),
        b'5' => p.placements().len(),
        _ => p.cases().len(),
    }
}

/// The first record of which a word points nowhere.
fn rows(p: &Program, shape: &[u8], words: &[u32]) -> Option<usize> {
    let mut rest = words.iter();
    let mut at = 0;
    while rest.len() > 0 {
        for letter in shape {
            let word = rest.next().copied().unwrap_or(0);
            let len = count(p, *letter);
            let fits = match letter {
                b'.' => true,
                b'0'..=b'9' => spans(Range { start: word, len: rest.next().copied().unwrap_or(0) }, len),
                b'S' | b'p' | b'C' => word == NONE || within(word, len),
                b'c' => word >= NEVER || within(word, len),
                _ => within(word, len),
            };
            if !fits {
                return Some(at);
            }
        }
        at += 1;
    }
    None
}

/// `index` is in a table of `len`.
fn within(index: u32, len: usize) -> bool {
    (index as usize) < len
}

fn spans(range: Range, len: usize) -> bool {
    (range.start as usize).checked_add(range.len as usize).is_some_and(|end| end <= len)
}

fn slice<T>(all: &[T], range: Range) -> &[T] {
    let start = range.start as usize;
    all.get(start..start.saturating_add(range.len as usize)).unwrap_or_default()
}

fn counts(p: &Program) -> Check {
    need(p.experiences().len() <= limits::EXPERIENCES, Section::Experiences, 0)?;
    need(p.slots().len() <= limits::SLOTS, Section::Slots, 0)?;
    need(p.signals().len() <= limits::SIGNALS, Section::Signals, 0)
}

fn strings(p: &Program) -> Check {
    let mut last: Option<&[u8]> = None;
    for id in 0..p.text_count() {
        let text = p.text_bytes(id as u32);
        let ordered = last.is_none_or(|before| before < text);
        need(ordered && std::str::from_utf8(text).is_ok(), Section::Strings, id)?;
        last = Some(text);
    }
    need(p.id == NONE || within(p.id, p.text_count()), Section::Meta, 0)
}

fn tables(p: &Program) -> Check {
    for (at, words) in p.words(Section::Signals).chunks_exact(3).enumerate() {
        let kind = words.get(1).and_then(|small| Kind::from_code((small >> 16) as u8));
        need(kind.is_some(), Section::Signals, at)?;
    }
    for (at, set) in p.sets().iter().enumerate() {
        let sorted = slice(p.ids(), set.texts).is_sorted() && slice(&p.numbers, set.numbers).is_sorted();
        need(sorted, Section::Sets, at)?;
    }
    for (at, words) in p.words(Section::Units).chunks_exact(3).enumerate() {
        let fits = words.get(1).and_then(|kind| UnitKind::from_code(*kind as u8)).zip(words.get(2));
        let fits = fits.is_some_and(|(kind, key)| match kind {
            UnitKind::Signal => within(*key, p.signals().len()),
            UnitKind::Cookie | UnitKind::Header => within(*key, p.text_count()),
            UnitKind::Device | UnitKind::PageView => true,
        });
        need(fits, Section::Units, at)?;
    }
    for at in 0..p.automata.len() {
        need(automaton_fits(p.automaton(at as u32)), Section::Automata, at)?;
    }
    Ok(())
}

/// Classes below the class of the text's end, transitions to states that are there.
fn automaton_fits(entry: &[u8]) -> bool {
    let Some((classes, rest)) = entry.split_at_checked(256) else { return false };
    let words = rest.as_chunks().0;
    let mut numbers = words.iter().map(|word| u16::from_le_bytes(*word) as usize);
    let (Some(stride), Some(start), Some(_)) = (numbers.next(), numbers.next(), numbers.next()) else { return false };
    let transitions = numbers.len();
    let Some(states) = transitions.checked_div(stride) else { return false };
    rest.len() % 2 == 0
        && states * stride == transitions
        && start < states
        && classes.iter().all(|class| usize::from(*class) + 1 < stride.max(2))
        && numbers.all(|state| state < states)
}

/// Predicates point at what their operator asks for, steps go forward, and a condition calls only conditions before
/// it, to a bounded depth; so running one ends, and needs little stack.
fn conditions(p: &Program) -> Check {
    for (at, words) in p.words(Section::Predicates).chunks_exact(3).enumerate() {
        let op = words.get(1).and_then(|small| Op::from_code(*small as u8));
        let fits = op.is_some() && p.predicates().get(at).is_some_and(|predicate| predicate_fits(p, predicate));
        need(fits, Section::Predicates, at)?;
    }
    let mut depths: Vec<u8> = Vec::with_capacity(p.conditions().len());
    for (at, range) in p.conditions().iter().enumerate() {
        let len = range.len as usize;
        need(len > 0 && len <= limits::CONDITION_CODE, Section::Conditions, at)?;
        let mut depth = 0;
        for (here, step) in p.steps().stretch(range).enumerate() {
            need(step_fits(p, step, here, len), Section::Steps, range.start as usize + here)?;
            if let Some(called) = p.predicates().get(step.predicate as usize).and_then(callee) {
                let below = if called >= NEVER { Some(0) } else { depths.get(called as usize).copied() };
                // A condition at or after this one has no depth yet: refused.
                depth = depth.max(below.ok_or(Bad::new(Section::Conditions, at))? + 1);
            }
        }
        need(usize::from(depth) <= limits::CONDITION_DEPTH, Section::Conditions, at)?;
        depths.push(depth);
    }
    Ok(())
}

fn callee(predicate: Predicate) -> Option<u32> {
    matches!(predicate.op, Op::Holds | Op::Size | Op::ElemMatch).then_some(predicate.operand)
}

fn step_fits(p: &Program, step: Step, here: usize, len: usize) -> bool {
    let forward =
        |target: u16| target == TRUE || target == FALSE || (target as usize > here && (target as usize) < len);
    within(step.predicate, p.predicates().len()) && forward(step.yes) && forward(step.no)
}

fn predicate_fits(p: &Program, predicate: Predicate) -> bool {
    let operand = predicate.operand;
    let subject = if predicate.flags & ELEMENT != 0 {
        within(predicate.subject, p.text_count())
    } else {
        matches!(predicate.op, Op::Holds) || within(predicate.subject, p.signals().len())
    };
    let len = match predicate.op {
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
        | Op::VersionGe => p.text_count(),
        Op::EqNumber | Op::LooseNumber | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Within | Op::OlderThan => {
            p.numbers.len()
        }
        Op::Between => p.numbers.len().saturating_sub(1),
        Op::EqValue | Op::LooseLt | Op::LooseLe | Op::LooseGt | Op::LooseGe => p.values.len(),
        Op::In | Op::InFold | Op::All | Op::AllFold => p.sets().len(),
        Op::Matches => p.automata.len(),
        Op::Size | Op::ElemMatch | Op::Holds if operand >= NEVER => return subject,
        Op::Size | Op::ElemMatch | Op::Holds => p.conditions().len(),
        Op::Exists | Op::IsType | Op::EqBool | Op::EqNull | Op::LooseBool | Op::Trusted | Op::False | Op::Settled => {
            return subject;
        }
    };
    subject && within(operand, len)
}

fn experiences(p: &Program) -> Check {
    for (at, e) in p.experiences().iter().enumerate() {
        let arms = (e.arms.len as usize) <= limits::ARMS && e.arms.len > 0;
        let numbers = e.rollout <= limits::BUCKETS && matches!(e.hash_version, 1 | 2);
        need(arms && numbers, Section::Experiences, at)?;
        let units = slice(p.indices(), e.units).iter().all(|unit| within(*unit, p.units().len()));
        let slots = slice(p.indices(), e.slots);
        let known = slots.iter().all(|slot| within(*slot, p.slots().len())) && slots.is_sorted_by(|a, b| a < b);
        need(units && known, Section::Indices, at)?;
        need(p.arms().stretch(e.arms).all(|arm| arm.experience as usize == at), Section::Arms, at)?;
    }
    Ok(())
}

/// Choices are sorted by their content, which is empty, and refer to contents before it; so choosing ends.
fn choices(p: &Program) -> Check {
    let mut last = None;
    for (at, choice) in p.choices().iter().enumerate() {
        let before = |target: u32| target == NONE || target < choice.content;
        let ascending = last.is_none_or(|last| last < choice.content);
        let cases = p.cases().stretch(choice.cases).all(|case| before(case.content));
        let fits = choice.content != NONE && p.content_bytes(choice.content).is_empty();
        need(fits && ascending && cases && before(choice.otherwise), Section::Choices, at)?;
        last = Some(choice.content);
    }
    Ok(())
}
