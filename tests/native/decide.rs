//! `tests/cases/decide`: rulesets, visitors and what they get, with a reason for every experience considered.
//!
//! The same files are read by Node, Chromium and workerd; all must give these bytes. `UPDATE=1` writes what this
//! engine says into the files, for a person to read before it is kept.

use std::path::{Path, PathBuf};

use nearside::condition::seen::Seen;
use nearside::decide::{Change, Decisions, Place, Request, VIEW, again, decide, json};
use nearside::explain::Record;
use nearside::profile::{Leave, Profile};
use nearside::program::Program;
use nearside::program::records::{LIVE, ON_ACTION};
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use serde_json::{Map, Value as Json, json};

use crate::support::{self, NOW};

#[test]
fn every_case_gets_its_decisions_and_reasons() {
    let folder = Path::new("tests/cases/decide");
    let update = std::env::var_os("UPDATE").is_some();
    let mut count = 0;
    let mut wrong = Vec::new();
    for topic in folders(folder) {
        let program = program(&topic);
        let file = topic.join("cases.json");
        let text = std::fs::read_to_string(&file).unwrap();
        let mut cases: Vec<Map<String, Json>> = serde_json::from_str(&text).unwrap();
        for case in &mut cases {
            count += 1;
            let (decisions, considered, after) = run(&program, case);
            let steps = steps(&program, case);
            if update {
                case.insert("expect".into(), decisions);
                case.insert("considered".into(), considered);
                after.map(|after| case.insert("after".into(), after));
                steps.map(|steps| case.insert("steps".into(), steps));
            } else if steps.as_ref() != case.get("steps") {
                wrong.push(format!("{}: {}\n  got steps {}", file.display(), case["name"], json!(steps)));
            } else if (case.get("expect"), case.get("considered"), case.get("after"))
                != (Some(&decisions), Some(&considered), after.as_ref())
            {
                wrong.push(format!(
                    "{}: {}\n  expected {}\n           {}\n  got      {decisions}\n           {considered}",
                    file.display(),
                    case["name"],
                    case.get("expect").unwrap_or(&Json::Null),
                    case.get("considered").unwrap_or(&Json::Null)
                ));
            }
        }
        if update {
            std::fs::write(&file, format!("{}\n", lines(&cases))).unwrap();
        }
    }
    println!("{count} cases of decisions");
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 640, "only {count} cases");
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

fn program(topic: &Path) -> Program {
    let mut files = support::files(topic);
    files.remove("cases.json");
    // As `build` does: what a check finds an error in is no fixture.
    let mut reading = nearside::ruleset::read(&files);
    nearside::check::complete(&mut reading, NOW);
    assert!(!reading.has_errors(), "{}: {:#?}", topic.display(), reading.diagnostics);
    Program::read(support::bundle(&topic.to_string_lossy())).unwrap()
}

fn run(program: &Program, case: &Map<String, Json>) -> (Json, Json, Option<Json>) {
    let Asked { mut context, now, slots, place, profile, leave, wishes } = asked(program, case);
    let (slots, wishes) = (slots.as_deref(), wishes.as_slice());
    let request = Request { now, slots, place, profile: profile.as_ref(), leave, wishes, only: None };
    let mut decisions = Decisions::default();
    let mut seen = Seen::default();
    decide(program, &mut context, &request, &mut decisions, Some(&mut seen));
    let record = Record::of(&seen);
    let silent = quiet(program, &mut context, &request);
    let text = json::decisions(program, context.values(), &decisions, &|_| true);
    assert_eq!(text, silent, "watching changes nothing");
    let considered: Map<String, Json> = record
        .outcomes
        .iter()
        .map(|outcome| {
            let experience = program.experience(outcome.experience).unwrap();
            (program.text(experience.name).to_owned(), json!(outcome.reason.word()))
        })
        .collect();
    // What was decided is written down, and goes through the bytes that a device keeps.
    let after = profile.map(|mut profile| {
        profile.commit_all(program, context.values(), decisions.shown(), now);
        let kept = Profile::read(program, &profile.write()).unwrap();
        assert_eq!(kept, profile);
        kept.to_json()
    });
    (serde_json::from_str(&text).unwrap(), Json::Object(considered), after)
}

