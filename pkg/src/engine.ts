// `nearside/engine`: headless decisions in any runtime. A plain object of signals in, decisions out.

import { load as js } from "#js/runtime";
import { load as wasm } from "#wasm/runtime";
import { again } from "./again.ts";
import type { Core } from "./core.ts";
import { NearsideError } from "./errors.ts";
import { offsetOf } from "./facts/fact.ts";
import { FactNumber } from "./facts/numbers.ts";
import { instantiate } from "./instance.ts";
import { type BundleSource, type LoadOptions, load } from "./load.ts";
import { outOf } from "./memory/objected.ts";
import { May, NONE } from "./native.ts";
import { Memory } from "./profile/handle.ts";
import { Profile, type ProfileData } from "./profile.ts";
import { release } from "./release.ts";
import { Slab } from "./slab.ts";
import type {
  Changes,
  DecideOptions,
  Decision,
  Decisions,
  ExplainOptions,
  Explanation,
  Facts,
  Reasons,
  RedecideOptions,
  Signals,
  Units,
} from "./types.ts";

export type { BundleSource, LoadOptions } from "./load.ts";
export type * from "./types.ts";
export { NearsideError };

const NOTHING: readonly never[] = [];
const KINDS = { view: May.View, action: May.Action, live: May.Live };

const RUNTIME = { wasm, js, start: instantiate };

export class Engine {
  readonly #core: Core;
  readonly #slab = new Slab();
  #last: Decisions;
  /** That of the last decision. */
  #profile: Profile | undefined;

  private constructor(core: Core) {
    this.#core = core;
    this.#last = core.snapshot({ words: new Uint32Array(0), shown: undefined });
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
    const profile = Profile.of(core, options.profile);
    this.#read(signals, options);
    // Field by field: copying the options cost a fifth of a decision of twenty experiences.
    const answer = core.answer(options, options.place === "edge", core.leave(options.consent), this.#out(options));
    const first = this.#slab.keep(answer);
    this.#last = core.snapshot({ words: this.#slab.words, shown: core.shown }, first);
    this.#profile = profile;
    profile?.decided(this.#last, +options.now, this.#slab.words, first);
    return this.#last;
  }

  /** What this device remembers: of bytes that a profile gave, of its JSON form, or an empty one. */
  profile(source?: Uint8Array | ProfileData | null): Profile {
    return new Profile(this.#core, source);
  }

  /** Changes one signal of the context. A name that no rule reads is ignored. Decides nothing: see `redecide`. */
  set(name: string, value: unknown): void {
    this.#core.set(name, value);
  }

  /**
   * Decides again over the context: what depends on the signals set since the last decision, and on what `profile` heard since, in
   * slots that may change (`may`). All others keep their decision. The moment is that of `decide`, however much time has passed:
   * time alone changes nothing. Which slots are here is what `decide` was told.
   */
  redecide({ profile: given, may }: RedecideOptions = {}): Changes {
    const core = this.#core;
    const profile = Profile.of(core, given) ?? this.#profile;
    if (profile === this.#profile && !core.afresh && core.since.length === 0 && !profile?.heard) return this.#same();
    let kinds = may ? 0 : May.Action | May.Live;
    for (const kind of may ?? NOTHING) kinds |= KINDS[kind];
    const { words, shown, changed, own } = again(core, kinds, this.#last, profile);
    if (changed.length === 0) return this.#same();
    const first = this.#slab.keep(words);
    this.#last = core.snapshot({ words: this.#slab.words, shown, own }, first);
    profile?.decided(this.#last, core.now, this.#slab.words, first);
    return { decisions: this.#last, changed: changed.map((slot) => core.slots[slot] as string) };
  }

  /** What was said before is said still. */
  #same(): Changes {
    return { decisions: this.#last, changed: NOTHING };
  }

  /** Decides one slot over the context; undefined if the bundle has no such slot. */
  slot(name: string, options: DecideOptions): Decision | undefined {
    const core = this.#core;
    const slot = core.slotIndex.get(name);
    if (slot === undefined) return undefined;
    const { now, previews, place } = options;
    core.wish({ previews, out: this.#out(options) });
    const profile = Profile.of(core, options.profile)?.number ?? NONE;
    const address = core.native.one(core.number, profile, +now, core.way(place === "edge", core.leave(options.consent)), slot) >>> 0;
    if (core.bundle.tells) core.show();
    return core.decisionAt(address, slot);
  }

  /** Why a slot is decided as it is for these signals, which become the context. Loads its code when first asked. */
  async explain(slot: string, signals: Signals, options: ExplainOptions): Promise<Explanation | undefined> {
    return this.#why(slot, signals, options);
  }

  /** The reason of every slot and of every experience for these signals, which become the context. */
  async reasons(signals: Signals, options: DecideOptions): Promise<Reasons> {
    return this.#why(undefined, signals, options);
  }

  async #why<Slot extends string | undefined>(slot: Slot, signals: Signals, options: ExplainOptions) {
    const { explain, seeking } = await import("./why.ts");
    const whatIf = await seeking(options.counterfactual);
    const remembered = Profile.of(this.#core, options.profile);
    // Nothing waits from here on: what another call asks for meanwhile is another context.
    const units = this.#read(signals, options);
    const { place, consent, ...rest } = options;
    const bytes = remembered?.bytes();
    const asking = {
      ...rest,
      now: +options.now,
      units,
      edge: place === "edge",
      profile: bytes && ((core: Core) => new Memory(core, bytes)),
      leave: this.#core.leave(consent),
      out: this.#out(options),
    };
    return explain(NearsideError, this.#core, slot, asking, whatIf);
  }

  #out({ consent }: DecideOptions): readonly number[] | undefined {
    return consent?.objected && outOf(this.#core, consent.objected);
  }

  #read(signals: Signals, { now, zone, draw, units: own }: DecideOptions): Units | undefined {
    const units = draw === undefined ? own : { "page-view": draw, ...own };
    if (zone === undefined) this.#core.read(signals, units);
    else this.#core.observe(clock(zone, +now), signals, units);
    return units;
  }

  free(): void {
    const hint = "load the bundle again with `Engine.load`";
    release(
      this.#core,
      () => this.#core.free(),
      () => new NearsideError("engine_freed", "this engine was freed", { hint }),
    );
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
