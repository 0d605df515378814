//! Draft → bytes of a bundle. A function of its input: no clock, no hash order.

use super::draft::{Draft, Key};
use super::format::{HEADER, INTEGRITY, MAGIC, MAJOR, MINOR, Section, integrity};
use super::records::{Automaton, Choice, Pair, Range, Reading};
use super::rows::Row;
use crate::ops::{self, Content};
use crate::value::Value;

/// Writes a bundle, unsigned.
pub fn write(draft: &Draft) -> Vec<u8> {
    let mut meta = vec![draft.id];
    for half in [draft.version, draft.expires.cast_unsigned()] {
        meta.extend([half as u32, (half >> 32) as u32]);
    }
    let flags = u32::from(draft.has_affinities) | u32::from(draft.forgets) << 1;
    meta.extend([draft.guardrails.slots, draft.guardrails.nudges, draft.topics, flags]);
    let (choices, cases) = choices(draft);
    let (readings, pairs) = readings(draft);
    let sections = [
        (Section::Meta, bytes(&meta)),
        (Section::Strings, table(draft.strings.iter().map(|s| s.as_bytes().to_vec()))),
        (Section::Signals, rows(&draft.signals)),
        (Section::Numbers, rows(&draft.numbers)),
        (Section::Ids, bytes(&draft.ids)),
        (Section::Sets, rows(&draft.sets)),
        (Section::Values, table(draft.values.iter().map(value))),
        (Section::Automata, table(draft.automata.iter().map(automaton))),
        (Section::Predicates, rows(&draft.predicates)),
        (Section::Steps, rows(&draft.steps)),
        (Section::Conditions, rows(&draft.conditions)),
        (Section::Lists, rows(&draft.lists)),
        (Section::Units, rows(&draft.units)),
        (Section::SlotIndices, bytes(&draft.slot_indices)),
        (Section::Slots, rows(&draft.slots)),
        (Section::Placements, rows(&draft.placements)),
        (Section::Arms, rows(&draft.arms)),
        (Section::Experiences, rows(&draft.experiences)),
        (Section::Contents, table(draft.contents.iter().map(content))),
        (Section::Choices, rows(&choices)),
        (Section::Cases, bytes(&cases)),
        (Section::Folds, rows(&draft.folds)),
        (Section::UnitIndices, bytes(&draft.unit_indices)),
        (Section::Gates, rows(&draft.gates)),
        (Section::Assignments, rows(&draft.assignments)),
        (Section::Rules, rows(&draft.rules)),
        (Section::Forced, rows(&draft.forced)),
        (Section::Calendars, rows(&draft.calendars)),
        (Section::Pairs, rows(&pairs)),
        (Section::Readings, rows(&readings)),
        (Section::Events, rows(&draft.events)),
        (Section::States, rows(&draft.states)),
        (Section::Stages, rows(&draft.stages)),
        (Section::Declarations, rows(&draft.declarations)),
        (Section::Recalls, rows(&draft.recalls)),
        (Section::Triggers, rows(&draft.triggers)),
        (Section::Goals, rows(&draft.goals)),
        (Section::Sayings, rows(&draft.sayings)),
    ];
    assemble(&sections)
}

/// Contents that are choices become records, so that choosing needs no decoding; their own entries are empty.
fn choices(draft: &Draft) -> (Vec<Choice>, Vec<u32>) {
    let (mut choices, mut pairs) = (Vec::new(), Vec::new());
    for (id, content) in (0..).zip(&draft.contents) {
        let Content::By { signal, cases, otherwise } = content else { continue };
        let start = word(pairs.len() / 2);
        for (case, chosen) in cases {
            // `compile` puts every case among the strings.
            if let Ok(text) = draft.strings.binary_search(case) {
                pairs.extend([word(text), *chosen]);
            }
        }
        let cases = Range { start, len: word(pairs.len() / 2) - start };
        choices.push(Choice { content: id, signal: *signal, cases, otherwise: *otherwise });
    }
    (choices, pairs)
}

