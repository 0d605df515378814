// The smallest change of signals that changes what a slot shows, by deciding again: `src/counterfactual/mod.rs`.

import type { Asked, Core } from "../core.ts";
import { NONE, ReasonCode } from "../native.ts";
import { Table, type Tables } from "../tables.ts";
import type { Units } from "../types.ts";
import { type Domain, domain, type Option } from "./domain.ts";
import { matters } from "./matters.ts";

/** Signals that are changed at once, decisions that are tried (`Bounds::VISIT`). */
export const WITHIN = 2;
const DECISIONS = 200_000;
/** Experiences that these consider, all together. */
const WORK = 20_000_000;
/** Bytes of tried values from which on the context is taken anew. */
const ROOM = 1 << 20;

/** Arm, content and reason. */
export type Shown = readonly [arm: number, content: number, reason: number];

export interface Change {
  readonly signal: number;
  readonly from: Option;
  readonly to: Option;
}

export type Sought =
  | { readonly changes: readonly Change[]; readonly before: Shown; readonly becomes: Shown; readonly smallest: boolean }
  /** Nothing; with a doubt where that is not sure: too much work, or a signal with values that could not be made. */
  | { readonly changes?: undefined; readonly doubt?: true | number };

/** `wants` says of an arm whether it is what is asked for; without, anything else than now is. */
export function seek(
  core: Core,
  engine: Core,
  tables: Tables,
  slot: number,
  { asked, units, edge }: { asked: Asked; units: Units | undefined; edge: boolean },
  wants?: (arm: number) => boolean,
): Sought {
  const { native } = core;
  let left = Math.min(DECISIONS, Math.floor(WORK / (tables.rows(Table.Experiences).length || 1)));
  let taken = 0;
  const made: Change[] = [];
  let found: { readonly changes: readonly Change[]; readonly becomes: Shown } | undefined;
  const set = (signal: number, option: Option): void => {
    core.put(signal, option.value, option.origin);
    taken += 64 + 5 * core.cells.used;
    if (taken < ROOM) return;
    core.adopt(engine, units);
    taken = 0;
    for (const { signal, to } of made) core.put(signal, to.value, to.origin);
  };
  const some = asked.slots !== undefined;
  const memory = asked.profile?.number ?? NONE;
  core.mark(asked.slots, asked.held);
  core.wish(asked);
  const decide = (): Shown => {
    const address = native.decide(core.number, memory, +asked.now, core.way(edge, asked.leave), some) >>> 0;
    return [...new Uint32Array(native.memory.buffer, address + 12 * slot, 3)] as unknown as Shown;
  };
  const before = decide();
  const is = ([arm, content, reason]: Shown): boolean =>
    reason !== ReasonCode.OnDevice && (wants ? wants(arm) : arm !== before[0] || content !== before[1]);
  const isWhole = (): boolean => found?.changes.every(({ to }) => to.value !== undefined) ?? false;

  /** Tries every change of `count` more signals; whether that was all of it, or enough. */
  const attempt = (domains: readonly Domain[], count: number): boolean => {
    if (count === 0) {
      if (left-- === 0) return false;
      const becomes = decide();
      if (is(becomes) && (!found || made.every(({ to }) => to.value !== undefined))) found = { changes: [...made], becomes };
      return true;
    }
    return domains.every(({ signal, now, options }, at) => {
      const on = options.every((to) => {
        made.push({ signal, from: now, to });
        set(signal, to);
        const on = attempt(domains.slice(at + 1), count - 1);
        made.pop();
        return on && !isWhole();
      });
      set(signal, now);
      return on;
    });
  };

  if (wants && is(before)) return { changes: [], before, becomes: before, smallest: true };
  if (before[2] === ReasonCode.Expired) return {};
  const domains = matters(engine, tables, slot, some).map((subject) => {
    const { signal } = subject;
    const value = engine.value(signal);
    return domain(core, tables, subject, { value, origin: engine.cells.origin(signal) }, +asked.now);
  });
  const unsure = domains.find(({ exact }) => !exact)?.signal;
  for (let count = 1; count <= WITHIN; count++) {
    const all = attempt(domains, count);
    // One change is few enough, whatever else there is.
    if (found) return { ...found, before, smallest: count === 1 || unsure === undefined };
    if (!all) return { doubt: true };
  }
  return unsure === undefined ? {} : { doubt: unsure };
}
