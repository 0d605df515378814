// What was seen, with names, values, phrases, and the ruleset's lines as far as there is a side map.

import type { Core } from "../core.ts";
import { NONE } from "../native.ts";
import type { Asked, Considered, Explanation } from "../types.ts";
import { ask } from "./asked.ts";
import { at, type SideMap } from "./map.ts";
import { Row, type Seen } from "./seen.ts";
import { Table, type Tables } from "./tables.ts";
import { REASONS } from "./words.ts";

export function report(engine: Core, tables: Tables, slot: number, seen: Seen, map: SideMap = {}): Explanation {
  const [reason, open_feature, sentence] = reasonOf(seen.reason);
  const [variant, experience] = seen.arm === NONE ? [] : tables.words(Table.Arms, 7 * seen.arm, 2);
  return {
    slot: engine.slots[slot] as string,
    experience: experience === undefined ? null : nameOf(tables, experience),
    variant: variant === undefined ? null : tables.text(variant),
    reason,
    open_feature,
    sentence,
    considered: considered(engine, tables, slot, seen, map),
  };
}

/** Every experience that wants the slot. */
function considered(engine: Core, tables: Tables, slot: number, { rows }: Seen, map: SideMap): Considered[] {
  const all: Considered[] = [];
  let conditions: Asked[] = [];
  let drawn: Pick<Considered, "drawn"> = {};
  for (const [first, second, third, row] of rows) {
    if (row === Row.Drawn) {
      drawn = { drawn: { unit: engine.units[second]?.name ?? "", bucket: third, of: bucketsOf(tables, first) } };
    } else if (row !== Row.Outcome) {
      const one = ask(engine, tables, map, first, second, third, row === Row.Yes);
      if (one) conditions.push(one);
    } else {
      if (wants(tables, first, slot)) {
        const experience = nameOf(tables, first);
        const [reason, , sentence] = reasonOf(second);
        all.push({ experience, reason, sentence, ...at(map, map.experiences?.[experience]), ...drawn, conditions });
      }
      conditions = [];
      drawn = {};
    }
  }
  return all;
}

function reasonOf(reason: number): (typeof REASONS)[number] {
  return REASONS[reason] as (typeof REASONS)[number];
}

/** A field of an experience (`src/program/rows.rs`). */
function field(tables: Tables, experience: number, field: number): number {
  return tables.words<[number]>(Table.Experiences, 24 * experience + field, 1)[0];
}

function nameOf(tables: Tables, experience: number): string {
  return tables.text(field(tables, experience, 0));
}

/** Hash version 1 has a seed that is kept as text, and fewer buckets. */
function bucketsOf(tables: Tables, experience: number): number {
  return field(tables, experience, 14) === NONE ? 10_000 : 1000;
}

function wants(tables: Tables, experience: number, slot: number): boolean {
  return tables.words(Table.SlotIndices, field(tables, experience, 15), field(tables, experience, 16)).includes(slot);
}
