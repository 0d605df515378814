//! Numbers as text, exactly and small: the runtime must not carry the standard library's float formatting.
//!
//! Nearly every number that a ruleset holds is `n / 10^k` with both exact in a double, and then the shortest such pair
//! is the text that JavaScript prints. The rest is written out exactly, digit by digit: long, rare, and read back as
//! the same number by every JSON parser.

/// Largest integer up to which all integers are doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends `number` as a JSON number; what is not finite becomes `null`.
pub fn write_number(out: &mut String, number: f64) {
    if !number.is_finite() {
        return out.push_str("null");
    }
    if number < 0.0 {
        out.push('-');
    }
    let number = number.abs();
    if !write_short(out, number) {
        write_exact(out, number);
    }
}

/// `n / 10^k` for the smallest `k` that is exact. Division of two exact doubles rounds once, as a parser does.
fn write_short(out: &mut String, number: f64) -> bool {
    let mut power = 1.0;
    for places in 0..=15 {
        let scaled = number * power;
        if scaled >= EXACT {
            return false;
        }
        // Truncation after adding a half: `f64::round` is a function of the mathematics library.
        let n = (scaled + 0.5) as u64;
        #[expect(clippy::float_cmp, reason = "the question is whether it is this very double")]
        if n as f64 / power == number {
            write_scaled(out, n, places);
            return true;
        }
        power *= 10.0;
    }
    false
}

fn write_scaled(out: &mut String, n: u64, places: usize) {
    let mut digits = Vec::new();
    let mut rest = n;
    while rest > 0 || digits.len() <= places {
        digits.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    write_digits(out, &digits, places);
}

/// Digits come last first; the last `places` of them stand after the point.
fn write_digits(out: &mut String, digits: &[u8], places: usize) {
    for (index, digit) in digits.iter().enumerate().rev() {
        out.push(char::from(*digit));
        if index == places && places > 0 {
            out.push('.');
        }
    }
}

/// Mantissa × 2^exponent in base 10^9: times 2 for a positive exponent, times 5 and a shift of the point for a negative.
fn write_exact(out: &mut String, number: f64) {
    let bits = number.to_bits();
    let biased = (bits >> 52) as i32 & 0x7FF;
    let fraction = bits & ((1 << 52) - 1);
    let (mut mantissa, mut exponent) =
        if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    while mantissa & 1 == 0 && exponent < 0 {
        mantissa >>= 1;
        exponent += 1;
    }
    let factor = if exponent < 0 { 5 } else { 2 };
    let mut limbs: Vec<u64> = Vec::new();
    while mantissa > 0 {
        limbs.push(mantissa % 1_000_000_000);
        mantissa /= 1_000_000_000;
    }
    for _ in 0..exponent.unsigned_abs() {
        let mut carry = 0;
        for limb in &mut limbs {
            let product = *limb * factor + carry;
            *limb = product % 1_000_000_000;
            carry = product / 1_000_000_000;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let places = if exponent < 0 { exponent.unsigned_abs() as usize } else { 0 };
    let mut digits = Vec::new();
    for mut limb in limbs {
        for _ in 0..9 {
            digits.push(b'0' + (limb % 10) as u8);
            limb /= 10;
        }
    }
    while digits.len() > places + 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    digits.resize(digits.len().max(places + 1), b'0');
    write_digits(out, &digits, places);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(number: f64) -> String {
        let mut out = String::new();
        write_number(&mut out, number);
        out
    }

    #[test]
    fn ok_numbers_that_people_write() {
        for (number, expected) in [
            (0.0, "0"),
            (5.0, "5"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (9.99, "9.99"),
            (1e15, "1000000000000000"),
            (0.001, "0.001"),
        ] {
            assert_eq!(text(number), expected);
        }
        assert_eq!(text(f64::NAN), "null");
        assert_eq!(text(1e21), "1000000000000000000000");
    }

    proptest! {
        #[test]
        fn every_number_reads_back_as_itself(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            prop_assert_eq!(text(number).parse::<f64>().unwrap(), number);
        }

        #[test]
        fn short_numbers_are_written_as_rust_writes_them(n in -9_999_999i64..9_999_999, k in 0u32..6) {
            let number = n as f64 / f64::from(10u32.pow(k));
            prop_assume!(number != 0.0);
            prop_assert_eq!(text(number), format!("{number}"));
        }
    }
}
