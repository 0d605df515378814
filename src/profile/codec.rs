//! A profile as bytes: what is kept on the device, and how it crosses the boundary.
//!
//! ```text
//! u8 version (1), then entries: u8 kind, length, content
//! 1 this visit: started, viewed, nudges
//! 2 an experience: name, count, clicked, dismissed, phase, variant, unit (eight bytes), number of times, times (each after the one before)
//! 3 an event: name, last, number of topics, topics (name, time)
//! ```
//! Numbers are LEB128: seven bits a byte, the lowest first. A text is its length and UTF-8; a time is a millisecond since
//! 1970 and one more, zero never. Entries of unknown kinds, and those of experiences and events that this bundle does not
//! know, are written back as they came. `pkg/src/profile/codec.ts` is the other side.

use super::{Happened, NEVER, Profile, Shown, Visit};
use crate::limits;
use crate::program::Program;
use crate::program::records::NONE;
use crate::utf8;

const VERSION: u8 = 1;
const VISIT: u8 = 1;
const EXPERIENCE: u8 = 2;
const EVENT: u8 = 3;
/// The latest moment that JavaScript's dates can say.
const LATEST: u64 = 8_640_000_000_000_000;

impl Profile {
    /// Reads a profile for a bundle; `None` of what is no profile, or of a newer one.
    pub fn read(program: &Program, bytes: &[u8]) -> Option<Profile> {
        let mut profile = Profile::default();
        if bytes.is_empty() {
            return Some(profile);
        }
        if bytes.len() > limits::PROFILE_BYTES {
            return None;
        }
        let mut all = Cursor(bytes);
        if all.byte()? != VERSION {
            return None;
        }
        while !all.0.is_empty() {
            let before = all.0;
            let kind = all.byte()?;
            let mut entry = Cursor(all.text()?);
            let is_known = match kind {
                VISIT => profile.take_visit(&mut entry),
                EXPERIENCE => profile.take_experience(program, &mut entry),
                EVENT => profile.take_event(program, &mut entry),
                _ => Some(false),
            };
            if !is_known? {
                profile.unknown.extend_from_slice(before.get(..before.len() - all.0.len())?);
            }
        }
        Some(profile)
    }

    fn take_visit(&mut self, entry: &mut Cursor) -> Option<bool> {
        self.visit = Visit { started: entry.time()?, viewed: entry.time()?, nudges: entry.word()? };
        Some(true)
    }

    fn take_experience(&mut self, program: &Program, entry: &mut Cursor) -> Option<bool> {
        let name = program.find(entry.name()?);
        let index = program.experiences().iter().position(|one| one.name == name && name != NONE);
        let count = entry.word()?;
        let (clicked, dismissed, phase) = (entry.time()?, entry.time()?, entry.word()?);
        let variant = entry.name()?.to_vec();
        let unit = i64::from_le_bytes(*entry.bytes()?);
        let mut times = Vec::new();
        let mut last = 0_u64;
        for _ in 0..entry.word()?.min(limits::TIMES as u32) {
            last = entry.number()?.saturating_add(last);
            times.push(moment(last));
        }
        let index = index.map_or(NONE, |index| index as u32);
        let entry = if index == NONE { None } else { self.entry(index) };
        let Some(entry) = entry else { return Some(false) };
        *entry = Shown { experience: index, count, times, clicked, dismissed, variant, phase, unit };
        Some(true)
    }

    fn take_event(&mut self, program: &Program, entry: &mut Cursor) -> Option<bool> {
        let event = program.find(entry.name()?);
        let last = entry.time()?;
        let mut topics = Vec::new();
        for _ in 0..entry.word()?.min(limits::TOPICS as u32) {
            topics.push((entry.name()?.to_vec(), entry.time()?));
        }
        if event == NONE {
            return Some(false);
        }
        if self.happened(event).is_none() {
            self.events.push(Happened { event, last, topics });
        }
        Some(true)
    }

