// Where a browser keeps what it remembers: one text for a ruleset. Whatever goes wrong there, the page goes on without.

/** A place for texts by name. Its methods may answer later, and may throw. */
export interface Storage {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
  /** Hears what others wrote; answers with what ends it. */
  watch?(key: string, heard: (value: string | null) => void): () => void;
}

/** The browser's own, shared by the tabs of a site. */
export const local: Storage = {
  get: (key) => localStorage.getItem(key),
  set: (key, value) => localStorage.setItem(key, value),
  remove: (key) => localStorage.removeItem(key),
  watch(key, heard) {
    const hear = (event: StorageEvent): void => {
      // Without a key, all of it was cleared.
      if (event.storageArea === localStorage && (event.key === key || event.key === null)) heard(event.newValue);
    };
    addEventListener("storage", hear);
    return () => removeEventListener("storage", hear);
  },
};
