//! Facts: what a host can read, each by its number.

/// One fact as read.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    Text(String),
    Number(f64),
    Bool(bool),
    Texts(Vec<String>),
}

/// The facts of one visit, by number.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub known: Vec<(u8, Fact)>,
}
