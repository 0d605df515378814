// The code that unlocks what is handed over: sixteen letters and digits that one person can read aloud and another type. They
// are Crockford's base 32, without I, L, O and U; fifteen are random (75 bits), the last one tells a slip of the tongue.

import { NearsideError } from "../errors.ts";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;
const GROUP = 4;

/** Twice a number of the field of 32 elements, by x⁵ + x² + 1. */
function twice(number: number): number {
  return (number << 1) ^ (number & 16 ? 0b100101 : 0);
}

/**
 * Letters weighted by powers of two in that field: each place has another weight, so that one wrong letter, or two that changed
 * places, come to something else.
 */
function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => twice(sum) ^ number, 0);
}

/** A new one, as it is shown: `7KQ2-M4XD-…`. */
export function draw(): string {
  const numbers = Array.from(crypto.getRandomValues(new Uint8Array(LENGTH - 1)), (byte) => byte & 31);
  const all = [...numbers, twice(sum(numbers))];
  return all.map((number, at) => (at > 0 && at % GROUP === 0 ? "-" : "") + LETTERS[number]).join("");
}

/** What somebody typed, in whatever case and groups, as the letters alone. */
export function read(typed: string): string {
  const letters = `${typed}`.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const numbers = [...letters].map((letter) => LETTERS.indexOf(letter));
  if (letters.length === LENGTH && !numbers.includes(-1) && sum(numbers) === 0) return letters;
  const hint = "sixteen letters and digits, in groups of four: is one of them another?";
  throw new NearsideError("handover_code", "this is no code", { hint });
}
