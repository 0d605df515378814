// What the visitor allows, as the bits of `src/profile/leave.rs`.

import { LeaveBit } from "../native.ts";
import type { Leave } from "./source.ts";

export interface Consent extends Leave {
  /** The visitor wants none of it: every slot shows its default. */
  readonly optedOut?: boolean | undefined;
  /** What is remembered stays as it is, for now: it is neither used nor added to. */
  readonly paused?: boolean | undefined;
  /** The browser's Global Privacy Control is on, and the visitor has not chosen otherwise here. */
  readonly gpc?: boolean | undefined;
  /** Slots in which the visitor wants nothing that rests on what they did or said. */
  readonly objected?: readonly string[] | undefined;
}

/** Whether the browser's Global Privacy Control is on. */
export const hasGpc = (): boolean => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

export function bits({ personalization, measurement, optedOut, gpc }: Consent = {}): number {
  const purpose = (said: boolean | undefined, granted: number): number => (said === undefined ? 0 : said ? granted : 2 * granted);
  const rest = (optedOut ? LeaveBit.OptedOut : 0) | (gpc ? LeaveBit.Gpc : 0);
  return purpose(personalization, LeaveBit.Personalization) | purpose(measurement, LeaveBit.Measurement) | rest;
}
