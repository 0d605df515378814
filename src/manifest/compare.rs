//! Two manifests: what is wider in the new one, and what is narrower.
//!
//! Wider is what a person would have to be told anew: something else is read, remembered, asked or noticeable; the same more
//! finely, for longer, for another purpose; or where it was decided on the device alone, an edge may decide it too. From
//! the edge to the device is no step outward.

use std::collections::BTreeMap;

use super::{Cause, Causes, Event, Kept, Manifest, Memory, Observable, Question, Signal, Topic, Unit};
use crate::ruleset::shapes::AUDIENCES;
use crate::signal::catalogue::Sensitivity;
use crate::value::Kind;

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub widens: bool,
    /// `signal geo.region`
    pub part: String,
    /// `new`, `gone`, `sensitivity`, `granularity`, `source`, `from`, `where`, `kept`, `purpose`, `field`, `on`, `values`,
    /// `type`, `what`, `loads`, `redirects`, `declared`, `audience`, `stored`.
    pub aspect: &'static str,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Who caused it in the new ruleset.
    pub cause: Option<Cause>,
}

/// All differences, what widens first; within each, as the manifest has them.
pub fn compare(old: &Manifest, new: &Manifest, causes: &Causes) -> Vec<Change> {
    let mut found = Comparison { causes, changes: Vec::new() };
    found.lists("signal", &old.signals, &new.signals, |one| &one.name, signal_phrase, Comparison::signal);
    found.lists("event", &old.events, &new.events, |one| &one.name, |one| one.kept.phrase(), Comparison::event);
    found.lists("topic", &old.topics, &new.topics, |one| &one.name, |one| one.kept.phrase(), Comparison::topic);
    found.lists("question", &old.questions, &new.questions, |one| &one.name, question_phrase, Comparison::question);
    found.lists("memory", &old.memory, &new.memory, |one| &one.name, memory_phrase, Comparison::memory);
    found.lists("unit", &old.units, &new.units, |one| &one.name, unit_phrase, Comparison::unit);
    found.experiences(old, new);
    found.lists("observable", &old.observable, &new.observable, |one| &one.experience, noticed, Comparison::observable);
    found.audience(&old.audience, &new.audience);
    found.words("before consent", "stored", &old.stored_before_consent, &new.stored_before_consent);
    let mut changes = found.changes;
    changes.sort_by_key(|change| !change.widens);
    changes
}

fn signal_phrase(signal: &Signal) -> String {
    format!("{}, {}, {}", signal.granularity, signal.sensitivity, signal.kept.phrase())
}

fn question_phrase(question: &Question) -> String {
    let ask = question.ask.as_ref().map_or(String::new(), |ask| format!("{ask:?}, "));
    format!("{ask}{}", question.kept.phrase())
}

fn memory_phrase(memory: &Memory) -> String {
    format!("{}, {}", memory.what.join(", "), memory.kept.phrase())
}

fn unit_phrase(unit: &Unit) -> String {
    unit.key.as_ref().map_or_else(|| unit.from.clone(), |key| format!("{} {key}", unit.from))
}

fn noticed(one: &Observable) -> String {
    let all: Vec<String> = one.redirects.iter().chain(&one.loads).cloned().collect();
    if all.is_empty() { "as the ruleset says".to_owned() } else { all.join(", ") }
}

/// What a signal, or an answer, can be.
struct Values<'a> {
    kind: &'a str,
    /// How many; none where they are open.
    count: Option<u64>,
    names: &'a [String],
    /// For people.
    said: &'a str,
}

impl<'a> Values<'a> {
    fn of_signal(signal: &'a Signal) -> Values<'a> {
        Values { kind: &signal.kind, count: signal.values, names: &signal.one_of, said: &signal.granularity }
    }

    fn of_question(question: &'a Question) -> Values<'a> {
        let count = match Kind::from_word(&question.kind) {
            Some(Kind::Bool) => Some(2),
            _ if question.values.is_empty() => None,
            _ => Some(question.values.len() as u64),
        };
        Values { kind: &question.kind, count, names: &question.values, said: &question.kind }
    }

    /// Ordered: a number says more than one of a few, and a text or a list may say anything.
    fn fineness(&self) -> (u8, u64) {
        match (Kind::from_word(self.kind), self.count) {
            (_, Some(count)) => (0, count),
            (Some(Kind::Topic), None) => (0, u64::MAX),
            (Some(Kind::Number | Kind::Time | Kind::Duration), None) => (1, 0),
            _ => (2, 0),
        }
    }
}

struct Comparison<'c> {
    causes: &'c Causes,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn add(&mut self, widens: bool, part: &str, aspect: &'static str, from: Option<String>, to: Option<String>) {
        self.caused(widens, part, aspect, aspect, from, to);
    }

