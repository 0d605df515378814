//! What must hold for every ruleset and every visitor: laws, tried on many that nobody wrote.

use std::collections::BTreeMap;

use nearside::compile::{Compiled, Options, compile};
use nearside::condition::seen::Seen;
use nearside::decide::{Decisions, Place, Request, decide, json};
use nearside::explain::explain;
use nearside::ops::Content;
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::support::{self, NOW};

// ---------------------------------------------------------------------------------------------- rulesets and visitors

fn compiled(ruleset: &Json) -> Compiled {
    let files = BTreeMap::from([("ruleset.json".to_owned(), ruleset.to_string().into_bytes())]);
    let reading = ruleset::read(&files);
    assert!(!reading.has_errors(), "{ruleset}: {:#?}", reading.diagnostics);
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap()
}

pub fn program(ruleset: &Json) -> Program {
    Program::read(write(&compiled(ruleset).draft)).unwrap()
}

pub fn head() -> Json {
    json!({
        "nearside": 1,
        "id": "laws.example",
        "signals": {
            "custom.a": { "type": "boolean" },
            "custom.n": { "type": "number" },
            "custom.t": { "type": "string" },
            "custom.l": { "type": "list" },
        },
    })
}

/// A visitor: what is known of each of the four signals.
pub type Visitor = BTreeMap<&'static str, Value>;

pub fn visitor() -> impl Strategy<Value = Visitor> {
    let text = || prop_oneof![Just("x"), Just("xy"), Just("X"), Just("")].prop_map(|text| Value::Text(text.into()));
    let signals = (
        proptest::option::of(any::<bool>().prop_map(Value::Bool)),
        proptest::option::of((-1_i32..4).prop_map(|n| Value::Number(n.into()))),
        proptest::option::of(text()),
        proptest::option::of(proptest::collection::vec(text(), 0..3).prop_map(Value::List)),
    );
    signals.prop_map(|(a, n, t, l)| {
        let all = [("custom.a", a), ("custom.n", n), ("custom.t", t), ("custom.l", l)];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    })
}

pub fn context(program: &Program, visitor: &Visitor, unit: &str) -> Context {
    let mut context = Context::new(program);
    fill(program, visitor, unit, &mut context);
    context
}

pub fn fill(program: &Program, visitor: &Visitor, unit: &str, context: &mut Context) {
    for (index, signal) in (0..).zip(program.signals().iter()) {
        if let Some(value) = visitor.get(program.text(signal.name)) {
            context.put(program, index, value, Source::Site, Trust::Declared);
        }
    }
    for index in 0..program.units().len() {
        context.put_unit(program, index as u32, unit.as_bytes());
    }
}

fn decisions(program: &Program, context: &mut Context) -> BTreeMap<String, Json> {
    let mut decisions = Decisions::default();
    decide(program, context, &Request { now: NOW, ..Request::default() }, &mut decisions, None);
    serde_json::from_str(&json::decisions(program, context.values(), &decisions, &|_| true)).unwrap()
}

// ------------------------------------------------------------------------------------------- three values, by the book

