// The engine as JavaScript sees it, over whichever artefact carries it (`engine.ts`: runtime, `edge.ts`: edge).
// Several engines may live in one wasm; each holds one bundle and one context.

import type { Unit } from "./bundle.ts";
import { bits, type Consent } from "./consent/leave.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { Context, index } from "./context.ts";
import { type DecisionsClass, decisionsClass, type Shown } from "./decisions.ts";
import { How, type Native, NONE, WORDS, Word } from "./native.ts";
import type { Memory } from "./profile/handle.ts";
import type { Decision, Decisions } from "./types.ts";

/** Three words a slot (arm, content, reason), and the values that contents show. */
export interface Outcome {
  readonly words: Uint32Array;
  readonly shown: Shown;
  /** Decisions that hold values of before, by slot. */
  readonly own?: Map<number, Decision> | undefined;
}

/** What a decision is asked with, besides the context. */
export interface Asked {
  readonly now: number | Date;
  /** Names of the slots to decide; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
  /** What this device remembers. */
  readonly profile?: Memory | undefined;
  /** What the visitor allows, in bits ({@link Leave}). */
  readonly leave?: number | undefined;
  /** Variants that are to be seen, by experience, whatever their rules say. */
  readonly previews?: Readonly<Record<string, string>> | undefined;
  /** Numbers of the experiences that are out, by what the visitor objected to. */
  readonly out?: readonly number[] | undefined;
  /** The arm that a slot has already, by a decision elsewhere; `NONE` for its default. */
  readonly held?: ((slot: number) => number | undefined) | undefined;
}

/** What goes before all rules. */
export type Wishes = Pick<Asked, "previews" | "out">;

const NO_WISHES: Wishes = {};

export class Core extends Context {
  readonly slots: readonly string[];
  readonly slotIndex: ReadonlyMap<string, number>;
  readonly units: readonly Unit[];
  readonly contents: Contents;
  /** The moment of the last decision: a view has one. */
  now = 0;
  /** How it was made. */
  how = 0;
  /** What is remembered, or what of it may count, is another since. */
  isAnother = false;
  /** What went before all rules in the last decision; of one slot somebody may have asked with something else since. */
  wishes: Wishes = NO_WISHES;
  /** By slot, decisions that show values of before: others of them have changed since, and these slots may not. */
  own: Map<number, Decision> | undefined;
  readonly #Snapshot: DecisionsClass;
  /** Where the last answer lay; it mostly lies there again, and a view costs more than reading it. */
  #answer = new Uint32Array(0);
  #hasWishes = false;

  constructor(native: Native, engine: number) {
    super(native, engine);
    const { bundle } = this;
    this.slots = bundle.slots;
    this.slotIndex = index(this.slots);
    this.units = bundle.units;
    this.contents = contentsOf(bundle, this.signalIndex);
    this.#Snapshot = decisionsClass(this.slots, this.slotIndex, this.contents.decision);
  }

  /** Decides over the context as it is. */
  decide(asked: Asked, edge = false): Outcome {
    return { words: this.answer(asked, edge).slice(), shown: this.shown };
  }

  /** The words of an outcome where they lie: until the next decision. */
  answer(asked: Asked, edge: boolean, leave = asked.leave, out = asked.out): Uint32Array {
    const { now, slots, held, profile, previews } = asked;
    if (slots) this.mark(slots, held);
    this.wishes = previews || out ? { previews, out } : NO_WISHES;
    this.wish(this.wishes);
    this.settle();
    this.now = +now;
    this.how = this.way(edge, leave);
    const address = this.native.decide(this.number, profile?.number ?? NONE, +now, this.how, slots !== undefined) >>> 0;
    if (this.bundle.tells) this.show();
    return this.wordsAt(address);
  }

  /** Of an outcome whose words begin at `first`. */
  snapshot({ words, shown, own }: Outcome, first?: number): Decisions {
    return new this.#Snapshot(words, shown, first, own);
  }

  /** Of one slot, whose words lie among those of all at this address. */
  decisionAt(address: number, slot: number): Decision {
    return this.#Snapshot.of(this.views().words, this.shown, address / 4, slot);
  }

  /** What was set until here is decided over. */
  settle(): void {
    this.afresh = this.isAnother = false;
    this.own = undefined;
    this.since.length = 0;
  }

  /** How to decide: at an edge or not, and with what leave. */
  way(edge: boolean, leave = 0): number {
    return (edge ? How.Edge : 0) + How.Leave * leave;
  }

  /** What the visitor allows, as decisions are asked with it. */
  leave(consent: Consent | undefined): number {
    return bits(consent);
  }

  /** Marks the slots that are wanted, and those of them that are `held`: decided elsewhere already. */
  mark(slots: readonly string[] = [], held?: Asked["held"]): void {
    const first = this.bundle.word(Word.Wanted) / 4;
    const wanted = this.views()
      .words.subarray(first, first + this.slots.length)
      .fill(0);
    for (const name of slots) {
      const slot = this.slotIndex.get(name);
      if (slot === undefined) continue;
      const arm = held?.(slot);
      wanted[slot] = arm === undefined ? 1 : arm === NONE ? NONE : 2 + this.bundle.owner(arm);
    }
  }

  /** Takes the variants that are to be seen, and what is out; what the bundle does not have is passed over. */
  wish({ previews, out }: Wishes): void {
    if (!previews && !out && !this.#hasWishes) return;
    const { bundle, native, number } = this;
    this.#hasWishes = !!out;
    native.preview(number, NONE, 0);
    for (const [name, variant] of Object.entries(previews ?? {})) {
      const arm = bundle.armOf(name, variant);
      if (arm === NONE) continue;
      this.#hasWishes = true;
      native.preview(number, bundle.owner(arm), arm);
    }
    for (const experience of out ?? []) native.preview(number, experience, NONE);
  }

  /** Another engine of the same bundle, with no context yet: to try out what would be. */
  twin(): Core {
    return new Core(this.native, give(this.native, this.bundle.bytes));
  }

  free(): void {
    this.native.free(this.number);
  }

  wordsAt(address: number): Uint32Array {
    // Memory that has grown is another buffer, and views of the old one have no length.
    if (this.#answer.byteOffset !== address || this.#answer.length === 0) {
      this.#answer = this.views().words.subarray(address / 4, address / 4 + this.slots.length * WORDS);
    }
    return this.#answer;
  }
}

/** Gives a bundle to the wasm: the engine's number, or below zero why it was refused (`refusal.ts`). */
export function give(native: Native, bytes: Uint8Array): number {
  const address = native.reserve(bytes.length) >>> 0;
  // There is no more room than for the largest that is taken.
  new Uint8Array(native.memory.buffer, address).set(bytes.subarray(0, 8 << 20));
  return native.open(bytes.length);
}
