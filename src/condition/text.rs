//! Texts of signals: in order, and as what `by:` cases and table rows are keyed with.

use std::cmp::Ordering;

use crate::program::Program;
use crate::program::records::{NONE, StringId};
use crate::signal::context::{Datum, Values};

/// The program's name for a signal's value as text: text as it is, `true` and `false`, whole numbers in digits.
/// `NONE` for a text that no rule names, and for what is missing or has no such text.
pub fn name_of(program: &Program, values: &Values, signal: u32) -> StringId {
    match values.cell(signal).datum {
        Datum::Text { id, .. } => id,
        Datum::Bool(b) => program.find(if b { b"true" } else { b"false" }),
        Datum::Number(n) => program.find(&digits(n)),
        _ => NONE,
    }
}

/// A whole number below 2^53 in digits; nothing for another.
fn digits(n: f64) -> Vec<u8> {
    let whole = n as i64;
    let mut rest = whole.unsigned_abs();
    let mut text = Vec::new();
    if whole as f64 != n || rest >= 1 << 53 {
        return text;
    }
    loop {
        text.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if whole < 0 {
        text.push(b'-');
    }
    text.reverse();
    text
}

/// Order by UTF-16 units, as JavaScript has it. It differs from the order of bytes only where a letter above U+FFFF,
/// which UTF-16 writes with surrogates and UTF-8 with a first byte of F0 to F4, meets one of U+E000 to U+FFFF, whose
/// first byte is EE or EF.
pub(super) fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let weight = |byte: &u8| if matches!(byte, 0xee | 0xef) { byte + 0x10 } else { *byte };
    one.iter().map(weight).cmp(other.iter().map(weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_a_text() {
        for (n, text) in [(0.0, "0"), (-0.0, "0"), (-7.0, "-7"), (9_007_199_254_740_991.0, "9007199254740991")] {
            assert_eq!(digits(n), text.as_bytes());
        }
        for n in [0.5, 9_007_199_254_740_992.0, 1e21, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(digits(n), b"");
        }
    }

    #[test]
    fn texts_are_in_the_order_of_their_utf_16_units() {
        let letters =
            ["", "a", "z", "é", "\u{7ff}", "\u{d7ff}", "\u{e000}", "\u{ffee}", "\u{f000}", "\u{10000}", "\u{10ffff}"];
        for one in letters {
            for other in letters {
                for (one, other) in [(one.to_owned(), other.to_owned()), (format!("x{one}b"), format!("x{other}a"))] {
                    assert_eq!(compare(one.as_bytes(), other.as_bytes()), one.encode_utf16().cmp(other.encode_utf16()));
                }
            }
        }
    }
}
