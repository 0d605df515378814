//! Reading whole rulesets: the fixtures in `tests/cases`, each with what it must come to.
//!
//! `tests/cases/ruleset/NAME.yaml` is read, and said again in short lines; `expected/NAME.json` holds those lines.
//! After a change that is meant, `cargo test -- --ignored bless_ruleset_cases` writes them anew: read the diff.

#![allow(clippy::disallowed_methods, reason = "tests read fixtures from the repository")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::model::{
    Arm, Condition, Content, Markup, OpSpec, OpValue, Operand, Part, SlotKind, StageStep, Template, Test, TextSource,
};
use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use crate::value::Value;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The findings: `code line:column message`, then the hints.
pub(super) fn findings(reading: &Reading) -> Vec<String> {
    let line = |d: &Diagnostic| {
        let at = reading.sources.start(d.span);
        let mark = if d.severity == Severity::Error { "" } else { "warning " };
        let hints: String = d.hints.iter().map(|hint| format!(" | {hint}")).collect();
        format!("{mark}{} {}:{} {}{hints}", d.code, at.line, at.column, d.message)
    };
    reading.diagnostics.iter().map(line).collect()
}

/// All files of a folder, paths relative to it.
pub(super) fn folder(path: &str) -> Files {
    fn walk(root: &Path, at: &Path, files: &mut Files) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let root = cases().join(path);
    let mut files = Files::new();
    walk(&root, &root, &mut files);
    files
}

/// The names of the single-file cases, with their text.
pub(super) fn single_cases() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(cases().join("ruleset"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

pub(super) fn read_text(name: &str, text: &str) -> Reading {
    read(&Files::from([(name.to_owned(), text.as_bytes().to_vec())]))
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Number(number) => format!("{number}"),
        Value::Bool(flag) => format!("{flag}"),
        other => format!("{other:?}"),
    }
}

fn condition(it: &Condition) -> String {
    let all = |parts: &[Condition]| parts.iter().map(condition).collect::<Vec<_>>().join("; ");
    match it {
        Condition::And(parts, _) => format!("and({})", all(parts)),
        Condition::Or(parts, _) => format!("or({})", all(parts)),
        Condition::Nor(parts, _) => format!("nor({})", all(parts)),
        Condition::Not(part, _) => format!("not({})", condition(part)),
        Condition::Segment(name) => format!("segment {}", name.value),
        Condition::Test { signal, test: it } => format!("{} {}", signal.value, test(it)),
    }
}

fn test(it: &Test) -> String {
    match it {
        Test::All(tests, _) => format!("all({})", tests.iter().map(test).collect::<Vec<_>>().join("; ")),
        Test::Not(inner, _) => format!("not({})", test(inner)),
        Test::Op { op, operand, .. } => format!("{op:?} {}", operand_text(operand)),
    }
}

fn operand_text(operand: &Operand) -> String {
    match operand {
        Operand::Value(it) => value(&it.value),
        Operand::Values(values) => {
            format!("[{}]", values.iter().map(|it| value(&it.value)).collect::<Vec<_>>().join(", "))
        }
        Operand::Name(name) => name.value.clone(),
        Operand::Range(low, high) => format!("{}..{}", low.value, high.value),
        Operand::Pattern(pattern) => format!("/{}/", pattern.value),
        Operand::Test(it) => format!("({})", test(it)),
        Operand::Condition(it) => format!("({})", condition(it)),
        Operand::Invalid => "invalid".into(),
    }
}

fn template(sources: &Sources, it: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Literal(text) => format!("{text:?}"),
        Part::Signal { signal, filter, fallback, span } => {
            assert_eq!(sources.slice(signal.span), signal.value, "the span of a signal is its name");
            let filter =
                filter.as_ref().map_or_else(String::new, |(name, argument)| format!("|{}:{argument:?}", name.value));
            format!("<{}{filter}|{fallback:?} at {:?}>", signal.value, sources.slice(*span))
        }
    };
    it.parts.iter().map(part).collect::<Vec<_>>().join(" + ")
}

fn source(sources: &Sources, it: &TextSource) -> String {
    match it {
        TextSource::Inline(it) => template(sources, it),
        TextSource::Message(key) => format!("message {}", key.value),
    }
}

