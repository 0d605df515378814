// The places that a site can name. Loaded when one is.

import { indexed } from "./indexed.ts";
import type { Storage } from "./storage.ts";

/** The memory of this page: what is in it ends with it, and outlives `stop()`. */
const texts = new Map<string, string>();

const memory: Storage = {
  get: (key) => texts.get(key),
  set: (key, value) => void texts.set(key, value),
  remove: (key) => void texts.delete(key),
};

/** Of a name that is none, what keeps nothing beyond the page. */
export function place(name: string): Storage {
  return name === "indexedDB" ? indexed() : memory;
}
