//! The smallest change of signals that changes what a slot shows, against all changes there are.

use nearside::counterfactual::{Answer, Bounds, Doubt, Goal, seek};
use nearside::decide::{Decisions, Place, Request, SlotDecision, decide};
use nearside::program::Program;
use nearside::signal::context::{Cell, Context, Datum};
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::laws::{Visitor, context, experience, fill, grouped, pieces, program, visitor};
use crate::support::NOW;

fn request() -> Request<'static> {
    Request { now: NOW, ..Request::default() }
}

fn shown(program: &Program, context: &mut Context, request: &Request, slot: u32) -> SlotDecision {
    let mut decisions = Decisions::default();
    decide(program, context, request, &mut decisions, None);
    decisions.slot(slot).unwrap()
}

// ---------------------------------------------------------------------------------------------------------- brute force

/// Values of each signal that `laws::tests` can tell apart, missing first.
fn values() -> [(&'static str, Vec<Option<Value>>); 4] {
    let text = |text: &str| Value::Text(text.to_owned());
    let numbers = [-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0].map(Value::Number);
    let texts = ["", "x", "X", "xy", "xz", "xzz", "xyz", "y", "z"].map(text);
    let mut lists = vec![vec![]];
    for _ in 0..2 {
        let longer: Vec<Vec<Value>> = lists
            .iter()
            .flat_map(|list: &Vec<Value>| ["x", "xy", "", "z"].map(|one| [list.as_slice(), &[text(one)]].concat()))
            .collect();
        lists.extend(longer);
    }
    // So many that a set of three kinds is not one of two.
    lists.push(["x", "xy", ""].map(text).to_vec());
    lists.push(["x", "xy", "z"].map(text).to_vec());
    lists.push(["", "xy", "z"].map(text).to_vec());
    lists.push(["x", "", "z"].map(text).to_vec());
    lists.push(["z", "z", "z"].map(text).to_vec());
    lists.dedup();
    let some = |values: Vec<Value>| std::iter::once(None).chain(values.into_iter().map(Some)).collect();
    [
        ("custom.a", some(vec![Value::Bool(false), Value::Bool(true)])),
        ("custom.n", some(numbers.to_vec())),
        ("custom.t", some(texts.to_vec())),
        ("custom.l", some(lists.into_iter().map(Value::List).collect())),
    ]
}

/// How many signals at least have to change for `is` to hold, by trying everything; `None` if more than three do not help
/// either.
fn by_force(
    program: &Program,
    visitor: &Visitor,
    unit: &str,
    slot: u32,
    is: &dyn Fn(SlotDecision) -> bool,
) -> Option<usize> {
    let mut scratch = context(program, visitor, unit);
    let values = values();
    let mut differs = |chosen: &[(&'static str, Option<Value>)]| {
        let mut other = visitor.clone();
        for (name, value) in chosen {
            match value {
                Some(value) => other.insert(name, value.clone()),
                None => other.remove(name),
            };
        }
        scratch.clear();
        fill(program, &other, unit, &mut scratch);
        is(shown(program, &mut scratch, &request(), slot))
    };
    if differs(&[]) {
        return Some(0);
    }
    for count in 1..=3_u32 {
        for signals in (0..16_u32).filter(|signals| signals.count_ones() == count) {
            let mut sets: Vec<Vec<(&'static str, Option<Value>)>> = vec![vec![]];
            for (at, (name, all)) in values.iter().enumerate() {
                if signals >> at & 1 != 0 {
                    let longer = |set: &Vec<_>| {
                        let set = set.clone();
                        all.iter().map(move |value| [set.as_slice(), &[(*name, value.clone())]].concat())
                    };
                    sets = sets.iter().flat_map(longer).collect();
                }
            }
            if sets.iter().any(|set| differs(set)) {
                return Some(count as usize);
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_smaller_change_than_the_one_found_changes_the_decision(pieces in pieces(), visitor in visitor(), unit in "[a-c]{0,2}") {
        let program = program(&grouped(pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect()));
        for slot in 0..program.slots().len() as u32 {
            let mut context = context(&program, &visitor, &unit);
            let now = shown(&program, &mut context, &request(), slot);
            let answer = seek(&program, &mut context, &request(), slot, Goal::Other, Bounds::TOOLS);
            prop_assert_eq!(shown(&program, &mut context, &request(), slot), now, "the context is as it was");
            let differs = |then: SlotDecision| (then.arm, then.content) != (now.arm, now.content);
            let expected = by_force(&program, &visitor, &unit, slot, &differs);
            match answer {
                Answer::Found { changes, becomes, smallest } => {
                    prop_assert!(smallest);
                    prop_assert_eq!(Some(changes.len()), expected, "slot {} {:?}", slot, changes);
                    for change in &changes {
                        put(&program, &mut context, change.signal, change.to);
                    }
                    let then = shown(&program, &mut context, &request(), slot);
                    prop_assert_eq!(then, becomes);
                    prop_assert!((then.arm, then.content) != (now.arm, now.content));
                }
                Answer::None => prop_assert_eq!(None, expected),
                Answer::Unknown(doubt) => prop_assert!(false, "{:?}", doubt),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_smaller_change_than_the_one_found_leads_to_what_is_asked_for(pieces in pieces(), visitor in visitor(), unit in "[a-c]{0,2}") {
        let program = program(&grouped(pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect()));
        let goals = (0..pieces.len() as u32).map(|experience| Goal::Shows { experience, variant: u32::MAX });
        for goal in goals.chain([Goal::Default]) {
            let is = |then: SlotDecision| match (goal, program.arm(then.arm)) {
                (Goal::Shows { experience, .. }, Some(arm)) => arm.experience == experience,
                (Goal::Default, arm) => arm.is_none(),
                _ => false,
            };
            // Slots of one group: the others are as these.
            for slot in 0..3 {
                let mut context = context(&program, &visitor, &unit);
                let expected = by_force(&program, &visitor, &unit, slot, &is);
                match seek(&program, &mut context, &request(), slot, goal, Bounds::TOOLS) {
                    Answer::Found { changes, becomes, smallest } => {
                        prop_assert_eq!((Some(changes.len()), smallest), (expected, true), "{:?}", changes);
                        prop_assert!(is(becomes));
                    }
                    Answer::None => prop_assert_eq!(None, expected),
                    Answer::Unknown(doubt) => prop_assert!(false, "{:?}", doubt),
                }
            }
        }
    }
}

/// A value of the same context.
fn put(program: &Program, context: &mut Context, signal: u32, cell: Cell) {
    let value = owned(program, context, cell);
    match value {
        Some(value) => context.put(program, signal, &value, cell.source, cell.trust),
        None => context.put(program, signal, &Value::Null, cell.source, Trust::Inferred),
    }
}

fn owned(program: &Program, context: &Context, cell: Cell) -> Option<Value> {
    (cell.datum != Datum::Missing).then(|| context.values().owned(program, cell.datum))
}

// --------------------------------------------------------------------------------------------------------- one by one

fn ruleset(experiences: &Json) -> Program {
    program(&json!({
        "nearside": 1,
        "id": "what.if",
        "units": { "account": { "signal": "custom.account" } },
        "signals": {
            "custom.account": { "type": "string" },
            "custom.app": { "type": "version" },
            "custom.kind": { "type": "enum", "values": ["a", "b", "c"] },
            "custom.l": { "type": "list" },
            "custom.n": { "type": "number" },
            "custom.ok": { "type": "boolean" },
            "custom.t": { "type": "string" },
        },
        "slots": { "s": { "value": "" }, "other": { "value": "" } },
        "experiences": experiences,
    }))
}

/// One experience with this condition.
fn when(condition: &Json) -> Program {
    ruleset(&json!([{ "id": "e", "when": condition, "show": { "s": "shown" } }]))
}

fn ask(program: &Program, signals: &Json, goal: Goal, bounds: Bounds) -> String {
    ask_at(program, signals, goal, bounds, &request())
}

/// `signal: from -> to, … => experience`
fn ask_at(program: &Program, signals: &Json, goal: Goal, bounds: Bounds, request: &Request) -> String {
    let mut context = Context::new(program);
    for (index, signal) in (0..).zip(program.signals()) {
        if let Some(value) = signals.get(program.text(signal.name)) {
            context.put(program, index, &Value::from(value), Source::Site, Trust::Declared);
        }
    }
    let slot = program.slots().iter().position(|slot| program.text(slot.name) == "s").unwrap() as u32;
    let name = |signal: u32| program.text(program.signal(signal).unwrap().name);
    match seek(program, &mut context, request, slot, goal, bounds) {
        Answer::Found { changes, becomes, smallest } => {
            let said = |cell: Cell| {
                owned(program, &context, cell).map_or("nothing".to_owned(), |value| json!(value).to_string())
            };
            let changes: Vec<String> = changes
                .iter()
                .map(|change| {
                    let trust = if change.from.datum == change.to.datum {
                        format!(" {}", change.to.trust.word())
                    } else {
                        String::new()
                    };
                    format!("{}: {} -> {}{trust}", name(change.signal), said(change.from), said(change.to))
                })
                .collect();
            let arm = program.arm(becomes.arm);
            let shows = arm.map_or("default", |arm| program.text(program.experience(arm.experience).unwrap().name));
            format!("{} => {shows}{}", changes.join(", "), if smallest { "" } else { " (perhaps fewer)" })
        }
        Answer::None => "none".to_owned(),
        Answer::Unknown(Doubt::Work) => "unknown: work".to_owned(),
        Answer::Unknown(Doubt::Values(signal)) => format!("unknown: {}", name(signal)),
    }
}

#[test]
fn each_kind_of_question_has_its_witness() {
    for (condition, signals, expected) in [
        // Numbers: the nearest.
        (json!({ "custom.n": { "$gte": 18 } }), json!({ "custom.n": 3 }), "custom.n: 3.0 -> 18.0 => e"),
        (json!({ "custom.n": { "$gt": 18 } }), json!({ "custom.n": 3 }), "custom.n: 3.0 -> 19.0 => e"),
        (json!({ "custom.n": { "$gt": 0, "$lt": 1 } }), json!({}), "custom.n: nothing -> 0.5 => e"),
        (json!({ "time.hour": { "$between": [22, 6] } }), json!({ "time.hour": 15 }), "time.hour: 15.0 -> 22.0 => e"),
        (json!({ "time.hour": { "$between": [22, 6] } }), json!({ "time.hour": 12 }), "time.hour: 12.0 -> 5.0 => e"),
        (json!({ "time.hour": { "$gte": 24 } }), json!({ "time.hour": 15 }), "none"),
        (json!({ "time.hour": { "$gt": 17.5, "$lt": 17.9 } }), json!({ "time.hour": 15 }), "none"),
        // Texts: named ones first, then the shortest.
        (json!({ "custom.t": { "$in": ["longer", "sun"] } }), json!({}), "custom.t: nothing -> \"sun\" => e"),
        (json!({ "custom.t": { "$ne": "x" } }), json!({ "custom.t": "x" }), "custom.t: \"x\" -> \"other\" => e"),
        (json!({ "custom.t": { "$startsWith": "ab" } }), json!({ "custom.t": "b" }), "custom.t: \"b\" -> \"ab\" => e"),
        (json!({ "custom.t": { "$regex": "^[0-9]{3}-x$" } }), json!({}), "custom.t: nothing -> \"000-x\" => e"),
        (json!({ "custom.t": { "$regexi": "é+b" } }), json!({}), "custom.t: nothing -> \"Éb\" => e"),
        (
            json!({ "custom.t": { "$startsWith": "ab", "$endsWith": "bc", "$not": { "$contains": "abc" } } }),
            json!({}),
            "custom.t: nothing -> \"abbc\" => e",
        ),
        (json!({ "custom.t": { "$ini": ["k"], "$nin": ["k", "K"] } }), json!({}), "none"),
        // Closed sets are kept to.
        (
            json!({ "geo.country": { "$ne": "DE" } }),
            json!({ "geo.country": "DE" }),
            "geo.country: \"DE\" -> \"US\" => e",
        ),
        (json!({ "locale.units": { "$nin": ["metric", "us", "uk"] } }), json!({}), "none"),
        (json!({ "custom.kind": { "$nin": ["a", "b"] } }), json!({ "custom.kind": "a" }), "unknown: custom.kind"),
        (json!({ "custom.kind": "b" }), json!({ "custom.kind": "a" }), "custom.kind: \"a\" -> \"b\" => e"),
        // Dates and versions.
        (json!({ "time.date": { "$gt": "2026-12-31" } }), json!({}), "time.date: nothing -> \"2027-01-01\" => e"),
        (
            json!({ "time.date": { "$between": ["2026-12-01", "2026-12-25"] } }),
            json!({ "time.date": "2026-11-20" }),
            "time.date: \"2026-11-20\" -> \"2026-12-01\" => e",
        ),
        (
            json!({ "custom.app": { "$vgt": "1.2.3" } }),
            json!({ "custom.app": "1.0" }),
            "custom.app: \"1.0\" -> \"1.2.4\" => e",
        ),
        (
            json!({ "custom.app": { "$vlt": "1.2.3" } }),
            json!({ "custom.app": "2" }),
            "custom.app: \"2\" -> \"1.2.2\" => e",
        ),
        (
            json!({ "custom.app": { "$vgt": "1.2.3", "$vlt": "1.2.4" } }),
            json!({ "custom.app": "1" }),
            "custom.app: \"1\" -> \"1.2.4-0\" => e",
        ),
        // Lists: as little as possible of what is there goes.
        (
            json!({ "custom.l": { "$in": ["a"] } }),
            json!({ "custom.l": ["b", "c"] }),
            "custom.l: [\"b\",\"c\"] -> [\"b\",\"c\",\"a\"] => e",
        ),
        (
            json!({ "custom.l": { "$nin": ["b"] } }),
            json!({ "custom.l": ["b", "c"] }),
            "custom.l: [\"b\",\"c\"] -> [\"c\"] => e",
        ),
        (json!({ "custom.l": { "$all": ["a", "b"] } }), json!({}), "custom.l: nothing -> [\"a\",\"b\"] => e"),
        (
            json!({ "custom.l": { "$size": 3 } }),
            json!({ "custom.l": [] }),
            "custom.l: [] -> [\"other\",\"other\",\"other\"] => e",
        ),
        (
            json!({ "custom.l": { "$elemMatch": { "$startsWith": "q", "$ne": "q" } } }),
            json!({}),
            "custom.l: nothing -> [\"qa\"] => e",
        ),
        // Missing, and how sure it is.
        (json!({ "custom.n": { "$exists": false } }), json!({ "custom.n": 3 }), "custom.n: 3.0 -> nothing => e"),
        (
            json!({ "custom.t": { "$eq": "x", "$trust": "known" } }),
            json!({ "custom.t": "x" }),
            "custom.t: \"x\" -> \"x\" known => e",
        ),
        // Two, and three.
        (
            json!({ "custom.n": 1, "custom.ok": true }),
            json!({ "custom.ok": false }),
            "custom.n: nothing -> 1.0, custom.ok: false -> true => e",
        ),
        (
            json!({ "custom.n": 1, "custom.ok": true, "custom.t": "x" }),
            json!({}),
            "custom.n: nothing -> 1.0, custom.ok: nothing -> true, custom.t: nothing -> \"x\" => e",
        ),
        (json!({ "custom.n": 1, "custom.ok": true, "custom.t": "x", "custom.l": { "$size": 1 } }), json!({}), "none"),
    ] {
        assert_eq!(ask(&when(&condition), &signals, Goal::Other, Bounds::TOOLS), expected, "{condition} {signals}");
    }
}

#[test]
fn what_others_take_what_pages_say_and_what_contents_are_chosen_by_is_changed_too() {
    let program = ruleset(&json!([
        { "id": "first", "when": { "custom.n": 1 }, "show": { "s": "1", "other": "1" } },
        { "id": "second", "when": { "custom.ok": true }, "show": { "s": { "by": "custom.t", "x": { "value": "X" }, "else": { "value": "?" } } } },
    ]));
    let says = |signals: Json, goal| ask(&program, &signals, goal, Bounds::VISIT);
    assert_eq!(says(json!({ "custom.n": 1 }), Goal::Other), "custom.n: 1.0 -> 0.0 => default");
    assert_eq!(says(json!({ "custom.ok": true }), Goal::Other), "custom.n: nothing -> 1.0 => first");
    let second = Goal::Shows { experience: 1, variant: u32::MAX };
    assert_eq!(says(json!({ "custom.n": 1 }), second), "custom.n: 1.0 -> 0.0, custom.ok: nothing -> true => second");
    assert_eq!(says(json!({ "custom.ok": true }), second), " => second");
    assert_eq!(says(json!({ "custom.ok": true }), Goal::Default), "custom.ok: true -> false => default");
    let by = ruleset(
        &json!([{ "id": "e", "show": { "s": { "by": "custom.t", "x": { "value": "X" }, "else": { "value": "?" } } } }]),
    );
    assert_eq!(ask(&by, &json!({}), Goal::Other, Bounds::VISIT), "custom.t: nothing -> \"x\" => e");
    let paged = ruleset(&json!([{ "id": "e", "pages": ["/sale/*"], "show": { "s": "x" } }]));
    assert_eq!(
        ask(&paged, &json!({ "page.path": "/" }), Goal::Other, Bounds::VISIT),
        "page.path: \"/\" -> \"/sale/\" => e"
    );
}

#[test]
fn draws_and_their_units_are_not_changed_but_what_a_prerequisite_asks_is() {
    let program = ruleset(&json!([
        { "id": "base", "unit": "account", "when": { "custom.ok": true }, "variants": { "on": { "weight": 99, "show": { "other": "x" } }, "off": "default" } },
        { "id": "e", "when": { "variant.base": "on" }, "show": { "s": "x" } },
    ]));
    let says = |signals: Json| ask(&program, &signals, Goal::Other, Bounds::TOOLS);
    assert_eq!(says(json!({ "custom.account": "a" })), "custom.ok: nothing -> true => e");
    assert_eq!(says(json!({ "custom.ok": true })), "none");
}

#[test]
fn a_search_that_is_cut_short_says_so() {
    let program = when(&json!({ "custom.n": 1, "custom.ok": true, "custom.t": "x" }));
    let bounds = |signals, decisions| Bounds { signals, decisions, ..Bounds::TOOLS };
    assert_eq!(ask(&program, &json!({}), Goal::Other, bounds(2, 1_000)), "none");
    let exact =
        (0..200).find(|left| ask(&program, &json!({}), Goal::Other, bounds(3, *left)).ends_with("=> e")).unwrap();
    assert_eq!(ask(&program, &json!({}), Goal::Other, bounds(3, exact - 1)), "unknown: work");
    // One experience: as many decisions as experiences.
    let work = |work| ask(&program, &json!({}), Goal::Other, Bounds { work, ..Bounds::TOOLS });
    assert_eq!((work(exact - 1).as_str(), work(exact).ends_with("=> e")), ("unknown: work", true));
}

#[test]
fn at_an_edge_what_only_a_device_knows_is_no_answer() {
    let program = when(&json!({ "custom.ok": true, "geo.country": "DE" }));
    let edge = Request { place: Place::Edge, ..request() };
    let says = |signals: Json| ask_at(&program, &signals, Goal::Other, Bounds::TOOLS, &edge);
    assert_eq!(says(json!({ "geo.country": "AT", "custom.ok": true })), "geo.country: \"AT\" -> \"DE\" => e");
    assert_eq!(says(json!({ "geo.country": "DE" })), "custom.ok: nothing -> true => e");
}

/// A hundred thousand states of two patterns that count.
#[test]
fn values_that_cannot_all_be_made_are_said_to_be_so() {
    let condition =
        json!({ "custom.t": { "$regex": "^(?:a{97}|b{89})*c$" }, "custom.ok": true, "custom.n": { "$gt": 3 } });
    let never = json!({ "$and": [condition, { "custom.t": { "$regex": "^(?:[ab]{83})*c$" } }, { "custom.l": { "$size": 1 } }] });
    let bounds = Bounds { signals: 1, ..Bounds::TOOLS };
    assert_eq!(ask(&when(&never), &json!({}), Goal::Other, bounds), "unknown: custom.t");
}
