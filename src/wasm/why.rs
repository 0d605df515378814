//! The why artefact: the runtime again, with somebody watching. Loaded when somebody first asks.
//!
//! The explanation crosses as JSON written here: a serialiser would be as large as all that is explained. Lines of the
//! ruleset are in the side map, which never comes in here: where a line belongs, the JSON says which entry of the map
//! tells it, and `pkg/src/why.ts` looks there.

use wasm_bindgen::prelude::wasm_bindgen;

use super::runtime::place;
use super::shelf::engine;
use crate::decide::Request;
use crate::explain::{Asked, Considered, Explanation, Line, Lines, explain};
use crate::ops::{write_number, write_value};
use crate::value::{Value, write_json_text};

/// Marks the number of a condition that is a segment, for its name.
const SEGMENT: char = '\u{e000}';

/// Which entry of the side map has the line: a condition and its step.
struct Places;

impl Lines for Places {
    fn step(&self, condition: u32, step: u32) -> Option<Line> {
        Some(Line { file: String::new(), line: condition, column: step })
    }

    fn segment(&self, condition: u32) -> Option<String> {
        let mut name = SEGMENT.to_string();
        write_number(&mut name, f64::from(condition));
        name.push(SEGMENT);
        Some(name)
    }
}

/// Explains a slot over the context as it is, as `decide` would be asked, in JSON; empty when there is no such slot.
#[wasm_bindgen(js_name = explain)]
pub fn explain_slot(number: u32, slot: &str, now: f64, edge: bool, some: bool) -> String {
    let mut json = Json(String::new());
    let Some(mut engine) = engine(number) else { return json.0 };
    let (program, context, wanted) = engine.parts();
    let request = Request { now: now as i64, slots: some.then_some(wanted), place: place(edge) };
    if let Some(found) = explain(program, context, &request, slot, &Places) {
        json.explanation(&found);
    }
    json.0
}

struct Json(String);

impl Json {
    fn key(&mut self, key: &str) {
        let first = matches!(self.0.chars().next_back(), None | Some('{'));
        if !first {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        write_json_text(&mut self.0, text);
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.value(key, &Value::Null),
        }
    }

    fn value(&mut self, key: &str, value: &Value) {
        self.key(key);
        write_value(&mut self.0, value);
    }

    fn number(&mut self, key: &str, number: u32) {
        self.value(key, &Value::Number(f64::from(number)));
    }

    fn list<T>(&mut self, key: &str, items: &[T], item: impl Fn(&mut Json, &T)) {
        self.key(key);
        self.0.push('[');
        for (index, one) in items.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.0.push('{');
            item(self, one);
            self.0.push('}');
        }
        self.0.push(']');
    }

    fn explanation(&mut self, found: &Explanation) {
        self.0.push('{');
        self.text("slot", &found.slot);
        self.maybe("experience", found.experience.as_deref());
        self.maybe("variant", found.variant.as_deref());
        self.text("reason", found.reason);
        self.text("open_feature", found.open_feature);
        self.text("sentence", found.sentence);
        self.list("considered", &found.considered, Json::considered);
        self.0.push('}');
    }

    fn considered(&mut self, considered: &Considered) {
        self.text("experience", &considered.experience);
        self.text("reason", considered.reason);
        self.text("sentence", considered.sentence);
        if let Some(drawn) = &considered.drawn {
            self.key("drawn");
            self.0.push('{');
            self.text("unit", &drawn.unit);
            self.number("bucket", drawn.bucket);
            self.number("of", drawn.of);
            self.0.push('}');
        }
        self.list("conditions", &considered.conditions, Json::asked);
    }

    fn asked(&mut self, asked: &Asked) {
        self.text("question", &asked.question);
        self.maybe("signal", asked.signal.as_deref());
        self.value("value", asked.value.as_ref().unwrap_or(&Value::Null));
        if let (Some(source), Some(trust)) = (asked.source, asked.trust) {
            self.text("source", source);
            self.text("trust", trust);
        }
        self.value("answer", &Value::Bool(asked.answer));
        if let Some(at) = &asked.at {
            self.key("at");
            self.0.push('[');
            write_number(&mut self.0, f64::from(at.line));
            self.0.push(',');
            write_number(&mut self.0, f64::from(at.column));
            self.0.push(']');
        }
    }
}
