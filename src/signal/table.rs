//! Tables written as text, taken apart while compiling: an edge asks them for every request, and reads none from its start.

/// The parts of a text between `$at`s.
macro_rules! split {
    ($text:expr, $at:literal) => {{
        const TEXT: &[u8] = $text.as_bytes();
        const PARTS: [&[u8]; $crate::signal::table::count(TEXT, $at)] = $crate::signal::table::pieces(TEXT, $at);
        &PARTS
    }};
}
pub(super) use split;

/// How many parts there are between `at`s.
pub(super) const fn count(text: &[u8], at: u8) -> usize {
    let (mut count, mut rest) = (1, text);
    while let [byte, after @ ..] = rest {
        count += (*byte == at) as usize;
        rest = after;
    }
    count
}

#[allow(clippy::indexing_slicing, reason = "worked out while compiling, which would fail")]
pub(super) const fn pieces<const COUNT: usize>(text: &'static [u8], at: u8) -> [&'static [u8]; COUNT] {
    let mut pieces: [&[u8]; COUNT] = [&[]; COUNT];
    let (mut piece, mut start, mut end) = (0, text, 0);
    while piece < COUNT {
        if end == start.len() || start[end] == at {
            let (before, rest) = start.split_at(end);
            pieces[piece] = before;
            (piece, end) = (piece + 1, 0);
            if let [_, after @ ..] = rest {
                start = after;
            }
        } else {
            end += 1;
        }
    }
    pieces
}

/// Lines by what they begin with: letters, digits, hyphens, and dots between them.
///
/// A hash of that says in which slot the line's place is, plus one; in the next free one if that is taken. 0 is free.
pub(super) struct Index<const SLOTS: usize> {
    text: &'static [u8],
    slots: [u16; SLOTS],
}

impl<const SLOTS: usize> Index<SLOTS> {
    /// Of lines that all end with `\n`.
    #[allow(clippy::indexing_slicing, reason = "worked out while compiling, which would fail")]
    pub const fn of(text: &'static str) -> Index<SLOTS> {
        let text = text.as_bytes();
        assert!(text.len() < u16::MAX as usize && count(text, b'\n') < SLOTS / 4 * 3);
        let mut slots = [0; SLOTS];
        let mut line = text;
        while !line.is_empty() {
            let (mut hash, mut rest) = (START, line);
            while goes_on(rest)
                && let [byte, after @ ..] = rest
            {
                hash = mix(hash, *byte);
                rest = after;
            }
            let mut slot = hash as usize % SLOTS;
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = (text.len() - line.len()) as u16 + 1;
            while let [byte, after @ ..] = rest {
                line = after;
                rest = if *byte == b'\n' { &[] } else { after };
            }
        }
        Index { text, slots }
    }

    /// The line that begins with `key` and nothing more: that beginning, and what follows until the line's end or further.
    pub fn find(&self, key: &[u8]) -> Option<(&'static [u8], &'static [u8])> {
        let mut slot = key.iter().fold(START, |hash, byte| mix(hash, *byte)) as usize % SLOTS;
        loop {
            let place = usize::from(*self.slots.get(slot)?).checked_sub(1)?;
            let line = self.text.get(place..)?;
            if let Some((known, after)) = line.split_at_checked(key.len())
                && known == key
                && !goes_on(after)
            {
                return Some((known, after));
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// FNV-1a.
const START: u32 = 0x811c_9dc5;

const fn mix(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// Whether what a line begins with goes on here.
const fn goes_on(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-', ..] | [b'.', b'a'..=b'z' | b'0'..=b'9', ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    static LINES: Index<16> = Index::of("a\na.b+\na.c*x\nab.\nb-1/\n");

    #[test]
    fn ok_find() {
        let of = |key: &str| LINES.find(key.as_bytes()).map(|(known, after)| (known, after.first().copied()));
        assert_eq!(of("a"), Some((b"a".as_slice(), Some(b'\n'))));
        assert_eq!(of("a.b"), Some((b"a.b".as_slice(), Some(b'+'))));
        assert_eq!(of("a.c"), Some((b"a.c".as_slice(), Some(b'*'))));
        assert_eq!(of("ab"), Some((b"ab".as_slice(), Some(b'.'))));
        assert_eq!(of("b-1"), Some((b"b-1".as_slice(), Some(b'/'))));
    }

    #[test]
    fn nothing_else_is_found() {
        for key in ["", "b", "a.", "ab.", "a.c*", "a.c*x", "b-", "b-1/", "\n", "a\na", "é"] {
            assert_eq!(LINES.find(key.as_bytes()), None, "{key}");
        }
    }

    #[test]
    fn ok_split() {
        assert_eq!(split!("a|bc||d", b'|'), &[b"a".as_slice(), b"bc", b"", b"d"]);
        assert_eq!(split!("", b'|'), &[b""]);
    }
}
