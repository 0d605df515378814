//! What the crate promises its Rust users, from outside. One binary for all files of this folder: each linked
//! by itself would cost a second or two. Add a file, add its `mod`.
#![allow(clippy::disallowed_methods, reason = "tests read fixtures")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that is wrong says so by failing"
)]

mod again;
mod bundle;
mod calendars;
mod cli;
mod comparison;
mod counterfactual;
mod decide;
mod doctor;
mod every_gate;
mod extremes;
mod fairness;
mod hostile;
mod html;
mod laws;
mod limits;
mod manifest;
mod memory;
mod ops;
mod preview;
mod stored;
mod support;

#[test]
fn a_wasm_build_and_a_native_build_carry_the_same_version_as_the_package() {
    let manifest = include_str!("../../pkg/package.json");
    assert!(manifest.contains(concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"")));
}
