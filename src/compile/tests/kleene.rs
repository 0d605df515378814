//! A compiled condition, run in two values, is Kleene's "is true": compared with a three-valued evaluation of the
//! condition as it was written.

use super::super::*;
use super::{context, t};
use crate::condition::{Unsettled, holds};
use crate::diagnostic::Spanned;
use crate::program::Program;
use crate::ruleset::model::{Operand, Operator, Segment, Test};
use crate::value::Value;
use proptest::prelude::*;

const HERE: Span = Span { file: 0, start: 0, end: 0 };

fn s<T>(value: T) -> Spanned<T> {
    Spanned::new(value, HERE)
}

/// A literal over one of three signals.
fn leaf() -> impl Strategy<Value = Condition> {
    let country = prop_oneof![Just("DE"), Just("US"), Just("NO")].prop_map(t);
    let countries = proptest::collection::vec(country.clone().prop_map(s), 0..3);
    let hour = (0..4_i32).prop_map(|hour| Value::Number(f64::from(hour)));
    let on = |signal: &'static str| move |test: Test| Condition::Test { signal: s(signal.to_owned()), test };
    let one = |op: Operator| move |value: Value| Test::Op { op, operand: Operand::Value(s(value)), span: HERE };
    let many = |op: Operator| move |values| Test::Op { op, operand: Operand::Values(values), span: HERE };
    let text = prop_oneof![
        country.clone().prop_map(one(Operator::Is)),
        country.prop_map(one(Operator::Ne)),
        countries.clone().prop_map(many(Operator::In)),
        countries.prop_map(many(Operator::Nin)),
    ];
    let number = prop_oneof![hour.clone().prop_map(one(Operator::Gte)), hour.prop_map(one(Operator::Lt))];
    let exists = any::<bool>().prop_map(Value::Bool).prop_map(one(Operator::Exists));
    let eu = any::<bool>().prop_map(Value::Bool).prop_map(one(Operator::Eq));
    let both = (text.clone(), exists.clone()).prop_map(|(a, b)| Test::All(vec![a, b], HERE));
    let text = prop_oneof![text, exists, both]
        .prop_recursive(2, 4, 1, |inner| inner.prop_map(|test| Test::Not(Box::new(test), HERE)));
    prop_oneof![text.prop_map(on("geo.country")), number.prop_map(on("time.hour")), eu.prop_map(on("geo.eu"))]
}

fn conditions(segments: bool) -> impl Strategy<Value = Condition> {
    let leaf = if segments {
        prop_oneof![4 => leaf(), 1 => Just(Condition::Segment(s("seg".to_owned())))].boxed()
    } else {
        leaf().boxed()
    };
    leaf.prop_recursive(4, 24, 3, |inner| {
        let parts = proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            parts.clone().prop_map(|parts| Condition::And(parts, HERE)),
            parts.clone().prop_map(|parts| Condition::Or(parts, HERE)),
            parts.prop_map(|parts| Condition::Nor(parts, HERE)),
            inner.prop_map(|inner| Condition::Not(Box::new(inner), HERE)),
        ]
    })
}

/// True, false, or unknown.
type Truth = Option<bool>;

fn all(parts: impl Iterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.collect();
    if parts.contains(&Some(false)) { Some(false) } else { (!parts.contains(&None)).then_some(true) }
}

fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

struct World<'a> {
    signals: &'a [(&'static str, Value)],
    segment: &'a Condition,
}

impl World<'_> {
    fn condition(&self, condition: &Condition) -> Truth {
        let any = |parts: &[Condition]| match parts {
            [] => Some(true),
            parts => not(all(parts.iter().map(|part| not(self.condition(part))))),
        };
        match condition {
            Condition::And(parts, _) => all(parts.iter().map(|part| self.condition(part))),
            Condition::Or(parts, _) => any(parts),
            Condition::Nor(parts, _) => not(any(parts)),
            Condition::Not(inner, _) => not(self.condition(inner)),
            Condition::Segment(_) => self.condition(self.segment),
            Condition::Test { signal, test } => {
                let value = self.signals.iter().find(|(name, _)| *name == signal.value).map(|(_, value)| value);
                test_of(value, test)
            }
        }
    }
}

