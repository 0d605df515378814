//! Fixtures: a folder for each code in `tests/cases/check`, with what is shown and what machines get.
//!
//! `NEARSIDE_BLESS=1 cargo test --lib check::` writes what is expected anew; then read the difference.
#![allow(clippy::disallowed_methods, reason = "tests read fixtures")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::limits;
use crate::ruleset::{Files, read};

/// 2026-11-22T12:00:00Z: the fixtures' present.
const NOW: i64 = 1_795_348_800_000;

/// Codes whose input is too large for a fixture; a test makes it, below or in `src/compile/tests`.
const MADE: [&str; 16] = [
    "observable-rank",
    "too-many-topics",
    "too-many-events",
    "too-many-hours",
    "bundle-too-large",
    "too-many-signals",
    "too-many-slots",
    "too-large",
    "not-utf8",
    "too-many-files",
    "too-many-locales",
    "content-too-large",
    "content-too-deep",
    "condition-too-large",
    "too-many-experiences",
    "patterns-too-large",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The files of a folder and below; what is expected of them left out.
fn files(folder: &Path) -> Files {
    fn walk(root: &Path, at: &Path, files: &mut Files) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() {
                walk(root, &path, files);
            } else if !name.starts_with("expected.") {
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(folder, folder, &mut files);
    files
}

/// All findings; what a release does not do yet has fixtures of its own.
fn findings(files: &Files) -> (Vec<Diagnostic>, Sources) {
    let mut reading = read(files);
    complete(&mut reading, NOW);
    reading.diagnostics.retain(|one| !one.code.ends_with("not-active"));
    (reading.diagnostics, reading.sources)
}

fn of(yaml: &str) -> Files {
    Files::from([("ruleset.yaml".to_owned(), yaml.as_bytes().to_vec())])
}

fn shown(yaml: &str) -> String {
    let (found, sources) = findings(&of(yaml));
    render::text(&found, &sources, false)
}

fn codes(files: &Files) -> BTreeSet<&'static str> {
    findings(files).0.iter().map(|one| one.code).collect()
}

/// Compares with a file, or writes it when blessing.
fn expect(path: &Path, found: &str) {
    if std::env::var_os("NEARSIDE_BLESS").is_some() {
        std::fs::write(path, found).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, expected, "{} (NEARSIDE_BLESS=1 writes it)", path.display());
}

fn fixtures() -> Vec<(String, PathBuf)> {
    let folder = root().join("tests/cases/check");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    all.sort();
    all
}

#[test]
fn each_fixture_shows_its_code_and_nothing_else() {
    let mut mixed = Vec::new();
    for (code, folder) in fixtures() {
        let (found, sources) = findings(&files(&folder));
        expect(&folder.join("expected.txt"), &render::text(&found, &sources, false));
        expect(&folder.join("expected.json"), &format!("{:#}\n", render::json(&found, &sources)));
        let others: Vec<_> = found.iter().map(|one| one.code).filter(|one| *one != code).collect();
        if found.is_empty() || !others.is_empty() {
            mixed.push(format!("{code}: {} findings, of others {others:?}", found.len()));
        }
    }
    assert!(mixed.is_empty(), "{mixed:#?}");
}

/// `code path:line` of all findings.
fn places(yaml: &str) -> Vec<String> {
    let (found, sources) = findings(&of(yaml));
    found.iter().map(|one| format!("{} {}", one.code, sources.start(one.span).line)).collect()
}

#[test]
fn one_event_more_than_a_profile_has_room_for_is_found_where_it_is_asked_for() {
    let ruleset = |declared: usize, asked: usize| {
        let events: String = (0..declared).map(|at| format!("  e{at}: {{}}\n")).collect();
        let rules: String = (0..asked)
            .map(|at| {
                format!("  - {{ id: r{at}, because: x, when: {{ event.e{at}.count: 1 }}, show: {{ s{at}: 1 }} }}\n")
            })
            .collect();
        let slots: String = (0..asked).map(|at| format!("  s{at}: {{ value: 0 }}\n")).collect();
        format!("nearside: 1\nid: t\nexperiences:\n{rules}events:\n{events}slots:\n{slots}")
    };
    assert_eq!(
        places(&ruleset(limits::EVENTS + 10, limits::EVENTS)),
        Vec::<String>::new(),
        "declared is not asked for"
    );
    // The sixty-fifth rule, below three lines.
    assert_eq!(places(&ruleset(limits::EVENTS + 1, limits::EVENTS + 1)), ["too-many-events 68"]);
    assert_eq!(places(&ruleset(limits::EVENTS + 3, limits::EVENTS + 3)), ["too-many-events 68"]);
}

#[test]
fn one_topic_more_than_a_profile_has_room_for_is_found() {
    let ruleset = |count: usize, sensitive: &str| {
        let topics: String = (0..count).map(|at| format!("    - topic-{at}\n")).collect();
        format!("nearside: 1\nid: t\ntopics:\n  sensitive: [{sensitive}]\n  allow:\n{topics}")
    };
    assert_eq!(places(&ruleset(limits::TOPICS, "")), Vec::<String>::new());
    assert_eq!(
        places(&ruleset(limits::TOPICS + 1, "topic-3")),
        Vec::<String>::new(),
        "sensitive ones are not remembered"
    );
    assert_eq!(places(&ruleset(limits::TOPICS + 1, "")), ["too-many-topics 38"]);
}

#[test]
fn signals_of_the_page_say_what_of_which_element() {
    let codes = |signal: &str, shown: &str| {
        let yaml = format!(
            "nearside: 1\nid: t\nsignals: {{ custom.x: {{ {signal} }} }}\nslots: {{ hero: {{ target: \"#hero\" }} }}\n\
             experiences: [{{ id: a, when: {{ custom.x: {{ $exists: true }} }}, show: {{ hero: {{ text: \"{shown}\" }} }} }}]\n"
        );
        codes(&of(&yaml)).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(codes("type: string, from: { text: h1 }", "{{custom.x|?}}"), Vec::<&str>::new());
    assert_eq!(codes("type: number, from: { attr: data-x, of: h1 }", "{{custom.x|?}}"), Vec::<&str>::new());
    for (signal, code) in [
        ("type: string, from: { attr: data-x }", "missing-key"),
        ("type: string, from: { of: h1 }", "missing-key"),
        ("type: string, from: {}", "missing-key"),
        ("type: string, from: { text: h1, value: h2 }", "conflicting-keys"),
        ("type: boolean, from: { text: h1 }", "conflicting-keys"),
        ("type: string, from: { text: \"h1 >\" }", "invalid-selector"),
    ] {
        assert_eq!(codes(signal, "x"), [code], "{signal}");
    }
    // A link may fill a field.
    assert_eq!(codes("type: string, from: { value: h1 }", "{{custom.x|?}}"), ["url-text"]);
}

#[test]
fn each_code_has_a_fixture_and_each_fixture_a_code() {
    let known: BTreeSet<&str> = codes::CODES.iter().map(|one| one.code).collect();
    let fixtures: BTreeSet<String> = fixtures().into_iter().map(|(code, _)| code).collect();
    for code in &known {
        // What is not active yet is listed by the fixtures in `tests/cases/rulesets`.
        let elsewhere = MADE.contains(code) || code.ends_with("not-active");
        assert!(fixtures.contains(*code) != elsewhere, "{code} has no fixture, or two");
    }
    for code in &fixtures {
        assert!(known.contains(code.as_str()), "{code} is not in src/check/codes.rs");
    }
    assert!(codes::CODES.is_sorted_by_key(|one| one.code));
}

#[test]
fn the_severity_in_the_table_is_the_one_that_is_reported() {
    for (_, folder) in fixtures() {
        for found in findings(&files(&folder)).0 {
            let known = codes::CODES.iter().find(|one| one.code == found.code);
            assert_eq!(known.map(|one| one.severity), Some(found.severity), "{}", found.code);
        }
    }
}

#[test]
fn the_documentation_lists_the_codes() {
    expect(&root().join("docs/diagnostics.md"), &codes::markdown());
}

#[test]
fn every_code_in_the_source_is_in_the_table() {
    fn walk(at: &Path, out: &mut String) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if !path.ends_with("tests.rs") && !path.ends_with("codes.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                out.push_str(text.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    let mut source = String::new();
    for folder in ["ruleset", "check", "compile"] {
        walk(&root().join("src").join(folder), &mut source);
    }
    for start in ["Diagnostic::error(", "Diagnostic::warning(", ".refuse("] {
        for rest in source.split(start).skip(1) {
            let Some(code) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            let known = codes::CODES.iter().any(|one| one.code == code);
            assert!(known, "`{code}` is not in src/check/codes.rs");
        }
    }
    for one in codes::CODES {
        assert!(source.contains(&format!("\"{}\"", one.code)), "`{}` is never reported", one.code);
    }
}

#[test]
fn real_rulesets_have_no_findings() {
    for folder in ["tests/cases/rulesets/five-teams", "www/shop"] {
        let reading = read(&files(&root().join(folder)));
        let mut found = check(reading.ruleset.as_ref().unwrap(), &reading.sources, NOW);
        found.retain(|one| !one.code.ends_with("not-active"));
        assert_eq!(render::text(&found, &reading.sources, false), "", "{folder}");
    }
    assert_eq!(shown("nearside: 1\nid: a\n"), "");
}

#[test]
fn findings_too_large_for_a_fixture_are_found_too() {
    let head = "nearside: 1\nid: a\nslots: { hero: { target: \"#hero\" } }\n";
    let show = |content: &str| of(&format!("{head}experiences:\n  - id: a\n    show: {{ hero: {content} }}\n"));
    assert!(codes(&of(&"#".repeat(limits::RULESET_BYTES + 1))).contains("too-large"));
    assert!(!codes(&of(&"#".repeat(limits::RULESET_BYTES))).contains("too-large"));
    assert!(codes(&Files::from([("ruleset.yaml".to_owned(), vec![0xFF])])).contains("not-utf8"));
    let many = |count: usize| (0..count).map(|at| (format!("{at:05}.html"), Vec::new())).collect::<Files>();
    let with_entry = |mut files: Files| {
        files.insert("ruleset.yaml".to_owned(), head.as_bytes().to_vec());
        codes(&files)
    };
    assert!(with_entry(many(limits::RULESET_FILES)).contains("too-many-files"));
    assert!(!with_entry(many(limits::RULESET_FILES - 1)).contains("too-many-files"));
    let html = |bytes: usize| codes(&show(&format!("{{ html: {} }}", "x".repeat(bytes))));
    assert!(html(limits::CONTENT_BYTES + 1).contains("content-too-large"));
    assert!(!html(limits::CONTENT_BYTES - 1000).contains("content-too-large"));
    let rules: String = (0..=limits::EXPERIENCES)
        .map(|at| format!("  - {{ id: e{at}, pages: /{at}, show: {{ hero: {{ text: Hi }} }} }}\n"))
        .collect();
    assert!(codes(&of(&format!("{head}experiences:\n{rules}"))).contains("too-many-experiences"));
    let patterns: String = (0..20)
        .map(|at| format!("  - {{ id: e{at}, when: {{ page.path: {{ $regex: \"a[ab]{{10}}c{at}\" }} }}, show: {{ hero: {{ text: Hi }} }} }}\n"))
        .collect();
    let found = codes(&of(&format!("{head}experiences:\n{patterns}")));
    assert!(found.contains("patterns-too-large"), "{found:?}");
}

/// A ruleset of one experience with this condition.
fn asking(when: &str) -> String {
    format!(
        "nearside: 1\nid: a\nslots: {{ hero: {{ target: \"#hero\" }} }}\nexperiences:\n  \
        - {{ id: a, when: {when}, show: {{ hero: {{ text: Hi }} }} }}\n"
    )
}

#[test]
fn hostile_conditions_end() {
    let join = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().join(", ");
    let either = |at: usize| format!("{{ $or: [{{ page.query.q{at}: a }}, {{ page.query.r{at}: b }}] }}");
    // Each segment asks the next one twice: 2^30 ways, were they walked.
    let twice = |at: usize| {
        let next = at + 1;
        format!(
            "  s{at}: {{ $and: [{{ $or: [{{ $segment: s{next} }}, {{ page.path: /{at} }}] }}, {{ $segment: s{next} }}] }}\n"
        )
    };
    let segments: String = (0..30).map(twice).collect();
    for yaml in [
        asking(&format!("{{ {} }}", join(3_000, &|at| format!("page.query.q{at}: a")))),
        asking(&format!("{{ $or: [{}] }}", join(3_000, &|at| format!("{{ page.query.q{at}: a }}")))),
        asking(&format!("{{ $and: [{}] }}", join(40, &either))),
        asking(&format!("{}{{ geo.country: DE }}{}", "{ $not: ".repeat(50), " }".repeat(50))),
        format!("{}segments:\n{segments}  s30: {{ geo.country: DE }}\n", asking("{ $segment: s0 }")),
    ] {
        let reading = read(&of(&yaml));
        assert!(!reading.has_errors());
        check(&reading.ruleset.unwrap(), &reading.sources, NOW);
    }
}

mod soundness {
    use super::*;
    use proptest::prelude::*;

    /// What a visitor may be: an hour, a device, a country, each known or not.
    type Visitor = (Option<u8>, Option<&'static str>, Option<&'static str>);

    const DEVICES: [&str; 3] = ["mobile", "tablet", "desktop"];
    const COUNTRIES: [&str; 3] = ["DE", "AT", "FR"];

    /// A condition as it is written, and its meaning, independently of the model: Kleene's three values.
    #[derive(Debug, Clone)]
    enum Said {
        Hour(&'static str, u8),
        Between(u8, u8),
        Device(bool, Vec<&'static str>),
        Country(bool, &'static str),
        Exists(bool),
        Not(Box<Said>),
        All(Vec<Said>),
        Any(Vec<Said>),
        Nor(Vec<Said>),
    }

    impl Said {
        fn yaml(&self) -> String {
            let list = |all: &[Said]| all.iter().map(Said::yaml).collect::<Vec<_>>().join(", ");
            match self {
                Said::Hour(op, hour) => format!("{{ time.hour: {{ {op}: {hour} }} }}"),
                Said::Between(from, until) => format!("{{ time.hour: {{ $between: [{from}, {until}] }} }}"),
                Said::Device(yes, all) => {
                    format!("{{ device.type: {{ {}: [{}] }} }}", if *yes { "$in" } else { "$nin" }, all.join(", "))
                }
                Said::Country(yes, one) => {
                    format!("{{ geo.country: {{ {}: {one} }} }}", if *yes { "$eq" } else { "$ne" })
                }
                Said::Exists(yes) => format!("{{ geo.country: {{ $exists: {yes} }} }}"),
                Said::Not(inner) => format!("{{ $not: {} }}", inner.yaml()),
                Said::All(all) => format!("{{ $and: [{}] }}", list(all)),
                Said::Any(all) => format!("{{ $or: [{}] }}", list(all)),
                Said::Nor(all) => format!("{{ $nor: [{}] }}", list(all)),
            }
        }

        fn holds(&self, visitor: Visitor) -> Option<bool> {
            let (hour, device, country) = visitor;
            let any = |all: &[Said]| {
                let answers: Vec<_> = all.iter().map(|one| one.holds(visitor)).collect();
                if answers.contains(&Some(true)) {
                    Some(true)
                } else if answers.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            };
            match self {
                Said::Hour(op, than) => hour.map(|hour| match *op {
                    "$gt" => hour > *than,
                    "$gte" => hour >= *than,
                    "$lt" => hour < *than,
                    "$lte" => hour <= *than,
                    "$ne" => hour != *than,
                    _ => hour == *than,
                }),
                Said::Between(from, until) if from > until => hour.map(|hour| hour >= *from || hour < *until),
                Said::Between(from, until) => hour.map(|hour| (*from..*until).contains(&hour)),
                Said::Device(yes, all) => device.map(|device| all.contains(&device) == *yes),
                Said::Country(yes, one) => country.map(|country| (country == *one) == *yes),
                Said::Exists(yes) => Some(country.is_some() == *yes),
                Said::Not(inner) => inner.holds(visitor).map(|yes| !yes),
                Said::All(all) => {
                    let turned: Vec<Said> = all.iter().map(|one| Said::Not(Box::new(one.clone()))).collect();
                    any(&turned).map(|yes| !yes)
                }
                Said::Any(all) => any(all),
                Said::Nor(all) => any(all).map(|yes| !yes),
            }
        }
    }

    fn said() -> impl Strategy<Value = Said> {
        let op = prop::sample::select(vec!["$gt", "$gte", "$lt", "$lte", "$eq", "$ne"]);
        let leaf = prop_oneof![
            (op, 0..24_u8).prop_map(|(op, hour)| Said::Hour(op, hour)),
            (0..24_u8, 0..24_u8).prop_map(|(from, until)| Said::Between(from, until)),
            (any::<bool>(), prop::sample::subsequence(DEVICES.to_vec(), 1..=3))
                .prop_map(|(yes, all)| Said::Device(yes, all)),
            (any::<bool>(), prop::sample::select(COUNTRIES.to_vec())).prop_map(|(yes, one)| Said::Country(yes, one)),
            any::<bool>().prop_map(Said::Exists),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|one| Said::Not(Box::new(one))),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Said::All),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Said::Any),
                prop::collection::vec(inner, 1..3).prop_map(Said::Nor),
            ]
        })
    }

    fn visitors() -> Vec<Visitor> {
        let hours = || (0..24).map(Some).chain([None]);
        let devices = || DEVICES.into_iter().chain(["bot"]).map(Some).chain([None]);
        let countries = || COUNTRIES.into_iter().chain(["US"]).map(Some).chain([None]);
        let pairs = hours().flat_map(|hour| devices().map(move |device| (hour, device)));
        pairs.flat_map(|(hour, device)| countries().map(move |country| (hour, device, country))).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn what_is_called_impossible_holds_for_no_visitor(said in said()) {
            let reading = read(&of(&asking(&said.yaml())));
            let ruleset = reading.ruleset.as_ref().unwrap();
            let found = check(ruleset, &reading.sources, NOW);
            let when = ruleset.experiences[0].when.as_ref().unwrap();
            let whole = |code: &str| found.iter().any(|one| one.code == code && one.span == walk::condition_span(when));
            let broken = found.iter().any(|one| one.code == "between-shape");
            let scope = Scope::new(ruleset);
            let mut solver = logic::Solver::new(&scope);
            let possible = logic::can_hold(&mut solver, when);
            let holds = visitors().into_iter().any(|visitor| said.holds(visitor) == Some(true));
            // Every operator here is one that sets express, so the answer is exact: whenever it is given at all.
            if let Some(possible) = possible.filter(|_| !broken) {
                prop_assert_eq!(possible, holds, "{}", said.yaml());
            }
            if whole("always-true-condition") {
                prop_assert!(visitors().into_iter().all(|visitor| said.holds(visitor) != Some(false)), "{}", said.yaml());
            }
        }

        #[test]
        fn what_is_said_to_follow_follows(first in said(), second in said()) {
            let yaml = format!(
                "{}  - {{ id: b, when: {}, show: {{ hero: {{ text: Hi }} }} }}\n",
                asking(&first.yaml()),
                second.yaml()
            );
            let reading = read(&of(&yaml));
            let ruleset = reading.ruleset.as_ref().unwrap();
            let scope = Scope::new(ruleset);
            let [a, b] = [0, 1].map(|at| ruleset.experiences[at].when.as_ref().unwrap());
            if logic::implies(&mut logic::Solver::new(&scope), b, a) {
                for visitor in visitors() {
                    prop_assert!(second.holds(visitor) != Some(true) || first.holds(visitor) == Some(true), "{yaml}");
                }
            }
        }
    }
}

mod bad_input {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Fixtures with a stretch cut out, doubled, or replaced by another's: findings, never a panic.
        #[test]
        fn damaged_rulesets_are_checked_without_a_panic(
            which in 0..1000_usize, other in 0..1000_usize, from in 0.0..1.0_f64, length in 0..200_usize, how in 0..3_u8,
        ) {
            let all = fixtures();
            let [mut taken, second] = [which, other].map(|at| files(&all[at % all.len()].1));
            let donor = second.values().next().cloned().unwrap_or_default();
            for bytes in taken.values_mut() {
                let start = (from * bytes.len() as f64) as usize;
                let end = (start + length).min(bytes.len());
                let piece = match how {
                    0 => Vec::new(),
                    1 => bytes[start..end].repeat(2),
                    _ => donor[start.min(donor.len())..end.min(donor.len())].to_vec(),
                };
                bytes.splice(start..end, piece);
            }
            let (found, sources) = findings(&taken);
            render::text(&found, &sources, true);
            render::json(&found, &sources);
        }
    }
}

