//! The tools artefact: authoring in Node or in a page. Values cross as JSON text, which keeps the order of keys and is
//! checked once, by the JSON reader; `pkg/src/tools.ts` turns it into plain data.

#![expect(clippy::needless_pass_by_value, reason = "wasm-bindgen hands lists and options over by value")]

use std::collections::BTreeMap;

use js_sys::{Array, Object, TypeError, Uint8Array};
use serde_json::{Map, Value as Json, json};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::cli::host::Site;
use crate::cli::{Colour, Host};
use crate::counterfactual::{Bounds, Goal};
use crate::decide::Request;
use crate::diagnostic::Severity;
use crate::doctor::Answer;
use crate::explain::{Explanation, SideMap, describe, different, explain, reasons};
use crate::profile::{Leave, Profile};
use crate::program::{Program, write};
use crate::ruleset::{self, Files, Reading};
use crate::signal::context::Context;
use crate::signal::facts::{headers, number};
use crate::signal::{Fact, Facts, Source, Trust, catalogue, observe};
use crate::value::Value;
use crate::{check, cli, compile};

fn from_json(text: &str) -> Result<Json, JsValue> {
    serde_json::from_str(text).map_err(|error| JsValue::from_str(&error.to_string()))
}

/// `{ path: text or bytes }`.
fn files_of(object: &Object) -> Files {
    let mut files = Files::new();
    for entry in Object::entries(object).iter() {
        let entry: Array = entry.unchecked_into();
        let content = entry.get(1);
        let bytes = content.as_string().map_or_else(|| Uint8Array::new(&content).to_vec(), String::into_bytes);
        files.insert(entry.get(0).as_string().unwrap_or_default(), bytes);
    }
    files
}

fn checked(files: &Files, now: f64) -> Reading {
    let mut reading = ruleset::read(files);
    if let Some(model) = &reading.ruleset {
        reading.diagnostics.extend(check::check(model, &reading.sources, now as i64));
    }
    check::render::arrange(&mut reading.diagnostics);
    reading
}

/// All findings, as a JSON array.
#[wasm_bindgen(js_name = checkFiles)]
pub fn check_files(files: &Object, now: f64) -> String {
    let reading = checked(&files_of(files), now);
    check::render::json(&reading.diagnostics, &reading.sources).to_string()
}

/// A ruleset compiled, or why it was not.
#[wasm_bindgen(getter_with_clone)]
pub struct Built {
    pub bundle: Option<Vec<u8>>,
    /// JSON of the side map.
    pub map: String,
    /// JSON array of findings.
    pub diagnostics: String,
}

#[wasm_bindgen(js_name = compileFiles)]
pub fn compile_files(files: &Object, version: f64, now: f64, keep_names: bool) -> Built {
    let mut reading = checked(&files_of(files), now);
    let options = compile::Options { bundle_version: version as u64, now: now as i64, keep_names };
    let is_sound = !reading.diagnostics.iter().any(|finding| finding.severity == Severity::Error);
    let compiled = match &reading.ruleset {
        Some(model) if is_sound => compile::compile(model, &reading.sources, &options).map_err(|found| {
            reading.diagnostics.extend(found);
        }),
        _ => Err(()),
    };
    Built {
        diagnostics: check::render::json(&reading.diagnostics, &reading.sources).to_string(),
        map: compiled.as_ref().map(|compiled| compiled.map.to_string()).unwrap_or_default(),
        bundle: compiled.ok().map(|compiled| write(&compiled.draft)),
    }
}

/// One condition in GrowthBook's dialect against any plain object; all three are JSON.
#[wasm_bindgen]
pub fn matches(condition: &str, attributes: &str, lists: &str) -> Result<bool, JsValue> {
    let lists: BTreeMap<String, Vec<Json>> = serde_json::from_value(from_json(lists)?).unwrap_or_default();
    Ok(compile::matches(&from_json(condition)?, &from_json(attributes)?, &lists))
}

#[wasm_bindgen]
pub fn bucket(seed: &str, unit: &str, version: u32) -> Option<f64> {
    compile::bucket(seed, unit, version)
}

