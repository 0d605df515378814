//! Declarations among themselves: names given twice, segments that go round, names that nobody uses, pages and units.

use std::collections::{BTreeMap, BTreeSet};

use super::types::a;
use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::limits;
use crate::ruleset::model::{Condition, Experience, Operand, Operator, Part, Slot, SlotKind, Test};
use crate::value::Kind;

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    duplicates(check);
    cycles(check);
    unused(check);
    let ruleset = check.ruleset;
    let pages = ruleset.slots.iter().flat_map(|slot| &slot.pages);
    for page in pages.chain(ruleset.experiences.iter().flat_map(|one| &one.pages)) {
        pattern(check, page);
    }
    for slot in &ruleset.slots {
        live(check, slot);
    }
    for experience in &ruleset.experiences {
        memoryless(check, experience);
    }
    for unit in ruleset.units.iter().filter(|unit| unit.from.value == "signal") {
        unit_signal(check, &unit.key);
    }
}

fn duplicates(check: &mut Check) {
    let ruleset = check.ruleset;
    twice(check, "duplicate-id", "experience", ruleset.experiences.iter().map(|one| &one.id));
    for experience in &ruleset.experiences {
        twice(check, "duplicate-id", "variant", experience.variants.iter().map(|one| &one.name));
    }
    twice(check, "duplicate-name", "segment", ruleset.segments.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "slot", ruleset.slots.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "list", ruleset.lists.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "table", ruleset.tables.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "calendar", ruleset.calendars.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "event", ruleset.events.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "goal", ruleset.goals.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "unit", ruleset.units.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "state", ruleset.states.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "stage", ruleset.stages.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "signal", ruleset.signals.iter().map(|one| &one.name));
    twice(check, "duplicate-name", "answer", ruleset.declare.iter().map(|one| &one.name));
}

fn twice<'a>(check: &mut Check, code: &'static str, what: &str, names: impl Iterator<Item = &'a Name>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        let Some(before) = first.get(name.value.as_str()) else {
            first.insert(&name.value, name.span);
            continue;
        };
        let message = format!("there are two of the {what} `{}`", name.value);
        let found = Diagnostic::error(code, name.span, message).label(*before, "first defined here");
        check.add(found.hint("give one of them another name"));
    }
}

/// Segments that ask themselves, or ask each other too deeply.
fn cycles(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut asks: BTreeMap<&str, Vec<&Name>> = BTreeMap::new();
    for segment in &ruleset.segments {
        let asked = asks.entry(&segment.name.value).or_default();
        walk::segments(&segment.when, &mut |name| asked.push(name));
    }
    let mut depths = BTreeMap::new();
    let mut found = Vec::new();
    for segment in &ruleset.segments {
        depth(&segment.name.value, &asks, &mut Vec::new(), &mut depths, &mut found);
    }
    let too_deep = |name: &str| depths.get(name).is_some_and(|depth| *depth == limits::CONDITION_DEPTH);
    for segment in &ruleset.segments {
        // The first that is too deep; those that ask it are so for its sake.
        let name = segment.name.value.as_str();
        if too_deep(name) && !asks.get(name).into_iter().flatten().any(|asked| too_deep(&asked.value)) {
            let message = format!("segments ask each other more than {} deep here", limits::CONDITION_DEPTH);
            found.push(
                Diagnostic::error("condition-too-deep", segment.name.span, message)
                    .hint("write the innermost conditions in place"),
            );
        }
    }
    found.into_iter().for_each(|one| check.add(one));
}

/// How deep a segment goes, each looked into once; at most the limit, so recursion is bounded too.
fn depth<'a>(
    name: &'a str,
    asks: &BTreeMap<&'a str, Vec<&'a Name>>,
    path: &mut Vec<&'a str>,
    depths: &mut BTreeMap<&'a str, usize>,
    found: &mut Vec<Diagnostic>,
) -> usize {
    if let Some(known) = depths.get(name) {
        return *known;
    }
    if path.len() >= limits::CONDITION_DEPTH {
        return 0;
    }
    path.push(name);
    let mut deepest = 0;
    for asked in asks.get(name).into_iter().flatten() {
        if let Some(start) = path.iter().position(|one| *one == asked.value) {
            let round: Vec<&str> = path.iter().skip(start).copied().chain([asked.value.as_str()]).collect();
            let message = format!("segment `{}` asks itself: {}", asked.value, round.join(" → "));
            found.push(
                Diagnostic::error("segment-cycle", asked.span, message)
                    .hint("a segment must rest on signals in the end"),
            );
        } else {
            deepest = deepest.max(1 + depth(&asked.value, asks, path, depths, found));
        }
    }
    path.pop();
    let deepest = deepest.min(limits::CONDITION_DEPTH);
    depths.insert(name, deepest);
    deepest
}

