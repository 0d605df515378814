//! Bytes → program. Everything that is trusted later is checked here, in memory proportional to the bundle.

use super::bytes::{Cursor, Record, take_all};
use super::format::{HEADER, INTEGRITY, MAGIC, MAJOR, Section, integrity, text_hash};
use super::records::{
    Arm, Automaton, Experience, NONE, Placement, Predicate, Range, Set, SignalRef, Slot, Step, StringId, Unit,
};
use super::table::Table;
use super::validate;
use crate::error::LoadError;
use crate::limits;
use crate::ops::{self, Content};
use crate::value::Value;

/// A program ready to decide. Records are decoded; texts, and contents but for their choices, stay in the bundle.
#[derive(Debug, Clone, Default)]
pub struct Program {
    bytes: Vec<u8>,
    pub id: StringId,
    pub version: u64,
    /// Milliseconds since 1970, `i64::MAX` for never.
    pub expires: i64,
    pub signals: Vec<SignalRef>,
    pub numbers: Vec<f64>,
    pub ids: Vec<StringId>,
    pub sets: Vec<Set>,
    pub values: Vec<Value>,
    pub automata: Vec<Automaton>,
    pub predicates: Vec<Predicate>,
    pub steps: Vec<Step>,
    pub conditions: Vec<Range>,
    pub pages: Vec<Range>,
    pub units: Vec<Unit>,
    pub indices: Vec<u32>,
    pub slots: Vec<Slot>,
    pub placements: Vec<Placement>,
    pub arms: Vec<Arm>,
    pub experiences: Vec<Experience>,
    strings: Table,
    contents: Table,
    /// Contents that are chosen by a signal, decoded: `(content, choice)`, ascending.
    pub(crate) choices: Vec<(u32, Content)>,
    /// Open-addressing index over the strings; a power of two, at most half full.
    index: Vec<StringId>,
    /// The signal `page.path`, when it is read.
    pub(crate) page_path: u32,
}

/// A section of the bundle at hand, or nothing.
struct Sections<'a> {
    bytes: &'a [u8],
    entries: Vec<(u32, u32, u32)>,
}

impl<'a> Sections<'a> {
    fn find(&self, kind: Section) -> (&'a [u8], usize) {
        let found = self.entries.iter().find(|(k, ..)| *k == kind as u32);
        let (start, len) = found.map_or((0, 0), |(_, start, len)| (*start as usize, *len as usize));
        (self.bytes.get(start..start + len).unwrap_or_default(), start)
    }

    #[inline(never)]
    fn read<T: Record>(&self, kind: Section, all: &mut Vec<T>) -> Result<(), LoadError> {
        let (bytes, start) = self.find(kind);
        if take_all(bytes, all) { Ok(()) } else { Err(invalid(kind, start)) }
    }

    fn table(&self, kind: Section) -> Result<Table, LoadError> {
        let (bytes, start) = self.find(kind);
        Table::read(bytes, start).ok_or(invalid(kind, start))
    }
}

pub(super) fn invalid(section: Section, offset: usize) -> LoadError {
    LoadError::Invalid { section: section as u32, offset: u32::try_from(offset).unwrap_or(u32::MAX) }
}

