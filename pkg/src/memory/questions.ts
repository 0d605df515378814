// What a site may ask its visitors, as the bundle has it. The texts of the questions are the page's.

import type { Bundle } from "../bundle.ts";
import { NONE, Section } from "../native.ts";
import { reader } from "./rows.ts";

/** By the code of a kind (`src/value.rs`). */
const KINDS = ["string", "string", "number", "boolean", "enum", "list", "time", "number", "string", "topic"] as const;
const MINUTE = 60_000;

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
  const { at, text, list, rows, topics } = reader(bundle);
  return rows(Section.Declarations, 4, (row) => {
    const [key, code, values, keep] = [0, 1, 2, 3].map((field) => at(Section.Declarations, row + field)) as [
      number,
      number,
      number,
      number,
    ];
    const kind = KINDS[code] ?? "string";
    const answers = kind === "topic" ? topics : values;
    return { key: text(key), kind, ...(answers === NONE ? {} : { values: list(answers) }), keep: keep * MINUTE };
  });
}
