// What this device remembers, in its owner's hands: to look at, to take along, to bring in. Loaded when first asked for.

import type { Core } from "../core.ts";
import { NearsideError } from "../errors.ts";
import { decode, encode } from "../profile/codec.ts";
import type { ProfileData } from "../profile/data.ts";
import type { Memory } from "../profile/handle.ts";
import type { Keeper } from "./keeper.ts";
import { outOf } from "./objected.ts";
import { discreetOf, type Question, questionsOf } from "./questions.ts";
import { type Refusal, taken } from "./taken.ts";

/** The bytes of an export, at most: `src/limits.rs` has a quarter of it for what is kept. */
const LONGEST = 256 * 1024;

/** What a page has, by the time that something is asked of it. */
export interface Here {
  readonly core: Core | undefined;
  readonly keeper: Keeper | undefined;
  /** Decides again what may change now; the view from the start. */
  anew(): void;
  again(begins: boolean): void;
  /** A unit has this value from now on. */
  unit(name: string, value: string): void;
  /** Storage failed. */
  unkept(): void;
}

export function dataOf(memory: Memory | undefined): ProfileData {
  return memory ? decode(memory.bytes()) : {};
}

export function data({ keeper }: Here): ProfileData {
  return dataOf(keeper?.own);
}

function text(here: Here): string {
  return JSON.stringify(data(here), null, 2);
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
async function bring({ core, keeper, anew }: Here, text: string, confirm: Confirm): Promise<boolean> {
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
  const isTaken = Boolean(keeper?.own) && keeper.replace(after, false);
  if (isTaken) anew();
  return isTaken;
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
  return { before: dataOf(memory), after, refused };
}

const hand = () => import("../handover/handover.ts");
type Packed = import("../handover/handover.ts").Packed;
type Preview = import("../handover/handover.ts").Preview;

export async function pack(here: Here): Promise<Packed> {
  return (await hand()).pack(here.keeper, here.core);
}

export async function unpack({ core, keeper, anew }: Here, text: string, code: string): Promise<Preview> {
  return (await hand()).unpack(keeper, core, anew, text, code);
}

/** Takes this as all that is remembered: what it leaves out is forgotten, here, where it is kept, and in other tabs. */
export function replace({ keeper, anew }: Here, data: ProfileData): boolean {
  const bytes = encode(data);
  const isTaken = Boolean(keeper?.own && keeper.replace(bytes, true));
  if (isTaken) anew();
  return isTaken;
}

export function questions({ core }: Here, language?: string): readonly Question[] {
  return questionsOf(core, language);
}

export function discreet({ core }: Here): readonly string[] {
  return discreetOf(core);
}

/** Somebody else uses the device. */
export async function who({ core, keeper, again }: Here, key: string | null): Promise<void> {
  await keeper?.who(key === null ? "" : await hashed(core, key));
  again(true);
}

/** An account's key becomes a unit. */
export async function link({ core, unit }: Here, key: string, name = "account"): Promise<void> {
  unit(name, await hashed(core, key));
}

/** Takes the slots that are objected to. */
export function take(core: Core, keeper: Keeper): Core {
  keeper.out = keeper.noted ? outOf(core, keeper.noted.split("\n")) : undefined;
  core.wishes = { ...core.wishes, out: keeper.out };
  return core;
}

/**
 * Notes that nothing personal is wanted in a slot, or that it may be again. Like an opt-out it is kept whatever was agreed to, and
 * for the device. What has to go goes at once.
 */
export async function object({ core, keeper, anew, again, unkept }: Here, slot: string, isObjected = true): Promise<void> {
  if (!core || !keeper) return;
  const { storage, device, noted } = keeper;
  const notes = `${device}:slots`;
  const slots = new Set(noted?.split("\n"));
  try {
    // Another tab may have noted others.
    for (const one of (await storage.get(notes))?.split("\n") ?? []) slots.add(one);
  } catch {
    // Told below.
  }
  if (isObjected) slots.add(slot);
  else slots.delete(slot);
  keeper.noted = [...slots].join("\n");
  take(core, keeper);
  try {
    await (slots.size > 0 ? storage.set(notes, keeper.noted) : storage.remove(notes));
  } catch {
    unkept();
  }
  if (isObjected) again(false);
  else anew();
}

/** A key as this ruleset alone knows it: a salted hash, of which nobody learns the key. */
async function hashed(core: Core | undefined, key: string): Promise<string> {
  if (typeof key !== "string" || key.length < 1 || key.includes("@")) {
    const hint = "a number or a random text that stands for the account, never a name or an address";
    throw new NearsideError("key_refused", "this is no opaque key", { hint });
  }
  const bytes = new TextEncoder().encode(`nearside\n${core?.bundle.id ?? ""}\n${key}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export { bring as import, text as export };
