//! Interpolations: filters that exist and fit, a fallback for what may be missing, and no stranger's words.

use std::collections::{BTreeMap, BTreeSet};

use super::types::a;
use super::{Check, walk};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::ruleset::model::{
    Arm, Condition, Content, Experience, OpValue, Operand, Operator, Part, Ruleset, Template, Test, TextSource, Variant,
};
use crate::value::{Kind, Value};

/// The filters of the language and the types that they format; `None`: any.
const FILTERS: [(&str, Option<&[Kind]>); 7] = [
    ("time", Some(&[Kind::Time])),
    ("date", Some(&[Kind::Time])),
    ("relative", Some(&[Kind::Time, Kind::Duration])),
    ("number", Some(&[Kind::Number])),
    ("money", Some(&[Kind::Number])),
    ("distance", Some(&[Kind::Number])),
    ("list", None),
];

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let (uses, nothing) = (uses(ruleset), Present::default());
    for (key, template) in ruleset.messages.iter().flat_map(|one| &one.entries) {
        self::template(check, template, uses.get(key.value.as_str()).unwrap_or(&nothing));
    }
    for experience in &ruleset.experiences {
        let present = Present::of(experience);
        // Messages are looked at once, for all who use them.
        if let Some(TextSource::Inline(because)) = &experience.because {
            template(check, because, &present);
        }
        for (_, content) in experience.variants.iter().filter_map(shown).flatten() {
            self::content(check, content, &present);
        }
    }
}

/// What is known to be there wherever a message is used, by its key.
fn uses(ruleset: &Ruleset) -> BTreeMap<&str, Present<'_>> {
    let mut uses = BTreeMap::new();
    for experience in &ruleset.experiences {
        let present = Present::of(experience);
        if let Some(TextSource::Message(key)) = &experience.because {
            used(&mut uses, key, &present);
        }
        for (_, content) in experience.variants.iter().filter_map(shown).flatten() {
            uses_in(content, &present, &mut uses);
        }
    }
    uses
}

fn uses_in<'a>(content: &'a Content, present: &Present<'a>, uses: &mut BTreeMap<&'a str, Present<'a>>) {
    match content {
        Content::Ops(ops) => {
            for op in ops {
                walk::op_messages(op, &mut |key| used(uses, key, present));
            }
        }
        Content::By { signal, cases, otherwise, .. } => {
            let inside = present.with(&signal.value);
            cases.iter().for_each(|(_, case)| uses_in(case, &inside, uses));
            if let Some(otherwise) = otherwise {
                uses_in(otherwise, present, uses);
            }
        }
        Content::Default(_) | Content::Value(_) => {}
    }
}

fn used<'a>(uses: &mut BTreeMap<&'a str, Present<'a>>, key: &'a Spanned<String>, present: &Present<'a>) {
    uses.entry(&key.value).and_modify(|other| other.keep(present)).or_insert_with(|| present.clone());
}

fn shown(variant: &Variant) -> Option<&Vec<(Spanned<String>, Content)>> {
    match &variant.arm {
        Arm::Show(shown) => Some(shown),
        _ => None,
    }
}

fn content<'a>(check: &mut Check<'a>, content: &'a Content, present: &Present<'a>) {
    match content {
        Content::Ops(ops) => {
            for op in ops {
                walk::op_templates(op, &mut |_, one| template(check, one, present));
            }
        }
        Content::By { signal, cases, otherwise, .. } => {
            // Inside a case the signal has the case's value; under `else` it may be missing.
            let inside = present.with(&signal.value);
            cases.iter().for_each(|(_, case)| self::content(check, case, &inside));
            if let Some(otherwise) = otherwise {
                self::content(check, otherwise, present);
            }
        }
        Content::Default(_) | Content::Value(_) => {}
    }
}

fn template<'a>(check: &mut Check<'a>, template: &'a Template, present: &Present<'a>) {
    for part in &template.parts {
        if check.full() {
            return;
        }
        part_of(check, part, present);
    }
}

fn part_of<'a>(check: &mut Check<'a>, part: &'a Part, present: &Present<'a>) {
    let Part::Signal { signal, filter, fallback, span } = part else { return };
    let known = check.scope.known(&signal.value);
    let listed = filter.as_ref().is_some_and(|(name, _)| name.value == "list");
    if let (Some((name, _)), Some(known)) = (filter, &known) {
        fits(check, name, &signal.value, known.kind);
    }
    if let Some((name, Some(zone))) = filter
        && matches!(name.value.as_str(), "time" | "date")
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        let found = Diagnostic::error("unknown-zone", name.span, format!("there is no time zone `{zone}`"));
        check.add(
            found.hint(format!("write an IANA name, `{}:Europe/Berlin`, or nothing for the visitor's", name.value)),
        );
    }
    let Some(known) = known else { return };
    if known.url_text && !listed {
        let message =
            format!("`{}` comes from the address: whoever makes a link could put words on this page", signal.value);
        let found = Diagnostic::error("url-text", *span, message);
        check.add(
            found.hint(format!(
                "show only words that you know: `{{{{{}|list:name|fallback}}}}`, or a table",
                signal.value
            )),
        );
    }
    if fallback.is_none() && (listed || !present.has(check, &signal.value)) {
        let message = if listed {
            "nothing is shown here when the value is not in the list".to_owned()
        } else {
            format!("nothing is shown here when `{}` is missing", signal.value)
        };
        let found = Diagnostic::warning("missing-fallback", *span, message);
        let filter = filter.as_ref().map_or(String::new(), |(name, argument)| match argument {
            Some(argument) => format!("|{}:{argument}", name.value),
            None => format!("|{}", name.value),
        });
        check.add(found.hint(format!("say what to show then: `{{{{{}{filter}|…}}}}`", signal.value)));
    }
}

