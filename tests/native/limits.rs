//! Each limit of `limits.rs` that a ruleset or a visit can meet: at n all is well, at n + 1 it is said, or dropped.
//! (Those of bundles and contents as bytes are tried beside their readers, those of pages in `html.rs`.)

use std::collections::BTreeMap;
use std::fmt::Write as _;

use nearside::compile::pattern::{PatternError, automaton, size};
use nearside::compile::{Options, compile};
use nearside::decide::{Decisions, Request, decide};
use nearside::limits;
use nearside::ops::Content;
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;

/// Codes of what reading and compiling refuse; nothing for a ruleset that becomes a program.
fn refused(files: &BTreeMap<String, Vec<u8>>) -> Vec<&'static str> {
    let reading = ruleset::read(files);
    let errors: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
    if reading.has_errors() {
        return errors;
    }
    match compile(&reading.ruleset.unwrap(), &reading.sources, &Options::default()) {
        Ok(compiled) => {
            let program = Program::read(write(&compiled.draft)).unwrap();
            let mut decisions = Decisions::default();
            decide(&program, &mut Context::new(&program), &Request::default(), &mut decisions, None);
            // Whatever was compiled can be shown.
            let readable = (0..)
                .zip(&compiled.draft.contents)
                .all(|(id, content)| matches!(content, Content::By { .. }) || program.content(id) == *content);
            if readable { Vec::new() } else { vec!["a content that cannot be read"] }
        }
        Err(found) => found.iter().map(|one| one.code).collect(),
    }
}

fn yaml(text: impl Into<Vec<u8>>) -> Vec<&'static str> {
    refused(&BTreeMap::from([("ruleset.yaml".to_owned(), text.into())]))
}

const FINE: [&str; 0] = [];

/// A ruleset of one experience: sections above, its slots, what it has and what it shows.
fn ruleset(sections: &str, experience: &str) -> String {
    format!(
        "nearside: 1\nid: x\n{sections}\nslots: {{ s: {{ target: '#s' }}, v: {{ value: '' }} }}\nexperiences:\n  - {{ id: e, {experience} }}\n"
    )
}

#[test]
fn ruleset_bytes() {
    let text = |bytes: usize| {
        let head = ruleset("", "show: { s: { text: x } }");
        format!("{head}#{}", " ".repeat(bytes - head.len() - 1))
    };
    assert_eq!(yaml(text(limits::RULESET_BYTES)), FINE);
    assert_eq!(yaml(text(limits::RULESET_BYTES + 1)), ["too-large"]);
}

#[test]
fn ruleset_depth() {
    // The root, the list, the experience: the condition begins on level four, and each `$not` is one more.
    let text = |depth: usize| {
        let nots = depth - 4;
        ruleset(
            "",
            &format!(
                "when: {}{{ geo.country: DE }}{}, show: {{ s: {{ text: x }} }}",
                "{ $not: ".repeat(nots),
                " }".repeat(nots)
            ),
        )
    };
    assert_eq!(yaml(text(limits::RULESET_DEPTH)), FINE);
    assert_eq!(yaml(text(limits::RULESET_DEPTH + 1)), ["too-deep"]);
}

#[test]
fn ruleset_files() {
    let files = |count: usize| {
        let mut files =
            BTreeMap::from([("ruleset.yaml".to_owned(), ruleset("", "show: { s: { text: x } }").into_bytes())]);
        files.extend((1..count).map(|i| (format!("content/{i}.html"), b"<p>".to_vec())));
        refused(&files)
    };
    assert_eq!(files(limits::RULESET_FILES), FINE);
    assert_eq!(files(limits::RULESET_FILES + 1), ["too-many-files"]);
}

#[test]
fn experiences() {
    let text = |count: usize| {
        let mut text = String::from("nearside: 1\nid: x\nslots: { s: { value: 0 } }\nexperiences:\n");
        (0..count).for_each(|i| writeln!(text, "  - {{ id: e{i}, show: {{ s: 1 }} }}").unwrap());
        text
    };
    assert_eq!(yaml(text(limits::EXPERIENCES)), FINE);
    assert_eq!(yaml(text(limits::EXPERIENCES + 1)), ["too-many-experiences"]);
}

