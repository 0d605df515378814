//! Classes of numbers: the points that questions name, and what lies between, below and above them.

use super::domain::Classes;
use crate::program::records::Op;
use crate::signal::catalogue::range;
use crate::signal::context::Datum;
use crate::value::Kind;

/// From here on a double has no neighbour one away.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Adds them; whether these are all.
pub fn add(classes: &mut Classes, kind: Kind, id: u16) -> bool {
    let whole = kind != Kind::Number;
    let least = if kind == Kind::Duration { 0.0 } else { f64::NEG_INFINITY };
    let [low, high, step] = range(id).unwrap_or([least, f64::INFINITY, f64::from(u8::from(whole))]);
    let points = points(classes);
    let mut try_one = |n: f64| {
        if n >= low && n <= high && (step == 0.0 || n.floor() == n) {
            let cost = match classes.now.datum {
                Datum::Number(now) => (n - now).abs(),
                _ => n.abs(),
            };
            classes.add(Datum::Number(n), cost);
        }
    };
    let mut before = None;
    for point in &points {
        // Whole numbers read better than those in the middle, and are as good where there is one.
        for near in [*point, point.ceil() - 1.0, point.floor() + 1.0] {
            try_one(near);
        }
        if let Some(before) = before {
            try_one(f64::midpoint(before, *point));
        }
        before = Some(*point);
    }
    [0.0, low, high].into_iter().filter(|n| n.is_finite()).for_each(try_one);
    points.iter().all(|point| point.abs() < EXACT)
}

/// Where answers can change, ascending.
fn points(classes: &Classes) -> Vec<f64> {
    let program = classes.program;
    let number = |at: u32| program.numbers().get(at as usize).unwrap_or(0.0);
    let mut points = Vec::new();
    let mut add = |point: f64| {
        if let Err(at) = points.binary_search_by(|known: &f64| known.total_cmp(&point)) {
            points.insert(at, point);
        }
    };
    for predicate in classes.predicates() {
        let operand = predicate.operand;
        match predicate.op {
            Op::Within | Op::OlderThan => {
                let now = classes.now_ms as f64;
                add(now);
                add(now - number(operand));
            }
            op => match op.operand() {
                b'n' => add(number(operand)),
                b'N' => [0, 1].into_iter().for_each(|at| add(number(operand + at))),
                b't' => {
                    let numbers = classes.set(predicate).numbers;
                    (0..numbers.len).for_each(|at| add(number(numbers.start + at)));
                }
                _ => {}
            },
        }
    }
    classes.subject.cases.iter().filter_map(|case| whole(program.text_bytes(*case))).for_each(add);
    points
}

/// A whole number in digits, as `by:` names one.
pub fn whole(text: &[u8]) -> Option<f64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let number = digits.iter().try_fold(0.0, |number, byte| {
        if byte.is_ascii_digit() { Some(number * 10.0 + f64::from(byte - b'0')) } else { None }
    })?;
    if digits.is_empty() {
        return None;
    }
    Some(if digits.len() < text.len() { -number } else { number })
}

/// How many elements a list may have: the lengths that questions name, and their neighbours.
pub fn lengths(classes: &Classes, most: usize) -> Vec<usize> {
    let numbers = classes.program.numbers();
    let mut lengths = Vec::new();
    let mut add = |n: f64| {
        for near in [n.floor(), n.ceil() - 1.0, n.floor() + 1.0] {
            let length = near as usize;
            if near >= 0.0 && length <= most && !lengths.contains(&length) {
                lengths.push(length);
            }
        }
    };
    for predicate in classes.elements() {
        let (start, len) = match predicate.op.operand() {
            b'n' => (predicate.operand, 1),
            b'N' => (predicate.operand, 2),
            b't' => (classes.set(predicate).numbers.start, classes.set(predicate).numbers.len),
            _ => continue,
        };
        (start..start.saturating_add(len)).filter_map(|at| numbers.get(at as usize)).for_each(&mut add);
    }
    lengths
}