/// A condition with its JSON form, and its truth worked out here in the plainest way.
#[derive(Debug, Clone)]
pub enum Term {
    /// JSON under a signal, and the truth for a value that is there.
    Test(&'static str, Json, fn(&Value) -> bool),
    Exists(&'static str, bool),
    Not(Box<Term>),
    And(Vec<Term>),
    Or(Vec<Term>),
    Nor(Vec<Term>),
    Segment(usize),
}

impl Term {
    pub fn json(&self) -> Json {
        let all = |terms: &[Term]| Json::Array(terms.iter().map(Term::json).collect());
        match self {
            Term::Test(signal, test, _) => json!({ *signal: test }),
            Term::Exists(signal, wanted) => json!({ *signal: { "$exists": wanted } }),
            Term::Not(term) => json!({ "$not": term.json() }),
            Term::And(terms) => json!({ "$and": all(terms) }),
            Term::Or(terms) => json!({ "$or": all(terms) }),
            Term::Nor(terms) => json!({ "$nor": all(terms) }),
            Term::Segment(index) => json!({ "$segment": format!("s{index}") }),
        }
    }

    /// True, false, or unknown.
    fn truth(&self, visitor: &Visitor, segments: &[Term]) -> Option<bool> {
        let kleene = |terms: &[Term], decides: bool| {
            let truths: Vec<_> = terms.iter().map(|term| term.truth(visitor, segments)).collect();
            if truths.contains(&Some(decides)) {
                Some(decides)
            } else if truths.contains(&None) {
                None
            } else {
                Some(!decides)
            }
        };
        match self {
            Term::Test(signal, _, truth) => visitor.get(signal).map(truth),
            Term::Exists(signal, wanted) => Some(visitor.contains_key(signal) == *wanted),
            Term::Not(term) => term.truth(visitor, segments).map(|truth| !truth),
            Term::And(terms) => kleene(terms, false),
            Term::Or(terms) => kleene(terms, true),
            Term::Nor(terms) => kleene(terms, true).map(|truth| !truth),
            Term::Segment(index) => segments.get(*index).and_then(|term| term.truth(visitor, segments)),
        }
    }
}

fn number(value: &Value) -> f64 {
    if let Value::Number(n) = value { *n } else { f64::NAN }
}

fn text(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { "?" }
}

fn list(value: &Value) -> &[Value] {
    if let Value::List(list) = value { list } else { &[] }
}

fn tests() -> Vec<Term> {
    vec![
        Term::Test("custom.a", json!(true), |v| *v == Value::Bool(true)),
        Term::Test("custom.a", json!({ "$ne": true }), |v| *v != Value::Bool(true)),
        Term::Test("custom.n", json!(1), |v| number(v) == 1.0),
        Term::Test("custom.n", json!({ "$ne": 1 }), |v| number(v) != 1.0),
        Term::Test("custom.n", json!({ "$gt": 0, "$lte": 2 }), |v| number(v) > 0.0 && number(v) <= 2.0),
        Term::Test("custom.n", json!({ "$not": { "$gt": 0, "$lte": 2 } }), |v| number(v) <= 0.0 || number(v) > 2.0),
        Term::Test("custom.n", json!({ "$in": [0, 2] }), |v| [0.0, 2.0].contains(&number(v))),
        Term::Test("custom.n", json!({ "$nin": [0, 2] }), |v| ![0.0, 2.0].contains(&number(v))),
        Term::Test("custom.n", json!({ "$between": [0, 2] }), |v| (0.0..2.0).contains(&number(v))),
        Term::Test("custom.n", json!({ "$not": { "$lt": 0 } }), |v| number(v) >= 0.0),
        Term::Test("custom.n", json!({ "$gte": 3 }), |v| number(v) >= 3.0),
        Term::Test("custom.t", json!("x"), |v| text(v) == "x"),
        Term::Test("custom.t", json!({ "$nin": ["x", "xy"] }), |v| !["x", "xy"].contains(&text(v))),
        Term::Test("custom.t", json!({ "$startsWith": "x" }), |v| text(v).starts_with('x')),
        Term::Test("custom.t", json!({ "$ini": ["x"] }), |v| text(v).eq_ignore_ascii_case("x")),
        Term::Test("custom.t", json!({ "$notRegex": "^x.?$" }), |v| !text(v).starts_with('x')),
        Term::Test("custom.t", json!({ "$not": { "$contains": "y" } }), |v| !text(v).contains('y')),
        Term::Test("custom.l", json!({ "$in": ["x"] }), |v| list(v).iter().any(|one| text(one) == "x")),
        Term::Test("custom.l", json!({ "$nin": ["x", ""] }), |v| {
            !list(v).iter().any(|one| ["x", ""].contains(&text(one)))
        }),
        Term::Test("custom.l", json!({ "$size": 2 }), |v| list(v).len() == 2),
        Term::Test("custom.l", json!({ "$not": { "$size": { "$gte": 1 } } }), |v| list(v).is_empty()),
        Term::Test("custom.l", json!({ "$elemMatch": { "$startsWith": "x", "$ne": "x" } }), |v| {
            list(v).iter().any(|one| text(one).starts_with('x') && text(one) != "x")
        }),
        Term::Exists("custom.a", true),
        Term::Exists("custom.n", false),
        Term::Exists("custom.t", true),
        Term::Exists("custom.l", false),
    ]
}

/// Conditions that may ask the first `segments` segments.
pub fn term(segments: usize) -> impl Strategy<Value = Term> {
    let mut leaves = tests();
    leaves.extend((0..segments).map(Term::Segment));
    proptest::sample::select(leaves).prop_recursive(4, 24, 4, |inner| {
        let some = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            inner.clone().prop_map(|term| Term::Not(Box::new(term))),
            some().prop_map(Term::And),
            some().prop_map(Term::Or),
            some().prop_map(Term::Nor),
        ]
    })
}

fn with_segments() -> impl Strategy<Value = (Vec<Term>, Vec<Term>)> {
    ((term(0), term(1), term(2)).prop_map(|(a, b, c)| vec![a, b, c]), proptest::collection::vec(term(3), 1..6))
}

/// A value slot and an experience for each condition.
fn asking(segments: &[Term], conditions: &[Term]) -> Json {
    let mut ruleset = head();
    ruleset["segments"] = (0..).zip(segments).map(|(i, term)| (format!("s{i}"), term.json())).collect();
    ruleset["slots"] = (0..conditions.len()).map(|i| (format!("v{i}"), json!({ "value": false }))).collect();
    let experience = |(i, term): (usize, &Term)| json!({ "id": format!("e{i}"), "when": term.json(), "show": { format!("v{i}"): true } });
    ruleset["experiences"] = conditions.iter().enumerate().map(experience).collect();
    ruleset
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is unknown is not true, and neither is its opposite; everything else is Kleene's tables.
    #[test]
    fn conditions_follow_three_valued_logic((segments, conditions) in with_segments(), visitors in proptest::collection::vec(visitor(), 12)) {
        let program = program(&asking(&segments, &conditions));
        for visitor in &visitors {
            let got = decisions(&program, &mut context(&program, visitor, ""));
            for (i, term) in conditions.iter().enumerate() {
                let expected = term.truth(visitor, &segments) == Some(true);
                prop_assert_eq!(&got[&format!("v{i}")]["value"], &json!(expected), "{} for {:?}", term.json(), visitor);
            }
        }
    }

    /// What a bundle is read as is what was written, and writing it again gives the same bytes.
    #[test]
    fn reading_is_the_inverse_of_writing((segments, conditions) in with_segments()) {
        let ruleset = asking(&segments, &conditions);
        let draft = compiled(&ruleset).draft;
        let bytes = write(&draft);
        prop_assert_eq!(&bytes, &write(&compiled(&ruleset).draft));
        let program = Program::read(bytes.clone()).unwrap();
        prop_assert_eq!(program.bytes(), bytes.as_slice());
        prop_assert_eq!(program.predicates().iter().collect::<Vec<_>>(), draft.predicates);
        prop_assert_eq!(program.steps().iter().collect::<Vec<_>>(), draft.steps);
        prop_assert_eq!(program.conditions().iter().collect::<Vec<_>>(), draft.conditions);
        prop_assert_eq!(program.experiences().iter().collect::<Vec<_>>(), draft.experiences);
        prop_assert_eq!(program.arms().iter().collect::<Vec<_>>(), draft.arms);
        prop_assert_eq!(program.placements().iter().collect::<Vec<_>>(), draft.placements);
        for (id, content) in (0..).zip(&draft.contents) {
            if !matches!(content, Content::By { .. }) {
                prop_assert_eq!(&program.content(id), content);
            }
        }
        for (id, text) in (0..).zip(&draft.strings) {
            prop_assert_eq!(program.text(id), text.as_str());
            prop_assert_eq!(program.find(text.as_bytes()), id);
        }
    }
}

// --------------------------------------------------------------------------------------------- order and determinism

/// Experiences over the slots of a few groups: `(group, slot of three, with its neighbour, condition, arms)`.
pub type Piece = (usize, usize, bool, Term, usize);

pub fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    proptest::collection::vec((0_usize..3, 0_usize..3, any::<bool>(), term(0), 1_usize..4), 1..10)
}

