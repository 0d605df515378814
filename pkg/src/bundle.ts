// A bundle as it lies in the engine's memory: names are read from it when somebody wants them.

import type { Trigger } from "./memory/triggers.ts";
import { IN_PAGE, KEPT, KIND, May, NONE, NUMBER_KIND, RANKS, Section, SHOWN, TOLD, UnitKind, Word } from "./native.ts";
import type { Reason } from "./types.ts";
import type { Views } from "./views.ts";

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
  /** Of a cookie or header. */
  readonly key: string;
}

/** Of `Meta` (`src/program/format.rs`): the word of its flags, and the highest, of a site for children. */
const FLAGS = 8;
const FORGETS = 2;

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
  "opted_out",
  "gpc",
  "no_consent",
  "objected",
];

/** Words of a row, by its section. */
const WIDTHS: { readonly [section: number]: number } = {
  [Section.Signals]: 3,
  [Section.Units]: 3,
  [Section.Slots]: 8,
  [Section.Arms]: 7,
  [Section.Experiences]: 24,
  [Section.Triggers]: 3,
};

export type Bundle = ReturnType<typeof bundleAt>;

/** The bundle whose layout is at this address. */
export function bundleAt(views: () => Views, address: number) {
  const layout = views().words.slice(address / 4, address / 4 + Word.Sections + 2 * Section.End);
  const texts: string[] = [];
  /** All texts, one behind the other, where each letter is a byte. */
  let ascii: string | undefined;

  const word = (word: number): number => layout[word] as number;
  /** Where a section begins in the bundle, and how long it is, in words. */
  const start = (section: number): number => word(Word.Sections + 2 * section) / 4;
  const size = (section: number): number => word(Word.Sections + 2 * section + 1) / 4;
  /** A word of the bundle. */
  const at = (index: number): number => views().words[word(Word.Bundle) / 4 + index] as number;
  /** `NONE` in a row that is not there: a page's hand-off may name any. */
  const field = (section: Section, row: number, field: number): number => {
    const index = (WIDTHS[section] as number) * row + field;
    return index < size(section) ? at(start(section) + index) : NONE;
  };
  const rows = <T>(section: Section, row: (index: number) => T): T[] =>
    Array.from({ length: size(section) / (WIDTHS[section] as number) }, (_, index) => row(index));

  /** Where an entry of a table begins and ends, behind the table's offsets. */
  const range = (section: number, index: number): [start: number, end: number] => {
    const first = start(section) + 1 + index;
    return [at(first), at(first + 1)];
  };
  const bytes = (section: number, from: number, to: number): Uint8Array => {
    const first = start(section);
    const address = word(Word.Bundle) + 4 * (first + at(first) + 2);
    return views().bytes.subarray(address + from, address + to);
  };
  const entry = (section: number, index: number): Uint8Array => bytes(section, ...range(section, index));
  const decodeAll = (): string => {
    const all = bytes(Section.Strings, 0, range(Section.Strings, at(start(Section.Strings)) - 1)[1]);
    const text = utf8.decode(all);
    return text.length === all.length ? text : "";
  };
  const text = (id: number): string => {
    if (id === NONE) return "";
    // A decoder takes as long for one name as for a hundred, and most bundles name all in ASCII.
    ascii ??= decodeAll();
    const [from, to] = range(Section.Strings, id);
    texts[id] ??= ascii ? ascii.slice(from, to) : utf8.decode(entry(Section.Strings, id));
    return texts[id];
  };
  /** What most rows begin with. */
  const name = (section: Section, row: number): string => text(field(section, row, 0));
  const names = (section: Section): string[] => rows(section, (row) => name(section, row));

  const id = text(at(start(Section.Meta)));
  const signals: readonly string[] = names(Section.Signals);
  const has = (signal: number, flag: number): boolean => (field(Section.Signals, signal, 1) & flag) > 0;
  const shows = [...signals.keys()].filter((signal) => has(signal, SHOWN));
  /** The number of the experience that an arm belongs to. */
  const owner = (arm: number): number => field(Section.Arms, arm, 1);
  const experience = (arm: number): string => name(Section.Experiences, owner(arm));
  const arm = (arm: number): string => name(Section.Arms, arm);

  return {
    word,
    signals,
    /** Numbers of the facts that the signals need: bits 0 to 31, and 32 to 63. */
    needs: [word(Word.Facts), word(Word.FactsHigh)] as const,
    slots: names(Section.Slots) as readonly string[],
    units: rows(
      Section.Units,
      (row): Unit => ({ name: name(Section.Units, row), kind: field(Section.Units, row, 1), key: text(field(Section.Units, row, 2)) }),
    ),
    /** Indices of the signals whose values some content shows. */
    shows,
    /** Whether one of these is told only by deciding: a calendar's, a variant. */
    tells: shows.some((signal) => has(signal, TOLD)),
    /** The signals that a browser finds in the page. */
    inPage: (): PageSignal[] =>
      signals.flatMap((signal, index) => {
        if (!has(index, IN_PAGE)) return [];
        const [part, selector] = text(field(Section.Signals, index, 2)).split("\n") as [string, string];
        return [{ signal, isNumber: (field(Section.Signals, index, 1) & KIND) === NUMBER_KIND, part, selector }];
      }),
    /** The selector of a place; empty for a value slot. */
    target: (slot: number): string => text(field(Section.Slots, slot, 1)),
    /** Which of the elements that the selector finds, from 1 on; 0 for all. */
    nth: (slot: number): number => field(Section.Slots, slot, 7),
    /** When a slot may change. */
    kind: (slot: number): May => field(Section.Slots, slot, 5) & (May.Action | May.Live) || May.View,
    /** Whether something ranks what is in a slot. */
    ranks: (slot: number): boolean => (field(Section.Slots, slot, 5) & RANKS) > 0,
    /** The content of a slot's default value. */
    default: (slot: number): number => field(Section.Slots, slot, 3),
    owner,
    arm,
    /** The experience that an arm belongs to. */
    experience,
    /** The number of an experience; `NONE` if there is none of this name. */
    experienceOf: (name: string): number => names(Section.Experiences).indexOf(name) >>> 0,
    /** The number of an experience's arm. */
    armOf: (of: string, name: string): number =>
      rows(Section.Arms, (row) => experience(row) === of && arm(row) === name).indexOf(true) >>> 0,
    /** The bytes of a content, which `content.ts` reads. */
    content: (index: number): Uint8Array => entry(Section.Contents, index),
    /** For whoever reads what a visit does not need (`tables.ts`). */
    at,
    start,
    size,
    entry,
    text,
    /** The ruleset's id. */
    id,
    /** Under which key a device keeps what it remembers for it. */
    key: `nearside:${id}`,
    /** Whether a device remembers anything for it: something to ask for, to count, to keep somebody in, to draw by. */
    remembers:
      at(start(Section.Meta) + FLAGS) < FORGETS &&
      ([Section.Events, Section.Declarations, Section.Rules, Section.Recalls].some((section) => size(section) > 0) ||
        rows(Section.Experiences, (row) => field(Section.Experiences, row, 1) & KEPT).some(Boolean) ||
        rows(Section.Units, (row) => field(Section.Units, row, 1) === UnitKind.Device).some(Boolean)),
    /** What tells of an event by itself: a trigger's event, kind and argument. */
    triggers: (): Trigger[] =>
      rows(Section.Triggers, (row) => [0, 1, 2].map((at) => text(field(Section.Triggers, row, at))) as [string, string, string]),
    /** The integrity hash in its header. */
    hash: [4, 5].map((word) => at(word).toString(16).padStart(8, "0")).join(""),
    get bytes(): Uint8Array<ArrayBuffer> {
      return views().bytes.slice(word(Word.Bundle), word(Word.Bundle) + word(Word.Bytes));
    },
  };
}
