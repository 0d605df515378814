//! The values of one signal, one for each way in which the rules can tell them apart.
//!
//! A class is all values with the same answers to all questions. Whoever makes candidates need not know which answers
//! they get: each is put into the context and asked, and one that answers as another did is left out. What has to be
//! seen to is that none is forgotten; who cannot promise that says so.

use super::matters::Subject;
use super::{dates, lists, numbers, texts, versions};
use crate::condition::{Evaluator, name_of};
use crate::decide::{Request, page};
use crate::program::Program;
use crate::program::records::{NONE, Op, Predicate, Set, StringId};
use crate::signal::Trust;
use crate::signal::catalogue::{id, is_whole, witnesses};
use crate::signal::context::{Cell, Context, Datum};
use crate::value::Kind;

/// What a value costs that no rule names: those that one names go first.
pub const UNNAMED: f64 = 1e3;

pub struct Domain {
    pub signal: u32,
    /// As it is now.
    pub now: Cell,
    /// Other classes, the likeliest first: numbers by how near they are, texts that a rule names by how short they are,
    /// then others; missing comes last.
    pub options: Vec<Cell>,
    /// Every class is there.
    pub exact: bool,
}

impl Domain {
    pub fn of(program: &Program, context: &mut Context, request: &Request, subject: &Subject) -> Domain {
        let now = context.values().cell(subject.signal);
        let mut classes =
            Classes { program, context, now_ms: request.now, subject, now, before: None, found: Vec::new() };
        if now.datum != Datum::Missing {
            classes.before = Some(classes.answers(now));
            // The same value, if it were more or less sure.
            classes.add(now.datum, 0.0);
        }
        let signal = program.signal(subject.signal);
        let (kind, number) = signal.map_or((Kind::Any, 0), |signal| (signal.kind, signal.id));
        let exact = match kind {
            Kind::Bool => {
                [false, true].into_iter().for_each(|b| classes.add(Datum::Bool(b), 0.0));
                true
            }
            Kind::Number | Kind::Time | Kind::Duration => numbers::add(&mut classes, kind, number),
            Kind::Version => versions::add(&mut classes),
            Kind::Text if matches!(number, id::TIME_DATE | id::TIME_UTC_DATE) => dates::add(&mut classes),
            Kind::Enum => {
                // One that no rule names is enough. What a site's own closed set holds is not in the bundle.
                let known = witnesses(number);
                let named = classes.constants();
                known.iter().for_each(|text| classes.add_text(text.as_bytes(), UNNAMED));
                named.iter().for_each(|text| classes.add_text(text, text.len() as f64));
                known.iter().any(|text| !named.contains(&text.as_bytes())) || is_whole(number)
            }
            Kind::Text | Kind::Topic => texts::add(&mut classes),
            Kind::List => lists::add(&mut classes),
            Kind::Any => false,
        };
        if now.datum != Datum::Missing {
            let missing = Cell { datum: Datum::Missing, trust: Trust::Inferred, ..now };
            classes.found.push((Vec::new(), f64::INFINITY, missing));
        }
        let options = classes.found.iter().map(|(_, _, cell)| *cell).collect();
        context.put_cell(subject.signal, now);
        Domain { signal: subject.signal, now, options, exact }
    }
}

/// The classes that were found.
pub struct Classes<'a> {
    pub program: &'a Program,
    pub context: &'a mut Context,
    pub now_ms: i64,
    pub subject: &'a Subject,
    pub now: Cell,
    /// What is answered now; nothing while it is missing.
    before: Option<Vec<u32>>,
    /// The answers of each, what its value costs, and that value.
    found: Vec<(Vec<u32>, f64, Cell)>,
}

impl<'a> Classes<'a> {
    /// Takes a value, if no cheaper one answers alike; with every trust, if that is asked.
    pub fn add(&mut self, datum: Datum, cost: f64) {
        // What has no trust yet because it is missing is as good as the site's word.
        let trust = if self.now.datum == Datum::Missing { Trust::Declared } else { self.now.trust };
        self.add_cell(Cell { datum, trust, ..self.now }, cost);
        if self.predicates().any(|predicate| predicate.op == Op::Trusted) {
            for trust in [Trust::Known, Trust::Declared, Trust::Inferred] {
                self.add_cell(Cell { datum, trust, ..self.now }, cost + 0.5);
            }
        }
    }

    fn add_cell(&mut self, cell: Cell, cost: f64) {
        let answers = self.answers(cell);
        if self.before.as_ref() == Some(&answers) {
            return;
        }
        if let Some(at) = self.found.iter().position(|(known, ..)| *known == answers) {
            if self.found.get(at).is_some_and(|(_, known, _)| *known <= cost) {
                return;
            }
            self.found.remove(at);
        }
        let at = self.found.iter().position(|(_, other, _)| *other > cost).unwrap_or(self.found.len());
        self.found.insert(at, (answers, cost, cell));
    }

    pub fn add_text(&mut self, text: &[u8], cost: f64) {
        let datum = self.context.keep_text(self.program, text);
        if datum != Datum::Missing {
            self.add(datum, cost);
        }
    }

    /// All that the rules can see of a value.
    pub fn answers(&mut self, cell: Cell) -> Vec<u32> {
        let Classes { program, context, subject, .. } = self;
        context.put_cell(subject.signal, cell);
        let mut all = Vec::new();
        {
            let mut kept = [];
            let mut conditions = Evaluator::new(program, &context.values, &mut kept, self.now_ms, None);
            all.extend(subject.predicates.iter().map(|predicate| u32::from(conditions.asks(*predicate))));
        }
        if let Some(path) = context.values.text(program, cell.datum) {
            let sets = subject.pages.iter().map(|set| u32::from(page::has(program, *set, path)));
            all.extend(sets);
        }
        let name = name_of(program, &context.values, subject.signal);
        all.push(if subject.cases.contains(&name) { name } else { NONE });
        all
    }

    /// What is asked of the signal itself.
    pub fn predicates(&self) -> impl Iterator<Item = Predicate> + use<'a> {
        let program = self.program;
        self.subject.predicates.iter().filter_map(|index| program.predicates().get(*index as usize))
    }

    /// What is asked of its elements.
    pub fn elements(&self) -> impl Iterator<Item = Predicate> + use<'a> {
        let program = self.program;
        self.subject.elements.iter().filter_map(|index| program.predicates().get(*index as usize))
    }

    pub fn set(&self, predicate: Predicate) -> Set {
        self.program.sets().get(predicate.operand as usize).unwrap_or_default()
    }

    /// Texts by their numbers in the program.
    fn texts(&self, ids: &[StringId]) -> impl Iterator<Item = &'a [u8]> {
        let program = self.program;
        ids.iter().map(|id| program.text_bytes(*id)).collect::<Vec<_>>().into_iter()
    }

    /// The texts that a question names.
    pub fn named(&self, predicate: Predicate) -> Vec<&'a [u8]> {
        let ids = self.program.ids();
        match predicate.op.operand() {
            b's' => vec![self.program.text_bytes(predicate.operand)],
            b't' => self.texts(self.set(predicate).texts.of(ids)).collect(),
            b'i' => {
                let list = self.program.list(predicate.operand).unwrap_or_default();
                self.texts(list.of(ids)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The texts that questions name, and those that choose a content.
    pub fn constants(&self) -> Vec<&'a [u8]> {
        let named: Vec<&[u8]> = self.predicates().flat_map(|predicate| self.named(predicate)).collect();
        self.texts(&self.subject.cases).chain(named).collect()
    }
}
