//! Conditions: what is lowered to which steps, and how each operator answers.

use super::*;

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
            program.text(program.signal(predicate.subject).unwrap().name)
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