pub fn experience(index: usize, (group, slot, both, when, arms): &Piece) -> Json {
    let mut slots = vec![format!("g{group}s{slot}")];
    if *both {
        slots.push(format!("g{group}s{}", (slot + 1) % 3));
    }
    let arm = |arm: usize| -> Json {
        let show: serde_json::Map<_, _> =
            slots.iter().map(|slot| (slot.clone(), json!(format!("{index}.{arm}")))).collect();
        json!({ "show": show })
    };
    let mut experience = json!({ "id": format!("e{index}"), "when": when.json() });
    if *arms == 1 {
        experience["show"] = arm(0)["show"].clone();
    } else {
        experience["variants"] =
            (0..*arms).map(|i| (format!("a{i}"), if i == 2 { json!({ "pass": true }) } else { arm(i) })).collect();
    }
    experience
}

pub fn grouped(experiences: Vec<Json>) -> Json {
    let mut ruleset = head();
    let names = (0..9).map(|i| (format!("g{}s{}", i / 3, i % 3), json!({ "value": "" })));
    ruleset["slots"] = names.collect();
    ruleset["experiences"] = Json::Array(experiences);
    ruleset
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_experiences_that_share_no_slot_does_not_matter(pieces in pieces(), visitor in visitor(), unit in "[a-c]{0,2}") {
        let mixed: Vec<Json> = pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect();
        // Group by group, last group first; within a group as before.
        let mut apart: Vec<(usize, Json)> = pieces.iter().map(|piece| piece.0).zip(mixed.clone()).collect();
        apart.sort_by_key(|(group, _)| std::cmp::Reverse(*group));
        let (one, other) = (program(&grouped(mixed)), program(&grouped(apart.into_iter().map(|(_, e)| e).collect())));
        prop_assert_eq!(decisions(&one, &mut context(&one, &visitor, &unit)), decisions(&other, &mut context(&other, &visitor, &unit)));
    }

    #[test]
    fn deciding_depends_on_nothing_but_what_it_is_given(pieces in pieces(), first in visitor(), second in visitor(), unit in "[a-c]{0,2}") {
        let program = program(&grouped(pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect()));
        let fresh = decisions(&program, &mut context(&program, &second, &unit));
        let mut used = context(&program, &first, "somebody else");
        decisions(&program, &mut used);
        used.clear();
        fill(&program, &second, &unit, &mut used);
        prop_assert_eq!(&decisions(&program, &mut used), &fresh);
        prop_assert_eq!(&decisions(&program, &mut used), &fresh);
    }

    #[test]
    fn an_explanation_tells_the_decision(pieces in pieces(), visitor in visitor(), unit in "[a-c]{0,2}") {
        let program = program(&grouped(pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect()));
        let mut context = context(&program, &visitor, &unit);
        for (slot, decision) in decisions(&program, &mut context) {
            let request = Request { now: NOW, ..Request::default() };
            let told = explain(&program, &mut context, &request, &slot, &()).unwrap();
            prop_assert_eq!(json!(told.experience), decision["experience"].clone());
            prop_assert_eq!(json!(told.variant), decision["variant"].clone());
            prop_assert_eq!(json!(told.reason), decision["reason"].clone());
            // Whoever has the slot is among those considered, with the same reason.
            if let Some(winner) = &told.experience {
                let considered = told.considered.iter().find(|one| one.experience == *winner).unwrap();
                prop_assert_eq!(considered.reason, told.reason);
            }
        }
    }
}

