//! What a bundle remembers: only the events, states, answers and topics that something in it asks for.

use super::compiler::Compiler;
use super::plan::all_of;
use super::subject::Scope;
use crate::limits;
use crate::program::draft::Draft;
use crate::program::records::{Declaration, Event, Goal, NONE, PERSONAL, Recall, RuleKind, Stage, State, Trigger};
use crate::ruleset::model::{self, StageStep};
use crate::signal::catalogue::{self, id};
use crate::value::Kind;
use std::collections::BTreeSet;

/// The signal that a recall is of, with the names in it.
struct Asked<'n> {
    signal: u32,
    id: u16,
    name: &'n str,
    field: &'n str,
}

impl<'a> Compiler<'a> {
    /// After everything that asks for signals.
    pub fn memory(&mut self) {
        let mut done = 0;
        let mut events: BTreeSet<String> = BTreeSet::new();
        let mut stages: Vec<Recall> = Vec::new();
        // Steps of stages ask for further signals.
        while let Some(signal) = self.tables.draft.signals.get(done).copied() {
            let name = self.tables.draft.strings.get(signal.name as usize).cloned().unwrap_or_default();
            if let Some(asked) = Asked::of(done as u32, &name) {
                self.remember(&asked, &mut events);
                let recall =
                    Recall { signal: asked.signal, name: self.named(asked.name), field: self.named(asked.field) };
                let recalls = if asked.id == id::STAGE { &mut stages } else { &mut self.tables.draft.recalls };
                recalls.push(recall);
            }
            done += 1;
        }
        self.tables.draft.recalls.extend(stages);
        self.goals(&mut events);
        self.events(&events);
        self.personal();
    }

    fn named(&mut self, name: &str) -> u32 {
        if name.is_empty() { NONE } else { self.tables.string(name) }
    }

    /// What has to be remembered for a signal.
    fn remember(&mut self, asked: &Asked, events: &mut BTreeSet<String>) {
        let ruleset = self.ruleset;
        let span = crate::diagnostic::Span::default();
        match asked.id {
            id::VISIT_ENTRY => {
                self.signal("page.path", span);
            }
            // Whatever is declared may be the last.
            id::VISIT_LAST_ACTION => events.extend(ruleset.events.iter().map(|event| event.name.value.clone())),
            id::EVENT_COUNT..=id::EVENT_AVG => {
                events.insert(asked.name.to_owned());
            }
            id::STATE_OPEN | id::STATE_SINCE | id::STATE_AGE => {
                let Some(state) = ruleset.states.iter().find(|state| state.name.value == asked.name) else { return };
                let record = State {
                    name: self.tables.string(&state.name.value),
                    opens: self.names(&state.opens),
                    closes: self.names(&state.closes),
                    forget: minutes(state.forget.as_ref().map(|forget| forget.value)),
                };
                let states = &mut self.tables.draft.states;
                if !states.contains(&record) {
                    states.push(record);
                }
                events.extend(state.opens.iter().chain(&state.closes).map(|event| event.value.clone()));
            }
            id::STAGE => self.stage(asked.name, events),
            id::AFFINITY | id::AFFINITY_TOP => {
                self.signal("page.topics", span);
                self.tables.draft.has_affinities = true;
            }
            id::DECLARED => self.declaration(asked.name),
            _ => {}
        }
    }

    fn stage(&mut self, name: &str, events: &mut BTreeSet<String>) {
        let Some(stage) = self.ruleset.stages.iter().find(|stage| stage.name.value == name) else { return };
        for (step, reached) in &stage.steps {
            let (event, when) = match reached {
                StageStep::Event(event) => {
                    events.insert(event.value.clone());
                    (self.tables.string(&event.value), NONE)
                }
                StageStep::When(condition) => {
                    let node = self.lower(condition, false, Scope::Signals, 0);
                    (NONE, self.place(node))
                }
            };
            let record = Stage { name: self.tables.string(name), step: self.tables.string(&step.value), event, when };
            self.tables.draft.stages.push(record);
        }
    }

    fn declaration(&mut self, name: &str) {
        let Some(asked) = self.ruleset.declare.iter().find(|asked| asked.name.value == name) else { return };
        let record = Declaration {
            key: self.tables.string(name),
            kind: asked.kind as u32,
            values: if asked.values.is_empty() { NONE } else { self.names(&asked.values) },
            keep: minutes(asked.keep.as_ref().map(|keep| keep.value)),
        };
        self.tables.draft.declarations.push(record);
    }

    fn names(&mut self, names: &[crate::diagnostic::Spanned<String>]) -> u32 {
        let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        self.tables.list(&names)
    }

