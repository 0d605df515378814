// A bundle as it lies in the engine's memory: names are read from it when somebody wants them.

import { NONE, SHOWN, type UnitKind, Word } from "./native.ts";
import type { Reason } from "./types.ts";

/** A unit of random assignment, and where it is found. */
export interface Unit {
  readonly name: string;
  readonly kind: UnitKind;
  /** Of the cookie or header. */
  readonly key: string;
}

const utf8 = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/** By their numbers in `src/decide/reason.rs`; a test compares. */
export const REASONS: readonly Reason[] = [
  "default",
  "matched",
  "split",
  "not_matched",
  "other_page",
  "no_slot",
  "slot_taken",
  "not_started",
  "ended",
  "no_unit",
  "rollout",
  "not_covered",
  "pass",
  "on_device",
  "expired",
  "at_edge",
];

export class Bundle {
  readonly signals: readonly string[];
  readonly units: readonly Unit[];
  readonly slots: readonly string[];
  /** Indices of the signals whose values some content shows. */
  readonly shows: readonly number[];
  readonly #memory: WebAssembly.Memory;
  readonly #words: Uint32Array;
  /** Where the words of slots and arms begin. */
  readonly #slot: number;
  readonly #arm: number;
  readonly #texts: string[] = [];

  constructor(memory: WebAssembly.Memory, layout: number) {
    this.#memory = memory;
    const head = new Uint32Array(memory.buffer, layout, Word.Head);
    const [signals, units, slots, arms] = head as unknown as [number, number, number, number];
    const unit = Word.Head + 2 * signals;
    this.#slot = unit + 3 * units;
    this.#arm = this.#slot + 3 * slots;
    const words = new Uint32Array(memory.buffer, layout, this.#arm + 2 * arms).slice();
    this.#words = words;
    const rows = <T>(count: number, first: number, width: number, row: (at: number) => T): T[] =>
      Array.from({ length: count }, (_, index) => row(first + width * index));
    this.signals = rows(signals, Word.Head, 2, (at) => this.#text(at));
    this.shows = [...this.signals.keys()].filter((signal) => (words[Word.Head + 2 * signal + 1] as number) & SHOWN);
    this.units = rows(units, unit, 3, (at) => ({ name: this.#text(at), kind: words[at + 1] as UnitKind, key: this.#text(at + 2) }));
    this.slots = rows(slots, this.#slot, 3, (at) => this.#text(at));
  }

  word(word: Word): number {
    return this.#words[word] as number;
  }

  /** The selector of a place; empty for a value slot. */
  target(slot: number): string {
    return this.#text(this.#slot + 3 * slot + 1);
  }

  /** The content of a slot's default value. */
  default(slot: number): number {
    return this.word(this.#slot + 3 * slot + 2);
  }

  /** The experience that an arm belongs to. */
  experience(arm: number): string {
    return this.#text(this.#arm + 2 * arm);
  }

  arm(arm: number): string {
    return this.#text(this.#arm + 2 * arm + 1);
  }

  /** The bytes of a content, which `content.ts` reads. */
  content(index: number): Uint8Array {
    return this.#entry(Word.Contents, index);
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.word(Word.Bundle), this.word(Word.Bytes)).slice();
  }

  #text(at: number): string {
    const id = this.word(at);
    if (id === NONE) return "";
    return (this.#texts[id] ??= utf8.decode(this.#entry(Word.Strings, id)));
  }

  /** An entry of a table: a count, one more offset than that, bytes. */
  #entry(table: Word, index: number): Uint8Array {
    const { buffer } = this.#memory;
    const address = this.word(table);
    const offsets = new Uint32Array(buffer, address, 1);
    const base = address + 4 * ((offsets[0] as number) + 2);
    const [start, end] = new Uint32Array(buffer, address + 4 * (index + 1), 2) as unknown as [number, number];
    return new Uint8Array(buffer, base + start, end - start);
  }
}
