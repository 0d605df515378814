// The bundle's side map (`.nsb.map`): where a ruleset says what.

import type { Line } from "../types.ts";

/** As much of it as explanations need (`src/compile/map.rs`). */
export interface SideMap {
  readonly files?: readonly string[];
  readonly experiences?: Readonly<Record<string, Place>>;
  readonly conditions?: readonly { readonly steps?: readonly Place[]; readonly segments?: readonly { readonly name: string }[] }[];
}

interface Place {
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** The line of a place, if there is one. */
export function at({ files }: SideMap, place: Place | undefined): { at?: Line } {
  if (place === undefined) return {};
  const file = files?.[place.file];
  return file === undefined ? {} : { at: { file, line: place.line, column: place.column } };
}
