//! Bytes → program. Everything that is trusted later is checked here, in memory proportional to the bundle.

use super::bytes::Cursor;
use super::format::{HEADER, INTEGRITY, MAGIC, MAJOR, Section, integrity, text_hash};
use super::records::{
    Arm, Case, Choice, Experience, NONE, Placement, Predicate, Range, Set, SignalRef, Slot, Step, StringId, Unit,
};
use super::rows::Rows;
use super::table::Table;
use super::validate;
use crate::error::LoadError;
use crate::limits;
use crate::ops::{self, Content};
use crate::value::Value;

/// A program ready to decide. Records are rows of words; texts, automata and contents stay in the bundle.
#[derive(Debug, Clone, Default)]
pub struct Program {
    bytes: Vec<u8>,
    pub id: StringId,
    pub version: u64,
    /// Milliseconds since 1970, `i64::MAX` for never.
    pub expires: i64,
    pub numbers: Vec<f64>,
    pub values: Vec<Value>,
    /// The words of each section of records, by the section's number.
    tables: [Vec<u32>; TABLES],
    pub(super) strings: Table,
    pub(super) automata: Table,
    pub(super) contents: Table,
    /// Open-addressing index over the strings; a power of two, at most half full.
    index: Vec<StringId>,
    /// The signal `page.path`, when it is read.
    pub(crate) page_path: u32,
}

/// Section numbers are below this.
const TABLES: usize = Section::Cases as usize + 1;

