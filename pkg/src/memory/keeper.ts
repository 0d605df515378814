// What this device remembers of a page's visitors, with their leave: who is here now, what the site says for them, what holds for
// the device whoever uses it. Of each it is a `Person` that remembers.

import type { Consent } from "../consent/leave.ts";
import { attempt, type ConsentSource, type Leave } from "../consent/source.ts";
import type { Core } from "../core.ts";
import type { Memory } from "../profile/handle.ts";
import { Kept } from "./flag.ts";
import { type Said, saidOf } from "./kept.ts";
import { type Home, Person } from "./person.ts";
import { DEADLINE, PATIENCE, Shelf, within } from "./shelf.ts";
import { local, type Place, type Storage } from "./storage.ts";
import { writer } from "./writer.ts";

export interface Keeping {
  /** What the visitor agreed to, as the site knows it; or where that is asked for. */
  readonly consent?: Leave | ConsentSource | undefined;
  /** Where it is kept, with leave: in the browser's local storage unless given. */
  readonly storage?: Storage | Place | undefined;
}

/** The page that hears of it. */
export interface Page extends Pick<Home, "changed" | "touched" | "erased" | "failed"> {
  /** Other slots are objected to, in another tab. */
  objected(): void;
}

export class Keeper {
  /** Slots in which the visitor wants nothing personal, a line each: for the device, whoever uses it. */
  noted: string | null | undefined;
  /** The experiences that are out by it (`objected.ts`). */
  out: readonly number[] | undefined;
  /** Where all of it is kept; the key of whoever is nobody in particular, and that of what is objected to. */
  readonly shelf: Shelf;
  readonly device: string;
  readonly notes: string;
  readonly #core: Core;
  readonly #home: Home;
  readonly #page: Page;
  /** Who is here. */
  person: Person;
  /** What the site, or its consent platform, says for whoever is. */
  #told: Leave = {};
  #isOut = false;
  #writer = 0;
  #free: (() => void) | undefined;
  #entering: Promise<void> = Promise.resolve();
  /** Those who left, and still write. */
  readonly #leaving = new Map<string, Promise<unknown>>();
  #isOver = false;
  #unwatch: (() => void)[] = [];
  readonly #ends: (() => void)[] = [];

