//! Texts for every way in which questions can answer: all their automata run side by side, breadth first, so that the
//! shortest text of each way comes first.
//!
//! Two texts that leave all automata in the same states answer alike, whatever follows, so only one is gone on with, and
//! the search ends. Bytes that no automaton tells apart are one, the most readable of them. Letters beyond ASCII are
//! folded as they stand: a text with another case of them is not looked for.

use crate::limits;

pub enum Machine<'a> {
    /// Is one of these texts.
    Words { words: Vec<&'a [u8]>, fold: bool },
    /// Begins with the first part, ends with the last, and has the others between, in order.
    Parts { parts: Vec<&'a [u8]>, fold: bool },
    /// Comes before or after this one.
    Order(&'a [u8]),
    /// An automaton of the bundle.
    Table(&'a [u8]),
}

/// Nothing that follows makes a difference.
const OFF: u32 = u32::MAX;
/// States of an order that is settled; before, they are how far both texts are the same.
const BEFORE: u32 = u32::MAX - 1;
const AFTER: u32 = u32::MAX - 2;

impl<'a> Machine<'a> {
    pub fn words(mut words: Vec<&'a [u8]>, fold: bool) -> Machine<'a> {
        let mut sorted: Vec<&[u8]> = Vec::new();
        while let Some(word) = words.pop() {
            if let Err(at) = sorted.binary_search(&word) {
                sorted.insert(at, word);
            }
        }
        Machine::Words { words: sorted, fold }
    }

    /// A pattern of pages.
    pub fn glob(pattern: &'a [u8]) -> Machine<'a> {
        Machine::Parts { parts: pattern.split(|byte| *byte == b'*').collect(), fold: false }
    }

    fn start(&self) -> u32 {
        match self {
            Machine::Table(table) => u32::from(number(table, 1)),
            Machine::Words { .. } | Machine::Parts { .. } | Machine::Order(_) => 0,
        }
    }

    /// What the machine sees of a byte: equal numbers, equal steps.
    fn class(&self, byte: u8) -> u32 {
        let named = |texts: &[&[u8]], fold: bool| {
            let byte = if fold { byte.to_ascii_lowercase() } else { byte };
            if texts.iter().any(|text| text.contains(&byte)) { u32::from(byte) } else { 256 }
        };
        match self {
            Machine::Words { words, fold } => named(words, *fold),
            Machine::Parts { parts, fold } => named(parts, *fold),
            Machine::Order(than) => {
                let below = than.iter().filter(|other| weight(**other) < weight(byte)).count() as u32;
                2 * below + u32::from(than.contains(&byte))
            }
            Machine::Table(table) => table.get(usize::from(byte)).copied().unwrap_or(0).into(),
        }
    }

    fn step(&self, state: u32, byte: u8) -> u32 {
        if state == OFF {
            return OFF;
        }
        // Two halves: which word or part, and how much of it.
        let (which, depth) = ((state >> 16) as usize, (state & 0xffff) as usize);
        match self {
            Machine::Words { words, fold } => {
                let byte = if *fold { byte.to_ascii_lowercase() } else { byte };
                let prefix = words.get(which).and_then(|word| word.get(..depth)).unwrap_or_default();
                let next = [prefix, &[byte]].concat();
                let at = words.partition_point(|word| *word < next.as_slice());
                let fits = words.get(at).is_some_and(|word| word.starts_with(&next));
                if fits { (at as u32) << 16 | (depth as u32 + 1) } else { OFF }
            }
            Machine::Parts { parts, fold } => {
                let byte = if *fold { byte.to_ascii_lowercase() } else { byte };
                parts_step(parts, which, depth, byte)
            }
            Machine::Order(_) if state == BEFORE || state == AFTER => state,
            Machine::Order(than) => match than.get(state as usize) {
                Some(other) if *other == byte => state + 1,
                Some(other) if weight(byte) < weight(*other) => BEFORE,
                // Of two texts that begin alike, the longer comes after.
                _ => AFTER,
            },
            Machine::Table(table) => {
                let (stride, accepting) = (u32::from(number(table, 0)), u32::from(number(table, 2)));
                if state >= accepting || state == 0 {
                    return state;
                }
                u32::from(number(table, 3 + (state * stride + self.class(byte)) as usize))
            }
        }
    }
}

/// The first part is at the beginning, each other is looked for from where the one before ended, the last at the end.
fn parts_step(parts: &[&[u8]], mut which: usize, mut depth: usize, byte: u8) -> u32 {
    let last = parts.len().saturating_sub(1);
    let part = |which: usize| parts.get(which).copied().unwrap_or_default();
    // A part that is all there, and is not the last, is behind.
    while which < last && depth == part(which).len() {
        (which, depth) = (which + 1, 0);
    }
    let text = part(which);
    if which == 0 {
        return if text.get(depth) == Some(&byte) { depth as u32 + 1 } else { OFF };
    }
    let seen = [text.get(..depth).unwrap_or_default(), &[byte]].concat();
    let longest =
        (0..=text.len().min(seen.len())).rev().find(|len| text.get(..*len).is_some_and(|head| seen.ends_with(head)));
    depth = longest.unwrap_or(0);
    while which < last && depth == part(which).len() {
        (which, depth) = (which + 1, 0);
    }
    (which as u32) << 16 | depth as u32
}

/// By UTF-16 units, as `condition::text::compare`.
fn weight(byte: u8) -> u8 {
    if matches!(byte, 0xee | 0xef) { byte + 0x10 } else { byte }
}

/// Of an automaton as it lies in the bundle (`condition::automaton`).
fn number(table: &[u8], at: usize) -> u16 {
    let bytes = table.get(256 + 2 * at..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

/// What a byte is in UTF-8: the bytes that may follow it, `(least, most, how many after)`; `None` for no lead at all.
fn follow(byte: u8) -> Option<(u8, u8, u32)> {
    Some(match byte {
        0..=0x7f => (0, 0, 0),
        0xc2..=0xdf => (0x80, 0xbf, 1),
        0xe0 => (0xa0, 0xbf, 2),
        0xed => (0x80, 0x9f, 2),
        0xe1..=0xef => (0x80, 0xbf, 2),
        0xf0 => (0x90, 0xbf, 3),
        0xf1..=0xf3 => (0x80, 0xbf, 3),
        0xf4 => (0x80, 0x8f, 3),
        _ => return None,
    })
}

/// Where a letter has got to: how many bytes are to come, and between which the next one is.
fn letter(state: u32, byte: u8) -> Option<u32> {
    let (least, most, rest) = match state {
        0 => follow(byte)?,
        _ => {
            let (least, most) = ((state >> 8) as u8, (state >> 16) as u8);
            if !(least..=most).contains(&byte) {
                return None;
            }
            (0x80, 0xbf, (state & 0xff) - 1)
        }
    };
    Some(if rest == 0 { 0 } else { rest | u32::from(least) << 8 | u32::from(most) << 16 })
}

/// Bytes in the order in which people like to read them, one for each that the machines tell apart.
fn alphabet(machines: &[Machine]) -> Vec<u8> {
    let mut seen: Vec<Vec<u32>> = Vec::new();
    let mut bytes = Vec::new();
    for byte in (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(b'!'..=b'~').chain(0..=u8::MAX) {
        let mut classes: Vec<u32> = machines.iter().map(|machine| machine.class(byte)).collect();
        // Bytes of longer letters have each their place.
        classes.push(match byte {
            0..=0x7f => 0,
            0x80..=0xbf => u32::from(byte >> 4),
            _ => follow(byte).map_or(1, |(least, most, rest)| rest << 16 | u32::from(least) << 8 | u32::from(most)),
        });
        if !seen.contains(&classes) {
            seen.push(classes);
            bytes.push(byte);
        }
    }
    bytes
}

struct Node {
    hash: u64,
    states: Vec<u32>,
    text: Vec<u8>,
}

/// Gives texts, the shortest first, until every way in which the machines can answer has had one; whether it came to
/// that end.
pub fn explore(machines: &[Machine], found: &mut dyn FnMut(&[u8])) -> bool {
    let bytes = alphabet(machines);
    let states: Vec<u32> = machines.iter().map(Machine::start).chain([0]).collect();
    let mut nodes = vec![Node { hash: hash(&states), states, text: Vec::new() }];
    let mut at = 0;
    found(&[]);
    while let Some(node) = nodes.get(at) {
        let (states, text) = (node.states.clone(), node.text.clone());
        at += 1;
        for byte in &bytes {
            let Some(within) = states.last().and_then(|within| letter(*within, *byte)) else { continue };
            let next: Vec<u32> = machines
                .iter()
                .zip(&states)
                .map(|(machine, state)| machine.step(*state, *byte))
                .chain([within])
                .collect();
            let hash = hash(&next);
            if nodes.iter().any(|known| known.hash == hash && known.states == next) {
                continue;
            }
            if nodes.len() == limits::COUNTERFACTUAL_STATES {
                return false;
            }
            let text = [text.as_slice(), &[*byte]].concat();
            if within == 0 {
                found(&text);
            }
            nodes.push(Node { hash, states: next, text });
        }
    }
    true
}

fn hash(states: &[u32]) -> u64 {
    states.iter().fold(0xcbf2_9ce4_8422_2325, |hash, state| (hash ^ u64::from(*state)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(machines: &[Machine]) -> Vec<String> {
        let mut all = Vec::new();
        assert!(explore(machines, &mut |text| all.push(String::from_utf8(text.to_vec()).unwrap())));
        all
    }

    #[test]
    fn every_word_is_found_and_something_that_is_none() {
        let found = texts(&[Machine::words(vec![b"no", b"nor", b"yes"], false)]);
        assert!(["no", "nor", "yes", "a"].iter().all(|word| found.iter().any(|text| text == word)), "{found:?}");
    }

    /// A word has a state for each of its letters, one before them, and one for what is not it; this one has seven more, for
    /// the ways in which a letter of several bytes goes on.
    #[test]
    fn so_many_states_are_gone_through_and_no_more() {
        let ends = |letters: usize| explore(&[Machine::words(vec![&vec![b'a'; letters]], false)], &mut |_| {});
        assert!(ends(limits::COUNTERFACTUAL_STATES - 9));
        assert!(!ends(limits::COUNTERFACTUAL_STATES - 8));
    }

    #[test]
    fn both_cases_are_found_where_one_question_tells_them_apart() {
        let found = texts(&[Machine::words(vec![b"k"], false), Machine::words(vec![b"k"], true)]);
        assert!(found.iter().any(|text| text == "K"), "{found:?}");
    }

    #[test]
    fn parts_are_found_at_the_beginning_inside_and_at_the_end() {
        let parts = |parts: &[&'static [u8]]| Machine::Parts { parts: parts.to_vec(), fold: false };
        for (machine, expected) in [
            (parts(&[b"ab", b""]), "ab"),
            (parts(&[b"", b"ab"]), "ab"),
            (parts(&[b"", b"aab", b""]), "aab"),
            (Machine::glob(b"/c/*/p/*.html"), "/c//p/.html"),
            (Machine::glob(b"/"), "/"),
        ] {
            let found = texts(&[machine]);
            assert!(found.iter().any(|text| text == expected), "{expected}: {found:?}");
        }
        let both = texts(&[parts(&[b"x", b""]), parts(&[b"", b"y"]), parts(&[b"", b"zz", b""])]);
        assert!(both.iter().any(|text| text == "xzzy"), "{both:?}");
    }

    /// Against `decide::page::matches`, over all short texts of two letters.
    #[test]
    fn a_machine_of_a_pattern_ends_where_the_pattern_matches() {
        for pattern in ["a*b*ab", "*", "ab", "a*", "*ba", "*aab*", "aa*aa", "a**b"] {
            let machine = Machine::glob(pattern.as_bytes());
            let mut known: Vec<(u32, bool)> = Vec::new();
            for bits in 0..1_u32 << 10 {
                for len in 0..=9 {
                    let text: Vec<u8> = (0..len).map(|at| if bits >> at & 1 == 0 { b'a' } else { b'b' }).collect();
                    let state = text.iter().fold(machine.start(), |state, byte| machine.step(state, *byte));
                    let matches = crate::decide::page::matches(pattern.as_bytes(), &text);
                    match known.iter().find(|(known, _)| *known == state) {
                        Some((_, same)) => assert_eq!(*same, matches, "{pattern} {:?}", String::from_utf8(text)),
                        None => known.push((state, matches)),
                    }
                }
            }
        }
    }

    #[test]
    fn there_is_a_text_before_between_and_after_two() {
        let found = texts(&[Machine::Order(b"b"), Machine::Order(b"ba")]);
        let has = |test: fn(&str) -> bool| found.iter().any(|text| test(text));
        assert!(has(|t| t < "b") && has(|t| t == "b") && has(|t| t == "ba") && has(|t| t > "ba"), "{found:?}");
        assert!(has(|t| t > "b" && t < "ba"), "{found:?}");
    }

    #[test]
    fn letters_beyond_ascii_stay_whole() {
        let found = texts(&[Machine::Parts { parts: vec!["é日😀".as_bytes(), b""], fold: false }]);
        assert!(found.iter().any(|text| text == "é日😀"), "{found:?}");
    }
}
