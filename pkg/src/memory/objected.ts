// "Not based on my behaviour", said of slots: the experiences that are out by it. Loaded for who said so.

import type { Core } from "../core.ts";
import { Section } from "../native.ts";
import { reader, Table } from "./rows.ts";

/** Words of a row, and where in it are the flags and the slots' stretch (`src/program/rows.rs`). */
const WIDTH = 24;
const FLAGS = 1;
const SLOTS = 15;

/** Rests on what this device remembers, or what the visitor said (`src/program/records.rs`). */
const PERSONAL = 32;

/** Those that are personal and want one of these slots: they have all of theirs together, or none. One of several places is all of them. */
export function outOf({ bundle, slotIndex }: Core, objected: readonly string[]): number[] {
  const places = [objected].flat().map((slot) => slotIndex.get(slot) ?? -1);
  const slots = new Set(places.map((slot) => slot - Math.max(bundle.nth(slot) - 1, 0)));
  const { at, rows } = reader(bundle);
  const isOut = rows(Section.Experiences, WIDTH, (row) => {
    const word = (field: number): number => at(Section.Experiences, row + field);
    const wants = Array.from({ length: word(SLOTS + 1) }, (_, index) => at(Table.SlotIndices, word(SLOTS) + index));
    return word(FLAGS) & PERSONAL && wants.some((slot) => slots.has(slot));
  });
  return [...isOut.keys()].filter((experience) => isOut[experience]);
}
