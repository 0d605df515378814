// What an experience says of itself to its visitor, as it stands in the bundle (`src/compile/sayings.rs`), with the values seen.

import type { Interpolation } from "../apply/op.ts";
import type { Core } from "../core.ts";
import type { SignalValue } from "../types.ts";
import { Table, type Tables } from "./tables.ts";

/** Kinds of what is said to visitors (`SayingKind` in `src/program/records.rs`). */
const BECAUSE = 0;
const DISCREET = 2;

/** How it is said. */
export interface Manner {
  /** BCP 47; the ruleset's first language by default. */
  readonly language?: string | undefined;
  /** A value as people say it; without, as it is. */
  readonly word?: ((signal: string, value: SignalValue) => string | undefined) | undefined;
}

/** The sentence; nothing where it would be half of one, since a value is missing or may not be named on a screen. */
export function because(engine: Core, tables: Tables, experience: string | null, { language, word }: Manner): { because?: string } {
  const sayings = tables.rows(Table.Sayings);
  const all = sayings.filter(([kind, name]) => kind === BECAUSE && tables.text(name) === experience);
  const [op] = engine.contents.content(pick(tables, all, language)).ops ?? [];
  if (op?.op !== "text") return {};
  const discreet = new Set(sayings.filter(([kind]) => kind === DISCREET).map(([, name]) => tables.text(name)));
  const say = (part: Interpolation): string => {
    const { signal, fallback = "", filter, cells, list, ...rest } = part;
    const index = engine.signalIndex.get(signal) ?? -1;
    const value = engine.value(index);
    if (value === undefined || value === null || discreet.has(`${value}`)) return fallback;
    const manner = { locale: language, now: engine.now };
    // What is formatted needs a language; without, a value is what it is.
    if (cells || list || (filter && language)) return engine.contents.fill(new Map([[index, value]]), manner)({ ...part, ...rest });
    return word?.(signal, value) ?? (Array.isArray(value) ? fallback : String(value));
  };
  const parts = [op.text].flat().map((part) => (typeof part === "string" ? part : say(part)));
  return parts.every(Boolean) ? { because: parts.join("") } : {};
}

/** Of texts by language the content of the best: that of the tag, of the tag cut at its end, of the first. */
function pick(tables: Tables, all: ReturnType<Tables["rows"]>, language = ""): number {
  for (let tag = language.toLowerCase(); tag; tag = tag.replace(/-?[^-]*$/, "")) {
    const found = all.find(([, , of]) => of < 0xffff_ffff && tables.text(of).toLowerCase() === tag);
    if (found) return found[3];
  }
  return all[0]?.[3] ?? 0xffff_ffff;
}
