// One visitor of this device: what is remembered of them, with their leave. Read when they come, kept after each change, shared with
// other tabs, erased as soon as the leave is taken back. Before it is given nothing is stored, and all ends with the page.

import type { Core } from "../core.ts";
import { UnitKind } from "../native.ts";
import { Memory } from "../profile/handle.ts";
import { flagsOf, profileOf, type Said, saidOf, sinceOf, textOf } from "./kept.ts";
import { Noting } from "./noting.ts";
import { randomId } from "./random.ts";
import { DEADLINE, type Shelf, within } from "./shelf.ts";

/** Where a visitor is remembered, and who hears of it. */
export interface Home {
  readonly core: Core;
  readonly shelf: Shelf;
  /** The browser's Global Privacy Control is on. */
  readonly gpc: boolean;
  /** The row that this tab counts in. */
  readonly writer: number;
  /** The bits of what a visitor allows. */
  leave(said: Said): number;
  /** Whether somebody wants none of it on this device, as far as can be told at once. */
  isOut(): boolean;
  /** Somebody wants none of it on this device, or does again. */
  optOut(isOut: boolean): void;
  /** The visitor's leave is another, and whether some of it was taken back; or only what is remembered is. */
  changed(withdrawn: boolean, isSame?: boolean): void;
  /** Another tab erased what is remembered, with leave going on. */
  erased(): void;
  failed(): void;
}

export class Person {
  /** What there is, for its owner; undefined where nothing may be remembered. */
  own: Memory | undefined;
  said: Said;
  readonly key: string;
  readonly #home: Home;
  /** What was read or written last. */
  #kept: string | undefined;
  /** When that was begun; where it is kept no more, a little later. */
  #since = "";
  /** It is not known yet what is kept: nothing is written before. */
  #isUnread = true;
  #reading: Promise<unknown> = Promise.resolve();
  /** The tab has its row: before, nothing can be counted. */
  #hasRow = false;
  #begun = false;
  #saving = false;
  #isGone = false;

  constructor(home: Home, key: string, said: Said) {
    this.#home = home;
    this.key = key;
    this.said = said;
  }

  /** The memory for decisions, and to be added to; undefined while the visitor pauses it, too. */
  get memory(): Memory | undefined {
    return this.said.paused ? undefined : this.own;
  }