    /// `of` is what the cause is known by, where an aspect has several.
    fn caused(
        &mut self,
        widens: bool,
        part: &str,
        aspect: &'static str,
        of: &str,
        from: Option<String>,
        to: Option<String>,
    ) {
        let cause = if widens { self.causes.of(part, of).cloned() } else { None };
        self.changes.push(Change { widens, part: part.to_owned(), aspect, from, to, cause });
    }

    /// What came, what went, and what both have.
    fn lists<T>(
        &mut self,
        kind: &str,
        old: &[T],
        new: &[T],
        name: impl Fn(&T) -> &String,
        phrase: impl Fn(&T) -> String,
        both: impl Fn(&mut Self, &str, &T, &T),
    ) {
        let before: BTreeMap<&String, &T> = old.iter().map(|one| (name(one), one)).collect();
        let after: BTreeMap<&String, &T> = new.iter().map(|one| (name(one), one)).collect();
        for (key, one) in &after {
            let part = format!("{kind} {key}");
            match before.get(key) {
                Some(known) => both(self, &part, known, one),
                None => self.add(true, &part, "new", None, Some(phrase(one))),
            }
        }
        for (key, one) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
            self.add(false, &format!("{kind} {key}"), "gone", Some(phrase(one)), None);
        }
    }

    /// Each word that came widens, each that went narrows.
    fn words(&mut self, part: &str, aspect: &'static str, old: &[String], new: &[String]) {
        for word in new.iter().filter(|word| !old.contains(word)) {
            self.caused(true, part, aspect, &format!("{aspect} {word}"), None, Some(word.clone()));
        }
        for word in old.iter().filter(|word| !new.contains(word)) {
            self.add(false, part, aspect, Some(word.clone()), None);
        }
    }

    /// What may be done to adults may not to children.
    fn audience(&mut self, old: &str, new: &str) {
        let rank = |word: &str| AUDIENCES.iter().position(|known| *known == word).unwrap_or(usize::MAX);
        if old != new {
            self.add(rank(new) > rank(old), "charter", "audience", Some(old.to_owned()), Some(new.to_owned()));
        }
    }

    fn kept(&mut self, part: &str, old: Kept, new: Kept) {
        if old != new {
            self.add(new > old, part, "kept", Some(old.phrase()), Some(new.phrase()));
        }
    }

    /// To be decided, or known, at an edge as well is a step outward.
    fn place(&mut self, part: &str, old: &[String], new: &[String]) {
        let is_at_edge = |place: &[String]| place.iter().any(|word| word == "edge");
        if old != new {
            let widens = is_at_edge(new) && !is_at_edge(old);
            self.add(widens, part, "where", Some(old.join(", ")), Some(new.join(", ")));
        }
    }

    /// By the names of the values where both have them; else by how finely values of this kind tell.
    fn values(&mut self, part: &str, old: &Values, new: &Values) {
        if old.kind == new.kind && !old.names.is_empty() && !new.names.is_empty() {
            return self.words(part, "values", old.names, new.names);
        }
        let (before, after) = (old.fineness(), new.fineness());
        if before != after {
            let said = |values: &Values| Some(values.said.to_owned());
            self.add(after > before, part, "granularity", said(old), said(new));
        } else if old.kind != new.kind {
            // Nobody can say which of the two says less.
            self.add(true, part, "type", Some(old.kind.to_owned()), Some(new.kind.to_owned()));
        }
    }

    /// What is more sensitive says more; what no rule may read (`sensitive`) is opened to rules by any other word.
    fn sensitivity(&mut self, part: &str, old: &str, new: &str, is_read: bool) {
        if old == new {
            return;
        }
        let rank = |word: &str| Sensitivity::from_word(word).map_or(u8::MAX, |one| one as u8);
        let is_shut = |word: &str| rank(word) >= Sensitivity::Precise as u8;
        let widens = is_shut(old) || rank(new) > rank(old) && (is_read || !is_shut(new));
        self.add(widens, part, "sensitivity", Some(old.to_owned()), Some(new.to_owned()));
    }

    fn signal(&mut self, part: &str, old: &Signal, new: &Signal) {
        self.sensitivity(part, &old.sensitivity, &new.sensitivity, true);
        self.values(part, &Values::of_signal(old), &Values::of_signal(new));
        let sources = |signal: &Signal| -> Vec<String> {
            let said = |source: &super::Source| format!("{} ({})", source.source, source.trust);
            signal.sources.iter().map(said).collect()
        };
        self.words(part, "source", &sources(old), &sources(new));
        if old.from != new.from {
            // Another place of the page may say anything.
            self.add(new.from.is_some(), part, "from", old.from.clone(), new.from.clone());
        }
        self.place(part, &old.place, &new.place);
        self.kept(part, old.kept, new.kept);
        self.words(part, "purpose", &old.purposes, &new.purposes);
    }

    fn event(&mut self, part: &str, old: &Event, new: &Event) {
        let fields = |event: &Event| -> Vec<String> { event.fields.iter().map(|field| field.name.clone()).collect() };
        self.words(part, "field", &fields(old), &fields(new));
        for field in &new.fields {
            let known =
                old.fields.iter().find(|known| known.name == field.name).filter(|known| known.kind != field.kind);
            if let Some(known) = known {
                let what = |kind: &str| Some(format!("{} {kind}", field.name));
                // Nobody can say which type says less.
                self.caused(
                    true,
                    part,
                    "field",
                    &format!("field {}", field.name),
                    what(&known.kind),
                    what(&field.kind),
                );
            }
        }
        self.words(part, "on", &old.on, &new.on);
        self.sensitivity(part, &old.sensitivity, &new.sensitivity, false);
        self.kept(part, old.kept, new.kept);
        self.words(part, "purpose", &old.purposes, &new.purposes);
    }

    fn topic(&mut self, part: &str, old: &Topic, new: &Topic) {
        self.kept(part, old.kept, new.kept);
        if old.sensitive != new.sensitive {
            let word = |sensitive: bool| Some(if sensitive { "sensitive" } else { "not sensitive" }.to_owned());
            // What is sensitive is treated with more care.
            self.add(!new.sensitive, part, "sensitivity", word(old.sensitive), word(new.sensitive));
        }
    }

    fn question(&mut self, part: &str, old: &Question, new: &Question) {
        self.values(part, &Values::of_question(old), &Values::of_question(new));
        self.sensitivity(part, &old.sensitivity, &new.sensitivity, false);
        self.kept(part, old.kept, new.kept);
    }

    fn memory(&mut self, part: &str, old: &Memory, new: &Memory) {
        self.words(part, "what", &old.what, &new.what);
        self.kept(part, old.kept, new.kept);
        self.words(part, "purpose", &old.purposes, &new.purposes);
    }

    fn unit(&mut self, part: &str, old: &Unit, new: &Unit) {
        if unit_phrase(old) != unit_phrase(new) {
            self.add(true, part, "source", Some(unit_phrase(old)), Some(unit_phrase(new)));
        }
        self.kept(part, old.kept, new.kept);
    }

    /// A new experience is no news by itself: what it reads is.
    fn experiences(&mut self, old: &Manifest, new: &Manifest) {
        for one in &new.experiences {
            let part = format!("experience {}", one.id);
            if let Some(known) = old.experiences.iter().find(|known| known.id == one.id) {
                self.place(&part, &known.decided, &one.decided);
                self.words(&part, "purpose", &known.purposes, &one.purposes);
            }
        }
        let purposes = |manifest: &Manifest| -> Vec<String> {
            let all = manifest.experiences.iter().flat_map(|one| &one.purposes);
            all.cloned().collect::<std::collections::BTreeSet<String>>().into_iter().collect()
        };
        let (before, after) = (purposes(old), purposes(new));
        // Said once for the whole, if no experience that was there has said it.
        for purpose in after.iter().filter(|purpose| !before.contains(purpose)) {
            let is_said = self.changes.iter().any(|change| {
                change.aspect == "purpose"
                    && change.part.starts_with("experience ")
                    && change.to.as_ref() == Some(purpose)
            });
            let first = new.experiences.iter().find(|one| one.purposes.contains(purpose)).filter(|_| !is_said);
            if let Some(first) = first {
                let (part, of) = (format!("experience {}", first.id), format!("purpose {purpose}"));
                self.caused(true, &part, "purpose", &of, None, Some(purpose.clone()));
            }
        }
    }

    fn observable(&mut self, part: &str, old: &Observable, new: &Observable) {
        self.words(part, "redirects", &old.redirects, &new.redirects);
        self.words(part, "loads", &old.loads, &new.loads);
        if new.declared != old.declared {
            let word = |declared: bool| Some(if declared { "declared" } else { "not declared" }.to_owned());
            self.add(new.declared, part, "declared", word(old.declared), word(new.declared));
        }
    }
}
