// The engine as JavaScript sees it, over whichever artefact carries it (`engine.ts`: runtime, `edge.ts`: edge).
// Several engines may live in one wasm; each holds one bundle and one context.

import { adopt } from "./adopt.ts";
import { interpolations } from "./apply/fill.ts";
import { Bundle, type Unit } from "./bundle.ts";
import { Cells } from "./cells.ts";
import { Contents } from "./contents.ts";
import { type DecisionsClass, decisionsClass, type Shown, WORDS } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { type Native, NONE, Origin, Word } from "./native.ts";
import type { Memory } from "./profile/memory.ts";
import type { Decision, Decisions, Facts, Signals, SignalValue, Units } from "./types.ts";

/** Three words a slot (arm, content, reason), and the values that contents show. */
export interface Outcome {
  readonly words: Uint32Array;
  readonly shown: Shown;
  /** Decisions that hold values of before, by slot. */
  readonly own?: Map<number, Decision> | undefined;
}

/** An outcome whose words lie where they are until the next one, and the slots that are decided otherwise than before. */
export interface Renewed extends Outcome {
  readonly changed: readonly number[];
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

/** Bytes of values from which on the context is taken anew. Above what any holds at once, but for a hostile one. */
const ROOM = 1 << 20;

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
  /** Whether the engine has previews; and those of the last decision, which another one aside may have replaced. */
  #previews = false;
  #asked: Asked["previews"];
  #live = true;
  #units: Units | undefined;
  /** Bytes, at most, that values set one by one took; those before them are not free until the context is taken anew. */
  #taken = 0;
  /** Signals that were set since the last decision. */
  readonly #since = new Set<number>();
  /** By slot, decisions that show values of before: others of them have changed since, and these slots may not. */
  #own: Map<number, Decision> | undefined;
  /** The moment of the last decision: a view has one. */
  now = 0;
  /** Nothing was decided over this context yet. */
  #afresh = true;
  #news = new Uint32Array(0);

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
      indices: this.slotIndex,
      make: (slot, arm, content, reason, shown) => this.contents.decision(slot, arm, content, reason, shown),
    });
  }

  /** Takes these signals as the whole context. */
  read(signals: Signals, units?: Units): void {
    const { number } = this;
    this.#units = units;
    this.#taken = 0;
    this.#afresh = true;
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

  /** Changes one signal of the context. A name that no rule reads is ignored. */
  set(name: string, value: unknown): void {
    const signal = this.signalIndex.get(name);
    if (signal === undefined) return;
    const { cells } = this;
    cells.begin();
    cells.put(signal, value);
    // A member of a list takes sixteen bytes besides its text, and has four before it here.
    this.#taken += 64 + 5 * cells.used;
    this.native.set(this.number, signal);
    const before = this.shown?.get(signal);
    this.show();
    // What depends on its value alone is found to be the same; of what shows it nobody else would look.
    if (before === undefined || before !== this.shown?.get(signal)) this.#since.add(signal);
    if (this.#taken < ROOM) return;
    this.#same(() => adopt(this, this, this.#units));
    this.show();
  }

  /** Takes the context anew, by `take`; what is another value then was set. */
  renew(take: () => void): void {
    const values = () => this.signals.map((_, signal) => String(this.value(signal)));
    const before = values();
    this.#same(take);
    values().forEach((value, signal) => {
      if (value !== before[signal]) this.#since.add(signal);
    });
  }

  #same(take: () => void): void {
    const afresh = this.#afresh;
    take();
    this.#afresh = afresh;
  }

  /** Decides over the context as it is. */
  decide(asked: Asked, edge = false): Outcome {
    return { words: this.answer(asked, edge).slice(), shown: this.shown };
  }

  /**
   * Decides again what depends on the signals that were set since, and on what the profile heard since, in slots of the kinds
   * `may`. `before` is what it was.
   */
  again(may: number, before: Decisions, profile?: Memory): Renewed {
    const { native, number, bundle, slots } = this;
    if (this.#news.length === 0) {
      this.#news = new Uint32Array(native.memory.buffer, bundle.word(Word.News), 1 + Math.max(slots.length, this.signals.length));
    }
    if (this.#asked || this.#previews) this.preview(this.#asked);
    let count = 0;
    for (const signal of this.#since) this.#news[++count] = signal;
    this.#news[0] = count;
    const words = this.#at(native.again(number, profile?.number ?? NONE, this.now, may, this.#afresh, profile?.heard ?? false) >>> 0);
    // Memory that has grown meanwhile is another buffer.
    if (this.#news.length === 0) this.#news = new Uint32Array(native.memory.buffer, bundle.word(Word.News));
    const news = this.#news;
    const changed: number[] = [];
    for (let at = 1; at <= (news[0] as number); at++) changed.push(news[at] as number);
    if (bundle.tells) this.show();
    let own = this.#own;
    if (bundle.shows.some((signal) => this.#since.has(signal))) own = this.#shows(words, may, changed, before);
    else if (own) {
      own = new Map(own);
      for (const slot of changed) own.delete(slot);
    }
    this.#settled();
    this.#own = own;
    if (profile) profile.heard = false;
    return { words, shown: this.shown, changed, own };
  }

  /** The slots whose content shows what was set are changed too; others, that show values, go on with those of before. */
  #shows(words: Uint32Array, may: number, changed: number[], before: Decisions): Map<number, Decision> {
    const own = new Map<number, Decision>();
    this.slots.forEach((name, slot) => {
      const { ops = [] } = this.contents.content(words[slot * WORDS + 1] as number);
      const parts = ops.flatMap(interpolations).map(({ signal }) => this.signalIndex.get(signal) as number);
      if (changed.includes(slot) || parts.length === 0) return;
      if (this.bundle.kind(slot) & may && parts.some((signal) => this.#since.has(signal))) changed.push(slot);
      else own.set(slot, before.get(name) as Decision);
    });
    changed.sort((a, b) => a - b);
    return own;
  }

  /** What was set until here is decided over. */
  #settled(): void {
    this.#afresh = false;
    this.#own = undefined;
    if (this.#since.size > 0) this.#since.clear();
  }

  /** Of an outcome whose words begin at `first`. */
  snapshot({ words, shown, own }: Outcome, first?: number): Decisions {
    return new this.#Snapshot(words, shown, first, own);
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

  /** Another engine of the same bundle, with no context yet: to try out what would be. */
  twin(): Core {
    return new Core(this.native, give(this.native, this.bundle.bytes));
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

  /** The words of an outcome where they lie: until the next decision. One `aside` leaves alone what `again` goes on from. */
  answer({ now, slots, held, profile, previews }: Asked, edge: boolean, aside = false): Uint32Array {
    if (slots) this.mark(slots, held);
    if (previews || this.#previews) this.preview(previews);
    if (!aside) {
      this.#asked = previews;
      this.#settled();
      this.now = +now;
    }
    const address = this.native.decide(this.number, profile?.number ?? NONE, +now, edge, slots !== undefined, aside) >>> 0;
    if (this.bundle.tells) this.show();
    return this.#at(address);
  }

  #at(address: number): Uint32Array {
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

/** Gives a bundle to the wasm: the engine's number, or below zero why it was refused (`refusal.ts`). */
export function give(native: Native, bytes: Uint8Array): number {
  const address = native.reserve(bytes.length) >>> 0;
  // There is no more room than for the largest that is taken.
  new Uint8Array(native.memory.buffer, address).set(bytes.subarray(0, 4 << 20));
  return native.open(bytes.length);
}

const NOTHING = {};

function index(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}
