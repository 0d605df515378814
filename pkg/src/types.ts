// The shapes that go in and come out, everywhere alike.

/** What a signal can be; `undefined` is missing. Times and durations are milliseconds. */
export type SignalValue = string | number | boolean | null | readonly string[];

/** Signals by dotted name, `{ "geo.country": "DE", "time.hour": 19 }`. Values of other types are missing. */
export type Signals = Readonly<Record<string, SignalValue | undefined>>;

/** What an engine says about one slot. */
export interface Decision {
  /** Null for the default. */
  readonly experience: string | null;
  readonly variant: string | null;
  readonly reason: Reason;
  /** Of a value slot. */
  readonly value?: Value;
  /** Changes to the page, in order; none when it shows the default. */
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
