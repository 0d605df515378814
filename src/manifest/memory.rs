//! What a device remembers for a ruleset, for how long and for whom. The longest need counts.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{Kept, LONGEST};
use super::reads::Reads;
use super::{Cause, Causes, Event, Field, Memory};
use crate::diagnostic::Span;
use crate::ruleset::model::{self, Experience, Ruleset, StageStep};
use crate::signal::catalogue::{self, Sensitivity, id};
use crate::value::Kind;

pub const PERSONAL: &str = "personalization";
pub const MEASURED: &str = "measurement";
/// What a visitor answers to an experience is remembered of it, not as an event of the site.
const ANSWERS: [&str; 3] = ["shown", "clicked", "dismissed"];

/// One thing that is remembered, while its needs come in.
#[derive(Debug, Default)]
struct Entry {
    what: BTreeSet<String>,
    kept: Option<Kept>,
    purposes: BTreeSet<&'static str>,
    used_by: BTreeSet<String>,
    /// The first need, and the longest.
    first: Option<Cause>,
    longest: Option<Cause>,
}

impl Entry {
    fn need(&mut self, by: &str, kept: Kept, purpose: &'static str, span: Span) {
        let cause = || Cause { by: by.to_owned(), span };
        if self.kept.is_none_or(|known| known < kept) {
            self.kept = Some(kept);
            self.longest = Some(cause());
        }
        self.first.get_or_insert_with(cause);
        self.purposes.insert(purpose);
        if !by.is_empty() {
            self.used_by.insert(by.to_owned());
        }
    }

    fn tell(&self, part: &str, causes: &mut Causes) {
        for (of, cause) in [("new", &self.first), ("kept", &self.longest)] {
            if let Some(cause) = cause {
                // What a declaration says by itself is there for whoever uses it.
                let user = self.used_by.first().map_or("", String::as_str);
                causes.put(part, of, if cause.by.is_empty() { user } else { &cause.by }, cause.span);
            }
        }
    }
}

fn texts<T: AsRef<str>>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|text| text.as_ref().to_owned()).collect()
}

/// How long an event is kept: as long as `keep` says, or somebody needs it.
pub struct Events<'a> {
    declared: BTreeMap<&'a str, &'a model::Event>,
    entries: BTreeMap<&'a str, Entry>,
}

