//! Texts with interpolations: `{{signal|filter:argument|fallback}}`.

use super::model::{Part, Template};
use super::reader::Reader;
use super::shape::{listed, suggest};
use super::tree::{Node, excerpt};
use crate::diagnostic::{Diagnostic, Span, Spanned};

/// Whether a filter takes an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    Maybe,
    One,
}

/// Filters by name: what they make, and whether they take an argument.
pub const FILTERS: &[(&str, &str, Takes)] = &[
    ("time", "a time of day; the argument is the IANA time zone, instead of the visitor's", Takes::Maybe),
    ("date", "a date; the argument is the IANA time zone, instead of the visitor's", Takes::Maybe),
    ("relative", "how far away a time is", Takes::Nothing),
    ("number", "a number", Takes::Nothing),
    ("money", "an amount; the argument is an ISO 4217 code", Takes::One),
    ("distance", "kilometres, in the visitor's units", Takes::Nothing),
    ("list", "the text only if it is in the named list", Takes::One),
];

impl Reader<'_> {
    /// A text that may interpolate.
    pub fn template(&mut self, node: &Node) -> Option<Template> {
        let text = self.text(node)?;
        Some(self.interpolate(&text.value, text.span))
    }

    /// Reads the interpolations of a text that was written at `span` (with or without quotes), or is a whole file.
    pub fn interpolate(&mut self, text: &str, span: Span) -> Template {
        let mut parts = Vec::new();
        let mut rest = text;
        // The n-th `{{` of the text is the n-th of the source, whatever quotes and escapes stand between.
        let mut cursor = span.start as usize;
        while let Some((before, behind)) = rest.split_once("{{") {
            push_literal(&mut parts, before);
            let start = self.find_in_source(span, cursor, "{{").unwrap_or(cursor);
            let Some((inside, after)) = behind.split_once("}}") else {
                let at = Span { start: start as u32, end: (start + 2) as u32, ..span };
                self.push(
                    Diagnostic::error("bad-interpolation", at, "`{{` is never closed").hint("close it with `}}`"),
                );
                // Nothing behind it is closed either.
                push_literal(&mut parts, "{{");
                rest = behind;
                break;
            };
            let end = self.find_in_source(span, start + 2, "}}").map_or(start + 2, |at| at + 2);
            cursor = end;
            let at = Span { start: start as u32, end: end as u32, ..span };
            match self.interpolation(inside, at) {
                Some(part) => parts.push(part),
                None => push_literal(&mut parts, ""),
            }
            rest = after;
        }
        push_literal(&mut parts, rest);
        Template { parts, span }
    }

    fn find_in_source(&self, span: Span, from: usize, what: &str) -> Option<usize> {
        let source = self.sources.text(span.file);
        source.get(from..(span.end as usize).min(source.len()))?.find(what).map(|at| from + at)
    }

    /// What stands between the braces.
    fn interpolation(&mut self, inside: &str, span: Span) -> Option<Part> {
        let mut pieces = inside.split('|');
        let signal = pieces.next().unwrap_or("").trim();
        if signal.is_empty() || !signal.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')) {
            let error = Diagnostic::error(
                "bad-interpolation",
                span,
                format!("`{}` is not the name of a signal", excerpt(signal)),
            );
            self.push(error.hint("write `{{geo.city|your town}}`: a signal, and what to show when it is unknown"));
            return None;
        }
        let mut filter = None;
        let mut fallback: Option<String> = None;
        for piece in pieces {
            let (name, argument) =
                piece.split_once(':').map_or((piece, None), |(name, argument)| (name, Some(argument)));
            match FILTERS.iter().find(|(known, ..)| *known == name.trim()) {
                Some((known, _, takes)) if filter.is_none() && fallback.is_none() => {
                    self.argument(known, *takes, argument, span);
                    let argument = argument.map(|argument| argument.trim().to_owned());
                    filter = Some((Spanned::new((*known).to_owned(), span), argument));
                }
                _ if fallback.is_some() => {
                    self.second_fallback(fallback.as_deref().unwrap_or(""), span);
                    fallback = Some(piece.to_owned());
                }
                _ => fallback = Some(piece.to_owned()),
            }
        }
        let signal = Spanned::new(signal.to_owned(), self.signal_span(signal, span));
        Some(Part::Signal { signal, filter, fallback, span })
    }

    fn signal_span(&self, signal: &str, span: Span) -> Span {
        match self.find_in_source(span, span.start as usize, signal) {
            Some(start) => Span { start: start as u32, end: (start + signal.len()) as u32, ..span },
            None => span,
        }
    }

    fn argument(&mut self, filter: &str, takes: Takes, argument: Option<&str>, span: Span) {
        if takes == Takes::Maybe || (takes == Takes::One) == argument.is_some() {
            return;
        }
        let takes = takes == Takes::One;
        let message = if takes {
            format!("the filter `{filter}` needs an argument")
        } else {
            format!("the filter `{filter}` takes no argument")
        };
        let hint = if takes {
            format!("write `{filter}:{}`", if filter == "money" { "EUR" } else { "name" })
        } else {
            format!("write `{filter}`")
        };
        self.push(Diagnostic::error("bad-interpolation", span, message).hint(hint));
    }

    /// Two pieces that are no filters: the first was meant to be one.
    fn second_fallback(&mut self, first: &str, span: Span) {
        let name = first.split(':').next().unwrap_or("").trim();
        let error = Diagnostic::error("unknown-filter", span, format!("there is no filter `{}`", excerpt(name)));
        let names = || FILTERS.iter().map(|(name, ..)| *name);
        let error = match suggest(name, names()) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => error,
        };
        self.push(error.hint(format!("known filters: {}", listed(names()))));
    }
}

fn push_literal(parts: &mut Vec<Part>, text: &str) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(Part::Literal(last)) => last.push_str(text),
        _ => parts.push(Part::Literal(text.to_owned())),
    }
}
