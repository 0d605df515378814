//! Which signals an experience reads: in its condition and the segments behind it, in what it shows, in its schedule, by
//! the pages that it is for, and by what others tell it (a table's row, a calendar, a stage).
//!
//! What the compiler adds by itself is here as well, or the manifest would be smaller than the read set of the bundle; a
//! test holds one against the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::walk;
use crate::diagnostic::{Span, Spanned};
use crate::program::records::{AT_EDGE, ON_DEVICE};
use crate::ruleset::model::{
    Arm, Condition, Content, Experience, Markup, OpSpec, OpValue, Operand, Operator, Ruleset, Segment, SlotKind, Stage,
    StageStep, Template, Test,
};
use crate::ruleset::times::VISITOR;
use crate::signal::catalogue;
use crate::value::Value;

type Name = Spanned<String>;

/// What one part of a ruleset reads.
#[derive(Debug, Default)]
pub struct Reads<'a> {
    /// Where each is first read.
    pub signals: BTreeMap<&'a str, Span>,
    /// Segments and stages on the way.
    pub segments: BTreeSet<&'a str>,
    pub stages: BTreeSet<&'a str>,
    /// Something that no stream of HTML can do: a page's own `<template>`, another order of children.
    pub needs_document: bool,
    /// Children are put in an order by what somebody likes, or has seen.
    pub ranks: Option<Span>,
    pub skips_seen: Option<Span>,
}

