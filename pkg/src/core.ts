// The engine as JavaScript sees it, over whichever artefact carries it (`engine.ts`: runtime, `edge.ts`: edge).
// Several engines may live in one wasm; each holds one bundle and one context.

import { Cells, PLATFORM, SITE } from "./cells.ts";
import { Contents } from "./contents.ts";
import { type DecisionsClass, decisionsClass, type Shown, WORDS } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { type NativeEngine, SHOWN, Table, type UnitKind, Word } from "./native.ts";
import { Slab } from "./slab.ts";
import type { Decision, Decisions, Facts, Signals, SignalValue, Units } from "./types.ts";

/** Three words a slot (arm, content, reason), and the values that contents show. */
export interface Outcome {
  readonly words: Uint32Array;
  readonly shown: Shown;
}

/** A unit of random assignment, and where it is found. */
export interface Unit {
  readonly name: string;
  readonly kind: UnitKind;
  /** Of the cookie or header. */
  readonly key: string;
}

/** What a decision is asked with, besides the context. */
export interface Asked {
  readonly now: number | Date;
  /** Names of the slots to decide; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
}

export class Core {
  /** Names of the signals that this bundle reads, and of its slots. */
  readonly signals: readonly string[];
  readonly slots: readonly string[];
  readonly contents: Contents;
  /** Numbers of the facts that the signals need: bits 0 to 31, and 32 to 63. */
  readonly needs: readonly [number, number];
  readonly units: readonly Unit[];
  /** The bundle's integrity hash. */
  readonly hash: string;
  readonly #native: NativeEngine;
  readonly #memory: WebAssembly.Memory;
  readonly #cells: Cells;
  readonly #layout: Uint32Array;
  readonly #unitNames: readonly string[];
  readonly #signalIndex: ReadonlyMap<string, number>;
  readonly #slotIndex: ReadonlyMap<string, number>;
  readonly #Snapshot: DecisionsClass;
  /** Signals whose values some content shows, and these values. */
  readonly #shows: readonly number[];
  readonly #slab = new Slab();
  #shown: Shown;
  /** Where the last answer lay; it mostly lies there again, and a view costs more than reading it. */
  #answer = new Uint32Array(0);
  #live = true;

