//! What a condition asks about: a signal, a path in an element, or a column of a table.

use super::compiler::{Compiler, Dialect};
use crate::diagnostic::Span;
use crate::program::records::ELEMENT;
use crate::ruleset::model::Table;
use crate::value::Kind;

/// Whether names are signals, or paths in the element that `$elemMatch` or `$size` looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Signals,
    Element,
}

/// One subject, ready to be asked.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// Of a signal its index, of a path in an element the number of its text.
    pub index: u32,
    /// [`ELEMENT`] or nothing.
    pub flags: u8,
    pub kind: Kind,
    pub name: String,
    /// The subject is a cell of this table; `index` and `kind` are those of the signal that finds the row.
    pub table: Option<Cell<'a>>,
}

/// A column of a table; without a name, the row itself.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    pub table: &'a Table,
    pub column: Option<&'a str>,
}

impl<'a> Compiler<'a> {
    /// Finds what a name in a condition is.
    pub fn subject(&mut self, name: &'a str, span: Span, scope: Scope) -> Option<Subject<'a>> {
        if scope == Scope::Element {
            return Some(self.element(name));
        }
        if self.dialect == Dialect::Ruleset && self.is_cell(name) {
            return self.cell(name, span);
        }
        let (kind, index) = (self.kind(name), self.signal(name, span));
        Some(Subject { index, flags: 0, kind, name: name.to_owned(), table: None })
    }

    /// Whether a name is a cell of a table, which is known at build time; what a row's calendar tells is not.
    pub fn is_cell(&self, name: &str) -> bool {
        name.starts_with("table.") && self.ruleset.calendar_column(name).is_none()
    }

    /// A path in the current element; the empty path is the element itself.
    pub fn element(&mut self, path: &str) -> Subject<'a> {
        let name = if path.is_empty() { "element" } else { path }.to_owned();
        Subject { index: self.tables.string(path), flags: ELEMENT, kind: Kind::Any, name, table: None }
    }

    fn cell(&mut self, name: &'a str, span: Span) -> Option<Subject<'a>> {
        let cell = self.find_cell(name, span)?;
        let by = &cell.table.by;
        let (kind, index) = (self.kind(&by.value), self.signal(&by.value, by.span));
        Some(Subject { index, flags: 0, kind, name: name.to_owned(), table: Some(cell) })
    }

    /// The table (and column) of `table.store.name` or `table.store`.
    pub fn find_cell(&mut self, name: &'a str, span: Span) -> Option<Cell<'a>> {
        let rest = name.strip_prefix("table.")?;
        let (table_name, column) = rest.split_once('.').map_or((rest, None), |(table, column)| (table, Some(column)));
        let Some(table) = self.table(table_name) else {
            self.refuse("unknown-table", span, format!("unknown table `{table_name}`"));
            return None;
        };
        if table.by.value.starts_with("table.") {
            self.refuse("table-by-table", table.by.span, "a table cannot be looked up by another table's column");
            return None;
        }
        Some(Cell { table, column })
    }
}
