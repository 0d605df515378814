//! Rulesets as people write them, through reading, compiling, writing and running.

mod calendars;
mod gates;
mod kleene;
mod limits;

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
fn a_missing_signal_is_unknown_and_its_opposite_too() {
    for condition in [
        "{ geo.country: US }",
        "{ geo.country: { $ne: US } }",
        "{ $not: { geo.country: US } }",
        "{ geo.country: { $nin: [US, DE] } }",
        "{ $nor: [{ geo.country: US }] }",
        "{ geo.country: { $not: { $in: [US] } } }",
    ] {
        assert!(!h(&when(condition, ""), &[]), "{condition}");
    }
    let not_us = when("{ geo.country: { $ne: US } }", "");
    assert!(h(&not_us, &[("geo.country", t("DE"))]));
    assert!(!h(&not_us, &[("geo.country", t("US"))]));
    assert!(h(&when("{ geo.country: { $exists: false } }", ""), &[]));
    assert!(!h(&when("{ $not: { geo.country: { $exists: false } } }", ""), &[]));
    // Kleene: true or unknown is true, whichever is asked first.
    assert!(h(&when("{ $or: [{ geo.country: { $ne: US } }, { time.hour: 3 }] }", ""), &[("time.hour", n(3.0))]));
    assert!(h(&when("{ $not: { $and: [{ geo.country: US }, { time.hour: 3 }] } }", ""), &[("time.hour", n(4.0))]));
}