impl<'a> Events<'a> {
    pub fn new(ruleset: &'a Ruleset) -> Events<'a> {
        let mut events = Events {
            declared: ruleset.events.iter().rev().map(|event| (event.name.value.as_str(), event)).collect(),
            entries: BTreeMap::new(),
        };
        let settings = ruleset.experiences.iter().filter_map(|experience| experience.experiment.as_ref());
        for named in settings.flat_map(|one| one.goal.iter().chain(&one.also).chain(&one.guardrails)) {
            if let Some(goal) = ruleset.goals.iter().find(|goal| goal.name.value == named.value) {
                events.ask(&goal.event.value, &format!("goal {}", goal.name.value), MEASURED, goal.event.span);
            }
        }
        for experience in &ruleset.experiences {
            for stop in experience.limits.iter().flat_map(|limits| &limits.stop_after) {
                if !ANSWERS.contains(&stop.event.value.as_str()) {
                    events.ask(&stop.event.value, &name(experience), PERSONAL, stop.event.span);
                }
            }
        }
        events
    }

    /// A need: kept as long as `keep` says, else as long as anything is.
    fn ask(&mut self, event: &'a str, by: &str, purpose: &'static str, span: Span) {
        let keep = self.declared.get(event).and_then(|event| event.keep.as_ref());
        let entry = self.entries.entry(event).or_default();
        entry.need(by, Kept::written(keep.map(|keep| keep.value)), purpose, span);
        if let Some(keep) = keep {
            entry.longest = Some(Cause { by: by.to_owned(), span: keep.span });
        }
    }

    /// What a part of the ruleset reads of events.
    pub fn read_by(&mut self, ruleset: &'a Ruleset, by: &str, reads: &Reads<'a>) {
        for (signal, span) in &reads.signals {
            let mut parts = signal.split('.');
            match (parts.next(), parts.next()) {
                (Some("event"), Some(event)) => self.ask(event, by, PERSONAL, *span),
                (Some("state"), Some(state)) => {
                    let states = ruleset.states.iter().filter(|one| one.name.value == state);
                    for event in states.flat_map(|one| one.opens.iter().chain(&one.closes)) {
                        self.ask(&event.value, &format!("state {state}"), PERSONAL, event.span);
                    }
                }
                (Some("stage"), Some(stage)) => {
                    let stages = ruleset.stages.iter().filter(|one| one.name.value == stage);
                    for (_, step) in stages.flat_map(|one| &one.steps) {
                        if let StageStep::Event(event) = step {
                            self.ask(&event.value, &format!("stage {stage}"), PERSONAL, event.span);
                        }
                    }
                }
                // Whatever is declared may be the last.
                (Some("visit"), Some("last_action")) => {
                    ruleset.events.iter().for_each(|event| self.ask(&event.name.value, by, PERSONAL, *span));
                }
                _ => {}
            }
        }
    }

    pub fn kept(&self, event: &str) -> Kept {
        self.entries.get(event).and_then(|entry| entry.kept).unwrap_or(Kept::None)
    }

    pub fn list(self, causes: &mut Causes) -> Vec<Event> {
        let Events { declared, mut entries } = self;
        // What nobody asks for is declared, and not kept.
        for event in declared.keys() {
            entries.entry(event).or_default();
        }
        let all = entries.into_iter().map(|(name, entry)| {
            let part = format!("event {name}");
            entry.tell(&part, causes);
            let declared = declared.get(name);
            let by = entry.used_by.first().map_or("", String::as_str);
            if let Some(event) = declared {
                causes.put(&part, "new", by, event.span);
                for (field, _) in &event.fields {
                    causes.put(&part, &format!("field {}", field.value), by, field.span);
                }
                for (trigger, of) in &event.on {
                    causes.put(&part, &format!("on {} {}", trigger.value, of.value), by, trigger.span);
                }
            }
            let sensitivity = declared.and_then(|event| event.sensitivity.as_ref());
            if let Some(span) = sensitivity.map(|word| word.span).or(declared.map(|event| event.span)) {
                causes.put(&part, "sensitivity", by, span);
            }
            let triggers = declared.iter().flat_map(|event| &event.on);
            let mut on: Vec<String> = triggers.map(|(trigger, of)| format!("{} {}", trigger.value, of.value)).collect();
            on.sort();
            let fields = declared.iter().flat_map(|event| &event.fields);
            let field = |(name, kind): &(crate::diagnostic::Spanned<String>, Kind)| Field {
                name: name.value.clone(),
                kind: kind.word().to_owned(),
            };
            let mut fields: Vec<Field> = fields.map(field).collect();
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            Event {
                name: name.to_owned(),
                on,
                fields,
                sensitivity: sensitivity.map_or(Sensitivity::Behavioural.word(), |word| &word.value).to_owned(),
                kept: entry.kept.unwrap_or(Kept::None),
                purposes: texts(entry.purposes),
                used_by: texts(entry.used_by),
            }
        });
        all.collect()
    }
}

pub fn name(experience: &Experience) -> String {
    format!("experience {}", experience.id.value)
}

/// States, stages, what is remembered of experiences and of visits. All of it is kept as long as anything is, but for states, which
/// say when they are forgotten. A limit's window says what a rule is told, not when it is forgotten.
#[derive(Default)]
pub struct Notes(BTreeMap<String, Entry>);

impl Notes {
    fn need(&mut self, part: &str, what: &str, by: &str, span: Span) {
        self.need_for(part, what, by, Kept::For(LONGEST), span);
    }

    fn need_for(&mut self, part: &str, what: &str, by: &str, kept: Kept, span: Span) {
        let entry = self.0.entry(part.to_owned()).or_default();
        entry.what.insert(what.to_owned());
        entry.need(by, kept, PERSONAL, span);
    }

