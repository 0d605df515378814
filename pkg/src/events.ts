// What a page may listen to. Late listeners hear what happened in this view before: `start` resolves after it decided.

import type { Decisions } from "./types.ts";

export interface Events {
  /** Slots were decided. */
  decide: Decisions;
  /** A variant (or a control) is on the page. */
  exposure: { readonly slot: string; readonly experience: string; readonly variant: string };
  /** Something to mend: a target that the page lacks, operations that were refused. */
  health: { readonly code: "target_missing" | "operation_refused" | "failed"; readonly slot?: string; readonly count?: number };
}

type Listener<K extends keyof Events> = (event: Events[K]) => void;

export class Emitter {
  #listeners: { readonly type: keyof Events; readonly listener: Listener<never> }[] = [];
  #past: { readonly type: keyof Events; readonly event: unknown }[] = [];

  /** Listens; the answer ends it. */
  on<K extends keyof Events>(type: K, listener: Listener<K>): () => void {
    const entry = { type, listener };
    this.#listeners.push(entry);
    for (const past of this.#past) if (past.type === type) call(listener, past.event as Events[K]);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    };
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    this.#past.push({ type, event });
    for (const entry of this.#listeners) if (entry.type === type) call(entry.listener as Listener<K>, event);
  }

  /** A new view begins. */
  forget(): void {
    this.#past = [];
  }

  end(): void {
    this.#past = [];
    this.#listeners = [];
  }
}

/** A listener's error is the listener's. */
function call<T>(listener: (event: T) => void, event: T): void {
  try {
    listener(event);
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
