//! GrowthBook's literals, as its JavaScript SDK computes them (`mongrule.ts` of @growthbook/growthbook 1.8).

use super::super::compiler::Compiler;
use super::super::lower::Node;
use super::super::subject::Subject;
use super::strict::version_op;
use super::{members, padded};
use crate::condition::fold::fold;
use crate::diagnostic::Span;
use crate::program::records::{Op, TypeName};
use crate::ruleset::model::{Operand, Operator};
use crate::value::Value;

impl<'a> Compiler<'a> {
    /// `turned`: the operator itself is a negation. It matters, since an operand of a wrong type makes `$nin` as false
    /// as `$in`.
    #[expect(clippy::too_many_arguments, reason = "one literal is that many things")]
    pub(super) fn growthbook(
        &mut self,
        subject: &Subject<'a>,
        op: Operator,
        operand: &'a Operand,
        negate: bool,
        turned: bool,
        span: Span,
        depth: usize,
    ) -> Node {
        let opposite = negate != turned;
        let node = match (op, operand) {
            (Operator::Is, Operand::Value(value)) => Some(self.bare(subject, &value.value, opposite, span)),
            (Operator::Is, Operand::Values(values)) => {
                let list = Value::List(values.iter().map(|value| value.value.clone()).collect());
                Some(self.bare(subject, &list, opposite, span))
            }
            (Operator::Eq, Operand::Value(value)) => Some(self.identical(subject, &value.value, opposite, span)),
            // Two arrays are never identical.
            (Operator::Eq, Operand::Values(_)) => Some(Node::Known(opposite)),
            (Operator::In, Operand::Values(_)) => {
                members(operand).map(|values| self.ask_in(subject, &values, opposite, span))
            }
            (Operator::Ini, Operand::Values(_)) => {
                members(operand).map(|values| self.ask_in_fold(subject, &values, Op::InFold, opposite, span))
            }
            (Operator::InList, Operand::Name(name)) => {
                // An unknown group has nobody in it.
                let values = self.lists.get(name.value.as_str()).cloned().unwrap_or_default();
                Some(self.ask_in(subject, &values.iter().collect::<Vec<_>>(), opposite, span))
            }
            (Operator::All | Operator::Alli, Operand::Values(_)) => {
                members(operand).map(|values| self.every(subject, &values, op == Operator::Alli, opposite, span))
            }
            (Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte, Operand::Value(value)) => {
                Some(self.ask_loose(subject, op, &value.value, opposite, span))
            }
            (Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte, Operand::Values(values)) => {
                let list = Value::List(values.iter().map(|value| value.value.clone()).collect());
                Some(self.ask_loose(subject, op, &list, opposite, span))
            }
            (Operator::Veq | Operator::Vgt | Operator::Vgte | Operator::Vlt | Operator::Vlte, _) => {
                Some(self.ask_text(subject, version_op(op), &padded(&version_text(operand)), opposite, span))
            }
            (Operator::Exists, Operand::Value(value)) => {
                Some(self.ask(subject, Op::Exists, 0, opposite == truthy(&value.value), span))
            }
            (Operator::Exists, Operand::Values(_)) => Some(self.ask(subject, Op::Exists, 0, opposite, span)),
            (Operator::Type, Operand::Name(name)) => Some(self.ask_type(subject, &name.value, opposite, span)),
            (Operator::Type, Operand::Value(value)) => {
                let Value::Text(name) = &value.value else { return Node::Known(opposite) };
                Some(self.ask_type(subject, name, opposite, span))
            }
            (Operator::Regex | Operator::Regexi, Operand::Pattern(pattern)) => self
                .pattern(&pattern.value, op == Operator::Regexi, pattern.span)
                .map(|automaton| self.ask(subject, Op::Matches, automaton, opposite, span)),
            (Operator::Size, _) => self.ask_elements(subject, Op::Size, operand, opposite, span, depth),
            (Operator::ElemMatch, _) => self.ask_elements(subject, Op::ElemMatch, operand, opposite, span, depth),
            (Operator::Between, Operand::Range(low, high)) => {
                let ends = self.tables.run_of_numbers(&[low.value, high.value]);
                Some(self.ask(subject, Op::Between, ends.start, opposite, span))
            }
            (_, Operand::Value(value)) => self.part(subject, op, &value.value, opposite, span),
            _ => None,
        };
        // An unknown operator, an invalid pattern, an operand of a wrong type: false, before any `$not` around it.
        node.unwrap_or(Node::Known(negate))
    }

