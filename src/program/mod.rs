//! The compiled form: records, the bundle's bytes, and the program that reads them.
//!
//! `compile` fills a [`draft::Draft`], [`write()`] makes the bundle's bytes of it, [`Program::read`] validates
//! them, in memory proportional to the bundle's size, and `decide` runs the result.

#[cfg(feature = "tools")]
mod bytes;
#[cfg(feature = "tools")]
pub mod draft;
pub mod format;
mod read;
pub mod records;
pub mod rows;
mod validate;
#[cfg(feature = "tools")]
mod write;

pub use read::Program;
#[cfg(feature = "tools")]
pub use write::{seal, write};

/// Where `key` is among `len` keys that ascend.
pub(crate) fn search(len: usize, key: u32, at: &dyn Fn(usize) -> u32) -> Option<usize> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low.midpoint(high);
        match at(middle).cmp(&key) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}