impl Program {
    /// Validates a bundle and makes a program of it.
    ///
    /// # Errors
    /// [`LoadError`], by the first thing that is wrong; nothing of the bundle has been used then.
    pub fn read(bytes: Vec<u8>) -> Result<Program, LoadError> {
        let entries = outline(&bytes)?;
        let sections = Sections { bytes: &bytes, entries };
        let (meta, at) = sections.find(Section::Meta);
        let mut meta = Cursor::new(meta);
        let (id, version, expires) = (u32::take(&mut meta), u64::take(&mut meta), i64::take(&mut meta));
        meta.check(()).ok_or(invalid(Section::Meta, at))?;
        // Field by field, so that a refusal drops one program and not, at each `?`, all that was read so far: 6 KB.
        let mut program = Program { id, version, expires, page_path: NONE, ..Program::default() };
        sections.read(Section::Signals, &mut program.signals)?;
        sections.read(Section::Numbers, &mut program.numbers)?;
        sections.read(Section::Ids, &mut program.ids)?;
        sections.read(Section::Sets, &mut program.sets)?;
        program.values = values(&sections)?;
        program.automata = automata(&sections)?;
        sections.read(Section::Predicates, &mut program.predicates)?;
        sections.read(Section::Steps, &mut program.steps)?;
        sections.read(Section::Conditions, &mut program.conditions)?;
        sections.read(Section::Pages, &mut program.pages)?;
        sections.read(Section::Units, &mut program.units)?;
        sections.read(Section::Indices, &mut program.indices)?;
        sections.read(Section::Slots, &mut program.slots)?;
        sections.read(Section::Placements, &mut program.placements)?;
        sections.read(Section::Arms, &mut program.arms)?;
        sections.read(Section::Experiences, &mut program.experiences)?;
        program.strings = sections.table(Section::Strings)?;
        program.contents = sections.table(Section::Contents)?;
        program.bytes = bytes;
        program.read_choices()?;
        validate::validate(&program)?;
        program.read_index();
        let path = program.find(b"page.path");
        let found = program.signals.iter().position(|signal| signal.name == path && path != NONE);
        program.page_path = found.and_then(|at| u32::try_from(at).ok()).unwrap_or(NONE);
        Ok(program)
    }

    /// The bytes of a string; empty for `NONE`.
    pub fn text_bytes(&self, id: StringId) -> &[u8] {
        self.strings.entry(&self.bytes, id).unwrap_or_default()
    }

    /// The string `id`; empty for `NONE`.
    pub fn text(&self, id: StringId) -> &str {
        std::str::from_utf8(self.text_bytes(id)).unwrap_or_default()
    }

    pub fn text_count(&self) -> usize {
        self.strings.len()
    }

    /// The id of a text, or `NONE` when no rule names it.
    pub fn find(&self, text: &[u8]) -> StringId {
        let mask = self.index.len().wrapping_sub(1);
        let mut at = text_hash(text) as usize & mask;
        while let Some(&id) = self.index.get(at) {
            if id == NONE || self.text_bytes(id) == text {
                return id;
            }
            at = (at + 1) & mask;
        }
        NONE
    }

    pub fn content_count(&self) -> usize {
        self.contents.len()
    }

