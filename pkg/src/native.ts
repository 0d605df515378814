// What the runtime and the edge artefact have in common, as the rest of the package sees it. `src/wasm/runtime.rs` is
// the other side of this page.

/** The engine inside the wasm, by wasm-bindgen. */
export interface NativeEngine {
  free(): void;
  /** Empty when the bundle was taken, else `code`, hint and place, a line each. */
  refusal(): string;
  /** Address of the words of {@link Word}. */
  layout(): number;
  name(table: Table, index: number): string;
  /** What a content puts in place, as JSON. */
  content(index: number): string;
  /** Grows the arena to so many bytes; its address. */
  room(bytes: number): number;
  /** Takes the cells of all signals and units as the new context. */
  feed(): void;
  /** Takes one signal's cell. */
  set(signal: number): void;
  /** Turns the cells of the facts into signals, leaving those alone whose own cell is not missing. */
  observe(): void;
  /** Writes the value of a signal back into its cell; texts stand at the address in its third word. */
  peek(signal: number): void;
  /** Decides; {@link Wanted} slots only with `some`. Address of three words a slot: arm, content, reason. */
  decide(now: number, place: Place, some: boolean, draw: number): number;
  bytes(): Uint8Array;
}

/** One artefact's glue. */
export interface Native {
  default(options: { module_or_path: WasmSource | Promise<WasmSource> }): Promise<{ readonly memory: WebAssembly.Memory }>;
  readonly Engine: new (bundle: Uint8Array) => NativeEngine;
}

export type WasmSource = WebAssembly.Module | Response | BufferSource;

/** Words of the layout, in this order. */
export const enum Word {
  Signals,
  Units,
  Slots,
  Arms,
  Facts,
  FactsHigh,
  /** Address of the cells: signals, then units, then facts by number. */
  Cells,
  /** Address of one byte a slot: decide it or not. */
  Wanted,
  /** Then, a word a signal: its {@link Signal} bits. */
  Length,
}

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

/** Where a decision is made: experiences that only a browser can do are left to it. */
export const enum Place {
  Anywhere,
  Edge,
  Browser,
}