    /// A bare value: `evalConditionValue`.
    fn bare(&mut self, subject: &Subject<'a>, value: &Value, negate: bool, span: Span) -> Node {
        match value {
            Value::Text(text) => self.ask_text(subject, Op::LooseText, text, negate, span),
            Value::Number(number) => self.ask_number(subject, Op::LooseNumber, *number, negate, span),
            Value::Bool(flag) => self.ask(subject, Op::LooseBool, u32::from(*flag), negate, span),
            Value::Null => self.ask(subject, Op::EqNull, 0, negate, span),
            Value::List(_) | Value::Object(_) => {
                let index = self.tables.value(value);
                self.ask(subject, Op::EqValue, index, negate, span)
            }
        }
    }

    /// `$eq`: `===`. Arrays and objects from two places are never identical.
    fn identical(&mut self, subject: &Subject<'a>, value: &Value, negate: bool, span: Span) -> Node {
        match value {
            Value::Text(text) => self.ask_text(subject, Op::EqText, text, negate, span),
            Value::Number(number) => self.ask_number(subject, Op::EqNumber, *number, negate, span),
            Value::Bool(flag) => self.ask(subject, Op::EqBool, u32::from(*flag), negate, span),
            Value::Null => self.ask(subject, Op::EqNull, 0, negate, span),
            Value::List(_) | Value::Object(_) => Node::Known(negate),
        }
    }

    fn ask_loose(&mut self, subject: &Subject<'a>, op: Operator, value: &Value, negate: bool, span: Span) -> Node {
        let op = match op {
            Operator::Gt => Op::LooseGt,
            Operator::Gte => Op::LooseGe,
            Operator::Lt => Op::LooseLt,
            _ => Op::LooseLe,
        };
        let index = self.tables.value(&primitive(value));
        self.ask(subject, op, index, negate, span)
    }

    /// `$all`, `$alli`: for each member an element that is it, as a bare value is (`isInAll`).
    fn every(&mut self, subject: &Subject<'a>, values: &[&Value], folding: bool, negate: bool, span: Span) -> Node {
        let list = self.ask(subject, Op::IsType, TypeName::Array as u32, negate, span);
        let mut nodes = vec![list];
        for value in values {
            let element = self.element("");
            let one = match value {
                Value::Text(text) if folding => {
                    let texts = same_text(&self.fold(text));
                    let set = self.tables.set(&texts);
                    self.ask(&element, Op::InFold, set, false, span)
                }
                value => self.bare(&element, value, false, span),
            };
            let condition = self.place(one);
            let found = self.ask(subject, Op::ElemMatch, condition, negate, span);
            // Elements that are null are not looked at by `$elemMatch`, but `$all` does look.
            let null = self.ask_in(subject, &[&Value::Null], negate, span);
            nodes.push(match (matches_null(value, folding), negate) {
                (false, _) => found,
                (true, false) => Node::any([found, null]),
                (true, true) => Node::all([found, null]),
            });
        }
        if negate { Node::any(nodes) } else { Node::all(nodes) }
    }
}

/// `null` as this bare value.
fn matches_null(value: &Value, folding: bool) -> bool {
    match value {
        Value::Text(text) if folding => fold(text) == "null",
        Value::Text(text) => text == "null",
        Value::Number(number) => *number == 0.0,
        Value::Null => true,
        _ => false,
    }
}

/// All scalars whose text in JavaScript is this one.
fn same_text(text: &str) -> Vec<Value> {
    let mut all = vec![Value::Text(text.to_owned())];
    match text {
        "true" => all.push(Value::Bool(true)),
        "false" => all.push(Value::Bool(false)),
        _ => all.extend(text.parse().ok().filter(|number: &f64| number.to_string() == text).map(Value::Number)),
    }
    all
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => *number != 0.0,
        Value::Text(text) => !text.is_empty(),
        Value::List(_) | Value::Object(_) => true,
    }
}

/// What a comparison makes of arrays and objects: their text (`ToPrimitive`).
fn primitive(value: &Value) -> Value {
    match value {
        Value::List(_) | Value::Object(_) => Value::Text(text_of(value, 0)),
        value => value.clone(),
    }
}

fn text_of(value: &Value, depth: usize) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Object(_) => "[object Object]".into(),
        Value::List(_) if depth > crate::limits::VALUE_DEPTH => String::new(),
        Value::List(list) => {
            let texts: Vec<String> = list
                .iter()
                .map(|member| if *member == Value::Null { String::new() } else { text_of(member, depth + 1) })
                .collect();
            texts.join(",")
        }
    }
}

/// The operand of a version comparison: text, a number's text, or `0` for anything else.
fn version_text(operand: &Operand) -> String {
    match operand {
        Operand::Value(value) => match &value.value {
            Value::Text(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => "0".into(),
        },
        _ => "0".into(),
    }
}
