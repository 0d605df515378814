// What the artefacts have in common, as the rest of the package sees it. `src/wasm/runtime.rs` is the other side of this
// page. Only numbers cross: an engine is a number, texts and answers are read where they lie.

/** One artefact's exports. */
export interface Native {
  readonly memory: WebAssembly.Memory;
  /** Makes room for a bundle or a profile of so many bytes, but for no more than the largest bundle has; its address. */
  reserve(bytes: number): number;
  /** Takes the bundle that was written there: the engine's number, or below zero why it was refused (`refusal.ts`). */
  open(bytes: number): number;
  free(engine: number): void;
  /** Address of the words of {@link Word}. */
  layout(engine: number): number;
  /** Grows the arena to so many bytes; its address. */
  room(engine: number, bytes: number): number;
  /** Takes the cells of all signals and units as the new context. */
  feed(engine: number): void;
  /** Takes the cell of one signal. */
  set(engine: number, signal: number): void;
  /** Turns the cells of the facts into signals, leaving those alone whose own cell is not missing. */
  observe(engine: number): void;
  /** Writes the value of a signal back into its cell. */
  peek(engine: number, signal: number): void;
  /**
   * Decides, with the profile of a number or `NONE`; `how`: at an edge or not, and what the visitor allows ({@link How}); with
   * `some`, only the slots marked wanted. Address of three words a slot:
   * arm, content, reason.
   */
  decide(engine: number, profile: number, now: number, how: number, some: boolean): number;
  /** Decides one slot, as if there were no other; nothing goes on from there. The same address, of which that slot's words count. */
  one(engine: number, profile: number, now: number, how: number, slot: number): number;
  /**
   * Decides again what depends on the signals of the news, and on the profile where `what` says so ({@link Anew}), in slots of
   * the kinds `may` ({@link May}). The news are then the slots that changed. The same address.
   */
  again(engine: number, profile: number, now: number, how: number, may: number, what: number): number;
  /**
   * Decides aside, with somebody watching: address of four words (the address of the decisions, the number of rows, nothing
   * twice) and the rows, of four words each (`why/seen.ts`).
   */
  explain(engine: number, profile: number, now: number, how: number, some: boolean): number;
  /** What the context answers to one question. */
  asks(engine: number, predicate: number, now: number): number;
  /** An experience is to be seen with this arm, or is out (`NONE`); `NONE` in its own place ends all of that. */
  preview(engine: number, experience: number, arm: number): void;
  /** Takes the profile that was written into reserved room: its number in the engine, or −1 of what is none. */
  remember(engine: number, bytes: number): number;
  forget(engine: number, profile: number): void;
  /** Takes into a profile what the bytes in reserved room remember: of this device at 0, else of another. Whether all of it came in. */
  merge(engine: number, profile: number, bytes: number, now: number): number;
  /** Tells a profile something ({@link Told}); whether it took it. */
  tell(engine: number, profile: number, what: Told, subject: number, now: number): boolean;
  /** Address of the profile's bytes, behind their number. */
  save(engine: number, profile: number): number;
}

/** How a decision is made. */
export const enum How {
  Edge = 1,
  /** Where what the visitor allows begins: the bits of `src/profile/leave.rs`. */
  Leave = 2,
}

/** What the visitor allows: the bits of `src/profile/leave.rs`. */
export const enum LeaveBit {
  Personalization = 1,
  NoPersonalization = 2,
  Measurement = 4,
  NoMeasurement = 8,
  OptedOut = 16,
  Gpc = 32,
}

/** What a decision is made again for. */
export const enum Anew {
  All = 1,
  Happened = 2,
}

