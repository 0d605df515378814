// What a ruleset says to its visitors, language by language, as it stands in the bundle (`src/compile/sayings.rs`).

import { NONE } from "./native.ts";
import { Table, type Tables } from "./tables.ts";

/** `SayingKind` in `src/program/records.rs`. */
export const enum Saying {
  Because,
  Ask,
  Discreet,
}

/** What is said: its content, and the language that it is in; none if the ruleset does not say. */
export type Spoken = readonly [content: number, language: string];

/** Topics that are never named on a screen. */
export function discreet(tables: Tables): string[] {
  const all = tables.rows(Table.Sayings).filter(([kind]) => kind === Saying.Discreet);
  return all.map(([, name]) => tables.text(name));
}

/** What says it of this name: in that language, in that of its tag cut at its end, in the ruleset's first. */
export function spoken(tables: Tables, wanted: Saying, of: string | null, language = ""): Spoken {
  const all = tables
    .rows(Table.Sayings)
    .filter(([kind, name]) => kind === wanted && tables.text(name) === of)
    .map(([, , said, content]): Spoken => [content, said === NONE ? "" : tables.text(said)]);
  for (let tag = language.toLowerCase(); tag; tag = tag.replace(/-?[^-]*$/, "")) {
    const found = all.find(([, said]) => said.toLowerCase() === tag);
    if (found) return found;
  }
  return all[0] ?? [NONE, ""];
}
