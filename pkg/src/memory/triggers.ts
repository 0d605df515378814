// What tells of events by itself: clicks, forms, what is seen, how far and how long somebody reads. Loaded behind what a page
// shows first, and only for bundles that ask for it. Nothing is stopped or changed: a page works as if nobody listened.

/** An event, what has to happen for it, and to what. */
export type Trigger = readonly [event: string, kind: string, argument: string];

/** How long something has to be in view, half of it, to be seen. */
const SEEN_MS = 1000;

/** Listens, until the answer is called; asked for it, that listens anew, to another view. */
export function listen(triggers: readonly Trigger[], happened: (event: string) => void): (anew?: boolean) => void {
  let end = listenOnce(triggers, happened);
  return (anew) => {
    end();
    if (anew) end = listenOnce(triggers, happened);
  };
}

/** What is seen, scrolled to and waited for is told once. */
function listenOnce(triggers: readonly Trigger[], happened: (event: string) => void): () => void {
  const of = (kind: string): Trigger[] => triggers.filter((trigger) => trigger[1] === kind);
  const ends: (() => void)[] = [];
  const on = <K extends keyof DocumentEventMap>(type: K, hear: (event: DocumentEventMap[K]) => void): void => {
    document.addEventListener(type, hear, { capture: true, passive: true });
    ends.push(() => document.removeEventListener(type, hear, { capture: true }));
  };
  for (const kind of ["click", "submit"] as const) {
    const all = of(kind);
    if (all.length === 0) continue;
    on(kind, ({ target }) => {
      for (const [event, , selector] of all) if (target instanceof Element && target.closest(selector)) happened(event);
    });
  }
  for (const [event, , share] of of("scroll")) {
    const end = scrolled(Number(share), () => happened(event));
    ends.push(end);
  }
  for (const [event, , ms] of of("time")) ends.push(waited(Number(ms), () => happened(event)));
  for (const [event, , selector] of of("seen")) ends.push(seen(selector, () => happened(event)));
  return () => {
    for (const end of ends) end();
  };
}

/** Once so much of the page was scrolled to; a page that fits is seen to its end. */
function scrolled(share: number, reached: () => void): () => void {
  const look = (): void => {
    const { scrollTop, clientHeight, scrollHeight } = document.documentElement;
    if ((scrollTop + clientHeight) / scrollHeight < share - 0.001) return;
    end();
    reached();
  };
  const end = (): void => removeEventListener("scroll", look);
  addEventListener("scroll", look, { passive: true });
  look();
  return end;
}

/** Once the page was in view for so long. */
function waited(ms: number, reached: () => void): () => void {
  let left = ms;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = (): void => {
    clearTimeout(timer);
    if (since) left -= performance.now() - since;
    since = document.hidden ? 0 : performance.now();
    if (since) timer = setTimeout(done, left);
  };
  const end = (): void => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", turn);
  };
  const done = (): void => {
    end();
    reached();
  };
  document.addEventListener("visibilitychange", turn);
  turn();
  return end;
}

/** Once one of these elements was half in view for a second; in a tab behind others nobody sees it. */
function seen(selector: string, reached: () => void): () => void {
  /** Of those in view. */
  const timers = new Map<Element, ReturnType<typeof setTimeout> | undefined>();
  const wait = (target: Element): void => {
    clearTimeout(timers.get(target));
    timers.set(target, document.hidden ? undefined : setTimeout(done, SEEN_MS));
  };
  const turn = (): void => {
    for (const target of timers.keys()) wait(target);
  };
  const done = (): void => {
    end();
    reached();
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
        // What is taller than the window is seen when it fills half of that.
        const fills = rootBounds !== null && intersectionRect.height >= rootBounds.height / 2;
        if (!isIntersecting || (intersectionRatio < 0.5 && !fills)) {
          clearTimeout(timers.get(target));
          timers.delete(target);
        } else if (!timers.has(target)) wait(target);
      }
    },
    { threshold: [0, 0.25, 0.5, 0.75, 1] },
  );
  const end = (): void => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", turn);
    for (const timer of timers.values()) clearTimeout(timer);
  };
  document.addEventListener("visibilitychange", turn);
  for (const element of document.querySelectorAll(selector)) observer.observe(element);
  return end;
}
