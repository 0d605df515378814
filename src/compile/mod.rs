//! A ruleset becomes a program: names become numbers, conditions steps, patterns automata.

mod bucket;
pub mod pattern;

pub use bucket::{bucket, bucket_ranges, choose_variation, equal_weights};
