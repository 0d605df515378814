// Google's consent mode, version 2: the commands that a page gives to `gtag`, in the order in which it gives them. Google,
// "Set up consent mode on websites" (developers.google.com/tag-platform/security/guides/consent).

import { all, attempt, type Bag, type ConsentSource, isBag, source } from "./source.ts";

export interface ConsentModeOptions {
  /** All the types that personalization needs; `personalization_storage` and `functionality_storage` by default. */
  readonly personalization?: readonly string[] | undefined;
  /** All the types that measurement needs; `analytics_storage` by default. */
  readonly measurement?: readonly string[] | undefined;
  /** Takes a default of `granted` for leave, for visitors whom nobody asks. By default only an update is an answer. */
  readonly defaults?: boolean | undefined;
  /** Where the visitor is, ISO 3166-2 (`US-CA`, `DE`): defaults for a region count there. */
  readonly region?: string | undefined;
  /** The name of the data layer; `dataLayer` by default. */
  readonly layer?: string | undefined;
}

/** What holds until an update. */
interface Default {
  readonly granted: boolean;
  /** Upper case; undefined is everywhere. */
  readonly regions: readonly string[] | undefined;
  /** It asks to wait for an update, and that is not over. */
  readonly pause: { over: boolean };
}

/** A default asks to wait for an update; a page does not wait for longer than this, in milliseconds. */
const LONGEST = 60_000;

/** Consent by the commands of Google's consent mode, those before this as well as those after. */
export function consentMode(options: ConsentModeOptions = {}): ConsentSource {
  const personalization = options.personalization ?? ["personalization_storage", "functionality_storage"];
  const measurement = options.measurement ?? ["analytics_storage"];
  const types = [...personalization, ...measurement];
  return source((tell) => {
    const updates = new Map<string, boolean | undefined>();
    const defaults = new Map<string, Default[]>();
    const timers: ReturnType<typeof setTimeout>[] = [];
    const of = (type: string): boolean | undefined => {
      if (updates.has(type)) return updates.get(type);
      return options.defaults ? byDefault(defaults.get(type) ?? [], options.region?.toUpperCase()) : undefined;
    };
    const judge = (): void => tell({ personalization: all(personalization.map(of)), measurement: all(measurement.map(of)) });
    const begin = (given: Bag): void => {
      const wait = Math.min(Number(given.wait_for_update) || 0, LONGEST);
      const pause = { over: wait <= 0 };
      const regions = regionsOf(given.region);
      for (const type of types) {
        const granted = word(given, type);
        if (granted !== undefined) defaults.set(type, [...(defaults.get(type) ?? []), { granted, regions, pause }]);
      }
      if (pause.over || !options.defaults) return;
      const end = (): void => {
        pause.over = true;
        judge();
      };
      timers.push(setTimeout(end, wait));
    };
    const take = (item: unknown): void => {
      if (!isCommand(item) || item[0] !== "consent" || !isBag(item[2])) return;
      const given = item[2];
      if (item[1] === "default") begin(given);
      // What is neither granted nor denied is not known, though it was before.
      if (item[1] === "update") for (const type of types) if (type in given) updates.set(type, word(given, type));
    };
    const unwatch = watch(options.layer ?? "dataLayer", (item) => attempt(() => take(item)), judge);
    return () => {
      timers.forEach(clearTimeout);
      unwatch();
    };
  });
}

function word(given: Bag, type: string): boolean | undefined {
  const value = attempt(() => given[type]);
  return value === "granted" ? true : value === "denied" ? false : undefined;
}

/** As Google's own code tells commands from events: `gtag` pushes its `arguments`. An array is no command. */
function isCommand(item: unknown): item is Bag {
  return isBag(item) && (Object.prototype.toString.call(item) === "[object Arguments]" || Object.hasOwn(item, "callee"));
}

function regionsOf(given: unknown): string[] | undefined {
  return given === undefined ? undefined : [given].flat().map((region) => String(region).toUpperCase());
}

/**
 * Whether what holds in this region is `granted`. "The one with a more specific region will take effect", then what was said
 * last. Where nobody knows which of them that is, all that may hold have to be. A default of `denied` is nobody's refusal.
 */
function byDefault(defaults: readonly Default[], region: string | undefined): true | undefined {
  const ranks = defaults.map(({ regions }) => rank(regions, region));
  const best = ranks.lastIndexOf(Math.max(...ranks.filter((rank) => rank !== MAYBE)));
  const may = defaults.filter((_, index) => index === best || ranks[index] === MAYBE);
  return (ranks[best] ?? NEVER) > NEVER && may.every(({ granted, pause }) => granted && pause.over) ? true : undefined;
}

const MAYBE = Number.POSITIVE_INFINITY;
const NEVER = -1;

/** How specific one of these regions is for somebody in that one: everywhere, a country, a part of it. */
function rank(regions: readonly string[] | undefined, region: string | undefined): number {
  if (!regions) return 0;
  if (!region) return MAYBE;
  if (regions.includes(region)) return region.length > 2 ? 2 : 1;
  if (regions.includes(region.slice(0, 2))) return 1;
  return regions.some((one) => one.startsWith(`${region}-`)) ? MAYBE : NEVER;
}

/** Shows `take` all that is in the data layer, and all that will be. `judge` hears when some has been taken. */
function watch(name: string, take: (item: unknown) => void, judge: () => void): () => void {
  const page = window as unknown as Record<string, unknown[] | undefined>;
  // As each of Google's snippets does, whichever is first.
  page[name] ??= [];
  const layer = page[name];
  if (Array.isArray(layer)) layer.forEach(take);
  judge();
  const { push } = layer;
  if (typeof push !== "function") return () => {};
  const isOwn = Object.hasOwn(layer, "push");
  let over = false;
  const watched = function (this: unknown[], ...items: unknown[]): number {
    // Before it is handed on: Google's tag may push others while it takes this.
    if (!over) items.forEach(take);
    try {
      return push.apply(this, items);
    } finally {
      if (!over) judge();
    }
  };
  layer.push = watched;
  return () => {
    over = true;
    // Whoever has wrapped it since calls it still: then it only hands on.
    if (layer.push !== watched) return;
    if (isOwn) layer.push = push;
    else Reflect.deleteProperty(layer, "push");
  };
}
