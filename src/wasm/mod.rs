//! The boundary: the only place with wasm-bindgen, js-sys and web-sys.
//!
//! All artefacts have `runtime`; those that decide for a visit have `visit` (browsers need no more), `edge` has the HTML
//! rewriter besides, `tools` authoring. `why` explains, and is loaded when first asked. What crosses on a visit and for
//! an explanation are numbers only, see [`cells`]; what only authors wait for crosses as JavaScript objects.

#[cfg_attr(
    all(feature = "why", not(feature = "tools")),
    allow(dead_code, reason = "the why artefact reads no facts, and nobody asks it for values")
)]
mod cells;
#[cfg(feature = "edge")]
mod edge;
#[cfg(not(feature = "tools"))]
mod memory;
mod profile;
mod runtime;
mod shelf;
#[cfg(feature = "tools")]
mod tools;
#[cfg(any(not(feature = "why"), feature = "tools"))]
mod visit;
#[cfg(all(feature = "why", not(feature = "tools")))]
mod why;

#[cfg(not(feature = "tools"))]
#[global_allocator]
static MEMORY: memory::Classes = memory::Classes::new();
