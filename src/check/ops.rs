//! Operations against their slots, and what no operation may write.

use std::collections::BTreeMap;

use super::{Check, markup, urls, walk};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::rewrite::Selector;
use crate::ruleset::model::{Content, Markup, OpSpec, OpValue, Part, Rank, SlotKind, Template, TextSource, Topics};

type Name = Spanned<String>;

pub fn check(check: &mut Check) {
    let ruleset = check.ruleset;
    let mut messages: BTreeMap<&str, Vec<&Template>> = BTreeMap::new();
    for (key, template) in ruleset.messages.iter().flat_map(|one| &one.entries) {
        messages.entry(&key.value).or_default().push(template);
    }
    for experience in &ruleset.experiences {
        walk::contents(experience, &mut |_, slot, content| place(check, slot, content));
        walk::ops(experience, &mut |op| operation(check, op, &messages));
    }
}

/// Operations change places. (That a value slot's values have its type is a matter of shape.)
fn place(check: &mut Check, name: &Name, content: &Content) {
    let Content::Ops(ops) = content else { return };
    let slot = check.scope.slots.get(name.value.as_str());
    let default = match slot.map(|slot| &slot.kind) {
        Some(SlotKind::Value(default)) => default,
        Some(SlotKind::Target(target)) => return holds(check, target, ops),
        None => return,
    };
    let span = ops.first().map_or(name.span, |op| op.kind.span);
    let message = format!("`{}` is a value slot, and operations change places in a page", name.value);
    let found = Diagnostic::error("op-needs-place", span, message).label(default.span, "its default is a value");
    check.add(found.hint(format!("give it a value: `{}: …`, or give the slot a `target`", name.value)));
}

/// What is written into a stylesheet or a script is code, wherever it stands; both appliers refuse it as well.
fn holds(check: &mut Check, target: &Name, ops: &[OpSpec]) {
    let Ok(selector) = Selector::parse(&target.value) else { return };
    let elements = selector.elements();
    let Some(code) = elements.iter().find(|one| matches!(one.as_str(), "style" | "script")) else { return };
    for op in ops {
        if matches!(op.kind.value.as_str(), "text" | "html" | "append" | "prepend" | "use") {
            let message = format!("the content of a `<{code}>` is code: no operation may change it");
            let found = Diagnostic::error("unsafe-element", op.kind.span, message).label(target.span, "found by this");
            check.add(found.hint("set a class on what it styles: `class: dark`"));
        }
    }
}

fn operation<'a>(check: &mut Check<'a>, op: &'a OpSpec, messages: &BTreeMap<&'a str, Vec<&'a Template>>) {
    if check.full() {
        return;
    }
    match &op.value {
        OpValue::Markup(Markup::Html(template)) => {
            let sources = check.sources;
            markup::lint(template, sources).into_iter().for_each(|found| check.add(found));
        }
        OpValue::Pairs(pairs) => {
            let is_style = op.kind.value == "style";
            for (name, value) in pairs {
                let judge = if is_style { style } else { attribute };
                match value {
                    None => {}
                    Some(TextSource::Inline(template)) => judge(check, name, template, name.span),
                    Some(TextSource::Message(key)) => {
                        for template in messages.get(key.value.as_str()).into_iter().flatten() {
                            judge(check, name, template, name.span);
                        }
                    }
                }
            }
        }
        OpValue::Rank(rank) => self::rank(check, rank, op.kind.span),
        _ => {}
    }
}

/// Counts of a ranking, and that there is something to rank by.
fn rank(check: &mut Check, rank: &Rank, span: Span) {
    if check.ruleset.topics.iter().flat_map(Topics::remembered).next().is_none() {
        let found = Diagnostic::error("rank-without-topics", span, "there is no topic that may be remembered");
        check.add(found.hint("say which: `topics: { allow: [running, hiking] }`"));
    }
    for (name, count) in [("take", &rank.take), ("per_topic", &rank.per_topic), ("explore", &rank.explore)] {
        let Some(count) = count.as_ref().filter(|count| count.value < 1.0) else { continue };
        let found = Diagnostic::error("out-of-range", count.span, format!("`{name}: 0` where 1 is the least"));
        check.add(found.hint("from 1 on, or leave it out"));
    }
    let Some(explore) = &rank.explore else { return };
    match &rank.take {
        None => {
            let found = Diagnostic::error("missing-key", explore.span, "`explore` without `take`");
            check.add(found.hint("all are shown: say how many should be, `take: 6`"));
        }
        Some(take) if explore.value >= take.value => {
            let message = format!("`explore: {}` leaves nothing of `take: {}` to interests", explore.value, take.value);
            let found = Diagnostic::error("out-of-range", explore.span, message);
            check.add(found.label(take.span, "so many are shown").hint("one or two are enough"));
        }
        Some(_) => {}
    }
}

/// The literal text of a template, a mark for each signal.
fn plain(template: &Template) -> String {
    let parts = template.parts.iter().map(|part| match part {
        Part::Literal(text) => text.as_str(),
        Part::Signal { .. } => "\u{E000}",
    });
    parts.collect()
}

fn attribute(check: &mut Check, name: &Name, template: &Template, at: Span) {
    if name.value.is_empty()
        || name.value.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>/=".contains(c))
    {
        check.add(Diagnostic::error("unsafe-attribute", at, format!("`{}` is not an attribute's name", name.value)));
        return;
    }
    if let Some(found) = markup::judge(&name.value, &plain(template), at, template.span) {
        check.add(found);
        return;
    }
    refuse(check, &name.value, template);
}

fn style(check: &mut Check, name: &Name, template: &Template, at: Span) {
    let text = plain(template);
    if let Some(why) = urls::unsafe_style(&format!("{}:{text}", name.value)) {
        check.add(Diagnostic::error("unsafe-style", template.span, format!("{why} is not allowed in a style")));
        return;
    }
    if name.value.contains([':', ';', '{', '}']) || text.contains([';', '{', '}']) {
        let found = Diagnostic::error("unsafe-style", at, "one property and one value stand in each pair of `style`");
        check.add(found.hint("write `style: { color: red, margin: 0 }`"));
        return;
    }
    refuse(check, "style", template);
}

/// Interpolations where a visitor's words would be more than words.
fn refuse(check: &mut Check, name: &str, template: &Template) {
    for (at, why) in urls::unsafe_parts(name, &template.parts) {
        if let Some(Part::Signal { span, .. }) = template.parts.get(at) {
            check.add(markup::misplaced(*span, &why));
        }
    }
}
