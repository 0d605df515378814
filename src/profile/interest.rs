//! What somebody likes, as one moment a topic: the one at which interest in it is one. From there it halves every two weeks,
//! so that nothing has to be done as time passes, and halving twice is the same as once over twice the time. (Forward decay:
//! Cormode, Shkapenyuk, Srivastava and Xu, ICDE 2009.)
//!
//! Moments are multiples of a quarter of the half-life: sixteen levels between one and nothing, four bits. Whoever reads what
//! is kept learns no more than that.

use super::entry::{AFFINITY, LAST};
use super::{Profile, moment, tick};
use crate::program::Program;
use crate::program::records::NONE;

const HALF_LIFE: i64 = 14 * 24 * 60 * 60_000;
const STEP: i64 = HALF_LIFE / 4;
/// Steps after which it is forgotten, at a thirteenth; with the one that is not over yet there are sixteen.
const LEVELS: i64 = 15;

/// What looking at something about a topic adds, what an event about it does, and saying so.
pub const READ: f64 = 0.25;
pub const ABOUT: f64 = 0.5;
pub const DECLARED: f64 = 1.0;

/// Two to the power of what is between minus four and one half: the same bits everywhere, for it is adding and multiplying.
fn power(exponent: f64) -> f64 {
    let (mut whole, mut rest) = (1.0, exponent);
    while rest < 0.0 {
        (whole, rest) = (whole / 2.0, rest + 1.0);
    }
    let x = rest * std::f64::consts::LN_2;
    // Taylor's series; the next part is below a millionth.
    whole
        * (1.0
            + x * (1.0
                + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0)))))))
}

/// How much is left, between 0 and 1, of what is one at a moment.
#[inline(never)]
fn left(at: i64, now: i64) -> f64 {
    let age = now.saturating_sub(at);
    if age <= 0 {
        1.0
    } else if age >= LEVELS * STEP {
        0.0
    } else {
        power(-(age as f64) / HALF_LIFE as f64)
    }
}

/// The first level that is not below `score` now, as a moment.
fn level(score: f64, now: i64) -> i64 {
    let last = now.div_euclid(STEP) + 1;
    let found = (last - LEVELS..last).map(|step| step * STEP).find(|at| left(*at, now) >= score - 1e-9);
    found.unwrap_or(last * STEP)
}

impl Profile {
    /// The interest in a topic, between 0 and 1.
    pub fn interest(&self, topic: u32, now: i64) -> f64 {
        left(self.last(AFFINITY, topic, LAST), now)
    }

    /// The topic that somebody likes best; of equal ones the first by name.
    pub(super) fn favourite(&self, program: &Program, now: i64) -> u32 {
        let mut best = (0.0, NONE);
        for row in self.entries.iter().filter(|row| row.kind == AFFINITY && row.is_known()) {
            let interest = left(moment(row.number(LAST)), now);
            if program.is_topic(&row.name) && (interest > best.0 || interest == best.0 && row.id < best.1) {
                best = (interest, row.id);
            }
        }
        if best.0 > 0.0 { best.1 } else { NONE }
    }

    /// Interest grows, up to one.
    #[inline(never)]
    pub(super) fn like(&mut self, program: &Program, topic: &[u8], amount: f64, now: i64) {
        let id = program.find(topic);
        if !program.has_affinities || !program.is_topic(topic) {
            return;
        }
        let at = level((self.interest(id, now) + amount).min(1.0), now);
        if let Some(liked) = self.entry(AFFINITY, id, topic, b"") {
            liked.put(LAST, tick(at).max(liked.number(LAST)));
        }
    }

    /// What is known of a time to come was written while the clock was wrong: it is as if it had just been.
    pub(super) fn latest_level(now: i64) -> u64 {
        tick(level(1.0, now))
    }
}

#[cfg(all(test, feature = "tools"))]
mod tests {
    use super::*;

    #[test]
    fn it_halves_in_two_weeks() {
        let half = left(0, HALF_LIFE);
        assert!((half - 0.5).abs() < 1e-6, "{half}");
        assert!((left(0, LEVELS * STEP - 1) - 0.074_325).abs() < 1e-6);
        assert_eq!([left(0, 0), left(5, 0), left(0, LEVELS * STEP)], [1.0, 1.0, 0.0]);
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "compared with, to six digits")]
    fn the_power_is_close_to_the_mathematicians() {
        for thousandth in -4000..=500 {
            let x = f64::from(thousandth) / 1000.0;
            assert!((power(x) - x.exp2()).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn a_level_is_reached_again_from_itself() {
        let now = 1_795_203_000_000;
        for step in 0..LEVELS {
            let at = (now / STEP - step) * STEP;
            assert_eq!(level(left(at, now), now), at, "{step}");
        }
    }
}
