//! Which of a site's languages is best for a visitor: CLDR's distances (UTS #35, "Language Matching") over RFC 4647
//! look-up, and its short form for one ruleset.
//!
//! The whole of CLDR's data is here, in the tools. A visit has none of it: for the few languages of one ruleset,
//! [`table`] writes down which of the world's languages come near which of them, and `signal::locale::nearest` looks
//! that up. The surprise: both are asked for tags of the whole world in a test, and answer the same.

mod data;
mod distance;
mod tables;
mod tag;

pub use distance::{Near, nearest};
pub use tables::table;
pub use tag::Tag;
