// What was done to a page, slot by slot, so that one slot can change and no other is touched.

import { applyAll } from "./apply/apply.ts";
import type { Core, Outcome } from "./core.ts";
import { WORDS } from "./native.ts";

export interface Edits {
  /** Does to the page what an outcome says of these slots; how many operations were refused. */
  put(core: Core, outcome: Outcome, slots: readonly number[], now: number): number;
  /** Puts back what was done for these slots, or for all, the last first. */
  undo(slots?: readonly number[]): void;
}

export function edits(): Edits {
  let done: (readonly [slot: number, undo: () => void])[] = [];
  return {
    put(core, { words, shown }, slots, now) {
      const { contents } = core;
      const changing = slots.filter((slot) => contents.content(words[slot * WORDS + 1] as number).ops);
      const { refused, undos } = applyAll(
        document,
        changing.map((slot) => ({
          target: core.bundle.target(slot),
          nth: core.bundle.nth(slot),
          ops: contents.content(words[slot * WORDS + 1] as number).ops ?? [],
        })),
        contents.fill(shown, { locale: document.documentElement.lang || undefined, now }),
      );
      done.push(...changing.map((slot, index) => [slot, undos[index] as () => void] as const));
      return refused;
    },
    undo(slots) {
      const goes = ([slot]: (typeof done)[0]): boolean => !slots || slots.includes(slot);
      const going = done.filter(goes);
      done = done.filter((one) => !goes(one));
      for (const [, back] of going.reverse()) back();
    },
  };
}
