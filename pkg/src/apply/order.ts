// Children in the order of selectors, the others after them in theirs. Nothing moves that stands right already, and
// who was typing goes on typing.

/** Reorders; returns the way back. */
export function order(element: Element, selectors: readonly string[]): () => void {
  const kids = [...element.children];
  const old = [...element.childNodes];
  const first = selectors.flatMap((selector) => kids.filter((kid) => kid.matches(selector)));
  const focused = document.activeElement;
  [...new Set([...first, ...kids])].forEach((kid, index) => {
    const there = element.children[index];
    if (there !== kid) element.insertBefore(kid, there ?? null);
  });
  if (focused !== document.activeElement && element.contains(focused)) {
    (focused as HTMLElement).focus({ preventScroll: true });
  }
  return () => element.append(...old);
}
