//! The why artefact: the runtime again, with somebody watching. Loaded when somebody first asks.

use serde::Serialize as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::Engine;
use crate::decide::Request;
use crate::explain::{SideMap, explain};

#[wasm_bindgen]
impl Engine {
    /// Explains a slot over the context as it is, as `decide` would be asked; undefined when there is no such slot. `map`
    /// is the content of the bundle's side map, or undefined.
    #[wasm_bindgen(js_name = explain)]
    pub fn explain(&mut self, slot: &str, now: f64, edge: bool, some: bool, map: JsValue) -> JsValue {
        let lines: SideMap = serde_wasm_bindgen::from_value(map).unwrap_or_default();
        let (program, context, wanted) = self.parts();
        let request = Request { now: now as i64, slots: some.then_some(wanted), place: super::runtime::place(edge) };
        let explanation = explain(program, context, &request, slot, &lines);
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        explanation.and_then(|found| found.serialize(&serializer).ok()).unwrap_or_default()
    }
}