#[test]
fn slots() {
    let text = |count: usize| {
        let mut text = String::from("nearside: 1\nid: x\nslots:\n");
        (0..count).for_each(|i| writeln!(text, "  s{i}: {{ value: 0 }}").unwrap());
        text + "experiences: [{ id: e, show: { s0: 1 } }]\n"
    };
    assert_eq!(yaml(text(limits::SLOTS)), FINE);
    assert_eq!(yaml(text(limits::SLOTS + 1)), ["too-many-slots"]);
}

#[test]
fn locales() {
    let text = |count: usize| {
        let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
        let locales: Vec<String> = (0..count).map(|n| format!("q{}{}", letter(n / 26), letter(n))).collect();
        let files = BTreeMap::from([(
            "ruleset.yaml".to_owned(),
            ruleset(&format!("locales: [{}]", locales.join(", ")), "show: { v: a }").into_bytes(),
        )]);
        let mut reading = ruleset::read(&files);
        nearside::check::complete(&mut reading, 0);
        let errors = reading.diagnostics.iter().filter(|found| found.severity == nearside::diagnostic::Severity::Error);
        errors.map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(text(limits::LOCALES), FINE);
    assert_eq!(text(limits::LOCALES + 1), ["too-many-locales"]);
}

#[test]
fn signals() {
    let text = |count: usize| {
        let declared: Vec<String> = (0..count).map(|i| format!("custom.s{i}: {{ type: number }}")).collect();
        let asked: Vec<String> = (0..count).map(|i| format!("custom.s{i}: 1")).collect();
        ruleset(
            &format!("signals: {{ {} }}", declared.join(", ")),
            &format!("when: {{ {} }}, show: {{ v: a }}", asked.join(", ")),
        )
    };
    assert_eq!(yaml(text(limits::SIGNALS)), FINE);
    assert_eq!(yaml(text(limits::SIGNALS + 1)), ["too-many-signals"]);
}

#[test]
fn arms() {
    let text = |count: usize| {
        let arms: Vec<String> = (0..count).map(|i| format!("a{i}: {{ show: {{ v: a{i} }} }}")).collect();
        ruleset("", &format!("variants: {{ {} }}", arms.join(", ")))
    };
    assert_eq!(yaml(text(limits::ARMS)), FINE);
    assert_eq!(yaml(text(limits::ARMS + 1)), ["too-many-variants"]);
}

#[test]
fn condition_code() {
    let text = |count: usize| {
        let asked: Vec<String> = (0..count).map(|i| format!("{{ custom.n: {i} }}")).collect();
        ruleset(
            "signals: { custom.n: { type: number } }",
            &format!("when: {{ $or: [{}] }}, show: {{ v: a }}", asked.join(", ")),
        )
    };
    assert_eq!(yaml(text(limits::CONDITION_CODE)), FINE);
    assert_eq!(yaml(text(limits::CONDITION_CODE + 1)), ["condition-too-large"]);
}

#[test]
fn condition_depth() {
    let text = |depth: usize| {
        let mut segments = String::from("segments:\n  s0: { time.hour: 3, time.minute: 0 }\n");
        (1..depth).for_each(|i| writeln!(segments, "  s{i}: {{ $segment: s{}, time.minute: {i} }}", i - 1).unwrap());
        ruleset(&segments, &format!("when: {{ $segment: s{}, geo.country: DE }}, show: {{ v: a }}", depth - 1))
    };
    assert_eq!(yaml(text(limits::CONDITION_DEPTH)), FINE);
    assert_eq!(yaml(text(limits::CONDITION_DEPTH + 1)), ["condition-too-deep"]);
}

#[test]
fn pattern_source() {
    // A class of one letter, written ever longer.
    let pattern = |bytes: usize| format!("[{}]", "a".repeat(bytes - 2));
    assert!(automaton(&pattern(limits::PATTERN_SOURCE), false).is_ok());
    assert_eq!(automaton(&pattern(limits::PATTERN_SOURCE + 1), false).err(), Some(PatternError::TooLarge));
}

/// A text of so many letters and digits; each costs a state with a column for every letter of the alphabet.
fn dense(length: usize) -> String {
    "abcdefghijklmnopqrstuvwxyz0123456789".chars().cycle().take(length).collect()
}

/// The largest number below `end` for which something holds that holds for all below it.
fn last(end: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut fits, mut breaks) = (1, end);
    while breaks - fits > 1 {
        let middle = usize::midpoint(fits, breaks);
        if holds(middle) { fits = middle } else { breaks = middle }
    }
    fits
}

