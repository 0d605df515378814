//! Page operations as data: what an arm puts into a slot, before anybody touches a page.
//!
//! A content is static: the same bytes for every visitor. What differs between visitors are interpolations, kept as
//! parts and filled in by whoever applies them (the DOM applier or the rewriter), escaped for where they stand.

mod context;
mod decode;
#[cfg(feature = "tools")]
mod encode;
mod json;
mod number;
mod render;

pub use context::{Escape, escapes};
pub use decode::decode;
#[cfg(feature = "tools")]
pub use encode::encode;
pub use json::{Names, write_value};
pub use number::write_number;
pub use render::{Fill, escape_html, escape_url, interpolations, render, render_text};

use crate::value::Value;

/// What one arm puts into one slot.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// What the origin sent.
    Default,
    /// The value of a value slot.
    Value(Value),
    Ops(Vec<Op>),
    /// Chosen by a signal inside one arm: text of the signal → index of a content.
    By {
        signal: u32,
        cases: Vec<(String, u32)>,
        otherwise: u32,
    },
}

/// One change to the element(s) that the slot's target matches. `T` is [`Text`] as stored, `String` once rendered.
#[derive(Debug, Clone, PartialEq)]
pub enum Op<T = Text> {
    /// Replace the children by text.
    Text(T),
    /// Replace the children by markup.
    Html(T),
    /// Replace the children by a clone of the page's `<template id=…>`.
    Template(String),
    Append(T),
    Prepend(T),
    Before(T),
    After(T),
    /// Replace the element itself by markup.
    Replace(T),
    /// Set an attribute; without a value, remove it.
    Attr {
        name: String,
        value: Option<T>,
    },
    Class {
        add: Vec<String>,
        remove: Vec<String>,
    },
    /// Set an inline style property; without a value, remove it.
    Style {
        property: String,
        value: Option<T>,
    },
    Remove,
    /// Children in the order of these selectors; the others follow. Device only.
    Order(Vec<String>),
    /// Items in the order of what the visitor likes, some of them shown. Device only.
    Rank(Rank<T>),
    /// Go to another path of the same origin, the query kept.
    Redirect(String),
}

/// How items are ranked; a count of 0 sets no bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank<T = Text> {
    /// A selector, inside the target.
    pub items: String,
    /// Lines: a topic, and below it the interest in it, from 0 to 1.
    pub interests: T,
    /// How many are shown.
    pub take: u32,
    /// How many of one topic come before others get a turn.
    pub per_topic: u32,
    /// How many of those shown are of the least interest.
    pub explore: u32,
    /// Whether what was seen goes behind all else.
    pub skip_seen: bool,
}

/// Text or markup with interpolations.
pub type Text = Vec<Piece>;

#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Literal(String),
    /// A signal's value through an optional filter, or the fallback when it is missing (or not in the list).
    Signal {
        signal: u32,
        filter: Filter,
        fallback: String,
    },
    /// A table cell: the text for the value of a signal, or the fallback.
    Lookup {
        signal: u32,
        cells: Vec<(String, String)>,
        fallback: String,
    },
}

/// How a value becomes text. Formatting is the host's (`Intl`); the engine only names it.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    Plain,
    /// In an IANA time zone; in the visitor's when there is none.
    Time(String),
    Date(String),
    Relative,
    Number,
    /// ISO 4217 code.
    Money(String),
    /// Kilometres in, written in the visitor's units.
    Distance,
    /// Shown only when it is one of these texts.
    List(Vec<String>),
}
