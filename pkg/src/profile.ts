// A profile as whoever uses the engine has it: a handle that decisions are made with and committed to, and that can be read.

import type { Core } from "./core.ts";
import { WORDS } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
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
    super(core, source instanceof Uint8Array ? source : source ? encode(source) : undefined);
    if (this.number < 0) {
      throw new NearsideError("profile_invalid", "this is no profile, or one of a newer version", { hint: "start with an empty one" });
    }
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