#[test]
fn who_likes_something_likes_something_best() {
    let codes = |rule: &str, message: &str| {
        let yaml = format!(
            "nearside: 1\nid: t\ntopics: {{ allow: [running] }}\nslots: {{ hero: {{ target: \"#hero\" }} }}\n\
             messages: {{ en: {{ likes: \"{message}\" }} }}\nexperiences: [{{ id: e, {rule}, show: {{ hero: {{ text: x }} }} }}]\n"
        );
        codes(&of(&yaml)).into_iter().collect::<Vec<_>>()
    };
    let top = "You like {{affinity.top}}";
    let fine = Vec::<&str>::new();
    for (when, expected) in [
        ("affinity.running: { $gte: 0.3 }", fine.clone()),
        ("affinity.running: { $gt: 0, $lt: 0.5 }", fine.clone()),
        ("affinity.running: { $between: [0.2, 0.5] }", fine.clone()),
        ("affinity.running: { $lte: 0.4 }", vec!["missing-fallback"]),
        ("affinity.running: { $lt: 0.5 }", vec!["missing-fallback"]),
    ] {
        assert_eq!(codes(&format!("because: \"{top}\", when: {{ {when} }}"), "x"), expected, "{when}");
        // A message is known by where it is used.
        assert_eq!(codes(&format!("because: {{ t: likes }}, when: {{ {when} }}"), top), expected, "{when}");
    }
}

