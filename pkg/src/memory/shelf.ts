// The place where it is kept, used in order: what is asked of it comes after what was asked before, however late it answers.
// Blocked, full, silent or strange, it is as if there were none.

import type { Storage } from "./storage.ts";

/** Milliseconds in which a page that is about to decide waits; opening a database took 2 to 12 in a Chromium on two busy cores. */
export const DEADLINE = 150;
/** After so many it has failed. What was asked of it may be done later all the same. */
export const PATIENCE = 3000;
/** Nothing of ours is longer: `PROFILE_KEPT` of `src/limits.rs`, and one character before it. What is cut is no profile. */
const LONGEST = 16_001;

export class Shelf {
  readonly #storage: Storage;
  readonly #failed: () => void;
  /** What it was asked last, as long as that is under way. */
  #last: Promise<unknown> | undefined;

  constructor(storage: Storage, failed: () => void) {
    this.#storage = storage;
    this.#failed = failed;
  }

  /** What is kept, however late; rejects where that cannot be known. */
  async get(key: string): Promise<string | null> {
    await this.#last?.catch(() => {});
    return textOf(await this.#storage.get(key));
  }

  /** The same, where it can be told at once; else undefined. */
  glance(key: string): string | null | undefined {
    try {
      const there = this.#last ? undefined : (this.#storage.get(key) ?? null);
      if (!isLater(there)) return there === undefined ? undefined : textOf(there);
      there.then(undefined, () => {});
    } catch {
      // Who writes there will be told.
    }
    return undefined;
  }

  /** The keys that begin so, where that can be told. */
  async keys(prefix: string): Promise<readonly string[]> {
    try {
      return ((await this.#storage.keys?.()) ?? []).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  }

  set(key: string, text: string): void {
    this.#try(() => this.#do(() => this.#storage.set(key, text)));
  }

  /** Takes a text away, if that one `goes`. */
  remove(key: string, goes: (there: string | null) => boolean): void {
    const clear = (there: unknown): unknown => (goes(textOf(there)) ? this.#storage.remove(key) : undefined);
    this.#try(() => this.#do(() => then(this.#storage.get(key), clear)));
  }

  /** Puts what `change` makes of what is there; undefined leaves it. Rejects where that cannot be done. */
  async update(key: string, change: (there: string | null) => string | undefined): Promise<void> {
    const storage = this.#storage;
    const made = (there: unknown): string | undefined => change(textOf(there));
    const put = (there: unknown): unknown => {
      const text = made(there);
      return text && storage.set(key, text);
    };
    await this.#do(() => (storage.update ? storage.update(key, made) : then(storage.get(key), put)));
  }

  /** Hears what others wrote; answers with what ends it. */
  watch(key: string, heard: (text: string | null) => void): () => void {
    const end = this.#try(() => this.#storage.watch?.(key, (there) => heard(textOf(there))));
    return () => this.#try(() => typeof end === "function" && end());
  }

  /** In this task, where nothing is under way: a page may be on its way out. */
  #do<T>(act: () => T | PromiseLike<T>): Promise<T> | T {
    const done = this.#last ? this.#last.then(act, act) : act();
    if (!isLater(done)) return done;
    const last = within(PATIENCE, done);
    this.#last = last;
    const over = (): void => {
      if (this.#last === last) this.#last = undefined;
    };
    last.then(over, over);
    return last;
  }

  #try<T>(act: () => T): T | undefined {
    try {
      const done = act();
      if (isLater(done)) done.then(undefined, this.#failed);
      return done;
    } catch {
      this.#failed();
      return undefined;
    }
  }
}

/** What lies there as one of our texts: longer than ours is somebody else's, and what is no text is none. */
function textOf(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, LONGEST) : null;
}

/** Goes on with what is there, in the same task where it is there already. */
function then(there: unknown, next: (there: unknown) => unknown): unknown {
  return isLater(there) ? there.then(next) : next(there);
}

function isLater(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

/** Fails after so many milliseconds; the work goes on. */
export function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("storage does not answer")), ms);
    const over = (): void => clearTimeout(timer);
    Promise.resolve(work).then(done, failed).then(over, over);
  });
}
