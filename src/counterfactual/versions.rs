//! Classes of versions: those that questions name, and their neighbours in the order of `condition::version`.
//!
//! Two named versions that follow each other have something between them: a release below (`17.1.1`), the next one, or
//! a pre-release of the upper (`1.2.4-0`), and all three are tried.

use super::domain::{Classes, UNNAMED};
use crate::program::records::Op;

/// Adds them; whether these are all: of versions of one to three numbers they are.
pub fn add(classes: &mut Classes) -> bool {
    let mut exact = classes.subject.cases.is_empty();
    for predicate in classes.predicates() {
        match predicate.op {
            Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => {
                let version = written(classes.program.text_bytes(predicate.operand));
                exact &= around(classes, &version);
            }
            Op::Exists | Op::Trusted | Op::Settled => {}
            _ => exact = false,
        }
    }
    for text in classes.constants() {
        // Padded operands are no versions, and were added as written.
        if !text.starts_with(b" ") {
            classes.add_text(text, text.len() as f64);
        }
    }
    classes.add_text(b"0", UNNAMED);
    exact
}

/// As it is read, of its padded form.
fn written(padded: &[u8]) -> Vec<u8> {
    let padded = padded.strip_suffix(b"-~").unwrap_or(padded);
    let dot = |byte: &u8| if *byte == b'-' { b'.' } else { *byte };
    padded.iter().filter(|byte| **byte != b' ').map(dot).collect()
}

fn around(classes: &mut Classes, version: &[u8]) -> bool {
    let cost = version.len() as f64;
    classes.add_text(version, cost);
    for more in [b"-0", b".1"] {
        classes.add_text(&[version, more].concat(), UNNAMED + 1.0);
    }
    let mut parts = version.split(|byte| *byte == b'.');
    let numeric = parts.clone().count() < 4 && parts.clone().all(|part| super::numbers::whole(part).is_some());
    if let Some(last) = parts.next_back().and_then(super::numbers::whole) {
        let head = version.strip_suffix(digits(last).as_slice()).unwrap_or_default();
        for near in [last + 1.0, last - 1.0] {
            if near >= 0.0 {
                classes.add_text(&[head, &digits(near)].concat(), cost + 0.5);
            }
        }
    }
    numeric
}

fn digits(number: f64) -> Vec<u8> {
    let mut rest = number as u64;
    let mut text = Vec::new();
    while rest > 0 || text.is_empty() {
        text.insert(0, b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    text
}
