//! Bad input for those who write rulesets: too large, too deep, not YAML at all. Each ends in a finding that says so,
//! soon, and with bounded memory; none in a panic. (Bad bundles: `bundle.rs`. Bad pages: `html.rs`.)

use std::collections::BTreeMap;

use nearside::check::complete;
use nearside::compile::matches;
use nearside::diagnostic::{Diagnostic, Severity};
use nearside::ruleset::{self, Reading};
use serde_json::{Value as Json, json};

use crate::support::NOW;

fn reading(name: &str, text: impl Into<Vec<u8>>) -> Reading {
    let files = BTreeMap::from([(name.to_owned(), text.into())]);
    let mut reading = ruleset::read(&files);
    complete(&mut reading, NOW);
    // Every finding can be shown: it has words, and a place inside the file.
    for found in &reading.diagnostics {
        assert!(!found.code.is_empty() && !found.message.is_empty(), "{found:?}");
        let text = reading.sources.text(found.span.file);
        assert!(found.span.start <= found.span.end && found.span.end as usize <= text.len(), "{found:?}");
        assert!(found.message.len() < 2_000, "{} bytes of message", found.message.len());
    }
    reading
}

fn errors(reading: &Reading) -> Vec<&'static str> {
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
    reading.diagnostics.iter().filter(is_error).map(|found| found.code).collect()
}

fn yaml(text: impl Into<Vec<u8>>) -> Vec<&'static str> {
    errors(&reading("ruleset.yaml", text))
}

fn in_json(text: impl Into<Vec<u8>>) -> Vec<&'static str> {
    errors(&reading("ruleset.json", text))
}

/// A ruleset with this condition.
fn when(condition: &str) -> String {
    format!(
        "nearside: 1\nid: x\nslots: {{ s: {{ value: false }} }}\nexperiences: [{{ id: e, when: {condition}, show: {{ s: true }} }}]\n"
    )
}

#[test]
fn ten_megabytes_are_refused_by_size() {
    let experience = "  - { id: e, when: { geo.country: DE }, show: { s: true } }\n";
    let text = format!("nearside: 1\nexperiences:\n{}", experience.repeat(10_000_000 / experience.len()));
    assert_eq!(yaml(text.clone()), ["too-large"]);
    assert_eq!(in_json(text), ["too-large"]);
}

#[test]
fn many_findings_are_cut_short() {
    let unknown: String = (0..10_000).map(|i| format!("k{i}: 1\n")).collect();
    let found = reading("ruleset.yaml", format!("nearside: 1\nid: x\n{unknown}")).diagnostics;
    assert!((1_000..=5_000).contains(&found.len()), "{}", found.len());
    // What only warns does not push an error out.
    let unused: String = (0..5_000).map(|i| format!("  s{i}: {{ geo.country: DE }}\n")).collect();
    let found = yaml(format!(
        "nearside: 1\nid: x\nsegments:\n{unused}slots: {{ s: {{ value: 1 }} }}\nexperiences: [{{ id: e, when: {{ geo.contry: DE }}, show: {{ s: 2 }} }}]\n"
    ));
    assert!(found.contains(&"unknown-signal"), "{found:?}");
}

#[test]
fn deep_nesting_is_refused_by_depth() {
    for open in ["[", "{", "{a: ", "[{a: ", "- ", "? "] {
        for text in [open.repeat(100_000), format!("nearside: 1\nid: x\nexperiences: {}", open.repeat(20_000))] {
            let found = yaml(text);
            assert!(!found.is_empty(), "{open}");
        }
    }
    let indented: String = (0..1_500).map(|depth| format!("{}k:\n", " ".repeat(depth))).collect();
    assert_eq!(yaml(indented), ["too-deep"]);
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        assert_eq!(in_json(open.repeat(300_000)), ["too-deep"], "{open}");
    }
}

