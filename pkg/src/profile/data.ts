// What a device remembers, as people read and write it: exports, fixtures, files. `src/profile/json.rs` does the same.

/** A moment: RFC 3339, or milliseconds since 1970. Written as the former. */
export type Moment = string | number;

export interface ProfileData {
  /** When all of it was begun: the last time that it was erased, or the first that it was kept. */
  readonly since?: Moment;
  /** This visit, its page views, and those before it. */
  readonly visit?: {
    readonly started?: Moment;
    readonly viewed?: Moment;
    /** When the visitor last did something, if that was after the view began. */
    readonly active?: Moment;
    /** When the visit before this one ended, and when the first began. */
    readonly before?: Moment;
    readonly first?: Moment;
    /** How many visits there were, this one included. */
    readonly count?: number;
    /** Of this visit. */
    readonly pageviews?: number;
    readonly nudges?: number;
    /** The page on which it began. */
    readonly entry?: string;
    /** The event that happened last, and when. */
    readonly action?: string;
    readonly acted?: Moment;
  };
  readonly experiences?: Readonly<Record<string, Remembered>>;
  readonly events?: Readonly<Record<string, Happened>>;
  /** When something was begun, and when it ended. */
  readonly states?: Readonly<Record<string, { readonly opened?: Moment; readonly closed?: Moment }>>;
  /** By topic, the moment at which interest in it is one: it halves every two weeks from there. */
  readonly affinities?: Readonly<Record<string, Moment>>;
  /** What the visitor said when asked. */
  readonly declared?: Readonly<Record<string, { readonly answer?: Said; readonly at?: Moment }>>;
  /** Random identities of this device, and for how long they are here. */
  readonly units?: Readonly<Record<string, { readonly value?: string; readonly at?: Moment }>>;
  readonly goals?: Readonly<Record<string, { readonly last?: Moment; readonly count?: number }>>;
  /** Items of ranked lists by a digest of their keys, and the day on which each was seen last. */
  readonly seen?: Readonly<Record<string, Moment>>;
}

export type Said = string | number | boolean | readonly string[];

export interface Happened {
  readonly last?: Moment;
  readonly count?: number;
  /** In this visit. */
  readonly session_count?: number;
  /** By day, in Greenwich; the last month's. */
  readonly days?: Readonly<Record<string, number>>;
  readonly topics?: Readonly<Record<string, Moment>>;
  /** By field, what was added up, what was taken off, and how often there was one. */
  readonly fields?: Readonly<Record<string, { readonly added?: number; readonly taken?: number; readonly count?: number }>>;
}

export interface Remembered {
  /** How often it was shown, and when; the last times only. */
  readonly shown?: number;
  readonly times?: readonly Moment[];
  readonly clicked?: Moment;
  readonly dismissed?: Moment;
  /** The variant that somebody was drawn for, when, the phase in which, and a hash of the unit by which. */
  readonly variant?: string;
  readonly assigned?: Moment;
  readonly phase?: number;
  readonly unit?: string;
}
