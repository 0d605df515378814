//! Every index points somewhere, every condition ends, calls nest to a bounded depth.
//!
//! Most of it is one loop over [`SHAPES`], which says for each word of each record where it must point.

use super::{Check, ascends, need, table_fits, within};
use crate::limits;
use crate::program::format::Section;
use crate::program::read::Program;
use crate::program::records::{ELEMENT, FALSE, NEVER, NONE, Op, Predicate, Range, RuleKind, Step, TRUE, UnitKind};
use crate::value::Kind;

/// A letter a word:
/// `.` anything · `s` string, `S` or none · `g` signal, `G` or none · `k` calendar, `K` or none · `u` unit · `l` slot · `e` experience, `E` or none · `x` arm · `i` list, `I` or none ·
/// `c` condition, none or never · `C` content or none;
/// and a digit for two words that are a stretch of: `0` ids · `1` numbers · `2` steps · `3` indices of slots · `4` arms ·
/// `5` placements · `6` cases · `7` indices of units · `8` gates · `9` pairs · `:` rules · `;` forced units.
const SHAPES: [(Section, &[u8]); 33] = [
    (Section::Signals, b"s.S"),
    (Section::Numbers, b".."),
    (Section::Ids, b"s"),
    (Section::Sets, b"01.."),
    (Section::Predicates, b"..."),
    (Section::Steps, b".."),
    (Section::Conditions, b"2"),
    (Section::Lists, b"0"),
    (Section::Units, b"s.."),
    (Section::Slots, b"sSIC...."),
    (Section::Placements, b"lC"),
    (Section::Arms, b"se...5"),
    (Section::Experiences, b"s.Ic....K78.S34:;."),
    (Section::Choices, b"Cg6C"),
    (Section::SlotIndices, b"l"),
    (Section::UnitIndices, b"u"),
    (Section::Cases, b"sC"),
    (Section::Folds, b".s"),
    (Section::Gates, b".S7..."),
    (Section::Assignments, b"gE"),
    (Section::Rules, b"..S.."),
    (Section::Forced, b"x.."),
    (Section::Calendars, b"G99"),
    (Section::Pairs, b".."),
    (Section::Readings, b"gGK9"),
    (Section::Events, b"s.IS"),
    (Section::States, b"sII."),
    (Section::Stages, b"ssSc"),
    (Section::Declarations, b"s.I."),
    (Section::Recalls, b"gSS"),
    (Section::Triggers, b"sss"),
    (Section::Goals, b"ss"),
    (Section::Sayings, b".sSC"),
];

/// The letters that are two words.
const STRETCHES: std::ops::RangeInclusive<u8> = b'0'..=b';';

fn width(shape: &[u8]) -> usize {
    shape.iter().map(|letter| if STRETCHES.contains(letter) { 2 } else { 1 }).sum()
}

pub fn validate(program: &Program) -> Check {
    for section in [Section::Values, Section::Automata, Section::Contents] {
        need(table_fits(program, section), section, 0)?;
    }
    for (section, shape) in SHAPES {
        let words = program.words(section);
        let whole = program.section(section).len().is_multiple_of(4 * width(shape));
        let bad = rows(program, shape, words);
        need(whole && bad.is_none(), section, bad.unwrap_or(0))?;
    }
    tables(program)?;
    conditions(program)
}

/// The section of what a letter means.
const MEANT: [(u8, Section); 25] = [
    (b's', Section::Strings),
    (b'g', Section::Signals),
    (b'u', Section::Units),
    (b'l', Section::Slots),
    (b'e', Section::Experiences),
    (b'i', Section::Lists),
    (b'c', Section::Conditions),
    (b'C', Section::Contents),
    (b't', Section::Sets),
    (b'a', Section::Automata),
    (b'v', Section::Values),
    (b'n', Section::Numbers),
    (b'0', Section::Ids),
    (b'2', Section::Steps),
    (b'3', Section::SlotIndices),
    (b'4', Section::Arms),
    (b'5', Section::Placements),
    (b'6', Section::Cases),
    (b'7', Section::UnitIndices),
    (b'8', Section::Gates),
    (b':', Section::Rules),
    (b';', Section::Forced),
    (b'x', Section::Arms),
    (b'9', Section::Pairs),
    (b'k', Section::Calendars),
];