#[test]
fn ten_thousand_negations_are_refused_or_false() {
    let nested = |depth: usize| format!("{}{{ geo.country: DE }}{}", "{ $not: ".repeat(depth), " }".repeat(depth));
    assert_eq!(yaml(when(&nested(40))), [] as [&str; 0]);
    assert_eq!(yaml(when(&nested(10_000))), ["too-deep"]);
    let under_a_signal = format!("{{ geo.country: {}DE{} }}", "{ $not: ".repeat(10_000), " }".repeat(10_000));
    assert_eq!(yaml(when(&under_a_signal)), ["too-deep"]);
    // `matches()` takes any object, and never fails.
    for key in ["$not", "$and", "$elemMatch"] {
        let mut condition = json!({ "a": 1 });
        for _ in 0..10_000 {
            let inner = if key == "$and" { Json::Array(vec![condition]) } else { condition };
            condition = under(key, inner);
        }
        let condition = if key == "$elemMatch" { under("a", condition) } else { condition };
        let answer = matches(&condition, &json!({ "a": 1 }), &BTreeMap::new());
        forget(condition);
        assert!(!answer, "{key}");
    }
    let mut deep = json!(1);
    for _ in 0..10_000 {
        deep = Json::Array(vec![deep]);
    }
    let attributes = under("a", deep);
    let answer = matches(&json!({ "a": [[1]] }), &attributes, &BTreeMap::new());
    forget(attributes);
    assert!(!answer);
}

/// What `json!` makes, without copying what is inside.
fn under(key: &str, inner: Json) -> Json {
    Json::Object(std::iter::once((key.to_owned(), inner)).collect())
}

/// Drops a deep value without recursion.
fn forget(mut value: Json) {
    while let Some(inner) = match &mut value {
        Json::Object(object) => object.values_mut().next().map(Json::take),
        Json::Array(list) => list.pop(),
        _ => None,
    } {
        value = inner;
    }
}

#[test]
fn segments_in_segments_cost_no_more_than_they_are() {
    // Each asks the one below twice, in both polarities: 2^30 paths, 60 conditions.
    let segments = |depth: usize| -> String {
        let below = |i: usize| {
            format!(
                "  s{i}: {{ $or: [{{ $segment: s{0}, time.hour: {1} }}, {{ $not: {{ $segment: s{0} }}, time.minute: {1} }}] }}\n",
                i - 1,
                i % 24
            )
        };
        std::iter::once("  s0: { geo.country: DE }\n".to_owned()).chain((1..=depth).map(below)).collect()
    };
    let text = |depth: usize| {
        when(&format!("{{ $segment: s{depth} }}")).replace("slots:", &format!("segments:\n{}slots:", segments(depth)))
    };
    assert_eq!(yaml(text(30)), [] as [&str; 0]);
    assert_eq!(yaml(text(300)), ["condition-too-deep"]);
    assert!(yaml(text(5_000)).contains(&"condition-too-deep"));
    assert!(
        yaml(
            when("{ $segment: a }")
                .replace("slots:", "segments: { a: { $segment: b }, b: { $not: { $segment: a } } }\nslots:")
        )
        .contains(&"segment-cycle")
    );
}

#[test]
fn ten_thousand_signals_are_more_than_a_program_reads() {
    let declared: String = (0..10_000).map(|i| format!("  custom.s{i}: {{ type: number }}\n")).collect();
    let asked: Vec<String> = (0..10_000).map(|i| format!("{{ custom.s{i}: 1 }}")).collect();
    let text =
        when(&format!("{{ $or: [{}] }}", asked.join(", "))).replace("slots:", &format!("signals:\n{declared}slots:"));
    assert_eq!(yaml(text), ["too-many-signals"]);
}

