// Sections of a bundle that only explanations read, in a copy of its bytes.

import type { Bundle } from "../bundle.ts";
import { Word } from "../native.ts";

/** By number (`src/program/format.rs`). Rows are words in the order of their fields (`src/program/rows.rs`). */
export const enum Table {
  Strings = 2,
  Numbers = 4,
  Ids = 5,
  Sets = 6,
  Predicates = 9,
  Lists = 12,
  SlotIndices = 14,
  Arms = 17,
  Experiences = 18,
}

export interface Tables {
  /** Words of a table. */
  words<T extends number[]>(table: Table, from: number, length: number): T;
  text(id: number): string;
  /** Texts by a stretch of the pool of ids. */
  texts(from: number, length: number): string[];
  /** A number that conditions compare with. */
  number(index: number): number;
}

export function tables(bundle: Bundle, bytes: Uint8Array): Tables {
  const view = new DataView(bytes.buffer);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const start = (table: Table) => bundle.word(Word.Sections + 2 * table);
  const word = (table: Table, at: number) => view.getUint32(start(table) + 4 * at, true);
  const words = <T extends number[]>(table: Table, from: number, length: number) =>
    Array.from({ length }, (_, at) => word(table, from + at)) as T;
  const text = (id: number) => {
    const base = start(Table.Strings) + 4 * (word(Table.Strings, 0) + 2);
    return utf8.decode(bytes.subarray(base + word(Table.Strings, id + 1), base + word(Table.Strings, id + 2)));
  };
  return {
    words,
    text,
    texts: (from, length) => words(Table.Ids, from, length).map(text),
    number: (index) => view.getFloat64(start(Table.Numbers) + 8 * index, true),
  };
}
