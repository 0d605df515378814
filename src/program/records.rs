//! The records of a compiled program: what `compile` writes, the bundle holds and `decide` runs.
//!
//! Everything refers by index. Text is a [`StringId`] into the sorted string table, so comparing two known texts is
//! comparing two integers. `NONE` is "not there".

use crate::value::Kind;

/// Index into the string table (sorted by bytes, distinct).
pub type StringId = u32;
/// Index of a condition. [`NONE`] always holds, [`NEVER`] never does.
pub type ConditionId = u32;
/// "Not there", for every index.
pub const NONE: u32 = u32::MAX;
/// The condition that never holds.
pub const NEVER: u32 = u32::MAX - 1;

/// One signal of the read set. The order of signals in a program is the order of cells in a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalRef {
    /// The dotted name, `geo.country`.
    pub name: StringId,
    /// Number in the catalogue (`signal::catalogue`); 0 for attributes of `matches()`.
    pub id: u16,
    pub kind: Kind,
    /// [`AT_EDGE`], [`ON_DEVICE`]: where it can be known; [`SHOWN`]; [`UNSETTLED`]; [`IN_PAGE`]; [`TOLD`]; [`CHOOSES`].
    pub flags: u8,
    /// The variable part of the name (`utm_x` of `page.query.utm_x`, `plan` of `custom.plan`), or `NONE`. Of
    /// `locale.language` and other signals of that group, the table that they are looked up in (`signal::locale`).
    pub argument: StringId,
}

/// The signal can be known from a request.
pub const AT_EDGE: u8 = 1;
/// The signal can be known in a browser.
pub const ON_DEVICE: u8 = 2;

/// Some content shows its value: whoever keeps decisions for later must keep it too.
pub const SHOWN: u8 = 4;

/// Missing at an edge, it may still be known on the device.
pub const UNSETTLED: u8 = 8;

/// Not from facts: a browser finds it in the page. Its argument is what of an element (a name, nothing for its text, `=` for
/// a field's value), a line's end, and the selector.
pub const IN_PAGE: u8 = 16;

/// Worked out when something is decided, not from facts: a calendar's, or a draw. Whoever shows it asks afterwards.
pub const TOLD: u8 = 32;

/// Asked elsewhere than in conditions: somebody is drawn by it, content is chosen by it, or pages and rules are about it.
pub const CHOOSES: u8 = 64;

/// One question about one subject. Equal questions are stored once and answered once a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Predicate {
    /// Index of a signal; with [`ELEMENT`], the `StringId` of a dotted path in the current element ("" is the element).
    pub subject: u32,
    pub op: Op,
    /// [`NEGATE`], [`MISSING_IS_NULL`], [`ELEMENT`].
    pub flags: u8,
    /// By operator, see [`Op`].
    pub operand: u32,
}

/// The answer is turned round. A missing subject stays "not true" all the same, unless [`MISSING_IS_NULL`].
pub const NEGATE: u8 = 1;
/// GrowthBook's mode: a missing subject is null and the question is put to it.
pub const MISSING_IS_NULL: u8 = 2;
/// The subject is the current element of an `$elemMatch`/`$size`, or a path in it.
pub const ELEMENT: u8 = 4;

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident = $code:literal $operand:literal,)*) => {
        /// What is asked. The comment names the operand, and so does the letter, see [`Op::operand`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($(#[$doc])* $name = $code,)* }
        impl Op {
            pub fn from_code(code: u8) -> Option<Op> {
                match code { $($code => Some(Op::$name),)* _ => None }
            }

            /// What the operand points at: `.` nothing · `s` a text · `n` a number, `N` two · `t` a set · `i` a list of
            /// ids · `v` a value · `a` an automaton · `c` a condition · `k` a calendar.
            pub fn operand(self) -> u8 {
                const LETTERS: &[u8] = &[$($operand,)*];
                LETTERS.get(self as usize).copied().unwrap_or(b'.')
            }
        }
    };
}

