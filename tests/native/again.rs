//! Deciding again: the same as deciding all, or what was there before; nothing in between. Laws over rulesets and
//! visitors that nobody wrote, and the few things that need saying one by one.

use nearside::decide::{Change, Decisions, HELD, Place, Request, SlotDecision, VIEW, again, decide};
use nearside::program::Program;
use nearside::program::records::{CHOOSES, LIVE, NONE, ON_ACTION};
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::laws::{Term, head, program, term};
use crate::support::NOW;

const ALL: u32 = VIEW | ON_ACTION | LIVE;
const HOUR: i64 = 3_600_000;
const SLOTS: usize = 7;

// ---------------------------------------------------------------------------------------------- rulesets and changes

/// What an experience may have besides slots, a condition and arms, by bits.
const SCHEDULE: u32 = 1;
const PAGES: u32 = 2;
const ROLLOUT: u32 = 4;
const CHOICE: u32 = 8;
const RECENT: u32 = 16;
const PREREQUISITE: u32 = 32;
const GROUP: u32 = 64;

/// Slots, condition, number of arms, features.
type Piece = (Vec<usize>, Term, usize, u32);

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let slots = proptest::collection::btree_set(0..SLOTS, 1..4).prop_map(|all| all.into_iter().collect());
    // Most conditions let many through: whoever nobody matches never changes.
    let when = prop_oneof![1 => Just(Term::Or(vec![Term::Exists("custom.a", true), Term::Exists("custom.a", false)])), 3 => term(2)];
    proptest::collection::vec((slots, when, 1_usize..4, 0_u32..128), 1..12)
}

fn experience(index: usize, (slots, when, arms, features): &Piece) -> Json {
    let has = |feature: u32| features & feature == feature;
    let arm = |arm: usize| -> Json {
        let show = |slot: &usize| {
            let text = format!("{index}.{arm}.{slot}");
            let chosen = json!({ "by": "custom.t", "x": format!("{text} x"), "xy": { "by": "custom.a", "true": "yes", "else": "no" }, "else": text });
            (format!("s{slot}"), if has(CHOICE) && arm == 0 { chosen } else { json!(text) })
        };
        Json::Object(slots.iter().map(show).collect())
    };
    let mut all = vec![when.json()];
    if has(RECENT) {
        all.push(json!({ "custom.w": { "$within": "1h" } }));
    }
    if has(PREREQUISITE) && index > 0 {
        all.push(json!({ format!("variant.e{}", index - 1): { "$exists": index.is_multiple_of(2) } }));
    }
    let mut one = json!({ "id": format!("e{index}"), "when": { "$and": all } });
    if *arms == 1 {
        one["show"] = arm(0);
    } else {
        let pass = json!({ "pass": true });
        one["variants"] = (0..*arms)
            .map(|i| (format!("a{i}"), if i == 2 { pass.clone() } else { json!({ "show": arm(i) }) }))
            .collect();
    }
    if has(SCHEDULE) {
        one["schedule"] = if index.is_multiple_of(2) {
            json!({ "from": "2026-11-20T20:00:00Z" })
        } else {
            json!({ "until": "2026-11-20T20:00:00Z" })
        };
    }
    if has(PAGES) {
        one["pages"] = json!(["/a*"]);
    }
    if has(ROLLOUT) {
        one["rollout"] = json!("60%");
    }
    if *arms > 1 || has(ROLLOUT) {
        one["unit"] = if index.is_multiple_of(3) { json!(["text", "page-view"]) } else { json!("page-view") };
    }
    if has(GROUP) && *arms > 1 {
        one["experiment"] = json!({ "group": "g" });
    }
    one
}

fn ruleset(pieces: &[Piece], segments: &[Term]) -> Json {
    let mut all = head();
    all["signals"]["custom.w"] = json!({ "type": "time" });
    all["segments"] = (0..).zip(segments).map(|(i, term)| (format!("s{i}"), term.json())).collect();
    all["units"] = json!({ "text": { "signal": "custom.t" } });
    all["groups"] = json!({ "g": {} });
    all["holdout"] = json!({ "share": "20%", "unit": ["text", "page-view"] });
    let slot = |i: usize| {
        let kind = ["view", "action", "live"][i % 3];
        let pages = if i == 5 { json!(["/a*", "/c"]) } else { json!(["/*"]) };
        (format!("s{i}"), json!({ "value": "", "redecide": kind, "pages": pages }))
    };
    all["slots"] = (0..SLOTS).map(slot).collect();
    all["experiences"] = pieces.iter().enumerate().map(|(i, piece)| experience(i, piece)).collect();
    all
}

