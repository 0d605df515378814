//! One question, one subject, one answer. Nothing here knows of conditions, polarity or missing values.

use super::loose::{self, Order};
use super::subject::Subject;
use super::{automaton, fold, version};
use crate::program::Program;
use crate::program::records::{Op, Set};
use crate::value::Value;

pub fn answer(program: &Program, op: Op, operand: u32, subject: &Subject, now: i64) -> bool {
    match op {
        Op::Exists => !matches!(subject, Subject::Null | Subject::Missing),
        Op::EqText => is_text(program, subject, operand),
        Op::EqNumber => matches!(subject, Subject::Number(n) if *n == number(program, operand)),
        Op::EqBool => matches!(subject, Subject::Bool(b) if u32::from(*b) == operand),
        Op::EqNull => matches!(subject, Subject::Null),
        Op::EqValue => program.values.get(operand as usize).is_some_and(|value| equals(subject, value)),
        Op::IsType => type_of(subject) == operand,
        Op::LooseText => loose::text_is(subject, program.text_bytes(operand)),
        Op::LooseNumber => loose::number_of(subject).is_some_and(|n| n == number(program, operand)),
        Op::LooseBool => !matches!(subject, Subject::Null) && u32::from(loose::truthy(subject)) == operand,
        Op::In | Op::InFold => is_in(program, op == Op::InFold, operand, subject),
        Op::All | Op::AllFold => has_all(program, op == Op::AllFold, operand, subject),
        Op::Lt | Op::Le | Op::Gt | Op::Ge => compares(op, subject, number(program, operand)),
        Op::LtText | Op::LeText | Op::GtText | Op::GeText => match subject {
            Subject::Text(text, _) => ordered(op, loose::compare_text(text, program.text_bytes(operand))),
            _ => false,
        },
        Op::LooseLt | Op::LooseLe | Op::LooseGt | Op::LooseGe => program
            .values
            .get(operand as usize)
            .and_then(|value| loose::compare(subject, &Subject::from(value)))
            .is_some_and(|order| ordered(op, order)),
        Op::Between => between(program, operand, subject),
        Op::StartsWith | Op::EndsWith | Op::Contains => has_part(op, subject, program.text_bytes(operand)),
        Op::StartsWithFold | Op::EndsWithFold | Op::ContainsFold => {
            has_part_fold(op, subject, program.text_bytes(operand))
        }
        Op::VersionEq | Op::VersionLt | Op::VersionLe | Op::VersionGt | Op::VersionGe => {
            version::compare(subject, program.text_bytes(operand)).is_some_and(|order| ordered(op, order))
        }
        Op::Matches => loose::with_text(subject, |text| automaton::matches(program.automaton(operand), text)),
        Op::Within => {
            matches!(subject, Subject::Number(at) if (0.0..=number(program, operand)).contains(&(now as f64 - at)))
        }
        Op::OlderThan => matches!(subject, Subject::Number(at) if now as f64 - at > number(program, operand)),
        Op::False | Op::Size | Op::ElemMatch | Op::Holds | Op::Trusted | Op::Settled => false,
    }
}

fn number(program: &Program, index: u32) -> f64 {
    program.numbers.get(index as usize).copied().unwrap_or(f64::NAN)
}

fn is_text(program: &Program, subject: &Subject, operand: u32) -> bool {
    match subject {
        Subject::Text(_, Some(id)) => *id == operand,
        Subject::Text(text, None) => *text == program.text_bytes(operand),
        _ => false,
    }
}

fn equals(subject: &Subject, value: &Value) -> bool {
    match (subject, value) {
        (Subject::List(a), Value::List(b)) => *a == b.as_slice(),
        (Subject::Object(a), Value::Object(b)) => *a == b.as_slice(),
        _ => false,
    }
}

fn type_of(subject: &Subject) -> u32 {
    match subject {
        Subject::Null | Subject::Missing => 0,
        Subject::Bool(_) => 1,
        Subject::Number(_) => 2,
        Subject::Text(..) => 3,
        Subject::List(_) => 4,
        Subject::Object(_) => 5,
    }
}

fn compares(op: Op, subject: &Subject, operand: f64) -> bool {
    match (op, subject) {
        (Op::Lt, Subject::Number(n)) => *n < operand,
        (Op::Le, Subject::Number(n)) => *n <= operand,
        (Op::Gt, Subject::Number(n)) => *n > operand,
        (Op::Ge, Subject::Number(n)) => *n >= operand,
        _ => false,
    }
}