/** What a profile can be told. What it is about is in the cells from the first fact's on, or is the subject. */
export const enum Told {
  /** A page view begins. */
  View,
  /** An event: its name. Its fields come behind it. */
  Event,
  /** The subject is an experience. */
  Clicked,
  Dismissed,
  /** The subject is an arm. */
  Shown,
  /** The visitor looks at something about a topic. */
  About,
  /** An answer: the question, and what was said. */
  Declared,
  /** A unit's name and value; without a value, whether one is kept. */
  Unit,
  /** The subject is the number of whoever writes, and eight more if all ends with this page; else it is kept from now on. */
  Writer,
  /** A field of an event that happened: the event, the field's name, and its value. */
  Field,
  /** An item of a list was seen: a digest of its key. */
  Saw,
  /** Whether it was. */
  Seen,
  /** All of it is forgotten; what is taken in next is its own. */
  Erase,
}

/** Words that a decision has of each slot: its arm, content and reason. */
export const WORDS = 3;

/** Who writes to a profile at once, at most; from there on, that it ends with this page. */
export const WRITERS = 8;

/** The same artefact as JavaScript. */
export interface Script {
  instantiate(imports?: WebAssembly.Imports): WebAssembly.Exports;
}

export type WasmSource = WebAssembly.Module | Response | BufferSource | Script;

/** Words of the layout. After them two for each {@link Section}: where in the bundle it begins, how many bytes it has. */
export const enum Word {
  /** Numbers of the facts that the signals need, as bits. */
  Facts,
  FactsHigh,
  /** Address of the cells: signals, then units, then facts by number. */
  Cells,
  /** Address of one word a slot: 0 it is not here, 1 decide it, from 2 on the experience that has it already. */
  Wanted,
  /** Address of a count and so many numbers: of signals that were set, then of slots that changed. */
  News,
  /** Address of the bundle, and its length in bytes. */
  Bundle,
  Bytes,
  Sections,
}

/** Sections of a bundle that are read here (`src/program/format.rs`). */
export const enum Section {
  /** The ruleset's id, and more. */
  Meta = 1,
  /** A table: u32 count, count + 1 offsets, bytes. */
  Strings = 2,
  /** Rows of words: name, small fields, … (`src/program/rows.rs`). */
  Signals = 3,
  /** Name, kind, key. */
  Units = 13,
  /** Slots that experiences want, by stretches. */
  SlotIndices = 14,
  /** Name, target, pages, default content, … */
  Slots = 15,
  /** Name, experience, … */
  Arms = 17,
  /** Name, … */
  Experiences = 18,
  /** A table. */
  Contents = 19,
  Rules = 29,
  Events = 31,
  Declarations = 34,
  Recalls = 35,
  /** Event, kind, argument. */
  Triggers = 36,
  End = 39,
}

/** A signal's flag, among its small fields: some content shows its value. */
export const SHOWN = 4 << 24;

/** Another: the browser finds it in the page. */
export const IN_PAGE = 16 << 24;

/** Another: known once something is decided. Above the flags is nothing. */
export const TOLD = 32 << 24;

/** In the same word, the code of a number's kind. */
export const NUMBER_KIND = 2 << 16;
export const KIND = 0xff << 16;

/** Of an experience: somebody stays in it, it is counted. */
export const KEPT = 4 | 8 | 16;

/** "Not there", for every index. */
export const NONE = 0xffff_ffff;

/** Above a cell's tag: where its value comes from, and how far that is to be trusted. Written with none, it is the site's. */
export const enum Origin {
  /** The site said so itself. */
  Site = 0x1_0100,
  /** The platform said so, at the edge. */
  Platform = 0x2_0200,
  /** It stands in the page. */
  Document = 0x2_0b00,
}

/** Kinds of slots, by when they may change: once a view, after the visitor's action, at any time. */
export const enum May {
  View = 1,
  Action = 2,
  Live = 4,
}

/** A slot's flag besides: some content ranks what is in it. */
export const RANKS = 8;

/** Where a unit of random assignment is found. */
export const enum UnitKind {
  Device,
  PageView,
  Cookie,
  Header,
  Signal,
}

/** Reasons that JavaScript looks at or gives, by number; the others are only words. */
export const enum ReasonCode {
  Matched = 1,
  Split = 2,
  OnDevice = 13,
  Expired = 14,
  AtEdge = 15,
  Stopped = 22,
  Forced = 26,
  Sticky = 27,
  Preview = 29,
}
