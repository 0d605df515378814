use super::*;
use proptest::prelude::*;

/// As a visit walks it.
fn finds(automaton: &Automaton, text: &str) -> bool {
    let mut state = usize::from(automaton.start);
    let stride = usize::from(automaton.stride);
    let ends = text.bytes().map(|byte| usize::from(automaton.classes[usize::from(byte)])).chain([stride - 1]);
    for class in ends {
        if state >= usize::from(automaton.accepting) {
            return true;
        }
        state = usize::from(automaton.next[state * stride + class]);
    }
    state >= usize::from(automaton.accepting)
}

fn m(pattern: &str, text: &str) -> bool {
    finds(&automaton(pattern, false).unwrap(), text)
}

fn mi(pattern: &str, text: &str) -> bool {
    finds(&automaton(pattern, true).unwrap(), text)
}

#[test]
fn a_match_may_be_anywhere_unless_anchored() {
    assert!(m("(Mobile|Tablet)", "Android Mobile Browser"));
    assert!(!m("(Mobile|Tablet)", "Chrome Desktop Browser"));
    assert!(m("-12-25$", "1980-12-25"));
    assert!(!m("-12-25$", "1980-12-25 "));
    assert!(m("^$", ""));
    assert!(!m("^$", "a"));
    assert!(m("", ""));
}

#[test]
fn classes_and_boundaries_are_ascii_and_a_dot_is_a_code_point() {
    assert!(!m(r"^\w$", "é"));
    assert!(!m(r"^\d$", "٣"));
    assert!(m("^.$", "é"));
    assert!(m("^.$", "\u{1F600}"));
    assert!(!m("a.b", "a\nb"));
    assert!(m(r"\bcat\b", "a cat, éh"));
    assert!(m(r"\bcat\b", "écat"));
    assert!(!m(r"\bcat\b", "concat"));
    // Between the two bytes of é there is no place to stand.
    assert!(!m(r"\B", "aéa"));
    assert!(m(r"\B", "aéé"));
}

#[test]
fn case_is_folded_as_javascript_folds_it() {
    assert!(mi("(mobile|tablet)", "Android Mobile Browser"));
    assert!(mi("straße", "STRAßE"));
    assert!(mi("ÄÖ", "äö"));
    assert!(!mi("^s$", "ſ"));
    assert!(!mi("^[a-z]$", "\u{212A}"));
    assert!(mi("ſ", "S") || mi("ſ", "ſ"));
}

#[test]
fn tables_are_small() {
    let bytes = |pattern: &str, fold| size(&automaton(pattern, fold).unwrap());
    assert!(bytes("(mobile|tablet)", true) < 700, "{}", bytes("(mobile|tablet)", true));
    assert!(bytes("-12-25$", false) < 400);
    assert_eq!(automaton("^a", false).unwrap().next.len(), 3 * 3);
    // Nothing matches: dead alone.
    assert_eq!(automaton("[]", false).unwrap().next.len(), 2);
    // Everything matches: dead and accepting.
    assert_eq!(automaton("", false).unwrap().accepting, automaton("", false).unwrap().start);
}

#[test]
fn hostile_patterns_end_with_an_error() {
    for pattern in [
        "(a|b)*a(a|b){30}",
        r"((\w{50}){50}){50}",
        r"(x+x+)+y{4000}z{5000}",
        r"[^]{5000}",
        r"(\p{L}{1,60}){1,60}",
        "(((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9})",
    ] {
        assert_eq!(automaton(pattern, true).err(), Some(PatternError::TooLarge), "{pattern}");
    }
    assert!(matches!(automaton(&"(".repeat(5000), false), Err(PatternError::Invalid(_))));
    assert!(matches!(
        automaton(&format!("{}{}", "(".repeat(500), ")".repeat(500)), false),
        Err(PatternError::Invalid(_))
    ));
    assert_eq!(automaton(&"a".repeat(PATTERN_SOURCE + 1), false).err(), Some(PatternError::TooLarge));
}

/// Patterns that both dialects read alike.
fn patterns() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        Just("a".to_string()),
        Just("b".into()),
        Just("é".into()),
        Just("日".into()),
        Just("[ab]".into()),
        Just("[^a]".into()),
        Just(r"[0-9]".into()),
        Just("(?:)".into()),
        Just("^".into()),
        Just("$".into()),
        Just(r"(?-u:\b)".into()),
        Just("[a-z]".into()),
        Just("[b-é]".into())
    ];
    atom.prop_recursive(5, 24, 4, |inner| {
        let repeat =
            (inner.clone(), prop_oneof![Just("*"), Just("+"), Just("?"), Just("{2}"), Just("{1,3}"), Just("*?")]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            proptest::collection::vec(inner, 1..3).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            repeat.prop_map(|(inner, count)| format!("(?:{inner}){count}")),
        ]
    })
}

proptest! {
    #[test]
    fn automata_agree_with_the_regex_crate(pattern in patterns(), texts in proptest::collection::vec("[abcABé日ß0 ]{0,8}", 8), fold in any::<bool>()) {
        let ours = pattern.replace(r"(?-u:\b)", r"\b");
        let theirs = regex::RegexBuilder::new(&pattern).case_insensitive(fold).build().unwrap();
        let automaton = automaton(&ours, fold).unwrap();
        for text in texts {
            prop_assert_eq!(finds(&automaton, &text), theirs.is_match(&text), "{} on {:?}", ours, text);
        }
    }

    #[test]
    fn no_pattern_panics(pattern in "[a-c()\\[\\]{}*+?|^$.\\\\\\-,0-3éwdbBux]{0,24}") {
        if let Ok(automaton) = automaton(&pattern, true) {
            finds(&automaton, "abcé-0");
        }
    }
}
