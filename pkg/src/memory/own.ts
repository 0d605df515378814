// What this device remembers, in its owner's hands: to look at, to take along, to bring in. Loaded when first asked for.

import type { Core } from "../core.ts";
import { NearsideError } from "../errors.ts";
import { UnitKind } from "../native.ts";
import { decode, encode } from "../profile/codec.ts";
import type { ProfileData } from "../profile/data.ts";
import type { Memory } from "../profile/handle.ts";
import type { Units } from "../types.ts";
import type { Keeper } from "./keeper.ts";
import { outOf } from "./objected.ts";
import type { Person } from "./person.ts";
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
  /** Storage failed. */
  unkept(): void;
  /** Units have these values from now on. */
  units(given: Units): void;
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
  const person = keeper?.person;
  const look = () => {
    const memory = person && sameAs(keeper, person).own;
    if (!core || !memory) throw new NearsideError("profile_refused", "nothing may be remembered here", { hint: "ask for consent first" });
    return merged(core, memory, all);
  };
  const { after, ...difference } = look();
  if (!(await confirm({ ...difference, after: decode(after) }))) return false;
  // By what is remembered now: something may have happened, or somebody else come.
  const isTaken = Boolean(keeper?.replace(look().after, false));
  if (isTaken) anew();
  return isTaken;
}

/** Whoever is here, if that is who was asked. */
export function sameAs(keeper: Keeper, person: Person): Person {
  if (keeper.person === person) return person;
  throw new NearsideError("profile_refused", "somebody else uses this device now", { hint: "ask whoever it is" });
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

/** Who was told of last has come: a key takes its time to be hashed. */
let told: Promise<unknown> = Promise.resolve();
/** Units that an account's key became: they end with its owner's visit. */
const linked = new WeakMap<Core, Set<string>>();

/** Somebody else uses the device. */
export async function who({ core, keeper, units, again }: Here, key: string | null): Promise<void> {
  const last = told;
  const turn = (async () => {
    const hash = key === null ? "" : await hashed(core, key);
    await last;
    const names = core && linked.get(core);
    if (names?.size) units(Object.fromEntries([...names].map((name) => [name, undefined])));
    names?.clear();
    // What is kept of them need not have come for somebody else to.
    return { coming: keeper?.who(hash), person: keeper?.person };
  })();
  told = Promise.allSettled([last, turn]);
  const { coming, person } = await turn;
  await coming;
  if (keeper?.person === person) again(true);
}

/** An account's key becomes a unit; null ends that. */
export async function link({ core, units }: Here, key: string | null, name = "account"): Promise<void> {
  if (!core) return;
  const unit = core.units.find((unit) => unit.name === name);
  if (!unit || unit.kind === UnitKind.Signal) {
    const hint = unit ? `it is the signal \`${unit.key}\`: set that` : `one of ${core.units.map(({ name }) => name).join(", ") || "none"}`;
    throw new NearsideError("unit_unknown", `\`${name}\` is no unit that a key can be`, { path: name, hint });
  }
  const value = key === null ? undefined : await hashed(core, key);
  if (!linked.has(core)) linked.set(core, new Set());
  linked.get(core)?.add(name);
  units({ [name]: value });
}

/** Takes the slots that are objected to. */
export function take(core: Core, keeper: Keeper): Core {
  keeper.out = keeper.noted ? outOf(core, keeper.noted.split("\n")) : undefined;
  core.wishes = { ...core.wishes, out: keeper.out };
  return core;
}

/** Another tab noted others. */
export function heed(core: Core, keeper: Keeper, again: (begins: boolean) => void): void {
  take(core, keeper);
  again(false);
}

/**
 * Notes that nothing personal is wanted in a slot, or that it may be again. Like an opt-out it is kept whatever was agreed to, and
 * for the device. What has to go goes at once.
 */
export async function object({ core, keeper, anew, again, unkept }: Here, slot: string, isObjected = true): Promise<void> {
  if (!core || !keeper) return;
  const { shelf, notes } = keeper;
  const change = (noted: string | null | undefined): string => {
    const slots = new Set(noted?.split("\n").filter(Boolean));
    if (isObjected) slots.add(slot);
    else slots.delete(slot);
    return [...slots].join("\n");
  };
  keeper.noted = change(keeper.noted);
  take(core, keeper);
  if (isObjected) again(false);
  else anew();
  try {
    // Another tab may have noted others.
    await shelf.update(notes, (there) => change(there) || undefined);
    if (!isObjected) shelf.remove(notes, (there) => !change(there));
  } catch {
    unkept();
  }
}

/** A key as this ruleset alone knows it: a salted hash, of which nobody learns the key. */
async function hashed(core: Core | undefined, key: string): Promise<string> {
  // Of whatever width, and as an address of the web writes it.
  if (typeof key !== "string" || key.length < 1 || /@|%40/.test(key.normalize("NFKC"))) {
    const hint = "a random text or a number that stands for the account, never a name or an address";
    throw new NearsideError("key_refused", "this is no opaque key", { hint });
  }
  if (!crypto.subtle) throw new NearsideError("insecure_context", "a key can't be hashed here", { hint: "serve the page by https" });
  const bytes = new TextEncoder().encode(`nearside\n${core?.bundle.id ?? ""}\n${key}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export { bring as import, text as export };
