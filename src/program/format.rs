//! The bundle's outline: magic, versions, header, sections, integrity.
//!
//! ```text
//!  0  "NSB1"          4  u16 major   6  u16 minor
//!  8  u32 length of the file        12  u32 number of sections
//! 16  u64 integrity, see [`integrity`], over everything else
//! 24  [u8; 8] key id (zero: unsigned)   32  [u8; 64] Ed25519 signature (zero: unsigned)
//! 96  sections: u32 kind, u32 offset, u32 length in bytes; each begins at a multiple of four
//! ```
//! Numbers are little-endian, so that records are read where they lie.
//! An unknown major version is refused; unknown sections (of a newer minor version) are skipped.
//! The integrity hash finds accidents. Malice is for the signature, and for the reader, which trusts neither.

pub const MAGIC: [u8; 4] = *b"NSB1";
pub const MAJOR: u16 = 1;
pub const MINOR: u16 = 0;
pub const HEADER: usize = 96;
pub const INTEGRITY: std::ops::Range<usize> = 16..24;

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Section { $($(#[$doc])* $name = $code,)* }
    };
}

sections! {
    /// u32 id, u64 version, i64 expires, u32 slots of a page and u32 nudges of a visit at most, u32 list of
    /// topics, u32 flags: 1 where affinities are read, 2 where nothing may be remembered of anybody
    Meta = 1,
    /// A table of texts, sorted by bytes: u32 count, count + 1 offsets, bytes.
    Strings = 2,
    Signals = 3,
    Numbers = 4,
    Ids = 5,
    Sets = 6,
    /// A table of values.
    Values = 7,
    /// A table of automata.
    Automata = 8,
    Predicates = 9,
    Steps = 10,
    Conditions = 11,
    /// Stretches of ids: sets of page patterns, and lists that conditions compare with.
    Lists = 12,
    Units = 13,
    /// Slots of experiences.
    SlotIndices = 14,
    Slots = 15,
    Placements = 16,
    Arms = 17,
    Experiences = 18,
    /// A table of contents (`ops::encode`); empty where a content is a choice.
    Contents = 19,
    Choices = 20,
    /// Pairs: u32 text, u32 content.
    Cases = 21,
    /// Pairs: u32 letter, u32 its folded text.
    Folds = 22,
    /// Units of experiences, and of gates.
    UnitIndices = 23,
    Gates = 24,
    /// In an order in which none needs a later one.
    Assignments = 25,
    Calendars = 26,
    /// Pairs of words. Hours: day and minutes; a zone: moment and offset; rows of a table: key and calendar.
    Pairs = 27,
    /// Signals that calendars tell.
    Readings = 28,
    /// What a profile says against experiences.
    Rules = 29,
    /// Units that get an arm without a draw.
    Forced = 30,
    /// Events that are remembered.
    Events = 31,
    States = 32,
    /// Steps of stages, those of one stage together and in order.
    Stages = 33,
    /// What may be asked.
    Declarations = 34,
    /// Signals that a profile tells.
    Recalls = 35,
    /// What tells of an event by itself.
    Triggers = 36,
    Goals = 37,
    /// What is said to visitors besides. The engine passes it over.
    Sayings = 38,
}

/// Section numbers are below this.
pub const SECTIONS: usize = Section::Sayings as usize + 1;

/// Of the file without the integrity field itself, eight bytes at a time, the last filled up with zeros: turn left by five,
/// take the bytes in by exclusive or, multiply. (Firefox's hash, known from rustc as `FxHash`.) Each step can be undone, so
/// no single word can change without the hash; a byte at a time it was a third of what loading takes in wasm.
pub fn integrity(bytes: &[u8]) -> u64 {
    let mut hash = 0_u64;
    let (words, rest) = bytes.as_chunks();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    for (at, word) in words.iter().chain([&last]).enumerate() {
        if at != INTEGRITY.start / 8 {
            hash = (hash.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
    hash
}

/// The same hash over two texts with a zero between them.
pub fn pair_hash(first: &[u8], second: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in first.iter().chain(&[0]).chain(second) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// The same hash, of 32 bits, over a short text; the string table's index uses it.
pub fn text_hash(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in bytes {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash
}
