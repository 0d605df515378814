//! A content's markup as one text, as a parser of HTML reads it, and the way back to where it was written.
//!
//! Interpolations are marks: two private characters around the number of their part.

use crate::diagnostic::Span;
use crate::ruleset::Sources;
use crate::ruleset::model::{Part, Template};

pub const OPEN: char = '\u{E000}';
pub const CLOSE: char = '\u{E001}';

/// The markup as one text, and the way back to the file.
pub struct Flat {
    pub text: String,
    /// Where each part starts in `text`, and where in the file if its bytes are there as they are.
    starts: Vec<(usize, Option<u32>)>,
    pub whole: Span,
}

impl Flat {
    pub fn new(template: &Template, sources: &Sources) -> Flat {
        let source = sources.text(template.span.file);
        let mut flat = Flat { text: String::new(), starts: Vec::new(), whole: template.span };
        let mut at = template.span.start as usize;
        for (number, part) in template.parts.iter().enumerate() {
            match part {
                Part::Literal(text) => {
                    // A quoted scalar starts with its quote; one with escapes has no way back, and that is fine.
                    let found =
                        (at..at + 2).find(|at| source.get(*at..).is_some_and(|rest| rest.starts_with(text.as_str())));
                    flat.starts.push((flat.text.len(), found.map(|at| at as u32)));
                    at = found.unwrap_or(at) + text.len();
                    flat.text.extend(text.chars().map(|c| if c == OPEN || c == CLOSE { '\u{FFFD}' } else { c }));
                }
                Part::Signal { span, .. } => {
                    flat.starts.push((flat.text.len(), None));
                    flat.text.push_str(&format!("{OPEN}{number}{CLOSE}"));
                    at = span.end as usize;
                }
            }
        }
        flat
    }

    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let part = self.starts.iter().rev().find(|(start, _)| *start <= range.start);
        match part {
            Some((start, Some(file))) => {
                let from = file + (range.start - start) as u32;
                Span { file: self.whole.file, start: from, end: from + range.len() as u32 }
            }
            _ => self.whole,
        }
    }
}