// Four questions about order are always together, below, at most, above, at least: `condition::answer` tells them by
// their distance. The operators of GrowthBook's dialect alone run only where `matches()` does (feature `tools`).
ops! {
    /// Present and not null. (operand: 0)
    Exists = 0 b'.',
    /// JSON type. (operand: [`TypeName`] code)
    IsType = 1 b'.',
    /// Is this text; case matters. (string)
    EqText = 2 b's',
    /// Is this number. (number)
    EqNumber = 3 b'n',
    /// Is this boolean. (0 or 1)
    EqBool = 4 b'.',
    /// Is null. (0)
    EqNull = 5 b'.',
    /// GrowthBook's: equals this list or object, order of elements included. (value)
    EqValue = 6 b'v',
    /// GrowthBook's bare text: the subject as text is this one. (string)
    LooseText = 7 b's',
    /// GrowthBook's bare number: the subject times one is this one. (number)
    LooseNumber = 8 b'n',
    /// GrowthBook's bare boolean: not null, and truthy or falsy alike. (0 or 1)
    LooseBool = 9 b'.',
    /// Is in the set; a list is when one of its elements is. (set)
    In = 10 b't',
    /// The same without regard to case; the set's texts are folded. (set)
    InFold = 11 b't',
    /// A list that holds every member of the set. (set)
    All = 12 b't',
    /// The same without regard to case. (set)
    AllFold = 13 b't',
    /// Number below. (number)
    Lt = 14 b'n',
    Le = 15 b'n',
    Gt = 16 b'n',
    Ge = 17 b'n',
    /// Text below, by UTF-16 units as JavaScript compares. (string)
    LtText = 18 b's',
    LeText = 19 b's',
    GtText = 20 b's',
    GeText = 21 b's',
    /// JavaScript's `<` between any two scalars. (value)
    LooseLt = 22 b'v',
    LooseLe = 23 b'v',
    LooseGt = 24 b'v',
    LooseGe = 25 b'v',
    /// Versions, padded as GrowthBook does; the operand is padded already. (string)
    VersionLt = 26 b's',
    VersionLe = 27 b's',
    VersionGt = 28 b's',
    VersionGe = 29 b's',
    VersionEq = 30 b's',
    /// (string)
    StartsWith = 31 b's',
    EndsWith = 32 b's',
    Contains = 33 b's',
    /// Without regard to case; the operand is folded. (string)
    StartsWithFold = 34 b's',
    EndsWithFold = 35 b's',
    ContainsFold = 36 b's',
    /// In `[n, n+1)` of the number table; wraps round when the first is larger. (two numbers)
    Between = 37 b'N',
    /// The automaton finds a match anywhere in the text. (automaton)
    Matches = 38 b'a',
    /// The list's length satisfies a condition over the element. (condition)
    Size = 39 b'c',
    /// Some element satisfies a condition. (condition)
    ElemMatch = 40 b'c',
    /// A named condition (segment) holds; the subject is 0. (condition)
    Holds = 41 b'c',
    /// A moment not longer ago than so many milliseconds, and not in the future. (number)
    Within = 42 b'n',
    /// A moment longer ago than so many milliseconds. (number)
    OlderThan = 43 b'n',
    /// The value's trust is at least this. (0 inferred, 1 declared, 2 known)
    Trusted = 44 b'.',
    /// Never: an operator that the dialect calls false. (0)
    False = 45 b'.',
    /// Is this list of texts, order included. (list)
    EqList = 46 b'i',
    /// Known, or missing for good: not only missing at this edge. Asked of what an experience's contents show. (0)
    Settled = 47 b'.',
    /// A moment within the hours of a calendar. (calendar)
    During = 48 b'k',
}

/// JSON types by number, for `$type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum TypeName {
    Null = 0,
    Boolean = 1,
    Number = 2,
    String = 3,
    Array = 4,
    Object = 5,
    /// A type that does not exist; nothing has it.
    Unknown = 6,
}

/// One step of a condition: put the question, go to `yes` or `no`.
///
/// Targets count from the condition's first step and only ever go forward, so a condition ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    pub predicate: u32,
    pub yes: u16,
    pub no: u16,
}

/// Target: the condition holds.
pub const TRUE: u16 = 0xFFFF;
/// Target: it does not.
pub const FALSE: u16 = 0xFFFE;

