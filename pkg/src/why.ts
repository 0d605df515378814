// Explanations: the decision again, by the same engine with somebody watching. Its wasm is loaded when first asked for.
// `load`, `start` and the error are handed in, so that a bundler need not cut the page's own code in two for them.

import { load as js } from "#js/why";
import { load as wasm } from "#wasm/why";
import { adopt } from "./adopt.ts";
import type { Core } from "./core.ts";
import type { NearsideError } from "./errors.ts";
import type { Artefact, load as Load } from "./load.ts";
import { NONE } from "./native.ts";
import { Memory } from "./profile/memory.ts";
import type { Explanation, Reasons, Units, WhatIf } from "./types.ts";
import { told, wish } from "./why/different.ts";
import type { SideMap } from "./why/map.ts";
import { reasons, report } from "./why/report.ts";
import { seek } from "./why/seek.ts";
import { type Watching, watch } from "./why/seen.ts";
import { tables } from "./why/tables.ts";

export interface Asking {
  readonly now: number;
  readonly units: Units | undefined;
  /** The slots that were decided; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
  /** The arm that a slot has already, by a decision elsewhere, as `decide` was told. */
  readonly held?: ((slot: number) => number | undefined) | undefined;
  /** The bytes of the profile that was decided with. */
  readonly profile?: Uint8Array | undefined;
  readonly previews?: Readonly<Record<string, string>> | undefined;
  readonly edge?: boolean;
  /** The content of the bundle's side map (`.nsb.map`), for the lines of the ruleset. */
  readonly map?: unknown;
  readonly counterfactual?: WhatIf | undefined;
}

let artefact: Artefact | undefined;

/** Explains a slot over an engine's context; undefined if the bundle has no such slot. Without a slot, all reasons. */
export function explain<Slot extends string | undefined>(
  load: typeof Load,
  start: Artefact["start"],
  Failure: typeof NearsideError,
  engine: Core,
  name: Slot,
  asking: Asking,
): Promise<Slot extends string ? Explanation | undefined : Reasons>;
export async function explain(
  load: typeof Load,
  start: Artefact["start"],
  Failure: typeof NearsideError,
  engine: Core,
  name: string | undefined,
  { now, units, slots, held, profile, previews, edge = false, map, counterfactual }: Asking,
): Promise<Explanation | Reasons | undefined> {
  const slot = name === undefined ? -1 : engine.slotIndex.get(name);
  if (slot === undefined) return undefined;
  // Nobody asks it for values: the engine that asks has them.
  artefact ??= { wasm, js, start: async (source) => ({ ...(await start(source)), peek() {} }) };
  const bytes = engine.bundle.bytes;
  const all = tables(engine.bundle, bytes);
  const wants = counterfactual && wish(all, counterfactual, Failure);
  const core = await load(artefact, bytes);
  try {
    adopt(core, engine, units);
    // The profile as it is by its bytes: it is another engine's.
    const remembered = profile && new Memory(core, profile);
    core.preview(previews);
    // Who decided this slot elsewhere is what is asked, not an answer.
    core.mark(slots, (other) => (other === slot ? undefined : held?.(other)));
    const some = slots !== undefined;
    const memory = remembered?.number ?? NONE;
    const seen = watch(core.native as Watching, core.number, core.slots.length, memory, now, edge, some);
    // What is drawn, and asked for by other rules, is in a context that was decided over.
    const again = profile && new Memory(engine, profile);
    engine.answer({ now, slots, held, profile: again, previews }, edge, true);
    again?.free();
    if (slot < 0) return reasons(engine, all, seen);
    const explained = report(engine, all, slot, seen, map as SideMap | undefined);
    if (!counterfactual) return explained;
    const sought = seek(core, engine, all, slot, { now, units, edge, some, memory }, wants);
    return { ...explained, counterfactual: told(engine.signals, all, sought) };
  } finally {
    core.free();
  }
}
