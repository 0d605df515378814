// One engine's context for another of the same bundle, or for itself: then what values before these took is free again.

import type { Core } from "./core.ts";
import { Origin } from "./native.ts";
import type { SignalValue, Units } from "./types.ts";

/** Takes the whole context of `other`, each value with where it comes from. */
export function adopt(core: Core, other: Core, units: Units | undefined): void {
  const values = other.signals.map((_, signal) => [other.value(signal), other.cells.origin(signal)] as const);
  core.read({}, units);
  values.forEach(([value, origin], signal) => {
    put(core, signal, { value, origin });
  });
}

/** One signal's value, with where it comes from. */
export function put(core: Core, signal: number, { value, origin }: { value: SignalValue | undefined; origin: number }): void {
  core.cells.begin();
  // What the site says that there is none of is more than missing, to an edge.
  core.cells.put(signal, value === undefined && origin === Origin.Site ? null : value, origin);
  core.native.set(core.number, signal);
}
