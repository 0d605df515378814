// Explanations: the decision again, by the same engine with somebody watching. Loaded when first asked for; the error is handed
// in, so that a bundler need not cut the page's own code in two for it.

import type { Core } from "./core.ts";
import type { NearsideError } from "./errors.ts";
import type { Memory } from "./profile/handle.ts";
import { tables } from "./tables.ts";
import type { Explanation, Reasons, SignalValue, Units, WhatIf } from "./types.ts";
import type { SideMap } from "./why/map.ts";
import { handed, reasons, report } from "./why/report.ts";
import { watch } from "./why/seen.ts";

export interface Asking {
  readonly now: number;
  readonly units: Units | undefined;
  /** The slots that were decided; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
  /** The arm that a slot has already, by a decision elsewhere, as `decide` was told. */
  readonly held?: ((slot: number) => number | undefined) | undefined;
  /** The profile that was decided with, for an engine. */
  readonly profile?: ((core: Core) => Memory) | undefined;
  readonly leave?: number | undefined;
  readonly previews?: Readonly<Record<string, string>> | undefined;
  readonly out?: readonly number[] | undefined;
  readonly edge?: boolean;
  /** The content of the bundle's side map (`.nsb.map`), for the lines of the ruleset. */
  readonly map?: unknown;
  readonly counterfactual?: WhatIf | undefined;
  /** In which language to say what the experience says of itself, and how to say a value there. */
  readonly language?: string | undefined;
  readonly word?: ((signal: string, value: SignalValue) => string | undefined) | undefined;
}

/** What an explanation needs besides, if it is to say what would have to be different. */
export type Seeking = typeof import("./why/counterfactual.ts");

/** Loads it. Before the context is taken: nothing waits between that and the explanation. */
export async function seeking(wanted: WhatIf | undefined): Promise<Seeking | undefined> {
  return wanted && import("./why/counterfactual.ts");
}

/** Explains a slot over an engine's context; undefined if the bundle has no such slot. Without a slot, all reasons. */
export function explain<Slot extends string | undefined>(
  Failure: typeof NearsideError,
  engine: Core,
  name: Slot,
  asking: Asking,
  whatIf?: Seeking,
): Slot extends string ? Explanation | undefined : Reasons;
export function explain(
  Failure: typeof NearsideError,
  engine: Core,
  name: string | undefined,
  asking: Asking,
  whatIf?: Seeking,
): Explanation | Reasons | undefined {
  const { now, units, slots, held, profile, leave, previews, out, edge = false, map, counterfactual } = asking;
  const slot = name === undefined ? -1 : engine.slotIndex.get(name);
  if (slot === undefined) return undefined;
  const all = tables(engine.bundle);
  const wants = whatIf && counterfactual && whatIf.wish(all, counterfactual, Failure);
  // Who decided this slot elsewhere is what is asked, not an answer.
  const others = (other: number) => (other === slot ? undefined : held?.(other));
  const asked = (core: Core) => ({ now, slots, held: others, profile: profile?.(core), leave, previews, out });
  const once = asked(engine);
  const seen = watch(engine, once, edge);
  once.profile?.free();
  if (slot < 0) return reasons(engine, all, seen);
  const own = report(engine, all, slot, seen, asking, map as SideMap | undefined);
  const arm = held?.(slot);
  const explained = arm === undefined ? own : handed(all, own, arm);
  if (!whatIf) return explained;
  const core = engine.twin();
  try {
    core.adopt(engine, units);
    const sought = whatIf.seek(core, engine, all, slot, { asked: asked(core), units, edge }, wants);
    return { ...explained, counterfactual: whatIf.told(engine.signals, all, sought) };
  } finally {
    core.free();
  }
}
