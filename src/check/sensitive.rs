//! Sensitive topics are off unless a team says otherwise: a lexicon knows their words.

mod lexicon;

use super::Check;
use crate::diagnostic::{Diagnostic, Spanned};
use crate::signal::catalogue::Sensitivity;
use lexicon::{Hit, Lexicon};

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let has_topics = ruleset.topics.as_ref().is_some_and(|topics| !topics.allow.is_empty());
    let has_names = [ruleset.declare.len(), ruleset.events.len(), ruleset.signals.len(), ruleset.states.len()];
    if !has_topics && has_names == [0; 4] && ruleset.stages.is_empty() {
        return;
    }
    let lexicon = Lexicon::new();
    topics(check, &lexicon);
    for answer in ruleset.declare.iter().filter(|one| !is_sensitive(one.sensitivity.as_ref())) {
        let values = answer.values.iter();
        either(check, &lexicon, ("the question", &answer.name), ("the answer", values), MARK);
    }
    for event in ruleset.events.iter().filter(|one| !is_sensitive(one.sensitivity.as_ref())) {
        let fields = event.fields.iter().map(|(field, _)| field);
        either(check, &lexicon, ("the event", &event.name), ("the field", fields), MARK);
    }
    for signal in ruleset.signals.iter().filter(|one| !is_sensitive(one.sensitivity.as_ref())) {
        either(check, &lexicon, ("the signal", &signal.name), ("the value", signal.values.iter()), MARK);
    }
    for state in &ruleset.states {
        name(check, &lexicon, "the state", &state.name, RENAME);
    }
    for stage in &ruleset.stages {
        let steps = stage.steps.iter().map(|(step, _)| step);
        either(check, &lexicon, ("the stage", &stage.name), ("the step", steps), RENAME);
    }
}

const MARK: &str = "do without it, or say `sensitivity: sensitive`: then only a charter lets rules read it";
/// What has no sensitivity of its own.
const RENAME: &str = "do without it: it is remembered by this name; if it means something harmless, call it otherwise";

/// German for a child; of what a program names it is English, and says of which kind something is.
const KIND: &str = "kind";

fn is_sensitive(sensitivity: Option<&Name>) -> bool {
    sensitivity.is_some_and(|word| word.value == Sensitivity::Sensitive.word())
}

/// A name, or else its parts: a name that is sensitive makes them so.
fn either<'n>(
    check: &mut Check,
    lexicon: &Lexicon,
    (what, whole): (&str, &Name),
    (part, parts): (&str, impl Iterator<Item = &'n Name>),
    hint: &str,
) {
    if !name(check, lexicon, what, whole, hint) {
        for one in parts {
            name(check, lexicon, part, one, hint);
        }
    }
}

/// Whether the lexicon has a word of it.
fn name(check: &mut Check, lexicon: &Lexicon, what: &str, written: &Name, hint: &str) -> bool {
    let words = written.value.strip_prefix("custom.").unwrap_or(&written.value);
    // Names are looked up as long as somebody reads what is found.
    let hit = if check.full() { None } else { lexicon.find(words) };
    let Some(hit) = hit.filter(|hit| hit.word != KIND) else { return false };
    let message = format!("{what} `{}` {}", written.value, about(&hit));
    check.add(Diagnostic::warning("sensitive-name", written.span, message).hint(hint));
    true
}

fn topics(check: &mut Check, lexicon: &Lexicon) {
    let Some(topics) = &check.ruleset.topics else { return };
    let agreed = check.ruleset.charter.as_ref().and_then(|charter| charter.sensitive_topics.as_ref());
    let has = |names: &[Name], topic: &Name| names.iter().any(|one| one.value == topic.value);
    for topic in &topics.allow {
        if check.full() {
            return;
        }
        if has(&topics.sensitive, topic) {
            continue;
        }
        // Whatever the charter calls sensitive is, words or not.
        let known = agreed.is_some_and(|agreed| has(agreed, topic));
        let why = if known { Some("is sensitive, says the charter".to_owned()) } else { None };
        let Some(why) = why.or_else(|| lexicon.find(&topic.value).map(|hit| about(&hit))) else { continue };
        let found = Diagnostic::error("sensitive-topic", topic.span, format!("the topic `{}` {why}", topic.value));
        check.add(found.hint(
            "take it out; or, once the team agreed on it, list it under `sensitive:`: then it is never remembered \
             without a consent of its own, and never named on screen",
        ));
    }
    let Some(agreed) = agreed else { return };
    for topic in topics.sensitive.iter().filter(|topic| !has(agreed, topic)) {
        let message = format!("the charter's `sensitive_topics` has no `{}`", topic.value);
        let found = Diagnostic::error("sensitive-topic", topic.span, message);
        check.add(found.hint("take it out; or, once the team agreed on it, add it to the charter"));
    }
}

/// `is about health (German: `krankenkass…`)`
fn about(hit: &Hit) -> String {
    format!("is about {} ({}: `{}`)", hit.category, hit.languages.join(", "), hit.word)
}