/// A stretch of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Range {
    pub start: u32,
    pub len: u32,
}

impl Range {
    /// This stretch of a pool; nothing, where the pool does not have it.
    pub fn of<T>(self, pool: &[T]) -> &[T] {
        let start = self.start as usize;
        pool.get(start..start.saturating_add(self.len as usize)).unwrap_or_default()
    }
}

/// A set of scalars, its members sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Set {
    /// Into the pool of string ids, ascending.
    pub texts: Range,
    /// Into the number table, ascending.
    pub numbers: Range,
    /// 1 true, 2 false, 4 null, 8 "not a set": the operand was no list, the question is false ([`crate::program`]).
    pub flags: u32,
    /// Bit `id % 32` of every text: most texts that are not in the set are told by it.
    pub mask: u32,
}

/// Where a page-independent unit of random assignment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum UnitKind {
    /// A random id made and kept on this device, with consent.
    Device = 0,
    /// A fresh draw for each page view.
    PageView = 1,
    /// A cookie's value; `key` is its name.
    Cookie = 2,
    /// A request header's value; `key` is its name. Edge only.
    Header = 3,
    /// A signal's value; `key` is the index of the signal.
    Signal = 4,
}

impl UnitKind {
    pub fn from_code(code: u8) -> Option<UnitKind> {
        Some(match code {
            0 => UnitKind::Device,
            1 => UnitKind::PageView,
            2 => UnitKind::Cookie,
            3 => UnitKind::Header,
            4 => UnitKind::Signal,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    pub name: StringId,
    pub kind: UnitKind,
    pub key: u32,
}

/// A rule: who, where, when, and its arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Experience {
    pub name: StringId,
    /// [`DRAWN`], [`DEVICE_ONLY`].
    pub flags: u32,
    /// Pages on which it may run (index of a list of patterns), or `NONE` for all.
    pub pages: u32,
    pub when: ConditionId,
    /// Milliseconds since 1970; `i64::MIN` and `i64::MAX` when open.
    pub from: i64,
    pub until: i64,
    /// The calendar in whose hours it runs, or `NONE` for all.
    pub hours: u32,
    /// Units in order of preference, into their pool. Empty: nothing is drawn.
    pub units: Range,
    /// Draws that come before the one among arms, in order, into their pool.
    pub gates: Range,
    /// What `decide::bucket` has made of the seed: the hash goes on with the unit.
    pub seed: u32,
    /// Of an allocation by hash version 1, which begins with the unit, the seed itself; else `NONE`.
    pub seed_text: StringId,
    /// Slots that any arm touches, ascending, into their pool.
    pub slots: Range,
    pub arms: Range,
    /// How often it may be shown, and what stops it, into their pool.
    pub rules: Range,
    /// Units that get an arm without a draw, into their pool.
    pub forced: Range,
    /// The version of its assignments: sticky ones of another version are drawn anew.
    pub phase: u32,
}

/// A draw that lets some units through: a holdout, a group's range, a rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// As [`Experience::seed`] and [`Experience::seed_text`].
    pub seed: u32,
    pub seed_text: StringId,
    /// Units in order of preference, into their pool.
    pub units: Range,
    /// Buckets `from..until` go through, of 10 000 (of 1 000 for hash version 1).
    pub from: u32,
    pub until: u32,
    /// What becomes of the others: the number of a [`crate::decide::Reason`].
    pub reason: u32,
}

/// A signal that is a draw itself: which variant of an experience somebody is in, or whether in the holdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    pub signal: u32,
    /// Index of an experience; [`NONE`] is the holdout, of which the first gate is.
    pub experience: u32,
}

/// The arm is drawn by hash; otherwise the first arm is taken.
pub const DRAWN: u32 = 1;
/// Reads what only a browser knows, or holds operations that only a browser can do: an edge leaves its slots alone.
pub const DEVICE_ONLY: u32 = 2;
/// Whoever was drawn for an arm stays in it, as long as the profile remembers.
pub const STICKY: u32 = 4;
/// Asks for attention: [`Guardrails::nudges`] counts it.
pub const NUDGE: u32 = 8;
/// Needs a profile, which keeps when it was shown.
pub const REMEMBERED: u32 = 16;