fn op(sources: &Sources, it: &OpSpec) -> String {
    let names = |names: &[crate::diagnostic::Spanned<String>]| {
        names.iter().map(|n| n.value.clone()).collect::<Vec<_>>().join(",")
    };
    let value = match &it.value {
        OpValue::Text(text) => source(sources, text),
        OpValue::Markup(Markup::Html(html)) => template(sources, html),
        OpValue::Markup(Markup::Template(id)) => format!("#{}", id.value),
        OpValue::Markup(Markup::Message(key)) => format!("message {}", key.value),
        OpValue::Pairs(pairs) => {
            let pair = |(name, text): &(crate::diagnostic::Spanned<String>, Option<TextSource>)| {
                format!("{}={}", name.value, text.as_ref().map_or_else(|| "null".into(), |text| source(sources, text)))
            };
            pairs.iter().map(pair).collect::<Vec<_>>().join(", ")
        }
        OpValue::Class { add, remove } => format!("+{} -{}", names(add), names(remove)),
        OpValue::Flag(flag) => flag.value.to_string(),
        OpValue::Selectors(selectors) => names(selectors),
        OpValue::Path(path) => path.value.clone(),
        OpValue::Rank(rank) => {
            let counts = [&rank.take, &rank.per_topic, &rank.explore]
                .map(|count| count.as_ref().map_or_else(|| "-".into(), |count| count.value.to_string()));
            let skip = rank.skip.as_ref().map_or("-", |skip| &skip.value);
            format!("{} by {} {} skip {skip}", rank.items.value, rank.by.value, counts.join(" "))
        }
    };
    format!("{} {value}", it.kind.value)
}

fn content(sources: &Sources, it: &Content) -> String {
    match it {
        Content::Default(_) => "default".into(),
        Content::Value(it) => value(&it.value),
        Content::Ops(ops) => format!("[{}]", ops.iter().map(|it| op(sources, it)).collect::<Vec<_>>().join("; ")),
        Content::By { signal, cases, otherwise, .. } => {
            let cases: String =
                cases.iter().map(|(name, it)| format!("{:?} → {}; ", name.value, content(sources, it))).collect();
            let otherwise = otherwise.as_ref().map_or_else(String::new, |it| format!("else {}", content(sources, it)));
            format!("by {} {cases}{otherwise}", signal.value)
        }
    }
}

/// The model in short lines: every literal with the type that it was read as.
pub(super) fn said(reading: &Reading) -> Vec<String> {
    let sources = &reading.sources;
    let Some(r) = &reading.ruleset else { return vec!["no ruleset".into()] };
    let mut out = Vec::new();
    out.extend(r.domains.iter().map(|it| format!("domain {}", it.value)));
    out.extend(r.expires.iter().map(|it| format!("expires {}", it.value)));
    out.extend(r.signals.iter().map(|it| format!("signal {} {:?}", it.name.value, it.kind)));
    out.extend(r.events.iter().map(|it| {
        format!("event {} on {:?}", it.name.value, it.on.iter().map(|(on, _)| &on.value).collect::<Vec<_>>())
    }));
    out.extend(
        r.states.iter().map(|it| format!("state {} forget {:?}", it.name.value, it.forget.as_ref().map(|it| it.value))),
    );
    for it in &r.stages {
        let step = |step: &StageStep| match step {
            StageStep::Event(name) => name.value.clone(),
            StageStep::When(it) => condition(it),
        };
        out.extend(it.steps.iter().map(|(name, it)| format!("stage {:?}: {}", name.value, step(it))));
    }
    out.extend(
        r.calendars.iter().map(|it| format!("calendar {} {}+{}", it.name.value, it.open.len(), it.except.len())),
    );
    for it in &r.tables {
        let cell = |(name, cell): &(_, crate::diagnostic::Spanned<Value>)| {
            let name: &crate::diagnostic::Spanned<String> = name;
            format!("{} {}", name.value, value(&cell.value))
        };
        let row = |(key, cells): &super::model::Row| {
            format!("row {:?}: {}", key.value, cells.iter().map(cell).collect::<Vec<_>>().join(", "))
        };
        out.extend(it.rows.iter().map(row));
    }
    out.extend(r.lists.iter().map(|it| {
        format!(
            "list {} [{}]",
            it.name.value,
            it.values.iter().map(|it| value(&it.value)).collect::<Vec<_>>().join(", ")
        )
    }));
    out.extend(r.segments.iter().map(|it| format!("segment {}: {}", it.name.value, condition(&it.when))));
    for it in &r.slots {
        let kind = match &it.kind {
            SlotKind::Target(target) => format!("at {:?}", target.value),
            SlotKind::Value(it) => value(&it.value),
        };
        out.push(format!(
            "slot {} {kind}{}",
            it.name.value,
            it.pages.iter().map(|page| format!(" {:?}", page.value)).collect::<String>()
        ));
    }
    out.extend(r.goals.iter().map(|it| format!("goal {} {}", it.name.value, it.kind.value)));
    out.extend(r.units.iter().map(|it| format!("unit {} {} {:?}", it.name.value, it.from.value, it.key.value)));
    if !r.locales.is_empty() {
        let locales: Vec<&str> = r.locales.iter().map(|it| it.value.as_str()).collect();
        out.push(format!("locales {}", locales.join(" ")));
    }
    for it in &r.messages {
        out.extend(
            it.entries.iter().map(|(key, text)| {
                format!("message {} {:?} {}", it.language.value, key.value, template(sources, text))
            }),
        );
    }
    r.experiences.iter().for_each(|it| experience(sources, it, &mut out));
    out
}

