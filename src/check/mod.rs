//! Findings over a whole ruleset: what needs understanding, and not only the right shape.

pub mod render;
