// What the visitor allows, as the bits of `src/profile/leave.rs`.

import type { Leave } from "./source.ts";

export interface Consent extends Leave {
  /** The visitor wants none of it: every slot shows its default. */
  readonly optedOut?: boolean | undefined;
  /** What is remembered stays as it is, for now: it is neither used nor added to. */
  readonly paused?: boolean | undefined;
  /** The browser's Global Privacy Control is on, and the visitor has not chosen otherwise here. */
  readonly gpc?: boolean | undefined;
}

export const enum Bit {
  Personalization = 1,
  NoPersonalization = 2,
  Measurement = 4,
  NoMeasurement = 8,
  OptedOut = 16,
  Gpc = 32,
}

export function bits({ personalization, measurement, optedOut, gpc }: Consent = {}): number {
  const purpose = (said: boolean | undefined, granted: number): number => (said === undefined ? 0 : said ? granted : 2 * granted);
  const rest = (optedOut ? Bit.OptedOut : 0) | (gpc ? Bit.Gpc : 0);
  return purpose(personalization, Bit.Personalization) | purpose(measurement, Bit.Measurement) | rest;
}
