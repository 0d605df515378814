//! The fixtures of `tests/cases/ops`, through the HTML rewriter. The browser reads the same ones (`tests/browser`).
//!
//! A fixture is a folder: `page.html`, `edits.json` (`{ edits: [{ target, ops }], values?, contentType?, handoff? }`, ops
//! as JavaScript gets them) and `expected.html`. `UPDATE=1` writes what came out; look at the difference.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use nearside::ops::{Content, Filter, Op, Piece, Text, decode, encode, render};
use nearside::rewrite::{Edit, Options, Rewriter};
use serde_json::Value;

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts_of(value: &Value) -> Vec<String> {
    value.as_array().map(|items| items.iter().map(text_of).collect()).unwrap_or_default()
}

struct Case {
    page: Vec<u8>,
    /// Signals by name, numbered in order of appearance.
    names: Vec<String>,
    json: Value,
}

impl Case {
    fn signal(&mut self, name: &str) -> u32 {
        let known = self.names.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        }) as u32
    }

    fn pieces(&mut self, value: &Value) -> Text {
        match value {
            Value::Array(parts) => parts.iter().map(|part| self.piece(part)).collect(),
            _ => vec![Piece::Literal(text_of(value))],
        }
    }

    fn piece(&mut self, part: &Value) -> Piece {
        let Some(name) = part["signal"].as_str() else { return Piece::Literal(text_of(part)) };
        let signal = self.signal(name);
        let fallback = text_of(&part["fallback"]);
        if let Some(cells) = part["cells"].as_object() {
            let cells = cells.iter().map(|(key, cell)| (key.clone(), text_of(cell))).collect();
            return Piece::Lookup { signal, cells, fallback };
        }
        let filter = match part["filter"].as_str() {
            _ if part["list"].is_array() => Filter::List(texts_of(&part["list"])),
            Some("time") => Filter::Time(text_of(&part["argument"])),
            Some("date") => Filter::Date(text_of(&part["argument"])),
            Some("relative") => Filter::Relative,
            Some("number") => Filter::Number,
            Some("money") => Filter::Money(text_of(&part["argument"])),
            Some("distance") => Filter::Distance,
            _ => Filter::Plain,
        };
        Piece::Signal { signal, filter, fallback }
    }

    fn op(&mut self, op: &Value) -> Op {
        let name = text_of(&op["name"]);
        match op["op"].as_str().unwrap_or_default() {
            "text" => Op::Text(self.pieces(&op["text"])),
            "html" => Op::Html(self.pieces(&op["html"])),
            "append" => Op::Append(self.pieces(&op["html"])),
            "prepend" => Op::Prepend(self.pieces(&op["html"])),
            "before" => Op::Before(self.pieces(&op["html"])),
            "after" => Op::After(self.pieces(&op["html"])),
            "replace" => Op::Replace(self.pieces(&op["html"])),
            "remove" => Op::Remove,
            "attr" => Op::Attr { name, value: self.value(&op["value"]) },
            "style" => Op::Style { property: name, value: self.value(&op["value"]) },
            "class" => Op::Class { add: texts_of(&op["add"]), remove: texts_of(&op["remove"]) },
            "order" => Op::Order(texts_of(&op["selectors"])),
            "template" => Op::Template(text_of(&op["id"])),
            "redirect" => Op::Redirect(text_of(&op["path"])),
            other => panic!("no operation `{other}`"),
        }
    }

    fn value(&mut self, value: &Value) -> Option<Text> {
        (!value.is_null()).then(|| self.pieces(value))
    }

    /// Through the bundle's bytes, as on the way to a page; then filled.
    fn edits(&mut self) -> Vec<Edit> {
        let json = self.json["edits"].clone();
        let mut edits = Vec::new();
        for edit in json.as_array().into_iter().flatten() {
            let ops: Vec<Op> = edit["ops"].as_array().into_iter().flatten().map(|op| self.op(op)).collect();
            let content = Content::Ops(ops);
            let Some(Content::Ops(ops)) = decode(&encode(&content)) else { panic!("lost on the way") };
            let shown: Value = serde_json::from_str(&content.to_json(&|signal| &self.names[signal as usize])).unwrap();
            assert_eq!(shown["ops"], edit["ops"], "the JSON of the fixture");
            let mut fill = |signal: u32, filter: &Filter| {
                let key = self.names[signal as usize].clone() + word(filter);
                self.json["values"][key].as_str().map(str::to_owned)
            };
            let ops = ops.iter().filter_map(|op| render(op, &mut fill)).collect();
            edits.push(Edit { target: text_of(&edit["target"]), nth: edit["nth"].as_u64().unwrap_or(0) as u32, ops });
        }
        edits
    }

    fn options(&self) -> Options {
        Options {
            content_type: Some(self.json["contentType"].as_str().unwrap_or("text/html; charset=utf-8").to_owned()),
            handoff: self.json["handoff"].as_str().map(str::to_owned),
        }
    }
}