/// Reads what this device remembers, or what the visitor said: needs leave to personalise.
pub const PERSONAL: u32 = 32;

/// An event that is remembered, because something asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub name: StringId,
    /// How long, in minutes.
    pub keep: u32,
    /// The list of its fields that are added up, or `NONE`.
    pub fields: u32,
    /// Its field that is a topic, or `NONE`.
    pub topic: StringId,
}

/// Something that goes on from one event to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub name: StringId,
    /// Lists of events.
    pub opens: u32,
    pub closes: u32,
    /// After how many minutes it is forgotten that it is open.
    pub forget: u32,
}

/// One step of a stage: reached by an event, or as long as a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    pub name: StringId,
    pub step: StringId,
    /// An event, or `NONE`.
    pub event: StringId,
    pub when: ConditionId,
}

/// What a visitor may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declaration {
    pub key: StringId,
    /// The code of a [`Kind`].
    pub kind: u32,
    /// The list of answers, or `NONE` for any.
    pub values: u32,
    /// How long an answer is kept, in minutes.
    pub keep: u32,
}

/// A signal that a profile tells; its number in the catalogue says what of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recall {
    pub signal: u32,
    /// The event, state, stage, topic, question; `NONE` where there is none.
    pub name: StringId,
    /// A field of the event, or `NONE`.
    pub field: StringId,
}

/// What tells of an event by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trigger {
    pub event: StringId,
    /// What has to happen, `click`, and to what: a selector, a share of the page, a time.
    pub kind: StringId,
    pub argument: StringId,
}

/// What somebody who wants to know is told, in one language. It is read where it lies, when it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saying {
    /// The number of a [`SayingKind`].
    pub kind: u32,
    /// The experience, the question, or the topic.
    pub name: StringId,
    /// Of a message; `NONE` where there is one text for all.
    pub language: StringId,
    /// A content of one `text`; `NONE` for a topic.
    pub content: u32,
}

#[cfg(feature = "tools")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SayingKind {
    /// Why an experience is shown.
    Because = 0,
    /// How a question is asked.
    Ask = 1,
    /// A topic that is never named on a screen.
    Discreet = 2,
}

/// What counts as success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    pub name: StringId,
    pub event: StringId,
}

/// What a profile says against an experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The number of a [`RuleKind`].
    pub kind: u32,
    pub count: u32,
    /// The name of an event, or `NONE`.
    pub event: StringId,
    /// Milliseconds; `i64::MAX` for ever.
    pub span: i64,
}

/// Kinds of [`Rule`]. Those up to [`RuleKind::Event`] are asked before anything is drawn and know nothing of variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum RuleKind {
    /// Not more than `count` times within `span`.
    Shown = 0,
    /// Not more than `count` times in this page view, in this visit.
    View = 1,
    Visit = 2,
    /// Not within `span` after it was shown.
    Cooldown = 3,
    /// Not within `span` after `event`; with a `count`, only if it was about a topic of this page.
    Event = 4,
    /// Nothing within `span` after the visitor clicked what was shown, or sent it away: asked when an arm is drawn.
    Clicked = 5,
    Dismissed = 6,
    /// Nobody who was assigned in a phase below `count`.
    Blocked = 7,
}

impl RuleKind {
    pub fn from_code(code: u32) -> Option<RuleKind> {
        use RuleKind::{Blocked, Clicked, Cooldown, Dismissed, Event, Shown, View, Visit};
        [Shown, View, Visit, Cooldown, Event, Clicked, Dismissed, Blocked].get(code as usize).copied()
    }
}

/// A unit that gets an arm without a draw, told by a hash, as bundles are public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forced {
    /// Index of the arm.
    pub arm: u32,
    /// `decide::draw` hashes the experience's name and the unit.
    pub unit: i64,
}

/// How much of a page, and of a visit, may be personalised; `NONE` for as much as there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guardrails {
    /// Places of a page that experiences may have.
    pub slots: u32,
    /// Experiences that ask for attention, of a visit.
    pub nudges: u32,
}

