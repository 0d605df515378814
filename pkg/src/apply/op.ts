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
  | { op: "refused" };

/** The text of a value, not escaped. */
export type Fill = (part: Interpolation) => string;