#[wasm_bindgen(js_name = bucketRanges)]
pub fn bucket_ranges(n: u32, coverage: f64, weights: Option<Vec<f64>>) -> String {
    json!(compile::bucket_ranges(n as usize, coverage, weights.as_deref())).to_string()
}

/// -1 when no range holds `n`; `ranges` are starts and ends in turn.
#[wasm_bindgen(js_name = chooseVariation)]
pub fn choose_variation(n: f64, ranges: &[f64]) -> i32 {
    let pairs: Vec<(f64, f64)> =
        ranges.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect();
    compile::choose_variation(n, &pairs).and_then(|index| i32::try_from(index).ok()).unwrap_or(-1)
}

#[wasm_bindgen(js_name = equalWeights)]
pub fn equal_weights(n: u32) -> Vec<f64> {
    compile::equal_weights(n as usize)
}

/// The JSON Schema of rulesets.
#[wasm_bindgen]
pub fn schema() -> String {
    ruleset::schema().to_string()
}

/// Signals of one group out of request headers (JSON: name → value; and the platform's object by its name) and what is
/// said besides; `domains` are the site's own.
#[wasm_bindgen(js_name = signalsOf)]
pub fn signals_of(
    group: &str,
    headers: &str,
    platform: Option<String>,
    url: Option<String>,
    domains: Vec<String>,
) -> Result<String, JsValue> {
    let own = own_domains(&domains)?;
    let given = from_json(headers)?;
    let pairs = given.as_object().into_iter().flatten();
    let pairs = pairs.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let mut facts = headers::read(pairs, platform.as_deref());
    headers::read_object(&mut facts, &given, platform.as_deref());
    if let Some(url) = url {
        facts.insert(number::URL, Fact::Text(url));
    }
    Ok(signals(group, &facts, own.as_deref()).to_string())
}

/// The site's own domains as a bundle has them, or why one is none.
fn own_domains(domains: &[String]) -> Result<Option<String>, JsValue> {
    let found: Result<Vec<String>, JsValue> = domains
        .iter()
        .map(|text| {
            ruleset::domains::registered(text).map_err(|problem| {
                let (message, hint) = check::domains::explain(text, problem);
                TypeError::new(&format!("domains: {message}\n  hint: {hint}")).into()
            })
        })
        .collect();
    Ok(ruleset::domains::joined(found?.into_iter()))
}

/// As JSON has it. No signal is an object.
fn written(value: &Value) -> Json {
    match value {
        Value::Null | Value::Object(_) => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Number(n) => json!(n),
        Value::Text(text) => json!(text),
        Value::List(list) => list.iter().map(written).collect(),
    }
}

fn signals(group: &str, facts: &Facts, domains: Option<&str>) -> Json {
    let mut found = Map::new();
    for entry in catalogue::all().iter().filter(|entry| entry.group() == group && !entry.is_family()) {
        let argument = domains.filter(|_| entry.id == catalogue::id::REFERRAL_SOURCE);
        if let Some(seen) = observe(entry.id, argument, facts) {
            found.insert(entry.name.to_owned(), written(&seen.value));
        }
    }
    Json::Object(found)
}