/// A signal, and its new value; `None` is missing.
type Set = (&'static str, Option<Value>);

fn set() -> impl Strategy<Value = Set> {
    let text =
        || prop_oneof![Just("x"), Just("xy"), Just("X"), Just("a text of nobody")].prop_map(|t| Value::Text(t.into()));
    let some = |name: &'static str, value: BoxedStrategy<Value>| (Just(name), proptest::option::weighted(0.8, value));
    prop_oneof![
        some("custom.a", any::<bool>().prop_map(Value::Bool).boxed()),
        some("custom.n", (-1_i32..4).prop_map(|n| Value::Number(n.into())).boxed()),
        some("custom.t", text().boxed()),
        some("custom.l", proptest::collection::vec(text(), 0..3).prop_map(Value::List).boxed()),
        some("custom.w", prop_oneof![Just(NOW), Just(NOW - 2 * HOUR)].prop_map(|at| Value::Number(at as f64)).boxed()),
        some(
            "page.path",
            prop_oneof![Just("/a"), Just("/ab"), Just("/b"), Just("/c")].prop_map(|p| Value::Text(p.into())).boxed()
        ),
    ]
}

fn signal(program: &Program, name: &str) -> Option<u32> {
    let index = program.signals().iter().position(|signal| program.text(signal.name) == name)?;
    Some(index as u32)
}

/// Takes the changes into the context; the signals that rules read among them.
fn take(program: &Program, context: &mut Context, sets: &[Set]) -> Vec<u32> {
    let take = |(name, value): &Set| {
        let index = signal(program, name)?;
        context.put(program, index, value.as_ref().unwrap_or(&Value::Null), Source::Site, Trust::Declared);
        Some(index)
    };
    sets.iter().filter_map(take).collect()
}

fn begin(program: &Program, sets: &[Set], unit: &str) -> Context {
    let mut context = Context::new(program);
    take(program, &mut context, sets);
    for (index, known) in (0..).zip(program.units()) {
        if program.text(known.name) == "page-view" {
            context.put_unit(program, index, unit.as_bytes());
        }
    }
    context
}

/// What deciding all gives, for a context that nothing was kept in.
fn afresh(program: &Program, sets: &[Set], unit: &str, now: i64, slots: Option<&[u32]>) -> Vec<SlotDecision> {
    let mut decisions = Decisions::default();
    let request = Request { now, slots, place: Place::Device, ..Request::default() };
    decide(program, &mut begin(program, sets, unit), &request, &mut decisions, None);
    decisions.slots
}

fn differing(before: &[SlotDecision], after: &[SlotDecision]) -> Vec<u32> {
    (0..).zip(before.iter().zip(after)).filter(|(_, (one, other))| one != other).map(|(slot, _)| slot).collect()
}

fn at(now: i64) -> Request<'static> {
    Request { now, ..Request::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_every_slot_may_change_deciding_again_is_deciding_all(
        pieces in pieces(),
        segments in (term(0), term(1)).prop_map(|(a, b)| vec![a, b]),
        mut known in proptest::collection::vec(set(), 0..6),
        steps in proptest::collection::vec(proptest::collection::vec(set(), 0..3), 1..8),
        unit in "[a-f]",
    ) {
        let program = program(&ruleset(&pieces, &segments));
        let mut context = begin(&program, &known, &unit);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &at(NOW), &mut decisions, None);
        prop_assert_eq!(&decisions.slots, &afresh(&program, &known, &unit, NOW, None));
        for sets in steps {
            let before = decisions.slots.clone();
            let signals = take(&program, &mut context, &sets);
            known.extend(sets.clone());
            again(&program, &mut context, &at(NOW), Change { signals: &signals, may: ALL, profile: false }, &mut decisions);
            prop_assert_eq!(&decisions.slots, &afresh(&program, &known, &unit, NOW, None), "after {:?}", sets);
            prop_assert_eq!(&decisions.changed, &differing(&before, &decisions.slots));
        }
    }

    /// A schedule begins and another ends between the two moments.
    #[test]
    fn a_view_has_one_moment(
        pieces in pieces(),
        segments in (term(0), term(1)).prop_map(|(a, b)| vec![a, b]),
        mut known in proptest::collection::vec(set(), 0..6),
        sets in proptest::collection::vec(set(), 1..3),
        unit in "[a-f]",
    ) {
        let program = program(&ruleset(&pieces, &segments));
        let mut context = begin(&program, &known, &unit);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &at(NOW), &mut decisions, None);
        let base = decisions.slots.clone();
        again(&program, &mut context, &at(NOW + HOUR), Change { signals: &[], may: ALL, profile: false }, &mut decisions);
        prop_assert_eq!((&decisions.slots, &decisions.changed), (&base, &vec![]));
        let signals = take(&program, &mut context, &sets);
        known.extend(sets);
        again(&program, &mut context, &at(NOW + HOUR), Change { signals: &signals, may: ALL, profile: false }, &mut decisions);
        prop_assert_eq!(&decisions.slots, &afresh(&program, &known, &unit, NOW, None));
    }

    /// Kept slots are to the others what slots are that were decided elsewhere.
    #[test]
    fn slots_that_may_not_change_stay_and_are_held(
        pieces in pieces(),
        segments in (term(0), term(1)).prop_map(|(a, b)| vec![a, b]),
        known in proptest::collection::vec(set(), 0..6),
        steps in proptest::collection::vec(proptest::collection::vec(set(), 0..3), 1..8),
        may in 0_u32..8,
        unit in "[a-f]",
    ) {
        // Another unit would be another arm, which is a case of its own; and on which page this is stays as it is.
        let stay = |(name, _): &Set| name != &"page.path" && name != &"custom.t";
        let mut known: Vec<Set> = known.into_iter().filter(stay).chain([("page.path", Some(Value::Text("/c".into())))]).collect();
        let program = program(&ruleset(&pieces, &segments));
        let mut context = begin(&program, &known, &unit);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &at(NOW), &mut decisions, None);
        let mut expected = decisions.slots.clone();
        for sets in steps {
            let sets: Vec<Set> = sets.into_iter().filter(stay).collect();
            let signals = take(&program, &mut context, &sets);
            known.extend(sets.clone());
            let kind = |slot: u32| [VIEW, ON_ACTION, LIVE][slot as usize % 3];
            let marks: Vec<u32> = (0..).zip(&expected).map(|(slot, shown)| match program.arm(shown.arm) {
                _ if may & kind(slot) != 0 => 1,
                Some(arm) => HELD + arm.experience,
                None => NONE,
            }).collect();
            let all = afresh(&program, &known, &unit, NOW, Some(&marks));
            again(&program, &mut context, &at(NOW), Change { signals: &signals, may, profile: false }, &mut decisions);
            for (slot, (now, kept)) in (0..).zip(all.into_iter().zip(&expected)) {
                let shown = if may & kind(slot) == 0 { *kept } else { now };
                prop_assert_eq!(decisions.slots[slot as usize], shown, "slot {} after {:?}", slot, sets);
            }
            expected.clone_from(&decisions.slots);
        }
    }
}

