//! `nearside manifest`: what it says of real rulesets, and what it calls wider.

use std::collections::BTreeSet;
use std::path::Path;

use insta::assert_snapshot;
use nearside::compile::{Options, compile};
use nearside::manifest::{self, Drawn};
use nearside::ruleset;

use crate::cli::{Machine, at, machine};
use crate::support::{NOW, documented, files};

fn desk(folder: &str) -> Machine {
    let mut desk = machine(&[]);
    desk.files = files(Path::new(folder));
    desk
}

fn drawn(text: &str) -> Drawn {
    let files = [("ruleset.yaml".to_owned(), text.as_bytes().to_vec())].into_iter().collect();
    let reading = ruleset::read(&files);
    manifest::draw(&reading.ruleset.unwrap(), &reading.sources)
}

#[test]
fn real_rulesets_are_told_for_teams_programs_and_visitors() {
    let mut teams = desk("tests/cases/rulesets/five-teams");
    assert_snapshot!(at(&mut teams, &["manifest"]));
    assert_snapshot!(at(&mut teams, &["manifest", "--json"]));
    assert_snapshot!(at(&mut teams, &["manifest", "--format", "markdown"]));
}

#[test]
fn the_whole_language_is_told_although_some_of_its_names_lead_nowhere() {
    let said = at(&mut desk("tests/cases/rulesets/whole-language"), &["manifest", "--json"]);
    assert!(said.starts_with("exit 1\n") && said.contains("error[unknown-event]"), "{said}");
    let json = said.split("-- out\n").nth(1).unwrap().split("\n-- err").next().unwrap();
    let told = manifest::read(json.as_bytes()).unwrap();
    let names: Vec<&str> = told.signals.iter().map(|signal| signal.name.as_str()).collect();
    for read in
        ["affinity.*", "declared.role", "stage.trial", "state.cart.age", "table.store.state", "visit.days_since_last"]
    {
        assert!(names.contains(&read), "{read}: {names:?}");
    }
    // The segment `dach_evening` is asked by nobody, so nothing is read for it.
    assert!(!names.contains(&"time.hour"), "{names:?}");
}

#[test]
fn nothing_that_a_bundle_reads_is_left_out_and_no_more_is_said() {
    let decided = std::fs::read_dir("tests/cases/decide").unwrap().map(|entry| entry.unwrap().path());
    let mut count = 0;
    for folder in
        decided.filter(|path| path.is_dir()).chain(["tests/cases/rulesets/every-feature".into(), "www/shop".into()])
    {
        let mut files = files(&folder);
        files.remove("cases.json");
        let reading = ruleset::read(&files);
        let ruleset = reading.ruleset.unwrap();
        let options = Options { bundle_version: 1, now: NOW, keep_names: false };
        let draft = compile(&ruleset, &reading.sources, &options).unwrap().draft;
        let mut read: BTreeSet<&str> =
            draft.signals.iter().map(|signal| draft.strings[signal.name as usize].as_str()).collect();
        let drawn = manifest::draw(&ruleset, &reading.sources);
        let told: BTreeSet<&str> = drawn.manifest.signals.iter().map(|signal| signal.name.as_str()).collect();
        // A ranking reads the interest in every topic that may be remembered.
        if told.contains("affinity.*") {
            read.retain(|name| !name.starts_with("affinity."));
            read.insert("affinity.*");
        }
        assert_eq!(read, told, "{}", folder.display());
        count += told.len();
    }
    assert!(count > 100, "only {count} signals");
}

