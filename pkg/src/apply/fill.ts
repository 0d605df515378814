// Interpolations filled in: operations with parts become operations with plain texts.

import type { Fill, Interpolation, Op, Text } from "./op.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

/** A value made safe for where it stands. */
function escaped(value: string, place: Interpolation["in"]): string {
  if (!place) return value;
  if (place === "html") return value.replace(/[&<>"']/g, (c) => ESCAPES[c] as string);
  return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A text with its interpolations filled in and escaped for where they stand. */
export function fillIn(text: Text, fill: Fill): string {
  if (typeof text === "string") return text;
  return text.map((part) => (typeof part === "string" ? part : escaped(fill(part), part.in))).join("");
}

/** An operation with all its texts filled in. */
export function fillOp(op: Op, fill: Fill): Op<string> {
  const filled = { ...op } as Record<string, unknown>;
  for (const field of ["text", "html", "value"]) if (filled[field]) filled[field] = fillIn(filled[field] as Text, fill);
  return filled as Op<string>;
}
