// What this device remembers, in its owner's hands: to look at, to take along, to bring in. Loaded when first asked for.

import type { Core } from "../core.ts";
import { NearsideError } from "../errors.ts";
import { decode, encode } from "../profile/codec.ts";
import type { ProfileData } from "../profile/data.ts";
import type { Memory } from "../profile/handle.ts";
import type { Keeper } from "./keeper.ts";
import { type Refusal, taken } from "./taken.ts";

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
export type Confirm = (difference: {
  readonly before: ProfileData;
  readonly after: ProfileData;
  /** What of it stays outside, and why. */
  readonly refused: readonly Refusal[];
}) => boolean | Promise<boolean>;

/**
 * Takes in what another device remembers, if the visitor confirms it. Of two counts the larger stays, and what was answered
 * here, so that a file can neither lift a limit nor take back what was said. What was agreed to is no part of it.
 */
export async function bring(keeper: Keeper | undefined, core: Core | undefined, text: string, confirm: Confirm): Promise<boolean> {
  const hint = "a file that `profile.export()` gave";
  if (text.length > LONGEST) throw new NearsideError("profile_invalid", "this is too long for a profile", { hint });
  let all: ProfileData;
  try {
    all = JSON.parse(text);
    // What is no profile at all throws here.
    encode(all);
  } catch (error) {
    if (error instanceof NearsideError) throw error;
    throw new NearsideError("profile_invalid", "this is no profile", { hint, cause: error });
  }
  const memory = keeper?.own;
  if (!core || !memory) throw new NearsideError("profile_refused", "nothing may be remembered here", { hint: "ask for consent first" });
  const { after, ...difference } = merged(core, memory, all);
  if (!(await confirm({ ...difference, after: decode(after) }))) return false;
  return Boolean(keeper?.own) && keeper.replace(after, false);
}

/** What there is, what there would be with another device's memory, and what of that is refused. */
export function merged(
  core: Core,
  memory: Memory,
  theirs: ProfileData,
): { before: ProfileData; after: Uint8Array; refused: readonly Refusal[] } {
  const { bytes, refused } = taken(core, memory, theirs);
  const trial = memory.twin();
  trial.merge(bytes);
  const after = trial.bytes();
  trial.free();
  return { before: data(memory), after, refused };
}

const hand = () => import("../handover/handover.ts");
type Hand = Awaited<ReturnType<typeof hand>>;

export async function pack(...by: Parameters<Hand["pack"]>): ReturnType<Hand["pack"]> {
  return (await hand()).pack(...by);
}

export async function unpack(...by: Parameters<Hand["unpack"]>): ReturnType<Hand["unpack"]> {
  return (await hand()).unpack(...by);
}

/** Takes this as all that is remembered: what it leaves out is forgotten, here, where it is kept, and in other tabs. */
export function replace(keeper: Keeper | undefined, data: ProfileData): boolean {
  const bytes = encode(data);
  return Boolean(keeper?.own && keeper.replace(bytes, true));
}

/** {@link hashed}; nothing of nobody in particular. */
export async function whose(core: Core | undefined, key: string | null): Promise<string> {
  return key === null ? "" : hashed(core, key);
}

/** A key as this ruleset alone knows it: a salted hash, of which nobody learns the key. */
export async function hashed(core: Core | undefined, key: string): Promise<string> {
  if (typeof key !== "string" || key.length < 1 || key.includes("@")) {
    const hint = "a number or a random text that stands for the account, never a name or an address";
    throw new NearsideError("key_refused", "this is no opaque key", { hint });
  }
  const bytes = new TextEncoder().encode(`nearside\n${core?.bundle.id ?? ""}\n${key}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