#[test]
fn what_a_calendar_tells_is_there_together() {
    let codes = |rule: &str| {
        let yaml = format!(
            "nearside: 1\nid: t\ncalendars: {{ a: {{ zone: Europe/Berlin, open: {{ mon: \"10:00-12:00\" }} }} }}\n\
             tables: {{ store: {{ by: geo.country, rows: {{ DE: {{ calendar: a }} }} }} }}\n\
             slots: {{ hero: {{ target: \"#hero\" }} }}\nexperiences: [{{ id: e, {rule} }}]\n"
        );
        codes(&of(&yaml)).into_iter().collect::<Vec<_>>()
    };
    let shows = |signal: &str| format!("show: {{ hero: {{ text: \"{{{{{signal}|time}}}}\" }} }}");
    let fine = Vec::<&str>::new();
    assert_eq!(codes(&shows("calendar.a.closes")), ["missing-fallback"]);
    assert_eq!(codes(&format!("schedule: {{ during: a }}, {}", shows("calendar.a.closes"))), fine);
    assert_eq!(codes(&format!("when: {{ calendar.a.state: open }}, {}", shows("calendar.a.changes"))), fine);
    assert_eq!(codes(&format!("when: {{ table.store.state: open }}, {}", shows("table.store.closes"))), fine);
    assert_eq!(codes(&shows("table.store.closes")), ["missing-fallback"]);
    for (rule, code) in [
        ("schedule: { during: b }", "unknown-calendar"),
        ("when: { calendar.b.state: open }", "unknown-calendar"),
        ("when: { calendar.a.closes: { $during: b } }", "unknown-calendar"),
        ("when: { calendar.a.state: opened }", "unknown-value"),
        ("when: { time.hour: { $during: a } }", "operator-type"),
        ("schedule: { from: 2026-12-24, until: 2026-12-23, zone: visitor }", "empty-window"),
        ("schedule: { until: 2026-11-22T01:00, zone: visitor }", "empty-window"),
    ] {
        let found = codes(&format!("{rule}, show: {{ hero: {{ text: x }} }}"));
        // A day that is over here is not over everywhere.
        let expected: &[&str] = if rule.contains("2026-11-22T01") { &[] } else { &[code] };
        assert_eq!(found, expected, "{rule}");
    }
}
