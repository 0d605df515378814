// What was seen, with names, values, phrases, and the ruleset's lines as far as there is a side map.

import type { Core } from "../core.ts";
import { NONE } from "../native.ts";
import { namedSlot, Table, type Tables } from "../tables.ts";
import type { Asked, Considered, Explanation, Reason, Reasons } from "../types.ts";
import { ask } from "./asked.ts";
import { because, type Manner } from "./because.ts";
import { at, type SideMap } from "./map.ts";
import { Row, type Seen } from "./seen.ts";
import { shown, summary } from "./summary.ts";
import { Op, REASONS } from "./words.ts";

export function report(engine: Core, tables: Tables, slot: number, seen: Seen, manner: Manner, map: SideMap = {}): Explanation {
  const [arm, , code] = seen.slots[slot] as Seen["slots"][number];
  const [reason, open_feature, sentence] = reasonOf(code);
  const shown = namesOf(tables, arm);
  const all = considered(engine, tables, slot, seen, map);
  // Of several slots the first.
  const places = new Map(seen.slots.map(([arm], slot) => [namesOf(tables, arm).experience, engine.slots[slot]] as const).reverse());
  return {
    slot: engine.slots[slot] as string,
    ...shown,
    reason,
    open_feature,
    sentence,
    summary: summary(engine.slots[slot] as string, shown, sentence, all, places),
    ...because(engine, tables, shown.experience, manner),
    considered: all,
  };
}

/** Of a slot that an edge decided: what it chose, as far as the page knows, and that what is explained is another decision. */
export function handed(tables: Tables, explained: Explanation, arm: number): Explanation {
  const chosen = namesOf(tables, arm);
  const what = arm === NONE ? "" : `, for ${shown(chosen)}`;
  const summary = `${explained.slot} was decided at an edge before the page came${what}; by this device's clock and facts ${explained.summary}`;
  return { ...explained, summary, at_edge: chosen };
}

/** The reason of everything, in a word. */
export function reasons(engine: Core, tables: Tables, seen: Seen): Reasons {
  const outcomes = seen.rows.filter(([, , , row]) => row === Row.Outcome);
  return {
    slots: Object.fromEntries(seen.slots.map(([, , reason], slot) => [engine.slots[slot], reasonOf(reason)[0]])),
    experiences: Object.fromEntries(outcomes.map(([experience, reason]) => [nameOf(tables, experience), reasonOf(reason)[0]])),
  };
}

/** Whose an arm is, and its own name. */
export function namesOf(tables: Tables, arm: number): { experience: string | null; variant: string | null } {
  if (arm === NONE) return { experience: null, variant: null };
  const [variant, experience] = tables.row(Table.Arms, arm);
  return { experience: nameOf(tables, experience), variant: tables.text(variant) };
}

/** Every experience that wants the slot. */
function considered(engine: Core, tables: Tables, slot: number, { rows }: Seen, map: SideMap): Considered[] {
  const all: Considered[] = [];
  // Steps come in the order in which they were taken, those of a segment before the step that asks it. It is asked once,
  // however many rules want to know.
  const segments = new Map<number, Asked[]>();
  let open = new Map<number, Asked[]>();
  let drawn: Pick<Considered, "drawn"> = {};
  for (const [first, second, third, row] of rows) {
    if (row === Row.Drawn) {
      drawn = { drawn: { unit: engine.units[second]?.name ?? "", bucket: third, of: bucketsOf(tables, first) } };
    } else if (row !== Row.Outcome) {
      const [, small, operand] = tables.row(Table.Predicates, third);
      let inner: Asked[] = [];
      if ((small & 255) === Op.Holds) {
        inner = open.get(operand) ?? segments.get(operand) ?? [];
        open.delete(operand);
        segments.set(operand, inner);
      }
      const one = ask(engine, tables, map, first, second, third, row === Row.Yes, inner);
      if (one) open.set(first, [...(open.get(first) ?? []), one]);
    } else {
      const experience = tables.row(Table.Experiences, first);
      if (tables.words(Table.SlotIndices, experience[15] as number, experience[16] as number).includes(namedSlot(tables, slot))) {
        const name = tables.text(experience[0]);
        const [reason, , sentence] = reasonOf(second);
        const conditions = open.get(experience[3]) ?? [];
        all.push({ experience: name, reason, sentence, ...at(map, map.experiences?.[name]), ...drawn, conditions });
      }
      open = new Map();
      drawn = {};
    }
  }
  return all;
}

export function reasonOf(reason: number): readonly [code: Reason, openFeature: string, sentence: string] {
  return REASONS[reason] as (typeof REASONS)[number];
}

export function nameOf(tables: Tables, experience: number): string {
  return tables.text(tables.row(Table.Experiences, experience)[0]);
}

/** Hash version 1 has a seed that is kept as text, and fewer buckets. */
function bucketsOf(tables: Tables, experience: number): number {
  return tables.row(Table.Experiences, experience)[14] === NONE ? 10_000 : 1000;
}
