//! The boundary: the only place with wasm-bindgen, js-sys and web-sys.
//!
//! All artefacts have what a browser needs; `edge` has the HTML rewriter besides, `tools` authoring. What crosses on a visit
//! and for an explanation are numbers only, see [`cells`]; what only authors wait for crosses as JavaScript objects.

mod cells;
#[cfg(feature = "edge")]
mod edge;
mod explain;
#[cfg(not(feature = "tools"))]
mod memory;
mod profile;
mod runtime;
mod shelf;
#[cfg(feature = "tools")]
mod tools;
mod visit;

#[cfg(not(feature = "tools"))]
#[global_allocator]
static MEMORY: memory::Classes = memory::Classes::new();
