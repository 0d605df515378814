// Which signals can matter to a slot, and what is asked of each: `src/counterfactual/matters.rs`, which says why.

import type { Core } from "../core.ts";
import { KIND, NONE, UnitKind } from "../native.ts";
import { namedSlot, Table, type Tables } from "../tables.ts";
import { Op } from "./words.ts";

/** A predicate: the signal, operator and flags, the operand. */
export interface Question {
  readonly index: number;
  readonly op: number;
  readonly operand: number;
}

export interface Subject {
  readonly signal: number;
  readonly asked: Question[];
  /** About elements, or how many they are. */
  readonly elements: Question[];
  /** Texts of which each chooses another content. */
  readonly cases: string[];
  /** Of `page.path`: patterns, set by set. */
  readonly pages: string[][];
}

const ELEMENT = 4;
/** Kinds whose values are texts: `Kind::is_text` in `src/value.rs`. */
const TEXTS = [1, 4, 8, 9];

export function matters(engine: Core, tables: Tables, place: number, some: boolean): Subject[] {
  const slot = namedSlot(tables, place);
  const wanted = new Set([slot]);
  const assignments = tables.rows(Table.Assignments);
  const readings = tables.rows(Table.Readings);
  const subjects = new Map<number, Subject>();
  const seen = new Set<string>();
  const path = engine.signalIndex.get("page.path");

  const subject = (signal: number): Subject => {
    const known = subjects.get(signal) ?? { signal, asked: [], elements: [], cases: [], pages: [] };
    subjects.set(signal, known);
    return known;
  };
  /** What a calendar tells is not changed, but which calendar does, where a row of a table says so. Whether it is one. */
  const calendar = (signal: number): boolean => {
    const reading = readings.find(([told]) => told === signal);
    if (!reading) return false;
    const [, by, , from, length] = reading;
    if (by === NONE) return true;
    const kind = (tables.row(Table.Signals, by)[1] & KIND) >> 16;
    if (TEXTS.includes(kind)) subject(by).cases.push(...tables.rows(Table.Pairs, from, length).map(([key]) => tables.text(key)));
    return true;
  };
  /** `list` is the signal whose elements are asked. */
  const condition = (id: number, list: number): void => {
    if (id >= NONE - 1 || seen.has(`${id} ${list}`)) return;
    seen.add(`${id} ${list}`);
    const [from, length] = tables.row(Table.Conditions, id);
    for (const [index] of tables.rows(Table.Steps, from, length)) {
      const [about, small, operand] = tables.row(Table.Predicates, index);
      const op = small & 255;
      const question = { index, op, operand };
      const inner = op === Op.Size || op === Op.ElemMatch;
      const assigned = assignments.find(([signal]) => signal === about);
      if (op === Op.Holds) condition(operand, list);
      else if ((small >> 8) & ELEMENT) {
        subject(list).elements.push(question);
        if (inner) condition(operand, list);
      } else if (assigned) {
        if (assigned[1] !== NONE) condition(tables.row(Table.Experiences, assigned[1])[3], NONE);
      } else if (!calendar(about)) {
        const { asked } = subject(about);
        if (asked.every((known) => known.index !== index)) asked.push(question);
        if (inner) condition(operand, about);
      }
    }
  };
  const page = (set: number): void => {
    if (set === NONE || path === undefined) return;
    const [from, length] = tables.row(Table.Lists, set);
    subject(path).pages.push(tables.texts(from, length));
  };
  const choice = (content: number): void => {
    const found = tables.rows(Table.Choices).find(([known]) => known === content);
    if (!found) return;
    const cases = tables.rows(Table.Cases, found[2], found[3]);
    if (assignments.every(([signal]) => signal !== found[1]) && !calendar(found[1]))
      subject(found[1]).cases.push(...cases.map(([text]) => tables.text(text)));
    for (const next of [...cases.map(([, next]) => next), found[4]]) if (next < content) choice(next);
  };

  const relevant = tables
    .rows(Table.Experiences)
    .reverse()
    .filter((row) => {
      const slots = tables.words(Table.SlotIndices, row[15] as number, row[16] as number);
      const matters = slots.some((slot) => wanted.has(slot));
      if (matters) for (const slot of slots) wanted.add(slot);
      return matters;
    });
  for (const row of relevant.reverse()) {
    page(row[2]);
    condition(row[3], NONE);
    for (const arm of tables.rows(Table.Arms, row[17], row[18])) {
      for (const [at, content] of tables.rows(Table.Placements, arm[5], arm[6])) if (at === slot) choice(content);
    }
  }
  if (!some) for (const slot of wanted) page(tables.row(Table.Slots, slot)[2]);
  for (const [, kind, signal] of tables.rows(Table.Units)) if (kind === UnitKind.Signal) subjects.delete(signal);
  return [...subjects.values()];
}
