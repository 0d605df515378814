// Facts that change while a page is looked at.

import type { Media } from "./browser.ts";

/** Calls `hear` with the number of a fact that may have changed; the answer ends it. */
export function watch(facts: readonly Media[], hear: (fact: number) => void): () => void {
  const end = new AbortController();
  for (const [fact, under] of facts) {
    for (const [query] of under) matchMedia(query).addEventListener("change", () => hear(fact), end);
  }
  return () => end.abort();
}
