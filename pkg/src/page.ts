// One page in a browser: signals → decide → apply. Whatever fails, the page stays as the origin sent it.

import { find, loaded } from "./apply/apply.ts";
import { type Consent, hasGpc } from "./consent/leave.ts";
import type { Leave } from "./consent/source.ts";
import type { Core, Outcome } from "./core.ts";
import { decisionsClass } from "./decisions.ts";
import { edits } from "./edits.ts";
import { NearsideError } from "./errors.ts";
import { type Events, emitter } from "./events.ts";
import { changing, readBrowserFacts } from "./facts/browser.ts";
import { readPageSignals } from "./facts/page.ts";
import { adopt, armOf, readHandoff } from "./handoff.ts";
import type { Packed, Preview } from "./handover/handover.ts";
import { coming, isOut, keptUnder, type Part, takeBack } from "./memory/coming.ts";
import type { Keeper, Keeping } from "./memory/keeper.ts";
import type { Confirm, Here } from "./memory/own.ts";
import type { Question } from "./memory/questions.ts";
import { May, UnitKind } from "./native.ts";
import type { ProfileData } from "./profile/data.ts";
import type { Fields } from "./profile/handle.ts";
import type { Decision, Decisions, ExplainOptions, Explanation, Signals, SignalValue, Units, Value } from "./types.ts";

export interface Visit extends Keeping {
  /** The site's own signals; they go before what the browser says. */
  readonly signals?: Signals | undefined;
  readonly units?: Units | undefined;
  /** The moment; the clock's by default. */
  readonly now?: number | Date | undefined;
  /** Variants to be seen on this page, by experience, whatever their rules say. They are never counted. */
  readonly previews?: Readonly<Record<string, string>> | undefined;
}

/** What the visitor agrees to; `optedOut`: to nothing, and every slot shows its default. */
export interface Agreement extends Leave {
  readonly optedOut?: boolean | undefined;
  /** What is remembered stays, and is neither used nor added to until this is taken back. */
  readonly paused?: boolean | undefined;
}

/** What this device remembers, in its owner's hands. */
export interface Own {
  /** All of it, as data. */
  data(): Promise<ProfileData>;
  /** All of it as a text of JSON, to be saved as a file. */
  export(): Promise<string>;
  /** Takes in what another device exported, if `confirm` agrees to what would change. */
  import(text: string, confirm: Confirm): Promise<boolean>;
  /**
   * Packs what is remembered for another device of this visitor: a text to be taken there by any means, and the code that
   * opens it, to be told or typed. Nothing is sent.
   */
  pack(): Promise<Packed>;
  /** Opens what another device packed: what it would change here, and `accept()`. */
  unpack(text: string, code: string): Promise<Preview>;
  /** Puts this in the place of all of it: some of it was changed, or forgotten. Whether it was taken. */
  replace(data: ProfileData): Promise<boolean>;
  /** What this site may ask the visitor, in a language (BCP 47): `declare` takes the answers. */
  questions(language?: string): Promise<readonly Question[]>;
  /** Topics that are never named on a screen, for others may see it. */
  discreet(): Promise<readonly string[]>;
  /**
   * Nothing that rests on what the visitor did or said is shown in a slot, on this device, from now on; with false, whatever the
   * rules say, from the next page on. `consent()` tells the slots.
   */
  object(slot: string, isObjected?: boolean): Promise<void>;
  /** Forgets all of it; what was agreed to stays. */
  erase(): void;
  /** Another random identity for this device: what is drawn by it is drawn anew. */
  rotate(): void;
}

export interface Nearside {
  /** Why everything shows its default; undefined when all went well. */
  readonly error: NearsideError | undefined;
  /** The decisions of this view. */
  readonly decisions: Decisions;
  /** The value of a value slot; undefined if there is none of this name. */
  value(slot: string): Value | undefined;
  /**
   * Listens to `decide`, `change`, `consent`, `profile`, `exposure` or `health`, those of this view before included, but for changes
   * and `profile`; the answer ends it.
   */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void;
  /** Why a slot shows what it shows; undefined if there is no such slot. Loads its code when first asked. */
  explain(slot: string, options?: Pick<ExplainOptions, "map" | "counterfactual" | "language" | "word">): Promise<Explanation | undefined>;
  /**
   * Sets a signal, after something that the visitor did. Slots with `redecide: action` or `live` that depend on it are decided
   * again; all else on the page stays as it is.
   */
  set(name: string, value: SignalValue | undefined): void;
  /**
   * Tells of an event, after something that the visitor did, with its fields. `clicked` and `dismissed` are about what a `slot`
   * shows. Slots with `redecide: action` or `live` that depend on it are decided again, in the same task.
   */
  track(event: string, fields?: Fields): void;
  /** What the visitor answered, by question; null takes an answer back. Whether the ruleset allows all of it. */
  declare(answers: Readonly<Record<string, SignalValue | undefined>>): boolean;
  /** The visitor looks at something about these topics. */
  view(topics: readonly string[]): void;
  /** What the visitor allows now; with something said, after that. Withdrawn, it is erased at once. */
  consent(said?: Agreement): Consent;
  /** Another visitor of this device, told by an opaque key; null for nobody in particular. Their memory is their own. */
  who(key: string | null): Promise<void>;
  /**
   * An account's opaque key becomes the unit `unit`, `account` unless named, by a hash that only this ruleset makes: the same
   * variants on all devices, and nothing is sent. Null, and another visitor, end it.
   */
  link(key: string | null, unit?: string): Promise<void>;
  /** What this device remembers, for its owner. */
  readonly profile: Own;
  /** Decides again, for a new view of a single-page application: what was changed is put back first. */
  refresh(visit?: Visit): Decisions;
  /** Puts the page back and ends all of it. */
  stop(): void;
}

