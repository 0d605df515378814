// What is kept of visitors who never came again: their time is over like that of all else. Loaded where there are others.

import { decode } from "../profile/codec.ts";
import { profileOf, saidOf } from "./kept.ts";
import type { Shelf } from "./shelf.ts";

/** How long anything is kept: `KEPT_MINUTES` of `src/limits.rs`. */
const KEPT_MS = 180 * 24 * 60 * 60_000;

/** Takes away what was looked at by nobody for so long; or `all` of it, for whoever wants none of it on this device. */
export async function sweep(shelf: Shelf, keys: readonly string[], now: number, all: boolean): Promise<void> {
  for (const key of keys) {
    const kept = await shelf.get(key).catch(() => null);
    if (kept === null) continue;
    if (all || !saidOf(kept) || now - lastOf(kept) > KEPT_MS) shelf.remove(key, kept);
  }
}

function lastOf(kept: string): number {
  try {
    return new Date(decode(profileOf(kept)).visit?.viewed ?? Number.NaN).getTime();
  } catch {
    return Number.NaN;
  }
}
