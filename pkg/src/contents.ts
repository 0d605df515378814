// What arms put into slots. A content is static: read from the bundle when first asked for, then kept; only interpolations
// differ between visitors, and they are filled in from the signals that the snapshot kept.

import { fillOp } from "./apply/fill.ts";
import { filler, type Manner } from "./apply/format.ts";
import type { Fill } from "./apply/op.ts";
import { type Bundle, REASONS } from "./bundle.ts";
import { type Content, decode } from "./content.ts";
import type { Shown } from "./decisions.ts";
import { NONE } from "./native.ts";
import type { Decision, Reason } from "./types.ts";

export type Contents = ReturnType<typeof contentsOf>;

/** `index` says a signal's index. */
export function contentsOf(bundle: Bundle, index: ReadonlyMap<string, number>) {
  const known: Content[] = [];

  /** The value of a signal that contents show. */
  const value = (shown: Shown, signal: string): unknown => shown?.get(index.get(signal) ?? -1);
  const content = (number: number): Content => {
    if (number === NONE) return NOTHING;
    known[number] ??= decode(bundle.content(number), (signal) => bundle.signals[signal] as string);
    return known[number];
  };
  /** What interpolations show, out of the values that a snapshot kept. */
  const fill = (shown: Shown, manner?: Manner): Fill => filler((name) => value(shown, name), manner);

  return {
    value,
    content,
    fill,
    /** What a slot shows; `shared` is false when it holds a value of this visit and may not serve another. */
    decision(slot: number, arm: number, number: number, reason: number, shown: Shown): { decision: Decision; shared: boolean } {
      const { value, ops: raw } = content(number === NONE ? bundle.default(slot) : number);
      const show = fill(shown);
      let shared = true;
      const ops = raw?.map((op) =>
        fillOp(op, ({ filter: _, ...part }) => {
          shared = false;
          // Formatting is the host's: here a value stays as it is.
          return show(part);
        }),
      );
      const chosen = arm !== NONE;
      const decision: { -readonly [K in keyof Decision]: Decision[K] } = {
        experience: chosen ? bundle.experience(arm) : null,
        variant: chosen ? bundle.arm(arm) : null,
        reason: REASONS[reason] as Reason,
      };
      if (value !== undefined) decision.value = value;
      if (ops) decision.ops = ops.filter(({ op }) => op !== "refused");
      return { decision: freeze(decision), shared };
    },
  };
}

const NOTHING: Content = {};

/** Decisions share contents, snapshots share decisions: nobody may write to them. */
function freeze<T>(data: T): T {
  if (Object(data) === data) Object.values(data as object).forEach(freeze);
  return Object.freeze(data);
}