/// Reads for one part after another.
pub struct Reader<'a> {
    ruleset: &'a Ruleset,
    segments: BTreeMap<&'a str, &'a Segment>,
    stages: BTreeMap<&'a str, &'a Stage>,
    found: Reads<'a>,
    /// Conditions of segments and stages that are still to be looked into.
    waiting: Vec<&'a Condition>,
    /// Calendars and tables that were looked into.
    known: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    pub fn new(ruleset: &'a Ruleset) -> Reader<'a> {
        Reader {
            ruleset,
            segments: ruleset.segments.iter().rev().map(|one| (one.name.value.as_str(), one)).collect(),
            stages: ruleset.stages.iter().rev().map(|one| (one.name.value.as_str(), one)).collect(),
            found: Reads::default(),
            waiting: Vec::new(),
            known: BTreeSet::new(),
        }
    }

    pub fn experience(&mut self, experience: &'a Experience) -> Reads<'a> {
        if let Some(when) = &experience.when {
            self.condition(when);
        }
        if let Some(pages) = experience.pages.first() {
            self.note("page.path", pages.span);
        }
        for template in experience.because.iter().flat_map(|because| self.ruleset.templates_of(because)) {
            self.template(template);
        }
        self.schedule(experience);
        for stop in experience.limits.iter().flat_map(|limits| &limits.stop_after) {
            if stop.same.is_some() {
                self.note("page.topics", stop.span);
            }
        }
        walk::contents(experience, &mut |_, _, content| self.content(content));
        self.done()
    }

    pub fn named(&mut self, signal: &'a str, span: Span) -> Reads<'a> {
        self.signal(signal, span);
        self.done()
    }

    fn done(&mut self) -> Reads<'a> {
        while let Some(condition) = self.waiting.pop() {
            self.condition(condition);
        }
        self.known.clear();
        std::mem::take(&mut self.found)
    }

    fn schedule(&mut self, experience: &'a Experience) {
        let Some(schedule) = &experience.schedule else { return };
        for civil in schedule.civil_from.iter().chain(&schedule.civil_until) {
            self.note("time.date", civil.span);
            // A window that begins at midnight asks for the date alone.
            if civil.value.div_euclid(60_000).rem_euclid(24 * 60) != 0 {
                self.note("time.hour", civil.span);
                self.note("time.minute", civil.span);
            }
        }
        if let Some(during) = &schedule.during {
            self.calendar(&during.value, during.span);
        }
    }

    fn condition(&mut self, condition: &'a Condition) {
        walk::segments(condition, &mut |name| {
            if let Some(segment) = self.segments.get(name.value.as_str())
                && self.found.segments.insert(&segment.name.value)
            {
                self.waiting.push(&segment.when);
            }
        });
        walk::tests(condition, &mut |signal, test| {
            self.signal(&signal.value, signal.span);
            walk::operators(test, &mut |one| {
                if let Test::Op { op: Operator::During, operand: Operand::Name(name), .. } = one {
                    self.calendar(&name.value, name.span);
                }
            });
        });
    }

    fn content(&mut self, content: &'a Content) {
        match content {
            Content::By { signal, .. } => self.signal(&signal.value, signal.span),
            Content::Ops(ops) => ops.iter().for_each(|op| self.op(op)),
            Content::Default(_) | Content::Value(_) => {}
        }
    }

    fn op(&mut self, op: &'a OpSpec) {
        walk::op_templates(op, &mut |_, template| self.template(template));
        walk::op_messages(op, &mut |key| self.message(key));
        match &op.value {
            OpValue::Selectors(_) | OpValue::Markup(Markup::Template(_)) => self.found.needs_document = true,
            OpValue::Rank(rank) => {
                self.found.needs_document = true;
                self.signal("affinity.*", rank.by.span);
                self.found.ranks.get_or_insert(rank.by.span);
                if let Some(skip) = &rank.skip {
                    self.found.skips_seen.get_or_insert(skip.span);
                }
            }
            _ => {}
        }
    }

    /// A message in all languages, one of which is chosen by the visitor's.
    fn message(&mut self, key: &'a Name) {
        let ruleset = self.ruleset;
        if ruleset.messages.len() > 1 {
            self.note("locale.language", key.span);
        }
        for (name, template) in ruleset.messages.iter().flat_map(|messages| &messages.entries) {
            if name.value == key.value {
                self.template(template);
            }
        }
    }

    fn template(&mut self, template: &'a Template) {
        walk::interpolated(template).for_each(|signal| self.signal(&signal.value, signal.span));
    }

    fn note(&mut self, signal: &'a str, span: Span) {
        self.found.signals.entry(signal).or_insert(span);
    }

    fn signal(&mut self, name: &'a str, span: Span) {
        let told = self.ruleset.calendar_column(name);
        if name.starts_with("table.") {
            if told.is_some() {
                self.note(name, span);
            }
            return self.table(name, told.is_some(), span);
        }
        self.note(name, span);
        // What is remembered for these comes from there.
        if name.starts_with("affinity.") {
            self.note("page.topics", span);
        } else if name == "visit.entry" {
            self.note("page.path", span);
        }
        if let Some(rest) = name.strip_prefix("calendar.") {
            self.calendar(rest.rsplit_once('.').map_or(rest, |(calendar, _)| calendar), span);
        } else if let Some(stage) = name.strip_prefix("stage.").and_then(|stage| self.stages.get(stage)).copied()
            && self.found.stages.insert(&stage.name.value)
        {
            self.waiting.extend(conditions_of(stage));
        }
    }

    /// The signal that finds a table's row, and the clocks of its rows' calendars.
    fn table(&mut self, name: &'a str, tells: bool, span: Span) {
        let ruleset = self.ruleset;
        let wanted = name.split('.').nth(1).unwrap_or_default();
        let Some(table) = ruleset.tables.iter().find(|table| table.name.value == wanted) else { return };
        // A table by a table is refused by `check`; here it must only end.
        if !table.by.value.starts_with("table.") {
            self.signal(&table.by.value, span);
        }
        if !tells || !self.known.insert(&table.name.value) {
            return;
        }
        for (column, cell) in table.rows.iter().flat_map(|(_, cells)| cells) {
            if let ("calendar", Value::Text(calendar)) = (column.value.as_str(), &cell.value) {
                self.calendar(calendar, span);
            }
        }
    }

    fn calendar(&mut self, name: &str, span: Span) {
        let calendar = self.ruleset.calendars.iter().find(|calendar| calendar.name.value == name);
        if calendar.is_some_and(|calendar| calendar.zone.value == VISITOR) {
            self.note("time.offset", span);
        }
    }
}

fn conditions_of(stage: &Stage) -> impl Iterator<Item = &Condition> {
    stage.steps.iter().filter_map(|(_, step)| match step {
        StageStep::When(condition) => Some(condition),
        StageStep::Event(_) => None,
    })
}

/// Whether visitors are drawn, among variants or for the experience itself.
pub fn is_drawn(experience: &Experience) -> bool {
    let less = |share: &Option<Spanned<f64>>| share.as_ref().is_some_and(|share| share.value < 1.0);
    let settings = experience.experiment.as_ref();
    experience.variants.len() > 1
        || less(&experience.rollout)
        || settings.is_some_and(|it| less(&it.coverage) || it.group.is_some() || it.holdout.is_some())
}

/// Whether it takes a place of the page, or the page itself; an edge leaves values to the device.
pub fn takes_place(ruleset: &Ruleset, experience: &Experience) -> bool {
    experience.variants.iter().any(|variant| match &variant.arm {
        Arm::Redirect(_) => true,
        Arm::Show(shown) => shown.iter().any(|(slot, _)| {
            let known = ruleset.slots.iter().find(|known| known.name.value == slot.value);
            known.is_none_or(|known| matches!(known.kind, SlotKind::Target(_)))
        }),
        Arm::Default | Arm::Pass => false,
    })
}

/// Where a signal can be known: as the catalogue says, or its declaration.
pub fn places(ruleset: &Ruleset, name: &str) -> u8 {
    if let Some((table, _)) = ruleset.calendar_column(name) {
        let by = table.by.value.as_str();
        return if by.starts_with("table.") { ON_DEVICE } else { places(ruleset, by) };
    }
    let key = name.strip_prefix("custom.");
    let own = ruleset.signals.iter().find(|own| key.is_some_and(|key| own.name.value == name || own.name.value == key));
    match own {
        Some(own) if own.from.is_some() => ON_DEVICE,
        _ => catalogue::lookup(name).map_or(AT_EDGE | ON_DEVICE, |(entry, _)| entry.place),
    }
}
