//! The boundary: the only place with wasm-bindgen, js-sys and web-sys.
//!
//! One file an artefact, each over the ones before it: `runtime` (browsers), `edge` (with the HTML rewriter), `why`
//! (explanations, loaded when first asked) and `tools` (authoring). What a visit calls crosses as numbers only, see
//! [`cells`]; what people wait for (`why`, `tools`) crosses as JavaScript objects.

mod cells;
#[cfg(feature = "edge")]
mod edge;
#[cfg(not(feature = "tools"))]
mod memory;
mod runtime;
mod shelf;
#[cfg(feature = "tools")]
mod tools;
#[cfg(feature = "why")]
mod why;

#[cfg(not(feature = "tools"))]
#[global_allocator]
static MEMORY: memory::Classes = memory::Classes::new();