  /** Asks what is kept, once the tab has its row, and waits for it as long as a page can. What comes later comes in then. */
  async read(row: Promise<unknown>): Promise<void> {
    const { core, shelf, failed } = this.#home;
    this.#isUnread = true;
    if (this.own && !(this.own instanceof Noting)) {
      const before = this.own.bytes();
      this.own.free();
      this.own = new Noting(core, before);
    }
    this.#hasRow = false;
    const reading = row
      .then(() => {
        this.#hasRow = true;
        return shelf.get(this.key);
      })
      .then((kept) => this.#learn(kept));
    this.#reading = reading.catch(() => {});
    await within(DEADLINE, reading).catch(failed);
  }

  /** It is known now what is kept. */
  #learn(kept: string | null): void {
    if (!this.#isUnread) return;
    this.#isUnread = false;
    const before = this.#leave();
    const [wasHere] = this.#may();
    const isBack = this.#kept !== undefined;
    const said = saidOf(kept);
    // What this page said goes before what was kept when it came; not before what others kept while it was away.
    this.said = isBack ? { ...this.said, ...(said ?? { personalization: false }) } : { ...said, ...known(this.said) };
    if (said?.optedOut) this.said = { ...this.said, ...NONE };
    if (kept && said?.personalization) this.#keep(kept);
    else if (kept && !said) this.#home.shelf.remove(this.key, kept);
    if (!this.#begun) return;
    if (this.own instanceof Noting) {
      this.own = this.own.over(this.#kept === undefined ? undefined : profileOf(this.#kept), this.#home.writer, !this.#may()[1]);
    }
    this.begin();
    const { optedOut, paused } = this.said;
    this.#change(Boolean(optedOut || paused) || (wasHere && !this.#may()[0]), before === this.#leave());
  }

  #leave(): number {
    return this.#home.leave(this.said);
  }

  #change(withdrawn: boolean, isSame?: boolean): void {
    if (!this.#isGone) this.#home.changed(withdrawn, isSame);
  }

  /** What they say, or somebody says for them. A purpose that is undefined is not known any more: it is not erased, and not added to. */
  agree(said: Said): void {
    const before = this.#leave();
    const [wasHere, wasBeyond] = this.#may();
    const { paused: wasPaused, optedOut: wasOut } = this.said;
    // An opt-out takes back whatever was agreed to; a refusal, that it was chosen here.
    this.said = { ...this.said, ...said, ...(said.optedOut ? NONE : said.personalization === false ? { chosen: false } : {}) };
    const paused = Boolean(this.said.paused);
    if (!this.#begun || (paused === Boolean(wasPaused) && before === this.#leave())) return;
    this.begin();
    const [here, beyond] = this.#may();
    // Who opts out gets defaults only, and who comes back a view from its start.
    this.#change(Boolean(said.optedOut || wasOut) || (paused && !wasPaused) || (wasHere && !here) || (wasBeyond && !beyond));
  }

  /** Whether something may be remembered here; and beyond this page. */
  #may(): readonly [here: boolean, beyond: boolean] {
    const { personalization, optedOut, chosen } = this.said;
    const { core, gpc } = this.#home;
    // What asks for nothing is given nothing.
    const here = core.bundle.remembers && personalization !== false && !optedOut && (chosen || !gpc);
    return [Boolean(here), Boolean(here && personalization)];
  }

  /** Makes of the memory what the visitor allows. */
  begin(): void {
    const { core, shelf, writer } = this.#home;
    const [here, beyond] = this.#may();
    this.#begun = true;
    if (!here) this.#drop();
    if (!this.#isGone) this.#home.optOut(Boolean(this.said.optedOut));
    if (!here) return;
    if (!this.own) {
      this.own = this.#isUnread ? new Noting(core) : new Memory(core, profileOf(this.#kept));
      // What is no profile is as if there were none.
      if (this.own.number < 0) this.own = new Memory(core);
    }
    // Where another tab keeps something already, this goes on from there; not from what was erased just now.
    if (beyond && !this.#isUnread && this.#kept === undefined) this.#join(shelf.glance(this.key));
    // What is not kept yet has not begun: what there is comes in when storage answers.
    this.own.writeAs(writer, !beyond || this.#isUnread);
    if (beyond) this.#identify(false);
    this.save();
  }

  /** Gives this device an identity, where the ruleset draws by it; another one, if it has one already and should be `anew`. */
  #identify(anew: boolean): void {
    const { own } = this;
    // It may have one that is not known yet.
    if (!own || this.#isUnread) return;
    const now = Date.now();
    for (const { name, kind } of this.#home.core.units) {
      if (kind === UnitKind.Device && (anew || !own.identify(name, undefined, now))) own.identify(name, randomId(), now);
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
    queueMicrotask(() => this.#saving && this.write());
  }

  async write(): Promise<void> {
    const may = (): unknown => this.own && this.#may()[1] && !this.#isUnread;
    let [before, text] = [this.#kept, this.#kept];
    // What happens before storage has its turn goes with it.
    this.#saving = Boolean(may());
    if (!this.#saving) return;
    try {
      await this.#home.shelf.update(this.key, (there) => {
        this.#saving = false;
        if (!this.own || !may()) return undefined;
        this.#join(there);
        before = this.#kept;
        // Another tab erased it, or opted out, and word of that is still on its way.
        if (this.#home.isOut()) this.agree({ optedOut: true });
        else if (saidOf(there)?.optedOut || (there === null && before !== undefined)) this.hear(there);
        if (!may()) return undefined;
        text = textOf(flagsOf(this.said), this.own.bytes());
        this.#keep(text);
        return text;
      });
      // A place that keeps nothing is none; its word is not that somebody erased it.
      if (text !== before && this.#home.shelf.glance(this.key) === null && this.#kept === text) throw new Error("not kept");
    } catch {
      this.#saving = false;
      if (this.#kept === text) this.#kept = before;
      this.#home.failed();
    }
  }

  #keep(text: string): void {
    this.#kept = text;
    this.#since = sinceOf(text);
  }

  /** Takes in what is kept, unless it was begun before what was erased. */
  #join(there: string | null | undefined): void {
    if (!there || there === this.#kept || !saidOf(there)?.personalization || sinceOf(there) < this.#since) return;
    const erased = this.#kept !== undefined && sinceOf(there) > this.#since;
    if (this.own && !this.own.merge(profileOf(there))) return;
    this.#keep(there);
    if (erased && !this.#isGone) this.#home.erased();
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
    if (wasKept) this.#home.shelf.remove(this.key);
  }

  /** Forgets everything, in all tabs, and goes on. */
  erase(): void {
    this.own?.erase(Date.now());
    this.begin();
  }

  /** Takes in a memory; whether its bytes are a profile's. One that `forgets` is all that is remembered then, in all tabs. */
  replace(bytes: Uint8Array, forgets: boolean): boolean {
    const trial = new Memory(this.#home.core, bytes);
    trial.free();
    if (!this.own || trial.number < 0) return false;
    if (forgets) this.own.erase(Date.now());
    this.own.merge(bytes);
    this.begin();
    return true;
  }

  /** Another tab wrote: its counts come in, and so does it that the leave was given, or taken back. */
  hear(kept: string | null): void {
    if (this.#isUnread) {
      if (this.#hasRow) this.#learn(kept);
      return;
    }
    const said = saidOf(kept);
    if (kept && said?.personalization) {
      if (this.said.optedOut) return;
      if (sinceOf(kept) < this.#since) {
        // Who wrote this had not heard yet that it was erased.
        if (this.#kept) this.save();
        else this.#home.shelf.remove(this.key, kept);
        return;
      }
      this.#join(kept);
      this.agree(said);
    } else if (this.#may()[1] || said?.optedOut) {
      // What others erased is not written back from here, and what was, before word of it came, goes.
      const ours = this.#kept;
      this.#forget();
      if (!kept && ours !== undefined) this.#home.shelf.remove(this.key, ours);
      this.agree({ optedOut: Boolean(said?.optedOut), personalization: false, measurement: undefined });
    }
  }

  /** Keeps what is to be kept of them, and lets go: somebody else is here, or nobody. */
  async end(): Promise<void> {
    this.#isGone = true;
    // What storage still owes says where it belongs.
    if (this.#isUnread) await this.#reading;
    await this.write();
    this.own?.free();
    this.own = undefined;
  }
}

/** What somebody who opts out allows. */
const NONE: Said = { optedOut: true, personalization: undefined, measurement: undefined, chosen: false };

function known(said: Said): Said {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
