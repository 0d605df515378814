// One visitor of this device: what is remembered of them, with their leave. Read when they come, kept after each change, shared with
// other tabs, erased as soon as the leave is taken back. Before it is given nothing is stored, and all ends with the page.

import type { Core } from "../core.ts";
import { UnitKind } from "../native.ts";
import { Memory } from "../profile/handle.ts";
import { flagsOf, profileOf, type Said, saidOf, sinceOf, textOf } from "./kept.ts";
import { Noting } from "./noting.ts";
import { randomId } from "./random.ts";
import { DEADLINE, PATIENCE, type Shelf, within } from "./shelf.ts";

/** Where a visitor is remembered, and who hears of it. */
export interface Home {
  readonly core: Core;
  readonly shelf: Shelf;
  /** The key of whoever is nobody in particular: what it says of opting out holds for the device. */
  readonly device: string;
  /** The browser's Global Privacy Control is on. */
  readonly gpc: boolean;
  /** The row that this tab counts in. */
  readonly writer: number;
  /** The bits of what a visitor allows. */
  leave(said: Said): number;
  /** Whether somebody wants none of it on this device, as far as can be told at once. */
  isOut(): boolean;
  /** Somebody wants none of it on this device, or does again; which `isKept` already where it is new here alone. */
  optOut(isOut: boolean, isKept?: boolean): void;
  /** The visitor's leave is another, and whether some of it was taken back; or only what is remembered is. */
  changed(withdrawn: boolean, isSame?: boolean): void;
  /** What is remembered is another. */
  touched(): void;
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
  /** How often that was asked. */
  #asked = 0;
  #wasRead = false;
  #begun = false;
  #saving = false;
  #isTouched = false;
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
      this.own = new Noting(core, before, this.#kept !== undefined);
    }
    const turn = ++this.#asked;
    this.#hasRow = false;
    const reading = row
      .then(() => {
        this.#hasRow = true;
        return shelf.get(this.key);
      })
      .then((kept) => {
        if (turn === this.#asked) this.#learn(kept);
      });
    this.#reading = reading.catch(() => {});
    await row;
    await within(DEADLINE, reading).catch(failed);
  }

