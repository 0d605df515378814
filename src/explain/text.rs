//! An explanation as text, for a terminal of 80 columns. `pkg/src/why/describe.ts` is the same, without colour.

use super::report::{Asked, Considered, Explanation, Line};
use super::summary::seen;

const COLUMNS: usize = 80;

/// How a piece of text is shown, where there is colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
}

/// The whole explanation, each piece painted by `paint`.
pub fn describe(explanation: &Explanation, paint: &dyn Fn(&str, Ink) -> String) -> String {
    let mut page = Page { out: String::new(), paint };
    let (slot, rest) =
        explanation.summary.split_at_checked(explanation.slot.len()).unwrap_or(("", &explanation.summary));
    page.sentence(slot, rest);
    if let Some(because) = &explanation.because {
        page.sentence("", &format!("It says: {because}"));
    }
    if !explanation.considered.is_empty() {
        page.out.push('\n');
    }
    explanation.considered.iter().for_each(|one| page.considered(one));
    if let Some(counterfactual) = &explanation.counterfactual {
        page.out.push('\n');
        page.sentence("", &counterfactual.sentence);
    }
    page.out
}

type Piece = (String, Ink);

struct Page<'a> {
    out: String,
    paint: &'a dyn Fn(&str, Ink) -> String,
}

impl Page<'_> {
    /// Words, as many to a line as fit.
    fn sentence(&mut self, bold: &str, rest: &str) {
        if !bold.is_empty() {
            self.out.push_str(&(self.paint)(bold, Ink::Bold));
        }
        let mut column = bold.chars().count();
        for (at, word) in rest.split(' ').enumerate() {
            let width = word.chars().count();
            if at > 0 && column + 1 + width > COLUMNS {
                self.out.push_str("\n  ");
                column = 2;
            } else if at > 0 {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word);
            column += width;
        }
        self.out.push('\n');
    }

    fn considered(&mut self, one: &Considered) {
        let taken = matches!(one.reason, "matched" | "split");
        let mark = if taken { ("✓ ".to_owned(), Ink::Good) } else { ("✗ ".to_owned(), Ink::Bad) };
        let mut name = vec![(one.experience.clone(), Ink::Bold)];
        name.extend(at(one.at.as_ref()).into_iter().map(|(place, ink)| (["  ", &place].concat(), ink)));
        self.line(2, &mark, &[name, vec![(one.sentence.to_owned(), Ink::Plain)]]);
        one.conditions.iter().for_each(|asked| self.asked(6, asked));
        if let Some(drawn) = &one.drawn {
            let bucket = format!("{}, bucket {} of {}", drawn.unit, drawn.bucket, drawn.of);
            self.line(6, &("drawn by ".to_owned(), Ink::Dim), &[vec![(bucket, Ink::Plain)]]);
        }
    }

    fn asked(&mut self, indent: usize, asked: &Asked) {
        let answer = if asked.answer { ("yes ".to_owned(), Ink::Good) } else { ("no  ".to_owned(), Ink::Bad) };
        let mut value = Vec::new();
        if asked.signal.is_some() {
            value.push((format!("it is {}", seen(asked.value.as_ref())), Ink::Plain));
            if let (Some(source), Some(trust)) = (asked.source, asked.trust) {
                value.push((format!(" ({source}, {trust})"), Ink::Dim));
            }
        }
        self.line(indent, &answer, &[vec![(asked.question.clone(), Ink::Plain)], value, at(asked.at.as_ref())]);
        asked.conditions.iter().for_each(|inner| self.asked(indent + 4, inner));
    }

    /// Parts of a line with two spaces between; where they do not fit, the first alone and the others below it.
    fn line(&mut self, indent: usize, mark: &Piece, parts: &[Vec<Piece>]) {
        let parts: Vec<&Vec<Piece>> = parts.iter().filter(|part| !part.is_empty()).collect();
        let start = indent + mark.0.chars().count();
        let width: usize = parts.iter().copied().flatten().map(|(text, _)| text.chars().count()).sum();
        let fits = start + width + 2 * parts.len().saturating_sub(1) <= COLUMNS;
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(&(self.paint)(&mark.0, mark.1));
        for (at, part) in parts.iter().enumerate() {
            match at {
                0 => {}
                1 if !fits => {
                    self.out.push('\n');
                    self.out.push_str(&" ".repeat(start + 2));
                }
                _ => self.out.push_str("  "),
            }
            part.iter().for_each(|(text, ink)| self.out.push_str(&(self.paint)(text, *ink)));
        }
        self.out.push('\n');
    }
}

fn at(line: Option<&Line>) -> Vec<Piece> {
    line.map_or_else(Vec::new, |line| vec![(format!("{}:{}", line.file, line.line), Ink::Dim)])
}
