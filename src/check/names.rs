//! Names that stand for nothing, names that stand for two things, and names that nobody uses.

use std::collections::BTreeMap;

use super::scope::{BUILT_IN_EVENTS, BUILT_IN_UNITS, Lookup, Scope};
use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{Content, Experience, OpSpec, Operand, Part, StageStep, Test, TextSource};

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    for condition in walk::conditions(ruleset) {
        walk::segments(condition, &mut |name| segment(check, name));
        walk::tests(condition, &mut |name, test| {
            signal(check, name);
            operands(check, test);
        });
    }
    for table in &ruleset.tables {
        signal(check, &table.by);
    }
    let mut templates = Vec::new();
    walk::templates(ruleset, &mut |_, template| templates.push(template));
    for part in templates.iter().flat_map(|template| &template.parts) {
        interpolation(check, part);
    }
    declarations(check);
    for one in &ruleset.experiences {
        experience(check, one);
    }
}

/// Says that `name` is not one of `there`.
pub(super) fn unknown<'a, I: IntoIterator<Item = &'a str>>(
    check: &mut Check<'a>,
    code: &'static str,
    what: &str,
    name: &Name,
    there: impl FnOnce(&Scope<'a>) -> I,
) {
    if check.full() {
        return;
    }
    let found = Diagnostic::error(code, name.span, format!("there is no {what} `{}`", name.value));
    let there: Vec<&str> = there(&check.scope).into_iter().collect();
    let hint = match check.scope.budget.hint(&name.value, there.iter().copied()) {
        Some(hint) => hint,
        None if there.is_empty() => format!("this ruleset declares no {what} yet"),
        None => format!("declare it, or use one of the {} that are declared", there.len()),
    };
    check.add(found.hint(hint));
}

pub(super) fn keys<'a, T>(map: &BTreeMap<&'a str, T>) -> Vec<&'a str> {
    map.keys().copied().collect()
}

fn segment(check: &mut Check<'_>, name: &Name) {
    if !check.scope.segments.contains_key(name.value.as_str()) {
        unknown(check, "unknown-segment", "segment", name, |scope| keys(&scope.segments));
    }
}

fn signal<'a>(check: &mut Check<'a>, name: &'a Name) {
    if check.full() || check.scope.known(&name.value).is_some() {
        return;
    }
    match check.scope.signal(&name.value) {
        Lookup::Known(_) => {}
        Lookup::Undeclared { what, part, there } => undeclared(check, name, what, part, &there),
        Lookup::Unknown => {
            let names = check.scope.signal_names();
            let found = Diagnostic::error("unknown-signal", name.span, format!("there is no signal `{}`", name.value));
            let nearest = check.scope.budget.nearest(&name.value, names.iter().map(String::as_str));
            let hint = match nearest {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`nearside signals` lists all; the site's own are `custom.<key>`, declared under `signals`"
                    .to_owned(),
            };
            check.add(found.hint(hint));
        }
    }
}

/// A signal of a known family whose middle part is declared nowhere.
fn undeclared(check: &mut Check, name: &Name, what: &'static str, part: &str, there: &[&str]) {
    let (code, section) = match what {
        "event" => ("unknown-event", "events"),
        "field" => ("unknown-event", "the event's `fields`"),
        "calendar" => ("unknown-calendar", "calendars"),
        "table" | "column" => ("unknown-table", "tables"),
        "topic" => ("unknown-topic", "topics.allow"),
        "state" => ("unknown-state", "states"),
        "stage" => ("unknown-stage", "stages"),
        "experience" => ("unknown-experience", "experiences"),
        "custom signal" => ("unknown-signal", "signals"),
        "declared answer" => ("unknown-signal", "declare"),
        _ => ("unknown-signal", ""),
    };
    let message = format!("there is no {what} `{part}`");
    let mut found = Diagnostic::error(code, name.span, message);
    if let Some(hint) = check.scope.budget.hint(part, there.iter().copied()) {
        found = found.hint(hint);
    }
    if !section.is_empty() && section != "experiences" {
        let quote = if section.contains('`') { "" } else { "`" };
        found = found.hint(format!("or declare it under {quote}{section}{quote}"));
    }
    if let [only] = found.hints.as_mut_slice() {
        *only = only.replacen("or declare", "declare", 1);
    }
    check.add(found);
}

/// Lists and calendars that an operator names.
fn operands(check: &mut Check, test: &Test) {
    use crate::ruleset::model::Operator::{During, InList, NotInList};
    walk::operators(test, &mut |test| {
        let Test::Op { op, operand: Operand::Name(name), .. } = test else { return };
        match op {
            InList | NotInList => list(check, name),
            During => calendar(check, name),
            _ => {}
        }
    });
}

fn list(check: &mut Check<'_>, name: &Name) {
    if !check.scope.lists.contains_key(name.value.as_str()) {
        unknown(check, "unknown-list", "list", name, |scope| keys(&scope.lists));
    }
}

fn calendar(check: &mut Check<'_>, name: &Name) {
    if !check.scope.calendars.contains_key(name.value.as_str()) {
        unknown(check, "unknown-calendar", "calendar", name, |scope| keys(&scope.calendars));
    }
}

fn event(check: &mut Check<'_>, name: &Name) {
    if !check.scope.has_event(&name.value) {
        unknown(check, "unknown-event", "event", name, |scope| {
            scope.events.keys().copied().chain(BUILT_IN_EVENTS).collect::<Vec<_>>()
        });
    }
}

