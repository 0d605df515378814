// What this device remembers of a page's visitor, with their leave: read when a page begins, kept after each change, shared
// with other tabs, erased as soon as the leave is taken back. Before it is given nothing is stored, and all ends with the page.

import type { Consent } from "../consent/leave.ts";
import type { ConsentSource, Leave } from "../consent/source.ts";
import type { Core } from "../core.ts";
import { UnitKind } from "../native.ts";
import { Memory } from "../profile/handle.ts";
import { Flag } from "./flag.ts";
import { flagsOf, profileOf, type Said, saidOf, sinceOf, textOf } from "./kept.ts";
import { local, type Place, type Storage, update } from "./storage.ts";
import { writer } from "./writer.ts";

export interface Keeping {
  /** What the visitor agreed to, as the site knows it; or where that is asked for. */
  readonly consent?: Leave | ConsentSource | undefined;
  /** Where it is kept, with leave: in the browser's local storage unless given. */
  readonly storage?: Storage | Place | undefined;
}

export class Keeper {
  /** What there is, for its owner; undefined where nothing may be remembered. */
  own: Memory | undefined;
  /** Slots in which the visitor wants nothing personal, a line each: for the device, whoever uses it. */
  noted: string | null | undefined;
  /** The experiences that are out by it (`objected.ts`). */
  out: readonly number[] | undefined;
  /** Where all of it is kept; and the key of whoever is nobody in particular. */
  readonly storage: Storage;
  readonly device: string;
  readonly #core: Core;
  readonly #gpc: boolean;
  readonly #changed: (withdrawn: boolean, isSame?: boolean) => void;
  readonly #erased: () => void;
  readonly #failed: () => void;
  #said: Said = {};
  /** What was read or written last. */
  #kept: string | undefined;
  /** When that was begun; where it is kept no more, a little later. */
  #since = "";
  #key: string;
  #isOut = false;
  #begun = false;
  /** What is kept could not be read: nothing is written before it is known. */
  #unread = false;
  #saving = false;
  #writer = 0;
  #free: (() => void) | undefined;
  #unwatch: (() => void) | undefined;
  readonly #ends: (() => void)[] = [];

  /**
   * `gpc`: the browser's Global Privacy Control is on. `changed` hears that the visitor's leave is another, and whether some of it
   * was taken back; or that only what is remembered is. `erased`: another tab erased what is remembered, with leave going on.
   */
  constructor(
    core: Core,
    gpc: boolean,
    storage: Storage = local,
    changed: (withdrawn: boolean, isSame?: boolean) => void,
    erased: () => void,
    failed: () => void,
  ) {
    this.#core = core;
    this.#gpc = gpc;
    this.storage = storage;
    this.#changed = changed;
    this.#erased = erased;
    this.#failed = failed;
    this.device = core.bundle.key;
    this.#key = this.device;
  }