fn test_of(value: Option<&Value>, test: &Test) -> Truth {
    match test {
        Test::All(tests, _) => all(tests.iter().map(|test| test_of(value, test))),
        Test::Not(inner, _) => not(test_of(value, inner)),
        Test::Op { op: Operator::Exists, operand: Operand::Value(wanted), .. } => {
            Some(Value::Bool(value.is_some()) == wanted.value)
        }
        Test::Op { op, operand, .. } => {
            let value = value?;
            Some(match (op, operand, value) {
                (Operator::Is | Operator::Eq, Operand::Value(wanted), value) => *value == wanted.value,
                (Operator::Ne, Operand::Value(wanted), value) => *value != wanted.value,
                (Operator::In, Operand::Values(all), value) => all.iter().any(|member| member.value == *value),
                (Operator::Nin, Operand::Values(all), value) => all.iter().all(|member| member.value != *value),
                (Operator::Gte, Operand::Value(Spanned { value: Value::Number(bound), .. }), Value::Number(n)) => {
                    n >= bound
                }
                (Operator::Lt, Operand::Value(Spanned { value: Value::Number(bound), .. }), Value::Number(n)) => {
                    n < bound
                }
                _ => unreachable!("{test:?}"),
            })
        }
    }
}

fn signals() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let country = proptest::option::of(prop_oneof![Just("DE"), Just("US")].prop_map(t));
    let hour = proptest::option::of((0..4_i32).prop_map(|hour| Value::Number(f64::from(hour))));
    let eu = proptest::option::of(any::<bool>().prop_map(Value::Bool));
    (country, hour, eu).prop_map(|(country, hour, eu)| {
        let all = [("geo.country", country), ("time.hour", hour), ("geo.eu", eu)];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    })
}

fn compiled(condition: &Condition, segment: &Condition) -> (Program, u32) {
    let segments = vec![Segment { name: s("seg".to_owned()), when: segment.clone(), span: HERE }];
    let ruleset = Ruleset { segments, ..Ruleset::default() };
    let slice = |_: Span| String::new();
    let mut compiler = Compiler::new(&ruleset, Dialect::Ruleset, &slice);
    let root = compiler.condition(condition);
    assert!(compiler.diagnostics.is_empty());
    (Program::read(write(&compiler.tables.finish())).unwrap(), root)
}

proptest! {
    #[test]
    fn a_compiled_condition_is_kleenes_is_true(
        condition in conditions(true),
        segment in conditions(false),
        worlds in proptest::collection::vec(signals(), 6),
    ) {
        let (program, root) = compiled(&condition, &segment);
        for signals in worlds {
            let mut context = context(&program, &signals);
            let expected = World { signals: &signals, segment: &segment }.condition(&condition) == Some(true);
            prop_assert_eq!(holds(&program, &mut context, root, 0, Unsettled::Nothing, None), expected, "{:?}", signals);
        }
    }

    #[test]
    fn what_an_edge_settles_is_what_the_device_finds(
        condition in conditions(true),
        segment in conditions(false),
        worlds in proptest::collection::vec((signals(), signals()), 12),
    ) {
        let (program, root) = compiled(&condition, &segment);
        for (here, more) in worlds {
            let mut context_here = context(&program, &here);
            let surely = holds(&program, &mut context_here, root, 0, Unsettled::No, None);
            // In one context: neither run takes the other's answers.
            let perhaps = holds(&program, &mut context_here, root, 0, Unsettled::Yes, None);
            let known = |name: &str| here.iter().any(|(known, _)| *known == name);
            let device: Vec<_> = here.iter().chain(more.iter().filter(|(name, _)| !known(name))).cloned().collect();
            let found = holds(&program, &mut context(&program, &device), root, 0, Unsettled::Nothing, None);
            prop_assert!(surely <= found && found <= perhaps, "{here:?} {device:?}: {surely} {found} {perhaps}");
            if here.len() == 3 {
                prop_assert_eq!(surely, perhaps);
            }
        }
    }
}
