// A profile as whoever uses the engine has it: a handle that decisions are made with and committed to, and that can be read.

import type { Core } from "./core.ts";
import { counted } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { decode, encode } from "./profile/codec.ts";
import type { ProfileData } from "./profile/data.ts";
import { Memory } from "./profile/memory.ts";
import type { Decisions } from "./types.ts";

export type { Moment, ProfileData, Remembered } from "./profile/data.ts";
export type { Answer } from "./profile/memory.ts";

export class Profile extends Memory {
  /** When decisions were made that may be committed. */
  readonly #moments = new WeakMap<Decisions, number>();

  /** Of bytes that a profile gave, of its JSON form, or an empty one. */
  constructor(core: Core, source?: Uint8Array | ProfileData | null) {
    super(core, source instanceof Uint8Array ? source : source ? encode(source) : undefined);
  }

  /** Remembers when decisions were made, for `commit`. */
  decided(decisions: Decisions, now: number): void {
    this.#moments.set(decisions, now);
  }

  /**
   * Writes down what was decided: that experiences were shown, which variants are kept. A control counts as its rivals do; a
   * preview never. Decisions are committed once, when the page shows them.
   */
  commit(decisions: Decisions): void {
    const now = this.#moments.get(decisions);
    if (now === undefined) {
      throw new NearsideError("profile_mismatch", "these decisions were not made with this profile, or are committed already", {
        hint: "hand it to `decide` as `profile`, and commit what it gives once",
      });
    }
    this.#moments.delete(decisions);
    this.write(counted(decisions), now);
  }

  /** What a person can read. */
  toJSON(): ProfileData {
    return decode(this.bytes());
  }
}
