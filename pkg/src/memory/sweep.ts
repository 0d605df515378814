// What is kept of visitors who never came again: their time is over like that of all else. Loaded where there are others.

import type { Core } from "../core.ts";
import { decode } from "../profile/codec.ts";
import { Memory } from "../profile/handle.ts";
import { profileOf, saidOf } from "./kept.ts";
import type { Shelf } from "./shelf.ts";

/** How long anything is kept: `KEPT_MINUTES` of `src/limits.rs`. */
const KEPT_MS = 180 * 24 * 60 * 60_000;

/**
 * Takes away what was looked at by nobody for so long, and what is none of ours. `goes` says of a key, by then, whether it goes in any case;
 * undefined that it stays.
 */
export async function sweep(
  core: Core,
  shelf: Shelf,
  keys: readonly string[],
  now: number,
  goes: (key: string) => boolean | undefined,
): Promise<void> {
  for (const key of keys) {
    const kept = await shelf.get(key).catch(() => null);
    const isDue = goes(key);
    if (kept === null || isDue === undefined) continue;
    const isOver = isDue || !saidOf(kept) || !(now - lastOf(core, profileOf(kept)) <= KEPT_MS);
    if (isOver) shelf.remove(key, (there) => there === kept);
  }
}

/** When it was looked at last, or begun; not a number where it is no profile. */
function lastOf(core: Core, bytes: Uint8Array): number {
  const memory = new Memory(core, bytes);
  if (memory.number < 0) return Number.NaN;
  memory.free();
  const { visit, since } = decode(bytes);
  return new Date(visit?.viewed ?? since ?? Number.NaN).getTime();
}