/// The word of a filter in `values`: `custom.price|money`.
fn word(filter: &Filter) -> &'static str {
    match filter {
        Filter::Time(_) => "|time",
        Filter::Date(_) => "|date",
        Filter::Relative => "|relative",
        Filter::Number => "|number",
        Filter::Money(_) => "|money",
        Filter::Distance => "|distance",
        Filter::Plain | Filter::List(_) => "",
    }
}

fn rewrite(page: &[u8], edits: &[Edit], options: &Options, mut next: impl FnMut() -> usize) -> Vec<u8> {
    let mut rewriter = Rewriter::new(edits.to_vec(), options);
    let mut out = Vec::new();
    let mut at = 0;
    while at < page.len() {
        let end = (at + next().max(1)).min(page.len());
        rewriter.write(&page[at..end], &mut out);
        at = end;
    }
    rewriter.end(&mut out);
    out
}

/// xorshift64; `NEARSIDE_SEED` pins it.
fn random(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 97) as usize + 1
    }
}

fn seed() -> u64 {
    let fixed = std::env::var("NEARSIDE_SEED").ok().and_then(|seed| seed.parse().ok());
    fixed.unwrap_or_else(|| u64::from(std::process::id()) * 0x9E37_79B9 + 1)
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ops");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

#[test]
fn every_fixture_comes_out_as_expected_in_any_chunks() {
    let folders = cases();
    for folder in &folders {
        let json = fs::read_to_string(folder.join("edits.json")).unwrap();
        let json = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
        let mut case = Case { page: fs::read(folder.join("page.html")).unwrap(), names: Vec::new(), json };
        let (edits, options) = (case.edits(), case.options());
        let whole = rewrite(&case.page, &edits, &options, || 1 << 30);
        if std::env::var("UPDATE").is_ok() {
            fs::write(folder.join("expected.html"), &whole).unwrap();
        }
        let expected = fs::read(folder.join("expected.html")).unwrap();
        let name = folder.file_name().unwrap().to_string_lossy();
        let shown = String::from_utf8_lossy;
        assert_eq!(shown(&whole), shown(&expected), "{name}");
        let seed = seed();
        for (size, mut next) in [
            ("1".to_owned(), Box::new(|| 1usize) as Box<dyn FnMut() -> usize>),
            ("7".to_owned(), Box::new(|| 7)),
            ("64".to_owned(), Box::new(|| 64)),
            ("4096".to_owned(), Box::new(|| 4096)),
            (format!("random, NEARSIDE_SEED={seed}"), Box::new(random(seed))),
        ] {
            let out = rewrite(&case.page, &edits, &options, &mut next);
            assert_eq!(shown(&out), shown(&expected), "{name} in chunks of {size}");
        }
    }
    println!("{} fixtures", folders.len());
    assert!(folders.len() >= 60);
}
