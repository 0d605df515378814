//! The boundary: the only place with wasm-bindgen, js-sys and web-sys.

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the engine inside this module.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
