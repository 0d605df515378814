// What is kept as one text: what was agreed to as its first character, then the profile, a character a byte.

import type { Leave } from "../consent/source.ts";
import { Flag } from "./flag.ts";

export interface Said extends Leave {
  readonly optedOut?: boolean | undefined;
  readonly chosen?: boolean | undefined;
  readonly paused?: boolean | undefined;
}

export function flagsOf({ personalization, measurement, chosen, paused }: Said): number {
  const flag = (isSet: boolean | undefined, flag: Flag): number => (isSet ? flag : 0);
  return (
    flag(personalization, Flag.Personalization) |
    flag(measurement, Flag.Measurement) |
    flag(chosen, Flag.Chosen) |
    flag(paused, Flag.Paused)
  );
}

/** What is said of a purpose is kept only where it is granted. */
export function saidOf(kept: string): Said {
  const first = kept.charCodeAt(0);
  // Somebody else's text grants nothing.
  const flags = first < 2 * Flag.Paused ? first : 0;
  const has = (flag: Flag): boolean => (flags & flag) > 0;
  return {
    ...(has(Flag.Personalization) ? { personalization: true } : {}),
    ...(has(Flag.Measurement) ? { measurement: true } : {}),
    optedOut: has(Flag.OptedOut),
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