// ---------------------------------------------------------------------------------------------------- one by one

fn two_slots(experiences: &Json) -> Program {
    let mut all = head();
    all["units"] = json!({ "text": { "signal": "custom.t" } });
    all["slots"] = json!({ "view": { "value": "" }, "action": { "value": "", "redecide": "action" } });
    all["experiences"] = experiences.clone();
    program(&all)
}

/// Which arm each of the two slots has, after each change of signals.
fn shown(program: &Program, first: &[Set], steps: &[&[Set]]) -> Vec<[String; 2]> {
    let name = |decision: &SlotDecision| {
        let arm = program.arm(decision.arm);
        let experience = arm.and_then(|arm| program.experience(arm.experience));
        experience
            .zip(arm)
            .map_or_else(String::new, |(e, arm)| format!("{}.{}", program.text(e.name), program.text(arm.name)))
    };
    let mut context = begin(program, first, "");
    let mut decisions = Decisions::default();
    decide(program, &mut context, &at(NOW), &mut decisions, None);
    let mut all = vec![[name(&decisions.slots[0]), name(&decisions.slots[1])]];
    for sets in steps {
        let signals = take(program, &mut context, sets);
        again(
            program,
            &mut context,
            &at(NOW),
            Change { signals: &signals, may: ON_ACTION, profile: false },
            &mut decisions,
        );
        all.push([name(&decisions.slots[0]), name(&decisions.slots[1])]);
    }
    all
}

fn number(n: f64) -> Set {
    ("custom.n", Some(Value::Number(n)))
}

#[test]
fn who_wants_a_kept_slot_of_another_comes_too_late_for_all_of_its_slots() {
    let program = two_slots(&json!([
        { "id": "both", "when": { "custom.n": { "$gte": 2 } }, "show": { "view": "b", "action": "b" } },
        { "id": "one", "when": { "custom.n": { "$gte": 1 } }, "show": { "action": "o" } },
    ]));
    let all = shown(&program, &[number(0.0)], &[&[number(2.0)], &[number(0.0)]]);
    assert_eq!(all, [["", ""], ["", "one.show"], ["", ""]]);
}