fn ordered(op: Op, order: Order) -> bool {
    match op {
        Op::LtText | Op::LooseLt | Op::VersionLt => order.is_lt(),
        Op::LeText | Op::LooseLe | Op::VersionLe => order.is_le(),
        Op::GtText | Op::LooseGt | Op::VersionGt => order.is_gt(),
        Op::GeText | Op::LooseGe | Op::VersionGe => order.is_ge(),
        Op::VersionEq => order.is_eq(),
        _ => false,
    }
}

/// Half-open; `[18, 2]` is the evening and the first two hours of the night.
fn between(program: &Program, operand: u32, subject: &Subject) -> bool {
    let (low, high) = (number(program, operand), number(program, operand.saturating_add(1)));
    match subject {
        Subject::Number(n) if low <= high => (low..high).contains(n),
        Subject::Number(n) => *n >= low || *n < high,
        _ => false,
    }
}

const NOT_A_SET: u32 = 8;

fn is_in(program: &Program, fold: bool, operand: u32, subject: &Subject) -> bool {
    let Some(set) = program.sets().get(operand as usize).filter(|set| set.flags & NOT_A_SET == 0) else { return false };
    match subject {
        Subject::List(list) => list.iter().any(|member| holds_member(program, set, fold, &Subject::from(member))),
        _ => holds_member(program, set, fold, subject),
    }
}

fn holds_member(program: &Program, set: Set, fold: bool, subject: &Subject) -> bool {
    match subject {
        Subject::Text(text, _) if fold => {
            let id = std::str::from_utf8(text)
                .map_or(crate::program::records::NONE, |text| program.find(fold::fold(text).as_bytes()));
            slice(program.ids(), set.texts.start, set.texts.len).binary_search(&id).is_ok()
        }
        Subject::Text(..) => {
            let id = subject.id(program);
            slice(program.ids(), set.texts.start, set.texts.len).binary_search(&id).is_ok()
        }
        Subject::Number(n) => slice(&program.numbers, set.numbers.start, set.numbers.len).contains(n),
        Subject::Bool(b) => set.flags & (if *b { 1 } else { 2 }) != 0,
        Subject::Null => set.flags & 4 != 0,
        _ => false,
    }
}

fn slice<T>(pool: &[T], start: u32, len: u32) -> &[T] {
    let start = start as usize;
    pool.get(start..start.saturating_add(len as usize)).unwrap_or_default()
}

fn has_all(program: &Program, fold: bool, operand: u32, subject: &Subject) -> bool {
    let (Some(set), Subject::List(list)) = (program.sets().get(operand as usize), subject) else { return false };
    if set.flags & NOT_A_SET != 0 {
        return false;
    }
    let texts = slice(program.ids(), set.texts.start, set.texts.len);
    let numbers = slice(&program.numbers, set.numbers.start, set.numbers.len);
    let has_text = |id: &u32| {
        let wanted = program.text(*id);
        list.iter().any(|member| match member {
            Value::Text(text) if fold => fold::fold(text) == wanted,
            Value::Text(text) => text == wanted,
            _ => false,
        })
    };
    texts.iter().all(has_text)
        && numbers.iter().all(|n| list.contains(&Value::Number(*n)))
        && (set.flags & 1 == 0 || list.contains(&Value::Bool(true)))
        && (set.flags & 2 == 0 || list.contains(&Value::Bool(false)))
        && (set.flags & 4 == 0 || list.contains(&Value::Null))
}

fn has_part(op: Op, subject: &Subject, part: &[u8]) -> bool {
    let Subject::Text(text, _) = subject else { return false };
    match op {
        Op::StartsWith | Op::StartsWithFold => text.starts_with(part),
        Op::EndsWith | Op::EndsWithFold => text.ends_with(part),
        _ => part.is_empty() || text.windows(part.len()).any(|window| window == part),
    }
}

fn has_part_fold(op: Op, subject: &Subject, part: &[u8]) -> bool {
    let Subject::Text(text, _) = subject else { return false };
    let Ok(text) = std::str::from_utf8(text) else { return false };
    has_part(op, &Subject::Text(fold::fold(text).as_bytes(), None), part)
}
