// What arms put into slots. A content is static: read from the bundle when first asked for, then kept; only interpolations
// differ between visitors, and they are filled in from the signals that the snapshot kept.

import { fillOp } from "./apply/fill.ts";
import { filler, type Manner } from "./apply/format.ts";
import type { Fill } from "./apply/op.ts";
import { type Content, decode } from "./content.ts";
import type { Shown } from "./decisions.ts";
import { type NativeEngine, NONE, Table } from "./native.ts";
import type { Decision, Reason } from "./types.ts";

export class Contents {
  readonly #native: NativeEngine;
  readonly #defaults: Uint32Array;
  readonly #contents = new Map<number, Content>();
  readonly #names = new Map<string, string>();
  readonly #signals: ReadonlyMap<string, number>;

  /** `defaults` holds, a slot, the content of its default value; `values` says a signal's index. */
  constructor(native: NativeEngine, defaults: Uint32Array, signals: ReadonlyMap<string, number>) {
    this.#native = native;
    this.#defaults = defaults;
    this.#signals = signals;
  }

  decision(slot: number, arm: number, content: number, reason: number, shown: Shown): { decision: Decision; shared: boolean } {
    const { value, ops: raw } = this.content(content === NONE ? (this.#defaults[slot] as number) : content);
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
      experience: chosen ? this.name(Table.Experience, arm) : null,
      variant: chosen ? this.name(Table.Arm, arm) : null,
      reason: this.name(Table.Reason, reason) as Reason,
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
      content = decode(this.#native.content(index), (signal) => this.name(Table.Signal, signal));
      this.#contents.set(index, content);
    }
    return content;
  }

  name(table: Table, index: number): string {
    const key = `${table} ${index}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = this.#native.name(table, index);
      this.#names.set(key, name);
    }
    return name;
  }
}

const NOTHING: Content = {};

/** Decisions share contents, snapshots share decisions: nobody may write to them. */
function freeze<T>(data: T): T {
  if (Object(data) === data) Object.values(data as object).forEach(freeze);
  return Object.freeze(data);
}
