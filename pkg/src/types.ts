// The shapes that go in and come out, everywhere alike.

import type { Op } from "./apply/op.ts";
import type { Consent } from "./consent/leave.ts";
import type { Profile } from "./profile.ts";
import type { KnownSignals } from "./signals.ts";

export type { Interpolation, Op, Text } from "./apply/op.ts";
export type { Consent } from "./consent/leave.ts";
export type { ConsentSource, Leave } from "./consent/source.ts";
export type { Answer, Moment, Profile, ProfileData, Remembered } from "./profile.ts";
export type { KnownSignals } from "./signals.ts";

/** What a signal can be; `undefined` is missing. Times and durations are milliseconds. */
export type SignalValue = string | number | boolean | null | readonly string[];

/** Signals by dotted name, `{ "geo.country": "DE", "time.hour": 19 }`. Values of other types are missing. */
export type Signals = KnownSignals & Readonly<Record<string, SignalValue | undefined>>;

/** Facts by number, as a host reads them (`facts/browser.ts`, `facts/request.ts`). */
export type Facts = Iterable<readonly [fact: number, value: SignalValue]>;

/** Values of units of random assignment, by the names that the ruleset gives them (`device` and `page-view` too). */
export type Units = Readonly<Record<string, string | undefined>>;

export interface DecideOptions {
  /** The moment of the decision; the engine has no clock. */
  readonly now: number | Date;
  /** Names of the slots to decide; without, those whose `pages` match the signal `page.path`. */
  readonly slots?: readonly string[] | undefined;
  readonly units?: Units | undefined;
  /** IANA name of the visitor's time zone: the `time.*` signals that are not given are made of it and `now`. */
  readonly zone?: string | undefined;
  /** The unit `page-view` of this page view, where it is not in `units`. */
  readonly draw?: string | undefined;
  /** What this device remembers (`engine.profile`); without it, whatever depends on it is not shown (`no_memory`). */
  readonly profile?: Profile | undefined;
  /** What the visitor agreed to. Refused, what depends on memory is not shown (`no_consent`). */
  readonly consent?: Consent | undefined;
  /** Variants that somebody wants to see, by experience: shown whatever their rules say, and never counted. */
  readonly previews?: Readonly<Record<string, string>> | undefined;
  /** Where this is: at an `edge`, slots that only the visitor's device can decide are left to it (`on_device`). */
  readonly place?: "device" | "edge" | undefined;
}

/** When a slot may change, as its `redecide` says: once a page view, after the visitor's action, at any time. */
export type SlotKind = "view" | "action" | "live";

export interface RedecideOptions {
  /** What this device remembers, that of `decide` unless given: what happened since may change what depends on it. */
  readonly profile?: Profile | undefined;
  /** The slots that may change now; `action` and `live` by default. All three after a navigation. */
  readonly may?: readonly SlotKind[] | undefined;
}

/** What deciding again came to. */
export interface Changes {
  /** Of all slots. */
  readonly decisions: Decisions;
  /** Names of the slots that are decided, or filled in, otherwise than before, in the bundle's order. */
  readonly changed: readonly string[];
}

export interface ExplainOptions extends DecideOptions {
  /** The content of the bundle's side map (`.nsb.map`): then the ruleset's lines are named. */
  readonly map?: unknown;
  /** Also look for what would have to be different: for anything else to be shown, or `to` show this. */
  readonly counterfactual?: WhatIf | undefined;
  /** The language in which an experience says `because`, BCP 47; the ruleset's first language unless given. Dates and amounts are written in it, too. */
  readonly language?: string | undefined;
  /** A value as people say it, `Germany` for `DE`; undefined for as it is. */
  readonly word?: ((signal: string, value: SignalValue) => string | undefined) | undefined;
}

export type WhatIf = true | { readonly to: "default" | { readonly experience: string; readonly variant?: string | undefined } };

/** What an engine says about one slot. */
export interface Decision {
  /** Null for the default. */
  readonly experience: string | null;
  readonly variant: string | null;
  readonly reason: Reason;
  /** Of a value slot. */
  readonly value?: Value;
  /** Changes to the page, in order, with plain values filled in; absent when it shows the default. */
  readonly ops?: readonly Op[];
}

