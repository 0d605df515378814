//! A profile as bytes: what is kept on the device, and how it crosses the boundary.
//!
//! ```text
//! u8 version (1), then entries: kind, name, text, number of numbers, numbers
//! 1 this visit: when it started, when this view did, nudges
//! 2 an experience, the variant drawn: count, clicked, dismissed, phase, unit, times
//! 3 an event, its topic: when it last happened
//! ```
//! Numbers are LEB128: seven bits a byte, the lowest first. A text is its length and UTF-8; a time is a millisecond since
//! 1970 and one more, zero never. `pkg/src/profile/codec.ts` is the other side.

use super::{EVENT, EXPERIENCE, Entry, Profile, TIMES, VISIT};
use crate::limits;
use crate::program::Program;
use crate::program::records::NONE;

const VERSION: u8 = 1;

impl Profile {
    /// Reads a profile for a bundle; `None` of what is no profile, or of a newer one.
    pub fn read(program: &Program, bytes: &[u8]) -> Option<Profile> {
        let mut profile = Profile::default();
        let Some((version, rest)) = bytes.split_first() else { return Some(profile) };
        let mut all = Cursor { rest, bad: *version != VERSION || bytes.len() > limits::PROFILE_BYTES };
        while !all.bad && !all.rest.is_empty() && profile.0.len() < limits::ENTRIES {
            let mut entry = Entry { kind: all.number() as u32, id: NONE, ..Entry::default() };
            entry.name = all.text().to_vec();
            entry.text = all.text().to_vec();
            let count = all.number();
            for _ in 0..count {
                let number = all.number();
                if all.bad || entry.numbers.len() == TIMES + limits::TIMES {
                    break;
                }
                entry.numbers.push(number);
            }
            entry.id = id(program, entry.kind, &entry.name);
            profile.0.push(entry);
        }
        if all.bad { None } else { Some(profile) }
    }

    pub fn write(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        for entry in &self.0 {
            put_number(&mut out, entry.kind.into());
            put_text(&mut out, &entry.name);
            put_text(&mut out, &entry.text);
            put_number(&mut out, entry.numbers.len() as u64);
            entry.numbers.iter().for_each(|number| put_number(&mut out, *number));
        }
        out
    }
}

/// What the bundle calls the subject of an entry; `NONE` if it does not know it.
pub(super) fn id(program: &Program, kind: u32, name: &[u8]) -> u32 {
    let found = program.find(name);
    let index = || program.experiences().iter().position(|one| one.name == found && found != NONE);
    match kind {
        VISIT => 0,
        EXPERIENCE => index().map_or(NONE, |index| index as u32),
        EVENT => found,
        _ => NONE,
    }
}

fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text);
}

#[inline(never)]
fn put_number(out: &mut Vec<u8>, number: u64) {
    let mut left = number;
    while left > 0x7f {
        out.push(left as u8 | 0x80);
        left >>= 7;
    }
    out.push(left as u8);
}

/// Bytes from which things are taken. What is not there is zero or empty, and `bad` from then on.
struct Cursor<'a> {
    rest: &'a [u8],
    bad: bool,
}

impl<'a> Cursor<'a> {
    #[inline(never)]
    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.rest.split_first().filter(|_| shift < 63) {
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if *byte < 0x80 {
                return number;
            }
        }
        self.bad = true;
        0
    }

    #[inline(never)]
    fn text(&mut self) -> &'a [u8] {
        let len = self.number() as usize;
        let (text, rest) = self.rest.split_at_checked(len).unwrap_or_else(|| {
            self.bad = true;
            (&[], &[])
        });
        self.rest = rest;
        text
    }
}

#[cfg(all(test, feature = "tools"))]
mod tests {
    use super::super::LATEST;
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), 1_795_203_000_000, LATEST] {
            let mut out = Vec::new();
            put_number(&mut out, number);
            let mut cursor = Cursor { rest: &out, bad: false };
            assert_eq!((cursor.number(), cursor.rest, cursor.bad), (number, &[][..], false), "{number}");
        }
    }

    #[test]
    fn what_is_no_profile_is_refused() {
        let program = Program::default();
        for bytes in [&[2][..], &[1, 1], &[1, 1, 9, 0], &[1, 2, 1, 0xff], &[1, 1, 0, 0, 3, 0x80, 0x80, 0x80]] {
            assert_eq!(Profile::read(&program, bytes), None, "{bytes:?}");
        }
        assert_eq!(Profile::read(&program, &vec![1; limits::PROFILE_BYTES + 1]), None);
        // Long numbers, and many of them.
        let endless = [vec![1, 3, 0, 0], vec![0xff; 60_000]].concat();
        assert_eq!(Profile::read(&program, &endless), None);
    }

    #[test]
    fn what_nobody_knows_is_kept() {
        let program = Program::default();
        let mut bytes = vec![VERSION];
        for (kind, name) in [(77, &b"new"[..]), (EVENT, b"gone"), (EXPERIENCE, b"gone")] {
            put_number(&mut bytes, kind.into());
            put_text(&mut bytes, name);
            put_text(&mut bytes, b"text");
            put_number(&mut bytes, 1);
            put_number(&mut bytes, 6);
        }
        let profile = Profile::read(&program, &bytes).unwrap();
        assert_eq!(profile.write(), bytes);
    }
}
