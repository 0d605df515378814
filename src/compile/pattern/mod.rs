//! Regular expressions become finite automata, once, at build time: the runtime walks a table and has no engine.
//!
//! `syntax` reads JavaScript's dialect, `regex-automata` determinises under limits, `minimize` makes the table small.
//! What automata cannot do (look-around, back-references) is refused by name rather than half done.

mod minimize;
mod syntax;

use crate::limits::{PATTERN_BYTES, PATTERN_DFA_BYTES, PATTERN_NESTING, PATTERN_NFA_BYTES, PATTERN_SOURCE};
use crate::program::records::Automaton;
use minimize::Table;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, nfa::thompson::WhichCaptures};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use std::collections::HashMap;

/// Why a pattern makes no automaton.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// Valid for some engines, but no regular language (or not text).
    Unsupported(&'static str),
    /// Not a regular expression.
    Invalid(String),
    /// The automaton would be larger than [`PATTERN_BYTES`].
    TooLarge,
    /// All automata of the bundle together would be larger than `limits::PATTERNS_BYTES`.
    NoRoom,
}

/// The automaton that accepts texts with a match of `pattern` anywhere. With `fold`, upper and lower case are one.
///
/// ```
/// let automaton = nearside::compile::pattern::automaton("^(android|ios)$", true).unwrap();
/// assert!(automaton.next.len() < 600);
/// ```
pub fn automaton(pattern: &str, fold: bool) -> Result<Automaton, PatternError> {
    if pattern.len() > PATTERN_SOURCE {
        return Err(PatternError::TooLarge);
    }
    let hir = parse(pattern, fold)?;
    let nfa = thompson::Compiler::new()
        .configure(thompson::Config::new().nfa_size_limit(Some(PATTERN_NFA_BYTES)).which_captures(WhichCaptures::None))
        .build_from_hir(&hir)
        .map_err(|_| PatternError::TooLarge)?;
    let dfa = dense::Builder::new()
        .configure(
            dense::Config::new()
                .start_kind(StartKind::Unanchored)
                .accelerate(false)
                .dfa_size_limit(Some(PATTERN_DFA_BYTES))
                .determinize_size_limit(Some(PATTERN_DFA_BYTES)),
        )
        .build_from_nfa(&nfa)
        .map_err(|_| PatternError::TooLarge)?;
    let automaton = minimize::minimize(table(&dfa)?).ok_or(PatternError::TooLarge)?;
    if size(&automaton) > PATTERN_BYTES {
        return Err(PatternError::TooLarge);
    }
    Ok(automaton)
}

/// Bytes of an automaton in a bundle, near enough.
pub fn size(automaton: &Automaton) -> usize {
    automaton.classes.len() + automaton.next.len() * 2
}

fn parse(pattern: &str, fold: bool) -> Result<Hir, PatternError> {
    let translated = syntax::translate(pattern)?;
    let hir = regex_syntax::ParserBuilder::new()
        .nest_limit(PATTERN_NESTING)
        .case_insensitive(fold)
        .build()
        .parse(&translated)
        .map_err(|error| PatternError::Invalid(reason(&error)))?;
    let folded = if fold && !pattern.contains(['ſ', '\u{212A}']) { ascii_case(hir) } else { hir };
    // Prefixed here and not by the searcher: its own prefix goes byte by byte, and `\B` would see inside a character.
    if translated.contains(r"(?-u:\B)") { Ok(Hir::concat(vec![anything(), folded])) } else { Ok(folded) }
}

fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "not a regular expression".into(),
    }
}

/// `^[^]*?`
fn anything() -> Hir {
    regex_syntax::parse(r"\A(?s:.)*?").unwrap_or_else(|_| Hir::empty())
}

/// Takes ſ and the Kelvin sign out of classes that have them only by case: JavaScript does not take them for `s` and
/// `k` either, and two letters more make every table several times as large.
fn ascii_case(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(ascii_class(class))),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(ascii_case(*repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => ascii_case(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(ascii_case).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(ascii_case).collect()),
    }
}

fn ascii_class(class: ClassUnicode) -> ClassUnicode {
    let strange = |range: &ClassUnicodeRange| range.start() == range.end() && matches!(range.start(), 'ſ' | '\u{212A}');
    let ascii = class.ranges().iter().all(|range| range.end().is_ascii() || strange(range));
    if !ascii {
        return class;
    }
    ClassUnicode::new(class.ranges().iter().filter(|range| !strange(range)).copied())
}

/// The reachable part of a built automaton, with a column for each class of bytes and one for the end of the text.
fn table(dfa: &dense::DFA<Vec<u32>>) -> Result<Table, PatternError> {
    let classes: Vec<u8> = (0..=255).map(|byte| dfa.byte_classes().get(byte)).collect();
    let mut bytes: Vec<u8> = Vec::new();
    for byte in 0..=255u8 {
        if usize::from(dfa.byte_classes().get(byte)) == bytes.len() {
            bytes.push(byte);
        }
    }
    let start = dfa.start_state(&start::Config::new().anchored(Anchored::No)).map_err(|_| PatternError::TooLarge)?;
    let mut numbers: HashMap<StateID, u32> = HashMap::new();
    let mut states = Vec::new();
    let mut number = |state: StateID, states: &mut Vec<StateID>| {
        *numbers.entry(state).or_insert_with(|| {
            states.push(state);
            states.len() as u32 - 1
        })
    };
    number(start, &mut states);
    let mut next = Vec::new();
    let mut at = 0;
    while let Some(state) = states.get(at).copied() {
        for byte in &bytes {
            next.push(number(dfa.next_state(state, *byte), &mut states));
        }
        next.push(number(dfa.next_eoi_state(state), &mut states));
        at += 1;
    }
    let accepting = states.iter().map(|state| dfa.is_match_state(*state)).collect();
    Ok(Table { classes, stride: bytes.len() + 1, next, accepting })
}

#[cfg(test)]
mod tests;