  constructor(native: NativeEngine, memory: WebAssembly.Memory, hash: string) {
    const address = native.layout();
    const layout = new Uint32Array(memory.buffer, address, Word.Length).slice();
    const names = (table: Table, count: Word): string[] => Array.from({ length: layout[count] as number }, (_, i) => native.name(table, i));
    this.#native = native;
    this.#memory = memory;
    this.#layout = layout;
    this.signals = names(Table.Signal, Word.Signals);
    this.slots = names(Table.Slot, Word.Slots);
    this.needs = [layout[Word.Facts] as number, layout[Word.FactsHigh] as number];
    this.#unitNames = names(Table.Unit, Word.Units);
    this.#signalIndex = index(this.signals);
    this.#slotIndex = index(this.slots);
    this.#cells = new Cells(memory, layout[Word.Cells] as number, (bytes) => native.room(bytes) >>> 0);
    const words = new Uint32Array(
      memory.buffer,
      address + 4 * Word.Length,
      this.slots.length + this.signals.length + this.#unitNames.length,
    ).slice();
    const flags = words.subarray(this.slots.length);
    this.#shows = [...this.signals.keys()].filter((signal) => (flags[signal] as number) & SHOWN);
    this.units = this.#unitNames.map((name, unit) => ({
      name,
      kind: flags[this.signals.length + unit] as UnitKind,
      key: native.name(Table.UnitKey, unit),
    }));
    this.hash = hash;
    this.contents = new Contents(native, words.subarray(0, this.slots.length), this.#signalIndex);
    this.#Snapshot = decisionsClass({
      slots: this.slots,
      make: (slot, arm, content, reason, shown) => this.contents.decision(slot, arm, content, reason, shown),
    });
  }

  /** Takes these signals as the whole context. */
  read(signals: Signals, units?: Units): void {
    const native = this.native;
    this.#cells.begin();
    this.#write(0, this.signals, signals);
    this.#write(this.signals.length, this.#unitNames, units ?? NOTHING);
    native.feed();
    this.#show();
  }

  /** Makes the context of facts; what the site says itself goes before, then what a platform said at the edge. */
  observe(facts: Facts, signals: Signals = {}, units?: Units, platform: Signals = {}): void {
    this.read(signals, units);
    for (const name of Object.keys(platform)) {
      const signal = this.#signalIndex.get(name);
      if (signal === undefined || signals[name] !== undefined) continue;
      this.#cells.put(signal, platform[name], PLATFORM);
      this.native.set(signal);
    }
    const first = this.signals.length + this.#unitNames.length;
    this.#cells.begin();
    this.#cells.clear(first, 64);
    for (const [fact, value] of facts) this.#cells.put(first + fact, value);
    this.native.observe();
    this.#show();
  }

  /** Changes one signal of the context. */
  set(name: string, value: unknown): void {
    const signal = this.#signalIndex.get(name);
    if (signal === undefined) return; // no rule reads it
    this.#cells.begin();
    this.#cells.put(signal, value);
    this.native.set(signal);
    this.#show();
  }

  /** The value of a signal in the context. */
  value(signal: number): SignalValue | undefined {
    const { native } = this;
    native.peek(signal);
    this.#cells.begin();
    return this.#cells.at(signal, () => native.text(signal));
  }

  /** Signals of the context that a platform said. */
  fromPlatform(): Signals {
    const said = this.signals.flatMap((name, signal) => {
      const value = this.value(signal);
      return this.#cells.origin(signal) === PLATFORM ? [[name, value] as const] : [];
    });
    return Object.fromEntries(said);
  }

  /** Takes the whole context of another engine of the same bundle, each value with where it comes from. */
  adopt(other: Core, units?: Units): void {
    const values = this.signals.map((_, signal) => [other.value(signal), other.#cells.origin(signal)] as const);
    this.read({}, units);
    values.forEach(([value, origin], signal) => {
      // What the site says that there is none of is more than missing, to an edge.
      this.#cells.put(signal, value === undefined && origin === SITE ? null : value, origin);
      this.native.set(signal);
    });
  }

  /** Decides over the context as it is. */
  decide({ now, slots }: Asked, edge = false): Outcome {
    return { words: this.#decide(edge, +now, slots).slice(), shown: this.#shown };
  }

  snapshot({ words, shown }: Outcome): Decisions {
    return new this.#Snapshot(words, shown);
  }

  /** Decides and snapshots: the hot path of `nearside/engine`. */
  answer({ now, slots }: Asked, edge: boolean): Decisions {
    const first = this.#slab.keep(this.#decide(edge, +now, slots));
    return new this.#Snapshot(this.#slab.words, this.#shown, first);
  }

  /** Decides one slot over the context as it is; undefined if the bundle has no such slot. */
  slot(name: string, { now }: Asked): Decision | undefined {
    if (!this.#slotIndex.has(name)) return undefined;
    return this.snapshot({ words: this.#decide(false, +now, [name]), shown: this.#shown }).get(name);
  }

  /** The selector of a place; empty for a value slot. */
  target(slot: number): string {
    return this.contents.name(Table.Target, slot);
  }

  get native(): NativeEngine {
    if (this.#live) return this.#native;
    throw new NearsideError("engine_freed", "this engine was freed", { hint: "load the bundle again with `Engine.load`" });
  }

  /** The bundle's bytes. */
  get bundle(): Uint8Array {
    return this.native.bytes();
  }

  free(): void {
    if (this.#live) this.#native.free();
    this.#live = false;
  }

  /** A new map each time: snapshots keep theirs. */
  #show(): void {
    if (this.#shows.length > 0) this.#shown = new Map(this.#shows.map((signal) => [signal, this.value(signal)]));
  }

  /** Marks the slots that are wanted. */
  mark(slots: readonly string[] = []): void {
    const wanted = new Uint8Array(this.#memory.buffer, this.#layout[Word.Wanted], this.slots.length).fill(0);
    for (const name of slots) {
      const slot = this.#slotIndex.get(name);
      if (slot !== undefined) wanted[slot] = 1;
    }
  }

  #decide(edge: boolean, now: number, slots: readonly string[] | undefined): Uint32Array {
    if (slots) this.mark(slots);
    const address = this.native.decide(now, edge, slots !== undefined);
    // Memory that has grown is another buffer, and views of the old one have no length.
    if (this.#answer.byteOffset !== address || this.#answer.length === 0) {
      this.#answer = new Uint32Array(this.#memory.buffer, address, this.slots.length * WORDS);
    }
    return this.#answer;
  }

  /** Anybody's object: a property may be a getter that throws; then only that one is missing. */
  #write(first: number, names: readonly string[], from: Readonly<Record<string, unknown>>): void {
    const cells = this.#cells;
    let i = 0;
    while (i < names.length) {
      try {
        for (; i < names.length; i++) cells.put(first + i, from[names[i] as string]);
      } catch {
        cells.put(first + i++, undefined);
      }
    }
  }
}

const NOTHING: Units = {};

function index(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}
