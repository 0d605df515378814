//! A profile as bytes: what is kept on the device, and how it crosses the boundary.
//!
//! ```text
//! u8 version (3), text of the eight bytes of when it was begun, the highest first, then entries: kind and writer (kind * 8 + writer), name, text, number of numbers, numbers
//! ```
//! Numbers are LEB128: seven bits a byte, the lowest first. A text is its length and UTF-8; a time is a millisecond since
//! 1970 and one more, zero never. What the kinds are and what their numbers are says [`super::entry`];
//! `pkg/src/profile/codec.ts` is the other side.
//! When it was begun stands where it does, and as it does, so that of two texts the later is the larger by its characters.
//! Versions 1 and 2 were of no release; who finds one starts afresh.

use super::entry::{ACTION, ENTRY, Entry, KINDS, SHOWN, STICKY, TALLY, TIMES, VISIT};
use super::{NEVER, Profile};
use crate::limits;
use crate::program::Program;
use crate::program::records::NONE;

const VERSION: u64 = 3;

impl Profile {
    /// Reads a profile for a bundle; `None` of what is no profile, or of a newer one.
    pub fn read(program: &Program, bytes: &[u8]) -> Option<Profile> {
        let mut profile = Profile { closed: program.forgets, ..Profile::default() };
        profile.absorb(program, bytes).then_some(profile)
    }

    /// Takes in what bytes remember; whether they are a profile's. Of no bytes there is nothing to take.
    pub fn absorb(&mut self, program: &Program, bytes: &[u8]) -> bool {
        self.take_in(program, bytes, NEVER)
    }

    /// The same, or as of a moment what another device remembers ([`Profile::bring`]); whether all of it came in.
    #[inline(never)]
    pub(super) fn take_in(&mut self, program: &Program, bytes: &[u8], now: i64) -> bool {
        let mut all = Cursor { rest: bytes, bad: bytes.len() > limits::PROFILE_BYTES };
        let mut is_met = true;
        if !bytes.is_empty() {
            all.bad |= all.number() != VERSION;
            let since = all.text().iter().fold(0, |since, byte| since << 8 | u64::from(*byte));
            is_met = all.bad || now != NEVER || self.meets(since);
        }
        let mut fits = true;
        while !all.bad && !all.rest.is_empty() {
            let kind = all.number();
            let [name, text] = [all.text(), all.text()];
            let kinds = u64::from(limits::WRITERS);
            let mut entry = Entry {
                kind: (kind / kinds) as u8,
                writer: (kind % kinds) as u8,
                id: id(program, (kind / kinds) as u8, name),
                name: name.to_vec(),
                text: text.to_vec(),
                numbers: Vec::new(),
            };
            let count = all.number();
            while !all.bad && (entry.numbers.len() as u64) < count.min((TIMES + limits::TIMES) as u64) {
                entry.numbers.push(all.number());
            }
            if !all.bad && is_met && (1..=KINDS).contains(&entry.kind) {
                if now == NEVER {
                    self.take(entry, Entry::join, true);
                } else {
                    fits &= self.let_in(entry, now);
                }
            }
        }
        !all.bad && fits
    }

    pub fn write(&self) -> Vec<u8> {
        let mut out = vec![VERSION as u8];
        put_text(&mut out, &self.since.to_be_bytes());
        self.entries.iter().for_each(|entry| entry.write(&mut out));
        out
    }
}

impl Entry {
    #[inline(never)]
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put_number(out, u64::from(self.kind) * u64::from(limits::WRITERS) + u64::from(self.writer));
        put_text(out, &self.name);
        put_text(out, &self.text);
        put_number(out, self.numbers.len() as u64);
        self.numbers.iter().for_each(|number| put_number(out, *number));
    }
}

/// What the bundle calls the subject of an entry; `NONE` if it does not know it.
pub(super) fn id(program: &Program, kind: u8, name: &[u8]) -> u32 {
    let found = program.find(name);
    let index = || program.experiences().iter().position(|one| one.name == found && found != NONE);
    match kind {
        VISIT | TALLY | ENTRY | ACTION => 0,
        SHOWN | STICKY => index().map_or(NONE, |index| index as u32),
        _ => found,
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
    use super::super::entry::EVENT;
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
        let event = EVENT * limits::WRITERS;
        for bytes in [&[4][..], &[0], &[1], &[3], &[3, 8, 0, 0, 0, 0, 0, 0], &[2]] {
            assert_eq!(Profile::read(&program, bytes), None, "{bytes:?}");
        }
        let begun = |rest: &[u8]| [&[3, 8, 0, 0, 0, 0, 0, 0, 0, 0], rest].concat();
        assert!(Profile::read(&program, &begun(&[])).is_some());
        for bytes in [&[event][..], &[event, 9, 0], &[event, 1, 0xff], &[event, 0, 0, 3, 0x80, 0x80, 0x80]] {
            assert_eq!(Profile::read(&program, &begun(bytes)), None, "{bytes:?}");
        }
        assert_eq!(Profile::read(&program, &vec![2; limits::PROFILE_BYTES + 1]), None);
        // Long numbers, and many of them.
        let endless = begun(&[vec![event, 0, 0], vec![0xff; 60_000]].concat());
        assert_eq!(Profile::read(&program, &endless), None);
    }

    fn entry(kind: u64, name: &[u8], text: &[u8], numbers: &[u64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_number(&mut bytes, kind);
        put_text(&mut bytes, name);
        put_text(&mut bytes, text);
        put_number(&mut bytes, numbers.len() as u64);
        numbers.iter().for_each(|number| put_number(&mut bytes, *number));
        bytes
    }

    #[test]
    fn what_nobody_knows_is_kept() {
        let kinds = [SHOWN, STICKY, EVENT].map(|kind| u64::from(kind * limits::WRITERS + 3));
        let bytes = kinds.iter().fold(vec![VERSION as u8, 8, 0, 0, 0, 0, 1, 2, 3, 4], |bytes, kind| {
            [bytes, entry(*kind, b"gone", b"text", &[6])].concat()
        });
        let profile = Profile::read(&Program::default(), &bytes).unwrap();
        assert_eq!(profile.write(), bytes);
    }
}