/** The value of a value slot. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A frozen snapshot: a decision a slot, by the slot's name. */
export type Decisions = { readonly [slot: string]: Decision } & {
  /** For slots whose name is one of these methods'. */
  get(slot: string): Decision | undefined;
  keys(): string[];
  entries(): [string, Decision][];
  toJSON(): Record<string, Decision>;
};

/** Why. Documented in `src/decide/reason.rs`; new codes may be added. */
export type Reason =
  | "default"
  | "matched"
  | "split"
  | "not_matched"
  | "other_page"
  | "no_slot"
  | "slot_taken"
  | "not_started"
  | "ended"
  | "no_unit"
  | "rollout"
  | "not_covered"
  | "pass"
  | "on_device"
  | "expired"
  | "at_edge"
  | "holdout"
  | "other_group"
  | "off_hours"
  | "limit"
  | "cooldown"
  | "stop_event"
  | "stopped"
  | "no_memory"
  | "page_full"
  | "nudge_limit"
  | "forced"
  | "sticky"
  | "blocked"
  | "preview"
  | "opted_out"
  | "gpc"
  | "no_consent"
  | "objected";

/** A place in a ruleset. */
export interface Line {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why a slot shows what it shows (`src/explain`). */
export interface Explanation {
  readonly slot: string;
  readonly experience: string | null;
  readonly variant: string | null;
  readonly reason: Reason;
  readonly open_feature: string;
  /** The reason in a sentence. */
  readonly sentence: string;
  /** Why, in one sentence about this very visitor. */
  readonly summary: string;
  /**
   * What the experience says of itself to its visitor (`because`), with the values seen. Missing where one of them is, and where
   * one may not be named on a screen.
   */
  readonly because?: string;
  /**
   * An edge decided this slot before the page came, for this (null and null where only that is known: its default, another bundle's
   * choice, a preview). All else here is the same decision once more, by this device's clock and facts: those of the edge are not in
   * the page, which others may get too.
   */
  readonly at_edge?: { readonly experience: string | null; readonly variant: string | null };
  /** The language that `because` is in, BCP 47: told if one was asked for, where the ruleset says which it is. */
  readonly language?: string;
  /** Every experience that wants this slot, in the order in which they were asked. */
  readonly considered: readonly Considered[];
  /** What would have to be different, if that was asked. */
  readonly counterfactual?: Counterfactual;
}

/** The reason of every slot, and of every experience in the order in which they were asked. */
export interface Reasons {
  readonly slots: Readonly<Record<string, Reason>>;
  readonly experiences: Readonly<Record<string, Reason>>;
}

/** The smallest change of signals that changes what a slot shows; or that there is none, or that it is not known. */
export type Counterfactual = {
  readonly sentence: string;
  /** So many signals were changed at once, at most. */
  readonly within: number;
} & (
  | {
      readonly outcome: "found";
      readonly changes: readonly Difference[];
      readonly becomes: { readonly experience: string | null; readonly variant: string | null; readonly reason: Reason };
      /** No smaller set of changes does it. */
      readonly smallest: boolean;
    }
  | { readonly outcome: "none" }
  /** Nothing was found, but not all could be tried: too much work, or values of a signal that could not be made. */
  | { readonly outcome: "unknown"; readonly doubt: "work" | "values"; readonly signal?: string }
);

/** One signal with another value; null is not known. */
export interface Difference {
  readonly signal: string;
  readonly from: SignalValue;
  readonly to: SignalValue;
  /** How sure it would have to be, where that is what changes. */
  readonly trust?: Trust;
}

export type Trust = "known" | "declared" | "inferred";

export interface Considered {
  readonly experience: string;
  readonly reason: Reason;
  readonly sentence: string;
  readonly at?: Line;
  readonly drawn?: { readonly unit: string; readonly bucket: number; readonly of: number };
  /** The questions put, until the answer was known. */
  readonly conditions: readonly Asked[];
}

export interface Asked {
  readonly question: string;
  readonly signal: string | null;
  readonly value: Value;
  readonly source?: string;
  readonly trust?: Trust;
  readonly answer: boolean;
  readonly at?: Line;
  /** Of a segment, the questions that it asked in turn. */
  readonly conditions?: readonly Asked[];
}
