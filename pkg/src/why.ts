// Explanations: the decision again, by the same engine with somebody watching. Its wasm is loaded when first asked for;
// `load` is handed in, so that a bundler need not cut the page's own code in two for it.

import { load as wasm } from "#wasm/why";
import init, { explain as explainNatively } from "../wasm/why/why.js";
import { adopt } from "./adopt.ts";
import type { Core } from "./core.ts";
import type { Artefact, load as Load } from "./load.ts";
import type { Native } from "./native.ts";
import type { Asked, Considered, Explanation, Line, Units } from "./types.ts";

export interface Asking {
  readonly now: number;
  readonly units: Units | undefined;
  /** The slots that were decided; without, those whose `pages` match. */
  readonly slots?: readonly string[] | undefined;
  readonly edge?: boolean;
  /** The content of the bundle's side map (`.nsb.map`), for the lines of the ruleset. */
  readonly map?: unknown;
}

const WHY: Artefact = { wasm, start: async (source) => (await init({ module_or_path: source })) as unknown as Native };

/** Explains a slot over an engine's context; undefined if the bundle has no such slot. */
export async function explain(
  load: typeof Load,
  engine: Core,
  slot: string,
  { now, units, slots, edge = false, map }: Asking,
): Promise<Explanation | undefined> {
  const core = await load(WHY, engine.bundle.bytes);
  try {
    adopt(core, engine, units);
    core.mark(slots);
    const json = explainNatively(core.number, slot, now, edge, slots !== undefined);
    return json === "" ? undefined : located(JSON.parse(json), map as SideMap | undefined);
  } finally {
    core.free();
  }
}

/** As much of a bundle's side map as explanations need (`src/compile/map.rs`). */
interface SideMap {
  readonly files?: readonly string[];
  readonly experiences?: Readonly<Record<string, Place>>;
  readonly conditions?: readonly { readonly steps?: readonly Place[]; readonly segments?: readonly { readonly name: string }[] }[];
}

interface Place {
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** An explanation as the engine gives it: a line is the number of a condition and of its step. */
type Numbered = Omit<Explanation, "considered"> & {
  readonly considered: readonly (Omit<Considered, "conditions"> & {
    readonly conditions: readonly (Omit<Asked, "at"> & { readonly at?: readonly [condition: number, step: number] })[];
  })[];
};

/** Puts in the ruleset's lines, and the names of segments, as far as there is a map. */
function located(found: Numbered, map: SideMap | undefined): Explanation {
  const line = (place: Place | undefined): { at?: Line } => {
    const file = place && map?.files?.[place.file];
    return place === undefined || file === undefined ? {} : { at: { file, line: place.line, column: place.column } };
  };
  const named = (question: string): string =>
    question.replace(/segment \ue000(\d+)\ue000/, (_, index: string) => {
      const name = map?.conditions?.[Number(index)]?.segments?.[0]?.name;
      return name === undefined ? "its segment" : `segment ${name}`;
    });
  const considered = found.considered.map(({ conditions, ...one }) => ({
    ...one,
    ...line(map?.experiences?.[one.experience]),
    conditions: conditions.map(({ at, question, ...asked }) => ({
      question: named(question),
      ...asked,
      ...line(at && map?.conditions?.[at[0]]?.steps?.[at[1]]),
    })),
  }));
  return { ...found, considered };
}
