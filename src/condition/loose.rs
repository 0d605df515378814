//! JavaScript's lenient comparisons, which GrowthBook's dialect is defined by. Rulesets never come here.
//!
//! Sources: ECMA-262 §7.2.13 IsLessThan, §7.1.4 ToNumber; GrowthBook SDK `evalConditionValue`. Numbers in text are
//! read exactly up to 2^53 with a decimal exponent within ±22 (Clinger's fast path); other texts are not numbers, as
//! a full reader would cost more bytes than everything else in this folder.

use std::cmp::Ordering;

use super::subject::Subject;

pub use std::cmp::Ordering as Order;

/// `actual + "" === expected`
pub fn text_is(subject: &Subject, expected: &[u8]) -> bool {
    with_text(subject, |text| text == expected)
}

/// Calls `f` with the subject as text; what has no text (lists, objects) answers false.
pub fn with_text(subject: &Subject, f: impl FnOnce(&[u8]) -> bool) -> bool {
    match subject {
        Subject::Text(text, _) => f(text),
        Subject::Bool(true) => f(b"true"),
        Subject::Bool(false) => f(b"false"),
        Subject::Number(n) => number_text(*n).is_some_and(|text| f(text.as_bytes())),
        Subject::Null => f(b"null"),
        _ => false,
    }
}

/// `actual * 1`, where that is a number.
pub fn number_of(subject: &Subject) -> Option<f64> {
    match subject {
        Subject::Number(n) => Some(*n),
        Subject::Bool(b) => Some(f64::from(u8::from(*b))),
        Subject::Null => Some(0.0),
        Subject::Text(text, _) => parse_number(text),
        _ => None,
    }
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

/// The text of a whole number below 2^53; others have none here.
pub fn number_text(n: f64) -> Option<String> {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if !(n > -WHOLE && n < WHOLE) || n as i64 as f64 != n {
        return None;
    }
    let mut rest = (n as i64).unsigned_abs();
    let mut digits = Vec::with_capacity(17);
    loop {
        digits.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0.0 {
        digits.push(b'-');
    }
    digits.reverse();
    String::from_utf8(digits).ok()
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
