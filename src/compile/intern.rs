//! Tables that give everything one number: equal texts, numbers, sets, patterns, predicates and conditions are stored
//! once. Hash maps are only ever asked, never walked, so no hash order reaches a bundle.
//!
//! Texts get their numbers twice: in the order of use while compiling, and sorted by bytes in [`Tables::finish`], since
//! the runtime finds texts by binary search.

use super::pattern::{self, PatternError};
use crate::condition::fold::letters;
use crate::limits::PATTERNS_BYTES;
use crate::ops::Content;
use crate::program::draft::Draft;
use crate::program::records::{
    ConditionId, ELEMENT, Fold, NONE, Pair, Predicate, Range, Set, SignalRef, Step, StringId, Unit, UnitKind,
};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A draft that grows, and what is in it already.
#[derive(Default)]
pub struct Tables {
    pub draft: Draft,
    strings: HashMap<String, StringId>,
    numbers: HashMap<Vec<u64>, Range>,
    ids: HashMap<Vec<StringId>, Range>,
    slot_indices: HashMap<Vec<u32>, Range>,
    unit_indices: HashMap<Vec<u32>, Range>,
    pairs: HashMap<Vec<Pair>, Range>,
    sets: HashMap<Set, u32>,
    values: BTreeMap<String, u32>,
    patterns: BTreeMap<(String, bool), u32>,
    predicates: HashMap<Predicate, u32>,
    conditions: HashMap<Vec<Step>, ConditionId>,
    lists: HashMap<Range, u32>,
    /// Some list holds patterns of pages.
    pub asks_for_page: bool,
    /// Texts that are compared without regard to case.
    folded: BTreeSet<String>,
    signals: BTreeMap<String, u32>,
    contents: BTreeMap<String, u32>,
}

/// A number for a table's next entry. Tables hold fewer than 2^32 − 2 entries: each costs more than a byte of source.
fn next_index<T>(table: &[T]) -> u32 {
    u32::try_from(table.len()).unwrap_or(NONE - 2)
}

/// The stretch that `items` take behind `pool`.
fn append<T: Copy>(pool: &mut Vec<T>, items: &[T]) -> Range {
    let range = Range { start: next_index(pool), len: next_index(items) };
    pool.extend_from_slice(items);
    range
}

/// The stretch of `pool` that holds these, which are put there once.
fn run_of(known: &mut HashMap<Vec<u32>, Range>, pool: &mut Vec<u32>, items: Vec<u32>) -> Range {
    if items.is_empty() {
        Range::default()
    } else {
        *known.entry(items).or_insert_with_key(|items| append(pool, items))
    }
}

impl Tables {
    pub fn string(&mut self, text: &str) -> StringId {
        if let Some(id) = self.strings.get(text) {
            return *id;
        }
        let id = next_index(&self.draft.strings);
        self.draft.strings.push(text.to_owned());
        self.strings.insert(text.to_owned(), id);
        id
    }

    pub fn number(&mut self, number: f64) -> u32 {
        self.run_of_numbers(&[number]).start
    }

    /// Numbers side by side, in this order.
    pub fn run_of_numbers(&mut self, numbers: &[f64]) -> Range {
        // Adding zero makes 0 of -0, which every comparison takes for the same.
        let numbers: Vec<f64> = numbers.iter().map(|number| number + 0.0).collect();
        let key: Vec<u64> = numbers.iter().map(|number| number.to_bits()).collect();
        if numbers.is_empty() {
            return Range::default();
        }
        let pool = &mut self.draft.numbers;
        *self.numbers.entry(key).or_insert_with(|| append(pool, &numbers))
    }

    fn run_of_ids(&mut self, ids: Vec<StringId>) -> Range {
        run_of(&mut self.ids, &mut self.draft.ids, ids)
    }

    /// Indices of slots, side by side.
    pub fn run_of_slots(&mut self, slots: Vec<u32>) -> Range {
        run_of(&mut self.slot_indices, &mut self.draft.slot_indices, slots)
    }

    /// Pairs of a calendar, side by side.
    pub fn run_of_pairs(&mut self, pairs: Vec<Pair>) -> Range {
        if pairs.is_empty() {
            return Range::default();
        }
        let pool = &mut self.draft.pairs;
        *self.pairs.entry(pairs).or_insert_with_key(|pairs| append(pool, pairs))
    }

    /// Indices of units, side by side.
    pub fn run_of_units(&mut self, units: Vec<u32>) -> Range {
        run_of(&mut self.unit_indices, &mut self.draft.unit_indices, units)
    }