// ----------------------------------------------------------------------------------------------------------- the index

/// Visitors of many values, so that columns of one push out those of another, are taken up again, and are not kept.
fn stranger() -> impl Strategy<Value = Visitor> {
    let text = || prop_oneof![3 => "x?[xyX]{0,2}", 1 => "x[a-z]{0,90}"].prop_map(Value::Text);
    let number = prop_oneof![(-2_i32..200).prop_map(f64::from), any::<f64>().prop_filter("a number", |n| !n.is_nan())];
    let null = || prop_oneof![9 => Just(None), 1 => Just(Some(Value::Null))];
    let signals = (
        proptest::option::of(any::<bool>().prop_map(Value::Bool)),
        proptest::option::weighted(0.9, number.prop_map(Value::Number)),
        proptest::option::weighted(0.9, text()),
        proptest::option::of(proptest::collection::vec(text(), 0..3).prop_map(Value::List)),
        null(),
    );
    signals.prop_map(|(a, n, t, l, null)| {
        let all = [("custom.a", null.or(a)), ("custom.n", n), ("custom.t", t), ("custom.l", l)];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    })
}

/// The same visitors one after another, with the index in use all along and without.
fn index_and_all_agree(program: &Program, visitors: &[Visitor]) -> Result<(), TestCaseError> {
    let mut context = Context::new(program);
    let (mut quick, mut slow) = (Decisions::default(), Decisions::default());
    // Whoever is seen is not passed over by index.
    let mut everyone = Seen { mute: true, ..Seen::default() };
    for (visitor, place) in visitors.iter().flat_map(|one| [(one, Place::Device), (one, Place::Edge)]) {
        context.clear();
        fill(program, visitor, "somebody", &mut context);
        let request = Request { now: NOW, place, ..Request::default() };
        decide(program, &mut context, &request, &mut quick, None);
        decide(program, &mut context, &request, &mut slow, Some(&mut everyone));
        prop_assert_eq!(&quick.slots, &slow.slots, "{:?} {:?}", place, visitor);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_passes_over_only_what_cannot_match(
        (segments, conditions) in with_segments(),
        pieces in pieces(),
        visitors in proptest::collection::vec(stranger(), 1..120),
    ) {
        index_and_all_agree(&program(&asking(&segments, &conditions)), &visitors)?;
        let experiences = pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect();
        index_and_all_agree(&program(&grouped(experiences)), &visitors)?;
    }

    /// So many ways to be true that they are not listed.
    #[test]
    fn conditions_of_too_many_clauses_are_run(visitors in proptest::collection::vec(stranger(), 1..60)) {
        let some = |which: &[usize]| Term::Or(which.iter().map(|at| tests()[*at].clone()).collect());
        let choices = || vec![some(&[0, 2, 11, 17]), some(&[6, 8, 14, 19]), some(&[4, 13, 16, 21]), some(&[0, 10, 18])];
        let all = Term::And(vec![Term::Exists("custom.t", true), Term::And(choices())]);
        let any = Term::Or(vec![Term::And(choices()), Term::And(choices().into_iter().rev().chain([some(&[3])]).collect())]);
        index_and_all_agree(&program(&asking(&[], &[all, any, Term::Not(Box::new(Term::And(choices())))])), &visitors)?;
    }
}

#[test]
fn an_explanation_of_every_feature_tells_the_decision() {
    let program = Program::read(support::bundle("tests/cases/rulesets/every-feature")).unwrap();
    let mut context = Context::new(&program);
    let values = [Value::Text("DE".into()), Value::Number(19.0), Value::Bool(true)];
    for shift in 0..values.len() {
        context.clear();
        for index in 0..program.signals().len() {
            context.put(&program, index as u32, &values[(index + shift) % values.len()], Source::Site, Trust::Known);
        }
        (0..program.units().len()).for_each(|unit| context.put_unit(&program, unit as u32, b"someone"));
        for (slot, decision) in decisions(&program, &mut context) {
            let request = Request { now: NOW, ..Request::default() };
            let told = explain(&program, &mut context, &request, &slot, &()).unwrap();
            assert_eq!(
                (json!(told.experience), json!(told.reason)),
                (decision["experience"].clone(), decision["reason"].clone())
            );
        }
    }
}

// ------------------------------------------------------------------------------------------------------------- shares

fn variants(weights: &[f64], more: &Json) -> Program {
    let mut experience = more.clone();
    experience["id"] = json!("shares");
    let arm =
        |(i, weight): (usize, &f64)| (format!("{i}"), json!({ "weight": weight, "show": { "s": format!("{i}") } }));
    experience["variants"] = weights.iter().enumerate().map(arm).collect();
    let mut ruleset = head();
    ruleset["slots"] = json!({ "s": { "value": "" } });
    ruleset["experiences"] = json!([experience]);
    program(&ruleset)
}

/// How many of `units` visitors get each arm; the last number counts those who get none.
fn counts(program: &Program, arms: usize, units: u32) -> Vec<u32> {
    let mut context = Context::new(program);
    let mut decisions = Decisions::default();
    let mut counts = vec![0; arms + 1];
    for unit in 0..units {
        context.clear();
        context.put_unit(program, 0, format!("visitor-{unit}").as_bytes());
        decide(program, &mut context, &Request { now: NOW, ..Request::default() }, &mut decisions, None);
        let arm = decisions.slots[0].arm as usize;
        counts[arm.min(arms)] += 1;
    }
    counts
}

#[test]
fn a_hundred_thousand_visitors_fall_into_arms_by_their_weights() {
    const UNITS: u32 = 100_000;
    for (weights, coverage, seed) in [
        (vec![1.0, 1.0], 1.0, "even"),
        (vec![2.0, 3.0, 5.0], 1.0, "three"),
        (vec![0.01, 0.99], 1.0, "rare"),
        (vec![1.0; 10], 0.35, "partly"),
    ] {
        let program = variants(&weights, &json!({ "experiment": { "coverage": coverage, "seed": seed } }));
        let counts = counts(&program, weights.len(), UNITS);
        let total: f64 = weights.iter().sum();
        for (weight, count) in weights.iter().zip(&counts) {
            let share = coverage * weight / total;
            let deviation = (f64::from(UNITS) * share * (1.0 - share)).sqrt();
            let off = (f64::from(*count) - f64::from(UNITS) * share) / deviation;
            assert!(off.abs() < 4.5, "{seed}: {counts:?}, {off:.1} standard deviations off");
        }
    }
}

#[test]
fn a_rollout_only_grows() {
    let shares = [0.0, 0.001, 0.1, 0.25, 0.5, 0.9999, 1.0];
    let programs: Vec<Program> =
        shares.iter().map(|share| variants(&[1.0, 1.0], &json!({ "rollout": share }))).collect();
    let mut reached = vec![0; shares.len()];
    for unit in 0..4_000 {
        let mut before = None;
        for (at, program) in programs.iter().enumerate() {
            let got =
                decisions(program, &mut context(program, &Visitor::new(), &format!("v{unit}")))["s"]["variant"].clone();
            // Once in, in for good, and in the same arm.
            assert!(before.is_none() || before.as_ref() == Some(&got), "v{unit} at {}", shares[at]);
            before = if got.is_null() { before } else { Some(got) };
            reached[at] += u32::from(before.is_some());
        }
    }
    assert_eq!((reached[0], reached[6]), (0, 4_000), "{reached:?}");
    assert!(reached.is_sorted() && reached[2] > 300 && reached[4] > 1_800, "{reached:?}");
}

/// Ages are made by memory, which a later release brings; their ranges can be asked already.
#[test]
fn a_range_of_ages_is_half_open() {
    let files = BTreeMap::from([(
        "ruleset.yaml".to_owned(),
        b"nearside: 1\nid: t\nevents: { add: {}, buy: {} }\nstates: { cart: { opens: add, closes: buy } }\nslots: { s: { value: false } }\nexperiences: [{ id: e, when: { state.cart.age: { $between: [30m, 7d] } }, because: x, show: { s: true } }]\n".to_vec(),
    )]);
    let reading = ruleset::read(&files);
    let compiled = compile(&reading.ruleset.unwrap(), &reading.sources, &Options::default()).unwrap();
    let program = Program::read(write(&compiled.draft)).unwrap();
    let shows = |age: f64| {
        let mut context = Context::new(&program);
        context.put(&program, 0, &Value::Number(age), Source::Site, Trust::Known);
        decisions(&program, &mut context)["s"]["value"] == json!(true)
    };
    assert_eq!([1_799_999.0, 1_800_000.0, 604_799_999.0, 604_800_000.0].map(shows), [false, true, true, false]);
}
