//! Rulesets as people write them, through reading, compiling, writing and running.

mod calendars;
mod conditions;
mod contents;
mod experiences;
mod gates;
mod kleene;
mod limits;
mod read_set;

use super::*;
use crate::condition::{Unsettled, holds};
use crate::decide::bucket::begin;
use crate::decide::{Decisions, Place, Reason, Request, decide};
use crate::ops::{Content, Op, Piece};
use crate::program::Program;
use crate::program::records::{AT_EDGE, DEVICE_ONLY, DRAWN, NEVER, NONE, Op as Question, UNSETTLED};
use crate::signal::context::Context;
use crate::signal::facts::number;
use crate::signal::{Fact, Facts, Source, Trust, observe};
use crate::value::Value;

fn compiled(yaml: &str) -> Result<Compiled, Vec<Diagnostic>> {
    let files = BTreeMap::from([("ruleset.yaml".to_owned(), format!("nearside: 1\nid: t\n{yaml}").into_bytes())]);
    let reading = crate::ruleset::read(&files);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    compile(&reading.ruleset.unwrap(), &reading.sources, &Options { bundle_version: 3, ..Options::default() })
}

fn c(yaml: &str) -> Compiled {
    compiled(yaml).unwrap()
}

fn p(yaml: &str) -> Program {
    Program::read(write(&c(yaml).draft)).unwrap()
}

fn codes(yaml: &str) -> Vec<&'static str> {
    compiled(yaml).unwrap_err().iter().map(|diagnostic| diagnostic.code).collect()
}

fn context(program: &Program, signals: &[(&str, Value)]) -> Context {
    let mut context = Context::new(program);
    for (name, value) in signals {
        let found = program.signals().iter().position(|signal| program.text(signal.name) == *name);
        if let Some(index) = found {
            context.put(program, index as u32, value, Source::Site, Trust::Known);
        }
    }
    context
}

/// Whether the condition of the only experience holds.
fn h(program: &Program, signals: &[(&str, Value)]) -> bool {
    let mut context = context(program, signals);
    holds(program, &mut context, program.experiences().get(0).unwrap().when, 1_000_000, Unsettled::Nothing, None)
}

/// A program whose only experience has this condition; `more` are other sections.
fn when(condition: &str, more: &str) -> Program {
    p(&format!(
        "{more}\nslots: {{ s: {{ target: \"#s\" }} }}\nexperiences:\n  - id: e\n    when: {condition}\n    show: {{ s: {{ text: hi }} }}\n"
    ))
}

fn t(text: &str) -> Value {
    Value::Text(text.into())
}

fn n(number: f64) -> Value {
    Value::Number(number)
}

#[test]
fn the_same_ruleset_makes_the_same_bytes() {
    let yaml = "lists: { l: [b, a, c] }
segments: { s1: { referral.name: { $inList: l } }, s2: { $not: { $segment: s1 } } }
slots: { s: { target: '#s' }, u: { value: 1 } }
experiences:
  - { id: a, when: { $or: [{ $segment: s2 }, { geo.country: { $in: [DE, AT] } }] }, show: { s: { html: '<b>{{geo.country|x}}</b>' }, u: 2 } }
  - { id: b, variants: { x: default, y: { show: { s: { attr: { title: t, hidden: null } } } } } }
";
    let (first, second) = (c(yaml), c(yaml));
    assert_eq!(write(&first.draft), write(&second.draft));
    assert_eq!(first.map, second.map);
}

#[test]
fn the_side_map_knows_lines_and_texts() {
    let compiled = c("segments: { dach: { geo.country: { $in: [DE, AT] } } }
slots: { s: { target: '#s' } }
experiences:
  - id: e
    about: For the team
    because: You are in {{geo.country|x}}
    when: { $segment: dach, time.hour: { $gte: 18 } }
    show: { s: { text: x } }
");
    let map = &compiled.map;
    let experience = &map["experiences"]["e"];
    assert_eq!((experience["line"].as_u64(), experience["about"].as_str()), (Some(6), Some("For the team")));
    assert_eq!(experience["because"], "You are in {{geo.country}}");
    let texts: Vec<&str> = map["predicates"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["geo.country $in DE, AT", "$segment: dach", "time.hour $gte 18"]);
    assert_eq!(map["conditions"][0]["segments"][0]["name"], "dach");
    assert!(!compiled.draft.strings.iter().any(|text| text == "dach" || text == "For the team"));
}

#[test]
fn names_are_kept_when_asked_for() {
    let files = BTreeMap::from([(
        "ruleset.yaml".to_owned(),
        b"nearside: 1\nid: t\nsegments: { dach: { geo.country: DE } }\n".to_vec(),
    )]);
    let reading = crate::ruleset::read(&files);
    let options = Options { keep_names: true, ..Options::default() };
    let draft = compile(&reading.ruleset.unwrap(), &reading.sources, &options).unwrap().draft;
    assert!(draft.strings.iter().any(|text| text == "dach"));
}

#[test]
fn a_ruleset_with_nothing_in_it_compiles() {
    let program = p("");
    assert_eq!(program.text(program.id), "t");
    assert_eq!((program.version, program.expires), (3, i64::MAX));
    assert!(program.experiences().is_empty() && program.signals().is_empty());
}

#[test]
fn json_can_say_default_as_well() {
    let json = r##"{ "nearside": 1, "id": "t", "slots": { "s": { "target": "#s" } }, "experiences":
        [{ "id": "e", "variants": { "a": "default", "b": { "show": { "s": { "by": "geo.country", "DE": { "text": "x" }, "else": "default" } } } } }] }"##;
    let files = BTreeMap::from([("ruleset.json".to_owned(), json.as_bytes().to_vec())]);
    let reading = crate::ruleset::read(&files);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    let draft = compile(&reading.ruleset.unwrap(), &reading.sources, &Options::default()).unwrap().draft;
    assert_eq!(draft.arms[0].flags, crate::program::records::CONTROL);
}