fn experience(sources: &Sources, it: &super::model::Experience, out: &mut Vec<String>) {
    let mut line = format!("experience {}", it.id.value);
    if let Some(share) = &it.rollout {
        line += &format!(" rollout {}", share.value);
    }
    if let Some(schedule) = &it.schedule {
        line += &format!(
            " {:?}..{:?}",
            schedule.from.as_ref().map(|at| at.value),
            schedule.until.as_ref().map(|at| at.value)
        );
    }
    if let Some(limits) = &it.limits {
        line += &format!(" limits {:?}", limits.show.iter().map(|it| &it.value).collect::<Vec<_>>());
    }
    line += &it.pages.iter().map(|page| format!(" {:?}", page.value)).collect::<String>();
    out.push(line);
    for variant in &it.variants {
        let arm = match &variant.arm {
            Arm::Default => "default".into(),
            Arm::Pass => "pass".into(),
            Arm::Redirect(path) => format!("redirect {}", path.value),
            Arm::Show(shows) => shows
                .iter()
                .map(|(slot, it)| format!("{}: {}", slot.value, content(sources, it)))
                .collect::<Vec<_>>()
                .join(" / "),
        };
        out.push(format!("  {} ×{} {arm}", variant.name.value, variant.weight.value));
    }
}

fn outcome(name: &str, text: &str) -> serde_json::Value {
    let reading = read_text(name, text);
    serde_json::json!({ "says": said(&reading), "findings": findings(&reading) })
}

fn expected_path(name: &str) -> PathBuf {
    cases().join("ruleset/expected").join(format!("{}.json", name.replace('.', "-")))
}

#[test]
fn every_case_says_what_it_must() {
    let mut count = 0;
    for (name, text) in single_cases() {
        let expected =
            std::fs::read_to_string(expected_path(&name)).unwrap_or_else(|_| panic!("no expectation for {name}"));
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let found = outcome(&name, &text);
        assert_eq!(found, expected, "{name}:\n{found:#}");
        count += 1;
    }
    println!("{count} rulesets read");
    assert!(count >= 60);
}

#[test]
#[ignore = "writes the expectations anew"]
fn bless_ruleset_cases() {
    for (name, text) in single_cases() {
        std::fs::write(expected_path(&name), format!("{:#}\n", outcome(&name, &text))).unwrap();
    }
}

#[test]
fn five_teams_parse_without_a_finding() {
    let reading = read(&folder("rulesets/five-teams"));
    assert_eq!(findings(&reading), Vec::<String>::new());
    assert_eq!(reading.ruleset.unwrap().experiences.len(), 7);
}

#[test]
fn the_whole_language_by_example_parses_without_a_finding() {
    let reading = read(&folder("rulesets/whole-language"));
    assert_eq!(findings(&reading), Vec::<String>::new());
    let ruleset = reading.ruleset.unwrap();
    let last = ruleset.experiences.last().unwrap();
    assert_eq!((last.id.value.as_str(), last.owner.as_ref().unwrap().value.as_str()), ("express-checkout", "checkout"));
}

