//! A [`Host`] that JavaScript answers for: files, streams and clock of Node, behind one object of plain functions.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::cli::{Colour, Host};

#[wasm_bindgen]
extern "C" {
    /// What `run` is given: see `pkg/bin/machine.mjs`.
    #[wasm_bindgen(typescript_type = "Host")]
    pub type Machine;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Machine, path: &str) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Machine, path: &str, bytes: &[u8]) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn list(this: &Machine, folder: &str) -> Result<Vec<String>, JsValue>;
    #[wasm_bindgen(method)]
    fn exists(this: &Machine, path: &str) -> bool;
    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Machine, url: &str) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method)]
    fn print(this: &Machine, text: &str);
    #[wasm_bindgen(method)]
    fn warn(this: &Machine, text: &str);
    #[wasm_bindgen(method)]
    fn colour(this: &Machine, error: bool) -> bool;
    #[wasm_bindgen(method)]
    fn now(this: &Machine) -> f64;
    #[wasm_bindgen(method)]
    fn offset(this: &Machine) -> i32;
}

fn said(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| String::from(js_sys::Error::from(error.clone()).message()))
}

impl Host for &Machine {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        Machine::read(self, path).map_err(|error| said(&error))
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        Machine::write(self, path, bytes).map_err(|error| said(&error))
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, String> {
        Machine::list(self, folder).map_err(|error| said(&error))
    }

    fn exists(&mut self, path: &str) -> bool {
        Machine::exists(self, path)
    }

    fn fetch(&mut self, url: &str) -> Result<Vec<u8>, String> {
        Machine::fetch(self, url).map_err(|error| said(&error))
    }

    fn print(&mut self, text: &str) {
        Machine::print(self, text);
    }

    fn warn(&mut self, text: &str) {
        Machine::warn(self, text);
    }

    fn colour(&self) -> Colour {
        Colour { out: Machine::colour(self, false), err: Machine::colour(self, true) }
    }

    fn now(&self) -> i64 {
        Machine::now(self) as i64
    }

    fn offset(&self) -> i32 {
        Machine::offset(self)
    }
}
