// What a device remembers, as people read and write it: exports, fixtures, files. `src/profile/json.rs` does the same.

/** A moment: RFC 3339, or milliseconds since 1970. Written as the former. */
export type Moment = string | number;

export interface ProfileData {
  /** This page view, and the visit that it is part of. */
  readonly visit?: { readonly started?: Moment; readonly viewed?: Moment; readonly nudges?: number };
  readonly experiences?: Readonly<Record<string, Remembered>>;
  /** When events last happened; those with a topic by topic, too. */
  readonly events?: Readonly<Record<string, Happened>>;
}

export interface Happened {
  readonly last?: Moment;
  readonly topics?: Readonly<Record<string, Moment>>;
}

export interface Remembered {
  /** How often it was shown, and when; the last times only. */
  readonly shown?: number;
  readonly times?: readonly Moment[];
  readonly clicked?: Moment;
  readonly dismissed?: Moment;
  /** The variant that somebody was drawn for, the phase in which, and a hash of the unit by which. */
  readonly variant?: string;
  readonly phase?: number;
  readonly unit?: string;
}