#[cfg(test)]
mod table;

#[cfg(test)]
mod tests {
    use crate::ruleset::{Files, read};

    /// `code: message` of what is found in a ruleset.
    fn all(yaml: &str) -> Vec<String> {
        let files = Files::from([("ruleset.yaml".to_owned(), format!("nearside: 1\nid: t\n{yaml}").into_bytes())]);
        let reading = read(&files);
        assert_eq!(reading.diagnostics, Vec::new(), "{yaml}");
        let found = crate::check::check(&reading.ruleset.unwrap(), &reading.sources, 0);
        found.iter().map(|one| format!("{}: {}", one.code, one.message)).collect()
    }

    /// The same of what is sensitive.
    fn f(yaml: &str) -> Vec<String> {
        let ours = |said: &String| said.starts_with("sensitive-") || said.starts_with("precise-signal: ");
        all(yaml).into_iter().filter(ours).collect()
    }

    #[test]
    fn a_topic_that_the_team_agreed_on_is_none_of_ours() {
        assert_eq!(f("topics: { allow: [running, politics], sensitive: [politics] }\n"), Vec::<String>::new());
        assert_eq!(
            f("topics: { allow: [running, politics], sensitive: [Politics] }\n"),
            ["sensitive-topic: the topic `politics` is about politics (English, German, French, Spanish: `politi…`)"]
        );
    }

    #[test]
    fn a_question_and_its_answers_are_told_once() {
        let declare = |rest: &str| f(&format!("declare: {{ {rest} }}\n"));
        assert_eq!(
            declare("religion: { type: enum, values: [muslim, jewish] }"),
            ["sensitive-name: the question `religion` is about religion (English, German, French, Spanish: `religi…`)"]
        );
        assert_eq!(
            declare("topic: { type: enum, values: [sport, schwanger, health] }"),
            [
                "sensitive-name: the answer `schwanger` is about health (German: `schwanger…`)",
                "sensitive-name: the answer `health` is about health (English: `health`)"
            ]
        );
        assert_eq!(declare("religion: { type: string, sensitivity: sensitive }"), Vec::<String>::new());
        assert_eq!(declare("role: { type: enum, values: [student, teacher] }"), Vec::<String>::new());
    }

    #[test]
    fn names_of_all_that_is_remembered_or_told_are_looked_at() {
        let said =
            |kind: &str, name: &str| format!("sensitive-name: {kind} `{name}` is about health (English: `pregnan…`)");
        for (yaml, kind) in [
            ("signals: { custom.pregnancy: { type: string } }", "the signal"),
            ("signals: { custom.plan: { type: enum, values: [pregnancy, basic] } }", "the value"),
            ("events: { pregnancy: {} }", "the event"),
            ("events: { read: { fields: { pregnancy: number } } }", "the field"),
            ("events: { a: {} }\nstates: { pregnancy: { opens: a, closes: a } }", "the state"),
            ("events: { a: {} }\nstages: { pregnancy: { begun: a } }", "the stage"),
            ("events: { a: {} }\nstages: { life: { pregnancy: a } }", "the step"),
            ("declare: { a: { type: enum, values: [pregnancy, b] } }", "the answer"),
        ] {
            let name = if kind == "the signal" { "custom.pregnancy" } else { "pregnancy" };
            assert_eq!(f(&format!("{yaml}\n")), [said(kind, name)], "{yaml}");
        }
        assert_eq!(f("signals: { custom.kind: { type: string } }\n"), Vec::<String>::new());
        assert_eq!(f("topics: { allow: [kind] }\n").len(), 1);
        // What says that it is sensitive says it of all that it has.
        for yaml in [
            "signals: { custom.plan: { type: enum, values: [pregnancy, basic], sensitivity: sensitive } }",
            "events: { read: { fields: { pregnancy: number }, sensitivity: sensitive } }",
        ] {
            assert_eq!(f(&format!("{yaml}\n")), Vec::<String>::new(), "{yaml}");
        }
    }

    #[test]
    fn a_charter_says_what_may_be_agreed_on_and_what_is_sensitive_besides() {
        let f = |charter: &str, topics: &str| {
            let entry = format!("nearside: 1\nid: t\ncharter: c.yaml\ntopics: {{ {topics} }}\n");
            let charter = format!("nearside-charter: 1\n{charter}");
            let files = [("ruleset.yaml", entry), ("c.yaml", charter)];
            let reading = read(&Files::from(files.map(|(path, text)| (path.to_owned(), text.into_bytes()))));
            assert_eq!(reading.diagnostics, Vec::new());
            let found = crate::check::check(&reading.ruleset.unwrap(), &reading.sources, 0);
            found.iter().map(|one| one.message.clone()).collect::<Vec<_>>()
        };
        let both = "allow: [running, politics], sensitive: [politics]";
        assert_eq!(f("audience: adults\n", both), Vec::<String>::new());
        assert_eq!(f("sensitive_topics: [politics]\n", both), Vec::<String>::new());
        assert_eq!(f("sensitive_topics: [faith]\n", both), ["the charter's `sensitive_topics` has no `politics`"]);
        assert_eq!(f("sensitive_topics: []\n", both), ["the charter's `sensitive_topics` has no `politics`"]);
        let plain = "allow: [topic-17]";
        assert_eq!(f("sensitive_topics: []\n", plain), Vec::<String>::new());
        assert_eq!(f("sensitive_topics: [topic-17]\n", plain), ["the topic `topic-17` is sensitive, says the charter"]);
    }

