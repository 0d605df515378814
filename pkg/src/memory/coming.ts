// What remembers, on its way: its code and its wasm side by side, only for pages that need it.

import { load as js } from "#js/memory";
import { load as wasm } from "#wasm/memory";
import { complete } from "../instance.ts";
import { allowed } from "../load.ts";
import type { Native, WasmSource } from "../native.ts";
import type { Agreement } from "../page.ts";
import { Kept } from "./flag.ts";

export type Part = typeof import("./part.ts");

const code = (): Promise<Part> => import("./part.ts");
/** In the form that the page's own has. */
const engine = (): Promise<WasmSource> | undefined => (js && !allowed() ? js : wasm)?.();
let asked: Promise<WasmSource> | undefined;
let whole: Promise<Part> | undefined;

/** Asks for it already: it is needed in a moment. */
export function hasten(): void {
  asked ??= engine();
  // Whoever needs it hears of it.
  for (const part of [code(), asked]) part?.catch(() => {});
}

/** Gives it to the page's wasm, where that came without. */
export function coming(native: Native): Promise<Part> {
  whole ??= bring(native).catch((cause) => {
    whole = asked = undefined;
    throw cause;
  });
  return whole;
}

async function bring(native: Native): Promise<Part> {
  const [part] = await Promise.all([code(), "tell" in native ? undefined : complete(native, asked ?? engine())]);
  return part;
}

/** What the browser's own storage holds under this key: what is remembered, or that nothing may be. */
export function keptUnder(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Whether it says that the visitor wants none of it: the one thing that is kept to even where what remembers can't be loaded. */
export function isOut(kept: string | null): boolean {
  return kept === Kept.Out;
}

/**
 * Where what remembers isn't there, what a visitor takes back is taken back all the same, in the browser's own storage. Throws where
 * that can't be done.
 */
export function takeBack(key: string, { optedOut, personalization }: Agreement): void {
  if (optedOut) localStorage.setItem(key, Kept.Out);
  else if (personalization === false) localStorage.removeItem(key);
}
