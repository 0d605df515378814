// What a page may listen to. Late listeners hear what happened in this view before: `start` resolves after it decided.

import type { Consent } from "./consent/leave.ts";
import type { Changes, Decisions } from "./types.ts";

export interface Events {
  /** Slots were decided. */
  decide: Decisions;
  /** Slots were decided otherwise than before, in this view. Whoever listens later hears of later ones only. */
  change: Changes;
  /** What the visitor allows is another: said here, by a consent platform, or in another tab. What follows is decided already. */
  consent: Consent;
  /** What is remembered is another, here or by another tab: once a task, and told only to who listens by then. `ns.profile.data()` is it. */
  profile: undefined;
  /** A variant (or a control) is on the page. */
  exposure: { readonly slot: string; readonly experience: string; readonly variant: string };
  /** Something to mend: a target that the page lacks, operations that were refused. */
  health: {
    readonly code: "target_missing" | "operation_refused" | "storage_failed" | "failed";
    readonly slot?: string;
    readonly count?: number;
  };
}

export interface Emitter {
  /** Listens; the answer ends it. */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void;
  emit<K extends keyof Events>(type: K, event: Events[K]): void;
  /** A new view begins. */
  forget(): void;
}

export function emitter(): Emitter {
  const listeners = new Set<(type: keyof Events, event: unknown) => void>();
  let past: [type: keyof Events, event: unknown][] = [];
  return {
    on(type, listener) {
      const hear = (happened: keyof Events, event: unknown): void => {
        try {
          if (happened === type) listener(event as never);
        } catch (error) {
          // A listener's error is the listener's.
          reportError(error);
        }
      };
      listeners.add(hear);
      for (const event of past) hear(...event);
      return () => listeners.delete(hear);
    },
    emit(type, event) {
      // A view may last, and its changes are over.
      if (type !== "change" && type !== "profile") past.push([type, event]);
      for (const hear of listeners) hear(type, event);
    },
    forget() {
      past = [];
    },
  };
}