macro_rules! tables {
    ($($name:ident: $record:ident = $section:ident;)*) => {
        impl Program {
            $(pub fn $name(&self) -> Rows<'_, $record> {
                Rows::new(self.words(Section::$section))
            })*
        }
    };
}
tables! {
    signals: SignalRef = Signals;
    sets: Set = Sets;
    predicates: Predicate = Predicates;
    steps: Step = Steps;
    conditions: Range = Conditions;
    pages: Range = Pages;
    units: Unit = Units;
    slots: Slot = Slots;
    placements: Placement = Placements;
    arms: Arm = Arms;
    experiences: Experience = Experiences;
    choices: Choice = Choices;
    cases: Case = Cases;
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

    /// The words of a section of records that take `each` words.
    #[inline(never)]
    fn words(&self, kind: Section, each: usize) -> Result<Vec<u32>, LoadError> {
        let (bytes, start) = self.find(kind);
        if bytes.len() % (4 * each) != 0 { Err(invalid(kind, start)) } else { Ok(words(bytes)) }
    }

    #[inline(never)]
    fn table(&self, kind: Section) -> Result<Table, LoadError> {
        let (bytes, start) = self.find(kind);
        Table::read(bytes, start).ok_or(invalid(kind, start))
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

fn long(words: &[u32], at: usize) -> u64 {
    let half = |at| u64::from(words.get(at).copied().unwrap_or(0));
    half(at) | half(at + 1) << 32
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
        // Field by field, so that a refusal drops one program and not, at each `?`, all that was read so far.
        let mut program = Program { page_path: NONE, ..Program::default() };
        let meta = sections.words(Section::Meta, META_WORDS)?;
        program.id = meta.first().copied().unwrap_or(NONE);
        program.version = long(&meta, 1);
        program.expires = long(&meta, 3).cast_signed();
        for (section, width) in validate::widths() {
            if let Some(table) = program.tables.get_mut(section as usize) {
                *table = sections.words(section, width)?;
            }
        }
        let numbers = sections.words(Section::Numbers, 2)?;
        program.numbers = numbers.chunks_exact(2).map(|pair| f64::from_bits(long(pair, 0))).collect();
        program.strings = sections.table(Section::Strings)?;
        program.automata = sections.table(Section::Automata)?;
        program.contents = sections.table(Section::Contents)?;
        program.values = values(&sections)?;
        program.bytes = bytes;
        validate::validate(&program).map_err(|bad| LoadError::Invalid { section: bad.section(), offset: bad.at() })?;
        program.read_index();
        let path = program.find(b"page.path");
        let found = program.signals().iter().position(|signal| signal.name == path && path != NONE);
        program.page_path = found.map_or(NONE, |at| at as u32);
        Ok(program)
    }

    pub(super) fn words(&self, section: Section) -> &[u32] {
        self.tables.get(section as usize).map_or(&[], Vec::as_slice)
    }

    /// Pool of string ids, for sets and page sets.
    pub fn ids(&self) -> &[StringId] {
        self.words(Section::Ids)
    }

    /// Pool of indices of units and slots, for experiences.
    pub fn indices(&self) -> &[u32] {
        self.words(Section::Indices)
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

    /// The automaton `id` as it lies in the bundle (`condition::automaton` runs it).
    pub fn automaton(&self, id: u32) -> &[u8] {
        self.automata.entry(&self.bytes, id).unwrap_or_default()
    }

    pub fn content_count(&self) -> usize {
        self.contents.len()
    }

    /// The bytes of content `id` ([`crate::ops::decode`]); none for a choice, or for `NONE`.
    pub fn content_bytes(&self, id: u32) -> &[u8] {
        self.contents.entry(&self.bytes, id).unwrap_or_default()
    }

    /// Whether content `id` is the default, told without decoding it.
    pub fn is_default(&self, id: u32) -> bool {
        matches!(self.content_bytes(id), [] | [0])
    }

    /// Decodes content `id`. What does not decode, and a choice, shows the default.
    pub fn content(&self, id: u32) -> Content {
        ops::decode(self.content_bytes(id)).unwrap_or(Content::Default)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
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

/// u32 id, u64 version, i64 expires.
const META_WORDS: usize = 5;

/// Header and section table: sizes, versions, integrity, and sections that lie inside the file.
fn outline(bytes: &[u8]) -> Result<Vec<(u32, u32, u32)>, LoadError> {
    if bytes.len() > limits::BUNDLE_BYTES {
        return Err(LoadError::TooLarge);
    }
    let start = bytes.get(..4.min(bytes.len())).unwrap_or_default();
    if !MAGIC.starts_with(start) {
        return Err(LoadError::NotABundle);
    }
    let head = words(bytes.get(..HEADER).ok_or(LoadError::Truncated)?);
    let &[_, versions, len, count, ..] = head.as_slice() else { return Err(LoadError::Truncated) };
    let major = versions as u16;
    if major != MAJOR {
        return Err(LoadError::TooNew);
    }
    if (len as usize) > bytes.len() {
        return Err(LoadError::Truncated);
    }
    if len as usize != bytes.len() || long(&head, INTEGRITY.start / 4) != integrity(bytes) {
        return Err(LoadError::Altered);
    }
    let bad = LoadError::Invalid { section: 0, offset: 12 };
    let table_len = (count as usize).checked_mul(12).ok_or(bad)?;
    let table = bytes.get(HEADER..HEADER.saturating_add(table_len)).ok_or(bad)?;
    let mut entries: Vec<(u32, u32, u32)> = Vec::with_capacity(count as usize);
    for entry in words(table).chunks_exact(3) {
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
    let value = match cursor.number(1) {
        0 => Value::Null,
        1 => Value::Bool(cursor.number(1) != 0),
        2 => Value::Number(f64::from_bits(cursor.number(8))),
        3 => Value::Text(take_text(cursor)?),
        4 => {
            let count = cursor.number(4);
            // Not reserved by the stated count, which may lie; each member takes at least one byte.
            let mut list = Vec::new();
            for _ in 0..count {
                list.push(take_value(cursor, depth + 1)?);
            }
            Value::List(list)
        }
        5 => {
            let count = cursor.number(4);
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
    let len = cursor.number(4) as usize;
    Some(std::str::from_utf8(cursor.take(len)?).ok()?.to_owned())
}
