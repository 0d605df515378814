// Values as people read them, by the host's Intl: the engine only names the filter.

import type { Fill, Interpolation } from "./op.ts";

export interface Manner {
  /** BCP 47; the host's default when missing. */
  locale?: string | undefined;
  /** IANA time zone, where an interpolation names none. */
  zone?: string | undefined;
  /** Milliseconds since 1970, for `relative`. */
  now?: number | undefined;
  /** `metric`, `us` or `uk`, for `distance`. */
  units?: string | undefined;
}

function relative(ms: number, locale: string | undefined): string {
  const size = Math.abs(ms);
  const [unit, length] = size >= 864e5 ? (["day", 864e5] as const) : size >= 36e5 ? (["hour", 36e5] as const) : (["minute", 6e4] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(ms / length), unit);
}

/** One value under one filter; undefined, or an error, when it cannot be shown so. */
export function format(value: unknown, { filter, argument }: Interpolation, manner: Manner): string | undefined {
  if (!filter) return String(value);
  const { locale, zone, now = Date.now(), units = "" } = manner;
  const number = Number(value);
  if (!Number.isFinite(number)) return undefined;
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: (argument ?? zone) as string }).format(number);
  const miles = /^u/.test(units);
  switch (filter) {
    case "time":
      return date({ hour: "numeric", minute: "2-digit" });
    case "date":
      return date({ day: "numeric", month: "long" });
    case "relative":
      return relative(number - now, locale);
    case "number":
      return number.toLocaleString(locale);
    case "money":
      return number.toLocaleString(locale, { style: "currency", currency: argument as string });
    case "distance":
      return (miles ? number / 1.609344 : number).toLocaleString(locale, {
        style: "unit",
        unit: miles ? "mile" : "kilometer",
        maximumFractionDigits: 1,
      });
  }
}

/** A `fill` out of the values of signals: lists, cells, filters and fallbacks looked after. */
export function filler(value: (signal: string) => unknown, manner: Manner = {}): Fill {
  const show = (part: Interpolation): string | undefined => {
    const { cells, list } = part;
    const found = value(part.signal) ?? undefined;
    if (found === undefined) return undefined;
    const text = String(found);
    if (cells) return Object.hasOwn(cells, text) ? cells[text] : undefined;
    return list ? list.find((one) => one === text) : format(found, part, manner);
  };
  return (part) => {
    try {
      return show(part) ?? part.fallback;
    } catch {
      return part.fallback;
    }
  };
}