    /// Decodes content `id`. What does not decode shows the default.
    pub fn content(&self, id: u32) -> Content {
        self.contents.entry(&self.bytes, id).and_then(ops::decode).unwrap_or(Content::Default)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn read_choices(&mut self) -> Result<(), LoadError> {
        for id in 0..u32::try_from(self.contents.len()).unwrap_or(0) {
            let entry = self.contents.entry(&self.bytes, id).unwrap_or_default();
            if ops::is_choice(entry) {
                let content = ops::decode(entry).ok_or(invalid(Section::Contents, id as usize))?;
                self.choices.push((id, content));
            }
        }
        Ok(())
    }

    fn read_index(&mut self) {
        let size = (self.strings.len() * 2).next_power_of_two();
        let mut index = vec![NONE; size];
        for id in 0..u32::try_from(self.strings.len()).unwrap_or(0) {
            let mut at = text_hash(self.text_bytes(id)) as usize & (size - 1);
            while index.get(at).is_some_and(|taken| *taken != NONE) {
                at = (at + 1) & (size - 1);
            }
            if let Some(place) = index.get_mut(at) {
                *place = id;
            }
        }
        self.index = index;
    }
}

/// Header and section table: sizes, versions, integrity, and sections that lie inside the file.
fn outline(bytes: &[u8]) -> Result<Vec<(u32, u32, u32)>, LoadError> {
    if bytes.len() > limits::BUNDLE_BYTES {
        return Err(LoadError::TooLarge);
    }
    let start = bytes.get(..4.min(bytes.len())).unwrap_or_default();
    if !MAGIC.starts_with(start) {
        return Err(LoadError::NotABundle);
    }
    let mut cursor = Cursor::new(bytes.get(4..HEADER).ok_or(LoadError::Truncated)?);
    let (major, _minor) = (u16::take(&mut cursor), u16::take(&mut cursor));
    let (len, count) = (u32::take(&mut cursor), u32::take(&mut cursor));
    if major != MAJOR {
        return Err(LoadError::TooNew);
    }
    if (len as usize) > bytes.len() {
        return Err(LoadError::Truncated);
    }
    let stated = bytes.get(INTEGRITY).and_then(|field| field.try_into().ok()).map(u64::from_le_bytes);
    if len as usize != bytes.len() || stated != Some(integrity(bytes)) {
        return Err(LoadError::Altered);
    }
    let bad = LoadError::Invalid { section: 0, offset: 12 };
    let table_len = (count as usize).checked_mul(12).ok_or(bad)?;
    let table = bytes.get(HEADER..HEADER.saturating_add(table_len)).ok_or(bad)?;
    let mut words: Vec<u32> = Vec::new();
    if !take_all(table, &mut words) {
        return Err(bad);
    }
    let mut entries: Vec<(u32, u32, u32)> = Vec::with_capacity(count as usize);
    for entry in words.chunks_exact(3) {
        let &[kind, start, len] = entry else { return Err(bad) };
        let end = start.checked_add(len).ok_or(bad)? as usize;
        // A kind that comes twice could be validated in one shape and used in the other.
        if end > bytes.len() || entries.iter().any(|(known, ..)| *known == kind) || entries.len() > 64 {
            return Err(bad);
        }
        entries.push((kind, start, len));
    }
    Ok(entries)
}

fn values(sections: &Sections) -> Result<Vec<Value>, LoadError> {
    let table = sections.table(Section::Values)?;
    let mut values = Vec::with_capacity(table.len());
    for id in 0..u32::try_from(table.len()).unwrap_or(0) {
        let entry = table.entry(sections.bytes, id).unwrap_or_default();
        let value = take_value(&mut Cursor::new(entry), 0).ok_or(invalid(Section::Values, id as usize))?;
        values.push(value);
    }
    Ok(values)
}

fn take_value(cursor: &mut Cursor, depth: usize) -> Option<Value> {
    if depth > limits::VALUE_DEPTH {
        return None;
    }
    let value = match u8::take(cursor) {
        0 => Value::Null,
        1 => Value::Bool(u8::take(cursor) != 0),
        2 => Value::Number(f64::take(cursor)),
        3 => Value::Text(take_text(cursor)?),
        4 => {
            let count = u32::take(cursor);
            // Not reserved by the stated count, which may lie; each member takes at least one byte.
            let mut list = Vec::new();
            for _ in 0..count {
                list.push(take_value(cursor, depth + 1)?);
            }
            Value::List(list)
        }
        5 => {
            let count = u32::take(cursor);
            let mut object = Vec::new();
            for _ in 0..count {
                object.push((take_text(cursor)?, take_value(cursor, depth + 1)?));
            }
            Value::Object(object)
        }
        _ => return None,
    };
    cursor.check(value)
}

fn take_text(cursor: &mut Cursor) -> Option<String> {
    let len = u32::take(cursor) as usize;
    Some(std::str::from_utf8(cursor.take(len)?).ok()?.to_owned())
}

fn automata(sections: &Sections) -> Result<Vec<Automaton>, LoadError> {
    let table = sections.table(Section::Automata)?;
    let mut automata = Vec::with_capacity(table.len());
    for id in 0..u32::try_from(table.len()).unwrap_or(0) {
        let entry = table.entry(sections.bytes, id).unwrap_or_default();
        automata.push(take_automaton(entry).ok_or(invalid(Section::Automata, id as usize))?);
    }
    Ok(automata)
}

fn take_automaton(entry: &[u8]) -> Option<Automaton> {
    let mut cursor = Cursor::new(entry);
    let classes = cursor.take(256)?.to_vec();
    let (stride, start, accepting) = (u16::take(&mut cursor), u16::take(&mut cursor), u16::take(&mut cursor));
    let mut next = Vec::with_capacity(entry.len() / 2);
    while !cursor.is_empty() {
        next.push(u16::take(&mut cursor));
    }
    cursor.check(Automaton { classes, stride, start, accepting, next })
}
