// Signals that a ruleset finds in the page: `from: { text: "#price" }`. Only the elements that it names are looked at.

import type { PageSignal } from "../bundle.ts";
import type { Signals } from "../types.ts";

/** Longer texts are no value but an article. */
const LENGTH = 200;

/** What the page says of these signals; what it does not say is left out. */
export function readPageSignals(wanted: readonly PageSignal[], page: Document): Signals {
  const found: Record<string, string | number> = {};
  for (const { signal, isNumber, part, selector } of wanted) {
    const element = page.querySelector(selector);
    const text = (element && partOf(element, part))?.trim();
    if (!text || text.length > LENGTH) continue;
    if (!isNumber) found[signal] = text;
    else if (!Number.isNaN(numberIn(text, part))) found[signal] = numberIn(text, part);
  }
  return found;
}

function partOf(element: Element, part: string): string | null | undefined {
  if (part === "") return element.textContent;
  if (part !== "=") return element.getAttribute(part);
  const { type, value } = element as HTMLInputElement;
  // A password is nobody's signal.
  return type === "password" ? undefined : value;
}

/**
 * The number in a text. Attributes and fields hold numbers as programs write them. In a text for people, the last of `.`
 * and `,` that is not followed by exactly three digits is the decimal point: `1.299,00 €`, `$1,299`, `4.5 / 5`.
 */
function numberIn(text: string, part: string): number {
  if (part !== "") return Number(text);
  const [number = ""] = /[-−]?\d[\d.,'’\s]*/.exec(text) ?? [];
  const [, whole = "", decimals = ""] = /^(.*?)(?:[.,](\d{1,2}|\d{4,}))?$/.exec(number.replace(/[\s'’]|[.,]$/g, "")) ?? [];
  return whole === "" ? Number.NaN : Number(`${whole.replace("−", "-").replace(/[.,]/g, "")}.${decimals}`);
}
