//! Random assignment that is no randomness: a hash of seed and unit.
//!
//! FNV-1a of 32 bits over UTF-16 code units, as GrowthBook's SDKs do it, so that an experiment that moves here keeps its
//! visitors in their arms. The surprise is version 2: it hashes the *decimal text* of the first hash once more, which
//! is what takes the bias out. Integers all the way; thresholds are compared as integers too.

use crate::utf8;

/// Buckets of [`hash_v1`].
pub const BUCKETS_V1: u32 = 1_000;
/// Buckets of [`hash_v2`].
pub const BUCKETS_V2: u32 = 10_000;

const OFFSET: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

/// FNV-1a going on from `hash`.
fn fnv1a(mut hash: u32, text: &[u8]) -> u32 {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        if !byte.is_ascii() {
            return fnv1a_utf16(hash, rest);
        }
        hash = (hash ^ u32::from(*byte)).wrapping_mul(PRIME);
        rest = after;
    }
    hash
}

/// The same from the first letter on that is no ASCII.
#[cold]
fn fnv1a_utf16(hash: u32, text: &[u8]) -> u32 {
    let step = |hash: u32, unit: u32| (hash ^ unit).wrapping_mul(PRIME);
    let (mut hash, mut left) = (hash, text);
    while let Some((letter, rest)) = utf8::letter(left) {
        // Above U+FFFF two units, each with ten bits of what is above it (Unicode, table 3-5).
        hash = match letter.checked_sub(0x10000) {
            None => step(hash, letter),
            Some(above) => step(step(hash, 0xd800 | above >> 10), 0xdc00 | above & 0x3ff),
        };
        left = rest;
    }
    hash
}

/// FNV-1a of a number's decimal text.
fn fnv1a_decimal(mut number: u32) -> u32 {
    // Digits come out last first; ten of them are the longest number.
    let mut digits = 0_u64;
    let mut count = 0;
    loop {
        digits = digits << 4 | u64::from(number % 10);
        number /= 10;
        count += 1;
        if number == 0 {
            break;
        }
    }
    let mut hash = OFFSET;
    for _ in 0..count {
        hash = (hash ^ (u32::from(b'0') + (digits & 15) as u32)).wrapping_mul(PRIME);
        digits >>= 4;
    }
    hash
}

/// GrowthBook's hash version 1, in `0..1000`. Slightly biased; kept for experiments that began with it.
///
/// ```
/// assert_eq!(nearside::decide::bucket::hash_v1(b"b", b"a"), 946);
/// ```
pub fn hash_v1(seed: &[u8], unit: &[u8]) -> u32 {
    fnv1a(fnv1a(OFFSET, unit), seed) % BUCKETS_V1
}

/// GrowthBook's hash version 2, in `0..10000`.
///
/// ```
/// assert_eq!(nearside::decide::bucket::hash_v2(b"seed", b"b"), 2696);
/// ```
pub fn hash_v2(seed: &[u8], unit: &[u8]) -> u32 {
    draw(begin(seed), unit)
}

/// What version 2 has made of a seed. It hashes the seed first, so this is done once, when a bundle is built.
pub fn begin(seed: &[u8]) -> u32 {
    fnv1a(OFFSET, seed)
}

/// Goes on with the unit, to the end.
pub fn draw(begun: u32, unit: &[u8]) -> u32 {
    fnv1a_decimal(fnv1a(begun, unit)) % BUCKETS_V2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v1(seed: &str, unit: &str) -> u32 {
        hash_v1(seed.as_bytes(), unit.as_bytes())
    }

    fn v2(seed: &str, unit: &str) -> u32 {
        hash_v2(seed.as_bytes(), unit.as_bytes())
    }

    #[test]
    fn hashes_are_growthbooks() {
        assert_eq!(v1("", "b"), 77);
        assert_eq!(v1("ef", "d"), 652);
        assert_eq!(v1("", "___)((*\":&"), 563);
        assert_eq!(v2("foo", "ab"), 2575);
        assert_eq!(v2("foo", "def"), 2019);
        assert_eq!(v2("()**(%$##$%#$#", "___)((*\":&"), 128);
    }

    #[test]
    fn text_is_hashed_by_utf_16_units() {
        // Computed with @growthbook/growthbook 1.8.0.
        assert_eq!(v2("überzahl", "naïve-\u{1F600}-日本"), UTF16_V2);
        assert_eq!(v1("überzahl", "naïve-\u{1F600}-日本"), UTF16_V1);
    }

    const UTF16_V2: u32 = 7698;
    const UTF16_V1: u32 = 112;

    #[test]
    fn decimal_texts_have_no_leading_zeros() {
        for number in [0, 7, 10, 4_294_967_295, 1_000_000_000, 999_999_999] {
            assert_eq!(fnv1a_decimal(number), fnv1a(OFFSET, number.to_string().as_bytes()));
        }
    }
}
