// How an element speaks: texts of a language, with the site's own before ours, and dates and numbers as it writes them.

import type { Moment } from "../profile/data.ts";
import { en, type MessageKey } from "./messages/en.ts";

/**
 * Texts of one language: ours by their keys, and what the site calls its own things, `event.add_to_cart`, `topic.running`,
 * `declared.role`, `declared.role.student`, `because.winter`, `custom.plan`, ….
 */
export type Texts = Readonly<Record<string, string>>;
/** By language, `de`, `pt-BR`; `*` holds for all of them. */
export type Messages = Readonly<Record<string, Texts>>;

/** Languages that we speak; all but the one that is there for whoever speaks none of them load when they are first wanted. */
const BUILT_IN: Record<string, Texts | (() => Promise<Texts>)> = {
  en,
  de: async () => (await import("./messages/de.ts")).de,
  fr: async () => (await import("./messages/fr.ts")).fr,
};

async function builtIn(lang: string): Promise<Texts> {
  const texts = BUILT_IN[match(lang, [BUILT_IN]) ?? "en"] ?? en;
  // English is better than nothing.
  return typeof texts === "function" ? await texts().catch(() => en) : texts;
}

export interface Speech<K extends string = MessageKey> {
  /** The language that the texts are in. */
  readonly lang: string;
  /** That which is asked for. */
  readonly tag: string;
  /** How it is written, where the texts are in another than that: those who are asked for Hebrew, and have none, say it in English. */
  readonly dir: "ltr" | undefined;
  /** A text with `{name}`s filled in; of a `count`, the form that its number asks for. */
  text(key: K | Counted, values?: Readonly<Record<string, string | number>>): string;
  /** What the site calls something, if it says. */
  given(key: string): string | undefined;
  /** The same, or its name made readable. */
  named(kind: string, name: string): string;
  date(moment: Moment): string;
  /** The same with the time of day. */
  time(moment: Moment): string;
  number(number: number): string;
  /** Of 0 to 1. */
  percent(share: number): string;
  /** `3 days`. */
  unit(number: number, unit: "day" | "hour" | "minute" | "second" | "gigabyte"): string;
  list(parts: readonly string[]): string;
  /** A part of a moment as a word, `Friday`; the moment is told in UTC. */
  part(moment: number, options: Intl.DateTimeFormatOptions): string;
  /** A code of ISO 3166, BCP 47, ISO 15924 or ISO 4217 as a word; the code where there is none. */
  display(type: "region" | "language" | "script" | "currency", code: string): string;
  /** `Central European Time`; the name of the zone where there is none. */
  zone(name: string): string;
  /** A topic that may not be named on a screen. */
  isDiscreet(topic: string): boolean;
  /** The same with these texts besides: those of its language, and in English what they lack. */
  with<M extends Texts>(texts: Texts, english: M): Speech<K | (keyof M & string)>;
}

type Counted = "visit.count" | "visit.pages" | "times" | "shown";

/** The messages of a language tag: its own, else of the tag cut at its end. */
function match(tag: string, languages: readonly object[]): string | undefined {
  for (let cut = tag; cut; cut = cut.includes("-") ? cut.slice(0, cut.lastIndexOf("-")) : "") {
    for (const messages of languages) {
      const found = Object.keys(messages).find((one) => one.toLowerCase() === cut.toLowerCase());
      if (found) return found;
    }
  }
  return undefined;
}

export async function speech(wanted: string, own: readonly Messages[], discreet: ReadonlySet<string>): Promise<Speech> {
  const lang = match(wanted, [...own, BUILT_IN]) ?? "en";
  const sources = [
    ...own.flatMap((messages) => [messages[lang], messages[match(lang, [messages]) ?? lang], messages["*"]]),
    await builtIn(lang),
    en as Texts,
  ];
  return speaking(lang, wanted, sources, discreet);
}

function speaking(lang: string, wanted: string, sources: readonly (Texts | undefined)[], discreet: ReadonlySet<string>): Speech {
  const given = (key: string): string | undefined => {
    for (const texts of sources) if (texts && Object.hasOwn(texts, key)) return texts[key];
    return undefined;
  };
  // Of the region that is asked for, where the language is the same: 24.12. in Zürich, 12/24 in Chicago.
  const isWanted = wanted.split("-")[0]?.toLowerCase() === lang.split("-")[0]?.toLowerCase();
  const locale = supported(isWanted ? wanted : lang);
  const number = (value: number): string => value.toLocaleString(locale);
  const moment = (moment: Moment, options: Intl.DateTimeFormatOptions): string => new Date(moment).toLocaleString(locale, options);
  const text = (key: string, values: Parameters<Speech["text"]>[1] = {}): string => {
    const { count } = values;
    const form = typeof count === "number" ? `${key}.${new Intl.PluralRules(locale).select(count)}` : key;
    const found = given(form) ?? given(`${key}.other`) ?? key;
    return found.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === "number" ? number(value) : (value ?? "");
    });
  };
  return {
    lang,
    tag: wanted,
    dir: isWanted ? undefined : "ltr",
    text,
    given,
    named: (kind, name) => given(`${kind}.${name}`) ?? readable(name),
    date: (at) => moment(at, { dateStyle: "medium" }),
    time: (at) => moment(at, { dateStyle: "medium", timeStyle: "short" }),
    number,
    percent: (share) => share.toLocaleString(locale, { style: "percent" }),
    unit: (value, unit) => value.toLocaleString(locale, { style: "unit", unit, unitDisplay: "long" }),
    list: (parts) => new Intl.ListFormat(locale).format(parts),
    part: (at, options) => moment(at, { ...options, timeZone: "UTC" }),
    display(type, code) {
      try {
        return new Intl.DisplayNames(locale, { type }).of(code) ?? code;
      } catch {
        return code;
      }
    },
    zone(name) {
      try {
        const parts = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "longGeneric" }).formatToParts();
        return parts.find(({ type }) => type === "timeZoneName")?.value ?? name;
      } catch {
        return name;
      }
    },
    isDiscreet: (topic) => discreet.has(topic),
    with: (texts, english) => speaking(lang, wanted, [...sources, texts, english], discreet),
  };
}

/** A tag that this browser can write dates in; any page may say anything in its `lang`. */
function supported(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "en";
  } catch {
    return "en";
  }
}

/** `add_to_cart` → `Add to cart`. */
export function readable(name: string): string {
  const words = name.replace(/[_.-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
