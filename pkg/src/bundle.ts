// A bundle as it lies in the engine's memory: names are read from it when somebody wants them.

import { IN_PAGE, KIND, May, NONE, NUMBER_KIND, Section, SHOWN, TOLD, UnitKind, Word } from "./native.ts";
import type { Reason } from "./types.ts";

/** A signal that the browser finds in the page: what of which element. */
export interface PageSignal {
  readonly signal: string;
  readonly isNumber: boolean;
  /** An attribute's name; nothing for the element's text, `=` for a field's value. */
  readonly part: string;
  readonly selector: string;
}

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
  "holdout",
  "other_group",
  "off_hours",
  "limit",
  "cooldown",
  "stop_event",
  "stopped",
  "no_memory",
  "page_full",
  "nudge_limit",
  "forced",
  "sticky",
  "blocked",
  "preview",
];

/** Words of a row, by its section. */
const WIDTHS: { readonly [section: number]: number } = {
  [Section.Signals]: 3,
  [Section.Units]: 3,
  [Section.Slots]: 8,
  [Section.Arms]: 7,
  [Section.Experiences]: 24,
};

export class Bundle {
  readonly signals: readonly string[];
  readonly units: readonly Unit[];
  readonly slots: readonly string[];
  /** Indices of the signals whose values some content shows. */
  readonly shows: readonly number[];
  /** Whether one of these is told only by deciding: a calendar's, a variant. */
  readonly tells: boolean;
  readonly #memory: WebAssembly.Memory;
  readonly #layout: Uint32Array;
  readonly #texts: string[] = [];
  /** All texts, one behind the other, where each letter is a byte. */
  #all: string | undefined;
  #view = new Uint32Array(0);

  constructor(memory: WebAssembly.Memory, layout: number) {
    this.#memory = memory;
    this.#layout = new Uint32Array(memory.buffer, layout, Word.Sections + 2 * Section.End).slice();
    const rows = <T>(section: Section, row: (index: number) => T): T[] =>
      Array.from({ length: this.#count(section) }, (_, index) => row(index));
    const name = (section: Section) => rows(section, (index) => this.#text(this.#field(section, index, 0)));
    this.signals = name(Section.Signals);
    this.shows = [...this.signals.keys()].filter((signal) => this.#field(Section.Signals, signal, 1) & SHOWN);
    this.tells = this.shows.some((signal) => this.#field(Section.Signals, signal, 1) & TOLD);
    this.slots = name(Section.Slots);
    this.units = rows(Section.Units, (index) => {
      const [unit, kind, key] = [0, 1, 2].map((field) => this.#field(Section.Units, index, field)) as [number, UnitKind, number];
      return { name: this.#text(unit), kind, key: kind === UnitKind.Cookie || kind === UnitKind.Header ? this.#text(key) : "" };
    });
  }

  word(word: number): number {
    return this.#layout[word] as number;
  }

  /** The signals that a browser finds in the page. */
  inPage(): PageSignal[] {
    return this.signals.flatMap((signal, index) => {
      const small = this.#field(Section.Signals, index, 1);
      if (!(small & IN_PAGE)) return [];
      const [part, selector] = this.#text(this.#field(Section.Signals, index, 2)).split("\n") as [string, string];
      return [{ signal, isNumber: (small & KIND) === NUMBER_KIND, part, selector }];
    });
  }

  /** The selector of a place; empty for a value slot. */
  target(slot: number): string {
    return this.#text(this.#field(Section.Slots, slot, 1));
  }

  /** Which of the elements that the selector finds, from 1 on; 0 for all. */
  nth(slot: number): number {
    return this.#field(Section.Slots, slot, 7);
  }

  /** When a slot may change. */
  kind(slot: number): May {
    return this.#field(Section.Slots, slot, 5) & (May.Action | May.Live) || May.View;
  }

  /** The content of a slot's default value. */
  default(slot: number): number {
    return this.#field(Section.Slots, slot, 3);
  }

  /** The experience that an arm belongs to. */
  experience(arm: number): string {
    return this.#text(this.#field(Section.Experiences, this.owner(arm), 0));
  }

  /** The number of that experience. */
  owner(arm: number): number {
    return this.#field(Section.Arms, arm, 1);
  }

  /** The number of an experience; `NONE` if there is none of this name. */
  experienceOf(name: string): number {
    const count = this.#count(Section.Experiences);
    for (let index = 0; index < count; index++) if (this.#text(this.#field(Section.Experiences, index, 0)) === name) return index;
    return NONE;
  }

  /** The number of an experience's arm. */
  armOf(experience: number, name: string): number {
    const count = this.#count(Section.Arms);
    for (let arm = 0; arm < count; arm++) if (this.owner(arm) === experience && this.arm(arm) === name) return arm;
    return NONE;
  }

  arm(arm: number): string {
    return this.#text(this.#field(Section.Arms, arm, 0));
  }

  /** The bytes of a content, which `content.ts` reads. */
  content(index: number): Uint8Array {
    return this.#entry(Section.Contents, index);
  }

  /** The integrity hash in its header. */
  get hash(): string {
    return [4, 5].map((word) => this.#at(word).toString(16).padStart(8, "0")).join("");
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.word(Word.Bundle), this.word(Word.Bytes)).slice();
  }

  #count(section: Section): number {
    return this.word(Word.Sections + 2 * section + 1) / 4 / (WIDTHS[section] as number);
  }

  #text(id: number): string {
    if (id === NONE) return "";
    // A decoder takes as long for one name as for a hundred, and most bundles name all in ASCII.
    this.#all ??= this.#decodeAll();
    this.#texts[id] ??= this.#all ? this.#all.slice(...this.#range(Section.Strings, id)) : utf8.decode(this.#entry(Section.Strings, id));
    return this.#texts[id];
  }

  #decodeAll(): string {
    const count = this.#at(this.#start(Section.Strings));
    const bytes = this.#bytes(Section.Strings, 0, this.#range(Section.Strings, count - 1)[1]);
    const all = utf8.decode(bytes);
    return all.length === bytes.length ? all : "";
  }

  /** Where a section begins, in words. */
  #start(section: Section): number {
    return this.word(Word.Sections + 2 * section) / 4;
  }

  /** A word of the bundle. */
  #at(word: number): number {
    // Memory that has grown is another buffer, and views of the old one have no length.
    if (this.#view.length === 0) this.#view = new Uint32Array(this.#memory.buffer, this.word(Word.Bundle), this.word(Word.Bytes) >> 2);
    return this.#view[word] as number;
  }

  /** `NONE` in a row that is not there: a page's hand-off may name any. */
  #field(section: Section, row: number, field: number): number {
    const at = (WIDTHS[section] as number) * row + field;
    return 4 * at < this.word(Word.Sections + 2 * section + 1) ? this.#at(this.#start(section) + at) : NONE;
  }

  /** Where an entry of a table begins and ends, behind the table's offsets. */
  #range(section: Section, index: number): [start: number, end: number] {
    const first = this.#start(section) + 1 + index;
    return [this.#at(first), this.#at(first + 1)];
  }

  #bytes(section: Section, start: number, end: number): Uint8Array {
    const first = this.#start(section);
    const address = this.word(Word.Bundle) + 4 * (first + this.#at(first) + 2);
    return new Uint8Array(this.#memory.buffer, address + start, end - start);
  }

  /** An entry of a table. */
  #entry(section: Section, index: number): Uint8Array {
    return this.#bytes(section, ...this.#range(section, index));
  }
}
