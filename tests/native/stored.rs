//! Nothing is stored that the manifest does not list: every ruleset of the tests, lived with, held against its own.

use std::path::Path;

use nearside::compile::{Options, compile};
use nearside::manifest::{self, Kept, Manifest};
use nearside::profile::{Answer, Profile};
use nearside::program::{Program, write};
use nearside::ruleset;
use nearside::signal::context::Context;
use nearside::signal::{Source, Trust};
use nearside::value::Value;
use serde_json::Value as Json;

use crate::support::{NOW, files};

const DAY: i64 = 24 * 60 * 60_000;

/// A ruleset's program and its manifest.
fn made(files: &ruleset::Files) -> (Program, Manifest) {
    let reading = ruleset::read(files);
    let ruleset = reading.ruleset.unwrap();
    let options = Options { bundle_version: 1, now: NOW, keep_names: false };
    let compiled = compile(&ruleset, &reading.sources, &options).unwrap();
    (Program::read(write(&compiled.draft)).unwrap(), manifest::draw(&ruleset, &reading.sources).manifest)
}

fn of(text: &str) -> (Program, Manifest) {
    made(&[("ruleset.yaml".to_owned(), text.as_bytes().to_vec())].into_iter().collect())
}

/// All that a visitor can do, twice, in two visits.
fn lived(program: &Program, told: &Manifest) -> Profile {
    let mut profile = Profile::default();
    for day in 0..2 {
        let now = NOW + day * DAY / 2;
        let mut context = Context::new(program);
        let topics = told.topics.iter().map(|topic| Value::Text(topic.name.clone())).collect();
        for (name, value) in [("page.path", Value::Text("/a".into())), ("page.topics", Value::List(topics))] {
            let mut names = program.signals().iter().map(|one| program.text_bytes(one.name));
            if let Some(signal) = names.position(|known| known == name.as_bytes()) {
                context.put(program, signal as u32, &value, Source::Document, Trust::Known);
            }
        }
        profile.view(program, context.values(), now);
        for event in told.events.iter().map(|event| event.name.as_str()).chain(["shown", "session", "reported"]) {
            profile.track(program, context.values(), event.as_bytes(), now);
            for field in told.events.iter().filter(|one| one.name == event).flat_map(|one| &one.fields) {
                profile.number_of(program, event.as_bytes(), field.name.as_bytes(), 3.0, now);
                for topic in &told.topics {
                    profile.topic_of(program, event.as_bytes(), field.name.as_bytes(), topic.name.as_bytes(), now);
                }
            }
        }
        for question in &told.questions {
            let word = question.values.first().map_or("running", String::as_str);
            for answer in [Value::Text(word.to_owned()), Value::Bool(true), Value::Number(3.0)] {
                let answer = context.keep(program, &answer);
                profile.declare(program, context.values(), question.name.as_bytes(), answer, now);
            }
        }
        let experiences = told.experiences.len() as u32;
        (0..4 * experiences).for_each(|arm| profile.commit(program, context.values(), arm, now));
        for answer in [Answer::Clicked, Answer::Dismissed] {
            (0..experiences).for_each(|one| profile.answer(program, context.values(), one, answer, now));
        }
        profile.saw(program, b"item", now);
    }
    profile
}

/// What of a profile its manifest does not list.
fn unlisted(stored: &Json, told: &Manifest) -> Vec<String> {
    let notes = |name: &str, what: &str| {
        told.memory.iter().any(|one| one.name == name && one.what.iter().any(|said| said.contains(what)))
    };
    let event = |name: &str| told.events.iter().any(|one| one.name == name && one.kept > Kept::View);
    let mut missing = Vec::new();
    for (section, entries) in stored.as_object().unwrap() {
        for (name, entry) in entries.as_object().unwrap() {
            let is_listed = match section.as_str() {
                "visit" => match name.as_str() {
                    "entry" => notes("visit", "page on which it began"),
                    "action" | "acted" => notes("visit", "done last"),
                    "nudges" => notes("visit", "nudges"),
                    _ => notes("visit", "how often somebody was here"),
                },
                "experiences" => entry.as_object().unwrap().keys().all(|key| {
                    let what = match key.as_str() {
                        "shown" | "times" => "shown",
                        "clicked" => "clicked",
                        "dismissed" => "sent away",
                        _ => "variant",
                    };
                    notes(&format!("experience {name}"), what)
                }),
                "events" => event(name),
                "states" => notes(&format!("state {name}"), ""),
                "affinities" => {
                    notes("interests", "") && told.topics.iter().any(|one| one.name == *name && one.kept > Kept::View)
                }
                "declared" => told.questions.iter().any(|one| one.name == *name && one.kept > Kept::View),
                "goals" => told.events.iter().any(|one| one.used_by.contains(&format!("goal {name}"))),
                "seen" => notes("seen", "") || notes("interests", ""),
                _ => false,
            };
            if !is_listed {
                missing.push(format!("{section}.{name}: {entry}"));
            }
        }
    }
    missing
}

