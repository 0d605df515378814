//! The compiled form: records, the bundle's bytes, and the program that reads them.
//!
//! `compile` fills a [`draft::Draft`], [`write()`] makes the bundle's bytes of it, [`Program::read`] validates every
//! byte that anything later trusts, in memory proportional to the bundle's size, and `decide` runs the result.

mod bytes;
#[cfg(feature = "tools")]
pub mod draft;
pub mod format;
mod read;
pub mod records;
pub mod rows;
mod table;
mod validate;
#[cfg(feature = "tools")]
mod write;

pub use read::Program;
#[cfg(feature = "tools")]
pub use write::{seal, write};