#[test]
fn hostile_files_end_in_an_error_and_not_in_a_panic() {
    let code = |text: String| read_text("ruleset.yaml", &text).diagnostics.first().map(|d| d.code);
    assert_eq!(code("[".repeat(1_000_000)), Some("too-deep"));
    assert_eq!(code("{".repeat(100_000)), Some("too-deep"));
    assert_eq!(code("{a: ".repeat(100_000)), Some("too-deep"));
    assert_eq!(code("- ".repeat(100_000)), Some("too-deep"));
    assert_eq!(code("#".repeat(8 * 1024 * 1024 + 1)), Some("too-large"));
    assert_eq!(code("nearside: 1\nid: ".to_owned() + &"x".repeat(1_000_000)), None);
    assert_eq!(code(String::new()), Some("empty-file"));
    let json = |text: &str| read_text("ruleset.json", text).diagnostics.first().map(|d| d.code);
    assert_eq!(json(&"[".repeat(1_000_000)), Some("too-deep"));
    assert_eq!(json("{\"a\": \"\\ud800\"}"), Some("malformed-json"));
    assert_eq!(json(""), Some("malformed-json"));
    let not_text = read(&Files::from([("ruleset.yaml".to_owned(), vec![0xFF, 0xFE])]));
    assert_eq!(not_text.diagnostics.first().map(|d| d.code), Some("not-utf8"));
}

#[test]
fn a_file_that_holds_nothing_is_told_how_files_of_its_kind_start() {
    let entry = "nearside: 1\nid: a\ncharter: charter.yaml\nmessages: { en: en.yaml }\ninclude: [more.yaml]\n";
    for (empty, start) in [
        ("ruleset.yaml", "a ruleset starts with `nearside: 1`"),
        ("more.yaml", "a ruleset starts with `nearside: 1`"),
        ("charter.yaml", "a charter starts with `nearside-charter: 1`"),
        ("en.yaml", "messages are keys with their texts: `hero.title: Hello`"),
    ] {
        let whole = [
            ("ruleset.yaml", entry),
            ("charter.yaml", "nearside-charter: 1"),
            ("en.yaml", "a: A"),
            ("more.yaml", "nearside: 1"),
        ];
        let text = |(name, text): (&str, &str)| {
            (name.to_owned(), if name == empty { b"# later".to_vec() } else { text.into() })
        };
        let found = read(&Files::from(whole.map(text))).diagnostics;
        let hint =
            found.iter().find(|one| one.code == "empty-file").and_then(|one| one.hints.first().map(String::as_str));
        assert_eq!(hint, Some(start), "{empty}: {found:?}");
    }
}

#[test]
fn depth_is_bounded_at_n_and_not_before() {
    // The outermost map is level 1; a list in a list in it …
    let nested = |levels: usize| format!("nearside: 1\nid: {}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    let codes = |text: String| read_text("ruleset.yaml", &text).diagnostics.iter().map(|d| d.code).collect::<Vec<_>>();
    assert!(!codes(nested(crate::limits::RULESET_DEPTH)).contains(&"too-deep"));
    assert!(codes(nested(crate::limits::RULESET_DEPTH + 1)).contains(&"too-deep"));
}

#[test]
fn size_is_bounded_at_n_and_not_before() {
    let code = |bytes: usize| {
        let text = format!("nearside: 1\n{}", "#".repeat(bytes - 12));
        read_text("ruleset.yaml", &text).diagnostics.first().map(|d| d.code)
    };
    assert_eq!(code(crate::limits::RULESET_BYTES), None);
    assert_eq!(code(crate::limits::RULESET_BYTES + 1), Some("too-large"));
}

#[test]
fn ten_thousand_experiences_are_read_in_linear_time() {
    let rules: String = (0..10_000)
        .map(|n| format!("  - {{ id: x{n}, when: {{ geo.country: NO }}, show: {{ hero: {{ text: Hei }} }} }}\n"))
        .collect();
    let reading = read_text("ruleset.yaml", &format!("nearside: 1\nexperiences:\n{rules}"));
    assert_eq!(reading.diagnostics, Vec::new());
    assert_eq!(reading.ruleset.unwrap().experiences.len(), 10_000);
}

#[test]
fn long_lines_and_many_findings_take_no_longer_than_short_ones() {
    let nulls: String = (0..100_000).map(|n| format!("k{n}: , ")).collect();
    assert_eq!(read_text("ruleset.yaml", &format!("nearside: 1\nlists: {{ {nulls} }}\n")).diagnostics, Vec::new());
    let words = "word, ".repeat(100_000);
    assert_eq!(
        read_text("ruleset.yaml", &format!("nearside: 1\nlists: {{ l: [ {words} ] }}\n")).diagnostics,
        Vec::new()
    );
    let wrong = "- {a: b}\n".repeat(20_000);
    let found = read_text("ruleset.yaml", &format!("nearside: 1\nexperiences:\n{wrong}")).diagnostics;
    assert_eq!(found.len(), 2_000);
    let comments = "# c\n".repeat(50_000);
    let files = Files::from([("ruleset.yaml".to_owned(), format!("nearside: 1\n{comments}id: NO\n").into_bytes())]);
    assert!(format(&files, "ruleset.yaml").unwrap().first().unwrap().changed);
}

#[test]
fn the_entry_is_found_by_name_or_by_being_alone() {
    let files =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), b"nearside: 1".to_vec())).collect::<Files>();
    assert_eq!(entry(&files(&["a.yaml", "ruleset.yaml"])), Ok("ruleset.yaml"));
    assert_eq!(entry(&files(&["a.html", "site.yml"])), Ok("site.yml"));
    assert_eq!(entry(&files(&["ruleset.json", "x.json"])), Ok("ruleset.json"));
    assert_eq!(entry(&files(&["a.yaml", "b.yaml"])).unwrap_err().code, "no-ruleset");
    assert_eq!(entry(&files(&["a.html"])).unwrap_err().code, "no-ruleset");
}

