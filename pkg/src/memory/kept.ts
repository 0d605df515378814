// What is kept as one text: what was agreed to as its first character, then the profile, a character a byte. Or one character
// alone: that the visitor wants none of it.

import type { Leave } from "../consent/source.ts";
import { Flag, Kept } from "./flag.ts";

export interface Said extends Leave {
  readonly optedOut?: boolean | undefined;
  readonly chosen?: boolean | undefined;
  readonly paused?: boolean | undefined;
}

/** A profile's first byte: `src/profile/codec.rs`. */
const VERSION = 3;

export function flagsOf({ personalization, measurement, chosen, paused }: Said): number {
  const flag = (isSet: boolean | undefined, flag: Flag): number => (isSet ? flag : 0);
  return (
    flag(personalization, Flag.Personalization) |
    flag(measurement, Flag.Measurement) |
    flag(chosen, Flag.Chosen) |
    flag(paused, Flag.Paused)
  );
}

/** What a text of ours says; undefined of anybody else's, which grants nothing. A purpose is in it only where it is granted. */
export function saidOf(kept: string | null | undefined): Said | undefined {
  if (kept === Kept.Out) return { optedOut: true };
  const flags = kept?.charCodeAt(0) ?? 0;
  if (kept?.charCodeAt(1) !== VERSION || flags >= 2 * Flag.Paused || !(flags & Flag.Personalization)) return undefined;
  const has = (flag: Flag): boolean => (flags & flag) > 0;
  return {
    personalization: true,
    ...(has(Flag.Measurement) ? { measurement: true } : {}),
    optedOut: false,
    chosen: has(Flag.Chosen),
    paused: has(Flag.Paused),
  };
}

export function textOf(flags: number, profile: ArrayLike<number>): string {
  return String.fromCharCode(flags, ...Array.from(profile));
}

/** When a text was begun; of two the later is larger: its version and the moment's bytes, as they stand. */
export function sinceOf(kept: string): string {
  return kept.slice(1, 11);
}

export function profileOf(kept = ""): Uint8Array {
  return Uint8Array.from(kept.slice(1), (character) => character.charCodeAt(0));
}
