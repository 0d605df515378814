// Values as people read them, by the host's Intl: the engine only names the filter.

import type { Fill, Interpolation } from "./op.ts";

export interface Manner {
  /** BCP 47; the host's default when missing. */
  locale?: string | undefined;
  /** IANA time zone. */
  zone?: string | undefined;
  /** Milliseconds since 1970, for `relative`. */
  now?: number | undefined;
  /** `metric`, `us` or `uk`, for `distance`. */
  units?: string | undefined;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 864e5],
  ["hour", 36e5],
  ["minute", 6e4],
];

function relative(ms: number, locale: string | undefined): string {
  const [unit, length] = STEPS.find((step) => Math.abs(ms) >= step[1]) ?? (["minute", 6e4] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(ms / length), unit);
}

/** One value under one filter; undefined when it cannot be shown so. */
export function format(value: unknown, part: Interpolation, manner: Manner): string | undefined {
  if (!part.filter) return String(value);
  const { locale, zone, now, units } = manner;
  const number = Number(value);
  if (!Number.isFinite(number)) return undefined;
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, zone ? { ...options, timeZone: zone } : options).format(number);
  const count = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options).format(number);
  switch (part.filter) {
    case "time":
      return date({ hour: "numeric", minute: "2-digit" });
    case "date":
      return date({ day: "numeric", month: "long" });
    case "relative":
      return relative(number - (now ?? Date.now()), locale);
    case "number":
      return count({});
    case "money":
      return part.argument && count({ style: "currency", currency: part.argument });
    case "distance": {
      const miles = units === "us" || units === "uk";
      const options = { style: "unit", unit: miles ? "mile" : "kilometer", maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(locale, options).format(miles ? number / 1.609344 : number);
    }
  }
}

/** A `fill` out of the values of signals: lists, cells, filters and fallbacks looked after. */
export function filler(value: (signal: string) => unknown, manner: Manner = {}): Fill {
  return (part) => {
    const found = value(part.signal);
    if (found === undefined || found === null) return part.fallback;
    const text = String(found);
    if (part.cells) return Object.hasOwn(part.cells, text) ? (part.cells[text] ?? part.fallback) : part.fallback;
    if (part.list) return part.list.includes(text) ? text : part.fallback;
    try {
      return format(found, part, manner) ?? part.fallback;
    } catch {
      return part.fallback;
    }
  };
}