  /** Reads what is kept, and begins to listen. */
  async open(consent: Keeping["consent"]): Promise<void> {
    await this.#enter();
    if (typeof consent === "function") this.#ends.push(consent((leave) => this.#agree(leave)));
    else if (consent) this.#agree(consent);
    this.#begin();
    const hide = (): void => {
      void this.#write();
      // A page that holds a lock is not kept for going back to.
      this.#free?.();
      this.#unwatch?.();
    };
    const show = async ({ persisted }: PageTransitionEvent): Promise<void> => {
      if (persisted) this.#hear(await this.#enter());
    };
    addEventListener("pagehide", hide);
    addEventListener("pageshow", show);
    this.#ends.push(
      () => removeEventListener("pagehide", hide),
      () => removeEventListener("pageshow", show),
    );
  }

  /** Takes a number to write by, and what is kept. */
  async #enter(): Promise<string | null> {
    if (this.#core.bundle.remembers) [this.#writer, this.#free] = await writer();
    this.#guard(() => {
      this.#unwatch?.();
      this.#unwatch = this.storage.watch?.(this.#key, (kept) => this.#hear(kept));
    });
    let kept: string | null | undefined;
    this.#unread = false;
    try {
      kept = await this.storage.get(this.#key);
      // What remembers nothing has nothing that could be objected to.
      if (this.#free) this.noted = await this.storage.get(`${this.device}:slots`);
    } catch {
      this.#unread = true;
      this.#failed();
    }
    if (!this.#begun && kept) this.#take(kept);
    return kept ?? null;
  }

  /** What was kept before, with what was said since. */
  #take(kept: string): void {
    const [said, since] = [saidOf(kept), this.#said];
    this.#keep(kept);
    this.#said = { ...said, ...since, optedOut: said.optedOut || this.#isOut, paused: said.paused || since.paused };
  }

  /** The same for decisions, and to be added to; undefined while the visitor pauses it, too. */
  get memory(): Memory | undefined {
    return this.#said.paused ? undefined : this.own;
  }

  /** What the visitor allows. */
  get consent(): Consent {
    const { chosen, paused, ...said } = this.#said;
    return {
      ...said,
      ...(paused ? { paused } : {}),
      ...(this.noted && { objected: this.noted.split("\n") }),
      gpc: !chosen && this.#gpc,
    };
  }

  /** The same for the engine. */
  get leave(): number {
    return this.#core.leave(this.consent);
  }

  /** The visitor says so, here: this goes before the browser's Global Privacy Control. */
  agree(said: Leave & { readonly optedOut?: boolean | undefined; readonly paused?: boolean | undefined }): void {
    // A word about measurement alone leaves that where it is.
    this.#agree({ ...(said.personalization ? { optedOut: false } : {}), ...said, chosen: said.personalization });
    this.save();
  }

  /** What is not known any more goes on as it was: it is neither given nor taken back. */
  #agree(said: Said): void {
    const known = Object.entries(said).filter(([, value]) => value !== undefined);
    this.#turn({ ...this.#said, ...Object.fromEntries(known) });
  }

  #turn(said: Said): void {
    const before = this.leave;
    const [wasHere, wasBeyond] = this.#may();
    const { paused: wasPaused, optedOut: wasOut } = this.#said;
    this.#said = said;
    const paused = Boolean(said.paused);
    if (!this.#begun || (paused === Boolean(wasPaused) && before === this.leave)) return;
    this.#begin();
    const [here, beyond] = this.#may();
    // Who opts out gets defaults only, and who comes back a view from its start.
    this.#changed(Boolean(said.optedOut || wasOut) || (paused && !wasPaused) || (wasHere && !here) || (wasBeyond && !beyond));
  }

  /** Whether something may be remembered here; and beyond this page. */
  #may(): readonly [here: boolean, beyond: boolean] {
    const { personalization, optedOut, gpc } = this.consent;
    // What asks for nothing is given nothing.
    const here = this.#core.bundle.remembers && personalization !== false && !optedOut && !gpc;
    return [here, here && personalization === true];
  }

  /** Makes of the memory what the visitor allows. */
  #begin(): void {
    const [here, beyond] = this.#may();
    const wasKept = this.#kept !== undefined;
    const { optedOut = false } = this.#said;
    this.#begun = true;
    if ((!beyond && wasKept) || !here) this.#drop();
    // Only what says that the visitor wants none of it stays, for whoever uses this device.
    if (optedOut) this.#guard(() => this.storage.set(this.device, textOf(Flag.OptedOut, [])));
    else if (this.#isOut) this.#guard(() => this.storage.remove(this.device));
    this.#isOut = optedOut;
    if (!here) return;
    if (!this.own) {
      const memory = new Memory(this.#core, profileOf(this.#kept));
      // What is no profile is as if there were none.
      this.own = memory.number < 0 ? new Memory(this.#core) : memory;
    }
    // Where another tab keeps something already, this goes on from there; not from what was erased just now.
    if (beyond && this.#kept === undefined) {
      this.#guard(() => {
        const there = this.storage.get(this.#key);
        // What answers later is joined when it is written.
        if (typeof there !== "string") return there;
        this.#join(there);
        return undefined;
      });
    }
    // What is not kept yet has not begun: what there is comes in when storage answers.
    this.own.writeAs(this.#writer, !beyond || this.#unread);
    if (beyond) this.#identify(false);
    this.save();
  }

  /** Gives this device an identity, where the ruleset draws by it; another one, if it has one already and should be `anew`. */
  #identify(anew: boolean): void {
    const now = Date.now();
    for (const { name, kind } of this.#core.units) {
      if (kind !== UnitKind.Device || (!anew && this.own?.identify(name, undefined, now))) continue;
      this.own?.identify(name, crypto.randomUUID(), now);
    }
  }

  rotate(): void {
    if (this.#may()[1]) this.#identify(true);
    this.save();
  }

  /** Keeps what is remembered, once this task is done. */
  save(): void {
    if (this.#saving) return;
    this.#saving = true;
    queueMicrotask(() => this.#saving && this.#write());
  }

  async #write(): Promise<void> {
    const key = this.#key;
    const may = (): unknown => this.own && this.#may()[1] && !this.#unread && key === this.#key;
    let [before, text] = [this.#kept, this.#kept];
    // What happens before storage has its turn goes with it.
    this.#saving = Boolean(may());
    if (!this.#saving) return;
    try {
      await update(this.storage, key, (there) => {
        this.#saving = false;
        if (!this.own || !may()) return undefined;
        if (there) this.#join(there);
        before = this.#kept;
        // Another tab erased it, or opted out, and word of that is still on its way.
        if (there ? saidOf(there).optedOut : there === null && before !== undefined) {
          this.#hear(there ?? null);
          return undefined;
        }
        text = textOf(flagsOf(this.#said), this.own.bytes());
        this.#keep(text);
        return text;
      });
    } catch {
      this.#saving = false;
      if (this.#kept === text) this.#kept = before;
      this.#failed();
    }
  }

  /** Takes in what is kept, unless it was begun before what was erased. */
  #join(there: string): void {
    if (sinceOf(there) >= this.#since) this.#merge(there);
  }

  #keep(text: string): void {
    this.#kept = text;
    this.#since = sinceOf(text);
  }

  /** Forgets all of it here. What others knew by then says nothing from now on. */
  #forget(): void {
    this.own?.free();
    this.own = this.#kept = undefined;
    this.#since += "\0";
  }

  /** The same, and where it is kept. */
  #drop(): void {
    const wasKept = this.#kept !== undefined;
    this.#forget();
    if (wasKept) this.#guard(() => this.storage.remove(this.#key));
  }

  /** Forgets everything, in all tabs, and goes on. */
  erase(): void {
    this.own?.erase(Date.now());
    this.#begin();
  }

  /** Takes in a memory; whether its bytes are a profile's. One that `forgets` is all that is remembered then, in all tabs. */
  replace(bytes: Uint8Array, forgets: boolean): boolean {
    const trial = new Memory(this.#core, bytes);
    trial.free();
    if (!this.own || trial.number < 0) return false;
    if (forgets) this.own.erase(Date.now());
    this.own.merge(bytes);
    this.#begin();
    return true;
  }

  /** Somebody else uses the device, told by a key; or nobody in particular. */
  async who(key: string): Promise<void> {
    await this.#write();
    this.#free?.();
    this.own?.free();
    this.own = this.#kept = undefined;
    this.#since = "";
    this.#begun = false;
    // Who wants none of it wants none on this device.
    this.#said = { optedOut: this.#isOut };
    this.#key = this.device + (key && `:${key}`);
    await this.#enter();
    this.#begin();
  }

  /** Another tab wrote: its counts come in, and so does it that the leave was given, or taken back. */
  #hear(kept: string | null): void {
    if (this.#unread) {
      this.#catchUp(kept);
      return;
    }
    const said: Said = kept ? saidOf(kept) : {};
    if (kept && said.personalization) {
      if (this.#isOut) return;
      if (sinceOf(kept) < this.#since) {
        // Who wrote this had not heard yet that it was erased.
        if (this.#kept) this.save();
        else this.#clear(kept);
        return;
      }
      this.#merge(kept);
      this.#agree(said);
    } else if (this.#may()[1] || said.optedOut) {
      // What others erased is not written back from here, and what was, before word of it came, goes.
      const ours = this.#kept;
      this.#forget();
      if (!kept) this.#clear(ours);
      this.#turn({ ...said, personalization: false, measurement: undefined });
    }
  }

  /** Storage answers after the page was decided: what was said since goes on, slots that may change do. */
  #catchUp(kept: string | null): void {
    this.#unread = false;
    const { leave } = this;
    const [wasHere] = this.#may();
    if (kept) {
      this.#take(kept);
      this.own?.merge(profileOf(kept));
    }
    this.#begin();
    const { optedOut, paused } = this.#said;
    this.#changed(Boolean(optedOut || paused) || (wasHere && !this.#may()[0]), leave === this.leave);
  }

  /** Takes a text away, unless somebody wrote another since. */
  #clear(kept: string | undefined): void {
    this.#guard(() => (this.storage.get(this.#key) === kept ? this.storage.remove(this.#key) : undefined));
  }

  #merge(kept: string): void {
    if (kept === this.#kept) return;
    const erased = this.#kept !== undefined && sinceOf(kept) > this.#since;
    this.#keep(kept);
    this.own?.merge(profileOf(kept));
    if (erased) this.#erased();
  }

  /** Storage that is blocked or full is as if there were none. */
  #guard(act: () => unknown): void {
    try {
      const later = act();
      if (later instanceof Promise) later.catch(this.#failed);
    } catch {
      this.#failed();
    }
  }

  /** Once what waits is written, the engine may go. */
  async stop(): Promise<void> {
    this.#unwatch?.();
    for (const end of this.#ends) end();
    await this.#write();
    this.#free?.();
    this.own = undefined;
  }
}
