// The signals that a decision looked at, in words: what is asked, the value, where it comes from.

import type { Asked, Explanation, SignalValue, Value } from "../types.ts";
import type { MessageKey } from "./messages/en.ts";
import { names } from "./messages/names.ts";
import { en } from "./messages/reasons-en.ts";
import type { Child, node as Node } from "./node.ts";
import type { Speech, Texts } from "./speech.ts";

/** A speech that knows signals and reasons, too. */
export type Reasoning = Speech<MessageKey | keyof typeof en>;

const LANGUAGES: Readonly<Record<string, () => Promise<Texts>>> = {
  de: async () => (await import("./messages/reasons-de.ts")).de,
  fr: async () => (await import("./messages/reasons-fr.ts")).fr,
};

export async function reasoning(speech: Speech): Promise<Reasoning> {
  const { lang } = speech;
  // English is better than nothing.
  const own = Object.hasOwn(LANGUAGES, lang) ? await LANGUAGES[lang]?.().catch(() => en) : en;
  return speech.with({ ...names, ...own }, en);
}

/** Questions about signals, those of segments included; each signal once. */
export function signalsOf(asked: readonly Asked[]): (Asked & { readonly signal: string })[] {
  const all = asked.flatMap((one): Asked[] => [one, ...signalsOf(one.conditions ?? [])]);
  const seen = new Map<string, Asked & { readonly signal: string }>();
  for (const one of all) if (one.signal !== null && !seen.has(one.signal)) seen.set(one.signal, one as Asked & { readonly signal: string });
  return [...seen.values()];
}

/** What is known of a slot: of the experience that has it what was answered yes; of a default everything that was asked. */
export function lookedAt({ experience, considered }: Explanation): ReturnType<typeof signalsOf> {
  const winner = considered.find((one) => one.experience === experience);
  return signalsOf(winner ? winner.conditions.filter(({ answer }) => answer) : considered.flatMap(({ conditions }) => conditions));
}

export function line(
  { signal, value, source, trust }: Asked & { readonly signal: string },
  speech: Reasoning,
  node: typeof Node,
): HTMLElement {
  const from = source && speech.given(`source.${source}`);
  const guess = trust === "inferred" && value !== null && speech.text("guess");
  const origin = [from ?? source, guess].filter(Boolean).join(", ");
  const parts: Child[] = [
    node("strong", {}, [called(signal, speech)]),
    // What stands between the two in this language.
    speech.text("pair", { name: "", value: worded(signal, value, speech) }),
    origin && node("span", { class: "detail" }, [origin]),
  ];
  return node("li", { part: "signal", class: "signal" }, parts);
}

/** Groups whose signals are about a thing of the ruleset, by what a site names such things by. */
const THINGS: Readonly<Record<string, string>> = {
  event: "event",
  state: "state",
  stage: "stage",
  declared: "declared",
  calendar: "calendar",
};

/** `event.add_to_cart.count` → `Add to cart: how often`. */
export function called(signal: string, speech: Reasoning): string {
  const own = speech.given(`signal.${signal}`) ?? speech.given(signal);
  if (own) return own;
  const { text, named, isDiscreet } = speech;
  const [group = "", name = "", ...rest] = signal.split(".");
  const words = named("word", [name, ...rest].join(" "));
  if (group === "affinity")
    return isDiscreet(name) ? text("signal.affinity.unnamed") : text("signal.affinity", { name: named("topic", name) });
  if (group === "variant") return text("signal.variant", { name: named("experience", name) });
  if (group === "table" || group === "model") return text(`signal.${group}`, { name: words });
  if (group === "page" && name === "query") return text("signal.page.query", { name: rest.join(".") });
  if (group === "custom") return words;
  const kind = THINGS[group];
  if (kind) {
    const thing = group === "calendar" ? text("signal.calendar", { name: named(kind, name) }) : named(kind, name);
    return rest.length > 0 ? text("pair", { name: thing, value: part(rest, speech) }) : thing;
  }
  const label = speech.given(`signal.${group}`);
  return label && name ? text("pair", { name: label, value: words.toLowerCase() }) : named("signal", signal);
}

