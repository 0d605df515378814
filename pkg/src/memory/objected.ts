// "Not based on my behaviour", said of slots: the experiences that are out by it. Loaded for who said so.

import type { Core } from "../core.ts";
import { Section } from "../native.ts";

/** Words of an experience's row; where in it are its flags and its slots' stretch (`src/program/rows.rs`). */
const WIDTH = 24;
const FLAGS = 1;
const SLOTS = 15;

/** Rests on what this device remembers, or what the visitor said (`src/program/records.rs`). */
const PERSONAL = 32;

/** Those that are personal and want one of these slots: they have all of theirs together, or none. One of several places is all of them. */
export function outOf({ bundle: { at, nth, size, start }, slotIndex }: Core, objected: readonly string[]): number[] {
  // A name that is no slot's any more stays noted, and means none.
  const places = [objected].flat().flatMap((slot) => slotIndex.get(slot) ?? []);
  const slots = new Set(places.map((slot) => slot - Math.max(nth(slot) - 1, 0)));
  return Array.from({ length: size(Section.Experiences) / WIDTH }, (_, experience) => experience).filter((experience) => {
    const row = start(Section.Experiences) + WIDTH * experience;
    const first = start(Section.SlotIndices) + at(row + SLOTS);
    const wants = Array.from({ length: at(row + SLOTS + 1) }, (_, index) => at(first + index));
    return at(row + FLAGS) & PERSONAL && wants.some((slot) => slots.has(slot));
  });
}
