// Elements put into each other's places. The document itself is in that order then, so who reads with their ears, or goes on by
// the keyboard, finds the order that others see.

/** Gives so many children of one parent, as they are listed, the places that they have together. All else stays. */
export function place(parent: Element, items: readonly Element[]): void {
  const focused = document.activeElement as HTMLElement;
  const theirs = new Set(items);
  const places = [...parent.children].filter((child) => theirs.has(child));
  const moves = places.flatMap((was, at) => (was === items[at] ? [] : [[was, items[at] as Element, new Text()] as const]));
  for (const [was, , mark] of moves) was.before(mark);
  for (const [, item, mark] of moves) {
    // Where browsers can, what is moved keeps its focus, its frames and what was typed.
    if ("moveBefore" in parent) parent.moveBefore(item, mark);
    else mark.before(item);
    mark.remove();
  }
  // Elsewhere what is moved loses it.
  if (focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}