  /** It is known now what is kept. */
  #learn(kept: string | null): void {
    if (!this.#isUnread) return;
    this.#isUnread = false;
    const before = this.#leave();
    const [wasHere] = this.#may();
    const said = saidOf(kept);
    const wasKept = this.#kept !== undefined;
    // What this page said goes before what was kept when it came; not before what others kept while it was away.
    this.said = this.#wasRead
      ? { ...this.said, ...(said ?? (wasKept ? { personalization: false } : {})) }
      : { ...said, ...known(this.said) };
    this.#wasRead = true;
    if (said?.optedOut) {
      this.said = { ...this.said, ...NONE };
      // That is all that is there.
      this.#kept = undefined;
      this.#home.optOut(true, true);
    }
    if (kept && said?.personalization) this.#keep(kept);
    else if (kept && !said) this.#home.shelf.remove(this.key, (there) => there === kept);
    if (!this.#begun) return;
    if (this.own instanceof Noting) {
      const there = this.#kept === undefined ? undefined : profileOf(this.#kept);
      this.own = this.own.over(there, this.#home.writer, !this.#may()[1], !said?.paused);
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
    // What is there is not known, and refused all the same.
    if (this.#isUnread && this.said.personalization === false) {
      this.#home.shelf.remove(this.key, (there) => Boolean(saidOf(there)?.personalization));
    }
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
    queueMicrotask(() => {
      if (this.#saving) void this.write();
    });
    this.#touch();
  }

  /** Tells once a task that what is remembered is another. */
  #touch(): void {
    if (this.#isTouched) return;
    this.#isTouched = true;
    queueMicrotask(() => {
      this.#isTouched = false;
      if (!this.#isGone) this.#home.touched();
    });
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
        const [was, now] = [saidOf(this.#kept), saidOf(there)];
        const isNews = there !== this.#kept;
        // What was never kept joins whatever is.
        if (this.#kept === undefined && this.#since === "") this.own.writeAs(this.#home.writer, true);
        this.#join(there);
        this.own?.writeAs(this.#home.writer, false);
        before = this.#kept;
        // What others said meanwhile is not written over.
        if (isNews && now?.personalization) this.agree(news(was, now));
        // Another tab erased it, or opted out, and word of that is still on its way.
        if (this.#home.isOut()) this.agree({ optedOut: true });
        else if (now?.optedOut || (there === null && before !== undefined)) this.hear(there);
        if (!may()) return undefined;
        const bytes = this.own?.bytes();
        // Of an engine that is gone.
        if (!bytes?.length) return undefined;
        text = textOf(flagsOf(this.said), bytes);
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
    this.#touch();
    if (erased && !this.#isGone) this.#home.erased();
  }

  /** Forgets all of it here. What others knew by then says nothing from now on. */
  #forget(): void {
    if (this.own || this.#kept !== undefined) {
      this.#since += "\0";
      this.#touch();
    }
    this.own?.free();
    this.own = this.#kept = undefined;
  }

  /** The same, and where it is kept; but not that somebody opted out, in another tab. */
  #drop(): void {
    const wasKept = this.#kept !== undefined;
    this.#forget();
    if (wasKept) this.#clear();
  }

  #clear(): void {
    this.#home.shelf.remove(this.key, (there) => !saidOf(there)?.optedOut);
  }

  /** Forgets everything, in all tabs, and goes on. */
  erase(): void {
    this.own?.erase(Date.now());
    this.#renew();
  }

  /** What is kept is not this any more. */
  #renew(): void {
    if (this.#kept !== undefined && !this.#may()[1]) {
      this.#kept = undefined;
      this.#clear();
    }
    this.begin();
  }

  /** Takes in a memory; whether its bytes are a profile's. One that `forgets` is all that is remembered then, in all tabs. */
  replace(bytes: Uint8Array, forgets: boolean): boolean {
    const trial = new Memory(this.#home.core, bytes);
    trial.free();
    if (!this.own || trial.number < 0) return false;
    if (forgets) this.own.erase(Date.now());
    this.own.merge(bytes);
    if (forgets) this.#renew();
    else this.begin();
    return true;
  }

  /** Another tab wrote: its counts come in, and so does it that the leave was given, or taken back. */
  hear(kept: string | null): void {
    if (this.#isUnread) {
      if (this.#hasRow) this.#learn(kept);
      return;
    }
    const said = saidOf(kept);
    const was = saidOf(this.#kept);
    if (this.said.optedOut && !said?.optedOut && this.key === this.#home.device) {
      // Somebody does again, who said so in another tab.
      this.#home.optOut(false, true);
      this.agree({ optedOut: false });
    }
    if (kept && said?.personalization) {
      if (this.said.optedOut) return;
      if (sinceOf(kept) < this.#since) {
        // Who wrote this had not heard yet that it was erased.
        if (this.#kept) this.save();
        else this.#home.shelf.remove(this.key, (there) => there === kept);
        return;
      }
      this.#join(kept);
      this.agree(news(was, said));
    } else if (this.#may()[1] || this.#kept !== undefined || said?.optedOut) {
      // What others erased is not written back from here, and what was, before word of it came, goes.
      const ours = this.#kept;
      this.#forget();
      if (!kept && ours !== undefined) this.#home.shelf.remove(this.key, (there) => there === ours);
      if (said?.optedOut) this.#home.optOut(true, true);
      this.agree({ optedOut: Boolean(said?.optedOut), personalization: false, measurement: undefined });
    }
  }

  /** Keeps what is to be kept of them, and lets go: somebody else is here, or nobody. */
  async end(): Promise<void> {
    this.#isGone = true;
    // What storage still owes says where it belongs.
    if (this.#isUnread) await within(PATIENCE, this.#reading).catch(() => {});
    await this.write();
    this.own?.free();
    this.own = undefined;
  }
}

/** What somebody who opts out allows. */
const NONE: Said = { optedOut: true, personalization: undefined, measurement: undefined, chosen: false };

/** What a text says that the one before did not. */
function news(was: Said | undefined, now: Said): Said {
  const others = (["measurement", "paused", "chosen"] as const).filter((word) => Boolean(was?.[word]) !== Boolean(now[word]));
  return { personalization: true, ...Object.fromEntries(others.map((word) => [word, Boolean(now[word])])) };
}

function known(said: Said): Said {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
