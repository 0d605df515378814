//! JavaScript's lenient comparisons, which GrowthBook's dialect is defined by. Rulesets never come here, so this is in
//! no artefact that a visitor loads.
//!
//! Sources: ECMA-262 §7.2.13 IsLessThan, §7.1.4 ToNumber; GrowthBook SDK `evalConditionValue`. Numbers in text are
//! read exactly up to 2^53 with a decimal exponent within ±22 (Clinger's fast path); other texts are not numbers, as
//! a full reader would cost more bytes than everything else in this folder.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::answer::{Asker, stands};
use super::text;
use crate::limits::VALUE_DEPTH;
use crate::program::records::Op;
use crate::signal::context::Datum;
use crate::value::Value;

impl Asker<'_> {
    /// The questions that only GrowthBook's dialect has.
    pub(super) fn answer_loosely(&self, op: Op, operand: u32, datum: Datum) -> bool {
        let value = || self.program.values.get(operand as usize);
        match op {
            Op::LooseText => self.loose_text(datum).is_some_and(|text| *text == *self.program.text_bytes(operand)),
            Op::LooseNumber => self.loose_number(datum).is_some_and(|n| n == self.number(operand)),
            Op::LooseBool => datum != Datum::Null && u32::from(self.truthy(datum)) == operand,
            Op::EqValue => match datum {
                Datum::List { .. } | Datum::Object { .. } => value() == Some(&self.values.owned(self.program, datum)),
                _ => false,
            },
            _ => value().and_then(|value| self.compare(datum, value)).is_some_and(|order| stands(op, order)),
        }
    }

    /// Patterns and versions of what is no text.
    pub(super) fn as_text(&self, op: Op, operand: u32, datum: Datum) -> bool {
        if op == Op::Matches {
            return self.loose_text(datum).is_some_and(|text| self.answer_text(op, operand, &text));
        }
        let text = match datum {
            Datum::Text { .. } => self.loose_text(datum).filter(|text| !text.is_empty()),
            Datum::Number(n) => match number_text(n) {
                Some(text) => Some(Cow::Owned(text.into_bytes())),
                None => return false,
            },
            _ => None,
        };
        // What is no version is version 0, as GrowthBook has it. A ruleset's versions are text.
        self.answer_text(op, operand, &text.unwrap_or(Cow::Borrowed(b"0")))
    }

    /// `actual + ""`, where that is a text here.
    fn loose_text(&self, datum: Datum) -> Option<Cow<'_, [u8]>> {
        Some(match datum {
            Datum::Text { .. } => Cow::Borrowed(self.values.text(self.program, datum)?),
            _ => Cow::Owned(text_of(&self.values.owned(self.program, datum), 0)?.into_bytes()),
        })
    }

    /// `actual * 1`, where that is a number.
    fn loose_number(&self, datum: Datum) -> Option<f64> {
        number_of(&self.values.owned(self.program, datum))
    }

    fn truthy(&self, datum: Datum) -> bool {
        match datum {
            Datum::Missing | Datum::Null => false,
            Datum::Bool(b) => b,
            Datum::Number(n) => n != 0.0,
            Datum::Text { .. } => self.values.text(self.program, datum).is_some_and(|text| !text.is_empty()),
            Datum::List { .. } | Datum::Object { .. } => true,
        }
    }

    /// `<` and `>`: two texts by UTF-16 units, anything else as numbers; `None` when one is no number.
    fn compare(&self, datum: Datum, other: &Value) -> Option<Ordering> {
        let one = match self.values.owned(self.program, datum) {
            Value::List(list) => Value::Text(list_text(&list, 0)),
            Value::Object(_) => Value::Text(OBJECT.to_owned()),
            plain => plain,
        };
        match (&one, other) {
            (Value::Text(one), Value::Text(other)) => Some(text::compare(one.as_bytes(), other.as_bytes())),
            (one, other) => number_of(one)?.partial_cmp(&number_of(other)?),
        }
    }
}

const OBJECT: &str = "[object Object]";