/// Every slot explained as the command line does, in JSON with what would have to be different within a visit's bounds, and
/// as text; then all reasons. Tests hold what `pkg/src/why` says against it.
#[wasm_bindgen(js_name = explainSlots)]
pub fn explain_slots(bundle: &[u8], map: &str, visit: &str) -> Result<String, JsValue> {
    let program = Program::read(bundle).map_err(|error| JsValue::from_str(error.code()))?;
    let lines: SideMap = serde_json::from_str(map).unwrap_or_default();
    let visit = from_json(visit)?;
    let part = |name: &str| visit.get(name).unwrap_or(&Json::Null);
    let mut context = Context::new(&program);
    for (index, signal) in (0..).zip(program.signals()) {
        if let Some(value) = part("signals").get(program.text(signal.name)) {
            context.put(&program, index, &Value::from(value), Source::Site, Trust::Declared);
        }
    }
    for (index, unit) in (0..).zip(program.units()) {
        let text = part("units").get(program.text(unit.name)).and_then(Json::as_str).unwrap_or_default();
        context.put_unit(&program, index, text.as_bytes());
    }
    let names: Vec<&str> = program.slots().iter().map(|slot| program.text(slot.name)).collect();
    let wanted = part("slots").as_array();
    let wanted: Option<Vec<u32>> =
        wanted.map(|wanted| names.iter().map(|name| u32::from(wanted.iter().any(|one| one == name))).collect());
    let profile = match part("profile") {
        Json::Null => None,
        json => Some(Profile::from_json(&program, json).map_err(|wrong| JsValue::from_str(&wrong))?),
    };
    let mut wishes =
        part("previews").as_object().map_or_else(Vec::new, |pairs| crate::decide::json::previews(&program, pairs));
    let objected = part("objected").as_array().into_iter().flatten().filter_map(Json::as_str);
    wishes.extend(crate::decide::json::objections(&program, objected));
    let request = Request {
        now: part("now").as_f64().unwrap_or_default() as i64,
        slots: wanted.as_deref(),
        place: super::runtime::place(part("edge") == &Json::Bool(true)),
        profile: profile.as_ref(),
        leave: Leave::of(part("consent").as_array().into_iter().flatten().filter_map(Json::as_str)),
        wishes: &wishes,
        only: None,
    };
    let explained: Vec<Json> = names
        .iter()
        .filter_map(|name| {
            let mut one: Explanation = explain(&program, &mut context, &request, name, &lines)?;
            one.counterfactual = different(&program, &mut context, &request, name, Goal::Other, Bounds::VISIT);
            let text = describe(&one, &|text, _| text.to_owned());
            Some(json!([one, text]))
        })
        .collect();
    Ok(json!([explained, reasons(&program, &mut context, &request)]).to_string())
}

/// Runs a command line; the exit code.
#[wasm_bindgen]
pub fn run(arguments: Vec<String>, host: JsHost) -> u8 {
    cli::run(&arguments, &mut Shell(host)) as u8
}

#[wasm_bindgen]
extern "C" {
    /// What a command needs of its machine; throws a text when something can't be done. `pkg/bin/machine.mjs` is one.
    pub type JsHost;
    #[wasm_bindgen(method, structural, catch)]
    fn read(this: &JsHost, path: &str) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn write(this: &JsHost, path: &str, bytes: Vec<u8>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = writeSecret)]
    fn write_secret(this: &JsHost, path: &str, bytes: Vec<u8>) -> Result<(), JsValue>;
    /// 32 bytes of the secret half, 32 of the public one.
    #[wasm_bindgen(method, structural, catch)]
    fn keypair(this: &JsHost) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn sign(this: &JsHost, secret: Vec<u8>, message: Vec<u8>) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn verify(this: &JsHost, public: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn list(this: &JsHost, folder: &str) -> Result<Vec<String>, JsValue>;
    #[wasm_bindgen(method, structural)]
    fn exists(this: &JsHost, path: &str) -> bool;
    #[wasm_bindgen(method, structural, catch)]
    fn fetch(this: &JsHost, url: &str) -> Result<Vec<u8>, JsValue>;
    /// `{ url, status, headers: [name, value][], body }`; the headers of the request as `[name, value][]`.
    #[wasm_bindgen(method, structural, catch)]
    fn ask(this: &JsHost, url: &str, headers: &Array) -> Result<Object, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn runtime(this: &JsHost) -> Result<Object, JsValue>;
    /// Remembers what to serve; whoever called `run` starts the server when it is back.
    #[wasm_bindgen(method, structural, catch)]
    fn serve(this: &JsHost, site: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn demo(this: &JsHost, port: u16, json: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural)]
    fn progress(this: &JsHost, text: &str);
    #[wasm_bindgen(method, structural)]
    fn print(this: &JsHost, text: &str);
    #[wasm_bindgen(method, structural)]
    fn warn(this: &JsHost, text: &str);
    #[wasm_bindgen(method, structural)]
    fn colour(this: &JsHost, error: bool) -> bool;
    #[wasm_bindgen(method, structural)]
    fn now(this: &JsHost) -> f64;
    #[wasm_bindgen(method, structural)]
    fn offset(this: &JsHost) -> f64;
}