    /// A set of scalars; lists and objects are members of nothing and are left out.
    pub fn set<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>) -> u32 {
        let mut texts: Vec<&str> = Vec::new();
        let mut numbers: Vec<f64> = Vec::new();
        let mut flags = 0;
        for value in values {
            match value {
                Value::Text(text) => texts.push(text),
                Value::Number(number) => numbers.push(*number + 0.0),
                Value::Bool(true) => flags |= 1,
                Value::Bool(false) => flags |= 2,
                Value::Null => flags |= 4,
                Value::List(_) | Value::Object(_) => {}
            }
        }
        // Sorted as texts, so that the final numbers ascend as well.
        texts.sort_unstable();
        texts.dedup();
        numbers.sort_unstable_by(f64::total_cmp);
        numbers.dedup();
        let texts = texts.into_iter().map(|text| self.string(text)).collect();
        // The mask is made last, of the texts' final numbers.
        let set = Set { texts: self.run_of_ids(texts), numbers: self.run_of_numbers(&numbers), flags, mask: 0 };
        let table = &mut self.draft.sets;
        *self.sets.entry(set).or_insert_with(|| {
            table.push(set);
            next_index(table) - 1
        })
    }

    /// A set of page patterns.
    pub fn page_set(&mut self, patterns: &[&str]) -> u32 {
        self.asks_for_page = true;
        let mut patterns = patterns.to_vec();
        patterns.sort_unstable();
        patterns.dedup();
        self.list(&patterns)
    }

    /// Texts in this order.
    pub fn list(&mut self, texts: &[&str]) -> u32 {
        let ids = texts.iter().map(|text| self.string(text)).collect();
        let range = self.run_of_ids(ids);
        let table = &mut self.draft.lists;
        *self.lists.entry(range).or_insert_with(|| {
            table.push(range);
            next_index(table) - 1
        })
    }

    /// A text that has been folded, for a comparison without regard to case.
    pub fn folded(&mut self, text: &str) {
        self.folded.insert(text.to_owned());
    }

    pub fn value(&mut self, value: &Value) -> u32 {
        let table = &mut self.draft.values;
        *self.values.entry(format!("{value:?}")).or_insert_with(|| {
            table.push(value.clone());
            next_index(table) - 1
        })
    }

    /// The automaton of a pattern.
    pub fn automaton(&mut self, pattern: &str, fold: bool) -> Result<u32, PatternError> {
        let key = (pattern.to_owned(), fold);
        if let Some(index) = self.patterns.get(&key) {
            return Ok(*index);
        }
        let automaton = pattern::automaton(pattern, fold)?;
        let table = &mut self.draft.automata;
        let index = table.iter().position(|known| *known == automaton).unwrap_or(table.len());
        if index == table.len() {
            let taken: usize = table.iter().map(pattern::size).sum();
            if taken + pattern::size(&automaton) > PATTERNS_BYTES {
                return Err(PatternError::NoRoom);
            }
            table.push(automaton);
        }
        let index = u32::try_from(index).unwrap_or(NONE - 2);
        self.patterns.insert(key, index);
        Ok(index)
    }

    pub fn predicate(&mut self, predicate: Predicate) -> u32 {
        let table = &mut self.draft.predicates;
        *self.predicates.entry(predicate).or_insert_with(|| {
            table.push(predicate);
            next_index(table) - 1
        })
    }

    pub fn condition(&mut self, steps: Vec<Step>) -> ConditionId {
        let draft = &mut self.draft;
        *self.conditions.entry(steps).or_insert_with_key(|steps| {
            let range = append(&mut draft.steps, steps);
            draft.conditions.push(range);
            next_index(&draft.conditions) - 1
        })
    }

    /// The index of a signal of the read set, made when it is first asked for.
    pub fn signal(&mut self, name: &str, make: impl FnOnce(&mut Tables) -> SignalRef) -> u32 {
        if let Some(index) = self.signals.get(name) {
            return *index;
        }
        let signal = make(self);
        let index = next_index(&self.draft.signals);
        self.draft.signals.push(signal);
        self.signals.insert(name.to_owned(), index);
        index
    }

    /// The index of a signal that was asked for before.
    pub fn known_signal(&self, name: &str) -> Option<u32> {
        self.signals.get(name).copied()
    }

    pub fn unit(&mut self, unit: Unit) -> u32 {
        let table = &mut self.draft.units;
        let index = table.iter().position(|known| *known == unit).unwrap_or(table.len());
        if index == table.len() {
            table.push(unit);
        }
        u32::try_from(index).unwrap_or(NONE - 2)
    }

    /// A content, stored once. What it refers to must be stored before.
    pub fn content(&mut self, content: Content) -> u32 {
        let table = &mut self.draft.contents;
        *self.contents.entry(format!("{content:?}")).or_insert_with(|| {
            table.push(content);
            next_index(table) - 1
        })
    }

    /// The draft with its texts sorted and every mention of a text renumbered.
    pub fn finish(mut self) -> Draft {
        let cases = self.draft.contents.iter().filter_map(|content| match content {
            Content::By { cases, .. } => Some(cases.iter().map(|(case, _)| case.clone())),
            _ => None,
        });
        for case in cases.flatten().collect::<Vec<_>>() {
            self.string(&case);
        }
        for (letter, text) in letters(self.folded.iter().map(String::as_str)) {
            let fold = Fold { letter: self.string(letter.encode_utf8(&mut [0; 4])), text: self.string(&text) };
            self.draft.folds.push(fold);
        }
        let mut draft = self.draft;
        let mut order: Vec<(String, usize)> = std::mem::take(&mut draft.strings).into_iter().zip(0..).collect();
        order.sort_unstable();
        let mut renumbered = vec![NONE; order.len()];
        for (new, (text, old)) in (0..).zip(order) {
            if let Some(place) = renumbered.get_mut(old) {
                *place = new;
            }
            draft.strings.push(text);
        }
        renumber(&mut draft, &|id| renumbered.get(id as usize).copied().unwrap_or(NONE));
        draft.folds.sort_unstable_by_key(|fold| fold.letter);
        let Draft { sets, ids, .. } = &mut draft;
        for set in sets {
            let start = set.texts.start as usize;
            let texts = ids.get(start..start + set.texts.len as usize).unwrap_or_default();
            set.mask = texts.iter().fold(0, |mask, id| mask | 1 << (id & 31));
        }
        draft
    }
}

