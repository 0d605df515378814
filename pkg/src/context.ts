// What an engine decides over: the signals and units of one visit, in the cells of its memory.

import { type Bundle, bundleAt } from "./bundle.ts";
import { Cells } from "./cells.ts";
import type { Shown } from "./decisions.ts";
import { type Native, Origin, Word } from "./native.ts";
import type { Facts, Signals, SignalValue, Units } from "./types.ts";
import { type Views, viewsOf } from "./views.ts";

/** Bytes of values from which on the context is taken anew. Above what any holds at once, but for a hostile one. */
const ROOM = 1 << 20;
const NOTHING = {};

export class Context {
  readonly native: Native;
  /** The engine's number in its wasm. */
  readonly number: number;
  readonly views: () => Views;
  readonly bundle: Bundle;
  readonly cells: Cells;
  /** Names of the signals that this bundle reads. */
  readonly signals: readonly string[];
  readonly signalIndex: ReadonlyMap<string, number>;
  /** Values of the signals that contents show. */
  shown: Shown;
  /** Signals that were set since the last decision, each once. */
  readonly since: number[] = [];
  /** Nothing was decided over this context yet. */
  afresh = true;
  readonly #unitNames: readonly string[];
  #units: Units | undefined;
  /** Bytes, at most, that values set one by one took; those before them are not free until the context is taken anew. */
  #taken = 0;

  constructor(native: Native, engine: number) {
    const views = viewsOf(native);
    const bundle = bundleAt(views, native.layout(engine) >>> 0);
    this.native = native;
    this.number = engine;
    this.views = views;
    this.bundle = bundle;
    this.cells = new Cells(views, bundle.word(Word.Cells), (bytes) => native.room(engine, bytes) >>> 0);
    this.signals = bundle.signals;
    this.signalIndex = index(this.signals);
    this.#unitNames = bundle.units.map(({ name }) => name);
  }

  /** Takes these signals as the whole context. */
  read(signals: Signals, units?: Units): void {
    const { number } = this;
    this.#units = units;
    this.#taken = 0;
    this.afresh = true;
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
      for (const [name, value] of Object.entries(said)) {
        const signal = this.signalIndex.get(name);
        if (signal !== undefined && signals[name] === undefined) this.put(signal, value, origin);
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
    const { afresh } = this;
    this.put(signal, value);
    // A member of a list takes sixteen bytes besides its text, and has four before it here.
    this.#taken += 64 + 5 * this.cells.used;
    const before = this.shown?.get(signal);
    this.show();
    // What depends on its value alone is found to be the same; of what shows it nobody else would look.
    if (before === undefined || before !== this.shown?.get(signal)) this.note(signal);
    if (this.#taken < ROOM) return;
    this.adopt(this, this.#units);
    this.afresh = afresh;
    this.show();
  }

  /** A signal was set. */
  note(signal: number): void {
    if (!this.since.includes(signal)) this.since.push(signal);
  }

  /** Takes the whole context of another engine of this bundle, or its own: what values before these took is free again then. */
  adopt(other: Context, units: Units | undefined): void {
    const values = other.signals.map((_, signal) => [other.value(signal), other.cells.origin(signal)] as const);
    this.read({}, units);
    values.forEach(([value, origin], signal) => {
      this.put(signal, value, origin);
    });
  }

  /** One signal's value, with where it comes from. */
  put(signal: number, value: unknown, origin = 0): void {
    this.cells.begin();
    // What the site says that there is none of is more than missing, to an edge.
    this.cells.put(signal, value === undefined && origin === Origin.Site ? null : value, origin);
    this.native.set(this.number, signal);
  }

  /** After a change of signals. A new map each time: snapshots keep theirs. */
  show(): void {
    const { shows } = this.bundle;
    if (shows.length > 0) this.shown = new Map(shows.map((signal) => [signal, this.value(signal)]));
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

export function index(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}
