//! The compiled form: records, the bundle's bytes, and the program that reads them.
//!
//! `compile` fills a [`Draft`], [`write`] makes the bundle's bytes of it, [`Program::read`] validates every byte that
//! anything later trusts, in memory proportional to the bundle's size, and `decide` runs the result.

pub mod records;
#[cfg(feature = "tools")]
pub mod draft;
