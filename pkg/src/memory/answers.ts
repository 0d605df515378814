// What a visitor does with what was shown: a click on it, or on something that sends it away (`data-ns-dismiss`).

import type { find as Find } from "../apply/apply.ts";
import type { Core } from "../core.ts";
import type { Answer } from "../profile/handle.ts";
import type { Decision, Decisions } from "../types.ts";

/**
 * Listens; the answer ends it. `told` hears in which slot it was done, and all slots that the same experience has. Of slots within
 * each other it is the innermost that shows something.
 */
export function answers(
  find: typeof Find,
  { bundle, slots }: Core,
  decisions: () => Decisions,
  told: (answer: Answer, slot: string, all: readonly number[]) => void,
): () => void {
  const shownIn = (slot: string): string | null => (decisions().get(slot) as Decision).experience;
  /** The slot in whose place an element is. */
  const slotOf = (element: Element): string | undefined => {
    const places = slots.flatMap((name, slot) => {
      const target = shownIn(name) && bundle.target(slot);
      const place = target && element.closest(target);
      return place && find(document, target, bundle.nth(slot)).includes(place) ? [{ name, place }] : [];
    });
    return places.reduce((inner, other) => (inner?.place.contains(other.place) ? other : inner), places[0])?.name;
  };
  const hear = ({ target }: Event): void => {
    const acted =
      target instanceof Element && target.closest("[data-ns-dismiss],a[href],button,input,select,summary,label,[role=button],[role=link]");
    const slot = acted ? slotOf(acted) : undefined;
    if (!acted || slot === undefined) return;
    const experience = shownIn(slot);
    const all = slots.flatMap((name, at) => (shownIn(name) === experience ? [at] : []));
    told(acted.closest("[data-ns-dismiss]") ? "dismissed" : "clicked", slot, all);
  };
  document.addEventListener("click", hear, { capture: true, passive: true });
  return () => document.removeEventListener("click", hear, { capture: true });
}
