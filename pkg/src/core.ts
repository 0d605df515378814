// The engine as JavaScript sees it, over whichever artefact carries it (`engine.ts`: runtime, `edge.ts`: edge).
// Several engines may live in one wasm; each holds one bundle and one context.

import { Cells, MISSING } from "./cells.ts";
import { Contents } from "./contents.ts";
import { type DecisionsClass, decisionsClass, type Shown, WORDS } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { type NativeEngine, Place, Table, Word } from "./native.ts";
import type { DecideOptions, Decision, Decisions, Fact, Signals } from "./types.ts";

/** No slot of the bundle has this number. */
const NONE = 0xffff_ffff;

export class Core {
  /** Names of the signals that this bundle reads, and of its slots. */
  readonly signals: readonly string[];
  readonly slots: readonly string[];
  readonly contents: Contents;
  /** The bundle's integrity hash, 16 hexadecimal digits. */
  readonly hash: string;
  readonly #native: NativeEngine;
  readonly #memory: WebAssembly.Memory;
  readonly #cells: Cells;
  readonly #layout: Uint32Array;
  readonly #units: readonly string[];
  readonly #signalIndex: ReadonlyMap<string, number>;
  readonly #slotIndex: ReadonlyMap<string, number>;
  readonly #Snapshot: DecisionsClass;
  #live = true;

  constructor(native: NativeEngine, memory: WebAssembly.Memory, hash: string) {
    this.#native = native;
    this.#memory = memory;
    this.hash = hash;
    const address = native.layout();
    const word = new Uint32Array(memory.buffer, address, Word.Length);
    const names = (table: Table, count: Word): string[] => Array.from({ length: word[count] as number }, (_, i) => native.name(table, i));
    this.#layout = word.slice();
    this.signals = names(Table.Signal, Word.Signals);
    this.slots = names(Table.Slot, Word.Slots);
    this.#units = names(Table.Unit, Word.Units);
    this.#signalIndex = index(this.signals);
    this.#slotIndex = index(this.slots);
    this.#cells = new Cells(memory, this.#layout[Word.Cells] as number, (bytes) => native.room(bytes) >>> 0);
    this.contents = new Contents(native, this.signals);
    this.#Snapshot = decisionsClass({ slots: this.slots, make: (...of) => this.contents.decision(...of) });
  }
}
