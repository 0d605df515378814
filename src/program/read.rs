//! Bytes → program, in memory proportional to the bundle. What is checked where says [`super::validate`].
//!
//! Nothing is unpacked: the bundle stays as it came, and records, texts and contents are looked at where they lie.

use super::format::{HEADER, INTEGRITY, MAGIC, MAJOR, SECTIONS, Section, integrity, text_hash};
use super::records::{
    Arm, Assignment, Calendar, Case, Choice, Declaration, Event, Experience, Fold, Forced, Gate, Goal, Guardrails,
    NONE, Pair, Placement, Predicate, Range, Reading, Recall, Rule, Saying, Set, SignalRef, Slot, Stage, State, Step,
    StringId, Unit,
};
use super::rows::{Row, Rows};
use super::validate::{self, Bad};
use crate::error::LoadError;
use crate::limits;
use crate::ops::{self, Content};
#[cfg(feature = "tools")]
use crate::value::Value;

#[cfg(target_endian = "big")]
compile_error!("bundles are little-endian and read in place");

/// A program ready to decide.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The bundle, as words so that its records are aligned.
    words: Vec<u32>,
    /// Its length in bytes.
    len: usize,
    /// Where each section begins and how many bytes it has, by its number.
    sections: Places,
    /// Open-addressing index over the strings; a power of two, at most half full.
    index: Vec<StringId>,
    pub id: StringId,
    pub version: u64,
    /// Milliseconds since 1970, `i64::MAX` for never.
    pub expires: i64,
    pub guardrails: Guardrails,
    /// The list of topics that may be remembered, or `NONE`.
    topics: u32,
    /// Something reads affinities, so they are kept.
    pub(crate) has_affinities: bool,
    /// A site for children: nothing is remembered of anybody, whoever agreed to it.
    pub forgets: bool,
    /// The signals `page.topics` and `page.path`, where they are read.
    pub(crate) page_topics: u32,
    pub(crate) page_path: u32,
    /// What conditions of GrowthBook's dialect compare with.
    #[cfg(feature = "tools")]
    pub values: Vec<Value>,
}

#[derive(Debug, Clone)]
struct Places([[u32; 2]; SECTIONS]);

impl Default for Places {
    fn default() -> Places {
        Places([[0; 2]; SECTIONS])
    }
}

macro_rules! tables {
    ($($name:ident $(($one:ident))?: $record:ident = $section:ident;)*) => {
        impl Program {
            $(#[inline(always)]
            pub fn $name(&self) -> Rows<'_, $record> {
                Rows::new(self.words(Section::$section))
            }
            $(#[inline(always)]
            pub fn $one(&self, index: u32) -> Option<$record> {
                self.row::<$record>(Section::$section, index).map(<$record as Row>::of)
            })?)*
        }
    };
}
tables! {
    signals(signal): SignalRef = Signals;
    numbers: f64 = Numbers;
    sets: Set = Sets;
    predicates: Predicate = Predicates;
    steps: Step = Steps;
    conditions: Range = Conditions;
    lists(list): Range = Lists;
    units(unit): Unit = Units;
    slots(slot): Slot = Slots;
    placements: Placement = Placements;
    arms(arm): Arm = Arms;
    experiences(experience): Experience = Experiences;
    choices: Choice = Choices;
    cases: Case = Cases;
    folds: Fold = Folds;
    gates: Gate = Gates;
    assignments: Assignment = Assignments;
    rules: Rule = Rules;
    forced: Forced = Forced;
    calendars(calendar): Calendar = Calendars;
    pairs: Pair = Pairs;
    readings: Reading = Readings;
    events: Event = Events;
    states: State = States;
    stages: Stage = Stages;
    declarations: Declaration = Declarations;
    recalls: Recall = Recalls;
    goals: Goal = Goals;
    sayings: Saying = Sayings;
}

fn long(words: &[u32], at: usize) -> u64 {
    let half = |at| u64::from(words.get(at).copied().unwrap_or(0));
    half(at) | half(at + 1) << 32
}

fn invalid(bad: Bad) -> LoadError {
    LoadError::Invalid { section: bad.section(), offset: bad.at() }
}

impl Program {
    /// Validates a bundle and makes a program of it.
    ///
    /// # Errors
    /// [`LoadError`], by the first thing that is wrong; nothing of the bundle has been used then.
    pub fn read(bytes: impl AsRef<[u8]>) -> Result<Program, LoadError> {
        let (words, len) = Program::words_of(bytes.as_ref());
        Program::of(words, len)
    }

    /// The same as browsers take a bundle: checked are sizes, counts and texts.
    ///
    /// # Errors
    /// As [`Program::read`].
    #[cfg(feature = "tools")]
    pub fn read_in_browser(bytes: impl AsRef<[u8]>) -> Result<Program, LoadError> {
        let (words, len) = Program::words_of(bytes.as_ref());
        Program::take(words, len)
    }

