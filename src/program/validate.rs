//! What a bundle must satisfy before anything runs it.
//!
//! Everything that reads a program asks for what may not be there and has an answer for it, and whatever loops or recurses is
//! bounded by itself. So a bundle whose hash was forged shows defaults, or nonsense, and breaks nothing; whoever can forge one
//! could have shown anything anyway. Browsers leave it at sizes and counts: to check every text and every index of every
//! record besides would cost each visitor 2 KB. Servers, edges and tools have `records`, and refuse such a bundle.

#[cfg(feature = "edge")]
pub mod records;

use std::num::NonZeroU32;

use super::format::Section;
use super::read::Program;
use crate::limits;

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

type Check = Result<(), Bad>;

pub fn validate(program: &Program) -> Check {
    need(program.experiences().len() <= limits::EXPERIENCES, Section::Experiences, 0)?;
    need(program.slots().len() <= limits::SLOTS, Section::Slots, 0)?;
    need(program.signals().len() <= limits::SIGNALS, Section::Signals, 0)?;
    need(program.readings().len() <= limits::SIGNALS, Section::Readings, 0)
}

fn need(holds: bool, section: Section, at: usize) -> Check {
    if holds { Ok(()) } else { Err(Bad::new(section, at)) }
}
