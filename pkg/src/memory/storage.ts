// Where a browser keeps what it remembers: one text for a ruleset. Whatever goes wrong there, the page goes on without.

/** A place for texts by name. Its methods may answer later, if they answer at all, and may throw. */
export interface Storage {
  /** What is kept. One that cannot be read now is not written to either, until `watch` tells what is there. */
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
  /**
   * Reads and writes with nobody in between: puts what `change` makes of what is there; undefined leaves it. Without, it is
   * read and set, and what another tab sets meanwhile may be lost.
   */
  update?(key: string, change: (there: string | null | undefined) => string | undefined): void | Promise<void>;
  /** The keys that there are. Without, what is kept of visitors who never come again stays. */
  keys?(): readonly string[] | Promise<readonly string[]>;
  /** Hears what others wrote; answers with what ends it. */
  watch?(key: string, heard: (value: string | null) => void): () => void;
}

/** Places by name. `memory` ends with the page. */
export type Place = "localStorage" | "indexedDB" | "memory";

/** The browser's own, shared by the tabs of a site. */
export const local: Storage = {
  get: (key) => localStorage.getItem(key),
  set: (key, value) => localStorage.setItem(key, value),
  remove: (key) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
  watch(key, heard) {
    const hear = (event: StorageEvent): void => {
      // Without a key, all of it was cleared.
      if (event.storageArea === localStorage && (event.key === key || event.key === null)) heard(event.newValue);
    };
    addEventListener("storage", hear);
    return () => removeEventListener("storage", hear);
  },
};

/** The place that a site names or hands in. One that does not load is a broken one: what should end with the page is kept nowhere else. */
export async function place(named: Storage | Place | undefined): Promise<Storage | undefined> {
  if (typeof named !== "string") return named;
  if (named === "localStorage") return local;
  const places = await import("./places.ts").catch(() => undefined);
  return places ? places.place(named) : ({} as Storage);
}