const BASE: &str = "nearside: 1
id: shop.example
signals: { custom.plan: { type: enum, values: [free, pro] } }
declare: { role: { type: enum, values: [student, engineer], ask: What do you do?, keep: 30d } }
events: { purchase: { fields: { value: number }, keep: 30d }, lead: {} }
topics: { allow: [running, faith], sensitive: [faith] }
states: { cart: { opens: purchase, closes: lead, forget: 7d } }
goals: { lead: { event: lead, kind: conversion, within: view } }
units: { account: { cookie: acct } }
segments: { near: { geo.country: DE } }
slots: { hero: { target: '#hero' }, note: { target: '#note' } }
experiences:
  - { id: plain, when: { $segment: near }, show: { hero: { text: Near } } }
  - { id: plan, because: Your plan, when: { custom.plan: pro }, show: { hero: { text: Pro } } }
  - { id: cart, because: Your cart, when: { state.cart.open: true }, limits: { show: 1 per day }, show: { note: { text: Cart } } }
  - { id: role, because: You said so, when: { declared.role: student }, show: { note: { text: Hi } } }
  - { id: test, unit: account, variants: { a: default, b: { show: { note: { text: B } } } } }
";

/// What `--against` says of [`BASE`] after these changes, and the other way round.
fn against(changes: &[(&str, &str)]) -> [String; 2] {
    let changed = changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    [(BASE, changed.as_str()), (changed.as_str(), BASE)].map(|(old, new)| {
        let mut desk = machine(&[("ruleset.yaml", new)]);
        desk.files.insert("old.json".to_owned(), serde_json::to_vec(&drawn(old).manifest).unwrap());
        at(&mut desk, &["manifest", "--against", "old.json"])
    })
}

#[test]
fn what_is_wider_is_said_with_who_caused_it_and_where() {
    let mut all = String::new();
    for (title, from, to) in [
        ("a new signal", "geo.country: DE }", "geo.region: DE-BE }"),
        (
            "a new signal by a segment",
            "segments: { near: { geo.country: DE }",
            "segments: { near: { geo.country: DE, device.type: tv }",
        ),
        ("a higher sensitivity", "values: [free, pro] } }", "values: [free, pro], sensitivity: behavioural } }"),
        ("a finer granularity", "{ type: enum, values: [free, pro] }", "{ type: string }"),
        ("another source", "values: [free, pro] } }", "values: [free, pro], from: { text: .plan } } }"),
        ("longer: an event", "value: number }, keep: 30d", "value: number }, keep: 60d"),
        ("longer: a state", "forget: 7d", "forget: 20d"),
        ("longer: a question", "keep: 30d } }", "keep: 90d } }"),
        (
            "a limit",
            "when: { custom.plan: pro }, show",
            "when: { custom.plan: pro }, limits: { show: 1 per day }, show",
        ),
        (
            "an answer",
            "limits: { show: 1 per day }",
            "limits: { show: 1 per day, stop_after: { event: dismissed, for: 90d } }",
        ),
        ("a new event", "lead: {} }", "lead: {}, export: { keep: 1d } }"),
        ("a new field", "{ value: number }", "{ value: number, shop: string }"),
        ("reported by the page", "lead: {} }", "lead: { on: { click: .lead } } }"),
        ("a new topic", "[running, faith]", "[running, hiking, faith]"),
        ("a topic that is not sensitive any more", ", sensitive: [faith]", ""),
        ("a new question", "declare: {", "declare: { team: { type: boolean, ask: Together?, keep: 1d },"),
        ("a new answer", "[student, engineer]", "[student, engineer, teacher]"),
        (
            "observable",
            "show: { note: { text: Cart } }",
            "observable: true, show: { note: { html: '<img src=/cart.png>' } }",
        ),
        ("a redirect", "b: { show: { note: { text: B } } }", "b: { redirect: /b }"),
        ("another unit", "unit: account", "unit: [account, device]"),
        ("another cookie", "cookie: acct", "cookie: customer"),
        ("a new purpose", "id: test, unit: account,", "id: test, unit: account, experiment: { goal: lead },"),
        ("to the edge", "when: { state.cart.open: true }, limits: { show: 1 per day },", "when: { geo.country: DE },"),
    ] {
        let [wider, narrower] = against(&[(from, to)]);
        assert!(wider.starts_with("exit 1\n"), "{title}: {wider}");
        assert!(wider.contains("+ "), "{title}: {wider}");
        if !["another cookie", "a new signal", "another source"].contains(&title) {
            assert_eq!(
                narrower.starts_with("exit 0\n"),
                !["to the edge", "a limit"].contains(&title),
                "{title}: {narrower}"
            );
        }
        all += &format!("# {title}\n{wider}\n");
    }
    assert_snapshot!(all);
}

