// What this device remembers, in its owner's hands: to look at, to take along, to bring in. Loaded when first asked for.

import { NearsideError } from "../errors.ts";
import { decode, encode } from "../profile/codec.ts";
import type { ProfileData } from "../profile/data.ts";
import type { Memory } from "../profile/handle.ts";
import type { Keeper } from "./keeper.ts";

export { questions } from "./questions.ts";

/** The bytes of an export, at most: `src/limits.rs` has a quarter of it for what is kept. */
const LONGEST = 256 * 1024;

export function data(memory: Memory | undefined): ProfileData {
  return memory ? decode(memory.bytes()) : {};
}

export function text(memory: Memory | undefined): string {
  return JSON.stringify(data(memory), null, 2);
}

/** What an import would change: what there is, and what there would be. */
export type Confirm = (difference: { readonly before: ProfileData; readonly after: ProfileData }) => boolean | Promise<boolean>;

/**
 * Takes in what another device remembers, if the visitor confirms it. Of two counts the larger stays, and what was answered
 * here, so that a file can neither lift a limit nor take back what was said. What was agreed to is no part of it.
 */
export async function bring(keeper: Keeper | undefined, text: string, confirm: Confirm): Promise<boolean> {
  const hint = "a file that `profile.export()` gave";
  if (text.length > LONGEST) throw new NearsideError("profile_invalid", "this is too long for a profile", { hint });
  let bytes: Uint8Array;
  try {
    // The identity of a device is its own.
    const all = JSON.parse(text) as ProfileData;
    // What is no profile at all throws here.
    encode(all);
    const { units: _, declared = {}, ...read } = all;
    const ours = data(keeper?.own).declared ?? {};
    const news = Object.entries(declared).filter(([question]) => !Object.hasOwn(ours, question));
    bytes = encode({ ...read, declared: Object.fromEntries(news) });
  } catch (error) {
    if (error instanceof NearsideError) throw error;
    throw new NearsideError("profile_invalid", "this is no profile", { hint, cause: error });
  }
  const memory = keeper?.own;
  if (!keeper || !memory) throw new NearsideError("profile_refused", "nothing may be remembered here", { hint: "ask for consent first" });
  const before = memory.bytes();
  const trial = memory.twin();
  const taken = trial.merge(bytes);
  const after = trial.bytes();
  trial.free();
  if (!taken || !(await confirm({ before: decode(before), after: decode(after) }))) return false;
  return keeper.replace(after, false);
}

/** Takes this as all that is remembered: what it leaves out is forgotten, here, where it is kept, and in other tabs. */
export function replace(keeper: Keeper | undefined, data: ProfileData): boolean {
  const bytes = encode(data);
  return Boolean(keeper?.own && keeper.replace(bytes, true));
}

/** A key as this ruleset alone knows it: a salted hash, of which nobody learns the key. */
export async function hashed(salt: string, key: string): Promise<string> {
  if (typeof key !== "string" || key.length < 1 || key.includes("@")) {
    const hint = "a number or a random text that stands for the account, never a name or an address";
    throw new NearsideError("key_refused", "this is no opaque key", { hint });
  }
  const bytes = new TextEncoder().encode(`nearside\n${salt}\n${key}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
