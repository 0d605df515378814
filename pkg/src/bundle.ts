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
    return [...this.#words(this.word(Word.Bundle) + 16, 2)].map((half) => half.toString(16).padStart(8, "0")).join("");
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.word(Word.Bundle), this.word(Word.Bytes)).slice();
  }

  #count(section: Section): number {
    return this.word(Word.Sections + 2 * section + 1) / 4 / (WIDTHS[section] as number);
  }

  #text(id: number): string {
    if (id === NONE) return "";
    this.#texts[id] ??= utf8.decode(this.#entry(Section.Strings, id));
    return this.#texts[id];
  }

  /** Address of a section. */
  #section(section: Section): number {
    return this.word(Word.Bundle) + this.word(Word.Sections + 2 * section);
  }

  #words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, count);
  }

  /** `NONE` in a row that is not there: a page's hand-off may name any. */
  #field(section: Section, row: number, field: number): number {
    const at = 4 * ((WIDTHS[section] as number) * row + field);
    return at < this.word(Word.Sections + 2 * section + 1) ? (this.#words(this.#section(section) + at, 1)[0] as number) : NONE;
  }

  /** An entry of a table. */
  #entry(section: Section, index: number): Uint8Array {
    const address = this.#section(section);
    const [count] = this.#words(address, 1) as unknown as [number];
    const [start, end] = this.#words(address + 4 * (index + 1), 2) as unknown as [number, number];
    return new Uint8Array(this.#memory.buffer, address + 4 * (count + 2) + start, end - start);
  }
}