#[test]
fn a_segment_is_lowered_once_for_each_polarity() {
    let program = p("segments: { dach: { geo.country: { $in: [DE, AT, CH] } } }
slots: { a: { target: '#a' }, b: { target: '#b' }, c: { target: '#c' } }
experiences:
  - { id: one, when: { $segment: dach }, show: { a: { text: x } } }
  - { id: two, when: { $segment: dach, time.hour: 3 }, show: { b: { text: x } } }
  - { id: three, when: { $not: { $segment: dach } }, show: { c: { text: x } } }
");
    // Two polarities of the segment and three experiences.
    assert_eq!(program.conditions().len(), 5);
    assert!(!h(&program, &[]));
    let outside = |signals: &[(&str, Value)]| {
        let mut context = context(&program, signals);
        holds(&program, &mut context, program.experiences().get(2).unwrap().when, 0, Unsettled::Nothing, None)
    };
    assert!(outside(&[("geo.country", t("US"))]));
    assert!(!outside(&[("geo.country", t("DE"))]));
    assert!(!outside(&[]));
}

#[test]
fn err_segments_that_refer_to_themselves_are_refused() {
    let yaml = "segments: { a: { $segment: b }, b: { $not: { $segment: a } } }
slots: { s: { target: '#s' } }
experiences: [{ id: e, when: { $segment: a }, show: { s: { text: x } } }]
";
    assert_eq!(codes(yaml), ["segment-cycle"]);
}

#[test]
fn err_segments_nest_to_a_bounded_depth() {
    let nested = |depth: usize| {
        let segments: Vec<String> =
            (1..=depth).map(|i| format!("  s{i}: {{ $segment: s{}, time.minute: {i} }}\n", i - 1)).collect();
        let segments = segments.concat();
        format!(
            "segments:\n  s0: {{ time.hour: 3, time.minute: 0 }}\n{segments}slots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, when: {{ $segment: s{depth} }}, show: {{ s: {{ text: x }} }} }}]\n"
        )
    };
    p(&nested(crate::limits::CONDITION_DEPTH - 1));
    assert_eq!(codes(&nested(crate::limits::CONDITION_DEPTH)), ["condition-too-deep"]);
}

#[test]
fn tables_are_asked_through_the_signal_that_finds_the_row() {
    let tables = "tables: { store: { by: geo.country, rows: { DE: { name: Berlin, size: 3 }, 'NO': { name: Oslo, size: 9 }, SE: { size: 1 } } } }";
    let asks = |condition: &str, country: Option<&str>| {
        let signals: Vec<(&str, Value)> = country.map(|country| ("geo.country", t(country))).into_iter().collect();
        h(&when(condition, tables), &signals)
    };
    assert!(asks("{ table.store.name: Berlin }", Some("DE")));
    assert!(!asks("{ table.store.name: Berlin }", Some("NO")));
    assert!(asks("{ table.store.name: { $ne: Berlin } }", Some("NO")));
    // No cell, no row, no key: unknown.
    for country in [Some("SE"), Some("US"), None] {
        assert!(!asks("{ table.store.name: { $ne: Berlin } }", country), "{country:?}");
        assert!(asks("{ table.store.name: { $exists: false } }", country), "{country:?}");
    }
    assert!(asks("{ table.store.size: { $gte: 2, $lt: 5 } }", Some("DE")));
    assert!(asks("{ table.store.name: { $regex: '^B' } }", Some("DE")));
    assert!(asks("{ table.store: { $exists: true } }", Some("SE")));
    assert!(!asks("{ table.store: { $exists: true } }", Some("US")));
}

#[test]
fn trust_is_asked_in_either_polarity() {
    let inferred = |condition: &str, country: &str| {
        let program = when(condition, "");
        let mut context = Context::new(&program);
        context.put(&program, 0, &t(country), Source::TimeZone, Trust::Inferred);
        holds(&program, &mut context, program.experiences().get(0).unwrap().when, 0, Unsettled::Nothing, None)
    };
    assert!(inferred("{ geo.country: DE }", "DE"));
    assert!(!inferred("{ geo.country: { $eq: DE, $trust: known } }", "DE"));
    assert!(!inferred("{ $not: { geo.country: { $eq: DE, $trust: known } } }", "US"));
    assert!(h(&when("{ $not: { geo.country: { $eq: DE, $trust: known } } }", ""), &[("geo.country", t("US"))]));
}

#[test]
fn every_operator_of_a_ruleset_answers() {
    let hour = |condition: &str, hour: f64| h(&when(condition, ""), &[("time.hour", n(hour))]);
    assert!(hour("{ time.hour: { $between: [18, 2] } }", 23.0) && hour("{ time.hour: { $between: [18, 2] } }", 1.0));
    assert!(!hour("{ time.hour: { $between: [18, 2] } }", 2.0) && !hour("{ time.hour: { $between: [9, 17] } }", 17.0));
    let name =
        |condition: &str| h(&when(condition, "lists: { makers: [Google, bing] }"), &[("referral.name", t("google"))]);
    for condition in [
        "$startsWith: goo",
        "$endsWithi: GLE",
        "$contains: oog",
        "$ini: [GOOGLE]",
        "$regexi: '^G'",
        "$notRegex: '^G'",
        "$gt: a",
        "$type: string",
        "$nin: [bing]",
        "$notInList: makers",
    ] {
        assert!(name(&format!("{{ referral.name: {{ {condition} }} }}")), "{condition}");
    }
    for condition in ["$startsWith: Goo", "$nini: [GOOGLE]", "$regex: '^G'", "$inList: makers", "$in: []", "$lt: a"] {
        assert!(!name(&format!("{{ referral.name: {{ {condition} }} }}")), "{condition}");
    }
    let languages =
        |condition: &str| h(&when(condition, ""), &[("locale.languages", Value::List(vec![t("de-AT"), t("en")]))]);
    for condition in [
        "en",
        "{ $all: [en, de-AT] }",
        "{ $alli: [EN] }",
        "{ $size: 2 }",
        "{ $size: { $gt: 1 } }",
        "{ $elemMatch: { $startsWith: de } }",
        "{ $in: [fr, en] }",
        "{ $nin: [fr] }",
        "{ $not: { $size: 3 } }",
    ] {
        assert!(languages(&format!("{{ locale.languages: {condition} }}")), "{condition}");
    }
    assert!(!languages("{ locale.languages: { $elemMatch: { $eq: de } } }"));
    let version = |condition: &str| {
        let more = "signals: { custom.app: { type: string, about: x } }";
        h(&when(&format!("{{ custom.app: {{ {condition} }} }}"), more), &[("custom.app", t("10.2.0"))])
    };
    assert!(version("$vgt: 9.9.9") && version("$vlte: v10.2.0") && version("$vne: 10.2.1") && !version("$vlt: 10.2.0"));
}

#[test]
fn cheap_questions_are_put_before_dear_ones() {
    let program = when("{ referral.host: { $regex: 'a+b' }, geo.country: DE, time.hour: { $gte: 3 } }", "");
    let asked: Vec<&str> = program
        .steps()
        .iter()
        .map(|step| {
            let predicate = program.predicates().get(step.predicate as usize).unwrap();
            program.text(program.signals().get(predicate.subject as usize).unwrap().name)
        })
        .collect();
    assert_eq!(asked, ["geo.country", "time.hour", "referral.host"]);
}

#[test]
fn constants_fold_and_equal_things_are_stored_once() {
    assert_eq!(when("{ $or: [{ geo.country: { $in: [] } }] }", "").experiences().get(0).unwrap().when, NEVER);
    assert_eq!(
        p("slots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: x } } }]")
            .experiences()
            .get(0)
            .unwrap()
            .when,
        NONE
    );
    let same = "slots: { s: { target: '#s' }, r: { target: '#r' } }
experiences:
  - { id: a, when: { geo.country: DE, time.hour: 3 }, show: { s: { text: x } } }
  - { id: b, when: { time.hour: 3, geo.country: DE }, show: { r: { text: x } } }
";
    let draft = c(same).draft;
    assert_eq!((draft.conditions.len(), draft.predicates.len()), (1, 2));
    assert_eq!(draft.contents.len(), 1);
}

#[test]
fn only_what_is_read_is_in_the_read_set() {
    let draft = c("segments: { unused: { geo.region: DE-BE } }
units: { account: { signal: locale.currency } }
slots: { s: { target: '#s', pages: ['/'] }, u: { value: metric } }
experiences:
  - id: e
    when: { time.hour: 3 }
    unit: account
    variants: { a: default, b: { show: { s: { by: device.type, mobile: { text: 'Hi {{geo.country|you}}' }, else: default } } } }
").draft;
    let mut names: Vec<&str> =
        draft.signals.iter().map(|signal| draft.strings[signal.name as usize].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["device.type", "geo.country", "locale.currency", "page.path", "time.hour"]);
    assert!(draft.signals.iter().all(|signal| signal.id != 0 && signal.flags & AT_EDGE != 0));
    assert!(!draft.strings.iter().any(|text| text == "unused"));
}

#[test]
fn weights_become_whole_buckets() {
    let draft = c("slots: { s: { target: '#s' } }
experiences:
  - id: e
    rollout: 12.5%
    experiment: { coverage: 50%, seed: other }
    variants: { a: default, b: { weight: 2, show: { s: { text: x } } }, c: { weight: 1, pass: true } }
")
    .draft;
    let experience = draft.experiences[0];
    assert_eq!(experience.flags & DRAWN, DRAWN);
    assert_eq!(experience.seed, begin(b"other"));
    let rollout = draft.gates[experience.gates.start as usize];
    assert_eq!(
        (experience.gates.len, rollout.from, rollout.until, rollout.seed),
        (1, 0, 1250, begin(b"other:rollout"))
    );
    let shares: Vec<(u32, u32)> = draft.arms.iter().map(|arm| (arm.from, arm.until)).collect();
    assert_eq!(shares, [(0, 1250), (2500, 5000), (7500, 8750)]);
}

#[test]
fn a_single_arm_draws_nothing_and_needs_no_unit() {
    let experience =
        c("slots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: x } } }]").draft.experiences[0];
    assert_eq!((experience.flags, experience.units.len), (0, 0));
}

#[test]
fn priority_comes_before_file_order() {
    let draft = c("slots: { s: { target: '#s' } }
experiences:
  - { id: a, show: { s: { text: x } } }
  - { id: b, priority: 5, show: { s: { text: x } } }
  - { id: c, show: { s: { text: x } } }
")
    .draft;
    let order: Vec<&str> = draft.experiences.iter().map(|e| draft.strings[e.name as usize].as_str()).collect();
    assert_eq!(order, ["b", "a", "c"]);
}

#[test]
fn what_only_a_browser_knows_or_does_is_the_devices() {
    let flags = |experience: &str| {
        c(&format!("segments: {{ touch: {{ device.touch: true }} }}\nslots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, {experience} }}]")).draft.experiences[0].flags & DEVICE_ONLY
    };
    assert_eq!(flags("when: { geo.country: DE }, show: { s: { text: x } }"), 0);
    for experience in [
        "when: { device.touch: true }, show: { s: { text: x } }",
        "when: { $segment: touch }, show: { s: { text: x } }",
        "show: { s: { use: '#tpl' } }",
        "show: { s: { text: 'on {{page.type|a page}}' } }",
        "show: { s: { by: page.type, a: { text: x }, else: default } }",
        "show: { s: { by: geo.country, DE: { order: [li] }, else: default } }",
    ] {
        assert_eq!(flags(experience), DEVICE_ONLY, "{experience}");
    }
}

#[test]
fn what_a_request_says_in_full_is_settled_without_it() {
    let unsettled: Vec<&str> = crate::signal::catalogue::all()
        .iter()
        .filter(|entry| entry.active && !entry.is_unsettled())
        .map(|entry| entry.name)
        .collect();
    let groups =
        ["calendar.", "referral.", "page.path", "page.host", "page.query.", "time.utc.", "geo.region", "geo.city"];
    for entry in crate::signal::catalogue::all().iter().filter(|entry| entry.active) {
        let settled = groups.iter().any(|group| entry.name.starts_with(group));
        assert_eq!(unsettled.contains(&entry.name), settled, "{}", entry.name);
    }
    let draft = c("slots: { s: { target: '#s' } }
experiences: [{ id: e, when: { page.path: /, geo.country: DE }, show: { s: { text: x } } }]")
    .draft;
    let flags: Vec<bool> = draft.signals.iter().map(|signal| signal.flags & UNSETTLED != 0).collect();
    assert_eq!(flags, [false, true]);
}

#[test]
fn what_contents_show_or_choose_by_is_asked_once_all_else_holds() {
    let asked = |show: &str| {
        let draft = c(&format!(
            "slots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, when: {{ time.hour: 3 }}, {show} }}]"
        ))
        .draft;
        let steps = draft.steps.iter().map(|step| draft.predicates[step.predicate as usize]);
        let name = |signal: u32| draft.strings[draft.signals[signal as usize].name as usize].clone();
        let settled = |question: &crate::program::records::Predicate| question.op == Question::Settled;
        let asked: Vec<_> = steps.filter(settled).map(|question| name(question.subject)).collect();
        assert_eq!(draft.predicates[draft.steps[0].predicate as usize].op, Question::EqNumber);
        asked
    };
    assert!(asked("show: { s: { text: x } }").is_empty());
    assert!(asked("show: { s: { text: '{{referral.name|x}}' } }").is_empty());
    assert_eq!(asked("show: { s: { text: '{{geo.country|x}} {{geo.country|y}}' } }"), ["geo.country"]);
    assert_eq!(
        asked(
            "variants: { a: { show: { s: { text: '{{geo.country|x}}' } } }, b: { show: { s: { by: device.type, tv: { attr: { title: '{{geo.eu|x}}' } }, else: default } } } }"
        ),
        ["geo.country", "geo.eu", "device.type"]
    );
}

#[test]
fn segments_that_nest_as_deep_as_they_may_are_asked_once_a_run() {
    use std::fmt::Write as _;
    let mut segments = String::from("segments:\n  s0: { $or: [{ geo.country: DE }, { time.hour: 3 }] }\n");
    for depth in 1..crate::limits::CONDITION_DEPTH {
        let below = depth - 1;
        let _ = writeln!(
            segments,
            "  s{depth}: {{ $or: [{{ $and: [{{ $segment: s{below} }}, {{ time.minute: {depth} }}] }}, {{ $and: [{{ time.day: {depth} }}, {{ $segment: s{below} }}] }}] }}"
        );
    }
    let program = when(&format!("{{ $segment: s{} }}", crate::limits::CONDITION_DEPTH - 1), &segments);
    let decided = |signals: &[(&str, Value)], place| {
        let mut decisions = Decisions::default();
        let request = Request { place, ..Request::default() };
        decide(&program, &mut context(&program, signals), &request, &mut decisions, None);
        decisions.slot(0).unwrap().reason
    };
    assert_eq!(decided(&[], Place::Edge), Reason::OnDevice);
    assert_eq!(decided(&[], Place::Device), Reason::Default);
    let known = [("geo.country", t("US")), ("time.hour", Value::Number(4.0))];
    assert_eq!(decided(&known, Place::Edge), Reason::Default);
}

#[test]
fn tables_in_contents_are_looked_up_by_their_key() {
    let program = p("tables: { store: { by: geo.country, rows: { DE: { name: Berlin, kind: big }, 'NO': { name: Oslo, kind: small }, SE: { kind: odd } } } }
slots: { s: { target: '#s' } }
experiences:
  - id: e
    show: { s: { by: table.store.kind, big: { text: 'In {{table.store.name|town}}!' }, small: { text: small } } }
");
    let chosen = |country: &str| {
        let mut context = context(&program, &[("geo.country", t(country))]);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &Request::default(), &mut decisions, None);
        program.content(decisions.slot(0).unwrap().content)
    };
    let cells = vec![("DE".into(), "Berlin".into()), ("NO".into(), "Oslo".into())];
    let lookup = Piece::Lookup { signal: 0, cells, fallback: "town".into() };
    let text = vec![Piece::Literal("In ".into()), lookup, Piece::Literal("!".into())];
    assert_eq!(chosen("DE"), Content::Ops(vec![Op::Text(text)]));
    assert_eq!(chosen("NO"), Content::Ops(vec![Op::Text(vec![Piece::Literal("small".into())])]));
    assert_eq!(chosen("SE"), Content::Default);
    assert_eq!(chosen("US"), Content::Default);
}

#[test]
fn messages_become_a_choice_by_language() {
    let files = BTreeMap::from([
        ("ruleset.yaml".to_owned(), b"nearside: 1\nid: t\nmessages: { en: en.yaml, de: de.yaml }\nslots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: { t: hi }, attr: { title: { t: only } } } } }]\n".to_vec()),
        ("en.yaml".to_owned(), b"hi: Hello\nonly: \"a < b\"\n".to_vec()),
        ("de.yaml".to_owned(), b"hi: Hallo\n".to_vec()),
    ]);
    let reading = crate::ruleset::read(&files);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    let draft = compile(&reading.ruleset.unwrap(), &reading.sources, &Options::default()).unwrap().draft;
    let ops = |hello: &str| {
        Content::Ops(vec![
            Op::Text(vec![Piece::Literal(hello.into())]),
            Op::Attr { name: "title".into(), value: Some(vec![Piece::Literal("a < b".into())]) },
        ])
    };
    assert_eq!(
        draft.contents,
        [
            ops("Hello"),
            ops("Hallo"),
            Content::By { signal: 0, cases: vec![("en".into(), 0), ("de".into(), 1)], otherwise: 0 },
        ]
    );
    assert_eq!(draft.strings[draft.signals[0].name as usize], "locale.language");
}

/// The greeting that a browser with these languages gets.
fn greeting(program: &Program, languages: &[&str]) -> String {
    let list = languages.iter().map(|tag| (*tag).to_owned()).collect();
    let facts = Facts::from_iter(vec![(number::LANGUAGES, Fact::Texts(list))]);
    let mut context = Context::new(program);
    for (index, signal) in (0..).zip(program.signals()) {
        let argument = (signal.argument != NONE).then(|| program.text(signal.argument));
        if let Some(seen) = observe(signal.id, argument, &facts) {
            context.put_observation(program, index, &seen);
        }
    }
    let mut decisions = Decisions::default();
    decide(program, &mut context, &Request::default(), &mut decisions, None);
    let mut content = decisions.slot(0).map_or(Content::Default, |slot| program.content(slot.content));
    while let Content::By { signal, cases, otherwise } = content {
        let language = context.values().datum(signal);
        let language = context.values().text(program, language).unwrap_or_default();
        let chosen =
            cases.iter().find(|(case, _)| case.as_bytes() == language).map_or(otherwise, |(_, chosen)| *chosen);
        content = program.content(chosen);
    }
    format!("{content:?}").split('"').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn a_visitor_gets_the_nearest_of_the_languages() {
    let rules = "slots: { s: { target: '#s' } }\nexperiences: [{ id: e, show: { s: { text: { t: hi } } } }]\n";
    let messages = "messages: { en: { hi: Hello, x: y }, pt-BR: { hi: Olá }, zh-Hant: { hi: 你好 } }\n";
    let program = p(&format!("{messages}{rules}"));
    for (languages, expected) in [
        (&["pt-PT", "en"][..], "Olá"),
        (&["pt"], "Olá"),
        (&["en-AU"], "Hello"),
        (&["zh-TW"], "你好"),
        (&["zh-CN", "en-GB"], "Hello"),
        (&["ja", "pt-MZ"], "Olá"),
        (&["ja"], "Hello"),
        (&[], "Hello"),
    ] {
        assert_eq!(greeting(&program, languages), expected, "{languages:?}");
    }
    // The site speaks Galician and European Portuguese; the messages do not.
    let program = p(&format!("locales: [en, gl, pt-PT]\n{messages}{rules}"));
    for (languages, expected) in [(&["pt-BR"][..], "Olá"), (&["gl"], "Hello"), (&["zh-Hant"], "Hello")] {
        assert_eq!(greeting(&program, languages), expected, "{languages:?}");
    }
}

#[test]
fn rules_about_a_language_ask_for_the_matched_one() {
    let program = p("locales: [en, pt-BR]
slots: { s: { target: '#s' } }
experiences:
  - { id: a, when: { locale.language: pt-BR }, show: { s: { text: Olá } } }
  - { id: b, when: { locale.language: fr }, show: { s: { text: Salut } } }
  - { id: c, when: { locale.language: en }, show: { s: { text: Hello } } }
");
    for (languages, expected) in
        [(&["pt-PT"][..], "Olá"), (&["fr-CA"], "Salut"), (&["fr", "en"], "Hello"), (&["en-IE"], "Hello"), (&["ja"], "")]
    {
        assert_eq!(greeting(&program, languages), expected, "{languages:?}");
    }
}

#[test]
fn a_redirect_is_the_pages() {
    let program = p(
        "experiences: [{ id: e, pages: /lp, unit: page-view, variants: { short: default, long: { redirect: /lp-long } } }]",
    );
    assert_eq!(program.text(program.slots().get(0).unwrap().name), "$page");
    assert_eq!(
        program.content(program.placements().get(0).unwrap().content),
        Content::Ops(vec![Op::Redirect("/lp-long".into())])
    );
}

#[test]
fn decisions_follow_the_compiled_program() {
    let program = p("slots: { s: { target: '#s', pages: ['/', '/c/*'] }, u: { value: metric } }
experiences:
  - { id: a, pages: ['/'], when: { geo.country: DE }, show: { s: { text: de }, u: us } }
  - { id: b, schedule: { from: 2026-01-01T00:00:00Z }, show: { s: { text: all } } }
");
    let decided = |path: &str, now: i64| {
        let mut context = context(&program, &[("geo.country", t("DE")), ("page.path", t(path))]);
        let mut decisions = Decisions::default();
        decide(&program, &mut context, &Request { now, ..Request::default() }, &mut decisions, None);
        decisions.slots.iter().map(|slot| slot.reason).collect::<Vec<_>>()
    };
    let later = 1_800_000_000_000;
    assert_eq!(decided("/", 0), [Reason::Matched, Reason::Matched]);
    assert_eq!(decided("/c/x", later), [Reason::Matched, Reason::Default]);
    assert_eq!(decided("/c/x", 0), [Reason::Default, Reason::Default]);
    assert_eq!(program.content(program.slots().get(1).unwrap().default), Content::Value(t("metric")));
}

#[test]
fn err_patterns_that_no_automaton_can_do_are_diagnosed() {
    let with = |pattern: &str| {
        codes(&format!(
            "slots: {{ s: {{ target: '#s' }} }}\nexperiences: [{{ id: e, when: {{ referral.name: {{ $regex: '{pattern}' }} }}, show: {{ s: {{ text: x }} }} }}]"
        ))
    };
    assert_eq!(with("a(?=b)"), ["pattern-unsupported"]);
    assert_eq!(with("(a|b)*a(a|b){30}"), ["pattern-too-large"]);
    assert_eq!(with("["), ["pattern-invalid"]);
}

#[test]
fn err_all_patterns_together_have_a_limit() {
    let experiences: Vec<String> = (0..12).map(|i| format!("  - {{ id: e{i}, when: {{ referral.name: {{ $regex: 'x{i}y{{4000}}' }} }}, show: {{ s: {{ text: x }} }} }}\n")).collect();
    let found = codes(&format!("slots: {{ s: {{ target: '#s' }} }}\nexperiences:\n{}", experiences.concat()));
    assert!(!found.is_empty() && found.iter().all(|code| *code == "patterns-too-large"), "{found:?}");
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
fn domains_go_with_the_signal_that_asks_for_them() {
    let named = "domains: [checkout.shop.example, shop.example, WWW.Other.co.uk]";
    let argument = |program: &Program| {
        let signal = program.signals().get(0).unwrap();
        (signal.argument != NONE).then(|| program.text(signal.argument).to_owned())
    };
    assert_eq!(argument(&when("{ referral.source: internal }", named)).as_deref(), Some("shop.example,other.co.uk"));
    assert_eq!(argument(&when("{ referral.source: internal }", "")), None);
    assert_eq!(argument(&when("{ referral.name: google }", named)), None);
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