fn goal(check: &mut Check<'_>, name: &Name) {
    if !check.scope.goals.contains_key(name.value.as_str()) {
        unknown(check, "unknown-goal", "goal", name, |scope| keys(&scope.goals));
    }
}

fn unit(check: &mut Check<'_>, name: &Name) {
    if !check.scope.units.contains_key(name.value.as_str()) && !BUILT_IN_UNITS.contains(&name.value.as_str()) {
        unknown(check, "unknown-unit", "unit", name, |scope| {
            scope.units.keys().copied().chain(BUILT_IN_UNITS).collect::<Vec<_>>()
        });
    }
}

fn interpolation<'a>(check: &mut Check<'a>, part: &'a Part) {
    let Part::Signal { signal: name, filter, .. } = part else { return };
    signal(check, name);
    let Some((filter, Some(argument))) = filter else { return };
    if filter.value == "list" {
        list(check, &Name::new(argument.clone(), filter.span));
    }
}

/// What declarations refer to.
fn declarations(check: &mut Check) {
    let ruleset = check.ruleset;
    for state in &ruleset.states {
        state.opens.iter().chain(&state.closes).for_each(|name| event(check, name));
    }
    for (_, step) in ruleset.stages.iter().flat_map(|stage| &stage.steps) {
        if let StageStep::Event(name) = step {
            event(check, name);
        }
    }
    for one in &ruleset.goals {
        event(check, &one.event);
        if let (Some(field), Some(declared)) = (&one.of, check.scope.events.get(one.event.value.as_str())) {
            let fields: Vec<&str> = declared.fields.iter().map(|(name, _)| name.value.as_str()).collect();
            if !fields.contains(&field.value.as_str()) {
                unknown(check, "unknown-event", "field", field, |_| fields);
            }
        }
    }
    for one in &ruleset.units {
        if one.from.value == "signal" {
            signal(check, &one.key);
        }
    }
    for name in ruleset.holdout.iter().flat_map(|holdout| &holdout.unit) {
        unit(check, name);
    }
    let asks = ruleset.declare.iter().filter_map(|question| question.ask.as_ref());
    for said in ruleset.experiences.iter().filter_map(|one| one.because.as_ref()).chain(asks) {
        if let TextSource::Message(key) = said {
            message(check, key);
        }
    }
    for topic in ruleset.topics.iter().flat_map(|topics| topics.sensitive.iter().chain(&topics.discreet)) {
        if !check.scope.topics.contains(topic.value.as_str()) {
            unknown(check, "unknown-topic", "topic", topic, |scope| scope.topics.iter().copied().collect::<Vec<_>>());
        }
    }
    for (_, cells) in ruleset.tables.iter().flat_map(|table| &table.rows) {
        for (column, value) in cells {
            if let ("calendar", crate::value::Value::Text(name)) = (column.value.as_str(), &value.value) {
                calendar(check, &Name::new(name.clone(), value.span));
            }
        }
    }
}

fn experience<'a>(check: &mut Check<'a>, one: &'a Experience) {
    one.unit.iter().for_each(|name| unit(check, name));
    if let Some(name) = one.schedule.as_ref().and_then(|schedule| schedule.during.as_ref()) {
        calendar(check, name);
    }
    for stop in one.limits.iter().flat_map(|limits| &limits.stop_after) {
        event(check, &stop.event);
    }
    if let Some(experiment) = &one.experiment {
        experiment.goal.iter().chain(&experiment.also).chain(&experiment.guardrails).for_each(|name| goal(check, name));
        if let Some(group) =
            experiment.group.as_ref().filter(|group| !check.scope.groups.contains(group.value.as_str()))
        {
            unknown(check, "unknown-group", "group", group, |scope| scope.groups.iter().copied().collect::<Vec<_>>());
        }
    }
    for name in &one.prerequisites {
        if !check.scope.experiences.contains_key(name.value.as_str()) {
            unknown(check, "unknown-experience", "experience", name, |scope| keys(&scope.experiences));
        }
    }
    shown(check, one);
}

/// Slots, `by` signals and message keys of what an experience shows.
fn shown<'a>(check: &mut Check<'a>, one: &'a Experience) {
    let mut slots: Vec<&Name> = Vec::new();
    walk::contents(one, &mut |_, slot, content| {
        // The cases of one `by` come one after the other.
        if slots.last().is_none_or(|last| !std::ptr::eq(*last, slot)) {
            slots.push(slot);
        }
        match content {
            Content::By { signal: name, .. } => signal(check, name),
            Content::Ops(ops) => ops.iter().for_each(|op| messages(check, op)),
            Content::Default(_) | Content::Value(_) => {}
        }
    });
    for slot in slots {
        if !check.scope.slots.contains_key(slot.value.as_str()) {
            unknown(check, "unknown-slot", "slot", slot, |scope| keys(&scope.slots));
        }
    }
}

fn messages(check: &mut Check, op: &OpSpec) {
    walk::op_messages(op, &mut |key| message(check, key));
}

fn message(check: &mut Check, key: &Name) {
    let Some(there) = check.scope.messages.get(key.value.as_str()) else {
        unknown(check, "unknown-message", "message", key, |scope| keys(&scope.messages));
        return;
    };
    let missing: Vec<&str> = check.scope.languages.difference(there).copied().collect();
    if !missing.is_empty() {
        let message = format!("message `{}` has no text in {}", key.value, super::suggest::quoted(missing));
        let found = Diagnostic::warning("missing-translation", key.span, message);
        check.add(found.hint("visitors of that language see the text of the nearest that has it, or of the first"));
    }
}
