//! What people write: the model of a ruleset, and how it is read from files.
//!
//! ```text
//! files ─▶ yaml, json ─▶ tree ─▶ parse (reader, scalars, one file a section) ─▶ model + diagnostics
//!                                   └── shapes, operators: the language as tables ──▶ schema
//! ```
//!
//! Everything about *shape* is reported here: unknown keys and operators, wrong types, names that cannot be names,
//! missing files. What needs understanding (unknown signals, slots, segments; conditions that cannot hold) is
//! `check`'s.

#![allow(clippy::unnecessary_box_returns, reason = "a diagnostic is large, and rare: it goes in a box")]

mod active;
mod conditions;
mod content;
pub mod domains;
mod experiences;
mod fmt;
pub mod growthbook;
pub mod hours;
mod json;
mod layout;
pub mod model;
pub mod operators;
mod parse;
mod reader;
mod scalars;
mod schema;
mod sections;
pub mod shape;
pub mod shapes;
mod slots;
pub mod sources;
mod templates;
pub mod times;
pub mod tree;
mod types;
mod yaml;

pub use active::not_active;
pub use fmt::{Formatted, format};
pub use growthbook::from_json as condition_from_json;
pub use parse::{Reading, entry, read, read_entry};
pub use reader::Files;
pub use schema::{ID as SCHEMA_ID, schema};
pub use sources::Sources;

#[cfg(test)]
mod tests;
