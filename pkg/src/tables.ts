// Sections of a bundle that a visit does not need: for explanations, and for what a ruleset may ask and remember.

import type { Bundle } from "./bundle.ts";
import { NONE } from "./native.ts";

/** By number (`src/program/format.rs`). Rows are words in the order of their fields (`src/program/rows.rs`). */
export const enum Table {
  Meta = 1,
  Strings = 2,
  Signals = 3,
  Numbers = 4,
  Ids = 5,
  Sets = 6,
  Automata = 8,
  Predicates = 9,
  Steps = 10,
  Conditions = 11,
  Lists = 12,
  Units = 13,
  SlotIndices = 14,
  Slots = 15,
  Placements = 16,
  Arms = 17,
  Experiences = 18,
  Choices = 20,
  Cases = 21,
  Assignments = 25,
  Pairs = 27,
  Readings = 28,
  Events = 31,
  States = 32,
  Declarations = 34,
  Goals = 37,
  Sayings = 38,
}

/** Words of a row, by the table's number. */
const WIDTHS = [0, 0, 0, 3, 2, 1, 6, 0, 0, 3, 2, 2, 2, 3, 1, 8, 2, 7, 24, 0, 5, 2, 0, 0, 0, 2, 0, 2, 5, 0, 0, 4, 4, 0, 4, 0, 0, 2, 4];

/** Of `Meta` (`src/program/write.rs`): the list of topics that may be remembered. */
const TOPICS = 7;

/** The slot that experiences name, of one of its places. */
export function namedSlot(tables: Tables, slot: number): number {
  return slot - Math.max((tables.row(Table.Slots, slot)[7] as number) - 1, 0);
}

export interface Tables {
  /** One row; more numbers than anything is asked for. */
  row(table: Table, index: number): [number, number, number, number, number, ...number[]];
  /** Rows of a stretch, all of them without one. */
  rows(table: Table, from?: number, length?: number): [number, number, number, number, number, ...number[]][];
  /** Words of a table of one word a row. */
  words(table: Table, from: number, length: number): number[];
  text(id: number): string;
  /** Texts by a stretch of the pool of ids. */
  texts(from: number, length: number): string[];
  /** Texts of a list; none of `NONE`. */
  list(id: number): string[];
  /** The topics that may be remembered. */
  readonly topics: number;
  /** A number that conditions compare with. */
  number(index: number): number;
  automaton(id: number): Uint8Array;
  /** Whether some rule, or a name, is this text. */
  has(text: string): boolean;
}

export function tables({ at, start, size, entry, text }: Bundle): Tables {
  const words = (table: Table, from: number, length: number) => Array.from({ length }, (_, index) => at(start(table) + from + index));
  const width = (table: Table) => WIDTHS[table] as number;
  const row: Tables["row"] = (table, index) => words(table, width(table) * index, width(table)) as ReturnType<Tables["row"]>;
  const count = (table: Table) => size(table) / width(table);
  const texts = (from: number, length: number) => words(Table.Ids, from, length).map(text);
  let known: Set<string> | undefined;
  return {
    words,
    row,
    rows: (table, from = 0, length = count(table)) => Array.from({ length }, (_, index) => row(table, from + index)),
    text,
    texts,
    list: (id) => (id === NONE ? [] : texts(...(words(Table.Lists, 2 * id, 2) as [number, number]))),
    topics: at(start(Table.Meta) + TOPICS),
    number: (index) => new Float64Array(Uint32Array.from(words(Table.Numbers, 2 * index, 2)).buffer)[0] as number,
    has(one) {
      known ??= new Set(Array.from({ length: at(start(Table.Strings)) }, (_, id) => text(id)));
      return known.has(one);
    },
    automaton: (id) => entry(Table.Automata, id).slice(),
  };
}
