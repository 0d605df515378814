//! Each limit of a compiled program, at n and at n + 1; from models made by hand, since files of that size take long.

use super::super::*;
use crate::diagnostic::Spanned;
use crate::ops;
use crate::ruleset::model::{
    Arm, Content, Experience, OpSpec, OpValue, Operand, Operator, Part, Slot, SlotKind, Template, Test, TextSource,
    Variant,
};
use crate::value::Value;

const HERE: Span = Span { file: 0, start: 0, end: 0 };

fn s<T>(value: T) -> Spanned<T> {
    Spanned::new(value, HERE)
}

fn slot(name: &str) -> Slot {
    let kind = SlotKind::Target(s("#s".to_owned()));
    Slot {
        name: s(name.to_owned()),
        kind,
        expect: None,
        public: false,
        pages: Vec::new(),
        redecide: None,
        take: None,
        span: HERE,
    }
}

fn variant(name: &str, text: &str) -> Variant {
    let template = Template { parts: vec![Part::Literal(text.to_owned())], span: HERE };
    let value = OpValue::Text(TextSource::Inline(template));
    let content = Content::Ops(vec![OpSpec { kind: s("text".to_owned()), value, span: HERE }]);
    Variant {
        name: s(name.to_owned()),
        weight: s(1.0),
        arm: Arm::Show(vec![(s("s".to_owned()), content)]),
        force: None,
        span: HERE,
    }
}

fn experience(id: &str, variants: Vec<Variant>) -> Experience {
    Experience {
        id: s(id.to_owned()),
        owner: None,
        about: None,
        because: None,
        pages: Vec::new(),
        when: None,
        priority: None,
        schedule: None,
        limits: None,
        nudge: false,
        rollout: None,
        unit: Vec::new(),
        experiment: None,
        prerequisites: Vec::new(),
        purpose: None,
        offer: None,
        observable: false,
        variants,
        single: false,
        span: HERE,
    }
}

fn ruleset(experiences: Vec<Experience>) -> Ruleset {
    Ruleset { slots: vec![slot("s")], experiences, ..Ruleset::default() }
}

fn codes(ruleset: &Ruleset) -> Vec<&'static str> {
    match compile(ruleset, &Sources::new(), &Options::default()) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(|diagnostic| diagnostic.code).collect(),
    }
}

#[test]
fn variants_of_an_experience() {
    let with = |count: usize| {
        let variants = (0..count).map(|i| variant(&format!("v{i}"), "x")).collect();
        codes(&ruleset(vec![experience("e", variants)]))
    };
    assert!(with(limits::ARMS).is_empty());
    assert_eq!(with(limits::ARMS + 1), ["too-many-variants"]);
    assert_eq!(with(0), ["too-many-variants"]);
}

#[test]
fn experiences_of_a_bundle() {
    let with = |count: usize| {
        codes(&ruleset((0..count).map(|i| experience(&format!("e{i}"), vec![variant("show", "x")])).collect()))
    };
    assert!(with(limits::EXPERIENCES).is_empty());
    assert_eq!(with(limits::EXPERIENCES + 1), ["too-many-experiences"]);
}

#[test]
fn slots_of_a_bundle() {
    let with = |count: usize| {
        codes(&Ruleset { slots: (0..count).map(|i| slot(&format!("s{i}"))).collect(), ..Ruleset::default() })
    };
    assert!(with(limits::SLOTS).is_empty());
    assert_eq!(with(limits::SLOTS + 1), ["too-many-slots"]);
}

#[test]
fn bytes_of_a_content() {
    let with = |count: usize| codes(&ruleset(vec![experience("e", vec![variant("show", &"x".repeat(count))])]));
    // Around the text stand its length (3), and a tag and a count each for the content, its operation and its pieces (5).
    let most = limits::CONTENT_BYTES - 8;
    assert!(with(most).is_empty());
    assert_eq!(with(most + 1), ["content-too-large"]);
}

