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
  #listeners: { [K in keyof Events]?: Set<Listener<K>> } = {};
  #past: { [K in keyof Events]?: Events[K][] } = {};

  /** Listens; the answer ends it. */
  on<K extends keyof Events>(type: K, listener: Listener<K>): () => void {
    const listeners: Set<Listener<K>> = ((this.#listeners as Record<K, Set<Listener<K>>>)[type] ??= new Set());
    listeners.add(listener);
    for (const event of this.#past[type] ?? []) call(listener, event);
    return () => listeners.delete(listener);
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    ((this.#past as Record<K, Events[K][]>)[type] ??= []).push(event);
    for (const listener of (this.#listeners as Record<K, Set<Listener<K>> | undefined>)[type] ?? []) call(listener, event);
  }

  /** A new view begins. */
  forget(): void {
    this.#past = {};
  }

  end(): void {
    this.#past = {};
    this.#listeners = {};
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
