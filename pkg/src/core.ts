// The engine as JavaScript sees it, over whichever artefact carries it (`engine.ts`: runtime, `edge.ts`: edge).
// Several engines may live in one wasm; each holds one bundle and one context.

import { Bundle, type Unit } from "./bundle.ts";
import { Cells } from "./cells.ts";
import { Contents } from "./contents.ts";
import { type DecisionsClass, decisionsClass, type Shown, WORDS } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { type Native, NONE, Origin, Word } from "./native.ts";
import type { Memory } from "./profile/memory.ts";
import type { Decisions, Facts, Signals, SignalValue, Units } from "./types.ts";

/** Three words a slot (arm, content, reason), and the values that contents show. */
export interface Outcome {
  readonly words: Uint32Array;
  readonly shown: Shown;
}

/** What a decision is asked with, besides the context. */
export interface Asked {
  readonly now: number | Date;
  /** Names of the slots to decide; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
  /** What this device remembers. */
  readonly profile?: Memory | undefined;
  /** Variants that are to be seen, by experience, whatever their rules say. */
  readonly previews?: Readonly<Record<string, string>> | undefined;
  /** The arm that a slot has already, by a decision elsewhere; `NONE` for its default. */
  readonly held?: ((slot: number) => number | undefined) | undefined;
}

export class Core {
  /** Names of the signals that this bundle reads, and of its slots. */
  readonly signals: readonly string[];
  readonly slots: readonly string[];
  readonly contents: Contents;
  /** Numbers of the facts that the signals need: bits 0 to 31, and 32 to 63. */
  readonly needs: readonly [number, number];
  readonly units: readonly Unit[];
  readonly bundle: Bundle;
  readonly native: Native;
  readonly cells: Cells;
  readonly #number: number;
  readonly #unitNames: readonly string[];
  readonly signalIndex: ReadonlyMap<string, number>;
  readonly slotIndex: ReadonlyMap<string, number>;
  readonly #Snapshot: DecisionsClass;
  /** Values of the signals that contents show. */
  shown: Shown;
  /** Where the last answer lay; it mostly lies there again, and a view costs more than reading it. */
  #answer = new Uint32Array(0);
  /** Whether the engine has previews from the last decision. */
  #previews = false;
  #live = true;