/** What is asked about a thing: `count`, `sum.value`. */
function part([kind = "", ...field]: readonly string[], speech: Reasoning): string {
  const known = speech.given(`part.${kind}`);
  return known ? known.replace("{name}", speech.named("field", field.join("."))) : speech.named("part", kind).toLowerCase();
}

/** A value as people say it. */
export function worded(signal: string, value: Value | SignalValue, speech: Reasoning): string {
  if (value === null) return speech.text("unknown");
  if (typeof value === "boolean") return speech.text(value ? "yes" : "no");
  if (typeof value === "number") return numbered(signal, value, speech);
  if (typeof value === "string") return word(signal, value, speech);
  return Array.isArray(value) ? speech.list(value.map((one) => word(signal, `${one}`, speech))) : JSON.stringify(value);
}

function word(signal: string, value: string, speech: Reasoning): string {
  if (speech.isDiscreet(value)) return speech.text("unnamed");
  const given = (kind: string): string | undefined => speech.given(`${kind}.${value}`);
  return (
    given(signal) ??
    given(signal.replace(/^calendar\..*\./, "calendar.")) ??
    (/topic|affinity/.test(signal) ? given("topic") : signal === "visit.last_action" ? speech.named("event", value) : undefined) ??
    displayed(signal.replace(".utc.", "."), value, speech)
  );
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY = 86_400_000;
/** The first day of 1970 was a Thursday; this was the Sunday after. */
const SUNDAY = 3 * DAY;
/** Regions of the United Nations (M49), as which `Intl` knows continents; the south polar one it knows as a country. */
const CONTINENTS: Readonly<Record<string, string>> = { AF: "002", AN: "AQ", AS: "142", EU: "150", NA: "003", OC: "009", SA: "005" };

/** A code in words that the browser knows in every language; other values as they are. */
function displayed(signal: string, value: string, speech: Reasoning): string {
  switch (signal) {
    case "geo.country":
    case "locale.region":
      return speech.display("region", value);
    case "geo.continent":
      return speech.display("region", CONTINENTS[value] ?? value);
    case "geo.timezone":
      return speech.zone(value);
    case "locale.language":
    case "locale.languages":
      return speech.display("language", value);
    case "locale.script":
      return speech.display("script", value);
    case "locale.currency":
      return speech.display("currency", value);
    case "time.weekday":
    case "locale.first_weekday":
      return DAYS.includes(value) ? speech.part(SUNDAY + DAYS.indexOf(value) * DAY, { weekday: "long" }) : value;
    case "time.date":
      return Number.isNaN(Date.parse(value)) ? value : speech.part(Date.parse(value), { dateStyle: "medium" });
    default:
      return value;
  }
}

function numbered(signal: string, value: number, speech: Reasoning): string {
  if (/^affinity\./.test(signal)) return speech.percent(Math.round(value * 100) / 100);
  if (/^event.*\.last$|\.since$|^calendar\..*\.(opens|closes|changes)$/.test(signal)) return speech.time(value);
  if (/\.month$/.test(signal)) return speech.part(Date.UTC(1970, value - 1), { month: "long" });
  if (signal === "device.memory") return speech.unit(value, "gigabyte");
  if (signal === "time.offset") return speech.unit(value, "minute");
  if (signal === "visit.seconds") return lasting(value * 1000, speech);
  return /^state.*\.age$/.test(signal) ? lasting(value, speech) : speech.number(value);
}

function lasting(value: number, speech: Reasoning): string {
  const [unit, size] =
    value >= 2 * DAY
      ? (["day", DAY] as const)
      : value >= 7_200_000
        ? (["hour", 3_600_000] as const)
        : value >= 120_000
          ? (["minute", 60_000] as const)
          : (["second", 1000] as const);
  return speech.unit(Math.floor(value / size), unit);
}