    /// Goals that an experiment is about.
    fn goals(&mut self, events: &mut BTreeSet<String>) {
        let ruleset = self.ruleset;
        let experiments = ruleset.experiences.iter().filter_map(|experience| experience.experiment.as_ref());
        let asked = experiments.flat_map(|one| one.goal.iter().chain(&one.also).chain(&one.guardrails));
        let asked: BTreeSet<&str> = asked.map(|goal| goal.value.as_str()).collect();
        for goal in ruleset.goals.iter().filter(|goal| asked.contains(goal.name.value.as_str())) {
            events.insert(goal.event.value.clone());
            let record =
                Goal { name: self.tables.string(&goal.name.value), event: self.tables.string(&goal.event.value) };
            self.tables.draft.goals.push(record);
        }
    }

    /// Events that something asks for, and what tells of them by itself.
    fn events(&mut self, asked: &BTreeSet<String>) {
        let of_rules = self.tables.draft.rules.iter().filter(|rule| rule.kind == RuleKind::Event as u32);
        let strings = &self.tables.draft.strings;
        let of_rules = of_rules.filter_map(|rule| strings.get(rule.event as usize)).cloned();
        let all: BTreeSet<String> = asked.iter().cloned().chain(of_rules).collect();
        for name in &all {
            let declared: Option<&'a model::Event> = self.ruleset.events.iter().find(|one| one.name.value == *name);
            let fields = declared.map_or(&[][..], |event| &event.fields);
            let numbers: Vec<&str> = fields
                .iter()
                .filter(|(field, kind)| kind.is_number() && self.adds_up(name, &field.value))
                .map(|(name, _)| name.value.as_str())
                .collect();
            let topic = fields.iter().find(|(_, kind)| *kind == Kind::Topic).map(|(name, _)| name.value.as_str());
            let event = Event {
                name: self.tables.string(name),
                keep: minutes(declared.and_then(|event| event.keep.as_ref()).map(|keep| keep.value)),
                fields: if numbers.is_empty() { NONE } else { self.tables.list(&numbers) },
                topic: self.named(topic.unwrap_or("")),
            };
            self.tables.draft.events.push(event);
            for (kind, argument) in declared.into_iter().flat_map(|event| &event.on) {
                let trigger = Trigger {
                    event: event.name,
                    kind: self.tables.string(&kind.value),
                    argument: self.tables.string(&argument.value),
                };
                self.tables.draft.triggers.push(trigger);
            }
        }
        if all.len() > limits::EVENTS {
            let span = self.ruleset.events.get(limits::EVENTS).map(|event| event.span).unwrap_or_default();
            let message = format!("{} events to be remembered where at most {} can be", all.len(), limits::EVENTS);
            self.refuse("too-many-events", span, message);
        }
    }

    /// Whether something asks what a field of an event comes to.
    fn adds_up(&self, event: &str, field: &str) -> bool {
        let is_asked = |of: &str| self.tables.known_signal(&format!("event.{event}.{of}.{field}")).is_some();
        is_asked("sum") || is_asked("avg")
    }

    /// Marks experiences that read what is remembered, or are declared to be personal.
    fn personal(&mut self) {
        let ruleset = self.ruleset;
        let Draft { signals, recalls, .. } = &self.tables.draft;
        let remembered: BTreeSet<u32> = recalls
            .iter()
            .filter(|recall| signals.get(recall.signal as usize).is_some_and(|signal| signal.id != id::CONSENT))
            .map(|recall| recall.signal)
            .collect();
        let all = ruleset.purpose.is_some();
        let declared: BTreeSet<u32> = ruleset
            .experiences
            .iter()
            .filter(|one| one.purpose.is_some())
            .map(|one| self.tables.string(&one.id.value))
            .collect();
        let draft = &self.tables.draft;
        let contextual = all_of(draft, &|signal| !remembered.contains(&signal), &|_| true);
        let personal: Vec<bool> = draft
            .experiences
            .iter()
            .zip(contextual)
            .map(|(experience, is_contextual)| all || declared.contains(&experience.name) || !is_contextual)
            .collect();
        for (experience, is_personal) in self.tables.draft.experiences.iter_mut().zip(personal) {
            experience.flags |= if is_personal { PERSONAL } else { 0 };
        }
    }
}

impl Asked<'_> {
    /// What a signal asks a profile for, or the visitor's consent; nothing for others.
    fn of(signal: u32, name: &str) -> Option<Asked<'_>> {
        let (entry, argument) = catalogue::lookup(name)?;
        if !entry.memory && entry.id != id::CONSENT {
            return None;
        }
        let argument = argument.unwrap_or("");
        let is_field = matches!(entry.id, id::EVENT_SUM | id::EVENT_AVG);
        let (name, rest) = if is_field { argument.split_once('.').unwrap_or((argument, "")) } else { (argument, "") };
        let field = rest.split_once('.').map_or("", |(_, field)| field);
        Some(Asked { signal, id: entry.id, name, field })
    }
}

/// How long something is kept, within what anything is.
fn minutes(ms: Option<f64>) -> u32 {
    ms.map_or(limits::KEPT_MINUTES, |ms| ((ms / 60_000.0).ceil() as u32).min(limits::KEPT_MINUTES))
}
