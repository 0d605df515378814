// Generated from src/explain, src/decide/reason.rs and src/signal: `UPDATE=1 cargo test --lib explain::tests`.
// Do not edit.

import type { Reason } from "../types.ts";

/** Operators by number: how the operand is written (`form` in `src/explain/phrase.rs`), what is asked, and turned round. */
export const OPERATORS: readonly (readonly [operand: string, yes: string, no: string])[] = [
  [".", "is known", "is not known"],
  ["y", "has the type", "does not have the type"],
  ["s", "is", "is not"],
  ["n", "is", "is not"],
  ["b", "is", "is not"],
  [".", "is null", "is not null"],
  ["v", "is", "is not"],
  ["s", "is", "is not"],
  ["n", "is", "is not"],
  ["b", "is", "is not"],
  ["t", "is one of", "is none of"],
  ["t", "is one of", "is none of"],
  ["t", "has all of", "does not have all of"],
  ["t", "has all of", "does not have all of"],
  ["n", "is below", "is not below"],
  ["n", "is at most", "is above"],
  ["n", "is above", "is not above"],
  ["n", "is at least", "is below"],
  ["s", "is below", "is not below"],
  ["s", "is at most", "is above"],
  ["s", "is above", "is not above"],
  ["s", "is at least", "is below"],
  ["v", "is below", "is not below"],
  ["v", "is at most", "is above"],
  ["v", "is above", "is not above"],
  ["v", "is at least", "is below"],
  ["V", "is below", "is not below"],
  ["V", "is at most", "is above"],
  ["V", "is above", "is not above"],
  ["V", "is at least", "is below"],
  ["V", "is", "is not"],
  ["s", "starts with", "does not start with"],
  ["s", "ends with", "does not end with"],
  ["s", "contains", "does not contain"],
  ["s", "starts with", "does not start with"],
  ["s", "ends with", "does not end with"],
  ["s", "contains", "does not contain"],
  ["N", "is between", "is not between"],
  ["a", "matches its pattern", "does not match its pattern"],
  ["c", "has a fitting length", "does not have a fitting length"],
  ["c", "has a fitting element", "has no fitting element"],
  ["h", "holds", "does not hold"],
  ["d", "is not longer ago than", "is longer ago than"],
  ["d", "is longer ago than", "is not longer ago than"],
  ["r", "is trusted as", "is not trusted as"],
  [".", "is asked something that this dialect does not know", "is asked something unknown"],
  ["i", "is", "is not"],
  ["x", "is known here", "is not known here"],
];

/** Reasons by number: the code, OpenFeature's word, a sentence. */
export const REASONS: readonly (readonly [code: Reason, openFeature: string, sentence: string])[] = [
  ["default", "DEFAULT", "No experience that fits asked for this slot."],
  ["matched", "TARGETING_MATCH", "Everybody for whom the condition holds gets this."],
  ["split", "SPLIT", "Drawn among variants by hash."],
  ["not_matched", "DEFAULT", "The condition does not hold, or a signal it needs is missing."],
  ["other_page", "DEFAULT", "Not meant for this page."],
  ["no_slot", "DEFAULT", "None of its slots is on this page."],
  ["slot_taken", "DEFAULT", "An experience before it holds one of its slots."],
  ["not_started", "DEFAULT", "Its schedule has not begun."],
  ["ended", "DEFAULT", "Its schedule is over."],
  ["no_unit", "DEFAULT", "No durable unit is known, so nothing random is drawn."],
  ["rollout", "SPLIT", "The rollout has not reached this unit yet."],
  ["not_covered", "SPLIT", "The experiment's coverage leaves this unit out."],
  ["pass", "SPLIT", "The variant drawn steps aside for the next experience."],
  ["on_device", "DEFAULT", "Only the visitor's device can decide this one."],
  ["expired", "STALE", "The bundle is past its expiry date: defaults only."],
  ["at_edge", "CACHED", "The slot was decided before this page reached the browser."],
  ["holdout", "SPLIT", "Held out: this unit sees what it would see without any experiment."],
  ["other_group", "SPLIT", "Another experiment of its group has this unit."],
];

/** Where values come from. */
export const SOURCES: readonly string[] = [
  "site",
  "platform",
  "clock",
  "time zone",
  "client hints",
  "user agent",
  "media query",
  "languages",
  "referrer",
  "address",
  "document",
  "memory",
  "device",
  "draw",
];

export const TRUSTS = ["inferred", "declared", "known"] as const;

/** Types of JSON. */
export const TYPES = ["null", "boolean", "number", "string", "array", "object"];