#[test]
fn what_is_no_yaml_gets_an_error() {
    let corpus: &[&[u8]] = &[
        b"",
        b"\n\n# nothing\n",
        b"nearside",
        b"- a\n- b\n",
        b"nearside: [1\n",
        b"nearside: {1\n",
        b"nearside: 1\nid: \"x\n",
        b"nearside: 1\nid: 'x\n",
        b"nearside: 1\n id: x\n",
        b"nearside: 1\nid: x: y\n",
        b"nearside: 1\nnearside: 1\n",
        b"nearside: 1\n---\nid: x\n",
        b"nearside: &a 1\nid: *a\n",
        b"nearside: 1\n<<: { id: x }\n",
        b"nearside: !!int 1\n",
        b"nearside: 1\n? [a, b]\n: c\n",
        b"nearside: 1\nid: @x\n",
        b"nearside: 1\nid: `x`\n",
        b"nearside: 1\nid: %x\n",
        b"nearside: 1\nid: \"\\q\"\n",
        b"nearside: 1\nid: \"\\ud800\"\n",
        b"nearside: 1\nid: |9\n x\n",
        b"nearside: 1\nid: >-x\n",
        b"nearside: 1\n...\nid: x\n}",
        b"{\"nearside\": 1,}}",
        b"nearside: 1\nexperiences: }\n",
        b"nearside: 1\nid: x\n\xFF\xFE",
        b"nearside: 1\nid: \0\n",
        b"PK\x03\x04\x14\x00",
        b"<!doctype html><p>Not found",
        b"&a [*a, *a]",
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    ];
    for text in corpus {
        let found = yaml(*text);
        assert!(!found.is_empty(), "{:?} passed", String::from_utf8_lossy(text));
        assert!(!in_json(*text).is_empty(), "{:?} passed as JSON", String::from_utf8_lossy(text));
    }
}

#[test]
fn a_real_ruleset_cut_or_altered_anywhere_is_read_to_an_end() {
    let text = std::fs::read_to_string("tests/cases/rulesets/every-feature/ruleset.yaml").unwrap();
    for at in (0..text.len()).step_by(61).filter(|at| text.is_char_boundary(*at)) {
        reading("ruleset.yaml", &text[..at]);
        for put in ["{", "]", "\"", "\n", "$", ": ", "\u{1F600}", "- "] {
            if at % 7 == put.len() % 7 {
                reading("ruleset.yaml", format!("{}{put}{}", &text[..at], &text[at..]));
            }
        }
    }
}

/// A ruleset of one experience over a value slot, with these keys.
fn experience(keys: &str) -> String {
    format!("nearside: 1\nid: x\nslots: {{ s: {{ value: 0 }} }}\nexperiences:\n  - {{ id: e, {keys} }}\n")
}

fn arms(weights: &str) -> String {
    let [a, b] = weights.split_once(' ').map(|(a, b)| [a, b]).unwrap();
    experience(&format!(
        "variants: {{ a: {{ weight: {a}, show: {{ s: 1 }} }}, b: {{ weight: {b}, show: {{ s: 2 }} }} }}"
    ))
}

/// Codes of errors, each of which has a hint or is a type's.
fn hinted(text: &str) -> Vec<&'static str> {
    let reading = reading("ruleset.yaml", text);
    for found in reading.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        assert!(!found.hints.is_empty() || ["wrong-type", "out-of-range"].contains(&found.code), "{found:?}");
    }
    errors(&reading)
}

#[test]
fn weights_are_shares_or_refused() {
    for (weights, code) in [
        ("-1 1", "out-of-range"),
        ("-0.001 1", "out-of-range"),
        ("0 0", "no-weight"),
        ("0% 0%", "no-weight"),
        (".inf 1", "wrong-type"),
        ("NaN 1", "wrong-type"),
        ("1e400 1", "wrong-type"),
        ("\"3\" 1", "wrong-type"),
        ("1e308 1", "out-of-range"),
        ("1000001 1", "out-of-range"),
        ("-5% 1", "out-of-range"),
    ] {
        assert_eq!(hinted(&arms(weights)), [code], "{weights}");
    }
    for weights in ["1 2", "0 3", "1000000 1", "0.1 2.9", "33% 67%", "-0 1", "1e-320 1"] {
        assert_eq!(hinted(&arms(weights)), [] as [&str; 0], "{weights}");
    }
}