    #[test]
    fn a_rule_about_a_sensitive_topic_would_never_be_shown_and_says_so() {
        let rule = |topics: &str, when: &str| {
            f(&format!(
                "topics: {{ {topics} }}\ndeclare: {{ likes: {{ type: topic }} }}\nslots: {{ a: {{ value: 1 }} }}\n\
                 experiences: [{{ id: e, because: x, when: {{ {when} }}, show: {{ a: 2 }} }}]\n"
            ))
        };
        let topics = "allow: [running, politics], sensitive: [politics]";
        for (when, message) in [
            ("affinity.politics: { $gt: 0.5 }", "`affinity.politics` is never known"),
            ("affinity.top: politics", "`affinity.top` is never `politics`"),
            ("affinity.top: { $in: [running, politics] }", "`affinity.top` is never `politics`"),
            ("declared.likes: politics", "`declared.likes` is never `politics`"),
        ] {
            let found = format!("sensitive-read: {message}: a sensitive topic is not remembered");
            assert_eq!(rule(topics, when), [found], "{when}");
            assert_eq!(rule(topics, &when.replace("politics", "running")), Vec::<String>::new());
        }
        assert_eq!(rule(topics, "page.topics: { $in: [politics] }"), Vec::<String>::new());
        let shown = f(&format!(
            "topics: {{ {topics} }}\nslots: {{ a: {{ value: 1 }} }}\n\
             experiences: [{{ id: e, because: x, show: {{ a: {{ by: affinity.top, politics: 1, running: 2 }} }} }}]\n"
        ));
        assert_eq!(shown, ["sensitive-read: `affinity.top` is never `politics`: a sensitive topic is not remembered"]);
        let found = all("topics: { allow: [politics], sensitive: [politics] }\nslots: { a: { value: 1 } }\n\
             experiences: [{ id: e, because: x, when: { affinity.top: { $exists: true } }, show: { a: 2 } }]\n");
        assert_eq!(found, ["unknown-topic: there is no topic that may be remembered"]);
    }

    #[test]
    fn what_is_sensitive_is_not_read() {
        let rule = |events: &str, rest: &str| {
            f(&format!(
                "events: {{ {events} }}\nslots: {{ a: {{ value: 1 }} }}\n\
                 experiences: [{{ id: e, because: x, {rest}, show: {{ a: 2 }} }}]\n"
            ))
        };
        let (plain, sensitive) = ("quit: {}", "quit: { sensitivity: sensitive }");
        for reads in ["when: { event.quit.count: 1 }", "limits: { stop_after: { event: quit, for: 1d } }"] {
            assert_eq!(rule(plain, reads), Vec::<String>::new(), "{reads}");
            let found = rule(sensitive, reads);
            assert!(found.len() == 1 && found[0].starts_with("precise-signal: "), "{reads}: {found:?}");
        }
        // What follows from an event has it remembered as well.
        for (section, reads) in [
            ("states: { s: { opens: quit, closes: stay } }", "when: { state.s.open: true }"),
            ("states: { s: { opens: stay, closes: quit } }", "when: { state.s.open: true }"),
            ("stages: { s: { begun: quit } }", "when: { stage.s: begun }"),
            ("goals: { g: { event: quit, kind: conversion, within: 1d } }", "experiment: { goal: g }"),
            ("lists: {}", "when: { visit.last_action: stay }"),
        ] {
            let found = |events: &str| {
                f(&format!(
                    "events: {{ stay: {{}}, {events} }}\n{section}\nslots: {{ a: {{ value: 1 }} }}\n\
                     experiences: [{{ id: e, because: x, {reads}, show: {{ a: 2 }} }}]\n"
                ))
            };
            assert_eq!(found(plain), Vec::<String>::new(), "{section}");
            let found = found(sensitive);
            assert!(found.len() == 1 && found[0].contains("`quit`"), "{section} {reads}: {found:?}");
        }
        let declared = |sensitivity: &str| {
            f(&format!(
                "declare: {{ a: {{ type: string, sensitivity: {sensitivity} }} }}\nslots: {{ a: {{ value: 1 }} }}\n\
                 experiences: [{{ id: e, because: x, when: {{ declared.a: b }}, show: {{ a: 2 }} }}]\n"
            ))
        };
        assert_eq!(declared("declared"), Vec::<String>::new());
        assert_eq!(declared("sensitive"), ["precise-signal: `declared.a` is sensitive, and no charter allows it"]);
    }
}