#[test]
fn a_manifest_is_as_wide_as_itself_and_narrowing_passes() {
    let [same, _] = against(&[]);
    assert_snapshot!(same, @r"
    exit 0
    -- out
    same nothing is wider or narrower than in old.json
    ");
    let [_, narrower] = against(&[("value: number }, keep: 30d", "value: number, shop: string }, keep: 60d")]);
    assert_snapshot!(narrower);
}

#[test]
fn a_comparison_speaks_json() {
    let mut desk = machine(&[(
        "ruleset.yaml",
        &BASE.replace("keep: 30d } }", "keep: 90d } }").replace("lead: {} }", "lead: {}, b: {} }"),
    )]);
    desk.files.insert("old.json".to_owned(), serde_json::to_vec(&drawn(BASE).manifest).unwrap());
    assert_snapshot!(at(&mut desk, &["manifest", "--json", "--against", "old.json"]));
}

#[test]
fn what_is_no_manifest_or_a_newer_one_is_a_misuse() {
    let whole = serde_json::to_string(&drawn(BASE).manifest).unwrap();
    let mut all = String::new();
    for text in [
        "",
        "{",
        "[]",
        "{}",
        "{ \"manifest\": \"1\" }",
        "{ \"manifest\": 0 }",
        "{ \"manifest\": 2, \"signals\": 7 }",
        "{ \"manifest\": 1 }",
        &whole.replacen("\"view\"", "\"for ever\"", 1),
        &whole.replacen("\"kept\"", "\"keept\"", 1),
    ] {
        let said =
            at(&mut machine(&[("ruleset.yaml", BASE), ("old.json", text)]), &["manifest", "--against", "old.json"]);
        assert!(said.starts_with("exit 2\n-- err\nerror: `old.json` can't be compared with: "), "{text}: {said}");
        all += said.lines().nth(2).unwrap();
        all.push('\n');
    }
    assert_snapshot!(all);
    let nowhere = at(&mut machine(&[("ruleset.yaml", BASE)]), &["manifest", "--against", "old.json"]);
    assert!(nowhere.starts_with("exit 2\n") && nowhere.contains("hint: "), "{nowhere}");
    // What a later release adds is passed over.
    let more = whole.replacen("{\"manifest\":1,", "{\"manifest\":1,\"more\":{},", 1);
    let said = at(&mut machine(&[("ruleset.yaml", BASE), ("old.json", &more)]), &["manifest", "--against", "old.json"]);
    assert!(said.starts_with("exit 0\n"), "{said}");
    let other = whole.replace("shop.example", "other.example");
    let said =
        at(&mut machine(&[("ruleset.yaml", BASE), ("old.json", &other)]), &["manifest", "--against", "old.json"]);
    assert!(said.starts_with("exit 0\n") && said.contains("warning: `old.json` is of `other.example`"), "{said}");
}

#[test]
fn the_file_is_the_same_however_the_ruleset_is_ordered_and_is_read_as_it_was_written() {
    let told = drawn(BASE).manifest;
    let json = serde_json::to_vec_pretty(&told).unwrap();
    assert_eq!(manifest::read(&json).unwrap(), told);
    let (head, experiences) = BASE.split_once("experiences:\n").unwrap();
    let turned: Vec<&str> = experiences.lines().rev().collect();
    assert_eq!(drawn(&format!("{head}experiences:\n{}\n", turned.join("\n"))).manifest, told);
}

#[test]
fn what_servers_learn_by_what_is_loaded_is_noticeable_and_so_is_a_redirect() {
    let noticed = |experience: &str| {
        let head = "nearside: 1\nid: a\nslots: { s: { target: '#s' } }\nexperiences:\n";
        let told = drawn(&format!("{head}  - {{ id: e, {experience} }}\n")).manifest.observable;
        let of = |one: &manifest::Observable| [&one.redirects[..], &one.loads[..]].concat().join(" ");
        told.iter().map(of).collect::<Vec<_>>().join("; ")
    };
    let image = "show: { s: { html: '<img src=/a.png>' } }";
    assert_eq!(noticed(&format!("when: {{ visit.new: true }}, {image}")), "/a.png");
    assert_eq!(noticed(&format!("when: {{ visit.new: true }}, observable: true, {image}")), "/a.png");
    // A request says it already, or everybody loads it.
    assert_eq!(noticed(&format!("when: {{ geo.country: DE }}, {image}")), "");
    assert_eq!(noticed(image), "");
    let drawn = "unit: page-view, variants: { a: default, b: { redirect: /b } }";
    assert_eq!(noticed(drawn), "/b");
}

#[test]
fn no_ruleset_is_too_odd_to_be_told() {
    for text in [
        "nearside: 1\nid: a\n",
        "nearside: 1\nid: a\ntables: { t: { by: table.t.x, rows: { a: { x: 1, calendar: t } } } }\nslots: { s: { target: x } }\nexperiences: [{ id: e, when: { table.t.x: 1, table.t.state: open }, show: { s: { text: x } } }]\n",
        "nearside: 1\nid: a\nsegments: { a: { $segment: b }, b: { $segment: a } }\nslots: { s: { target: x } }\nexperiences: [{ id: e, when: { $segment: a }, show: { s: { text: x } } }]\n",
        "nearside: 1\nid: a\nstages: { a: { x: { stage.b: y } }, b: { y: { stage.a: x } } }\nslots: { s: { target: x } }\nexperiences: [{ id: e, when: { stage.a: x, custom.no: 1, no.such: 2, declared.no: 3, event.no.count: 4 }, show: { s: { text: '{{table.no.x}}' } } }]\n",
    ] {
        let files = [("ruleset.yaml".to_owned(), text.as_bytes().to_vec())].into_iter().collect();
        let reading = ruleset::read(&files);
        if let Some(ruleset) = reading.ruleset {
            let told = manifest::draw(&ruleset, &reading.sources).manifest;
            assert!(!manifest::markdown(&told).is_empty());
        }
        at(&mut machine(&[("ruleset.yaml", text)]), &["manifest"]);
    }
}

#[test]
fn the_documentation_shows_what_is_printed() {
    let page = "docs/manifest.md";
    let text = std::fs::read_to_string(page).unwrap();
    let ruleset = text.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap().to_owned();
    let mut desk = machine(&[("ruleset.yaml", &ruleset)]);
    assert!(at(&mut desk, &["manifest"]).starts_with("exit 0\n"));
    documented(page, "nearside manifest", &desk.out);
    at(&mut desk, &["manifest", "--json"]);
    desk.files.insert("manifest.json".into(), desk.out.clone().into());
    let changed =
        ruleset.replace("geo.country: { $in: [DE, AT] }", "geo.region: DE-BE").replace("keep: 30d", "keep: 90d");
    desk.files.insert("ruleset.yaml".into(), changed.into());
    assert!(at(&mut desk, &["manifest", "--against", "manifest.json"]).starts_with("exit 1\n"));
    documented(page, "nearside manifest --against manifest.json", &desk.out);
}

#[test]
fn an_audience_that_widens_fails_and_one_that_narrows_passes() {
    let manifest_of = |audience: &str| {
        let charter = format!("nearside-charter: 1\n{audience}");
        let ruleset = "nearside: 1\nid: a\ncharter: charter.yaml\nslots: { a: { value: 0 } }\nexperiences: [{ id: a, show: { a: 1 } }]\n";
        let mut desk = machine(&[("ruleset.yaml", ruleset)]);
        desk.files.insert("charter.yaml".to_owned(), charter.into_bytes());
        desk
    };
    let said = |old: &str, new: &str| {
        let mut before = manifest_of(old);
        let json = at(&mut before, &["manifest", "--json"]);
        let json = json.split("-- out\n").nth(1).unwrap().split("\n-- err").next().unwrap().to_owned();
        let mut after = manifest_of(new);
        after.files.insert("old.json".to_owned(), json.into_bytes());
        at(&mut after, &["manifest", "--against", "old.json"])
    };
    let all = ["audience: children\n", "audience: mixed\n", "audience: adults\n"];
    for (old, before) in all.iter().enumerate() {
        for (new, after) in all.iter().enumerate() {
            let said = said(before, after);
            assert_eq!(said.starts_with("exit 1"), new > old, "{before}{after}{said}");
        }
    }
    let wider = said(all[0], "");
    assert!(wider.contains("+ charter  audience: children → adults") && wider.contains("ruleset.yaml:3"), "{wider}");
    assert!(said("", all[2]).contains("same"), "nobody says so: for adults");
    assert!(at(&mut manifest_of(all[0]), &["manifest"]).contains("for children: nothing is remembered"));
    // Rules that `check` refuses change nothing of it.
    let mut refused = manifest_of(all[0]);
    refused.files.insert(
        "ruleset.yaml".to_owned(),
        BASE.replace("topics:", "charter: charter.yaml\ntopics:").replace("unit: account, ", "").into(),
    );
    let said = at(&mut refused, &["manifest"]);
    assert!(said.contains("error[not-for-children]") && said.contains("for children: nothing is remembered"), "{said}");
    assert!(!said.contains(" days") && !said.contains("remembered  what"), "{said}");
    assert!(!at(&mut refused, &["manifest", "--format", "markdown"]).contains(" days"));
    // Where nobody says whom it was for, nobody knows what is wider.
    let mut old = serde_json::to_value(drawn(BASE).manifest).unwrap();
    old.as_object_mut().unwrap().remove("audience");
    assert!(manifest::read(old.to_string().as_bytes()).unwrap_err().contains("missing field `audience`"));
}

#[test]
fn what_says_something_else_or_opens_to_rules_is_wider() {
    let (plan, role) = ("custom.plan: { type: enum, values: [free, pro] }", "type: enum, values: [student, engineer]");
    let from = |said: &str| format!("custom.plan: {{ type: string, from: {{ {said} }} }}");
    let with = |kind: &str| format!("custom.plan: {{ type: {kind} }}");
    let price = from("text: '[itemprop=price]'");
    let (number, text) = (with("number"), with("string"));
    // Whether each is wider in the direction that is written, and in the other.
    for (old, new, expected) in [
        (plan, "custom.plan: { type: enum, values: [divorced, pro] }", [true, true]),
        (plan, "custom.plan: { type: list }", [true, false]),
        (plan, "custom.plan: { type: boolean }", [true, true]),
        (plan, &number, [true, false]),
        (&number, &text, [true, false]),
        (&number, &with("time"), [true, true]),
        (&price, &from("value: 'input[name=income]'"), [true, true]),
        (&price, &from("attr: data-sku, of: '[itemprop=price]'"), [true, true]),
        (role, "type: list", [true, false]),
        (role, "type: enum, values: [pregnant, engineer]", [true, true]),
        (role, "type: number", [true, false]),
        ("role: { type: enum, values: [student, engineer]", "role: { type: topic", [true, true]),
        ("lead: {} }", "lead: { sensitivity: sensitive } }", [false, true]),
        ("keep: 30d } }", "keep: 30d, sensitivity: sensitive } }", [true, true]),
    ] {
        let base = if BASE.contains(old) { BASE.to_owned() } else { BASE.replace(plan, old) };
        let changed = base.replace(old, new);
        assert_ne!(base, changed, "{new}");
        for ((old, new), widens) in [(&base, &changed), (&changed, &base)].into_iter().zip(expected) {
            let [old, new] = [old, new].map(|text| drawn(text));
            let changes = manifest::compare(&old.manifest, &new.manifest, &new.causes);
            assert!(!changes.is_empty());
            assert_eq!(changes.iter().any(|change| change.widens), widens, "{:?} {changes:#?}", new.manifest.signals);
        }
    }
    // A question that nobody reads is not in the signals: it says it itself.
    let unread = BASE.replace("declared.role: student", "geo.country: DE").replace("because: You said so, ", "");
    let text = unread.replace(role, "type: string");
    for (old, new, widens) in [
        (&unread, &text, true),
        (&text, &unread, false),
        (&unread, &unread.replace("keep: 30d } }", "keep: 30d, sensitivity: sensitive } }"), false),
        (&unread.replace("keep: 30d } }", "keep: 30d, sensitivity: sensitive } }"), &unread, true),
    ] {
        let [old, new] = [old, new].map(|text| drawn(text));
        let changes = manifest::compare(&old.manifest, &new.manifest, &new.causes);
        assert_eq!(changes.iter().map(|change| change.widens).collect::<Vec<_>>(), [widens], "{changes:#?}");
    }
}

#[test]
fn topics_are_kept_where_something_asks_for_them_and_sensitive_ones_never() {
    let kept = |rest: &str| {
        let head = "nearside: 1\nid: a\ntopics: { allow: [running, faith], sensitive: [faith] }\nevents: { read: { fields: { topic: topic } } }\nslots: { a: { value: 0 } }\n";
        let told = drawn(&format!("{head}experiences: [{{ id: e, because: x, {rest}, show: {{ a: 1 }} }}]\n")).manifest;
        let of = |name: &str| told.signals.iter().find(|one| one.name == name).map(|one| one.kept.phrase());
        let topics: Vec<String> = told.topics.iter().map(|topic| topic.kept.phrase()).collect();
        let interests = told.memory.iter().any(|one| one.name == "interests");
        (topics.join(", "), interests, of("affinity.faith").or(of("affinity.running")))
    };
    let none = || "not kept".to_owned();
    let said = |topics: &str, interests, signal| (topics.to_owned(), interests, signal);
    assert_eq!(kept("when: { affinity.running: 1 }"), said("not kept, 180 days", true, Some("180 days".to_owned())));
    assert_eq!(kept("when: { affinity.faith: 1 }"), said("not kept, not kept", false, Some(none())));
    assert_eq!(kept("when: { event.read.count: 1 }"), said("not kept, not kept", false, None));
    let stop = "limits: { stop_after: { event: read, for: 1d, same: topic } }";
    assert_eq!(kept(stop), said("not kept, 180 days", false, None));
    // The favourite is none that is not remembered.
    let told = drawn(
        "nearside: 1\nid: a\ntopics: { allow: [running, hiking, faith], sensitive: [faith] }\nslots: { a: { value: 0 } }\nexperiences: [{ id: e, because: x, when: { affinity.top: running }, show: { a: 1 } }]\n",
    );
    assert_eq!(told.manifest.signals[0].values, Some(2));
}

#[test]
fn a_word_that_nobody_knows_is_not_taken_for_the_widest() {
    let whole = serde_json::to_value(drawn(BASE).manifest).unwrap();
    let with = |place: &str, word: &str| {
        let mut changed = whole.clone();
        *changed.pointer_mut(place).unwrap() = word.into();
        manifest::read(changed.to_string().as_bytes()).map(|_| ())
    };
    for (place, word, problem) in [
        ("/audience", "kids", "`kids` is no audience that this release knows"),
        ("/signals/0/sensitivity", "banana", "`banana` is no sensitivity that this release knows"),
        ("/events/0/sensitivity", "", "`` is no sensitivity that this release knows"),
        ("/questions/0/sensitivity", "Sensitive", "`Sensitive` is no sensitivity that this release knows"),
        ("/signals/0/type", "text", "`text` is no type that this release knows"),
        ("/questions/0/type", "text", "`text` is no type that this release knows"),
        ("/events/1/fields/0/type", "text", "`text` is no type that this release knows"),
    ] {
        assert_eq!(with(place, word), Err(problem.to_owned()));
    }
    assert_eq!(with("/audience", "children"), Ok(()));
    let text = format!("\u{feff}{whole}");
    let said = at(&mut machine(&[("ruleset.yaml", BASE), ("old.json", &text)]), &["manifest", "--against", "old.json"]);
    assert!(said.starts_with("exit 0\n"), "a byte-order mark is no part of the file: {said}");
}