/// Rows of tables lie behind the calendars' own pairs.
fn readings(draft: &Draft) -> (Vec<Reading>, Vec<Pair>) {
    let mut pairs = draft.pairs.clone();
    let mut readings = Vec::new();
    for told in &draft.readings {
        let start = word(pairs.len());
        for (key, calendar) in &told.rows {
            let key = match key {
                // `compile` puts every key among the strings.
                Key::Text(text) => draft.strings.binary_search(text).map(word).ok(),
                Key::Word(word) => Some(*word),
            };
            pairs.extend(key.map(|key| Pair { key, value: *calendar }));
        }
        let rows = Range { start, len: word(pairs.len()) - start };
        readings.push(Reading { signal: told.signal, by: told.by, calendar: told.calendar, rows });
    }
    (readings, pairs)
}

fn content(content: &Content) -> Vec<u8> {
    if matches!(content, Content::By { .. }) { Vec::new() } else { ops::encode(content) }
}

/// Puts the integrity hash of `bundle` in its place: what `write` does last, and what tests that alter a bundle do
/// to get past the hash to the validator.
pub fn seal(bundle: &mut [u8]) {
    let hash = integrity(bundle).to_le_bytes();
    if let Some(field) = bundle.get_mut(INTEGRITY) {
        field.copy_from_slice(&hash);
    }
}

fn assemble(sections: &[(Section, Vec<u8>)]) -> Vec<u8> {
    let kept: Vec<_> = sections.iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
    let mut body = Vec::new();
    let start = HEADER + kept.len() * 12;
    let mut out = Vec::new();
    out.extend_from_slice(&MAGIC);
    out.extend(MAJOR.to_le_bytes());
    out.extend(MINOR.to_le_bytes());
    // The file's length is not known yet.
    out.extend([0; 4]);
    out.extend(word(kept.len()).to_le_bytes());
    out.resize(HEADER, 0);
    for (kind, bytes) in kept {
        out.extend((*kind as u32).to_le_bytes());
        out.extend(word(start + body.len()).to_le_bytes());
        out.extend(word(bytes.len()).to_le_bytes());
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    if let Some(field) = out.get_mut(8..12) {
        field.copy_from_slice(&word(start + body.len()).to_le_bytes());
    }
    out.extend_from_slice(&body);
    seal(&mut out);
    out
}

/// Lengths are checked against `limits::BUNDLE_BYTES` by `compile`; a longer one saturates and the reader refuses it.
fn word(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn rows<T: Row>(all: &[T]) -> Vec<u8> {
    let mut words = Vec::with_capacity(all.len() * T::WORDS);
    all.iter().for_each(|record| record.put(&mut words));
    bytes(&words)
}

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Entries of any size: u32 count, count + 1 offsets from the end of the offsets, bytes.
fn table(entries: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let entries: Vec<_> = entries.collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    out.extend(word(entries.len()).to_le_bytes());
    let mut offset = 0;
    for entry in &entries {
        out.extend(word(offset).to_le_bytes());
        offset += entry.len();
    }
    out.extend(word(offset).to_le_bytes());
    for entry in entries {
        out.extend_from_slice(&entry);
    }
    out
}

/// 256 classes, stride, start, first accepting, then the transitions.
fn automaton(automaton: &Automaton) -> Vec<u8> {
    let mut out = automaton.classes.clone();
    for number in [automaton.stride, automaton.start, automaton.accepting].iter().chain(&automaton.next) {
        out.extend(number.to_le_bytes());
    }
    out
}

fn value(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    put_value(value, &mut out);
    out
}

/// A tag, then what follows from it; lists and objects count their members first.
fn put_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0),
        Value::Bool(b) => out.extend([1, u8::from(*b)]),
        Value::Number(n) => {
            out.push(2);
            out.extend(n.to_le_bytes());
        }
        Value::Text(text) => {
            out.push(3);
            put_text(text, out);
        }
        Value::List(list) => {
            out.push(4);
            out.extend(word(list.len()).to_le_bytes());
            list.iter().for_each(|member| put_value(member, out));
        }
        Value::Object(object) => {
            out.push(5);
            out.extend(word(object.len()).to_le_bytes());
            for (key, member) in object {
                put_text(key, out);
                put_value(member, out);
            }
        }
    }
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    out.extend(word(text.len()).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}