    fn words_of(bytes: &[u8]) -> (Vec<u32>, usize) {
        let mut words = vec![0; bytes.len().min(limits::BUNDLE_BYTES + 1).div_ceil(4)];
        let (chunks, rest) = bytes.as_chunks();
        let mut last = [0; 4];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        for (word, chunk) in words.iter_mut().zip(chunks.iter().chain([&last])) {
            *word = u32::from_le_bytes(*chunk);
        }
        (words, bytes.len())
    }

    /// The same of a bundle of `len` bytes that is in words already.
    pub fn of(words: Vec<u32>, len: usize) -> Result<Program, LoadError> {
        let program = Program::take(words, len)?;
        #[cfg(feature = "edge")]
        validate::records::validate(&program).map_err(invalid)?;
        Ok(program)
    }

    fn take(words: Vec<u32>, len: usize) -> Result<Program, LoadError> {
        let mut program = Program { words, len, page_path: NONE, page_topics: NONE, ..Program::default() };
        program.outline()?;
        #[cfg(feature = "tools")]
        program.read_values()?;
        validate::validate(&program).map_err(invalid)?;
        let meta = program.words(Section::Meta);
        let [id, version, expires] = [u64::from(meta.first().copied().unwrap_or(NONE)), long(meta, 1), long(meta, 3)];
        let [slots, nudges, topics] = [5, 6, 7].map(|at| meta.get(at).copied().unwrap_or(NONE));
        let flags = meta.get(8).copied().unwrap_or(0);
        (program.has_affinities, program.forgets) = (flags & 1 != 0, flags & 2 != 0);
        (program.guardrails, program.topics) = (Guardrails { slots, nudges }, topics);
        (program.id, program.version, program.expires) = (id as u32, version, expires.cast_signed());
        program.read_index();
        program.page_path = program.signal_of(b"page.path");
        program.page_topics = program.signal_of(b"page.topics");
        Ok(program)
    }

    /// Header and section table: sizes, versions, integrity, and sections that lie inside the file.
    fn outline(&mut self) -> Result<(), LoadError> {
        let bytes = self.bytes();
        if self.len > limits::BUNDLE_BYTES {
            return Err(LoadError::TooLarge);
        }
        if bytes.iter().zip(MAGIC).any(|(byte, magic)| *byte != magic) {
            return Err(LoadError::NotABundle);
        }
        let Some((head, rest)) = self.words.split_at_checked(HEADER / 4) else { return Err(LoadError::Truncated) };
        let &[_, versions, len, count, ..] = head else { return Err(LoadError::Truncated) };
        if versions as u16 != MAJOR {
            return Err(LoadError::TooNew);
        }
        if len as usize > bytes.len() || bytes.len() < HEADER {
            return Err(LoadError::Truncated);
        }
        if len as usize != bytes.len() || long(head, INTEGRITY.start / 4) != integrity(bytes) {
            return Err(LoadError::Altered);
        }
        let bad = LoadError::Invalid { section: 0, offset: 12 };
        let entries = rest.as_chunks().0.get(..count as usize).ok_or(bad)?;
        let mut sections = Places::default().0;
        for &[kind, start, len] in entries {
            // What is unknown here is of a newer minor version.
            let Some(place) = sections.get_mut(kind as usize) else { continue };
            // A kind that comes twice could be validated in one shape and used in the other.
            let inside = start.checked_add(len).is_some_and(|end| end as usize <= self.len);
            if !inside || start % 4 != 0 || place[0] != 0 || start == 0 {
                return Err(bad);
            }
            *place = [start, len];
        }
        self.sections = Places(sections);
        Ok(())
    }

    /// The words of a section; bytes at its end that fill none are left out.
    #[inline(never)]
    pub(super) fn words(&self, section: Section) -> &[u32] {
        let [start, len] = self.place(section as usize);
        let start = start as usize / 4;
        self.words.get(start..start + len as usize / 4).unwrap_or_default()
    }

    /// One record, asked for here and there: a call for it is short. Where each experience comes by, tables are asked in place.
    #[inline(never)]
    fn row<T: Row>(&self, section: Section, index: u32) -> Option<&T::Words> {
        T::row(self.words(section), index as usize)
    }

    /// Where in the bundle section number `section` begins, and how long it is.
    pub fn place(&self, section: usize) -> [u32; 2] {
        self.sections.0.get(section).copied().unwrap_or_default()
    }

    /// Bytes of a section.
    pub(super) fn section(&self, section: Section) -> &[u8] {
        let [start, len] = self.place(section as usize);
        self.bytes().get(start as usize..start as usize + len as usize).unwrap_or_default()
    }

