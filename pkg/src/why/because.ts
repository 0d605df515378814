// What an experience says of itself to its visitor, as it stands in the bundle (`src/compile/sayings.rs`), with the values seen.

import type { Interpolation } from "../apply/op.ts";
import type { Core } from "../core.ts";
import { discreet, Saying, spoken } from "../sayings.ts";
import type { Tables } from "../tables.ts";
import type { Explanation, SignalValue } from "../types.ts";

/** How it is said. */
export interface Manner {
  /** BCP 47; the ruleset's first language by default. */
  readonly language?: string | undefined;
  /** A value as people say it; without, as it is. */
  readonly word?: ((signal: string, value: SignalValue) => string | undefined) | undefined;
}

/**
 * The sentence, and to whoever asks for a language that which it is in; nothing where it would be half of one, since a value is
 * missing or may not be named on a screen.
 */
export function because(
  engine: Core,
  tables: Tables,
  experience: string | null,
  { language, word }: Manner,
): Pick<Explanation, "because" | "language"> {
  const [content, spokenIn] = spoken(tables, Saying.Because, experience, language);
  const [op] = engine.contents.content(content).ops ?? [];
  if (op?.op !== "text") return {};
  const unnamed = discreet(tables);
  const say = (part: Interpolation): string => {
    const { signal, fallback = "", filter, cells, list, ...rest } = part;
    const index = engine.signalIndex.get(signal) ?? -1;
    const value = engine.value(index);
    if (value === undefined || value === null || unnamed.includes(`${value}`)) return fallback;
    const manner = { locale: language, now: engine.now };
    // What is formatted needs a language; without, a value is what it is.
    if (cells || list || (filter && language)) return engine.contents.fill(new Map([[index, value]]), manner)({ ...part, ...rest });
    return word?.(signal, value) ?? (Array.isArray(value) ? fallback : String(value));
  };
  const parts = [op.text].flat().map((part) => (typeof part === "string" ? part : say(part)));
  if (!parts.every(Boolean)) return {};
  return { because: parts.join(""), ...(language && spokenIn && { language: spokenIn }) };
}