/// Segments, lists and slots that are defined and never used. (Signals and goals may serve the site itself.)
fn unused(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    for condition in walk::conditions(ruleset) {
        walk::segments(condition, &mut |name| {
            used.insert(("segment", &name.value));
        });
        walk::tests(condition, &mut |_, test| {
            walk::operators(test, &mut |test| {
                if let Test::Op { op: Operator::InList | Operator::NotInList, operand: Operand::Name(name), .. } = test
                {
                    used.insert(("list", &name.value));
                }
            });
        });
    }
    walk::templates(ruleset, &mut |_, template| {
        for part in &template.parts {
            if let Part::Signal { filter: Some((name, Some(argument))), .. } = part
                && name.value == "list"
            {
                used.insert(("list", argument));
            }
        }
    });
    for experience in &ruleset.experiences {
        walk::contents(experience, &mut |_, slot, _| {
            used.insert(("slot", &slot.value));
        });
    }
    let segments = ruleset.segments.iter().map(|one| ("unused-segment", "segment", &one.name));
    let lists = ruleset.lists.iter().map(|one| ("unused-list", "list", &one.name));
    let slots = ruleset.slots.iter().map(|one| ("unused-slot", "slot", &one.name));
    for (code, what, name) in segments.chain(lists).chain(slots) {
        if !used.contains(&(what, name.value.as_str())) {
            let found = Diagnostic::warning(code, name.span, format!("{what} `{}` is never used", name.value));
            check.add(found.hint("remove it, or use it"));
        }
    }
}

/// Page patterns are paths. (That they start with `/` is a matter of shape.)
fn pattern(check: &mut Check, page: &Name) {
    if page.value.starts_with('/') && page.value.contains(['?', '#']) {
        let message = format!("`{}` can never match: a page is its path alone", page.value);
        let found = Diagnostic::error("bad-page", page.span, message);
        check.add(found.hint("ask for a parameter in `when`: `page.query.<name>: …`"));
    }
}

/// What somebody is reading does not change by itself.
fn live(check: &mut Check, slot: &Slot) {
    let Some(redecide) = slot.redecide.as_ref().filter(|redecide| redecide.value == "live") else { return };
    if matches!(slot.kind, SlotKind::Target(_)) {
        let message =
            format!("slot `{}` is a place, and a place that is `live` would change under a reader", slot.name.value);
        let found = Diagnostic::error("live-place", redecide.span, message);
        check.add(
            found.hint(
                "`redecide: action` changes it after the visitor's own actions; `live` is for slots with `value`",
            ),
        );
    }
}

/// `unit: page-view` remembers nobody, so only what happens on this page can be counted.
fn memoryless(check: &mut Check, experience: &Experience) {
    let Some(unit) = experience.unit.iter().find(|unit| unit.value == "page-view") else { return };
    let Some(experiment) = &experience.experiment else { return };
    for name in experiment.goal.iter().chain(&experiment.also).chain(&experiment.guardrails) {
        let Some(goal) = check.scope.goals.get(name.value.as_str()).copied() else { continue };
        let on_page = goal.within.as_ref().is_some_and(|within| within.value.is_none());
        if !on_page {
            let message =
                format!("goal `{}` outlives its unit: `page-view` forgets the visitor with the page", name.value);
            let found = Diagnostic::error("page-view-goal", name.span, message)
                .label(unit.span, "drawn anew for each page view");
            check.add(found.hint("count on the page (`within: view`), or draw by `unit: [account, device]`"));
        }
    }
}

/// What is drawn for is a text: any other value would be nobody, silently.
fn unit_signal<'a>(check: &mut Check<'a>, signal: &'a Name) {
    let Some(known) = check.scope.known(&signal.value) else { return };
    if known.kind.is_text() || known.kind == Kind::Any {
        return;
    }
    let message = format!("a unit is a text, and `{}` is {}", signal.value, a(known.kind));
    let found = Diagnostic::error("unit-type", signal.span, message);
    check.add(found.hint("declare it with `type: string`; the site hands it in as a text"));
}

/// A condition that asks nothing.
pub fn is_blank(condition: &Condition) -> bool {
    matches!(condition, Condition::And(all, _) if all.is_empty())
}
