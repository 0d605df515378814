// What a site may ask its visitors, as the bundle has it. The texts of the questions are the page's.

import type { Bundle } from "../bundle.ts";
import { NONE, Section, Word } from "../native.ts";

/** By the code of a kind (`src/value.rs`). */
const KINDS = ["string", "string", "number", "boolean", "enum", "list", "time", "number", "string", "topic"] as const;
const MINUTE = 60_000;

/** Sections of a bundle that only this reads (`src/program/format.rs`). */
const enum Table {
  Ids = 5,
  Lists = 12,
}

/** Of `Meta` (`src/program/write.rs`): the list of topics that may be remembered. */
const TOPICS = 7;

export interface Question {
  readonly key: string;
  readonly kind: (typeof KINDS)[number];
  /** The answers that are taken; without, any of its kind. */
  readonly values?: readonly string[];
  /** For how long an answer is kept, in milliseconds. */
  readonly keep: number;
}

/** Those whose answers something in the bundle asks for. */
export function questions(bundle: Bundle | undefined): Question[] {
  if (!bundle) return [];
  const { bytes } = bundle;
  const view = new DataView(bytes.buffer);
  const at = (section: number, index: number): number => view.getUint32(bundle.word(Word.Sections + 2 * section) + 4 * index, true);
  const text = (id: number): string => {
    const base = bundle.word(Word.Sections + 2 * Section.Strings) + 4 * (at(Section.Strings, 0) + 2);
    return new TextDecoder().decode(bytes.subarray(base + at(Section.Strings, id + 1), base + at(Section.Strings, id + 2)));
  };
  const list = (id: number): string[] => {
    const [start, length] = [at(Table.Lists, 2 * id), at(Table.Lists, 2 * id + 1)];
    return Array.from({ length }, (_, index) => text(at(Table.Ids, start + index)));
  };
  const rows = bundle.word(Word.Sections + 2 * Section.Declarations + 1) / 16;
  return Array.from({ length: rows }, (_, row) => {
    const [key, code, values, keep] = [0, 1, 2, 3].map((field) => at(Section.Declarations, 4 * row + field)) as [
      number,
      number,
      number,
      number,
    ];
    const kind = KINDS[code] ?? "string";
    const answers = kind === "topic" ? at(Section.Meta, TOPICS) : values;
    return { key: text(key), kind, ...(answers === NONE ? {} : { values: list(answers) }), keep: keep * MINUTE };
  });
}