    pub fn read_by(&mut self, ruleset: &Ruleset, by: &str, reads: &Reads) {
        for (signal, span) in &reads.signals {
            if catalogue::lookup(signal).is_some_and(|(entry, _)| entry.memory || entry.id == id::CONSENT) {
                self.visit(by, *span);
            }
            let mut parts = signal.split('.');
            match (parts.next(), parts.next()) {
                (Some("state"), Some(state)) => {
                    let known = ruleset.states.iter().find(|one| one.name.value == state);
                    let forget = known.and_then(|one| one.forget.as_ref());
                    let kept = Kept::written(forget.map(|forget| forget.value));
                    let part = format!("state {state}");
                    self.need_for(&part, "whether it is open, and since when", by, kept, *span);
                    if let (Some(forget), Some(entry)) = (forget, self.0.get_mut(&part)) {
                        entry.longest = Some(Cause { by: by.to_owned(), span: forget.span });
                    }
                }
                (Some("stage"), Some(stage)) => {
                    self.need(&format!("stage {stage}"), "the steps that were reached", by, *span);
                }
                (Some("visit"), Some("entry")) => self.need("visit", "the page on which it began", by, *span),
                (Some("visit"), Some("last_action")) => self.need("visit", "what was done last", by, *span),
                (Some("affinity"), Some(topic)) if !is_sensitive(ruleset, topic) => {
                    self.need("interests", "how often somebody reads about the topics", by, *span);
                }
                _ => {}
            }
        }
        if let Some(span) = reads.skips_seen {
            self.need("seen", "which items were seen", by, span);
        }
    }

    /// Whatever is remembered, the visit is with it.
    pub fn visit(&mut self, by: &str, span: Span) {
        self.need("visit", "when and how often somebody was here, and how many pages they looked at", by, span);
    }

    /// What is remembered of an experience: when it was shown, what the visitor answered, the variant.
    pub fn experience(&mut self, ruleset: &Ruleset, experience: &Experience) {
        let by = name(experience);
        let settings = experience.experiment.as_ref();
        let stays = settings.filter(|it| it.sticky || it.blocked_below.is_some());
        let limited = experience.limits.as_ref().map(|limits| limits.span);
        let goals = settings.into_iter().flat_map(|it| it.goal.iter().chain(&it.also).chain(&it.guardrails));
        let counted = goals.map(|goal| goal.span).next();
        if let Some(span) = limited.or(stays.map(|settings| settings.span)).or(counted) {
            self.visit(&by, span);
        }
        let mut note = |what: &str, span| self.need(&by, what, &by, span);
        if let Some(limits) = &experience.limits {
            limits.show.iter().for_each(|show| note("when it was shown", show.span));
            if let Some(pause) = &limits.cooldown {
                note(answer(&pause.value.1), pause.span);
            }
            for stop in limits.stop_after.iter().filter(|stop| ANSWERS.contains(&stop.event.value.as_str())) {
                note(answer(&stop.event.value), stop.event.span);
            }
        }
        if let Some(settings) = stays {
            note("the variant that was drawn", settings.span);
        }
        let counts_nudges = ruleset.guardrails.as_ref().is_some_and(|guardrails| guardrails.max_nudges.is_some());
        if experience.nudge && counts_nudges {
            self.visit(&by, experience.id.span);
            self.need("visit", "how many nudges it had", &by, experience.id.span);
        }
    }

    pub fn list(self, causes: &mut Causes) -> Vec<Memory> {
        let all = self.0.into_iter().map(|(name, entry)| {
            entry.tell(&format!("memory {name}"), causes);
            for what in &entry.what {
                if let Some(cause) = &entry.first {
                    causes.put(&format!("memory {name}"), &format!("what {what}"), &cause.by, cause.span);
                }
            }
            Memory {
                name,
                what: texts(entry.what),
                kept: entry.kept.unwrap_or(Kept::None),
                purposes: texts(entry.purposes),
                used_by: texts(entry.used_by),
            }
        });
        all.collect()
    }
}

/// Whether a topic is one that is not remembered.
fn is_sensitive(ruleset: &Ruleset, topic: &str) -> bool {
    ruleset.topics.iter().flat_map(|topics| &topics.sensitive).any(|one| one.value == topic)
}

fn answer(event: &str) -> &'static str {
    match event {
        "clicked" => "when it was clicked",
        "dismissed" => "when it was sent away",
        _ => "when it was shown",
    }
}