impl Default for Guardrails {
    fn default() -> Guardrails {
        Guardrails { slots: NONE, nudges: NONE }
    }
}

/// Hours on the clock of a zone, or of the visitor. `signal::calendar` reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The signal that says how far the visitor's clock is from Greenwich; `NONE` for a calendar with a zone.
    pub offset: u32,
    /// Pairs: a minute since 1970, and the minutes east of Greenwich from then on. With the last of them the table ends.
    pub zone: Range,
    /// Pairs, ascending: a day, and the minutes of that day from which (low half) and until which (high half) it is open.
    /// Days 0 to 6 are those of the week, Monday first; later ones count from 1970 and go before that. Empty minutes: closed.
    pub hours: Range,
}

/// Two words that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    pub key: u32,
    pub value: u32,
}

/// A signal that a calendar tells; its number in the catalogue says what of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub signal: u32,
    /// The signal that finds the calendar's row of a table, or `NONE`.
    pub by: u32,
    /// The calendar, where it is always the same.
    pub calendar: u32,
    /// Pairs: a value of `by` (a text, the index of a number, 0 or 1) and a calendar.
    pub rows: Range,
}

/// A variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arm {
    pub name: StringId,
    /// Index of the experience.
    pub experience: u32,
    /// Buckets `from..until` of 10 000 (of 1 000 for hash version 1).
    pub from: u32,
    pub until: u32,
    /// [`CONTROL`], [`PASS`].
    pub flags: u32,
    /// Into the pool of placements.
    pub placements: Range,
}

/// Holds the slots and shows the default.
pub const CONTROL: u32 = 1;
/// Steps aside for the next experience.
pub const PASS: u32 = 2;

/// What an arm puts where. A slot of the experience without a placement in the arm shows its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub slot: u32,
    /// Index of a content.
    pub content: u32,
}

/// A content that is chosen by a signal: the first case whose text is the signal's, else `otherwise`. It refers only to
/// contents before it, so choosing ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Index of the content that this is; choices are sorted by it.
    pub content: u32,
    pub signal: u32,
    /// Into the pool of cases.
    pub cases: Range,
    /// Content for everything else, or `NONE`.
    pub otherwise: u32,
}

/// One case of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    pub text: StringId,
    /// The content that it chooses, or `NONE`.
    pub content: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub name: StringId,
    /// CSS selector, or `NONE` for a value slot.
    pub target: StringId,
    /// Index of a list of page patterns, or `NONE`.
    pub pages: u32,
    /// Content that a value slot has by default; `NONE` for places.
    pub default: u32,
    /// How many elements the target is expected to match; 0 when not said.
    pub expect: u32,
    /// 1: others may see the screen; [`ON_ACTION`], [`LIVE`]; [`RANKS`].
    pub flags: u32,
    /// How many slots from this one on experiences choose among: 1, or more of the first of several places.
    pub places: u32,
    /// Which of the elements that the target finds, from 1 on; 0 for all.
    pub nth: u32,
}

/// A slot that may be decided again after the visitor's own action.
pub const ON_ACTION: u32 = 2;
/// A value that may change at any time. With neither, a slot is decided once a view.
pub const LIVE: u32 = 4;
/// A slot whose items some content ranks: a browser loads what does that.
pub const RANKS: u32 = 8;

/// A letter that a text which some rule compares without regard to case may be written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// Unicode scalar value; rows are sorted by it.
    pub letter: u32,
    pub text: StringId,
}

/// An automaton over bytes: a table of transitions, made at build time.
///
/// State 0 is dead. `classes[b]` is the class of byte `b`; the last class is the end of the text. A state `s` goes to
/// `next[s * stride + class]`. A text matches as soon as an accepting state is entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Automaton {
    /// 256 entries.
    pub classes: Vec<u8>,
    /// Number of classes, the end of the text included.
    pub stride: u16,
    pub start: u16,
    /// States from this one on accept (they are numbered last).
    pub accepting: u16,
    pub next: Vec<u16>,
}