#[test]
fn pattern_bytes() {
    let built = |length: usize| automaton(&dense(length), false);
    let fits = last(4_096, |length| built(length).is_ok());
    // What was taken is within the limit, and one letter more would not be.
    let bytes = |length: usize| size(&built(length).unwrap());
    assert!(bytes(fits) <= limits::PATTERN_BYTES);
    assert!(2 * bytes(fits) - bytes(fits - 1) > limits::PATTERN_BYTES, "{}", bytes(fits));
    assert_eq!(built(fits + 1), Err(PatternError::TooLarge));
    let when = |length: usize| {
        ruleset("", &format!("when: {{ page.path: {{ $regex: {} }} }}, show: {{ v: a }}", dense(length)))
    };
    assert_eq!((yaml(when(fits)), yaml(when(fits + 1))), (FINE.to_vec(), vec!["pattern-too-large"]));
}

#[test]
fn patterns_bytes() {
    let pattern = |i: usize, length: usize| format!("{i}-{}", dense(length));
    let bytes = |i: usize, length: usize| size(&automaton(&pattern(i, length), false).unwrap());
    // As many large ones as fit, and one more that fills up what is left, or is a letter too long.
    let mut lengths = vec![700; limits::PATTERNS_BYTES / bytes(0, 700)];
    let many = lengths.len();
    let room = limits::PATTERNS_BYTES - (0..many).map(|i| bytes(i, 700)).sum::<usize>();
    let rest = last(700, |length| bytes(many, length) <= room);
    let asked = |lengths: &[usize]| {
        let asked: Vec<String> = lengths
            .iter()
            .enumerate()
            .map(|(i, length)| format!("{{ page.path: {{ $regex: {} }} }}", pattern(i, *length)))
            .collect();
        yaml(ruleset("", &format!("when: {{ $or: [{}] }}, show: {{ v: a }}", asked.join(", "))))
    };
    lengths.push(rest);
    assert_eq!(asked(&lengths), FINE);
    lengths[many] += 1;
    assert_eq!(asked(&lengths), ["patterns-too-large"]);
}

#[test]
fn content_bytes() {
    // A tag, the number of operations, of pieces, and the length go with the text.
    let text = |bytes: usize| ruleset("", &format!("show: {{ s: {{ text: {} }} }}", "x".repeat(bytes)));
    let most = (limits::CONTENT_BYTES - 16..=limits::CONTENT_BYTES)
        .take_while(|bytes| yaml(text(*bytes)) == FINE)
        .last()
        .unwrap();
    assert!(most > limits::CONTENT_BYTES - 12);
    assert_eq!(yaml(text(most + 1)), ["content-too-large"]);
    let value = |bytes: usize| ruleset("", &format!("show: {{ v: {} }}", "x".repeat(bytes)));
    assert_eq!(yaml(value(limits::CONTENT_BYTES - 16)), FINE);
    assert_eq!(yaml(value(limits::CONTENT_BYTES)), ["content-too-large"]);
}

#[test]
fn operations_of_one_content() {
    let text = |count: usize| {
        let attributes: Vec<String> = (0..count).map(|i| format!("data-a{i}: x")).collect();
        ruleset("", &format!("show: {{ s: {{ attr: {{ {} }} }} }}", attributes.join(", ")))
    };
    assert_eq!(yaml(text(limits::OPS)), FINE);
    assert_eq!(yaml(text(limits::OPS + 1)), ["content-too-large"]);
}

#[test]
fn pieces_of_one_text() {
    let text =
        |count: usize| ruleset("", &format!("show: {{ s: {{ text: \"{}\" }} }}", "{{geo.country|-}}".repeat(count)));
    assert_eq!(yaml(text(limits::PIECES)), FINE);
    assert_eq!(yaml(text(limits::PIECES + 1)), ["content-too-large"]);
}

#[test]
fn cases_of_one_choice() {
    let text = |count: usize| {
        let cases: Vec<String> = (0..count).map(|i| format!("c{i}: {{ text: x }}")).collect();
        ruleset(
            "signals: { custom.t: { type: string } }",
            &format!("show: {{ s: {{ by: custom.t, {} }} }}", cases.join(", ")),
        )
    };
    assert_eq!(yaml(text(limits::CASES)), FINE);
    assert_eq!(yaml(text(limits::CASES + 1)), ["content-too-large"]);
}

