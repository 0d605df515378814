// What this device remembers, as the engine holds it: it is read while deciding, and written only when told to.

import type { Core } from "../core.ts";
import { WORDS } from "../decisions.ts";
import { NONE, ReasonCode, Told } from "../native.ts";

/** Reasons for which an experience that has a slot counts as shown: `Reason::counts` in `src/decide/reason.rs`. */
const COUNT: readonly number[] = [ReasonCode.Matched, ReasonCode.Split, ReasonCode.Stopped, ReasonCode.Forced, ReasonCode.Sticky];

/** What a visitor did with what an experience showed. */
export type Answer = "clicked" | "dismissed";

export class Memory {
  protected readonly core: Core;
  /** Its number in the engine; below zero if these bytes are no profile. */
  readonly number: number;
  /** Whether something happened, or was answered, since a decision. */
  heard = false;

  /** Of the bytes that a profile gave; without any, an empty one. */
  constructor(core: Core, bytes: Uint8Array = new Uint8Array(0)) {
    const { native } = core;
    const address = native.reserve(bytes.length) >>> 0;
    core.views().bytes.set(bytes, address);
    this.core = core;
    this.number = native.remember(core.number, bytes.length);
  }

  /** A page view begins; and a session, half an hour after the last view. */
  view(now: number | Date): void {
    this.#tell(Told.View, 0, now);
  }

  /** Writes down that the experiences of an outcome are shown, each once: those that count, in slots that are `fresh`. */
  write(words: Uint32Array, now: number, fresh: (slot: number) => boolean = () => true): void {
    const done = new Set<number>([NONE]);
    for (let slot = 0; slot < words.length / WORDS; slot++) {
      const [arm, , reason] = words.subarray(slot * WORDS) as unknown as [number, number, number];
      const owner = this.core.bundle.owner(arm);
      if (!COUNT.includes(reason) || done.has(owner) || !fresh(slot)) continue;
      done.add(owner);
      this.#tell(Told.Shown, arm, now);
    }
  }

  /** An event happened, perhaps about a topic. Only what the bundle's rules ask for is remembered. */
  track(event: string, { now, topic }: { now: number | Date; topic?: string | undefined }): void {
    const { cells, signals, units } = this.core;
    const first = signals.length + units.length;
    cells.begin();
    cells.put(first, event);
    cells.put(first + 1, topic);
    this.#tell(Told.Event, 0, now);
    this.heard = true;
  }

  /** The visitor clicked what an experience showed, or sent it away. */
  answer(experience: string, answer: Answer, now: number | Date): void {
    const index = this.core.bundle.experienceOf(experience);
    if (index === NONE) return;
    this.#tell(answer === "dismissed" ? Told.Dismissed : Told.Clicked, index, now);
    this.heard = true;
  }

  #tell(what: Told, subject: number, now: number | Date): void {
    this.core.native.tell(this.core.number, this.number, what, subject, +now);
  }

  /** What is kept on the device. */
  bytes(): Uint8Array {
    const { native, number, views } = this.core;
    const address = native.save(number, this.number) >>> 0;
    const length = new DataView(native.memory.buffer).getUint32(address, true);
    return views().bytes.slice(address + 4, address + 4 + length);
  }

  free(): void {
    this.core.native.forget(this.core.number, this.number);
  }
}
