// What the watching engine saw, as it lies in its memory: `src/wasm/why.rs` is the other side.

import type { Native } from "../native.ts";

/** The why artefact's exports. */
export interface Watching extends Native {
  /** Decides as `decide` does; the address of the address of the decisions, a number of rows, and the rows. */
  explain(engine: number, profile: number, now: number, edge: boolean, some: boolean): number;
  /** What the context answers to one question. */
  asks(engine: number, predicate: number, now: number): number;
}

/** What a row of four words is, by its last: a step with its answer, or one of these. */
export const enum Row {
  No,
  /** Condition, step, predicate. */
  Yes,
  /** Experience, unit, bucket. */
  Drawn,
  /** Experience, reason: it has been considered, and all before was part of it. */
  Outcome,
}

export interface Seen {
  /** Arm, content and reason of each slot. */
  readonly slots: readonly (readonly [number, number, number])[];
  /** In the order in which it happened. */
  readonly rows: readonly (readonly [number, number, number, Row])[];
}

export function watch(native: Watching, engine: number, count: number, profile: number, now: number, edge: boolean, some: boolean): Seen {
  const address = native.explain(engine, profile, now, edge, some) >>> 0;
  const words = (at: number, count: number) => [...new Uint32Array(native.memory.buffer, at, count)] as [number, number, number, Row];
  const [decisions, rows] = words(address, 2);
  return {
    slots: Array.from({ length: count }, (_, slot) => words(decisions + 12 * slot, 3) as readonly number[] as [number, number, number]),
    rows: Array.from({ length: rows }, (_, row) => words(address + 8 + 16 * row, 4)),
  };
}