#[test]
fn rows_of_one_table() {
    let text = |count: usize| {
        let rows: Vec<String> = (0..count).map(|i| format!("k{i}: {{ name: n }}")).collect();
        let sections = format!(
            "signals: {{ custom.t: {{ type: string }} }}\ntables: {{ t: {{ by: custom.t, rows: {{ {} }} }} }}",
            rows.join(", ")
        );
        ruleset(&sections, "show: { s: { text: '{{table.t.name|none}}' } }")
    };
    assert_eq!(yaml(text(limits::CASES)), FINE);
    assert_eq!(yaml(text(limits::CASES + 1)), ["content-too-large"]);
}

// ------------------------------------------------------------------------------------------------------------- a visit

fn seen(kind: &str, condition: &str, value: &Value) -> bool {
    let text = ruleset(
        &format!("signals: {{ custom.x: {{ type: {kind} }} }}"),
        &format!("when: {{ custom.x: {condition} }}, show: {{ v: a }}"),
    );
    let reading = ruleset::read(&BTreeMap::from([("ruleset.yaml".to_owned(), text.into_bytes())]));
    let compiled = compile(&reading.ruleset.unwrap(), &reading.sources, &Options::default()).unwrap();
    let program = Program::read(write(&compiled.draft)).unwrap();
    let mut context = Context::new(&program);
    context.put(&program, 0, value, Source::Site, Trust::Declared);
    let mut decisions = Decisions::default();
    decide(&program, &mut context, &Request::default(), &mut decisions, None);
    decisions.slots[1].arm == 0
}

#[test]
fn signal_text() {
    let text = |bytes: usize| seen("string", "{ $exists: true }", &Value::Text("x".repeat(bytes)));
    assert!(text(limits::SIGNAL_TEXT) && !text(limits::SIGNAL_TEXT + 1));
}

#[test]
fn signal_list() {
    let list = |count: usize| {
        let list = Value::List(vec![Value::Text("x".into()); count]);
        seen("list", &format!("{{ $size: {} }}", limits::SIGNAL_LIST), &list)
    };
    assert!(!list(limits::SIGNAL_LIST - 1) && list(limits::SIGNAL_LIST) && list(limits::SIGNAL_LIST + 1));
    let late = |at: usize| {
        let mut list = vec![Value::Number(1.0); at];
        list.push(Value::Text("x".into()));
        seen("list", "{ $size: 1 }", &Value::List(list))
    };
    assert!(late(limits::SIGNAL_LIST_SEEN - 1) && !late(limits::SIGNAL_LIST_SEEN));
    let element = |bytes: usize| seen("list", "{ $size: 1 }", &Value::List(vec![Value::Text("x".repeat(bytes))]));
    assert!(element(limits::SIGNAL_TEXT) && !element(limits::SIGNAL_TEXT + 1));
}

#[test]
fn a_calendar_has_at_most_so_many_hours_and_a_day_so_many_of_them() {
    let text = |week: &str, dates: usize| {
        let day = |more: usize| jiff::civil::date(1971, 1, 1).saturating_add(jiff::ToSpan::days(more as i64));
        let dates = (0..dates).map(|more| format!("{}: closed", day(more))).collect::<Vec<_>>().join(", ");
        format!(
            "nearside: 1\nid: x\ncalendars: {{ a: {{ zone: UTC, open: {{ {week} }}, except: {{ {dates} }} }} }}\n\
             slots: {{ s: {{ value: 1 }} }}\nexperiences: [{{ id: e, schedule: {{ during: a }}, show: {{ s: 2 }} }}]\n"
        )
    };
    assert_eq!(yaml(text("mon: \"10:00-12:00\"", limits::HOURS - 1)), FINE);
    assert_eq!(yaml(text("mon: \"10:00-12:00\"", limits::HOURS)), ["too-many-hours"]);
    let day = |count: usize| {
        let hours: Vec<_> = (0..count)
            .map(|at| format!("{0:02}:{1:02}-{0:02}:{2:02}", at / 2, at % 2 * 30, at % 2 * 30 + 10))
            .collect();
        format!("mon: \"{}\"", hours.join(", "))
    };
    assert_eq!(yaml(text(&day(limits::HOURS_A_DAY), 0)), FINE);
    assert_eq!(yaml(text(&day(limits::HOURS_A_DAY + 1), 0)), ["bad-calendar"]);
}
