//! Draft → bytes of a bundle. A function of its input: no clock, no hash order.

use super::bytes::Record;
use super::draft::Draft;
use super::format::{HEADER, INTEGRITY, MAGIC, MAJOR, MINOR, Section, integrity};
use super::records::Automaton;
use crate::ops;
use crate::value::Value;

/// Writes a bundle, unsigned.
pub fn write(draft: &Draft) -> Vec<u8> {
    let mut meta = Vec::new();
    draft.id.put(&mut meta);
    draft.version.put(&mut meta);
    draft.expires.put(&mut meta);
    let sections = [
        (Section::Meta, meta),
        (Section::Strings, table(draft.strings.iter().map(|s| s.as_bytes().to_vec()))),
        (Section::Signals, records(&draft.signals)),
        (Section::Numbers, records(&draft.numbers)),
        (Section::Ids, records(&draft.ids)),
        (Section::Sets, records(&draft.sets)),
        (Section::Values, table(draft.values.iter().map(value))),
        (Section::Automata, table(draft.automata.iter().map(automaton))),
        (Section::Predicates, records(&draft.predicates)),
        (Section::Steps, records(&draft.steps)),
        (Section::Conditions, records(&draft.conditions)),
        (Section::Pages, records(&draft.pages)),
        (Section::Units, records(&draft.units)),
        (Section::Indices, records(&draft.indices)),
        (Section::Slots, records(&draft.slots)),
        (Section::Placements, records(&draft.placements)),
        (Section::Arms, records(&draft.arms)),
        (Section::Experiences, records(&draft.experiences)),
        (Section::Contents, table(draft.contents.iter().map(ops::encode))),
    ];
    assemble(&sections)
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
    MAJOR.put(&mut out);
    MINOR.put(&mut out);
    let total = start + kept.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    word(total).put(&mut out);
    word(kept.len()).put(&mut out);
    out.resize(HEADER, 0);
    for (kind, bytes) in kept {
        (*kind as u32).put(&mut out);
        word(start + body.len()).put(&mut out);
        word(bytes.len()).put(&mut out);
        body.extend_from_slice(bytes);
    }
    out.extend_from_slice(&body);
    seal(&mut out);
    out
}

/// Lengths are checked against `limits::BUNDLE_BYTES` by `compile`; a longer one saturates and the reader refuses it.
fn word(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn records<T: Record>(all: &[T]) -> Vec<u8> {
    let mut out = Vec::with_capacity(all.len() * T::SIZE);
    for record in all {
        record.put(&mut out);
    }
    out
}

/// Entries of any size: u32 count, count + 1 offsets from the end of the offsets, bytes.
fn table(entries: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let entries: Vec<_> = entries.collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    word(entries.len()).put(&mut out);
    let mut offset = 0;
    for entry in &entries {
        word(offset).put(&mut out);
        offset += entry.len();
    }
    word(offset).put(&mut out);
    for entry in entries {
        out.extend_from_slice(&entry);
    }
    out
}

/// 256 classes, stride, start, first accepting, then the transitions.
fn automaton(automaton: &Automaton) -> Vec<u8> {
    let mut out = automaton.classes.clone();
    automaton.stride.put(&mut out);
    automaton.start.put(&mut out);
    automaton.accepting.put(&mut out);
    for target in &automaton.next {
        target.put(&mut out);
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
            n.put(out);
        }
        Value::Text(text) => {
            out.push(3);
            put_text(text, out);
        }
        Value::List(list) => {
            out.push(4);
            word(list.len()).put(out);
            list.iter().for_each(|member| put_value(member, out));
        }
        Value::Object(object) => {
            out.push(5);
            word(object.len()).put(out);
            for (key, member) in object {
                put_text(key, out);
                put_value(member, out);
            }
        }
    }
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    word(text.len()).put(out);
    out.extend_from_slice(text.as_bytes());
}
