// What this device remembers, as the engine holds it: it is read while deciding, and written only when told to.

import type { Core } from "../core.ts";
import { NONE, ReasonCode, Told, WORDS, WRITERS } from "../native.ts";
import type { SignalValue } from "../types.ts";

/** Reasons for which an experience that has a slot counts as shown: `Reason::counts` in `src/decide/reason.rs`. */
const COUNT: readonly number[] = [ReasonCode.Matched, ReasonCode.Split, ReasonCode.Stopped, ReasonCode.Forced, ReasonCode.Sticky];

/** Bytes of a profile that is read, at most: `src/limits.rs`. */
const MOST = 64 * 1024;

/** What a visitor did with what an experience showed. */
export type Answer = "clicked" | "dismissed";

/** The fields of an event: numbers are added up, a topic is remembered if the ruleset allows it. */
export type Fields = Readonly<Record<string, number | string | undefined>>;

export class Memory {
  protected readonly core: Core;
  /** Its number in the engine; below zero if these bytes are no profile. */
  readonly number: number;
  /** Whether something happened, or was answered, since a decision. */
  heard = false;

  /** Of the bytes that a profile gave; without any, an empty one. */
  constructor(core: Core, bytes: Uint8Array = new Uint8Array(0)) {
    this.core = core;
    this.number = core.native.remember(core.number, this.#bring(bytes));
  }

  /** A page view begins; and a visit, after half an hour in which the visitor did nothing. */
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

  /** An event happened. Only what something in the bundle asks for is remembered; whether this was. */
  track(event: string, fields: Fields, now: number | Date): boolean {
    const isKept = this.#hear(Told.Event, 0, now, event);
    if (isKept) for (const [field, value] of Object.entries(fields)) this.#hear(Told.Field, 0, now, event, field, value);
    return isKept;
  }

  /** The visitor clicked what an experience showed, or sent it away. */
  answer(experience: string, answer: Answer, now: number | Date): void {
    const index = this.core.bundle.experienceOf(experience);
    if (index === NONE) return;
    this.#hear(answer === "dismissed" ? Told.Dismissed : Told.Clicked, index, now);
  }

  /** What the visitor said, when asked; null takes it back. Whether it is an answer that the ruleset allows. */
  declare(question: string, answer: SignalValue | undefined, now: number | Date): boolean {
    return this.#hear(Told.Declared, 0, now, question, answer);
  }

  /** The visitor looks at something about a topic. */
  about(topic: string, now: number | Date): void {
    this.#hear(Told.About, 0, now, topic);
  }

  /** A unit of random assignment that is kept; without a value, whether one is. */
  identify(unit: string, value: string | undefined, now: number | Date): boolean {
    return this.#hear(Told.Unit, 0, now, unit, value);
  }

  /** Whose row counts are written to, so that tabs do not write over each other's; and whether it all ends with this page. */
  writeAs(writer: number, passing: boolean): void {
    this.#tell(Told.Writer, writer + (passing ? WRITERS : 0), Date.now());
  }

  /** Forgets all of it. Whatever was begun before says nothing from now on; what is taken in next is its own. */
  erase(now: number): void {
    this.#tell(Told.Erase, 0, now);
  }

  /**
   * Takes in what other bytes remember, of this device, or of another as of a moment: then nothing of a time to come, nothing that
   * what is here would have to make room for, and this visit goes on. Whether they are a profile's, and all of it came in.
   */
  merge(bytes: Uint8Array, now = 0): boolean {
    const { native, number } = this.core;
    this.heard = true;
    return Boolean(native.merge(number, this.number, this.#bring(bytes), now));
  }

  /** Writes bytes where the engine takes them from; how many. Of what is too long so much that it still is: there is room for no more. */
  #bring(bytes: Uint8Array): number {
    const some = bytes.subarray(0, MOST + 1);
    const address = this.core.native.reserve(some.length) >>> 0;
    this.core.views().bytes.set(some, address);
    return some.length;
  }

  /** Tells what decisions may depend on, with these values in the cells. */
  #hear(what: Told, subject: number, now: number | Date, ...values: readonly unknown[]): boolean {
    const { cells, signals, units } = this.core;
    const first = signals.length + units.length;
    cells.begin();
    // What was there of another call says nothing.
    for (let at = 0; at < 3; at++) cells.put(first + at, values[at]);
    this.heard = true;
    return this.#tell(what, subject, now);
  }

  #tell(what: Told, subject: number, now: number | Date): boolean {
    return Boolean(this.core.native.tell(this.core.number, this.number, what, subject, +now));
  }

  /** What is kept on the device. */
  bytes(): Uint8Array {
    const { native, number, views } = this.core;
    const address = native.save(number, this.number) >>> 0;
    const length = new DataView(native.memory.buffer).getUint32(address, true);
    return views().bytes.slice(address + 4, address + 4 + length);
  }

  /** Another of the same, to try out what would be. */
  twin(): Memory {
    return new Memory(this.core, this.bytes());
  }

  free(): void {
    this.core.native.forget(this.core.number, this.number);
  }
}
