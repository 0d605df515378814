//! The words of explanations for JavaScript, and how numbers are written.
//!
//! `UPDATE=1 cargo test --lib explain::tests` writes them anew.

#![expect(clippy::disallowed_methods, reason = "the table is a file, and the environment says whether to write it")]

use super::phrase::{TRUSTS, TYPES, form, number, words};
use crate::decide::Reason;
use crate::program::records::Op;
use crate::signal::catalogue::{RANGES, WITNESSES, is_whole};
use crate::signal::{Source, Trust};
use std::path::Path;

/// A constant whose value is an array with a line each.
fn table(about: &str, name: &str, of: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.map(|line| format!("  {line},\n")).collect();
    format!("/** {about} */\nexport const {name}: readonly {of}[] = [\n{lines}];\n")
}

/// Signals with the same values in one line.
fn witnesses() -> impl Iterator<Item = String> {
    let mut lines: Vec<(Vec<u16>, &[&str])> = Vec::new();
    for (id, values) in WITNESSES {
        match lines.iter_mut().find(|(_, known)| known == values) {
            Some((ids, _)) => ids.push(*id),
            None => lines.push((vec![*id], values)),
        }
    }
    lines.into_iter().map(|(ids, values)| {
        let all = ids.iter().all(|id| is_whole(*id));
        format!("[{ids:?}, {:?}, {all}]", values.join(" "))
    })
}

#[test]
fn javascript_has_the_same_words() {
    let operators = (0..=u8::MAX).map_while(Op::from_code).map(|op| {
        let (yes, no) = words(op);
        format!("{:?}", [&char::from(form(op)).to_string(), yes, no])
    });
    let reasons =
        Reason::ALL.iter().map(|reason| format!("{:?}", [reason.word(), reason.open_feature(), reason.sentence()]));
    let list = |words: Vec<&str>| format!("{words:?}");
    let text = [
        "// Generated from src/explain, src/decide/reason.rs and src/signal: `UPDATE=1 cargo test --lib explain::tests`.\n\
        // Do not edit.\n\n\
        import type { Reason } from \"../types.ts\";\n"
            .to_owned(),
        {
            let lines: String = (0..=u8::MAX).map_while(Op::from_code).map(|op| format!("  {op:?} = {},\n", op as u8)).collect();
            format!("/** Operators (`src/program/records.rs`). */\nexport const enum Op {{\n{lines}}}\n")
        },
        table(
            "Operators by number: how the operand is written (`form` in `src/explain/phrase.rs`), what is asked, and turned round.",
            "OPERATORS",
            "(readonly [operand: string, yes: string, no: string])",
            operators,
        ),
        table(
            "Reasons by number: the code, OpenFeature's word, a sentence.",
            "REASONS",
            "(readonly [code: Reason, openFeature: string, sentence: string])",
            reasons,
        ),
        table("Where values come from.", "SOURCES", "string", Source::ALL.iter().map(|source| format!("{:?}", source.word()))),
        format!("export const TRUSTS = {} as const;\n", list(TRUSTS.map(Trust::word).to_vec())),
        table(
            "Numbers of enumerated signals, values that they can have, and whether these are all (`src/signal/catalogue/closed.rs`).",
            "WITNESSES",
            "(readonly [ids: readonly number[], values: string, all: boolean])",
            witnesses(),
        ),
        table(
            "From one number of a signal to another: the least and the greatest that it can be, and 1 if it is a whole number.",
            "RANGES",
            "(readonly [first: number, last: number, low: number, high: number, whole: number])",
            RANGES.iter().map(|(first, last, [low, high, whole])| {
                format!("[{first}, {last}, {}, {}, {whole}]", number(*low), number(*high))
            }),
        ),
        format!("/** Types of JSON. */\nexport const TYPES = {};\n", list(TYPES.to_vec())),
    ]
    .join("\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/src/why/words.ts");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "pkg/src/why/words.ts is out of date: UPDATE=1 cargo test --lib explain::tests");
}

#[test]
fn numbers_of_tables_are_their_places() {
    assert!(TRUSTS.iter().enumerate().all(|(at, trust)| *trust as usize == at));
    assert!(Source::ALL.iter().enumerate().all(|(at, source)| *source as usize == at));
    assert!(Reason::ALL.iter().enumerate().all(|(at, reason)| *reason as usize == at));
}

/// Made with `String(number)`.
#[test]
fn numbers_are_written_as_javascript_writes_them() {
    let written = |n: f64| number(n);
    for (n, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-17.5, "-17.5"),
        (1e20, "100000000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (0.000001, "0.000001"),
        (0.0000001, "1e-7"),
        (5e-324, "5e-324"),
        (f64::INFINITY, "Infinity"),
    ] {
        assert_eq!(written(n), text);
    }
}