#[test]
fn numbers_that_are_none_or_not_exact_are_refused() {
    let asked = |condition: &str| {
        let text = when(condition)
            .replace("slots:", "signals: { custom.n: { type: number }, custom.t: { type: string } }\nslots:");
        hinted(&text)
    };
    for (condition, code) in [
        ("{ custom.n: 9007199254740992 }", "inexact-number"),
        ("{ custom.n: -9007199254740993 }", "inexact-number"),
        ("{ custom.n: { $in: [1, 12345678901234567890] } }", "inexact-number"),
        ("{ custom.n: { $between: [0, 99999999999999999999] } }", "inexact-number"),
        ("{ custom.n: 1e400 }", "wrong-type"),
        ("{ custom.n: .nan }", "wrong-type"),
        ("{ custom.n: { $gt: .inf } }", "wrong-type"),
        ("{ custom.n: \"7\" }", "wrong-type"),
    ] {
        assert_eq!(asked(condition), [code], "{condition}");
    }
    for condition in ["{ custom.n: 9007199254740991 }", "{ custom.n: 1e300 }", "{ custom.t: 12345678901234567890 }"] {
        assert_eq!(asked(condition), [] as [&str; 0], "{condition}");
    }
    let whole = |number: &str| hinted(&experience(&format!("priority: {number}, show: {{ s: 1 }}")));
    assert_eq!(whole("99999999999999999999"), ["inexact-number"]);
    let phase = |number: &str| {
        hinted(&experience(&format!(
            "experiment: {{ sticky: true, phase: {number} }}, variants: {{ a: {{ show: {{ s: 1 }} }}, b: default }}"
        )))
    };
    assert_eq!((phase("4294967295"), phase("4294967296")), (vec![], vec!["out-of-range"]));
    assert_eq!((phase("1.5"), phase("-1")), (vec!["out-of-range"], vec!["out-of-range"]));
    let json = "{\"nearside\":1,\"id\":\"x\",\"signals\":{\"custom.n\":{\"type\":\"number\"}},\"slots\":{\"s\":{\"value\":0}},\"experiences\":[{\"id\":\"e\",\"when\":{\"custom.n\":9007199254740993},\"show\":{\"s\":1}}]}";
    assert_eq!(in_json(json), ["inexact-number"]);
}

#[test]
fn a_hundred_thousand_experiences_are_refused_before_they_are_compared() {
    // As YAML in `tests/node/hostile.test.mjs`, where it is read by optimised code.
    let many: Vec<String> = (0..100_000).map(|i| format!("{{\"id\":\"e{i}\",\"show\":{{\"s\":1}}}}")).collect();
    let text = format!(
        "{{\"nearside\":1,\"id\":\"x\",\"slots\":{{\"s\":{{\"value\":0}}}},\"experiences\":[{}]}}",
        many.join(",")
    );
    assert_eq!(in_json(text), ["too-many-experiences"]);
}

#[test]
fn conditions_a_thousand_deep_are_refused_by_depth() {
    for (open, close) in [
        ("{ $not: ", " }"),
        ("{ $and: [", "] }"),
        ("{ $or: [{ time.hour: 1 }, ", "] }"),
        ("{ $nor: [", "] }"),
        ("{ locale.languages: { $elemMatch: ", " } }"),
    ] {
        let text = format!("{}{{ geo.country: DE }}{}", open.repeat(1_000), close.repeat(1_000));
        assert_eq!(yaml(when(&text)), ["too-deep"], "{open}");
        let [open, close] = [open, close].map(|part| {
            part.replace("$not", "\"$not\"")
                .replace("$and", "\"$and\"")
                .replace("$or", "\"$or\"")
                .replace("$nor", "\"$nor\"")
                .replace("locale.languages", "\"locale.languages\"")
                .replace("$elemMatch", "\"$elemMatch\"")
                .replace("time.hour", "\"time.hour\"")
        });
        let text = format!(
            "{{\"nearside\":1,\"id\":\"x\",\"slots\":{{\"s\":{{\"value\":0}}}},\"experiences\":[{{\"id\":\"e\",\"when\":{}{{\"geo.country\":\"DE\"}}{},\"show\":{{\"s\":1}}}}]}}",
            open.repeat(1_000),
            close.repeat(1_000)
        );
        assert_eq!(in_json(text), ["too-deep"], "{open} in JSON");
    }
}

