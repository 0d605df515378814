// What was seen of a decision, as it lies in the wasm's memory: `src/wasm/explain.rs` is the other side.

import type { Asked, Core } from "../core.ts";
import { NONE } from "../native.ts";

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

/** Decides over the engine's context as it is; nothing goes on from there. */
export function watch(engine: Core, asked: Asked, edge: boolean): Seen {
  const { now, slots, held, profile, leave } = asked;
  const { native } = engine;
  engine.mark(slots, held);
  engine.wish(asked);
  const address = native.explain(engine.number, profile?.number ?? NONE, +now, engine.way(edge, leave), slots !== undefined) >>> 0;
  const words = (at: number, count: number) => [...new Uint32Array(native.memory.buffer, at, count)] as [number, number, number, Row];
  const [decisions, rows] = words(address, 2);
  return {
    slots: engine.slots.map((_, slot) => words(decisions + 12 * slot, 3) as readonly number[] as [number, number, number]),
    rows: Array.from({ length: rows }, (_, row) => words(address + 16 + 16 * row, 4)),
  };
}
