//! Every limit of the engine, with its reason. Each is tested at n and n + 1.

/// Bytes of one ruleset file. A large real configuration (2 000 experiences) is under 2 MB.
pub const RULESET_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of one answer that `check --page` and `doctor` read, twice a bundle's: a page of more is read so far, and that is said.
pub const FETCHED_BYTES: usize = 16 * 1024 * 1024;
/// Nesting of YAML collections; deeper than this nobody writes by hand.
pub const RULESET_DEPTH: usize = 64;
/// Files that one ruleset may include, content files counted too.
pub const RULESET_FILES: usize = 4096;
/// Findings that one run reports. Whoever has so many mends the first and runs again.
pub const FINDINGS: usize = 2_000;
/// Bytes of one bundle: four hundred for each of as many experiences as it may have, with conditions of three or four
/// questions. Everything the reader allocates is proportional to this.
pub const BUNDLE_BYTES: usize = 8 * 1024 * 1024;
/// Experiences in one bundle; arms are bounded by the section that holds them. Everything that grows with them is in
/// proportion to the bundle, or has a limit of its own.
pub const EXPERIENCES: usize = 20_000;
/// Slots in one bundle.
pub const SLOTS: usize = 4_096;
/// Places of one slot (`take`), among which each experience that wants it chooses.
pub const PLACES: usize = 64;
/// Limits, pauses and stops of one experience.
pub const RULES: usize = 32;
/// Times of being shown that a profile keeps of one experience: a limit within a time cannot count further.
pub const TIMES: usize = 64;
/// What a profile remembers: experiences, events, their topics.
pub const ENTRIES: usize = 1_024;
/// Bytes of a profile that is read: four times what is ever written.
pub const PROFILE_BYTES: usize = 64 * 1024;
/// Bytes of a profile that is written; what was touched longest ago makes room. A browser keeps a byte as a character.
pub const PROFILE_KEPT: usize = 16_000;
/// Events of a ruleset that are remembered.
pub const EVENTS: usize = 64;
/// Items of lists that a profile knows to have been seen: sixteen bytes each.
pub const SEEN: usize = 128;
/// Bytes of the digest that it knows an item by.
pub const DIGEST: usize = 8;
/// Topics that a profile has affinities for.
pub const TOPICS: usize = 32;
/// Bytes of a text that a profile keeps: an answer, a path, an id.
pub const KEPT_TEXT: usize = 256;
/// Nothing is kept longer than this, in minutes: half a year.
pub const KEPT_MINUTES: u32 = 180 * 24 * 60;
/// Tabs that write to one profile at once without getting into each other's counts.
pub const WRITERS: u8 = 8;
/// Languages that a ruleset names. The table that chooses among them is in every bundle, some ten bytes for each.
pub const LOCALES: usize = 128;
/// Signals in a read set.
pub const SIGNALS: usize = 1_024;
/// Variants of one experience.
pub const ARMS: usize = 64;
/// Instructions of one condition: jump targets are 16-bit, and two are taken for the verdicts.
pub const CONDITION_CODE: usize = 0xFFF0;
/// How deep conditions may call conditions (segments in segments, `$elemMatch` in `$elemMatch`).
pub const CONDITION_DEPTH: usize = 32;
/// How deep the compiler follows conditions in conditions. The JSON reader stops at 128 and YAML at 64, so only a model
/// made by hand meets it; it keeps the compiler's stack small.
pub const CONDITION_NESTING: usize = 192;
/// How deep `by:` may stand in `by:`.
pub const CHOICE_NESTING: usize = 64;
/// Nesting of groups in a regular expression; its parser recurses.
pub const PATTERN_NESTING: u32 = 100;
/// Bytes that building may use for a nondeterministic automaton: ten thousand states or so. A pattern beyond that has
/// no table under [`PATTERN_BYTES`] either.
pub const PATTERN_NFA_BYTES: usize = 512 * 1024;
/// Bytes for a deterministic automaton before it is made small: eight times what may come out. A hostile pattern gets
/// there in a quarter of a second, unoptimised.
pub const PATTERN_DFA_BYTES: usize = 8 * PATTERN_BYTES;
/// Bytes of a regular expression as written.
pub const PATTERN_SOURCE: usize = 64 * 1024;
/// Bytes of the automaton of one regular expression.
pub const PATTERN_BYTES: usize = 64 * 1024;
/// Bytes of all automata of one bundle.
pub const PATTERNS_BYTES: usize = 256 * 1024;
/// Stretches of opening hours of one day.
pub const HOURS_A_DAY: usize = 24;
/// Stretches of opening hours of one calendar, its dates included: each day that is looked at passes over all of them.
pub const HOURS: usize = 512;
/// Changes of a zone's offset that a calendar knows: thirty years of summer time, twice over.
pub const ZONE_CHANGES: usize = 128;
/// Bytes of one signal's text; longer is missing, as no rule compares such a thing and an URL can carry it.
pub const SIGNAL_TEXT: usize = 8 * 1024;
/// Words of eight bytes that a context keeps as columns (`condition::columns`), if one a signal is no more.
pub const COLUMNS_WORDS: usize = 128 * 1024;
/// Values in one list signal; the rest is dropped.
pub const SIGNAL_LIST: usize = 256;
/// Values of a list signal that are looked at for these: JavaScript's lists can be four thousand million holes long.
pub const SIGNAL_LIST_SEEN: usize = 4_096;
/// Nesting of a value in attributes.
pub const VALUE_DEPTH: usize = 32;
/// Bytes of all operations of one content.
pub const CONTENT_BYTES: usize = 256 * 1024;
/// Operations of one content; a page change with more is a template.
pub const OPS: usize = 256;
/// Literals and interpolations of one text; also the classes, selectors or texts of one list in an operation.
pub const PIECES: usize = 1_024;
/// Cases of one `by:` and cells of one table lookup.
pub const CASES: usize = 4_096;
/// Bytes of one tag in a page that is rewritten; pictures in `data:` addresses make tags of hundreds of kilobytes.
pub const TAG_BYTES: usize = 1024 * 1024;
/// Open elements in a page that is rewritten. Browsers flatten at 512.
pub const PAGE_DEPTH: usize = 4_096;
/// Decisions that a visitor's browser tries to find what would have to be different: a fraction of a second with twenty
/// experiences.
pub const COUNTERFACTUAL_VISIT: u32 = 200_000;
/// The same in the tools, where somebody waits for it.
pub const COUNTERFACTUAL_TOOLS: u32 = 5_000_000;
/// Experiences that all these decisions consider: whoever watches sees every one, so with more of them fewer are tried. Two
/// seconds of a browser, at worst.
pub const COUNTERFACTUAL_VISIT_WORK: u32 = 20_000_000;
/// The same in the tools.
pub const COUNTERFACTUAL_TOOLS_WORK: u32 = 500_000_000;
/// States of all automata of one signal, side by side, that are gone through for texts that they tell apart.
pub const COUNTERFACTUAL_STATES: usize = 4_096;
/// Buckets of GrowthBook's hash version 2: a draw is `k / 10000`.
pub const BUCKETS: u32 = 10_000;
/// Characters of a preview's token: dozens of experiences. Longer than this no proxy passes an address on.
pub const PREVIEW_TOKEN: usize = 4 * 1024;
/// Characters of an address in which a token is looked for.
pub const PREVIEW_ADDRESS: usize = 64 * 1024;
/// How long a preview's token may hold: who leaves a team keeps its links.
pub const PREVIEW_DAYS: f64 = 90.0;