/// Whether a filter formats this type. (What is no filter at all is a matter of shape.)
fn fits(check: &mut Check, filter: &Spanned<String>, signal: &str, kind: Kind) {
    let kinds = FILTERS.iter().find(|(one, _)| *one == filter.value).and_then(|(_, kinds)| *kinds);
    let Some(kinds) = kinds.filter(|kinds| kind != Kind::Any && !kinds.contains(&kind)) else { return };
    let wanted = kinds.iter().map(|kind| a(*kind)).collect::<Vec<_>>().join(" or ");
    let message = format!("`{}` formats {wanted}, and `{signal}` is {}", filter.value, a(kind));
    check.add(Diagnostic::error("filter-type", filter.span, message));
}

/// Signals that are known to be there, since the condition would not be true without them.
#[derive(Debug, Default, Clone)]
struct Present<'a> {
    signals: BTreeSet<&'a str>,
    /// The calendar in whose hours the experience runs.
    during: Option<&'a str>,
}

impl<'a> Present<'a> {
    fn of(experience: &'a Experience) -> Present<'a> {
        let during = experience.schedule.as_ref().and_then(|schedule| schedule.during.as_ref());
        let mut present = Present { during: during.map(|name| name.value.as_str()), ..Present::default() };
        if let Some(when) = &experience.when {
            present.condition(when);
        }
        // Who has no affinities yet sees the page's own order, and no reason for it.
        walk::ops(experience, &mut |op| {
            if matches!(op.value, OpValue::Rank(_)) {
                present.signals.insert("affinity.top");
            }
        });
        present
    }

    fn with(&self, signal: &'a str) -> Present<'a> {
        let mut more = self.clone();
        more.signals.insert(signal);
        more
    }

    /// What is there in both.
    fn keep(&mut self, other: &Present<'a>) {
        self.signals.retain(|signal| other.signals.contains(signal));
        self.during = self.during.filter(|_| self.during == other.during);
    }

    fn condition(&mut self, condition: &'a Condition) {
        match condition {
            Condition::And(all, _) => all.iter().for_each(|one| self.condition(one)),
            Condition::Test { signal, test } if needs(test) => {
                self.signals.insert(&signal.value);
                // Who is interested in something likes something best.
                if signal.value.starts_with("affinity.") && is_positive(test) {
                    self.signals.insert("affinity.top");
                }
            }
            _ => {}
        }
    }

    /// Rows are there as a whole: with one column of a table known, so are those that every row has.
    fn has(&self, check: &Check, signal: &str) -> bool {
        if self.signals.contains(signal) || matches!(signal, "privacy.gpc" | "holdout") || signal.starts_with("time.") {
            return true;
        }
        // What a calendar tells is there together.
        if let Some(name) = signal.strip_prefix("calendar.").and_then(|rest| rest.split('.').next()) {
            let is_its =
                |one: &&str| one.strip_prefix("calendar.").is_some_and(|rest| rest.split('.').next() == Some(name));
            return self.during == Some(name) || self.signals.iter().any(is_its);
        }
        let Some((name, column)) = signal.strip_prefix("table.").and_then(|rest| rest.split_once('.')) else {
            return false;
        };
        let Some(table) = check.scope.tables.get(name) else { return false };
        let of_table = |one: &&str| one.strip_prefix("table.").is_some_and(|rest| rest.split('.').next() == Some(name));
        let told = check.ruleset.calendar_column(signal).is_some();
        let column = if told { "calendar" } else { column };
        let every = table.rows.iter().all(|(_, cells)| cells.iter().any(|(cell, _)| cell.value == column));
        every && self.signals.iter().any(of_table)
    }
}

/// Whether a test is only true of a signal that is there. In three-valued logic all are, but `$exists: false`.
fn needs(test: &Test) -> bool {
    match test {
        Test::All(all, _) => all.iter().any(needs),
        Test::Op { op: Operator::Exists, operand: Operand::Value(value), .. } => value.value != Value::Bool(false),
        Test::Op { operand: Operand::Value(value), .. } => value.value != Value::Null,
        Test::Op { .. } => true,
        Test::Not(..) => false,
    }
}

/// Whether a test is only true of numbers above 0.
fn is_positive(test: &Test) -> bool {
    match test {
        Test::All(all, _) => all.iter().any(is_positive),
        Test::Op { op, operand: Operand::Value(value), .. } => match (op, &value.value) {
            (Operator::Gt, Value::Number(number)) => *number >= 0.0,
            (Operator::Gte | Operator::Eq | Operator::Is, Value::Number(number)) => *number > 0.0,
            _ => false,
        },
        Test::Op { operand: Operand::Range(from, _), .. } => from.value > 0.0,
        _ => false,
    }
}
