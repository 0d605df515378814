//! nearside decides what a page shows to a visitor on the near side of the network: in the browser, or in the edge
//! worker that already holds the request. No personal data leaves either.
//!
//! Two floors. *Authoring* (`ruleset`, `check`, `compile`, `cli`; feature `tools`) may be large and speaks to people.
//! *A visit* (`program`, `signal`, `condition`, `decide`, `ops`, and `rewrite` at an edge) is small, fast, never
//! panics and never blocks a page. They meet only in the compiled [`program`]. `decide` is a pure function of
//! (program, context, now): no clock, no I/O, no randomness of its own.

pub mod condition;
pub mod decide;
pub mod error;
pub mod limits;
pub mod ops;
pub mod profile;
pub mod program;
#[cfg(feature = "edge")]
pub mod rewrite;
pub mod signal;
mod utf8;
pub mod value;

#[cfg(feature = "tools")]
pub mod check;
#[cfg(feature = "tools")]
pub mod cli;
#[cfg(feature = "tools")]
pub mod compile;
#[cfg(feature = "tools")]
pub mod counterfactual;
#[cfg(feature = "tools")]
pub mod diagnostic;
#[cfg(feature = "tools")]
pub mod doctor;
#[cfg(feature = "tools")]
pub mod explain;
#[cfg(feature = "tools")]
pub mod languages;
#[cfg(feature = "tools")]
pub mod manifest;
#[cfg(feature = "tools")]
pub mod preview;
#[cfg(feature = "tools")]
pub mod ruleset;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