struct Shell(JsHost);

fn said(thrown: &JsValue) -> String {
    let message = || js_sys::Reflect::get(thrown, &"message".into()).ok()?.as_string();
    thrown.as_string().or_else(message).unwrap_or_else(|| "it could not be done".to_owned())
}

impl Host for Shell {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        self.0.read(path).map_err(|thrown| said(&thrown))
    }
    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        self.0.write(path, bytes.to_vec()).map_err(|thrown| said(&thrown))
    }
    fn write_secret(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        self.0.write_secret(path, bytes.to_vec()).map_err(|thrown| said(&thrown))
    }
    fn keypair(&mut self) -> Result<[[u8; 32]; 2], String> {
        let both = self.0.keypair().map_err(|thrown| said(&thrown))?;
        match both.as_chunks() {
            ([secret, public], []) => Ok([*secret, *public]),
            _ => Err("the key has not 64 bytes".to_owned()),
        }
    }
    fn sign(&mut self, secret: &[u8; 32], message: &[u8]) -> Result<[u8; 64], String> {
        let signature = self.0.sign(secret.to_vec(), message.to_vec()).map_err(|thrown| said(&thrown))?;
        signature.try_into().map_err(|_| "the signature has not 64 bytes".to_owned())
    }
    fn verify(&mut self, public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<bool, String> {
        self.0.verify(public.to_vec(), message.to_vec(), signature.to_vec()).map_err(|thrown| said(&thrown))
    }
    fn list(&mut self, folder: &str) -> Result<Vec<String>, String> {
        self.0.list(folder).map_err(|thrown| said(&thrown))
    }
    fn exists(&mut self, path: &str) -> bool {
        self.0.exists(path)
    }
    fn fetch(&mut self, url: &str) -> Result<Vec<u8>, String> {
        self.0.fetch(url).map_err(|thrown| said(&thrown))
    }
    fn ask(&mut self, url: &str, headers: &[(&str, &str)]) -> Result<Answer, String> {
        let pair = |(name, value): &(&str, &str)| Array::of2(&(*name).into(), &(*value).into());
        let headers: Array = headers.iter().map(pair).collect();
        let answer = self.0.ask(url, &headers).map_err(|thrown| said(&thrown))?;
        let part = |name: &str| js_sys::Reflect::get(&answer, &name.into()).unwrap_or_default();
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        let pairs = Array::from(&part("headers"));
        let headers = pairs.iter().map(|pair| {
            let pair = Array::from(&pair);
            (text(pair.get(0)), text(pair.get(1)))
        });
        Ok(Answer {
            url: text(part("url")),
            status: part("status").as_f64().unwrap_or_default() as u16,
            headers: headers.collect(),
            body: Uint8Array::new(&part("body")).to_vec(),
        })
    }
    fn runtime(&mut self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let files = self.0.runtime().map_err(|thrown| said(&thrown))?;
        Ok(files_of(&files).into_iter().collect())
    }
    fn serve(&mut self, site: &Site) -> Result<(), String> {
        let plain = json!({
            "ruleset": site.ruleset, "folder": site.folder, "origin": site.origin, "port": site.port,
            "country": site.country, "json": site.json,
        });
        let plain = js_sys::JSON::parse(&plain.to_string()).map_err(|thrown| said(&thrown))?;
        self.0.serve(&plain).map_err(|thrown| said(&thrown))
    }
    fn demo(&mut self, port: u16, json: bool) -> Result<(), String> {
        self.0.demo(port, json).map_err(|thrown| said(&thrown))
    }
    fn progress(&mut self, text: &str) {
        self.0.progress(text);
    }
    fn print(&mut self, text: &str) {
        self.0.print(text);
    }
    fn warn(&mut self, text: &str) {
        self.0.warn(text);
    }
    fn colour(&self) -> Colour {
        Colour { out: self.0.colour(false), err: self.0.colour(true) }
    }
    fn now(&self) -> i64 {
        self.0.now() as i64
    }
    fn offset(&self) -> i32 {
        self.0.offset() as i32
    }
}
