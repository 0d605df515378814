// What the readers give the engine: facts by number (`numbers.ts`), raw as they were found.

/** A header's text as it came, or a browser's own answer. */
export type FactValue = string | number | boolean | readonly string[];

export type Fact = readonly [fact: number, value: FactValue];

/** Which facts a bundle's signals need: bits 0 to 31, and 32 to 63. */
export type FactMask = readonly [low: number, high: number];

/** Whether a mask names a fact. */
export function names(mask: FactMask, fact: number): boolean {
  return (((mask[fact >> 5] as number) >> (fact & 31)) & 1) === 1;
}

/** How to come by a fact, from what a host has. */
export type Reader<Host> = readonly [fact: number, read: (host: Host) => unknown];

/**
 * Reads what the mask names. A reader that throws, or has nothing to say, leaves the fact out; what is no signal's shape,
 * the engine takes for missing.
 */
export function read<Host>(mask: FactMask, readers: readonly Reader<Host>[], host: Host): Fact[] {
  const facts: Fact[] = [];
  for (const [fact, reader] of readers) {
    if (!names(mask, fact)) continue;
    try {
      const value = reader(host);
      if (value !== undefined && value !== null) facts.push([fact, value as FactValue]);
    } catch {
      // A browser that refuses to answer has not answered.
    }
  }
  return facts;
}

/** Zones change their offset at a quarter of an hour, if at all. */
const QUARTER = 15 * 60_000;

/** Offsets that were asked for before, by zone: making a formatter takes longer than all else that is asked of a request. */
const known = new Map<string, readonly [quarter: number, offset: number | undefined]>();

/** Minutes east of UTC of an IANA time zone at a moment; undefined for a zone that nobody knows. */
export function offsetOf(zone: string, now: number): number | undefined {
  const quarter = Math.floor(now / QUARTER);
  const [at, before] = known.get(zone) ?? [];
  if (at === quarter) return before;
  // Names come from requests: what nobody knows must not fill the memory.
  if (known.size > 600) known.clear();
  const offset = formatted(zone, now);
  known.set(zone, [quarter, offset]);
  return offset;
}

function formatted(zone: string, now: number): number | undefined {
  try {
    const text = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).format(now);
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? [];
    return sign ? (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1) : 0;
  } catch {
    return undefined;
  }
}