/// How many of what a letter means there are.
fn count(p: &Program, letter: u8) -> usize {
    let (like, less) = match letter {
        b'S' => (b's', 0),
        b'I' => (b'i', 0),
        b'E' => (b'e', 0),
        b'G' => (b'g', 0),
        b'K' => (b'k', 0),
        b'1' => (b'n', 0),
        // Two numbers, side by side.
        b'N' => (b'n', 1),
        letter => (letter, 0),
    };
    let Some((_, section)) = MEANT.iter().find(|(known, _)| *known == like) else { return 0 };
    let count = match SHAPES.iter().find(|(known, _)| known == section) {
        Some((_, shape)) => p.words(*section).len() / width(shape),
        None => p.entries(*section),
    };
    count.saturating_sub(less)
}

/// What a word may be: an index below `len`, or not below `least`; of a stretch, its start and its length.
#[derive(Clone, Copy)]
struct May {
    stretch: bool,
    len: usize,
    least: u64,
}

impl May {
    fn of(p: &Program, letter: u8) -> May {
        let least = match letter {
            b'.' => 0,
            b'c' => u64::from(NEVER),
            b'S' | b'I' | b'C' | b'E' | b'G' | b'K' => u64::from(NONE),
            _ => u64::MAX,
        };
        May { stretch: STRETCHES.contains(&letter), len: count(p, letter), least }
    }

    fn be(self, word: u32) -> bool {
        within(word, self.len) || u64::from(word) >= self.least
    }
}

/// The first record of which a word points nowhere. Letters are looked up once: this goes over nearly all of a bundle.
fn rows(p: &Program, shape: &[u8], words: &[u32]) -> Option<usize> {
    let all: Vec<May> = shape.iter().map(|letter| May::of(p, *letter)).collect();
    let row =
        |words: &[u32]| {
            let mut rest = words.iter().copied();
            let mut word = || rest.next().unwrap_or(0);
            all.iter().all(|may| {
                if may.stretch { spans(Range { start: word(), len: word() }, may.len) } else { may.be(word()) }
            })
        };
    words.chunks(width(shape)).position(|words| !row(words))
}

fn spans(range: Range, len: usize) -> bool {
    (range.start as usize).checked_add(range.len as usize).is_some_and(|end| end <= len)
}

fn slice<T>(all: &[T], range: Range) -> &[T] {
    let start = range.start as usize;
    all.get(start..start.saturating_add(range.len as usize)).unwrap_or_default()
}

fn tables(p: &Program) -> Check {
    for (at, words) in p.words(Section::Signals).chunks_exact(3).enumerate() {
        let kind = words.get(1).and_then(|small| Kind::from_code((small >> 16) as u8));
        need(kind.is_some(), Section::Signals, at)?;
    }
    for (at, set) in p.sets().iter().enumerate() {
        need(ascends(slice(p.ids(), set.texts)), Section::Sets, at)?;
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
    for (at, rule) in p.rules().iter().enumerate() {
        need(RuleKind::from_code(rule.kind).is_some(), Section::Rules, at)?;
    }
    for (at, slot) in p.slots().iter().enumerate() {
        let places = slot.places as usize;
        need((1..=limits::PLACES.min(p.slots().len() - at)).contains(&places), Section::Slots, at)?;
    }
    for (at, experience) in p.experiences().iter().enumerate() {
        need(experience.rules.len as usize <= limits::RULES, Section::Experiences, at)?;
    }
    for at in 0..p.entries(Section::Automata) {
        // Classes, three numbers, transitions of two bytes each. What a transition leads to is looked at when it is gone.
        let len = p.automaton(at as u32).len();
        need(len >= 256 + 6 && len.is_multiple_of(2), Section::Automata, at)?;
    }
    Ok(())
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
                depth = depth.max(below.ok_or(super::Bad::new(Section::Conditions, at))? + 1);
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
    let letter = predicate.op.operand();
    subject && runs(predicate.op) && May::of(p, letter).be(operand)
}

/// Only `matches()` compiles GrowthBook's dialect; where it is not, its comparisons are left out.
fn runs(op: Op) -> bool {
    cfg!(feature = "tools")
        || !matches!(op.operand(), b'v') && !matches!(op, Op::LooseText | Op::LooseNumber | Op::LooseBool)
}
