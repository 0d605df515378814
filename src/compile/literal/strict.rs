//! A ruleset's literals: typed, and a missing signal is unknown in either polarity.

use super::super::compiler::Compiler;
use super::super::lower::Node;
use super::super::subject::Subject;
use super::{as_text, members, padded};
use crate::diagnostic::Span;
use crate::program::records::Op;
use crate::ruleset::model::{Operand, Operator};
use crate::value::{Kind, Value};

impl<'a> Compiler<'a> {
    pub(in crate::compile) fn strict(
        &mut self,
        subject: &Subject<'a>,
        op: Operator,
        operand: &'a Operand,
        negate: bool,
        span: Span,
        depth: usize,
    ) -> Node {
        let node = match (op, operand) {
            (Operator::Is | Operator::Eq, Operand::Value(value)) => {
                Some(self.equal(subject, &value.value, negate, span))
            }
            (Operator::Is | Operator::Eq, Operand::Values(values)) => {
                let list = Value::List(values.iter().map(|value| value.value.clone()).collect());
                Some(self.equal(subject, &list, negate, span))
            }
            (Operator::In, Operand::Values(_)) => self.strict_in(subject, members(operand), negate, span),
            (Operator::InList, Operand::Name(name)) => {
                let Some(values) = self.lists.get(name.value.as_str()).cloned() else {
                    self.refuse("unknown-list", name.span, format!("unknown list `{}`", name.value));
                    return Node::Known(false);
                };
                self.strict_in(subject, Some(values.iter().collect()), negate, span)
            }
            (Operator::Ini, Operand::Values(_)) => {
                members(operand).map(|values| self.ask_in_fold(subject, &values, Op::InFold, negate, span))
            }
            (Operator::All, Operand::Values(_)) => members(operand).map(|values| {
                let set = self.tables.set(values);
                self.ask(subject, Op::All, set, negate, span)
            }),
            (Operator::Alli, Operand::Values(_)) => {
                members(operand).map(|values| self.ask_in_fold(subject, &values, Op::AllFold, negate, span))
            }
            (Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte, Operand::Value(value)) => {
                self.compare(subject, op, &value.value, negate, span)
            }
            (
                Operator::Veq | Operator::Vgt | Operator::Vgte | Operator::Vlt | Operator::Vlte,
                Operand::Value(value),
            ) => version_text(&value.value)
                .map(|text| self.ask_text(subject, version_op(op), &padded(&text), negate, span)),
            (Operator::Exists, Operand::Value(value)) => {
                let wanted = value.value != Value::Bool(false);
                Some(self.ask(subject, Op::Exists, 0, negate == wanted, span))
            }
            (Operator::Type, Operand::Name(name)) => Some(self.ask_type(subject, &name.value, negate, span)),
            (Operator::Regex | Operator::Regexi, Operand::Pattern(pattern)) => {
                let automaton = self.pattern(&pattern.value, op == Operator::Regexi, pattern.span);
                return automaton
                    .map_or(Node::Known(false), |automaton| self.ask(subject, Op::Matches, automaton, negate, span));
            }
            (Operator::Between, Operand::Range(low, high)) => {
                let ends = self.tables.run_of_numbers(&[low.value, high.value]);
                Some(self.ask(subject, Op::Between, ends.start, negate, span))
            }
            (Operator::Within | Operator::OlderThan, Operand::Value(value)) => match &value.value {
                Value::Number(ms) => {
                    let op = if op == Operator::Within { Op::Within } else { Op::OlderThan };
                    Some(self.ask_number(subject, op, *ms, negate, span))
                }
                _ => None,
            },
            (Operator::During, Operand::Name(name)) => Some(self.during(subject, name, negate, span)),
            (Operator::Trust, Operand::Name(name)) => {
                trust_code(&name.value).map(|code| self.ask(subject, Op::Trusted, code, negate, span))
            }
            (Operator::Size, _) => self.ask_elements(subject, Op::Size, operand, negate, span, depth),
            (Operator::ElemMatch, _) => self.ask_elements(subject, Op::ElemMatch, operand, negate, span, depth),
            (_, Operand::Value(value)) => self.part(subject, op, &value.value, negate, span),
            _ => None,
        };
        node.unwrap_or_else(|| {
            self.refuse(
                "operator-type",
                span,
                format!("this cannot be asked of `{}`, which is a {}", subject.name, subject.kind.word()),
            );
            Node::Known(false)
        })
    }