const own = () => import("./memory/own.ts");
type Lazy = typeof import("./memory/own.ts");
/** What the owner of a memory can do with it, in `own.ts`. */
const SELDOM = ["data", "export", "import", "pack", "unpack", "replace", "questions", "discreet", "object"] as const;
type Seldom = "who" | "link" | (typeof SELDOM)[number];
type Answer<K extends Seldom> = Awaited<ReturnType<Lazy[K]>>;
type Given<K extends Seldom> = Parameters<Lazy[K]> extends [Here, ...infer Rest] ? Rest : never;

/** Of a bundle without slots. */
const NOTHING: Decisions = new (decisionsClass([], new Map(), Object))(new Uint32Array(0), undefined);

/** The page with its engine, once both are there; without an engine, with the reason. `onStop` hears that it ended. */
export async function open(engine: Promise<Core>, visit: Visit, onStop: () => void): Promise<Nearside> {
  const events = emitter();
  const done = edits();
  let error: NearsideError | undefined;
  let decisions = NOTHING;
  let now = 0;
  let units: Units | undefined;
  /** What this view began with: of the page as it came, and of the browser. */
  let page: Signals | undefined;
  let facts: Map<number, SignalValue>;
  /** Slots that are on this page, whoever decided them. */
  let here: readonly string[] = [];
  let keeper: Keeper | undefined;
  /** What remembers, where that is needed. */
  let part: Part | undefined;
  /** What was said while nothing is remembered. */
  let said: Agreement = {};
  let isOpening = false;
  /** What decides again, where something may change in a view. */
  let later: typeof import("./again.ts") | undefined;
  /** The profile that this view was decided with. */
  let remembered: Uint8Array | undefined;
  /** Ends what tells of events by itself, or begins it anew, over what the page holds now. */
  let heard: ((anew?: boolean) => void) | undefined;
  /** Exposures of this view. */
  const exposed = new Set<string>();

  const fail = (thrown: unknown): undefined => {
    error = NearsideError.from(thrown, "failed");
    events.emit("health", { code: "failed" });
  };
  /** A part that was not to be had: the page goes on without. */
  const lost = (): undefined => {
    events.emit("health", { code: "failed" });
  };
  const unkept = (): void => events.emit("health", { code: "storage_failed" });
  let core = await engine.catch(fail);
  const key = core?.bundle.key;
  /** Takes back where nothing remembers: its part did not come, it was stopped, or the bundle is not there. */
  const back = (said: Agreement): void => {
    try {
      if (key && !visit.storage) {
        takeBack(key, said);
        return;
      }
    } catch {
      // Told below.
    }
    unkept();
  };
  // Targets, and what an edge left, can only be found in a page that is all there.
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  let handed = readHandoff(document);

  const held = (slot: number): number | undefined => core && armOf(core, handed, slot);
  const moment = (): number => +(visit.now ?? Date.now());
  const observe = (engine: Core): void => engine.observe(facts, visit.signals, units, handed.signals, page);

  const consent = (): Consent => keeper?.consent ?? { ...said, gpc: !said.personalization && hasGpc() };
  const leave = (): number => core?.leave(consent()) ?? 0;
  /** What this view is decided with. */
  const asked = <P>(profile: P) => ({ now, slots: here, held, profile, leave: leave(), out: keeper?.out, previews: visit.previews });
  /** What remembers begins; without it the page goes on. */
  const remember = async (engine: Core): Promise<void> => {
    part = await coming(engine.native).catch(lost);
    if (!part || !core) return;
    const made = new part.Keeper(engine, hasGpc(), await part.place(visit.storage), {
      changed(withdrawn, isSame) {
        if (!core || !keeper) return;
        core.how = core.way(false, leave());
        core.isAnother ||= !isSame;
        // What rested on it is put back at once; what may be shown now waits for the next view.
        if (withdrawn) again(false);
        else follow(May.Action | May.Live, () => {});
        events.emit("consent", consent());
      },
      touched: () => events.emit("profile", undefined),
      erased: anew,
      failed: unkept,
      objected: () => {
        if (core && keeper) own().then(({ heed }) => core && keeper && heed(core, keeper, again), lost);
      },
    });
    await made.open(visit.consent);
    // Without what knows them nothing of what was objected to is kept to, so nothing is shown.
    if (made.noted) core = await own().then(({ take }) => take(engine, made), fail);
    if (!core) void made.stop();
    else keeper = made;
  };

  /** Takes an outcome for the decisions, and shows what it says of these slots. */
  const take = (engine: Core, outcome: Outcome, slots: readonly number[], tell: () => void): void => {
    adopt(engine, outcome, handed);
    decisions = engine.snapshot(outcome);
    const refused = done.put(engine, outcome, slots, now);
    tell();
    if (refused > 0) events.emit("health", { code: "operation_refused", count: refused });
    for (const index of slots) {
      const slot = engine.slots[index] as string;
      const { experience, variant, reason } = decisions.get(slot) as Decision;
      const key = JSON.stringify([slot, experience, variant]);
      // A preview, and a tester on a variant's list, are no measure of anything.
      if (!experience || !variant || exposed.has(key) || reason === "preview" || reason === "forced") continue;
      exposed.add(key);
      events.emit("exposure", { slot, experience, variant });
    }
  };
  /** Decides the view and shows it; `begins`: it is a page view to be counted, not one that is decided anew. */
  const show = (begins = true): Decisions => {
    const engine = core;
    if (!engine) return decisions;
    const { bundle, slots } = engine;
    try {
      now = moment();
      units = { ...unitsOf(engine, now), ...visit.units };
      page = readPageSignals(bundle.inPage(), document);
      facts = new Map(readBrowserFacts(bundle.needs, now));
      observe(engine);
      // A value slot is everywhere.
      here = slots.filter((_, slot) => !bundle.target(slot) || find(document, bundle.target(slot), bundle.nth(slot)).length > 0);
      const memory = keeper?.memory;
      if (begins) memory?.view(now);
      remembered = memory?.bytes();
      const outcome = engine.decide(asked(memory));
      take(engine, outcome, [...slots.keys()], () => events.emit("decide", decisions));
      memory?.write(outcome.words, now);
      keeper?.save();
      for (const [slot, { experience, reason }] of decisions.entries()) {
        if (!experience && reason !== "at_edge" && !here.includes(slot)) events.emit("health", { code: "target_missing", slot });
      }
    } catch (thrown) {
      fail(thrown);
    }
    return decisions;
  };
  /** Decides again after `change`, and shows what is another now. */
  const follow = (may: number, change: (engine: Core) => void): void => {
    const engine = core;
    if (!engine || !page) return;
    try {
      change(engine);
      keeper?.save();
      if (!later) return;
      remembered = keeper?.memory?.bytes();
      later.follow(engine, may, decisions, keeper?.memory, (outcome, changed) => {
        done.undo(changed);
        take(engine, outcome, changed, () =>
          events.emit("change", { decisions, changed: changed.map((slot) => engine.slots[slot] as string) }),
        );
        return decisions;
      });
    } catch (thrown) {
      fail(thrown);
    }
  };
  /** What is remembered is another. */
  const anew = (): void => {
    if (core) core.isAnother = true;
    follow(May.Action | May.Live, () => {});
  };
  /** The view from the start: what was changed is put back first. */
  const again = (begins: boolean): Decisions => {
    handed = { ...handed, slots: [] };
    end();
    show(begins);
    if (begins) heard?.(true);
    return decisions;
  };
  const also = (given: Units): void => {
    visit = { ...visit, units: { ...visit.units, ...given } };
    again(false);
  };
  /** What is seldom asked for, with what is there by the time that it is loaded. */
  const lend =
    <K extends Seldom>(name: K) =>
    async (...given: Given<K>): Promise<Answer<K>> =>
      ((await own())[name] as (here: Here, ...given: unknown[]) => unknown)(
        { core, keeper, anew, again, unkept, units: also },
        ...given,
      ) as Answer<K>;
  const lent = Object.fromEntries(SELDOM.map((name) => [name, lend(name)])) as { [K in (typeof SELDOM)[number]]: Own[K] };
  const end = (): void => {
    done.undo();
    events.forget();
    exposed.clear();
  };

  if (core) {
    const { bundle, slots } = core;
    // Without it such operations are refused, and counted.
    const ranking = slots.some((_, slot) => bundle.ranks(slot)) ? import("./rank.ts").catch(() => undefined) : undefined;
    const kept = keptUnder(bundle.key);
    if (isOut(kept)) said = { optedOut: true };
    // Otherwise there is nothing to remember, and nobody who said anything about it.
    if (bundle.remembers || ranking || visit.consent || visit.storage || kept !== null) await remember(core);
    if (core && keeper) loaded.rank = (await ranking)?.ranking(core, keeper, moment);
  }
  const track: Nearside["track"] = (event, given) => {
    const { slot, ...fields } = given ?? {};
    follow(May.Action | May.Live, () => {
      if (event !== "clicked" && event !== "dismissed") keeper?.memory?.track(event, fields, moment());
      else {
        const shown = decisions.get(`${slot}`)?.experience;
        if (shown) keeper?.memory?.answer(shown, event, moment());
      }
    });
  };
  show();
  const kinds = core?.slots.map((_, slot) => core?.bundle.kind(slot));
  if (kinds?.some((kind) => kind !== May.View)) {
    later = await import("./again.ts").catch(lost);
  }
  const triggers = core?.bundle.triggers() ?? [];
  if (triggers.length > 0) heard = (await import("./memory/triggers.ts").catch(lost))?.listen(triggers, (event) => track(event));
  const answered =
    core?.bundle.remembers &&
    part?.answers(
      find,
      core,
      () => decisions,
      (answer, slot, all) => {
        track(answer, { slot });
        // What was sent away goes, whenever its slots are decided again.
        if (answer === "dismissed") done.undo(all);
      },
    );
  const unwatch =
    core &&
    kinds?.includes(May.Live) &&
    later?.watch(changing(core.bundle.needs), (fact) =>
      follow(May.Live, (engine) => {
        for (const [known, value] of readBrowserFacts([1 << fact, 0], now)) facts.set(known, value);
        later?.renew(engine, () => observe(engine));
      }),
    );
  return {
    get error() {
      return error;
    },
    get decisions() {
      return decisions;
    },
    value: (slot) => decisions.get(slot)?.value,
    on: events.on,
    async explain(slot, options) {
      if (!core) return undefined;
      const { explain, seeking } = await import("./why.ts");
      const whatIf = await seeking(options?.counterfactual);
      const bytes = remembered;
      const profile = bytes && ((core: Core) => new (part as Part).Memory(core, bytes));
      return core && explain(NearsideError, core, slot, { ...options, ...asked(profile), units }, whatIf);
    },
    set(name, value) {
      visit = { ...visit, signals: { ...visit.signals, [name]: value } };
      follow(May.Action | May.Live, (engine) => engine.set(name, value));
    },
    track,
    declare(answers) {
      let all = true;
      const given = Object.entries(answers);
      follow(May.Action | May.Live, () => {
        for (const [question, answer] of given) {
          all = (keeper?.memory?.declare(question, answer, moment()) ?? false) && all;
        }
      });
      return all;
    },
    view(topics) {
      const named = [...topics];
      follow(May.Action | May.Live, () => {
        for (const topic of named) keeper?.memory?.about(topic, moment());
      });
    },
    consent(now) {
      if (now && keeper) keeper.agree(now);
      else if (now) {
        said = { ...said, ...(now.personalization && { optedOut: false }), ...now };
        // It is followed, and kept, as soon as there is somebody to do so.
        if (core && !isOpening) {
          isOpening = true;
          void remember(core)
            .then(() => {
              isOpening = false;
              if (keeper) return keeper.agree(said);
              back(said);
              again(false);
            })
            .catch(lost);
        } else if (!core) back(said);
      }
      return consent();
    },
    who: lend("who"),
    link: lend("link"),
    profile: {
      ...lent,
      erase: () => {
        if (keeper) keeper.erase();
        else back({ personalization: false });
        anew();
      },
      rotate: () => keeper?.rotate(),
    },
    refresh(next) {
      visit = { ...visit, now: undefined, ...next };
      return again(true);
    },
    stop() {
      for (const end of [unwatch, heard, answered]) if (end) end();
      end();
      void (async (last) => {
        await keeper?.stop();
        last?.free();
      })(core);
      core = keeper = undefined;
      decisions = NOTHING;
      onStop();
    },
  };
}

/** Units that the page itself holds: cookies that the bundle names, a draw for this view. */
function unitsOf(core: Core, now: number): Units {
  const units: Record<string, string | undefined> = {};
  for (const { name, kind, key } of core.units) {
    if (kind === UnitKind.Cookie) units[name] = cookie(key);
    if (kind === UnitKind.PageView) units[name] = `${now}`;
  }
  return units;
}

function cookie(name: string): string | undefined {
  const pair = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
