// What an edge tells the browser, in one inert script of the page: which slots it decided, and what only a platform
// knows. Slots that the edge decided are final, so that nothing changes under a reader.

import type { Core, Outcome } from "./core.ts";
import { NONE, ReasonCode } from "./native.ts";
import type { Signals } from "./types.ts";

const DEFAULT = -1;
const LEFT = -2;

export interface Handoff {
  /** Of the bundle that decided. */
  readonly hash: string;
  /** By slot: the number of the arm, {@link DEFAULT}, or {@link LEFT} to the browser. */
  readonly slots: readonly number[];
  /** Signals that a platform's headers said. */
  readonly signals: Signals;
}

/**
 * `slots` names those of this page; all others are left. Of a preview a browser hears only that the slot is decided: whatever it
 * has an arm of, it counts.
 */
export function handoff(core: Core, { words }: Outcome, signals: Signals): string {
  const slots = core.slots.map((_, slot) => {
    const [arm, , reason] = words.subarray(slot * 3) as unknown as [number, number, number];
    if (reason === ReasonCode.OnDevice || core.bundle.target(slot) === "") return LEFT;
    return arm === NONE || reason === ReasonCode.Preview ? DEFAULT : arm;
  });
  return JSON.stringify({ hash: core.bundle.hash, slots, signals } satisfies Handoff);
}

/** What the page carries; an empty one if nothing, or nothing that can be read. */
export function readHandoff(root: ParentNode): Handoff {
  try {
    const { hash, slots, signals } = JSON.parse(root.querySelector("script[data-nearside]")?.textContent as string);
    return { hash, slots: [...slots], signals: Object(signals) };
  } catch {
    return { hash: "", slots: [], signals: {} };
  }
}

/**
 * The arm that a slot has from the edge; `NONE` for its default, and for whatever another bundle gave it: then only this
 * much is known, that the slot is decided. Undefined where it was left to the browser.
 */
export function armOf(core: Core, { hash, slots }: Handoff, slot: number): number | undefined {
  const arm = slots[slot] ?? LEFT;
  if (!(arm > LEFT)) return undefined;
  return arm >= 0 && hash === core.bundle.hash ? arm : NONE;
}

/** Puts the edge's answers among the browser's. */
export function adopt(core: Core, { words }: Outcome, handed: Handoff): void {
  core.slots.forEach((_, slot) => {
    const arm = armOf(core, handed, slot);
    if (arm !== undefined) words.set([arm, NONE, ReasonCode.AtEdge], slot * 3);
  });
}
