// One question put: its phrase, what it is about, and the value seen.

import type { Core } from "../core.ts";
import { Table, type Tables } from "../tables.ts";
import type { Asked } from "../types.ts";
import { at, type SideMap } from "./map.ts";
import { question } from "./question.ts";
import { OPERATORS, SOURCES, TRUSTS } from "./words.ts";

const NEGATE = 1;
const ELEMENT = 4;

/** A step of a condition; undefined for what is not worth a word: a question about an element is part of that about its list. */
export function ask(
  engine: Core,
  tables: Tables,
  map: SideMap,
  condition: number,
  step: number,
  predicate: number,
  answer: boolean,
  inner: readonly Asked[],
): Asked | undefined {
  const [subject, small, operand] = tables.row(Table.Predicates, predicate);
  const operator = small & 255;
  const flags = small >> 8;
  const [form] = OPERATORS[operator] as (typeof OPERATORS)[number];
  if (flags & ELEMENT || (form === "x" && answer)) return undefined;
  const place = at(map, map.conditions?.[condition]?.steps?.[step]);
  if (form === "h") {
    const name = map.conditions?.[operand]?.segments?.[0]?.name;
    const segment = name === undefined ? "its segment" : `segment ${name}`;
    const conditions = inner.length > 0 ? { conditions: inner } : {};
    return { question: question(tables, segment, operator, false, operand), signal: null, value: null, answer, ...place, ...conditions };
  }
  const signal = engine.signals[subject] as string;
  const phrase = question(tables, signal, operator, (flags & NEGATE) > 0, operand);
  const value = engine.value(subject);
  const origin = value !== undefined && originOf(engine.cells.origin(subject));
  return { question: phrase, signal, value: value ?? null, ...origin, answer, ...place };
}

/** Of the bits of a cell (`src/wasm/cells.rs`). */
function originOf(bits: number): Pick<Asked, "source" | "trust"> {
  return { source: SOURCES[((bits >> 8) & 255) - 1] as string, trust: TRUSTS[bits >> 16] as (typeof TRUSTS)[number] };
}
