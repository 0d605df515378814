// When somebody comes to an element: by scrolling, with a mouse, or by keyboard. Not when they press something in it, for what is drawn
// anew between pressing and letting go is not pressed.

/** Listens; the answer ends it. */
export function looked(element: HTMLElement, look: () => void): () => void {
  const enter = ({ pointerType }: PointerEvent): void => {
    if (pointerType !== "touch") look();
  };
  const focus = (event: Event): void => {
    if ((event.composedPath()[0] as Element).matches(":focus-visible")) look();
  };
  const scroll = (all: readonly IntersectionObserverEntry[]): void => {
    if (all.some(({ isIntersecting }) => isIntersecting)) look();
  };
  // A document that nobody sees, in a test, may have none.
  const seen = globalThis.IntersectionObserver && new IntersectionObserver(scroll);
  element.addEventListener("pointerenter", enter);
  element.addEventListener("focusin", focus);
  seen?.observe(element);
  return () => {
    element.removeEventListener("pointerenter", enter);
    element.removeEventListener("focusin", focus);
    seen?.disconnect();
  };
}
