// Which items of a list a visitor has seen: half of one, for a second. Only a digest of it is known, no title and no address.

/** What an item is known by, from page to page: `data-key`, else where its first link leads, else its id; nothing without. */
export function keyOf(item: HTMLElement): string {
  const link = item.matches("a[href]") ? item : item.querySelector("a[href]");
  const { pathname = "", search = "" } = (link ?? {}) as Partial<HTMLAnchorElement>;
  return item.dataset.key ?? (pathname + search || item.id);
}

/** FNV-1a, 32 bits; nothing of nothing. */
export function digest(key: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return key && (hash >>> 0).toString(36);
}

/** Tells of each of these elements when it was seen; the answer ends it. */
export function watch(elements: readonly Element[], seen: (element: Element) => void): () => void {
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const wait = (element: Element): void => {
    clearTimeout(timers.get(element));
    timers.set(element, setTimeout(look, 1000, element));
  };
  const look = (element: Element): void => {
    // In a tab behind others nobody sees it.
    if (document.hidden) wait(element);
    else {
      observer.unobserve(element);
      seen(element);
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        // What is `hidden="until-found"` has a size, and shows nothing.
        if (intersectionRatio >= 0.5 && !target.hasAttribute("hidden")) wait(target);
        else clearTimeout(timers.get(target));
      }
    },
    { threshold: 0.5 },
  );
  for (const element of elements) observer.observe(element);
  return () => {
    observer.disconnect();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