#[test]
fn chains_and_circles_as_long_as_a_file_are_followed_without_recursion() {
    // Each segment asks the next; the last one nothing, or the first.
    let segments = |count: usize, last: &str| {
        let chain: String = (0..count - 1).map(|i| format!("  s{i}: {{ $segment: s{} }}\n", i + 1)).collect();
        let text = when("{ $segment: s0 }");
        text.replace("slots:", &format!("segments:\n{chain}  s{}: {last}\nslots:", count - 1))
    };
    assert!(yaml(segments(30_000, "{ geo.country: DE }")).contains(&"condition-too-deep"));
    let circle = yaml(segments(30_000, "{ $segment: s0 }"));
    assert!(circle.contains(&"segment-cycle") || circle.contains(&"condition-too-deep"), "{circle:?}");
    assert!(yaml(segments(20, "{ $segment: s0 }")).contains(&"segment-cycle"));

    let prerequisites = |count: usize, last: &str| {
        let chain: String = (0..count - 1)
            .map(|i| format!("  - {{ id: e{i}, when: {{ variant.e{}: a }}, variants: {{ a: {{ show: {{ s: 1 }} }}, b: default }} }}\n", i + 1))
            .collect();
        format!(
            "nearside: 1\nid: x\nslots: {{ s: {{ value: 0 }} }}\nexperiences:\n{chain}  - {{ id: e{}, {last}variants: {{ a: {{ show: {{ s: 1 }} }}, b: default }} }}\n",
            count - 1
        )
    };
    assert_eq!(yaml(prerequisites(500, "")), [] as [&str; 0]);
    assert_eq!(yaml(prerequisites(5_000, "")), ["too-many-signals"]);
    assert_eq!(yaml(prerequisites(5_000, "when: { variant.e0: a }, ")), ["circular-prerequisite"]);
    assert_eq!(yaml(prerequisites(1, "when: { variant.e0: a }, ")), ["circular-prerequisite"]);
}

#[test]
fn lists_as_long_as_a_file_are_gone_through_once() {
    let names = |count: usize| (0..count).map(|i| format!("n{i}")).collect::<Vec<_>>().join(", ");
    let forced = format!("variants: {{ a: {{ force: [{}], show: {{ s: 1 }} }}, b: default }}", names(100_000));
    assert_eq!(yaml(experience(&forced)), [] as [&str; 0]);
    let units = experience(&format!("unit: [{}], rollout: 50%, show: {{ s: 1 }}", names(50_000)));
    assert!(yaml(units).contains(&"unknown-unit"));
    let pages = (0..30_000).map(|i| format!("/{i}")).collect::<Vec<_>>().join(", ");
    let twice: String = (0..2).map(|i| format!("  - {{ id: e{i}, pages: [{pages}], show: {{ s: 1 }} }}\n")).collect();
    assert_eq!(
        yaml(format!("nearside: 1\nid: x\nslots: {{ s: {{ value: 0 }} }}\nexperiences:\n{twice}")),
        [] as [&str; 0]
    );
    let ranges: Vec<String> = (0..30_000).map(|i| format!("n{i}: [0%, 1%]")).collect();
    let members: String =
        (0..2_000).map(|i| format!("  - {{ id: e{i}, experiment: {{ group: g }}, show: {{ s: 1 }} }}\n")).collect();
    let grouped = format!(
        "nearside: 1\nid: x\nslots: {{ s: {{ value: 0 }} }}\ngroups: {{ g: {{ ranges: {{ {} }} }} }}\nexperiences:\n{members}",
        ranges.join(", ")
    );
    assert!(yaml(grouped).contains(&"unknown-experience"));
}
