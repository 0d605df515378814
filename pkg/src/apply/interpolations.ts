// What operations show of signals.

import type { Interpolation, Op, Text } from "./op.ts";

/** The texts that may have interpolations: no operation has two. */
interface Texts {
  readonly text?: Text;
  readonly html?: Text;
  readonly value?: Text | null;
}

/** The interpolations of an operation, in order. */
export function interpolations(op: Op): Interpolation[] {
  const { text, html, value } = op as Texts;
  return [text ?? html ?? value ?? []].flat().filter((part) => typeof part !== "string");
}
