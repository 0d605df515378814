// A profile as whoever uses the engine has it: a handle that decisions are made with and committed to, and that can be read.

import type { Core } from "./core.ts";
import { NearsideError } from "./errors.ts";
import { WORDS } from "./native.ts";
import { decode, encode } from "./profile/codec.ts";
import type { ProfileData } from "./profile/data.ts";
import { Memory } from "./profile/handle.ts";
import { release } from "./release.ts";
import type { Decisions } from "./types.ts";

export type { Moment, ProfileData, Remembered } from "./profile/data.ts";
export type { Answer } from "./profile/handle.ts";

export class Profile extends Memory {
  /** Decisions that may be committed: when they were made, and their words from the first on. */
  readonly #made = new WeakMap<Decisions, readonly [now: number, words: Uint32Array, first: number]>();

  /** Of bytes that a profile gave, of its JSON form, or an empty one. */
  constructor(core: Core, source?: Uint8Array | ProfileData | null) {
    super(core, source instanceof Uint8Array ? source : bytesOf(source));
    if (this.number < 0) {
      throw new NearsideError("profile_invalid", "this is no profile, or one of a newer version", { hint: "start with an empty one" });
    }
  }

  /** What a caller handed in as a profile, for an engine to decide with. */
  static of(core: Core, given: unknown): Profile | undefined {
    if (given === undefined || given === null) return undefined;
    const hint = "hand in what `engine.profile(…)` of this engine gave";
    if (!(given instanceof Profile)) throw new NearsideError("profile_invalid", "`profile` is no profile", { hint });
    if (given.core !== core) throw new NearsideError("profile_mismatch", "this profile is another engine's", { hint });
    return given;
  }

  /** Remembers how decisions were made, for `commit`. */
  decided(decisions: Decisions, now: number, words: Uint32Array, first: number): void {
    this.#made.set(decisions, [now, words, first]);
  }

  /**
   * Writes down what was decided: that experiences were shown, which variants are kept. A control counts as its rivals do; a
   * preview never. Decisions are committed once, when the page shows them.
   */
  commit(decisions: Decisions): void {
    const made = this.#made.get(decisions);
    if (!made) {
      throw new NearsideError("profile_mismatch", "these decisions were not made with this profile, or are committed already", {
        hint: "hand it to `decide` as `profile`, and commit what it gives once",
      });
    }
    this.#made.delete(decisions);
    const [now, words, first] = made;
    this.write(words.subarray(first, first + WORDS * this.core.slots.length), now);
  }

  /** What a person can read. */
  toJSON(): ProfileData {
    return decode(this.bytes());
  }

  override free(): void {
    const hint = "make another with `engine.profile`";
    release(
      this,
      () => super.free(),
      () => new NearsideError("profile_freed", "this profile was freed", { hint }),
    );
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (data === undefined || data === null) return undefined;
  const hint = "bytes, the object that `profile.toJSON()` gives, or nothing; a text of JSON is parsed first";
  if (typeof data !== "object" || Array.isArray(data) || ArrayBuffer.isView(data) || data instanceof ArrayBuffer) {
    throw new NearsideError("profile_invalid", "this is no profile", { hint });
  }
  try {
    return encode(data);
  } catch (error) {
    if (error instanceof NearsideError) throw error;
    throw new NearsideError("profile_invalid", "this is no profile's data", { hint, cause: error });
  }
}
