// The answer of one `decide`: a frozen snapshot that behaves as `{ slot: { experience, variant, reason, … } }`.
// A page reads a few of many slots, so nothing is made before it is read: one class a bundle with a getter a slot over
// copied numbers, and one object for each different answer of a slot, shared by all snapshots.

import { NONE, ReasonCode } from "./native.ts";
import type { Decision, Decisions } from "./types.ts";

/** Words a slot: arm, content, reason. */
export const WORDS = 3;

/** Words of an answer that is remembered: a row number shifted by two is its index. */
const ROW = 4;

/** Reasons for which an experience that has a slot counts as shown: `Reason::counts` in `src/decide/reason.rs`. */
const COUNT: readonly number[] = [ReasonCode.Matched, ReasonCode.Split, ReasonCode.Stopped, ReasonCode.Forced, ReasonCode.Sticky];

/** The arms that count as shown, by slot; `NONE` for none. */
export function counted(of: Uint32Array | Decisions): number[] {
  const words = of instanceof Uint32Array ? of : (of as unknown as { [RAW](): Uint32Array })[RAW]();
  return Array.from({ length: words.length / WORDS }, (_, slot) => {
    const [arm, , reason] = words.subarray(slot * WORDS) as unknown as [number, number, number];
    return COUNT.includes(reason) ? arm : NONE;
  });
}

/** A snapshot's words, for `counted` alone. */
const RAW = Symbol();

/** What a class of snapshots knows about its bundle. */
export interface Shape {
  readonly slots: readonly string[];
  readonly indices: ReadonlyMap<string, number>;
  /** The decision itself; `shared` is false when it holds a value of this visit and may not serve another. */
  make(slot: number, arm: number, content: number, reason: number, shown: Shown): { decision: Decision; shared: boolean };
}

/** Values of the signals that contents show, by index of the signal. */
export type Shown = ReadonlyMap<number, unknown> | undefined;

export type DecisionsClass = new (words: Uint32Array, shown: Shown, first?: number, own?: Map<number, Decision>) => Decisions;

/** Names that a snapshot needs itself; a slot of such a name is reached by `get`. */
const RESERVED = new Set(["constructor", "get", "keys", "entries", "toJSON", "__proto__"]);

export function decisionsClass(shape: Shape): DecisionsClass {
  const { slots, indices } = shape;
  // Answers that were given before: rows of arm, content, reason and the slot's next row, and what each of them is. Flat,
  // since a page asks for hundreds of slots and objects that lie apart cost more than all else here.
  const decisions: Decision[] = [];
  let known = new Int32Array(ROW * 2 * slots.length);
  const first = new Int32Array(slots.length).fill(-1);

  const keep = (slot: number, arm: number, content: number, reason: number, decision: Decision): void => {
    const row = ROW * decisions.length;
    if (row === known.length) {
      const before = known;
      known = new Int32Array(2 * row);
      known.set(before);
    }
    // Behind the first, which is mostly the default.
    const head = first[slot] as number;
    known.set([arm, content, reason, head < 0 ? -1 : (known[head + 3] as number)], row);
    if (head < 0) first[slot] = row;
    else known[head + 3] = row;
    decisions.push(decision);
  };

  /** The answer, if the slot gave it before. */
  const recall = (slot: number, words: Uint32Array, at: number): Decision | undefined => {
    // As signed numbers: "not there" is −1 then, and needs no room of its own.
    const arm = (words[at] as number) | 0;
    const content = (words[at + 1] as number) | 0;
    const reason = (words[at + 2] as number) | 0;
    for (let row = first[slot] as number; row >= 0; row = known[row + 3] as number) {
      if (known[row] === arm && known[row + 1] === content && known[row + 2] === reason) return decisions[row >> 2];
    }
    return undefined;
  };

  /** Behind the slot that was read by name last. */
  let next = 0;

  class Snapshot {
    readonly #words: Uint32Array;
    readonly #first: number;
    readonly #shown: Shown;
    /** Decisions that hold a value of this visit; made when there is one. */
    #own: Map<number, Decision> | undefined;

    constructor(words: Uint32Array, shown: Shown, first = 0, own?: Map<number, Decision>) {
      this.#words = words;
      this.#first = first;
      this.#shown = shown;
      this.#own = own;
      Object.freeze(this);
    }

    static at(snapshot: Snapshot, slot: number): Decision {
      return recall(slot, snapshot.#words, snapshot.#first + slot * WORDS) ?? snapshot.#make(slot);
    }

    #make(slot: number): Decision {
      const before = this.#own?.get(slot);
      if (before) return before;
      const at = this.#first + slot * WORDS;
      const [arm, content, reason] = this.#words.subarray(at, at + WORDS) as unknown as [number, number, number];
      const { decision, shared } = shape.make(slot, arm, content, reason, this.#shown);
      // The number of answers is bounded by the bundle: arms, contents and reasons of the slot.
      if (shared) keep(slot, arm | 0, content | 0, reason, decision);
      else {
        this.#own ??= new Map();
        this.#own.set(slot, decision);
      }
      return decision;
    }

    [RAW](): Uint32Array {
      return this.#words.subarray(this.#first, this.#first + slots.length * WORDS);
    }

    get(name: string): Decision | undefined {
      // Who reads many reads them in order: a look at the next name spares the search for it.
      const slot = name !== undefined && slots[next] === name ? next : indices.get(name);
      if (slot === undefined) return undefined;
      next = slot + 1;
      return Snapshot.at(this, slot);
    }

    keys(): string[] {
      return [...slots];
    }

    entries(): [string, Decision][] {
      return slots.map((name, slot) => [name, Snapshot.at(this, slot)]);
    }

    toJSON(): Record<string, Decision> {
      return Object.fromEntries(this.entries());
    }
  }

  // Behind the class's own prototype: an engine lays that one out anew with every property that it gets, which took more
  // time, and left more behind, than all else that loading a bundle does.
  const getters = {};
  slots.forEach((name, slot) => {
    if (RESERVED.has(name)) return;
    Object.defineProperty(getters, name, {
      enumerable: true,
      get(this: Snapshot) {
        return Snapshot.at(this, slot);
      },
    });
  });
  Object.setPrototypeOf(Snapshot.prototype, getters);
  return Snapshot as unknown as DecisionsClass;
}
