// `nearside/engine`: headless decisions in any runtime. A plain object of signals in, decisions out.

import { load as js } from "#js/runtime";
import { load as wasm } from "#wasm/runtime";
import { adopt } from "./adopt.ts";
import type { Core } from "./core.ts";
import { offsetOf } from "./facts/fact.ts";
import { FactNumber } from "./facts/numbers.ts";
import { instantiate } from "./instance.ts";
import { type BundleSource, type LoadOptions, load } from "./load.ts";
import { Profile, type ProfileData } from "./profile.ts";
import { Slab } from "./slab.ts";
import type { DecideOptions, Decision, Decisions, ExplainOptions, Explanation, Facts, Signals, Units } from "./types.ts";

export { NearsideError } from "./errors.ts";
export type { BundleSource, LoadOptions } from "./load.ts";
export type * from "./types.ts";

/** Bytes of values from which on the context is taken anew. Above what any holds at once, but for a hostile one. */
const ROOM = 1 << 20;

const RUNTIME = { wasm, js, start: instantiate };

export class Engine {
  readonly #core: Core;
  readonly #slab = new Slab();
  #units: Units | undefined;
  /** Bytes, at most, that values set one by one took; those before them are not free until the context is taken anew. */
  #taken = 0;

  private constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Loads a bundle. Rejects with a `NearsideError` whose code tells a missing file from an altered, truncated or newer one.
   */
  static async load(bundle: BundleSource, options?: LoadOptions): Promise<Engine> {
    return new Engine(await load(RUNTIME, bundle, options));
  }

  /** Names of the signals that the bundle reads; no other property of a context is ever touched. */
  get signals(): readonly string[] {
    return this.#core.signals;
  }

  get slots(): readonly string[] {
    return this.#core.slots;
  }

  /** Decides every slot (or `slots`) for these signals, which become the engine's context. Writes nothing. */
  decide(signals: Signals, options: DecideOptions): Decisions {
    const core = this.#core;
    this.#read(signals, options);
    const first = this.#slab.keep(core.answer(options, options.place === "edge"));
    const decisions = core.snapshot({ words: this.#slab.words, shown: core.shown }, first);
    options.profile?.decided(decisions, +options.now);
    return decisions;
  }

  /** What this device remembers: of bytes that a profile gave, of its JSON form, or an empty one. */
  profile(source?: Uint8Array | ProfileData | null): Profile {
    return new Profile(this.#core, source);
  }

  /** Changes one signal of the context. A name that no rule reads is ignored. */
  set(name: string, value: unknown): void {
    const core = this.#core;
    const signal = core.signalIndex.get(name);
    if (signal === undefined) return;
    core.cells.begin();
    core.cells.put(signal, value);
    // A member of a list takes sixteen bytes besides its text, and has four before it here.
    this.#taken += 64 + 5 * core.cells.used;
    core.native.set(core.number, signal);
    core.show();
    if (this.#taken < ROOM) return;
    adopt(core, core, this.#units);
    this.#taken = 0;
  }

  /** Decides one slot over the context; undefined if the bundle has no such slot. */
  slot(name: string, options: DecideOptions): Decision | undefined {
    const core = this.#core;
    if (!core.slotIndex.has(name)) return undefined;
    const { now, profile, previews, place } = options;
    const words = core.answer({ now, profile, previews, slots: [name] }, place === "edge");
    return core.snapshot({ words, shown: core.shown }).get(name);
  }

  /** Why a slot is decided as it is for these signals, which become the context. Loads the why-module when first asked. */
  async explain(slot: string, signals: Signals, options: ExplainOptions): Promise<Explanation | undefined> {
    const { explain } = await import("./why.ts");
    const units = this.#read(signals, options);
    const { now, slots, place, previews, map } = options;
    const profile = options.profile?.bytes();
    const edge = place === "edge";
    return explain(load, instantiate, this.#core, slot, { now: +now, units, slots, edge, profile, previews, map });
  }

  #read(signals: Signals, { now, zone, draw, units: own }: DecideOptions): Units | undefined {
    const units = draw === undefined ? own : { "page-view": draw, ...own };
    if (zone === undefined) this.#core.read(signals, units);
    else this.#core.observe(clock(zone, +now), signals, units);
    this.#units = units;
    this.#taken = 0;
    return units;
  }

  free(): void {
    this.#core.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

/** What is known of the visitor's clock from a zone's name. */
function clock(zone: string, now: number): Facts {
  const offset = offsetOf(zone, now);
  return offset === undefined
    ? []
    : [
        [FactNumber.NOW, now],
        [FactNumber.OFFSET, offset],
      ];
}
