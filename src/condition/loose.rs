//! JavaScript's lenient comparisons, which GrowthBook's dialect is defined by. Rulesets never come here.
//!
//! Sources: ECMA-262 §7.2.13 IsLessThan, §7.1.4 ToNumber; GrowthBook SDK `evalConditionValue`. Numbers in text are
//! read exactly up to 2^53 with a decimal exponent within ±22 (Clinger's fast path); other texts are not numbers, as
//! a full reader would cost more bytes than everything else in this folder.

use std::cmp::Ordering;

use super::subject::Subject;
use crate::limits::VALUE_DEPTH;
use crate::value::Value;

pub use std::cmp::Ordering as Order;

/// `actual + "" === expected`
pub fn text_is(subject: &Subject, expected: &[u8]) -> bool {
    with_text(subject, |text| text == expected)
}

/// Calls `f` with the subject as text; what has no text here answers false.
pub fn with_text(subject: &Subject, f: impl FnOnce(&[u8]) -> bool) -> bool {
    match subject {
        Subject::Text(text, _) => f(text),
        Subject::Bool(true) => f(b"true"),
        Subject::Bool(false) => f(b"false"),
        Subject::Number(n) => number_text(*n).is_some_and(|text| f(text.as_bytes())),
        Subject::Null => f(b"null"),
        Subject::List(list) => f(list_text(list, 0).as_bytes()),
        Subject::Object(_) => f(b"[object Object]"),
        Subject::Missing => false,
    }
}

/// `actual * 1`, where that is a number.
pub fn number_of(subject: &Subject) -> Option<f64> {
    match subject {
        Subject::Number(n) => Some(*n),
        Subject::Bool(b) => Some(f64::from(u8::from(*b))),
        Subject::Null => Some(0.0),
        Subject::Text(text, _) => parse_number(text),
        Subject::List(list) => parse_number(list_text(list, 0).as_bytes()),
        Subject::Object(_) | Subject::Missing => None,
    }
}

/// A list as text: its members' texts with commas between them, null as nothing (ECMA-262 §23.1.3.18).
fn list_text(list: &[Value], depth: usize) -> String {
    let mut out = String::new();
    for (index, member) in list.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match member {
            Value::List(inner) if depth < VALUE_DEPTH => out.push_str(&list_text(inner, depth + 1)),
            Value::List(_) | Value::Null => {}
            member => {
                with_text(&Subject::from(member), |text| {
                    out.push_str(std::str::from_utf8(text).unwrap_or_default());
                    true
                });
            }
        }
    }
    out
}

pub fn truthy(subject: &Subject) -> bool {
    match subject {
        Subject::Missing | Subject::Null => false,
        Subject::Bool(b) => *b,
        Subject::Number(n) => *n != 0.0 && !n.is_nan(),
        Subject::Text(text, _) => !text.is_empty(),
        Subject::List(_) | Subject::Object(_) => true,
    }
}

/// `<` and `>`: two texts by UTF-16 units, anything else as numbers; `None` when one is no number.
pub fn compare(a: &Subject, b: &Subject) -> Option<Ordering> {
    match (a, b) {
        (Subject::Text(a, _), Subject::Text(b, _)) => Some(compare_text(a, b)),
        (Subject::List(list), b) => compare(&Subject::Text(list_text(list, 0).as_bytes(), None), b),
        (Subject::Object(_), b) => compare(&Subject::Text(b"[object Object]", None), b),
        _ => number_of(a)?.partial_cmp(&number_of(b)?),
    }
}

/// Order by UTF-16 units. It differs from the order of bytes only where one side is above U+FFFF.
pub fn compare_text(a: &[u8], b: &[u8]) -> Ordering {
    match (std::str::from_utf8(a), std::str::from_utf8(b)) {
        (Ok(a), Ok(b)) => a.encode_utf16().cmp(b.encode_utf16()),
        _ => a.cmp(b),
    }
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