#[test]
fn whatever_is_stored_is_in_the_manifest() {
    let decided = std::fs::read_dir("tests/cases/decide").unwrap().map(|entry| entry.unwrap().path());
    let folders = decided.filter(|path| path.is_dir());
    let mut sections = std::collections::BTreeSet::new();
    for folder in folders.chain(["tests/cases/rulesets/every-feature".into(), "www/shop".into()]) {
        let mut files = files(Path::new(&folder));
        files.remove("cases.json");
        let (program, told) = made(&files);
        let asks =
            program.events().len() + program.recalls().len() + program.rules().len() + program.declarations().len();
        // Where nothing is asked for, a page makes no profile.
        if asks == 0 {
            continue;
        }
        let stored = lived(&program, &told).to_json();
        sections.extend(stored.as_object().unwrap().keys().cloned());
        assert_eq!(unlisted(&stored, &told), Vec::<String>::new(), "{}", folder.display());
    }
    let all = ["affinities", "declared", "events", "experiences", "seen", "states", "visit"];
    assert!(all.iter().all(|section| sections.contains(*section)), "{sections:?}");
}

const HEAD: &str = "nearside: 1\nid: a\nevents: { buy: { keep: 1d }, look: {} }\nslots: { a: { value: 0 } }\n\
    goals: { buy: { event: buy, kind: conversion, within: 1d } }\nexperiences:\n";

#[test]
fn of_a_visit_only_what_is_asked_for_is_stored_beside_the_visit_itself() {
    let rule = |when: &str| {
        of(&format!("{HEAD}  - {{ id: e, because: x, pages: /a, when: {{ {when} }}, show: {{ a: 1 }} }}\n"))
    };
    let (program, told) = rule("event.buy.count: 1");
    let stored = lived(&program, &told).to_json();
    let keys: Vec<&String> = stored["visit"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["started", "viewed", "before", "first", "count", "pageviews"], "{stored}");
    assert!(stored["experiences"].is_null(), "nothing ends by an answer: {stored}");
    let visit = told.memory.iter().find(|one| one.name == "visit").unwrap();
    assert_eq!((visit.kept.phrase(), visit.used_by.join(", ")), ("180 days".to_owned(), "experience e".to_owned()));
    let (program, told) = rule("visit.last_action: buy, visit.entry: /a");
    let stored = lived(&program, &told).to_json();
    assert_eq!([&stored["visit"]["action"], &stored["visit"]["entry"]], ["look", "/a"], "{stored}");
}

#[test]
fn whatever_makes_a_device_remember_brings_the_visit_into_the_manifest() {
    let head = "nearside: 1\nid: a\nguardrails: { max_nudges: 1 }\ndeclare: { role: { type: string } }\nevents: { buy: {} }\ngoals: { buy: { event: buy, kind: conversion, within: 1d } }\nunits: { acct: { cookie: acct } }\nslots: { a: { value: 0 } }\nexperiences:\n";
    for (rule, remembers) in [
        ("nudge: true, show: { a: 1 }", true),
        ("limits: { show: 1 per day }, show: { a: 1 }", true),
        ("when: { declared.role: x }, show: { a: 1 }", true),
        ("when: { consent.measurement: true }, show: { a: 1 }", true),
        ("variants: { b: default, c: { show: { a: 1 } } }", true),
        ("unit: acct, experiment: { goal: buy }, variants: { b: default, c: { show: { a: 1 } } }", true),
        ("unit: acct, experiment: { sticky: true }, variants: { b: default, c: { show: { a: 1 } } }", true),
        ("unit: acct, variants: { b: default, c: { show: { a: 1 } } }", false),
        ("when: { geo.country: DE }, show: { a: 1 }", false),
    ] {
        let (program, told) = of(&format!("{head}  - {{ id: e, because: x, {rule} }}\n"));
        let listed = told
            .memory
            .iter()
            .any(|one| one.name == "visit" && one.what.iter().any(|what| what.contains("how often somebody")));
        assert_eq!(listed, remembers, "{rule}");
        if remembers {
            assert_eq!(unlisted(&lived(&program, &told).to_json(), &told), Vec::<String>::new(), "{rule}");
        }
    }
}

#[test]
fn that_an_event_was_the_last_is_forgotten_with_it_and_so_is_a_goal_that_it_reached() {
    let (program, told) = of(&format!(
        "{HEAD}  - {{ id: e, because: x, when: {{ visit.last_action: buy }}, experiment: {{ goal: buy }}, variants: {{ b: default, c: {{ show: {{ a: 1 }} }} }} }}\n"
    ));
    let context = Context::new(&program);
    let mut profile = Profile::default();
    profile.view(&program, context.values(), NOW);
    profile.track(&program, context.values(), b"buy", NOW);
    let later = |profile: &Profile, after: i64| {
        let mut profile = profile.clone();
        profile.view(&program, context.values(), NOW + after);
        let json = profile.to_json();
        [json["visit"]["action"].is_string(), json["goals"]["buy"].is_object(), json["events"]["buy"].is_object()]
    };
    assert_eq!(later(&profile, DAY - 1), [true; 3]);
    assert_eq!(later(&profile, DAY), [false; 3]);
    // Who did something else last did it for longer.
    profile.track(&program, context.values(), b"look", NOW);
    assert_eq!(later(&profile, DAY), [true, false, false]);
    let action = told.signals.iter().find(|one| one.name == "visit.last_action").unwrap();
    assert_eq!(action.kept.phrase(), "180 days", "the longest of all that may be the last");
}
