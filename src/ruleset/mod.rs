//! What people write: the model of a ruleset, and how it is read from files.

pub mod model;
pub mod sources;

pub use sources::Sources;
