// The signals that a decision looked at, in words: what is asked, the value, where it comes from.

import type { Asked, Explanation, SignalValue, Value } from "../types.ts";
import type { Child, node as Node } from "./node.ts";
import type { Speech } from "./speech.ts";

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
  speech: Speech,
  node: typeof Node,
): HTMLElement {
  const from = source && speech.given(`source.${source}`);
  const guess = trust === "inferred" && value !== null && speech.text("guess");
  const origin = [from ?? source, guess].filter(Boolean).join(", ");
  const parts: Child[] = [
    node("strong", {}, [called(signal, speech)]),
    ": ",
    worded(signal, value, speech),
    origin && node("span", { class: "detail" }, [origin]),
  ];
  return node("li", { part: "signal", class: "signal" }, parts);
}

/** `event.add_to_cart.count` → `Add to cart: how often`. */
export function called(signal: string, speech: Speech): string {
  const readable = (name: string): string => speech.named("word", name);
  const own = speech.given(`signal.${signal}`) ?? speech.given(signal);
  if (own) return own;
  const [group = "", name = "", ...rest] = signal.split(".");
  if (group === "affinity") {
    return speech.text("signal.affinity", { name: speech.isDiscreet(name) ? speech.text("unnamed") : speech.named("topic", name) });
  }
  if (group === "custom" || group === "table") return readable([name, ...rest].join(" "));
  const part = rest.join(".");
  if (group === "event" || group === "state" || group === "stage" || group === "declared") {
    const thing = speech.named(group, name);
    return part ? `${thing}: ${speech.given(`part.${part}`) ?? readable(part).toLowerCase()}` : thing;
  }
  const label = speech.given(`signal.${group}`);
  return label ? `${label}: ${readable([name, ...rest].join(" ")).toLowerCase()}` : readable(signal);
}

/** A value as people say it. */
export function worded(signal: string, value: Value | SignalValue, speech: Speech): string {
  if (value === null) return speech.text("unknown");
  if (typeof value === "boolean") return speech.text(value ? "yes" : "no");
  if (typeof value === "number") return numbered(signal, value, speech);
  const word = (one: string): string => {
    if (speech.isDiscreet(one)) return speech.text("unnamed");
    const own = speech.given(`${signal}.${one}`) ?? (/topic|affinity/.test(signal) ? speech.given(`topic.${one}`) : undefined);
    if (own) return own;
    if (/^geo\.country$|\.region$/.test(signal) && /^[A-Z]{2}$/.test(one)) return speech.display("region", one);
    return signal === "locale.language" ? speech.display("language", one) : one;
  };
  if (typeof value === "string") return word(value);
  return Array.isArray(value) ? speech.list(value.map((one) => word(`${one}`))) : JSON.stringify(value);
}

const DAY = 86_400_000;

function numbered(signal: string, value: number, speech: Speech): string {
  if (/^affinity\./.test(signal)) return `${speech.number(Math.round(value * 100))} %`;
  if (/\.(last|since)$/.test(signal)) return speech.time(value);
  if (!/\.age$/.test(signal)) return speech.number(value);
  const [unit, size] =
    value >= 2 * DAY ? (["day", DAY] as const) : value >= 7_200_000 ? (["hour", 3_600_000] as const) : (["minute", 60_000] as const);
  return speech.unit(Math.floor(value / size), unit);
}