#[test]
fn who_holds_a_kept_slot_may_take_its_others_up_again() {
    let program = two_slots(&json!([
        { "id": "first", "when": { "custom.a": true }, "show": { "action": "f" } },
        { "id": "both", "when": { "custom.n": { "$gte": 1 } }, "show": { "view": "b", "action": "b" } },
    ]));
    let all = shown(&program, &[number(1.0)], &[&[number(0.0)], &[number(1.0)]]);
    assert_eq!(all, [["both.show", "both.show"], ["both.show", ""], ["both.show", "both.show"]]);
}

#[test]
fn nobody_sees_one_arm_in_a_kept_slot_and_another_beside_it() {
    let arm = |text: &str| json!({ "show": { "view": text, "action": text } });
    let program = two_slots(&json!([
        { "id": "drawn", "unit": "text", "variants": { "a": arm("a"), "b": arm("b") } },
        { "id": "rest", "show": { "action": "r" } },
    ]));
    let text = |text: &str| [("custom.t", Some(Value::Text(text.into())))];
    // Units are found that are drawn for the two arms.
    let drawn = |unit: &str| shown(&program, &text(unit), &[])[0][0].clone();
    let [one, other] = ["drawn.a", "drawn.b"]
        .map(|arm| (0..100).map(|i| format!("user {i}")).find(|unit| drawn(unit) == arm).unwrap());
    let all = shown(&program, &text(&one), &[&text(&other), &text(&one)]);
    assert_eq!(all, [["drawn.a", "drawn.a"], ["drawn.a", "rest.show"], ["drawn.a", "drawn.a"]]);
}

#[test]
fn a_signal_that_no_rule_asks_changes_nothing_and_an_unknown_one_neither() {
    let program = two_slots(&json!([{ "id": "one", "when": { "custom.a": true }, "show": { "action": "o" } }]));
    let mut context = begin(&program, &[("custom.a", Some(Value::Bool(true)))], "");
    let mut decisions = Decisions::default();
    decide(&program, &mut context, &at(NOW), &mut decisions, None);
    let before = decisions.slots.clone();
    again(
        &program,
        &mut context,
        &at(NOW),
        Change { signals: &[u32::MAX, 7], may: ALL, profile: false },
        &mut decisions,
    );
    assert_eq!((decisions.slots, decisions.changed), (before, vec![]));
}

#[test]
fn signals_that_are_asked_elsewhere_than_in_conditions_are_marked() {
    let program = two_slots(&json!([
        { "id": "drawn", "unit": "text", "rollout": "50%", "show": { "view": { "by": "custom.a", "true": "y", "else": "n" } } },
        { "id": "asked", "when": { "custom.n": 1 }, "show": { "action": "o" } },
    ]));
    let marked = |name| {
        let known = signal(&program, name).and_then(|index| program.signal(index));
        known.map(|known| known.flags & CHOOSES != 0)
    };
    let all = ["custom.t", "custom.a", "custom.n"].map(marked);
    assert_eq!(all, [Some(true), Some(true), Some(false)]);
}

#[test]
fn without_a_decision_before_everything_is_decided() {
    let program = two_slots(&json!([{ "id": "one", "show": { "action": "o" } }]));
    let mut context = begin(&program, &[], "");
    let mut decisions = Decisions::default();
    again(&program, &mut context, &at(NOW), Change { signals: &[], may: ON_ACTION, profile: false }, &mut decisions);
    assert_eq!(decisions.changed, [1]);
    assert_eq!(decisions.slots, afresh(&program, &[], "", NOW, None));
    // Another context; it has the same answers.
    decisions.forget();
    again(&program, &mut context, &at(NOW), Change { signals: &[], may: ON_ACTION, profile: false }, &mut decisions);
    assert!(decisions.changed.is_empty());
}

#[test]
fn a_bundle_that_expires_while_somebody_reads_goes_on_until_the_next_view() {
    let mut all = head();
    all["expires"] = json!("2026-11-20T20:00:00Z");
    all["slots"] = json!({ "a": { "value": "", "redecide": "action" }, "b": { "value": "", "redecide": "action" } });
    all["experiences"] = json!([
        { "id": "a", "when": { "custom.n": { "$gte": 1 } }, "show": { "a": "x" } },
        { "id": "b", "when": { "custom.a": true }, "show": { "b": "x" } },
    ]);
    let program = program(&all);
    let mut context = begin(&program, &[number(1.0), ("custom.a", Some(Value::Bool(true)))], "");
    let mut decisions = Decisions::default();
    decide(&program, &mut context, &at(NOW), &mut decisions, None);
    let signals = take(&program, &mut context, &[number(0.0)]);
    again(
        &program,
        &mut context,
        &at(NOW + HOUR),
        Change { signals: &signals, may: ALL, profile: false },
        &mut decisions,
    );
    let reasons: Vec<_> = decisions.slots.iter().map(|slot| slot.reason.word()).collect();
    assert_eq!(reasons, ["default", "matched"]);
}