#[test]
fn bytes_of_a_bundle() {
    let many = |count: usize| -> Ruleset {
        let text = |i: usize| format!("{i}{}", "x".repeat(limits::CONTENT_BYTES - 10));
        ruleset((0..count).map(|i| experience(&format!("e{i}"), vec![variant("show", &text(i))])).collect())
    };
    let most = limits::BUNDLE_BYTES / limits::CONTENT_BYTES;
    assert!(codes(&many(most - 1)).is_empty());
    assert_eq!(codes(&many(most + 1)), ["bundle-too-large"]);
}

#[test]
fn steps_of_a_condition() {
    let with = |count: usize| {
        let test = |i: usize| Condition::Test {
            signal: s("time.hour".to_owned()),
            test: Test::Op { op: Operator::Is, operand: Operand::Value(s(Value::Number(i as f64))), span: HERE },
        };
        let mut experience = experience("e", vec![variant("show", "x")]);
        experience.when = Some(Condition::Or((0..count).map(test).collect(), HERE));
        codes(&ruleset(vec![experience]))
    };
    assert!(with(limits::CONDITION_CODE).is_empty());
    assert_eq!(with(limits::CONDITION_CODE + 1), ["condition-too-large"]);
}

#[test]
fn nesting_of_conditions() {
    let with = |depth: usize| {
        let test = Test::Op { op: Operator::Is, operand: Operand::Value(s(Value::Number(1.0))), span: HERE };
        let mut condition = Condition::Test { signal: s("time.hour".to_owned()), test };
        for _ in 0..depth {
            condition = Condition::Not(Box::new(condition), HERE);
        }
        let mut experience = experience("e", vec![variant("show", "x")]);
        experience.when = Some(condition);
        codes(&ruleset(vec![experience]))
    };
    assert!(with(limits::CONDITION_NESTING - 1).is_empty());
    assert_eq!(with(limits::CONDITION_NESTING), ["condition-too-deep"]);
}

#[test]
fn nesting_of_choices() {
    let with = |depth: usize| {
        let mut content = Content::Value(s(Value::Number(1.0)));
        for i in 0..depth {
            let cases = vec![(s(format!("c{i}")), content)];
            content = Content::By { signal: s("geo.country".to_owned()), cases, otherwise: None, span: HERE };
        }
        let mut variant = variant("show", "x");
        variant.arm = Arm::Show(vec![(s("s".to_owned()), content)]);
        codes(&ruleset(vec![experience("e", vec![variant])]))
    };
    assert!(with(limits::CHOICE_NESTING + 1).is_empty());
    assert_eq!(with(limits::CHOICE_NESTING + 2), ["content-too-deep"]);
}

#[test]
fn signals_of_a_read_set() {
    let with = |count: usize| {
        let part = |i: usize| {
            let signal = s(format!("page.query.q{i}"));
            Part::Signal { signal, filter: None, fallback: None, span: HERE }
        };
        let template = Template { parts: (0..count).map(part).collect(), span: HERE };
        let value = OpValue::Text(TextSource::Inline(template));
        let content = Content::Ops(vec![OpSpec { kind: s("text".to_owned()), value, span: HERE }]);
        let mut variant = variant("show", "x");
        variant.arm = Arm::Show(vec![(s("s".to_owned()), content)]);
        codes(&ruleset(vec![experience("e", vec![variant])]))
    };
    assert!(with(limits::SIGNALS).is_empty());
    assert!(with(limits::SIGNALS + 1).contains(&"too-many-signals"));
}

#[test]
fn a_removed_flag_removes_nothing() {
    let spec = |flag| OpSpec { kind: s("remove".to_owned()), value: OpValue::Flag(s(flag)), span: HERE };
    let mut variant = variant("show", "x");
    variant.arm = Arm::Show(vec![(s("s".to_owned()), Content::Ops(vec![spec(false), spec(true)]))]);
    let compiled =
        compile(&ruleset(vec![experience("e", vec![variant])]), &Sources::new(), &Options::default()).unwrap();
    assert_eq!(compiled.draft.contents, [ops::Content::Ops(vec![ops::Op::Remove])]);
}
