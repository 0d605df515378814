//! Questions about a table's cells, answered at build time.
//!
//! A table is looked up by one signal and does not change, so `table.store.name: Berlin` is the same as asking that
//! signal for one of the keys whose row satisfies it. Rows are asked by the runtime itself, over a program of one
//! condition, so that a cell is judged as a signal would be. A key without a row is unknown, and so is no key.

use super::compiler::{Compiler, Dialect};
use super::lower::Node;
use super::subject::{Cell, Subject};
use crate::condition::{Unsettled, holds};
use crate::diagnostic::Span;
use crate::program::records::{NONE, Op};
use crate::program::{Program, write};
use crate::ruleset::model::{Operand, Operator};
use crate::signal::context::Context;
use crate::signal::{Source, Trust};
use crate::value::{Kind, Value};

impl<'a> Compiler<'a> {
    /// A literal on a table's cell, as a question to the signal that finds the row.
    pub(super) fn table_literal(
        &mut self,
        subject: &Subject<'a>,
        op: Operator,
        operand: &'a Operand,
        negate: bool,
        span: Span,
    ) -> Node {
        let Some(cell) = subject.table else { return Node::Known(false) };
        match op {
            Operator::Exists => self.cell_exists(subject, cell, operand, negate, span),
            Operator::Trust => self.strict(subject, op, operand, negate, span, 0),
            _ => {
                let keys = self.satisfying(cell, op, operand, negate, span);
                self.ask_keys(subject, keys, false, span)
            }
        }
    }

    /// Whether there is a row (and a cell in it) is always known.
    fn cell_exists(
        &mut self,
        subject: &Subject<'a>,
        cell: Cell<'a>,
        operand: &'a Operand,
        negate: bool,
        span: Span,
    ) -> Node {
        let wanted = !matches!(operand, Operand::Value(value) if value.value == Value::Bool(false));
        let keys: Vec<&str> = cell.keys(|_| true).collect();
        if wanted != negate {
            return self.ask_keys(subject, keys, false, span);
        }
        let missing = self.ask(subject, Op::Exists, 0, true, span);
        let other = self.ask_keys(subject, keys, true, span);
        Node::any([missing, other])
    }

    fn ask_keys(&mut self, subject: &Subject<'a>, keys: Vec<&str>, negate: bool, span: Span) -> Node {
        if keys.is_empty() && !negate {
            return Node::Known(false);
        }
        let values: Vec<Value> = keys.into_iter().filter_map(|key| key_value(subject.kind, key)).collect();
        let set = self.tables.set(&values);
        self.ask(subject, Op::In, set, negate, span)
    }

    /// Keys of the rows whose cell satisfies the literal.
    fn satisfying(
        &mut self,
        cell: Cell<'a>,
        op: Operator,
        operand: &'a Operand,
        negate: bool,
        span: Span,
    ) -> Vec<&'a str> {
        let mut inner = Compiler::new(self.ruleset, Dialect::Ruleset, self.slice);
        let index = inner.tables.signal("cell", |tables| crate::program::records::SignalRef {
            name: tables.string("cell"),
            id: 0,
            kind: Kind::Any,
            flags: 0,
            argument: NONE,
        });
        let subject = Subject { index, flags: 0, kind: Kind::Any, name: "cell".into(), table: None };
        let node = inner.strict(&subject, op, operand, negate, span, 0);
        let condition = inner.place(node);
        self.diagnostics.append(&mut inner.diagnostics);
        let Ok(program) = Program::read(write(&inner.tables.finish())) else { return Vec::new() };
        let mut context = Context::new(&program);
        let satisfies = |value: &Value| {
            context.clear();
            context.forget_answers();
            context.put(&program, index, value, Source::Site, Trust::Known);
            holds(&program, &mut context, condition, 0, Unsettled::Nothing, None)
        };
        cell.keys(satisfies).collect()
    }
}

impl<'a> Cell<'a> {
    /// Keys of the rows that have this cell with a value that passes.
    fn keys(self, mut passes: impl FnMut(&Value) -> bool) -> impl Iterator<Item = &'a str> {
        let column = self.column;
        self.table.rows.iter().filter_map(move |(key, cells)| {
            let found = match column {
                None => true,
                Some(column) => cells.iter().any(|(name, value)| name.value == column && passes(&value.value)),
            };
            found.then_some(key.value.as_str())
        })
    }

    /// Keys and cells of the rows that have this cell.
    pub fn rows(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.table.rows.iter().filter_map(move |(key, cells)| {
            let (_, value) = cells.iter().find(|(name, _)| Some(name.value.as_str()) == self.column)?;
            Some((key.value.as_str(), &value.value))
        })
    }
}

/// A row's key as a value of the signal that finds it.
fn key_value(kind: Kind, key: &str) -> Option<Value> {
    match kind {
        Kind::Bool => key.parse().ok().map(Value::Bool),
        _ if kind.is_number() => key.parse().ok().map(Value::Number),
        _ => Some(Value::Text(key.to_owned())),
    }
}
