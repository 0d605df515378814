// Interpolations filled in: operations with parts become operations with plain texts.

import type { Fill, Interpolation, Op, Text } from "./op.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

/** A text with its interpolations filled in and escaped for where they stand. */
export function fillIn(text: Text, fill: Fill): string {
  if (typeof text === "string") return text;
  return text
    .map((part) => {
      if (typeof part === "string") return part;
      const value = fill(part);
      if (part.in === "url") {
        return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
      }
      return part.in ? value.replace(/[&<>"']/g, (c) => ESCAPES[c] as string) : value;
    })
    .join("");
}

/** An operation with all its texts filled in. */
export function fillOp(op: Op, fill: Fill): Op {
  if ("text" in op) return { ...op, text: fillIn(op.text, fill) };
  if ("html" in op) return { ...op, html: fillIn(op.html, fill) };
  if ("value" in op && op.value !== null) return { ...op, value: fillIn(op.value, fill) };
  return op;
}

/** Whether an operation shows a signal's value. */
export function shows(op: Op): boolean {
  return interpolations(op).length > 0;
}

/** The interpolations of an operation, in order. */
export function interpolations(op: Op): Interpolation[] {
  const text = "text" in op ? op.text : "html" in op ? op.html : "value" in op ? op.value : null;
  return Array.isArray(text) ? text.filter((part) => typeof part !== "string") : [];
}