    /// Is this value; of a list, has it, unless a list is asked for.
    fn equal(&mut self, subject: &Subject<'a>, value: &Value, negate: bool, span: Span) -> Node {
        match (subject.kind, value) {
            (Kind::Version, Value::Text(text)) => self.ask_text(subject, Op::VersionEq, &padded(text), negate, span),
            (Kind::List, Value::Text(_) | Value::Number(_) | Value::Bool(_)) => {
                self.ask_in(subject, &[value], negate, span)
            }
            (_, Value::Text(text)) => self.ask_text(subject, Op::EqText, text, negate, span),
            (_, Value::Number(number)) => self.ask_number(subject, Op::EqNumber, *number, negate, span),
            (_, Value::Bool(flag)) => self.ask(subject, Op::EqBool, u32::from(*flag), negate, span),
            // Null is what is not there; and whether something is there is always known.
            (_, Value::Null) => self.ask(subject, Op::Exists, 0, !negate, span),
            (_, Value::List(list)) => {
                let texts: Option<Vec<&str>> = list.iter().map(as_text).collect();
                match texts {
                    Some(texts) => {
                        let index = self.tables.list(&texts);
                        self.ask(subject, Op::EqList, index, negate, span)
                    }
                    // A signal's list has texts only.
                    None => self.ask(subject, Op::False, 0, negate, span),
                }
            }
            (_, Value::Object(_)) => self.ask(subject, Op::False, 0, negate, span),
        }
    }

    fn strict_in(
        &mut self,
        subject: &Subject<'a>,
        values: Option<Vec<&Value>>,
        negate: bool,
        span: Span,
    ) -> Option<Node> {
        let values = values?;
        match values.as_slice() {
            [] if !negate => Some(Node::Known(false)),
            // Versions are equal when their padded forms are, and sets know nothing of that.
            _ if subject.kind == Kind::Version => {
                let nodes: Vec<Node> = values.iter().map(|value| self.equal(subject, value, negate, span)).collect();
                Some(if negate { Node::all(nodes) } else { Node::any(nodes) })
            }
            [value] if subject.kind != Kind::List && subject.kind != Kind::Any => {
                Some(self.equal(subject, value, negate, span))
            }
            values => Some(self.ask_in(subject, values, negate, span)),
        }
    }

    fn compare(
        &mut self,
        subject: &Subject<'a>,
        op: Operator,
        value: &Value,
        negate: bool,
        span: Span,
    ) -> Option<Node> {
        match value {
            Value::Number(number) => {
                let op = match op {
                    Operator::Gt => Op::Gt,
                    Operator::Gte => Op::Ge,
                    Operator::Lt => Op::Lt,
                    _ => Op::Le,
                };
                Some(self.ask_number(subject, op, *number, negate, span))
            }
            Value::Text(text) if subject.kind == Kind::Version => {
                Some(self.ask_text(subject, version_op(op), &padded(text), negate, span))
            }
            Value::Text(text) => {
                let op = match op {
                    Operator::Gt => Op::GtText,
                    Operator::Gte => Op::GeText,
                    Operator::Lt => Op::LtText,
                    _ => Op::LeText,
                };
                Some(self.ask_text(subject, op, text, negate, span))
            }
            _ => None,
        }
    }

    /// `$startsWith` and its kin.
    pub(super) fn part(
        &mut self,
        subject: &Subject<'a>,
        op: Operator,
        value: &Value,
        negate: bool,
        span: Span,
    ) -> Option<Node> {
        let Value::Text(text) = value else { return None };
        let (op, folding) = match op {
            Operator::StartsWith => (Op::StartsWith, false),
            Operator::StartsWithi => (Op::StartsWithFold, true),
            Operator::EndsWith => (Op::EndsWith, false),
            Operator::EndsWithi => (Op::EndsWithFold, true),
            Operator::Contains => (Op::Contains, false),
            Operator::Containsi => (Op::ContainsFold, true),
            _ => return None,
        };
        let text = if folding { self.fold(text) } else { text.clone() };
        Some(self.ask_text(subject, op, &text, negate, span))
    }
}

fn version_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn version_op(op: Operator) -> Op {
    match op {
        Operator::Vgt | Operator::Gt => Op::VersionGt,
        Operator::Vgte | Operator::Gte => Op::VersionGe,
        Operator::Vlt | Operator::Lt => Op::VersionLt,
        Operator::Vlte | Operator::Lte => Op::VersionLe,
        _ => Op::VersionEq,
    }
}

fn trust_code(word: &str) -> Option<u32> {
    match word {
        "inferred" => Some(0),
        "declared" => Some(1),
        "known" => Some(2),
        _ => None,
    }
}
