//! Ways through a ruleset: every condition, every test, every content, every template, each with where it stands.
//!
//! Depth is bounded by the reader (`limits::RULESET_DEPTH`), so these may recurse.

use crate::diagnostic::{Span, Spanned};
use crate::ruleset::model::{
    Arm, Condition, Content, Experience, Markup, OpSpec, OpValue, Operand, Part, Ruleset, StageStep, Template, Test,
    TextSource, Variant,
};

type Name = Spanned<String>;

/// Every condition of a ruleset: segments, stages, experiences.
pub fn conditions(ruleset: &Ruleset) -> impl Iterator<Item = &Condition> {
    let segments = ruleset.segments.iter().map(|segment| &segment.when);
    let stages = ruleset.stages.iter().flat_map(|stage| &stage.steps).filter_map(|(_, step)| match step {
        StageStep::When(condition) => Some(condition),
        StageStep::Event(_) => None,
    });
    segments.chain(stages).chain(ruleset.experiences.iter().filter_map(|experience| experience.when.as_ref()))
}

/// Every `signal: test` in a condition, those inside `$elemMatch` not (their subjects are paths, not signals).
pub fn tests<'a>(condition: &'a Condition, visit: &mut dyn FnMut(&'a Name, &'a Test)) {
    match condition {
        Condition::And(all, _) | Condition::Or(all, _) | Condition::Nor(all, _) => {
            for one in all {
                tests(one, visit);
            }
        }
        Condition::Not(inner, _) => tests(inner, visit),
        Condition::Segment(_) => {}
        Condition::Test { signal, test } => visit(signal, test),
    }
}

/// Every segment that a condition names.
pub fn segments<'a>(condition: &'a Condition, visit: &mut dyn FnMut(&'a Name)) {
    match condition {
        Condition::And(all, _) | Condition::Or(all, _) | Condition::Nor(all, _) => {
            for one in all {
                segments(one, visit);
            }
        }
        Condition::Not(inner, _) => segments(inner, visit),
        Condition::Segment(name) => visit(name),
        Condition::Test { .. } => {}
    }
}

/// Every operator of a test with its operand.
pub fn operators<'a>(test: &'a Test, visit: &mut dyn FnMut(&'a Test)) {
    match test {
        Test::All(all, _) => {
            for one in all {
                operators(one, visit);
            }
        }
        Test::Not(inner, _) => operators(inner, visit),
        Test::Op { operand, .. } => {
            visit(test);
            if let Operand::Test(inner) = operand {
                operators(inner, visit);
            }
        }
    }
}

/// Where a condition stands in its file.
pub fn condition_span(condition: &Condition) -> Span {
    match condition {
        Condition::And(_, span) | Condition::Or(_, span) | Condition::Nor(_, span) | Condition::Not(_, span) => *span,
        Condition::Segment(name) => name.span,
        Condition::Test { signal, test } => until(signal.span, test_span(test)),
    }
}

/// Where a test stands in its file, its operand included.
pub fn test_span(test: &Test) -> Span {
    match test {
        Test::All(all, span) => all.iter().map(test_span).fold(*span, until),
        Test::Not(inner, span) => until(*span, test_span(inner)),
        Test::Op { operand, span, .. } => match operand {
            Operand::Value(value) => until(*span, value.span),
            Operand::Values(values) => values.iter().map(|value| value.span).fold(*span, until),
            Operand::Name(name) | Operand::Pattern(name) => until(*span, name.span),
            Operand::Range(_, end) => until(*span, end.span),
            Operand::Test(inner) => until(*span, test_span(inner)),
            Operand::Condition(_) | Operand::Invalid => *span,
        },
    }
}

/// From the start of one span to the end of another.
fn until(from: Span, to: Span) -> Span {
    Span { end: if from.file == to.file { to.end.max(from.end) } else { from.end }, ..from }
}

/// Every content that an experience puts somewhere, the alternatives of `by` one by one.
pub fn contents<'a>(experience: &'a Experience, visit: &mut dyn FnMut(&'a Variant, &'a Name, &'a Content)) {
    for variant in &experience.variants {
        let Arm::Show(shown) = &variant.arm else { continue };
        for (slot, content) in shown {
            alternatives(content, &mut |content| visit(variant, slot, content));
        }
    }
}

/// The content itself, and inside `by` each of its cases.
pub fn alternatives<'a>(content: &'a Content, visit: &mut dyn FnMut(&'a Content)) {
    visit(content);
    if let Content::By { cases, otherwise, .. } = content {
        for (_, case) in cases {
            alternatives(case, visit);
        }
        if let Some(otherwise) = otherwise {
            alternatives(otherwise, visit);
        }
    }
}

/// Every operation of an experience.
pub fn ops<'a>(experience: &'a Experience, visit: &mut dyn FnMut(&'a OpSpec)) {
    contents(experience, &mut |_, _, content| {
        if let Content::Ops(ops) = content {
            ops.iter().for_each(&mut *visit);
        }
    });
}

/// What a template becomes part of; it decides how interpolations are escaped and what they may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    Because,
    Text,
    Markup,
    Attribute(&'a str),
    Style(&'a str),
    Message,
}

/// Every template of an operation.
pub fn op_templates<'a>(op: &'a OpSpec, visit: &mut dyn FnMut(Place<'a>, &'a Template)) {
    match &op.value {
        OpValue::Text(TextSource::Inline(template)) => visit(Place::Text, template),
        OpValue::Markup(Markup::Html(template)) => visit(Place::Markup, template),
        OpValue::Pairs(pairs) => {
            for (name, value) in pairs {
                if let Some(TextSource::Inline(template)) = value {
                    visit(pair_place(op, name), template);
                }
            }
        }
        _ => {}
    }
}

/// `attr` or `style`, as the operation says.
pub fn pair_place<'a>(op: &OpSpec, name: &'a Name) -> Place<'a> {
    if op.kind.value == "style" { Place::Style(&name.value) } else { Place::Attribute(&name.value) }
}

/// Every message key that an operation names.
pub fn op_messages<'a>(op: &'a OpSpec, visit: &mut dyn FnMut(&'a Name)) {
    match &op.value {
        OpValue::Text(TextSource::Message(key)) | OpValue::Markup(Markup::Message(key)) => visit(key),
        OpValue::Pairs(pairs) => {
            for (_, value) in pairs {
                if let Some(TextSource::Message(key)) = value {
                    visit(key);
                }
            }
        }
        _ => {}
    }
}

/// Every template of a ruleset.
pub fn templates<'a>(ruleset: &'a Ruleset, visit: &mut dyn FnMut(Place<'a>, &'a Template)) {
    for messages in &ruleset.messages {
        for (_, template) in &messages.entries {
            visit(Place::Message, template);
        }
    }
    for experience in &ruleset.experiences {
        if let Some(TextSource::Inline(because)) = &experience.because {
            visit(Place::Because, because);
        }
        ops(experience, &mut |op| op_templates(op, visit));
    }
}

/// The signals that a template interpolates.
pub fn interpolated(template: &Template) -> impl Iterator<Item = &Name> {
    template.parts.iter().filter_map(|part| match part {
        Part::Signal { signal, .. } => Some(signal),
        Part::Literal(_) => None,
    })
}
