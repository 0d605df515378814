// Explanations: the decision again, by the same engine with somebody watching. Its wasm is loaded when first asked for.

import { load as loadWasm } from "#wasm/why";
import * as native from "../wasm/why/why.js";
import { load } from "./load.ts";
import type { Explanation, Facts, Signals, Units } from "./types.ts";

/** What was known when the decision was made. */
export interface Visit {
  readonly facts: Facts;
  readonly signals: Signals;
  readonly units: Units | undefined;
  readonly now: number;
  readonly platform?: Signals;
  /** The slots that were decided; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
  readonly edge?: boolean;
  /** The content of the bundle's side map (`.nsb.map`), for the lines of the ruleset. */
  readonly map?: unknown;
}

/** Explains a slot; undefined if the bundle has no such slot. */
export async function explain(bundle: Uint8Array, slot: string, visit: Visit): Promise<Explanation | undefined> {
  const core = await load(native, loadWasm, bundle);
  try {
    core.observe(visit.facts, visit.signals, visit.units, visit.platform);
    const engine = core.native as native.Engine;
    core.mark(visit.slots);
    return engine.explain(slot, visit.now, visit.edge ?? false, visit.slots !== undefined, visit.map) as Explanation | undefined;
  } finally {
    core.free();
  }
}
