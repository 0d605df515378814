// Sections of a bundle that a visit does not need, read where somebody asks for what a ruleset names.

import type { Bundle } from "../bundle.ts";
import { NONE, Section, Word } from "../native.ts";

/** Sections of a bundle that only this reads (`src/program/format.rs`). */
export const enum Table {
  Ids = 5,
  Lists = 12,
  SlotIndices = 14,
  States = 32,
  Goals = 37,
  /** Kind, name, language, content. */
  Sayings = 38,
}

/** Of `Meta` (`src/program/write.rs`): the list of topics that may be remembered. */
const TOPICS = 7;

export function reader(bundle: Bundle) {
  const { bytes } = bundle;
  const view = new DataView(bytes.buffer);
  const at = (section: number, index: number): number => view.getUint32(bundle.word(Word.Sections + 2 * section) + 4 * index, true);
  const text = (id: number): string => {
    const base = bundle.word(Word.Sections + 2 * Section.Strings) + 4 * (at(Section.Strings, 0) + 2);
    return new TextDecoder().decode(bytes.subarray(base + at(Section.Strings, id + 1), base + at(Section.Strings, id + 2)));
  };
  return {
    at,
    text,
    /** The texts of a list; none of `NONE`. */
    list: (id: number): string[] => {
      if (id === NONE) return [];
      const [start, length] = [at(Table.Lists, 2 * id), at(Table.Lists, 2 * id + 1)];
      return Array.from({ length }, (_, index) => text(at(Table.Ids, start + index)));
    },
    /** What is made of each row of a section, by where it begins. */
    rows: <T>(section: number, words: number, row: (at: number) => T): T[] =>
      Array.from({ length: bundle.word(Word.Sections + 2 * section + 1) / 4 / words }, (_, index) => row(index * words)),
    /** The list of topics. */
    topics: at(Section.Meta, TOPICS),
  };
}
