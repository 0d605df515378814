// The operations of a page as the engine gives them: plain data. docs/ops.md describes each.

/** A value to be filled in; `in` says how it must be escaped where it stands. */
export interface Interpolation {
  signal: string;
  filter?: "time" | "date" | "relative" | "number" | "money" | "distance";
  /** ISO 4217 code of `money`, IANA time zone of `time` and `date`. */
  argument?: string;
  /** Shown only when it is one of these. */
  list?: string[];
  /** A table cell for each value. */
  cells?: Record<string, string>;
  in?: "html" | "url";
  /** When the signal is missing, or not in its list. */
  fallback: string;
}

export type Text = string | (string | Interpolation)[];

/** With `T` a string, everything is filled in. */
export type Op<T = Text> =
  | { op: "text"; text: T }
  | { op: "html" | "append" | "prepend" | "before" | "after" | "replace"; html: T }
  | { op: "template"; id: string }
  | { op: "attr" | "style"; name: string; value: T | null }
  | { op: "class"; add: string[]; remove: string[] }
  | { op: "remove" }
  | { op: "order"; selectors: string[] }
  | { op: "redirect"; path: string }
  | Rank<T>
  | { op: "refused" };

/** Items in the order of what the visitor likes; a count of 0 sets no bound. */
export interface Rank<T = string> {
  op: "rank";
  /** A selector, inside the target. */
  items: string;
  /** Lines: a topic, and below it the interest in it, from 0 to 1. */
  value: T;
  /** How many are shown. */
  take: number;
  /** How many of one topic come before others get a turn. */
  per_topic: number;
  /** How many of those shown are of the least interest. */
  explore: number;
  /** What goes behind all else. */
  skip: "seen" | "";
}

/** The text of a value, not escaped. */
export type Fill = (part: Interpolation) => string;