/// A case that goes on: what is set, and then each step with its decisions and the slots that changed.
fn steps(program: &Program, case: &Map<String, Json>) -> Option<Json> {
    let steps = case.get("steps")?.as_array().unwrap();
    let Asked { mut context, now, slots, place, mut profile, leave, wishes } = asked(program, case);
    let mut decisions = Decisions::default();
    let (slots, wishes) = (slots.as_deref(), wishes.as_slice());
    let request = Request { now, slots, place, profile: profile.as_ref(), leave, wishes, only: None };
    decide(program, &mut context, &request, &mut decisions, None);
    let step = |step: &Json| {
        let text = |of: &Json| of.as_str().unwrap_or_default().as_bytes().to_vec();
        let now = moment(step.get("now")).unwrap_or(now);
        if let (Some(profile), Some(happened)) = (&mut profile, step.get("track")) {
            let event = text(&happened["event"]);
            profile.track(program, context.values(), &event, now);
            for (field, value) in happened.as_object().unwrap().iter().filter(|(name, _)| *name != "event") {
                match value.as_f64() {
                    Some(number) => profile.number_of(program, &event, field.as_bytes(), number, now),
                    None => profile.topic_of(program, &event, field.as_bytes(), &text(value), now),
                }
            }
        }
        if let (Some(profile), Some(topics)) = (&mut profile, step.get("view").and_then(Json::as_array)) {
            profile.view(program, context.values(), now);
            topics.iter().for_each(|topic| profile.about(program, context.values(), &text(topic), now));
        }
        if let (Some(profile), Some(answers)) = (&mut profile, step.get("declare").and_then(Json::as_object)) {
            for (key, answer) in answers {
                let answer = context.keep(program, &Value::from(answer));
                profile.declare(program, context.values(), key.as_bytes(), answer, now);
            }
        }
        let mut signals = Vec::new();
        for (index, signal) in (0..).zip(program.signals()) {
            if let Some(value) = step["set"].get(program.text(signal.name)) {
                context.put(program, index, &Value::from(value), Source::Site, Trust::Declared);
                signals.push(index);
            }
        }
        let may = step.get("may").map_or(ON_ACTION | LIVE, |may| {
            let kind = |(kind, bit)| if may.as_array().unwrap().contains(&json!(kind)) { bit } else { 0 };
            [("view", VIEW), ("action", ON_ACTION), ("live", LIVE)].into_iter().map(kind).sum()
        });
        let request = Request { now, profile: profile.as_ref(), leave, wishes, ..Request::default() };
        let change = Change {
            signals: &signals,
            may,
            profile: ["track", "declare", "view"].iter().any(|key| step.get(key).is_some()),
        };
        again(program, &mut context, &request, change, &mut decisions);
        let changed: Vec<&str> =
            decisions.changed.iter().map(|slot| program.text(program.slot(*slot).unwrap().name)).collect();
        let text = json::decisions(program, context.values(), &decisions, &|_| true);
        let mut told = step.as_object().unwrap().clone();
        if told.contains_key("remembers") {
            told.insert("remembers".into(), profile.as_ref().map_or(Json::Null, Profile::to_json));
        }
        told.insert("changed".into(), json!(changed));
        told.insert("expect".into(), serde_json::from_str(&text).unwrap());
        Json::Object(told)
    };
    Some(steps.iter().map(step).collect())
}

fn moment(now: Option<&Json>) -> Option<i64> {
    Some(now?.as_str()?.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

struct Asked {
    context: Context,
    now: i64,
    slots: Option<Vec<u32>>,
    place: Place,
    profile: Option<Profile>,
    leave: Leave,
    wishes: Vec<[u32; 2]>,
}

fn asked(program: &Program, case: &Map<String, Json>) -> Asked {
    let mut context = Context::new(program);
    let empty = Map::new();
    let object = |key: &str| case.get(key).and_then(Json::as_object).unwrap_or(&empty);
    for (index, signal) in (0..).zip(program.signals()) {
        if let Some(value) = object("signals").get(program.text(signal.name)) {
            context.put(program, index, &Value::from(value), Source::Site, Trust::Declared);
        }
    }
    for (index, unit) in (0..).zip(program.units()) {
        if let Some(text) = object("units").get(program.text(unit.name)).and_then(Json::as_str) {
            context.put_unit(program, index, text.as_bytes());
        }
    }
    let slots: Option<Vec<u32>> = case.get("slots").and_then(Json::as_array).map(|names| {
        program.slots().iter().map(|slot| u32::from(names.iter().any(|name| name == program.text(slot.name)))).collect()
    });
    let now = moment(case.get("now")).unwrap_or(NOW);
    let place = if case.get("edge") == Some(&Json::Bool(true)) { Place::Edge } else { Place::Device };
    let profile = case.get("profile").map(|json| Profile::from_json(program, json).unwrap());
    let mut wishes = json::previews(program, object("previews"));
    let objected = case.get("objected").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
    wishes.extend(json::objections(program, objected));
    let consent = case.get("consent").and_then(Json::as_array);
    let leave = Leave::of(consent.into_iter().flatten().filter_map(Json::as_str));
    Asked { context, now, slots, place, profile, leave, wishes }
}

fn quiet(program: &Program, context: &mut Context, request: &Request) -> String {
    let mut decisions = Decisions::default();
    decide(program, context, request, &mut decisions, None);
    json::decisions(program, context.values(), &decisions, &|_| true)
}

/// One case a line block: readable, and a change shows as few lines.
fn lines(cases: &[Map<String, Json>]) -> String {
    let one = |case: &Map<String, Json>| {
        let fields: Vec<_> = case.iter().map(|(key, value)| format!("    {}: {value}", json!(key))).collect();
        format!("  {{\n{}\n  }}", fields.join(",\n"))
    };
    format!("[\n{}\n]", cases.iter().map(one).collect::<Vec<_>>().join(",\n"))
}
