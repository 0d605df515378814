// What a visitor does with what was shown: a click on it, or on something that sends it away (`data-ns-dismiss`).

/** Listens; the answer ends it. `slotOf` says in which slot's place an element is. */
export function answers(
  slotOf: (element: Element) => string | undefined,
  told: (answer: "clicked" | "dismissed", slot: string) => void,
): () => void {
  const hear = ({ target }: Event): void => {
    const acted =
      target instanceof Element && target.closest("[data-ns-dismiss],a[href],button,input,select,summary,label,[role=button],[role=link]");
    const slot = acted ? slotOf(acted) : undefined;
    if (acted && slot !== undefined) told(acted.closest("[data-ns-dismiss]") ? "dismissed" : "clicked", slot);
  };
  document.addEventListener("click", hear, { capture: true, passive: true });
  return () => document.removeEventListener("click", hear, { capture: true });
}
