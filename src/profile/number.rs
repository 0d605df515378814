//! Numbers as a profile keeps them: whole ones, of at most 53 bits, so that JavaScript reads them exactly.

use crate::signal::context::Datum;

pub const MILLION: f64 = 1e6;
/// The largest that is kept in millionths.
pub const MOST: f64 = 1e9;
/// The largest whole number that is kept.
const WHOLE: f64 = (1_u64 << 49) as f64;

/// How many millionths a number is, whatever its sign.
pub fn millionths(number: f64) -> u64 {
    (number.abs().min(MOST) * MILLION + 0.5) as u64
}

/// A number or a flag, with what it is in its lowest three bits. Zero is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept(pub u64);

const FLAG: u64 = 1;
const PARTS: u64 = 2;
const ALL: u64 = 4;
const NEGATIVE: u64 = 1;

impl Kept {
    pub fn of(number: f64) -> Option<Kept> {
        let is_whole = number == number.trunc() && number.abs() <= WHOLE;
        let (size, form) = if is_whole { (number.abs() as u64, ALL) } else { (millionths(number), PARTS) };
        let fits = is_whole || number.abs() <= MOST;
        fits.then_some(Kept(size << 3 | form | if number < 0.0 { NEGATIVE } else { 0 }))
    }

    pub fn flag(flag: bool) -> Kept {
        Kept(u64::from(flag) << 3 | FLAG)
    }

    pub fn datum(self) -> Datum {
        let size = (self.0 >> 3) as f64;
        match self.0 & 7 {
            FLAG => Datum::Bool(size != 0.0),
            form if form & ALL != 0 => Datum::Number(if form & NEGATIVE != 0 { -size } else { size }),
            form => Datum::Number(if form & NEGATIVE != 0 { -size } else { size } / MILLION),
        }
    }
}

#[cfg(all(test, feature = "tools"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        for number in [0.0, 1.0, -3.0, 0.5, -12.25, 1_795_203_000_000.0, 999_999_999.5] {
            let kept = Kept::of(number).unwrap();
            assert_eq!(kept.datum(), Datum::Number(number));
            assert!(kept.0 != 0 && kept.0 < 1 << 53);
        }
        assert_eq!([Kept::flag(false), Kept::flag(true)].map(Kept::datum), [Datum::Bool(false), Datum::Bool(true)]);
        for number in [f64::NAN, f64::INFINITY, -1e300, 1e10 + 0.5] {
            assert_eq!(Kept::of(number), None, "{number}");
        }
    }
}