    /// An entry of a section that is a table of entries of any size: u32 count, count + 1 offsets, bytes.
    pub(super) fn entry(&self, section: Section, id: u32) -> Option<&[u8]> {
        let (count, offsets) = self.words(section).split_first()?;
        let base = 4 * (*count as usize + 2);
        let [start, end] = *offsets.get(id as usize..)?.first_chunk()?;
        let bytes = self.section(section).get(base..)?;
        if id < *count { bytes.get(start as usize..end as usize) } else { None }
    }

    /// How many entries such a section has.
    pub(super) fn entries(&self, section: Section) -> usize {
        let words = self.words(section);
        words.first().map_or(0, |count| (*count as usize).min(words.len()))
    }

    /// Pool of string ids, for sets and lists.
    #[inline]
    pub fn ids(&self) -> &[StringId] {
        self.words(Section::Ids)
    }

    /// Pool of indices of slots, for experiences.
    #[inline]
    pub fn slot_indices(&self) -> &[u32] {
        self.words(Section::SlotIndices)
    }

    /// Pool of indices of units, for experiences.
    #[inline]
    pub fn unit_indices(&self) -> &[u32] {
        self.words(Section::UnitIndices)
    }

    /// The bytes of a string; empty for `NONE`.
    pub fn text_bytes(&self, id: StringId) -> &[u8] {
        self.entry(Section::Strings, id).unwrap_or_default()
    }

    /// The string `id`; empty for `NONE`.
    pub fn text(&self, id: StringId) -> &str {
        std::str::from_utf8(self.text_bytes(id)).unwrap_or_default()
    }

    pub fn text_count(&self) -> usize {
        self.entries(Section::Strings)
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

    /// The number of the signal of a name, or `NONE` when it is not read.
    #[inline(never)]
    fn signal_of(&self, name: &[u8]) -> u32 {
        let name = self.find(name);
        let found = self.signals().iter().position(|signal| signal.name == name && name != NONE);
        found.map_or(NONE, |at| at as u32)
    }

    /// Whether a list of texts has this one.
    pub fn list_has(&self, list: u32, text: StringId) -> bool {
        let range = self.list(list).unwrap_or_default();
        text != NONE && range.of(self.ids()).contains(&text)
    }

    /// The slot that experiences name, of one of its places.
    pub fn named_slot(&self, slot: u32) -> u32 {
        let nth = self.slot(slot).map_or(0, |slot| slot.nth);
        slot.saturating_sub(nth.saturating_sub(1))
    }

    /// Whether a topic may be remembered.
    pub fn is_topic(&self, topic: &[u8]) -> bool {
        self.list_has(self.topics, self.find(topic))
    }

    /// The automaton `id` as it lies in the bundle (`condition::automaton` runs it).
    pub fn automaton(&self, id: u32) -> &[u8] {
        self.entry(Section::Automata, id).unwrap_or_default()
    }

    pub fn content_count(&self) -> usize {
        self.entries(Section::Contents)
    }

    /// The bytes of content `id` ([`crate::ops::decode`]); none for a choice, or for `NONE`.
    pub fn content_bytes(&self, id: u32) -> &[u8] {
        self.entry(Section::Contents, id).unwrap_or_default()
    }

    /// Whether content `id` is the default, told without decoding it.
    pub fn is_default(&self, id: u32) -> bool {
        matches!(self.content_bytes(id), [] | [0])
    }

    /// Decodes content `id`. What does not decode, and a choice, shows the default.
    pub fn content(&self, id: u32) -> Content {
        ops::decode(self.content_bytes(id)).unwrap_or(Content::Default)
    }

    /// The bundle.
    pub fn bytes(&self) -> &[u8] {
        let len = self.len.min(self.words.len() * 4);
        // SAFETY: the words are there for as long as the slice is, each is four bytes, and any byte is a `u8`.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast(), len) }
    }

    fn read_index(&mut self) {
        let count = self.text_count() as u32;
        let size = (count as usize * 2).next_power_of_two();
        let mut index = vec![NONE; size];
        for id in 0..count {
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

#[cfg(feature = "tools")]
mod values {
    //! Values as they are written: a tag, then what follows from it.

    use super::{LoadError, Program, Section, limits};
    use crate::program::bytes::Cursor;
    use crate::value::Value;

    impl Program {
        pub(super) fn read_values(&mut self) -> Result<(), LoadError> {
            let invalid = |id: u32| LoadError::Invalid { section: Section::Values as u32, offset: id };
            // A count that lies is found by the validator; no entry is there then.
            for id in 0..self.entries(Section::Values).min(self.len) as u32 {
                let entry = self.entry(Section::Values, id).ok_or(invalid(id))?;
                let value = take_value(&mut Cursor::new(entry), 0).ok_or(invalid(id))?;
                self.values.push(value);
            }
            Ok(())
        }
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
}
