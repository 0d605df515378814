// The operation `rank`: items that the page holds already, in the order of what its visitor likes. A page loads this before it
// shows anything, and only for bundles that rank.

import type { Rank } from "./apply/op.ts";
import type { Core } from "./core.ts";
import type { Keeper } from "./memory/keeper.ts";
import { Told } from "./native.ts";
import { rank, scoreOf } from "./rank/order.ts";
import { place } from "./rank/place.ts";
import { digest, keyOf, watch } from "./rank/seen.ts";

/** Ranks what is inside an element; returns the way back. */
export function ranking(core: Core, keeper: Keeper, now: () => number): (element: Element, op: Rank) => () => void {
  const tell = (what: Told, item: string): boolean => {
    const { cells, native, number, signals, units } = core;
    if (!keeper.memory || !item) return false;
    cells.begin();
    cells.put(signals.length + units.length, item);
    return Boolean(native.tell(number, keeper.memory.number, what, 0, now()));
  };
  /** Of a ranking that was undone in this task, the item that somebody is in, and its place among them. */
  let held: readonly [item: Element, place: number] | undefined;
  const hold = (parent: Element, items: readonly Element[]): void => {
    const standing = [...parent.children].filter((child) => items.includes(child));
    const place = standing.findIndex((item) => item.contains(document.activeElement));
    held = place < 0 ? undefined : [standing[place] as Element, place];
    queueMicrotask(() => {
      held = undefined;
    });
  };
  return (element, { items: selector, value, skip, take, ...bounds }) => {
    const found = [...element.querySelectorAll<HTMLElement>(selector)];
    const parent = found[0]?.parentElement;
    if (!parent) return () => {};
    const items = found.filter((item) => item.parentElement === parent);
    const digests = items.map((item) => (skip ? digest(keyOf(item)) : ""));
    const interests = interestsOf(value);
    const order = rank(
      items.map(({ dataset }, at) => {
        const topics = topicsOf(dataset.topics);
        return { topics, score: scoreOf(topics, interests), seen: tell(Told.Seen, digests[at] as string) };
      }),
      { take, ...bounds },
    );
    // Where somebody is, nothing moves away; nor does it when what was ranked is ranked anew.
    const focused = items.findIndex((item) => item.contains(document.activeElement));
    if (focused >= 0) {
      order.splice(order.indexOf(focused), 1);
      order.splice(held && held[0] === items[focused] ? held[1] : focused, 0, focused);
    }
    const isShown = (at: number, place: number): boolean => !take || place < take || at === focused;
    const hidden = items.map((item) => item.getAttribute("hidden"));
    order.forEach((at, place) => {
      if (take) items[at]?.toggleAttribute("hidden", !isShown(at, place));
    });
    place(
      parent,
      order.map((at) => items[at] as Element),
    );
    const unwatch =
      skip &&
      watch(
        items.filter((_, at) => digests[at]),
        (item) => {
          if (tell(Told.Saw, digests[items.indexOf(item as HTMLElement)] as string)) keeper.save();
        },
      );
    return () => {
      if (unwatch) unwatch();
      hold(parent, items);
      items.forEach((item, at) => {
        const was = hidden[at] as string | null;
        if (was === null) item.removeAttribute("hidden");
        else item.setAttribute("hidden", was);
      });
      place(
        parent,
        // What the page itself took away since stays away.
        items.filter((item) => item.parentElement === parent),
      );
    };
  };
}

/** By topic, out of lines: a topic, and below it the interest in it. */
function interestsOf(lines: string): Map<string, number> {
  const all = lines.split("\n");
  return new Map(all.flatMap((topic, at) => (at % 2 ? [] : [[topic, Number(all[at + 1])] as const])));
}

/** Topics that an element names, by commas, or by white space where there is no comma. */
function topicsOf(named = ""): string[] {
  const topics = named.split(named.includes(",") ? "," : /\s/);
  return topics.map((topic) => topic.trim()).filter(Boolean);
}