  /** `gpc`: the browser's Global Privacy Control is on. */
  constructor(core: Core, gpc: boolean, storage: Storage = local, page: Page) {
    const keeper = this;
    this.#core = core;
    this.#page = page;
    this.device = core.bundle.key;
    this.notes = `${this.device}:slots`;
    this.shelf = new Shelf(storage, page.failed);
    this.#home = {
      ...page,
      core,
      shelf: this.shelf,
      device: this.device,
      gpc,
      get writer() {
        return keeper.#writer;
      },
      leave: (said) => core.leave(this.#allowed(said)),
      isOut: () => this.person.key !== this.device && Boolean(saidOf(this.shelf.glance(this.device))?.optedOut),
      optOut: (isOut, isKept) => this.#optOut(isOut, isKept),
    };
    this.person = new Person(this.#home, this.device, {});
  }

  /** Reads what is kept, and begins to listen. */
  async open(consent: Keeping["consent"]): Promise<void> {
    this.#entering = this.#enter();
    await Promise.all([this.person.read(this.#entering), this.#look()]);
    // A consent platform is somebody else's: what it throws is its own, and it may give nothing that ends it.
    if (typeof consent === "function") {
      const end = attempt(() => consent((leave) => this.#tell(leave)));
      if (typeof end === "function") this.#ends.push(() => attempt(end));
    } else if (consent) this.#tell(consent);
    this.person.begin();
    this.#sweep().catch(this.#page.failed);
    const hide = (): void => {
      void this.person.write();
      // A page that holds a lock is not kept for going back to.
      this.#leave();
    };
    const show = async ({ persisted }: PageTransitionEvent): Promise<void> => {
      if (!persisted) return;
      // Another tab may have its row by now, and others may have written.
      this.#entering = this.#enter();
      const [isNews] = await Promise.all([this.#look(), this.person.read(this.#entering)]);
      this.memory?.view(Date.now());
      this.person.save();
      if (isNews) this.#page.objected();
      else this.#page.erased();
    };
    addEventListener("pagehide", hide);
    addEventListener("pageshow", show);
    this.#ends.push(
      () => removeEventListener("pagehide", hide),
      () => removeEventListener("pageshow", show),
    );
  }

  /** Takes a row to count in, and begins to hear other tabs. */
  async #enter(): Promise<void> {
    this.#watch();
    if (!this.#core.bundle.remembers) return;
    const [row, free] = await writer(PATIENCE);
    this.#free?.();
    [this.#writer, this.#free] = [row, free];
  }

  #leave(): void {
    for (const end of this.#unwatch.splice(0)) end();
    this.#free?.();
    this.#free = undefined;
  }

  #watch(): void {
    const { shelf, device, notes, person } = this;
    for (const end of this.#unwatch.splice(0)) end();
    this.#unwatch.push(shelf.watch(person.key, (kept) => person.hear(kept)));
    if (person.key !== device) {
      const hear = (kept: string | null): void => {
        const optedOut = Boolean(saidOf(kept)?.optedOut);
        if (optedOut === this.#isOut || person !== this.person) return;
        this.#optOut(optedOut, true);
        person.agree({ optedOut });
      };
      this.#unwatch.push(shelf.watch(device, hear));
      shelf.get(device).then(hear, this.#page.failed);
    }
    if (this.#core.bundle.remembers) {
      this.#unwatch.push(
        shelf.watch(notes, (noted) => {
          this.noted = noted;
          this.#page.objected();
        }),
      );
    }
  }

  /** Whether other slots are objected to. What remembers nothing has nothing that could be. */
  async #look(): Promise<boolean> {
    if (!this.#core.bundle.remembers) return false;
    const looking = this.shelf.get(this.notes).then((noted) => {
      const isNews = noted !== (this.noted ?? null);
      this.noted = noted;
      return isNews;
    });
    const inTime = await within(DEADLINE, looking).catch(() => undefined);
    // What comes later holds from then on.
    if (inTime === undefined) looking.then((isNews) => isNews && this.#page.objected(), this.#page.failed);
    return inTime ?? false;
  }

  /** What there is, for its owner; undefined where nothing may be remembered. */
  get own(): Memory | undefined {
    return this.person.own;
  }

  /** The same for decisions, and to be added to; undefined while the visitor pauses it, too. */
  get memory(): Memory | undefined {
    return this.person.memory;
  }

  /** What the visitor allows. */
  get consent(): Consent {
    return this.#allowed(this.person.said);
  }

  #allowed({ chosen, paused, ...said }: Said): Consent {
    return {
      ...said,
      ...(paused ? { paused } : {}),
      ...(this.noted && { objected: this.noted.split("\n") }),
      gpc: !chosen && this.#home.gpc,
    };
  }

  /** The visitor says so, here: this goes before the browser's Global Privacy Control. */
  agree(said: Leave & { readonly optedOut?: boolean | undefined; readonly paused?: boolean | undefined }): void {
    const known = Object.entries(said).filter(([, value]) => value !== undefined);
    for (const [name, value] of known) {
      if (!WORDS.includes(name) || typeof value !== "boolean") {
        throw new TypeError(`consent: \`${name}: ${value}\` says nothing; ${WORDS.join(", ")} are true or false`);
      }
    }
    const { personalization } = said;
    // A word about measurement alone leaves Global Privacy Control where it is.
    const chosen = personalization === undefined ? {} : { chosen: personalization };
    this.person.agree({ ...(personalization ? { optedOut: false } : {}), ...Object.fromEntries(known), ...chosen });
    this.person.save();
  }

  /** The site says so. What was known and is not any more is neither given nor taken back: it is kept, and not added to. */
  #tell(told: Leave): void {
    const said: Record<string, boolean | undefined> = {};
    for (const purpose of ["personalization", "measurement"] as const) {
      const value = typeof told[purpose] === "boolean" ? told[purpose] : undefined;
      if (value !== undefined || this.#told[purpose] !== undefined) said[purpose] = value;
    }
    this.#told = told;
    this.person.agree(said);
  }

  /** Only what says that the visitor wants none of it stays, for whoever uses this device. */
  #optOut(isOut: boolean, isKept = false): void {
    if (isOut === this.#isOut) return;
    this.#isOut = isOut;
    if (isOut && !isKept) this.shelf.set(this.device, Kept.Out);
    else if (!isKept) this.shelf.remove(this.device, (there) => there === Kept.Out);
    if (isOut) this.#sweep().catch(this.#page.failed);
  }

  /** Others who were remembered here, and are over: after half a year, or where nobody wants any of it. */
  async #sweep(): Promise<void> {
    const keys = (await this.shelf.keys(`${this.device}:`)).filter((key) => key !== this.notes && key !== this.person.key);
    if (keys.length === 0) return;
    const { sweep } = await import("./sweep.ts");
    await sweep(this.#core, this.shelf, keys, Date.now(), (key) => (key === this.person.key ? undefined : this.#isOut));
  }

  rotate(): void {
    this.person.rotate();
  }

  save(): void {
    this.person.save();
  }

  erase(): void {
    this.person.erase();
  }

  replace(bytes: Uint8Array, forgets: boolean): boolean {
    return this.person.replace(bytes, forgets);
  }

  /**
   * Somebody else uses the device, told by a key; or nobody in particular. What happens from now on is theirs, also before it is
   * known what is kept of them.
   */
  async who(key: string): Promise<void> {
    if (this.#isOver) return;
    const { person: last } = this;
    // Who wants none of it wants none on this device.
    const person = new Person(this.#home, this.device + (key && `:${key}`), { ...this.#told, optedOut: this.#isOut });
    this.person = person;
    this.#watch();
    person.begin();
    const left = Promise.allSettled([this.#leaving.get(last.key), last.end()]);
    this.#leaving.set(last.key, left);
    left.then(() => this.#leaving.get(last.key) === left && this.#leaving.delete(last.key));
    // Who comes again is read once what was theirs is written.
    await person.read(Promise.all([this.#entering, this.#leaving.get(person.key)]));
  }

  /** Once what waits is written, the engine may go. */
  async stop(): Promise<void> {
    this.#isOver = true;
    for (const end of this.#ends) end();
    await Promise.all([this.person.end(), ...this.#leaving.values()]);
    this.#leave();
  }
}

/** What a visitor can say. */
const WORDS: readonly string[] = ["personalization", "measurement", "optedOut", "paused"];