  constructor(native: Native, engine: number) {
    const { memory } = native;
    const bundle = new Bundle(memory, native.layout(engine) >>> 0);
    this.native = native;
    this.#number = engine;
    this.bundle = bundle;
    this.signals = bundle.signals;
    this.slots = bundle.slots;
    this.units = bundle.units;
    this.needs = [bundle.word(Word.Facts), bundle.word(Word.FactsHigh)];
    this.#unitNames = bundle.units.map(({ name }) => name);
    this.signalIndex = index(this.signals);
    this.slotIndex = index(this.slots);
    this.cells = new Cells(memory, bundle.word(Word.Cells), (bytes) => native.room(engine, bytes) >>> 0);
    this.contents = new Contents(bundle, this.signalIndex);
    this.#Snapshot = decisionsClass({
      slots: this.slots,
      make: (slot, arm, content, reason, shown) => this.contents.decision(slot, arm, content, reason, shown),
    });
  }

  /** Takes these signals as the whole context. */
  read(signals: Signals, units?: Units): void {
    const { number } = this;
    this.cells.begin();
    this.#write(0, this.signals, signals);
    this.#write(this.signals.length, this.#unitNames, units);
    this.native.feed(number);
    this.show();
  }

  /**
   * Makes the context of facts; what the site says itself goes before, then what a platform said at the edge, and what
   * stands in the page.
   */
  observe(facts: Facts, signals: Signals = NOTHING, units?: Units, platform: Signals = NOTHING, page: Signals = NOTHING): void {
    this.read(signals, units);
    for (const [said, origin] of [
      [page, Origin.Document],
      [platform, Origin.Platform],
    ] as const) {
      for (const name of Object.keys(said)) {
        const signal = this.signalIndex.get(name);
        if (signal === undefined || signals[name] !== undefined) continue;
        this.cells.put(signal, said[name], origin);
        this.native.set(this.number, signal);
      }
    }
    const first = this.signals.length + this.#unitNames.length;
    this.cells.begin();
    this.cells.clear(first, 64);
    for (const [fact, value] of facts) this.cells.put(first + fact, value);
    this.native.observe(this.number);
    this.show();
  }

  /** The value of a signal in the context. */
  value(signal: number): SignalValue | undefined {
    this.native.peek(this.number, signal);
    this.cells.begin();
    return this.cells.at(signal);
  }

  /** Decides over the context as it is. */
  decide(asked: Asked, edge = false): Outcome {
    return { words: this.answer(asked, edge).slice(), shown: this.shown };
  }

  /** Of an outcome whose words begin at `first`. */
  snapshot({ words, shown }: Outcome, first?: number): Decisions {
    return new this.#Snapshot(words, shown, first);
  }

  /** The selector of a place; empty for a value slot. */
  target(slot: number): string {
    return this.bundle.target(slot);
  }

  /** The bundle's integrity hash. */
  get hash(): string {
    return this.bundle.hash;
  }

  /** The engine's number in its wasm. */
  get number(): number {
    if (this.#live) return this.#number;
    throw new NearsideError("engine_freed", "this engine was freed", { hint: "load the bundle again with `Engine.load`" });
  }

  free(): void {
    if (this.#live) this.native.free(this.#number);
    this.#live = false;
  }

  /** After a change of signals. A new map each time: snapshots keep theirs. */
  show(): void {
    const { shows } = this.bundle;
    if (shows.length > 0) this.shown = new Map(shows.map((signal) => [signal, this.value(signal)]));
  }

  /** Marks the slots that are wanted, and those of them that are `held`: decided elsewhere already. */
  mark(slots: readonly string[] = [], held?: Asked["held"]): void {
    const wanted = new Uint32Array(this.native.memory.buffer, this.bundle.word(Word.Wanted), this.slots.length).fill(0);
    for (const name of slots) {
      const slot = this.slotIndex.get(name);
      if (slot === undefined) continue;
      const arm = held?.(slot);
      wanted[slot] = arm === undefined ? 1 : arm === NONE ? NONE : 2 + this.bundle.owner(arm);
    }
  }

  /** Takes the variants that are to be seen; what the bundle does not have is passed over. */
  preview(previews: Asked["previews"] = {}): void {
    const { bundle, native, number } = this;
    this.#previews = false;
    native.preview(number, NONE, 0);
    for (const [name, variant] of Object.entries(previews)) {
      const experience = bundle.experienceOf(name);
      const arm = experience === NONE ? NONE : bundle.armOf(experience, variant);
      if (arm === NONE) continue;
      this.#previews = true;
      native.preview(number, experience, arm);
    }
  }

  /** The words of an outcome where they lie: until the next decision. */
  answer({ now, slots, held, profile, previews }: Asked, edge: boolean): Uint32Array {
    if (slots) this.mark(slots, held);
    if (previews || this.#previews) this.preview(previews);
    const address = this.native.decide(this.number, profile?.number ?? NONE, +now, edge, slots !== undefined) >>> 0;
    // Memory that has grown is another buffer, and views of the old one have no length.
    if (this.#answer.byteOffset !== address || this.#answer.length === 0) {
      this.#answer = new Uint32Array(this.native.memory.buffer, address, this.slots.length * WORDS);
    }
    return this.#answer;
  }

  /** Anybody's object: a property may be a getter that throws; then only that one is missing. */
  #write(first: number, names: readonly string[], from: Readonly<Record<string, unknown>> = NOTHING): void {
    const cells = this.cells;
    let i = 0;
    if (from === NOTHING) {
      cells.clear(first, names.length);
      i = names.length;
    }
    while (i < names.length) {
      try {
        for (; i < names.length; i++) cells.put(first + i, from[names[i] as string]);
      } catch {
        cells.put(first + i++, undefined);
      }
    }
  }
}

const NOTHING = {};

function index(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}
