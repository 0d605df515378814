//! What a bundle must satisfy before anything runs it.
//!
//! Everything that reads a program asks for what may not be there and has an answer for it, and whatever loops or recurses is
//! bounded by itself. So a bundle whose hash was forged shows defaults, or nonsense, and breaks nothing; whoever can forge one
//! could have shown anything anyway. Browsers leave it at sizes, counts and texts: to check every index of every record
//! besides would cost each visitor 1.75 KB. Servers, edges and tools have `records`, and refuse such a bundle.

#[cfg(feature = "edge")]
pub mod records;

use std::num::NonZeroU32;

use super::format::Section;
use super::read::Program;
use super::records::NONE;
use crate::limits;
use crate::utf8;

/// What is wrong: a section and the record in it, in one word, so that passing it on costs a register.
#[derive(Clone, Copy)]
pub struct Bad(NonZeroU32);

impl Bad {
    fn new(section: Section, at: usize) -> Bad {
        let at = u32::try_from(at).unwrap_or(0) & 0x00FF_FFFF;
        Bad(NonZeroU32::new((section as u32) << 24 | at).unwrap_or(NonZeroU32::MIN))
    }

    pub fn section(self) -> u32 {
        self.0.get() >> 24
    }

    pub fn at(self) -> u32 {
        self.0.get() & 0x00FF_FFFF
    }
}

/// u32 id, u64 version, i64 expires, two guardrails, a list, a flag.
const META_WORDS: usize = 9;

type Check = Result<(), Bad>;

pub fn validate(program: &Program) -> Check {
    need(program.experiences().len() <= limits::EXPERIENCES, Section::Experiences, 0)?;
    need(program.slots().len() <= limits::SLOTS, Section::Slots, 0)?;
    need(program.signals().len() <= limits::SIGNALS, Section::Signals, 0)?;
    need(program.readings().len() <= limits::SIGNALS, Section::Readings, 0)?;
    need(program.recalls().len() <= limits::SIGNALS, Section::Recalls, 0)?;
    strings(program)
}

fn need(holds: bool, section: Section, at: usize) -> Check {
    if holds { Ok(()) } else { Err(Bad::new(section, at)) }
}

/// Texts ascend, so that each is there once, and are UTF-8.
fn strings(p: &Program) -> Check {
    need(table_fits(p, Section::Strings), Section::Strings, 0)?;
    let mut last: Option<&[u8]> = None;
    for id in 0..p.text_count() {
        let text = p.text_bytes(id as u32);
        let ordered = last.is_none_or(|before| before < text);
        need(ordered && utf8::is_valid(text), Section::Strings, id)?;
        last = Some(text);
    }
    let id = p.words(Section::Meta).first().copied().unwrap_or(0);
    need(p.words(Section::Meta).len() == META_WORDS && (id == NONE || within(id, p.text_count())), Section::Meta, 0)
}

/// `index` is in a table of `len`.
fn within(index: u32, len: usize) -> bool {
    (index as usize) < len
}

/// A table of entries of any size: its offsets ascend from nothing and end within the section.
fn table_fits(p: &Program, section: Section) -> bool {
    let (words, len) = (p.words(section), p.section(section).len());
    let Some((count, offsets)) = words.split_first() else { return len == 0 };
    let count = *count as usize;
    let Some(offsets) = offsets.get(..=count) else { return false };
    let room = len - 4 * (count + 2);
    offsets.first() == Some(&0) && ascends(offsets) && offsets.last().is_some_and(|last| *last as usize <= room)
}

#[inline(never)]
fn ascends(words: &[u32]) -> bool {
    words.windows(2).all(|pair| pair.first() <= pair.last())
}
