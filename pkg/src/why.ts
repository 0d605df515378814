// Explanations: the decision again, by the same engine with somebody watching. Its wasm is loaded when first asked for.
// `load` and `start` are handed in, so that a bundler need not cut the page's own code in two for them.

import { load as js } from "#js/why";
import { load as wasm } from "#wasm/why";
import { adopt } from "./adopt.ts";
import type { Core } from "./core.ts";
import type { Artefact, load as Load } from "./load.ts";
import { NONE } from "./native.ts";
import { Memory } from "./profile/memory.ts";
import type { Explanation, Units } from "./types.ts";
import type { SideMap } from "./why/map.ts";
import { report } from "./why/report.ts";
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
}

let artefact: Artefact | undefined;

/** Explains a slot over an engine's context; undefined if the bundle has no such slot. */
export async function explain(
  load: typeof Load,
  start: Artefact["start"],
  engine: Core,
  name: string,
  { now, units, slots, held, profile, previews, edge = false, map }: Asking,
): Promise<Explanation | undefined> {
  const slot = engine.slotIndex.get(name);
  if (slot === undefined) return undefined;
  // Nobody asks it for values: the engine that asks has them.
  artefact ??= { wasm, js, start: async (source) => ({ ...(await start(source)), peek() {} }) };
  const bytes = engine.bundle.bytes;
  const core = await load(artefact, bytes);
  try {
    adopt(core, engine, units);
    // The profile as it is by its bytes: it is another engine's.
    const remembered = profile && new Memory(core, profile);
    core.preview(previews);
    // Who decided this slot elsewhere is what is asked, not an answer.
    core.mark(slots, (other) => (other === slot ? undefined : held?.(other)));
    const seen = watch(core.native as Watching, core.number, slot, remembered?.number ?? NONE, now, edge, slots !== undefined);
    // What is drawn, and asked for by other rules, is in a context that was decided over.
    const again = profile && new Memory(engine, profile);
    engine.answer({ now, slots, held, profile: again, previews }, edge, true);
    again?.free();
    return report(engine, tables(engine.bundle, bytes), slot, seen, map as SideMap | undefined);
  } finally {
    core.free();
  }
}
