//! One operator over one subject becomes one question, or a few.
//!
//! Two dialects meet the same predicates here. A ruleset's literals have types, and a mismatch is `check`'s to tell.
//! GrowthBook's mean what its JavaScript SDK computes, odd corners included; each corner names the line of
//! `mongrule.ts` that it copies. In that dialect everything is two-valued, so what is false turns true when negated.

mod growthbook;
mod strict;

use super::compiler::{Compiler, Dialect};
use super::lower::Node;
use super::pattern::PatternError;
use super::subject::{Scope, Subject};
use crate::condition::fold::fold;
use crate::diagnostic::{Diagnostic, Span};
use crate::program::records::{Op, TypeName};
use crate::ruleset::model::{Operand, Operator};
use crate::value::Value;

impl<'a> Compiler<'a> {
    /// Lowers one operator; with `negate`, its opposite.
    pub fn literal(
        &mut self,
        subject: &Subject<'a>,
        op: Operator,
        operand: &'a Operand,
        negate: bool,
        span: Span,
        depth: usize,
    ) -> Node {
        let about = self.say(subject, op, operand, span);
        let outer = std::mem::replace(&mut self.about, about);
        let (op, turned) = positive(op);
        let node = match self.dialect {
            Dialect::GrowthBook => self.growthbook(subject, op, operand, negate, turned, span, depth),
            Dialect::Ruleset if subject.table.is_some() => {
                self.table_literal(subject, op, operand, negate != turned, span)
            }
            Dialect::Ruleset => self.strict(subject, op, operand, negate != turned, span, depth),
        };
        self.about = outer;
        node
    }

    /// The literal as it was written: `geo.country $in DE, AT`.
    fn say(&self, subject: &Subject, op: Operator, operand: &Operand, span: Span) -> String {
        let slice = |span: Span| (self.slice)(span);
        let operand = match operand {
            Operand::Value(value) => slice(value.span),
            Operand::Values(values) => values.iter().map(|value| slice(value.span)).collect::<Vec<_>>().join(", "),
            Operand::Name(name) | Operand::Pattern(name) => slice(name.span),
            Operand::Range(low, high) => format!("{}, {}", slice(low.span), slice(high.span)),
            Operand::Test(_) | Operand::Condition(_) | Operand::Invalid => String::new(),
        };
        let operator = if op == Operator::Is { String::new() } else { slice(span) };
        let words = [subject.name.as_str(), &operator, &operand];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// A set of the values as they are.
    fn ask_in(&mut self, subject: &Subject<'a>, values: &[&Value], negate: bool, span: Span) -> Node {
        let set = self.tables.set(values.iter().copied());
        self.ask(subject, Op::In, set, negate, span)
    }

    /// A set of the values without regard to case.
    fn ask_in_fold(&mut self, subject: &Subject<'a>, values: &[&Value], op: Op, negate: bool, span: Span) -> Node {
        let mut folded: Vec<Value> = Vec::new();
        for value in values {
            folded.push(match value {
                Value::Text(text) => Value::Text(self.fold(text)),
                value => (*value).clone(),
            });
        }
        let set = self.tables.set(&folded);
        self.ask(subject, op, set, negate, span)
    }

    /// A text for a comparison without regard to case.
    fn fold(&mut self, text: &str) -> String {
        let folded = fold(text);
        self.tables.folded(&folded);
        folded
    }

    fn ask_text(&mut self, subject: &Subject<'a>, op: Op, text: &str, negate: bool, span: Span) -> Node {
        let id = self.tables.string(text);
        self.ask(subject, op, id, negate, span)
    }

    fn ask_number(&mut self, subject: &Subject<'a>, op: Op, number: f64, negate: bool, span: Span) -> Node {
        let index = self.tables.number(number);
        self.ask(subject, op, index, negate, span)
    }

    fn ask_type(&mut self, subject: &Subject<'a>, name: &str, negate: bool, span: Span) -> Node {
        self.ask(subject, Op::IsType, type_code(name) as u32, negate, span)
    }

    /// `$size` and `$elemMatch`: a condition over the element, asked of the list.
    fn ask_elements(
        &mut self,
        subject: &Subject<'a>,
        op: Op,
        operand: &'a Operand,
        negate: bool,
        span: Span,
        depth: usize,
    ) -> Option<Node> {
        let inner = match operand {
            Operand::Test(test) => {
                let element = self.element("");
                self.test(&element, test, false, depth + 1)
            }
            Operand::Condition(condition) => self.lower(condition, false, Scope::Element, depth + 1),
            _ => return None,
        };
        let condition = self.place(inner);
        Some(self.ask(subject, op, condition, negate, span))
    }

    /// The automaton of a pattern, or why there is none.
    fn pattern(&mut self, pattern: &str, fold: bool, span: Span) -> Option<u32> {
        match self.tables.automaton(pattern, fold) {
            Ok(index) => Some(index),
            Err(error) => {
                self.diagnostics.push(pattern_diagnostic(pattern, &error, span));
                None
            }
        }
    }
}

/// An operator without its negation, and whether there was one.
fn positive(op: Operator) -> (Operator, bool) {
    match op {
        Operator::Ne => (Operator::Eq, true),
        Operator::Nin => (Operator::In, true),
        Operator::Nini => (Operator::Ini, true),
        Operator::NotRegex => (Operator::Regex, true),
        Operator::NotRegexi => (Operator::Regexi, true),
        Operator::Vne => (Operator::Veq, true),
        Operator::NotInList => (Operator::InList, true),
        op => (op, false),
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The comparable form of a version.
fn padded(version: &str) -> String {
    String::from_utf8(crate::condition::padded(version.as_bytes())).unwrap_or_default()
}

fn type_code(name: &str) -> TypeName {
    match name {
        "null" => TypeName::Null,
        "boolean" => TypeName::Boolean,
        "number" => TypeName::Number,
        "string" => TypeName::String,
        "array" => TypeName::Array,
        "object" => TypeName::Object,
        _ => TypeName::Unknown,
    }
}

fn members(operand: &Operand) -> Option<Vec<&Value>> {
    match operand {
        Operand::Values(values) => Some(values.iter().map(|value| &value.value).collect()),
        _ => None,
    }
}

/// What is wrong with a pattern, and what to write instead.
pub fn pattern_diagnostic(pattern: &str, error: &PatternError, span: Span) -> Diagnostic {
    let kilobytes = crate::limits::PATTERN_BYTES / 1024;
    match error {
        PatternError::Unsupported(what) => Diagnostic::error(
            "pattern-unsupported",
            span,
            format!("the pattern `{pattern}` uses {what}, which automata cannot do"),
        )
        .hint("write the condition as two patterns, one of them under `$not` or `$notRegex`"),
        PatternError::Invalid(reason) => {
            Diagnostic::error("pattern-invalid", span, format!("`{pattern}` is not a regular expression: {reason}"))
        }
        PatternError::TooLarge => Diagnostic::error(
            "pattern-too-large",
            span,
            format!("the automaton of this pattern is larger than {kilobytes} KB"),
        )
        .hint("shorten counted repetitions such as `{500}`, or anchor the pattern with `^`"),
        PatternError::NoRoom => {
            let all = crate::limits::PATTERNS_BYTES / 1024;
            Diagnostic::error(
                "patterns-too-large",
                span,
                format!("the automata of all patterns together are larger than {all} KB"),
            )
            .hint("use `$in`, `$startsWith` or `$contains` where no pattern is needed")
        }
    }
}