/// Every mention of a text in a draft.
fn renumber(draft: &mut Draft, new: &impl Fn(StringId) -> StringId) {
    let put = |id: &mut StringId| *id = new(*id);
    put(&mut draft.id);
    draft.ids.iter_mut().for_each(put);
    for signal in &mut draft.signals {
        put(&mut signal.name);
        put(&mut signal.argument);
    }
    for predicate in &mut draft.predicates {
        if predicate.flags & ELEMENT != 0 {
            put(&mut predicate.subject);
        }
        if predicate.op.operand() == b's' {
            put(&mut predicate.operand);
        }
    }
    for unit in &mut draft.units {
        put(&mut unit.name);
        if matches!(unit.kind, UnitKind::Cookie | UnitKind::Header) {
            put(&mut unit.key);
        }
    }
    for slot in &mut draft.slots {
        put(&mut slot.name);
        put(&mut slot.target);
    }
    draft.arms.iter_mut().for_each(|arm| put(&mut arm.name));
    for experience in &mut draft.experiences {
        put(&mut experience.name);
        put(&mut experience.seed_text);
    }
    draft.gates.iter_mut().for_each(|gate| put(&mut gate.seed_text));
    draft.rules.iter_mut().for_each(|rule| put(&mut rule.event));
    for event in &mut draft.events {
        [&mut event.name, &mut event.topic].into_iter().for_each(put);
    }
    draft.states.iter_mut().for_each(|state| put(&mut state.name));
    for stage in &mut draft.stages {
        [&mut stage.name, &mut stage.step, &mut stage.event].into_iter().for_each(put);
    }
    draft.declarations.iter_mut().for_each(|declaration| put(&mut declaration.key));
    for recall in &mut draft.recalls {
        [&mut recall.name, &mut recall.field].into_iter().for_each(put);
    }
    for trigger in &mut draft.triggers {
        [&mut trigger.event, &mut trigger.kind, &mut trigger.argument].into_iter().for_each(put);
    }
    for goal in &mut draft.goals {
        [&mut goal.name, &mut goal.event].into_iter().for_each(put);
    }
    for saying in &mut draft.sayings {
        [&mut saying.name, &mut saying.language].into_iter().for_each(put);
    }
    for fold in &mut draft.folds {
        put(&mut fold.letter);
        put(&mut fold.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_up_sorted_and_sets_ascending() {
        let mut tables = Tables::default();
        let z = tables.string("z");
        let set = tables.set(&[
            Value::Text("m".into()),
            Value::Text("z".into()),
            Value::Text("a".into()),
            Value::Text("m".into()),
        ]);
        tables.draft.id = z;
        let draft = tables.finish();
        assert_eq!(draft.strings, ["a", "m", "z"]);
        assert_eq!(draft.id, 2);
        let texts = draft.sets[set as usize].texts;
        assert_eq!(draft.ids[texts.start as usize..][..texts.len as usize], [0, 1, 2]);
    }

    #[test]
    fn what_is_equal_is_stored_once() {
        let mut tables = Tables::default();
        assert_eq!(tables.number(0.0), tables.number(-0.0));
        assert_eq!(
            tables.set(&[Value::Number(1.0), Value::Null]),
            tables.set(&[Value::Null, Value::Number(1.0), Value::Number(1.0)])
        );
        assert_eq!(tables.automaton("a|b", false), tables.automaton("b|a", false));
        assert_eq!(tables.content(Content::Default), tables.content(Content::Default));
        assert_eq!(tables.draft.numbers, [0.0, 1.0]);
        let between = tables.run_of_numbers(&[18.0, 2.0]);
        assert_eq!(tables.draft.numbers[between.start as usize..][..2], [18.0, 2.0]);
    }
}
