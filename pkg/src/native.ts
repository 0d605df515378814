// What the runtime and the edge artefact have in common, as the rest of the package sees it. `src/wasm/runtime.rs` is
// the other side of this page.

/** The engine inside the wasm, by wasm-bindgen. */
export interface NativeEngine {
  free(): void;
  /** Address of the words of {@link Word}. */
  layout(): number;
  name(table: Table, index: number): string;
  /** What a content puts in place, as JSON. */
  content(index: number): Uint8Array;
  /** Grows the arena to so many bytes; its address. */
  room(bytes: number): number;
  /** Takes the cells of all signals and units as the new context. */
  feed(): void;
  /** Takes the cell of one signal. */
  set(signal: number): void;
  /** Turns the cells of the facts into signals, leaving those alone whose own cell is not missing. */
  observe(): void;
  /** Writes the value of a signal back into its cell, but for its text. */
  peek(signal: number): void;
  /** The text of a signal; the texts of a list, each with a NUL behind it. */
  text(signal: number): string;
  /** Decides; with `some`, only the slots marked wanted. Address of three words a slot: arm, content, reason. */
  decide(now: number, edge: boolean, some: boolean): number;
  bytes(): Uint8Array;
}

/** One artefact's glue. */
export interface Native {
  default(options: { module_or_path: WasmSource | Promise<WasmSource> }): Promise<{ readonly memory: WebAssembly.Memory }>;
  /** Takes a bundle, or tells by `refusal` why not: code and hint, a line each. */
  open(bundle: Uint8Array): NativeEngine | undefined;
  refusal(): string;
}

export type WasmSource = WebAssembly.Module | Response | BufferSource;

/** Words of the layout; after them a word a slot (its default content), a signal (flags), a unit ({@link UnitKind}). */
export const enum Word {
  Signals,
  Units,
  Slots,
  /** Numbers of the facts that the signals need, as bits. */
  Facts,
  FactsHigh,
  /** Address of the cells: signals, then units, then facts by number. */
  Cells,
  /** Address of one byte a slot: decide it or not. */
  Wanted,
  Length = 8,
}

/** A signal's flag: some content shows its value. */
export const SHOWN = 4;

/** "Not there", for every index. */
export const NONE = 0xffff_ffff;

/** Names by table. */
export const enum Table {
  Signal,
  Slot,
  /** Selector of a slot; empty for a value slot. */
  Target,
  Experience,
  Arm,
  Reason,
  Unit,
  /** Cookie or header that holds the unit; empty for others. */
  UnitKey,
}

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
  AtEdge = 15,
}
