// The order of items by what the visitor likes. Nothing is drawn, and of equals the first of the page comes first: who comes
// back finds the same order until something is known that changes it.

export interface Item {
  readonly topics: readonly string[];
  /** The interest in it, from 0 to 1. */
  readonly score: number;
  readonly seen: boolean;
}

/** A count of 0 sets no bound. */
export interface Bounds {
  readonly take: number;
  readonly per_topic: number;
  readonly explore: number;
}

/** The interest in the topic of these that is liked best; a sum would go to whoever writes down the most topics. */
export function scoreOf(topics: readonly string[], interests: ReadonlyMap<string, number>): number {
  return Math.max(0, ...topics.map((topic) => interests.get(topic) ?? 0));
}

/** Numbers of items, the first to be shown first. */
export function rank(items: readonly Item[], { take, per_topic, explore }: Bounds): number[] {
  const item = (at: number): Item => items[at] as Item;
  /** In the order in which they were chosen. */
  const chosen = new Set<number>();
  const counts = new Map<string, number>();
  const isFull = (topic: string): boolean => per_topic > 0 && (counts.get(topic) ?? 0) >= per_topic;
  /** Up to so many: what was not seen first, and of that what no topic has too many of; the most liked for a sign of 1. */
  const choose = (most: number, sign: number): void => {
    const left = [...items.keys()].filter((at) => !chosen.has(at)).sort((a, b) => sign * (item(b).score - item(a).score));
    for (const seen of [false, true]) {
      for (const bounded of [true, false]) {
        for (const at of left) {
          if (chosen.size >= most || chosen.has(at) || item(at).seen !== seen) continue;
          if (bounded && item(at).topics.some(isFull)) continue;
          chosen.add(at);
          for (const topic of item(at).topics) counts.set(topic, (counts.get(topic) ?? 0) + 1);
        }
      }
    }
  };
  const liked = (a: number, b: number): number => +item(a).seen - +item(b).seen || item(b).score - item(a).score || a - b;
  choose(take - explore, 1);
  const known = chosen.size;
  choose(take, -1);
  const shown = [...chosen];
  choose(items.length, 1);
  return [...shown.slice(0, known), ...shown.slice(known).sort(liked), ...[...chosen].slice(shown.length)];
}