#[test]
fn included_files_have_owners_and_only_sections() {
    let files = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect::<Files>()
    };
    let reading = read(&files(&[
        (
            "ruleset.yaml",
            "nearside: 1\nowner: web\ninclude: [teams/**/*.yaml, none/*.yaml]\nsegments: { a: { custom.zip: 01067 } }\nexperiences:\n  - { id: web, show: { hero: default } }\n",
        ),
        (
            "teams/a/rules.yaml",
            "owner: a\nsignals: { custom.zip: { type: string } }\nexperiences:\n  - { id: a, show: { hero: { use: hero.html } } }\n",
        ),
        ("teams/a/hero.html", "<b>{{geo.city|you}}</b>\n"),
        (
            "teams/b.yaml",
            "id: x\nholdout: { share: 5% }\nexperiences:\n  - { id: b, show: { hero: { use: hero.html } } }\n",
        ),
    ]));
    let shown = findings(&reading);
    assert_eq!(
        shown,
        [
            "missing-file 3:28 no file matches `none/*.yaml` | paths start at the folder of the file that names them",
            "entry-only 1:1 `id` belongs into the entry file",
            "missing-key 1:1 included file without `owner` | say who looks after it: `owner: checkout`",
            "entry-only 2:1 `holdout` belongs into the entry file",
            "missing-file 4:35 there is no file `teams/hero.html` | did you mean `teams/a/hero.html`?",
        ]
    );
    let lines = said(&reading);
    assert!(lines.contains(&"segment a: custom.zip Is \"01067\"".to_owned()), "{lines:#?}");
    assert!(
        lines.contains(
            &"  show ×1 hero: [use \"<b>\" + <geo.city|Some(\"you\") at \"{{geo.city|you}}\"> + \"</b>\"]".to_owned()
        ),
        "{lines:#?}"
    );
    let owners: Vec<_> =
        reading.ruleset.unwrap().experiences.iter().map(|e| e.owner.as_ref().map(|o| o.value.clone())).collect();
    assert_eq!(owners, [Some("web".into()), Some("a".into()), None]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&Files::from([("ruleset.yaml".to_owned(), bytes.clone())]));
        read(&Files::from([("ruleset.json".to_owned(), bytes)]));
    }

    #[test]
    fn any_text_like_yaml_is_read_without_a_panic(text in "([ \\n\\t:,{}\\[\\]\"'|>&*!#%@`~$-]|- |: |\\{\\{|\\}\\}|a|é|NO|01|when|show|experiences|nearside|segments|\\$in|\\r\\n){0,80}") {
        let reading = read_text("ruleset.yaml", &format!("nearside: 1\n{text}"));
        for diagnostic in &reading.diagnostics {
            prop_assert!(diagnostic.span.start <= diagnostic.span.end);
            prop_assert!((diagnostic.span.end as usize) <= reading.sources.text(diagnostic.span.file).len());
        }
        read_text("ruleset.json", &text);
        read_text("ruleset.yaml", &text);
    }

    #[test]
    fn a_fixture_with_a_byte_changed_is_read_without_a_panic(at in 0usize..20_000, byte in any::<u8>()) {
        let mut files = folder("rulesets/whole-language");
        let text = files.get_mut("ruleset.yaml").unwrap();
        let at = at % text.len();
        text[at] = byte;
        read(&files);
    }
}
