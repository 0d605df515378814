//! Classes of texts: what rules name, something that none names, and a text for every other way to answer.

use super::domain::{Classes, UNNAMED};
use super::machine::{Machine, explore};
use crate::program::records::{Op, Predicate};

/// Adds them; whether these are all.
pub fn add(classes: &mut Classes) -> bool {
    let mut machines = Vec::new();
    let mut exact = true;
    let mut words = classes.constants();
    for predicate in classes.predicates() {
        exact &= machine(classes, predicate, &mut machines);
    }
    for pages in &classes.subject.pages {
        for pattern in pages.of(classes.program.ids()) {
            let pattern = classes.program.text_bytes(*pattern);
            let plain: Vec<u8> = pattern.iter().copied().filter(|byte| *byte != b'*').collect();
            classes.add_text(&plain, plain.len() as f64);
            if pattern.contains(&b'*') {
                machines.push(Machine::glob(pattern));
            } else {
                words.push(pattern);
            }
        }
    }
    words.iter().for_each(|text| classes.add_text(text, text.len() as f64));
    classes.add_text(&unnamed(&words), UNNAMED);
    // Who asks for whole texts alone can be answered by these alone.
    if machines.is_empty() {
        return exact;
    }
    machines.push(Machine::words(words, false));
    explore(&machines, &mut |text| classes.add_text(text, UNNAMED + 1.0 + text.len() as f64)) && exact
}

/// A text that is none of these.
pub fn unnamed(words: &[&[u8]]) -> Vec<u8> {
    let mut text = b"other".to_vec();
    while words.contains(&text.as_slice()) {
        text.push(b'x');
    }
    text
}

/// The automaton of a question about a text, where whole texts do not answer it; false if there is none.
pub fn machine<'a>(classes: &Classes<'a>, predicate: Predicate, machines: &mut Vec<Machine<'a>>) -> bool {
    let text = classes.program.text_bytes(predicate.operand);
    let parts = |parts: &[&'a [u8]], fold: bool| Machine::Parts { parts: parts.to_vec(), fold };
    machines.push(match predicate.op {
        Op::StartsWith => parts(&[text, b""], false),
        Op::EndsWith => parts(&[b"", text], false),
        Op::Contains => parts(&[b"", text, b""], false),
        Op::StartsWithFold => parts(&[text, b""], true),
        Op::EndsWithFold => parts(&[b"", text], true),
        Op::ContainsFold => parts(&[b"", text, b""], true),
        Op::InFold | Op::AllFold => Machine::words(classes.named(predicate), true),
        Op::LtText | Op::LeText | Op::GtText | Op::GeText => Machine::Order(text),
        Op::Matches => Machine::Table(classes.program.automaton(predicate.operand)),
        Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => return false,
        _ => return true,
    });
    true
}