fn text_of(value: &Value, depth: usize) -> Option<String> {
    Some(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => number_text(*n)?,
        Value::Text(text) => text.clone(),
        Value::List(list) => list_text(list, depth),
        Value::Object(_) => OBJECT.to_owned(),
    })
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => Some(*n),
        Value::Bool(b) => Some(f64::from(u8::from(*b))),
        Value::Null => Some(0.0),
        Value::Text(text) => parse_number(text.as_bytes()),
        Value::List(list) => parse_number(list_text(list, 0).as_bytes()),
        Value::Object(_) => None,
    }
}

/// A list as text: its members' texts with commas between them, null as nothing (ECMA-262 §23.1.3.18).
fn list_text(list: &[Value], depth: usize) -> String {
    let member = |member: &Value| match member {
        Value::Null => String::new(),
        Value::List(_) if depth >= VALUE_DEPTH => String::new(),
        member => text_of(member, depth + 1).unwrap_or_default(),
    };
    list.iter().map(member).collect::<Vec<_>>().join(",")
}

/// A number's text as JavaScript writes it, where that needs neither an exponent nor more than 15 decimals.
///
/// The first decimal `m / 10^k` that is the number again is its shortest: `m` and the power are exact, so the division
/// rounds once, as reading the decimal would.
pub fn number_text(n: f64) -> Option<String> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let magnitude = if n < 0.0 { -n } else { n };
    if magnitude != 0.0 && !(1e-6..EXACT).contains(&magnitude) {
        return None;
    }
    let mut power = 1.0;
    for decimals in 0..=15 {
        let scaled = if decimals == 0 { magnitude } else { magnitude * power + 0.5 };
        if scaled >= EXACT {
            return None;
        }
        let digits = scaled as u64;
        if digits as f64 / power == magnitude {
            return Some(decimal(digits, decimals, n < 0.0));
        }
        power *= 10.0;
    }
    None
}

/// `digits` with a point before the last `decimals`.
fn decimal(mut digits: u64, decimals: usize, negative: bool) -> String {
    let mut text = Vec::with_capacity(20);
    while digits > 0 || text.len() <= decimals + usize::from(decimals > 0) {
        if decimals > 0 && text.len() == decimals {
            text.push(b'.');
        }
        text.push(b'0' + (digits % 10) as u8);
        digits /= 10;
    }
    if negative {
        text.push(b'-');
    }
    text.reverse();
    String::from_utf8(text).unwrap_or_default()
}

fn parse_number(text: &[u8]) -> Option<f64> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some(0.0);
    }
    let (negative, text) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let split = text.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at_checked(split)?;
    let mut exponent = if exponent.is_empty() { 0 } else { whole(exponent.get(1..)?)? };
    let (mut value, mut seen, mut point) = (0_u64, false, false);
    for byte in mantissa {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                seen = true;
                exponent -= i32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if !seen || value >= 1 << 53 || exponent.abs() > 22 {
        return None;
    }
    let power = (0..exponent.abs()).fold(1.0, |power: f64, _| power * 10.0);
    let magnitude = if exponent < 0 { value as f64 / power } else { value as f64 * power };
    Some(if negative { -magnitude } else { magnitude })
}

fn whole(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    let mut value = 0;
    for byte in digits {
        value = value * 10 + i32::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        for n in [
            0.0,
            1.0,
            -7.0,
            10.0,
            0.1,
            1.5,
            -0.25,
            12.75,
            0.000_001,
            2.131_592_653_589,
            100.01,
            9_007_199_254_740_991.0,
        ] {
            assert_eq!(number_text(n), Some(n.to_string()));
        }
        assert_eq!(number_text(-0.0).as_deref(), Some("0"));
        for n in [f64::NAN, f64::INFINITY, 1e21, 1e-7] {
            assert_eq!(number_text(n), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn decimals_of_few_digits_all_have_a_text(units in -1_000_000_000_000_i64..1_000_000_000_000, decimals in 0..6_usize) {
            let n = units as f64 / [1.0, 10.0, 100.0, 1e3, 1e4, 1e5][decimals];
            proptest::prop_assert_eq!(number_text(n), Some(n.to_string()));
        }
    }
}
