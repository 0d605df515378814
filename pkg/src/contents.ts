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

export class Contents {
  readonly #bundle: Bundle;
  readonly #contents = new Map<number, Content>();
  readonly #signals: ReadonlyMap<string, number>;

  /** `signals` says a signal's index. */
  constructor(bundle: Bundle, signals: ReadonlyMap<string, number>) {
    this.#bundle = bundle;
    this.#signals = signals;
  }

  decision(slot: number, arm: number, content: number, reason: number, shown: Shown): { decision: Decision; shared: boolean } {
    const { value, ops: raw } = this.content(content === NONE ? this.#bundle.default(slot) : content);
    const fill = this.fill(shown);
    let shared = true;
    const filled = raw?.map((op) =>
      fillOp(op, ({ filter: _, ...part }) => {
        shared = false;
        // Formatting is the host's: here a value stays as it is.
        return fill(part);
      }),
    );
    const chosen = arm !== NONE;
    const decision: Decision = {
      experience: chosen ? this.#bundle.experience(arm) : null,
      variant: chosen ? this.#bundle.arm(arm) : null,
      reason: REASONS[reason] as Reason,
      ...(value !== undefined && { value }),
      ...(filled && { ops: filled.filter(({ op }) => op !== "refused") }),
    };
    return { decision: freeze(decision), shared };
  }

  /** What interpolations show, out of the values that a snapshot kept. */
  fill(shown: Shown, manner?: Manner): Fill {
    return filler((name) => this.value(shown, name), manner);
  }

  /** The value of a signal that contents show. */
  value(shown: Shown, signal: string): unknown {
    return shown?.get(this.#signals.get(signal) ?? -1);
  }

  content(index: number): Content {
    if (index === NONE) return NOTHING;
    let content = this.#contents.get(index);
    if (!content) {
      content = decode(this.#bundle.content(index), (signal) => this.#bundle.signals[signal] as string);
      this.#contents.set(index, content);
    }
    return content;
  }
}

const NOTHING: Content = {};

/** Decisions share contents, snapshots share decisions: nobody may write to them. */
function freeze<T>(data: T): T {
  if (Object(data) === data) Object.values(data as object).forEach(freeze);
  return Object.freeze(data);
}