    pub fn write(&self, program: &Program) -> Vec<u8> {
        let mut out = vec![VERSION];
        let Visit { started, viewed, nudges } = self.visit;
        if viewed != NEVER || nudges > 0 {
            put(&mut out, VISIT, |entry| {
                put_time(entry, started);
                put_time(entry, viewed);
                put_number(entry, u64::from(nudges));
            });
        }
        for shown in &self.experiences {
            let Some(experience) = program.experiences().get(shown.experience as usize) else { continue };
            put(&mut out, EXPERIENCE, |entry| {
                put_text(entry, program.text_bytes(experience.name));
                put_number(entry, u64::from(shown.count));
                put_time(entry, shown.clicked);
                put_time(entry, shown.dismissed);
                put_number(entry, u64::from(shown.phase));
                put_text(entry, &shown.variant);
                entry.extend(shown.unit.to_le_bytes());
                put_number(entry, shown.times.len() as u64);
                let mut last = 0;
                for time in shown.times.iter().map(|time| tick(*time)) {
                    put_number(entry, time.saturating_sub(last));
                    last = last.max(time);
                }
            });
        }
        for happened in &self.events {
            put(&mut out, EVENT, |entry| {
                put_text(entry, program.text_bytes(happened.event));
                put_time(entry, happened.last);
                put_number(entry, happened.topics.len() as u64);
                for (topic, at) in &happened.topics {
                    put_text(entry, topic);
                    put_time(entry, *at);
                }
            });
        }
        out.extend_from_slice(&self.unknown);
        out
    }
}

fn moment(tick: u64) -> i64 {
    if tick == 0 { NEVER } else { (tick.min(LATEST) - 1).cast_signed() }
}

fn tick(moment: i64) -> u64 {
    if moment == NEVER { 0 } else { moment.max(0).cast_unsigned().min(LATEST) + 1 }
}

fn put(out: &mut Vec<u8>, kind: u8, write: impl FnOnce(&mut Vec<u8>)) {
    let mut entry = Vec::new();
    write(&mut entry);
    out.push(kind);
    put_text(out, &entry);
}

fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text);
}

fn put_time(out: &mut Vec<u8>, moment: i64) {
    put_number(out, tick(moment));
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Bytes from which things are taken; `None` when they are not all there.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn bytes<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn word(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn time(&mut self) -> Option<i64> {
        self.number().map(moment)
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(text)
    }

    fn name(&mut self) -> Option<&'a [u8]> {
        self.text().filter(|text| utf8::is_valid(text))
    }
}

#[cfg(all(test, feature = "tools"))]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), 1_795_203_000_000, LATEST] {
            let mut out = Vec::new();
            put_number(&mut out, number);
            let mut cursor = Cursor(&out);
            assert_eq!((cursor.number(), cursor.0), (Some(number), &[][..]), "{number}");
        }
    }

    #[test]
    fn what_is_no_profile_is_refused() {
        let program = Program::default();
        for bytes in [&[2][..], &[1, 1], &[1, 1, 9, 0], &[1, 2, 1, 0xff], &[1, 1, 3, 0x80, 0x80, 0x80]] {
            assert_eq!(Profile::read(&program, bytes), None, "{bytes:?}");
        }
        assert_eq!(Profile::read(&program, &vec![1; limits::PROFILE_BYTES + 1]), None);
    }

    #[test]
    fn what_nobody_knows_is_kept() {
        let program = Program::default();
        let mut bytes = vec![VERSION];
        put(&mut bytes, 77, |entry| entry.extend([1, 2, 3]));
        put(&mut bytes, EVENT, |entry| {
            put_text(entry, b"gone");
            put_time(entry, 5);
            put_number(entry, 0);
        });
        let profile = Profile::read(&program, &bytes).unwrap();
        assert_eq!(profile.write(&program), bytes);
    }
}
