//! Conditions: maps of signals and operators, every literal read by the type of its signal.

use super::model::{Condition, Operand, Operator, Test};
use super::operators::{self, LOGIC, NOT, Spec, TRUST, TYPE_NAMES, Takes};
use super::reader::Reader;
use super::shape::{listed, operator_names, suggest};
use super::tree::{Entry, Node, excerpt};
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::value::{Kind, Value};

impl Reader<'_> {
    /// A map of conditions that must all hold.
    pub fn condition(&mut self, node: &Node) -> Option<Condition> {
        let Some(entries) = node.entries() else {
            let hint = if node.items().is_some() {
                "several conditions stand in one map, or under `$and` or `$or`"
            } else {
                "write `{ signal: value }`"
            };
            return self.wrong_hint(node, "a condition", hint);
        };
        // All parts are read for their findings; a condition that lacks one would say something else.
        let parts: Vec<Option<Condition>> = entries.iter().map(|entry| self.part(entry)).collect();
        let mut parts = parts.into_iter().collect::<Option<Vec<Condition>>>()?;
        if parts.len() == 1 && entries.len() == 1 { parts.pop() } else { Some(Condition::And(parts, node.span)) }
    }

    /// One entry of a condition.
    fn part(&mut self, entry: &Entry) -> Option<Condition> {
        let span = entry.value.span;
        match entry.key.value.as_str() {
            "$and" => Some(Condition::And(self.alternatives(entry)?, span)),
            "$or" => Some(Condition::Or(self.alternatives(entry)?, span)),
            "$nor" => Some(Condition::Nor(self.alternatives(entry)?, span)),
            "$not" => Some(Condition::Not(Box::new(self.condition(&entry.value)?), span)),
            "$segment" => self.segments(&entry.value),
            key if key.starts_with('$') => self.misplaced(entry),
            _ => self.about_signal(entry),
        }
    }

    /// The conditions under `$and`, `$or`, `$nor`.
    fn alternatives(&mut self, entry: &Entry) -> Option<Vec<Condition>> {
        let key = &entry.key.value;
        match entry.value.items() {
            Some([]) => self.wrong(&entry.value, &format!("at least one condition under `{key}`")),
            Some(items) => Some(items.iter().filter_map(|item| self.condition(item)).collect()),
            None => {
                self.wrong_hint(&entry.value, "a list of conditions", &format!("write `{key}: [{{ … }}, {{ … }}]`"))
            }
        }
    }

    fn segments(&mut self, node: &Node) -> Option<Condition> {
        let mut names: Vec<Condition> = self.many(node, Reader::name).into_iter().map(Condition::Segment).collect();
        if names.len() == 1 { names.pop() } else { Some(Condition::And(names, node.span)) }
    }

    fn about_signal(&mut self, entry: &Entry) -> Option<Condition> {
        if let Some(inner) =
            entry.value.entries().and_then(|entries| entries.iter().find(|e| !e.key.value.starts_with('$')))
        {
            let (outer, inner_name) = (&entry.key.value, &inner.key.value);
            let error = Diagnostic::error(
                "unknown-operator",
                inner.key.span,
                format!("`{}` is not an operator", excerpt(inner_name)),
            );
            let error = match suggest(&format!("${inner_name}"), operator_names()) {
                Some(meant) => error.hint(format!("did you mean `{meant}`?")),
                None => error.hint(format!("signals have dotted names: `{outer}.{inner_name}: …`")),
            };
            self.push(error);
            return None;
        }
        let kind = self.types.signal(&entry.key.value);
        let test = self.test(&entry.value, kind).unwrap_or_else(|| unread(entry.value.span));
        Some(Condition::Test { signal: entry.key.clone(), test })
    }

    /// What is asked of one subject: a value, or operators that must all hold.
    fn test(&mut self, node: &Node, kind: Kind) -> Option<Test> {
        if node.items().is_some() {
            let hint = if kind == Kind::List {
                "write `{ $all: […] }` for all of them, `{ $in: […] }` for any"
            } else {
                "write `{ $in: […] }` for any of them"
            };
            return self.wrong_hint(node, "one value or operators", hint);
        }
        let Some(entries) = node.entries() else {
            if node.is_null() {
                return self.wrong_hint(node, "a value", "write `{ $exists: false }` if the signal must be missing");
            }
            let value = self.value(node, kind)?;
            return Some(Test::Op { op: Operator::Is, operand: Operand::Value(value), span: node.span });
        };
        if entries.is_empty() {
            return self.wrong(node, "a value or operators");
        }
        let mut tests: Vec<Test> =
            entries.iter().map(|entry| self.operator(entry, kind).unwrap_or_else(|| unread(entry.key.span))).collect();
        if tests.len() == 1 && entries.len() == 1 { tests.pop() } else { Some(Test::All(tests, node.span)) }
    }

    fn operator(&mut self, entry: &Entry, kind: Kind) -> Option<Test> {
        let span = entry.key.span;
        if entry.key.value == NOT {
            return Some(Test::Not(Box::new(self.test(&entry.value, kind)?), span));
        }
        let Some(spec) = operators::lookup(&entry.key.value) else { return self.unknown_operator(entry) };
        if spec.op == Operator::Between && kind == Kind::Text {
            return self.dates(&entry.value, span);
        }
        let operand = self.operand(spec, &entry.value, kind)?;
        Some(Test::Op { op: spec.op, operand, span })
    }

    fn operand(&mut self, spec: &Spec, node: &Node, kind: Kind) -> Option<Operand> {
        Some(match spec.takes {
            Takes::Value => Operand::Value(self.value(node, kind)?),
            Takes::Values => Operand::Values(self.values(spec.name, node, kind)?),
            Takes::Bool => {
                let flag = self.boolean(node)?;
                Operand::Value(Spanned::new(Value::Bool(flag.value), flag.span))
            }
            Takes::TypeName => Operand::Name(self.word(node, TYPE_NAMES)?),
            Takes::Trust => Operand::Name(self.word(node, TRUST)?),
            Takes::Pattern => Operand::Pattern(self.text_as(node, "a regular expression")?),
            Takes::Size => Operand::Test(Box::new(self.test(node, Kind::Number)?)),
            Takes::Element => self.element(node, kind)?,
            Takes::Range => self.range(node, kind)?,
            Takes::Text => Operand::Value(self.value(node, Kind::Text)?),
            Takes::Version => Operand::Value(self.value(node, Kind::Version)?),
            Takes::Duration => Operand::Value(self.value(node, Kind::Duration)?),
            Takes::ListName | Takes::CalendarName => Operand::Name(self.name(node)?),
        })
    }

    fn values(&mut self, operator: &str, node: &Node, kind: Kind) -> Option<Vec<Spanned<Value>>> {
        match node.items() {
            Some(items) => Some(items.iter().filter_map(|item| self.value(item, kind)).collect()),
            None => self.wrong_hint(node, "a list", &format!("write `{operator}: [ … ]`")),
        }
    }

    /// `$elemMatch`: operators over a value, or a condition over the paths of an object.
    fn element(&mut self, node: &Node, kind: Kind) -> Option<Operand> {
        let operators =
            node.entries().is_some_and(|entries| entries.iter().all(|entry| entry.key.value.starts_with('$')));
        if operators {
            Some(Operand::Test(Box::new(self.test(node, kind)?)))
        } else {
            Some(Operand::Condition(Box::new(self.condition(node)?)))
        }
    }

    /// `$between: [2026-12-01, 2026-12-25]`. Texts of dates compare as dates do, so this is two comparisons; no other
    /// text has ends.
    fn dates(&mut self, node: &Node, span: Span) -> Option<Test> {
        let expected = "two dates such as `2026-12-24`";
        let Some([from, until]) = node.items() else {
            return self.wrong_hint(
                node,
                expected,
                "write `$between: [2026-12-01, 2026-12-25]`; the second is excluded",
            );
        };
        let mut date = |node: &Node| match node.scalar() {
            Some(scalar) if is_like_a_date(&scalar.text) => Some(Spanned::new(scalar.text.clone(), node.span)),
            _ => self.wrong_hint(node, expected, "of other texts, name those that you mean: `$in: […]`"),
        };
        let (from, until) = (date(from), date(until));
        let (from, until) = (from?, until?);
        if from.value >= until.value {
            let is_empty = from.value == until.value;
            let (message, hint) = if is_empty {
                (
                    "this range is empty: its end is not part of it",
                    "`$between: [a, b]` holds from `a` until just before `b`",
                )
            } else {
                ("this range ends before it starts", "swap the two")
            };
            self.push(Diagnostic::error("between-shape", node.span, message).hint(hint));
            return None;
        }
        let side = |op, end: Spanned<String>| Test::Op {
            op,
            operand: Operand::Value(Spanned::new(Value::Text(end.value), end.span)),
            span,
        };
        Some(Test::All(vec![side(Operator::Gte, from), side(Operator::Lt, until)], node.span))
    }

    /// `$between: [low, high]`.
    fn range(&mut self, node: &Node, kind: Kind) -> Option<Operand> {
        let Some([low, high]) = node.items() else {
            return self.wrong_hint(node, "two ends", "write `$between: [18, 22]`; the second end is excluded");
        };
        let mut end = |node: &Node| -> Option<Spanned<f64>> {
            match kind {
                Kind::Duration => self.duration(node),
                Kind::Time => {
                    self.moment(node, None).map(|at| Spanned::new(super::times::to_number(at.value), at.span))
                }
                Kind::Any if node.plain().and_then(super::times::duration).is_some() => self.duration(node),
                _ => self.number(node),
            }
        };
        let (low, high) = (end(low), end(high));
        Some(Operand::Range(low?, high?))
    }

    #[cold]
    fn unknown_operator<T>(&mut self, entry: &Entry) -> Option<T> {
        let name = &entry.key.value;
        let error =
            Diagnostic::error("unknown-operator", entry.key.span, format!("there is no operator `{}`", excerpt(name)));
        let error = if LOGIC.iter().any(|(known, _)| known == name) {
            error.hint(format!("`{name}` stands beside signals, not under one"))
        } else if let Some(meant) = suggest(name, operator_names()) {
            error.hint(format!("did you mean `{meant}`?"))
        } else {
            error.hint(format!("known operators: {}", listed(operator_names())))
        };
        self.push(error);
        None
    }

    /// An operator where a signal should stand.
    #[cold]
    fn misplaced<T>(&mut self, entry: &Entry) -> Option<T> {
        let name = &entry.key.value;
        let logic = || LOGIC.iter().map(|(known, _)| *known);
        let error = if operators::lookup(name).is_some() {
            Diagnostic::error("misplaced-operator", entry.key.span, format!("`{name}` needs a signal to ask"))
                .hint(format!("write `geo.country: {{ {name}: … }}`"))
        } else {
            let error = Diagnostic::error(
                "unknown-operator",
                entry.key.span,
                format!("there is no operator `{}`", excerpt(name)),
            );
            match suggest(name, logic()) {
                Some(meant) => error.hint(format!("did you mean `{meant}`?")),
                None => error.hint(format!("beside signals stand {}", listed(logic()))),
            }
        };
        self.push(error);
        None
    }
}

/// `2026-12-24` by its form; whether there is such a day is `check`'s to say.
fn is_like_a_date(text: &str) -> bool {
    let is_part = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(is_part)
}

/// Stands for a test that could not be read and is reported: the signal is known, what is asked of it is not.
fn unread(span: Span) -> Test {
    Test::Op { op: Operator::Unknown, operand: Operand::Invalid, span }
}
