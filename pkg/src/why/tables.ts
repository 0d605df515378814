// Sections of a bundle that only explanations read, in a copy of its bytes.

import type { Bundle } from "../bundle.ts";
import { Word } from "../native.ts";

/** By number (`src/program/format.rs`). Rows are words in the order of their fields (`src/program/rows.rs`). */
export const enum Table {
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
  Sayings = 38,
}

/** Words of a row, by the table's number. */
const WIDTHS = [0, 0, 0, 3, 2, 1, 6, 0, 0, 3, 2, 2, 2, 3, 1, 8, 2, 7, 24, 0, 5, 2, 0, 0, 0, 2, 0, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4];

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
  /** A number that conditions compare with. */
  number(index: number): number;
  automaton(id: number): Uint8Array;
  /** Whether some rule, or a name, is this text. */
  has(text: string): boolean;
}

export function tables(bundle: Bundle): Tables {
  const { bytes } = bundle;
  const view = new DataView(bytes.buffer);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const start = (table: Table) => bundle.word(Word.Sections + 2 * table);
  const word = (table: Table, at: number) => view.getUint32(start(table) + 4 * at, true);
  const words = (table: Table, from: number, length: number) => Array.from({ length }, (_, at) => word(table, from + at));
  const width = (table: Table) => WIDTHS[table] as number;
  const row: Tables["row"] = (table, index) => words(table, width(table) * index, width(table)) as ReturnType<Tables["row"]>;
  const count = (table: Table) => bundle.word(Word.Sections + 2 * table + 1) / 4 / width(table);
  const entry = (table: Table, id: number) => {
    const base = start(table) + 4 * (word(table, 0) + 2);
    return bytes.subarray(base + word(table, id + 1), base + word(table, id + 2));
  };
  const text = (id: number) => utf8.decode(entry(Table.Strings, id));
  let known: Set<string> | undefined;
  return {
    words,
    row,
    rows: (table, from = 0, length = count(table)) => Array.from({ length }, (_, at) => row(table, from + at)),
    text,
    texts: (from, length) => words(Table.Ids, from, length).map(text),
    number: (index) => view.getFloat64(start(Table.Numbers) + 8 * index, true),
    has(one) {
      known ??= new Set(Array.from({ length: word(Table.Strings, 0) }, (_, id) => text(id)));
      return known.has(one);
    },
    automaton: (id) => entry(Table.Automata, id),
  };
}
