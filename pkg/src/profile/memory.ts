// What this device remembers, as the engine holds it: it is read while deciding, and written only when told to.

import type { Core } from "../core.ts";
import { NearsideError } from "../errors.ts";
import { NONE, Told } from "../native.ts";

/** What a visitor did with what an experience showed. */
export type Answer = "clicked" | "dismissed";

export class Memory {
  protected readonly core: Core;
  readonly #number: number;
  /** Whether something happened, or was answered, since a decision. */
  heard = false;
  #live = true;

  /** Of the bytes that a profile gave; without any, an empty one. */
  constructor(core: Core, bytes: Uint8Array = new Uint8Array(0)) {
    const { native } = core;
    const address = native.reserve(bytes.length) >>> 0;
    new Uint8Array(native.memory.buffer, address, bytes.length).set(bytes);
    this.core = core;
    this.#number = native.remember(core.number, bytes.length);
    if (this.#number < 0) {
      throw new NearsideError("profile_invalid", "this is no profile, or one of a newer version", {
        hint: "start with an empty one",
      });
    }
  }

  /** Its number in the engine. */
  get number(): number {
    if (this.#live) return this.#number;
    throw new NearsideError("profile_freed", "this profile was freed", { hint: "make another with `engine.profile`" });
  }

  /** A page view begins; and a session, half an hour after the last view. */
  view(now: number | Date): void {
    this.#tell(Told.View, 0, now);
  }

  /** Writes down that these arms are shown, by slot; `NONE` for those that do not count. */
  write(arms: readonly number[], now: number): void {
    const { bundle } = this.core;
    const done = new Set<number>([NONE]);
    for (const arm of arms) {
      const owner = bundle.owner(arm);
      if (done.has(owner)) continue;
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
    const { native, number } = this.core;
    const address = native.save(number, this.number) >>> 0;
    const length = new DataView(native.memory.buffer).getUint32(address, true);
    return new Uint8Array(native.memory.buffer, address + 4, length).slice();
  }

  free(): void {
    if (this.#live) this.core.native.forget(this.core.number, this.#number);
    this.#live = false;
  }

  [Symbol.dispose](): void {
    this.free();
  }
}
