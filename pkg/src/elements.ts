// `nearside/elements`: why something is shown, what is remembered, and one question, as custom elements for any page.

import { NearsideAsk } from "./elements/ask.ts";
import { type Shared, share } from "./elements/element.ts";
import { NearsidePreferences } from "./elements/preferences.ts";
import { NearsideWhy } from "./elements/why.ts";
import type { Nearside } from "./page.ts";

export { NearsideAsk } from "./elements/ask.ts";
export { NearsidePreferences } from "./elements/preferences.ts";
export type { Messages, Texts } from "./elements/speech.ts";
export { NearsideWhy } from "./elements/why.ts";

export type ElementOptions = Omit<Shared, "page">;

const ELEMENTS = { "nearside-why": NearsideWhy, "nearside-preferences": NearsidePreferences, "nearside-ask": NearsideAsk } as const;

/**
 * Defines `<nearside-why>`, `<nearside-preferences>` and `<nearside-ask>`, once for a document, and gives them the page that
 * `start` gives (or will give). Called again, it gives them another page or other texts. On a server it does nothing.
 */
export function defineElements(page?: Nearside | Promise<Nearside>, options: ElementOptions = {}): void {
  if (!globalThis.customElements) return;
  share(page ? { ...options, page } : options);
  for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
}

declare global {
  interface HTMLElementTagNameMap {
    "nearside-why": NearsideWhy;
    "nearside-preferences": NearsidePreferences;
    "nearside-ask": NearsideAsk;
  }
}
