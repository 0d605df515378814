// The answer of one `decide`: a frozen snapshot that behaves as `{ slot: { experience, variant, reason, … } }`.
// A page reads a few of many slots, so nothing is made before it is read: one class a bundle with a getter a slot over
// copied numbers, and one object for each different answer of a slot, shared by all snapshots.

import { WORDS } from "./native.ts";
import type { Decision, Decisions } from "./types.ts";

/** Makes the decision of a slot; `shared` is false when it holds a value of this visit and may not serve another. */
export type Make = (
  slot: number,
  arm: number,
  content: number,
  reason: number,
  shown: Shown,
) => { readonly decision: Decision; readonly shared: boolean };

/** Values of the signals that contents show, by index of the signal. */
export type Shown = ReadonlyMap<number, unknown> | undefined;

export interface DecisionsClass {
  new (words: Uint32Array, shown: Shown, first?: number, own?: Map<number, Decision>): Decisions;
  /** Of words that begin at `first`, the decision of a slot. */
  of(words: Uint32Array, shown: Shown, first: number, slot: number): Decision;
}

/** Of an answer that is remembered. */
const ROW = 5;

export function decisionsClass(slots: readonly string[], indices: ReadonlyMap<string, number>, make: Make): DecisionsClass {
  // Answers that were given before: rows of arm, content, reason, the slot's next row, and the decision. Flat, since a page asks
  // for hundreds of slots and objects that lie apart cost more than all else here.
  const known: unknown[] = [];
  const first = slots.map(() => -1);

  function find(words: Uint32Array, at: number, slot: number): Decision | undefined {
    // As signed numbers: "not there" is −1 then, and needs no room of its own.
    const arm = (words[at] as number) | 0;
    const content = (words[at + 1] as number) | 0;
    const reason = (words[at + 2] as number) | 0;
    for (let row = first[slot] as number; row >= 0; row = known[row + 3] as number) {
      if (known[row] === arm && known[row + 1] === content && known[row + 2] === reason) return known[row + 4] as Decision;
    }
    return undefined;
  }

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
      const at = snapshot.#first + slot * WORDS;
      return find(snapshot.#words, at, slot) ?? snapshot.#make(at, slot);
    }

    static of(words: Uint32Array, shown: Shown, first: number, slot: number): Decision {
      return find(words, first + slot * WORDS, slot) ?? Snapshot.at(new Snapshot(words, shown, first), slot);
    }

    #make(at: number, slot: number): Decision {
      const before = this.#own?.get(slot);
      if (before) return before;
      const [arm, content, reason] = this.#words.subarray(at, at + WORDS) as unknown as [number, number, number];
      const { decision, shared } = make(slot, arm, content, reason, this.#shown);
      // The number of answers is bounded by the bundle: arms, contents and reasons of the slot.
      if (shared) {
        // Behind the first, which is mostly the default.
        const head = first[slot] as number;
        const row = known.push(arm | 0, content | 0, reason, head < 0 ? -1 : known[head + 3], decision) - ROW;
        if (head < 0) first[slot] = row;
        else known[head + 3] = row;
      } else {
        this.#own ??= new Map();
        this.#own.set(slot, decision);
      }
      return decision;
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
    // A slot of a name that a snapshot needs itself is reached by `get`.
    if (name === "__proto__" || Object.hasOwn(Snapshot.prototype, name)) return;
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
