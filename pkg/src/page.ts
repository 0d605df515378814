// One page in a browser: signals → decide → apply. Whatever fails, the page stays as the origin sent it.

import { find } from "./apply/apply.ts";
import type { Core, Outcome } from "./core.ts";
import { decisionsClass } from "./decisions.ts";
import { edits } from "./edits.ts";
import { NearsideError } from "./errors.ts";
import { type Events, emitter } from "./events.ts";
import { changing, readBrowserFacts } from "./facts/browser.ts";
import { readPageSignals } from "./facts/page.ts";
import { adopt, armOf, readHandoff } from "./handoff.ts";
import { May, UnitKind } from "./native.ts";
import type { Memory } from "./profile/handle.ts";
import type { Decision, Decisions, ExplainOptions, Explanation, Signals, SignalValue, Units, Value } from "./types.ts";

export interface Visit {
  /** The site's own signals; they go before what the browser says. */
  readonly signals?: Signals | undefined;
  readonly units?: Units | undefined;
  /** The moment; the clock's by default. */
  readonly now?: number | Date | undefined;
  /** Variants to be seen on this page, by experience, whatever their rules say. They are never counted. */
  readonly previews?: Readonly<Record<string, string>> | undefined;
}

/** What came with an event. */
export interface Happening {
  /** What it was about. */
  readonly topic?: string | undefined;
  /** Of `clicked` and `dismissed`: the slot whose experience it was. */
  readonly slot?: string | undefined;
}

export interface Nearside {
  /** Why everything shows its default; undefined when all went well. */
  readonly error: NearsideError | undefined;
  /** The decisions of this view. */
  readonly decisions: Decisions;
  /** The value of a value slot; undefined if there is none of this name. */
  value(slot: string): Value | undefined;
  /**
   * Listens to `decide`, `change`, `exposure` or `health`, those of this view before included, but for changes; the answer
   * ends it.
   */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void;
  /** Why a slot shows what it shows; undefined if there is no such slot. Loads its code when first asked. */
  explain(slot: string, options?: Pick<ExplainOptions, "map" | "counterfactual">): Promise<Explanation | undefined>;
  /**
   * Sets a signal, after something that the visitor did. Slots with `redecide: action` or `live` that depend on it are decided
   * again; all else on the page stays as it is.
   */
  set(name: string, value: SignalValue | undefined): void;
  /**
   * Tells of an event, after something that the visitor did: limits ask for it. `clicked` and `dismissed` are about what a slot
   * shows. Slots with `redecide: action` or `live` that depend on it are decided again. It is remembered for this page only.
   */
  track(event: string, about?: Happening): void;
  /** Decides again, for a new view of a single-page application: what was changed is put back first. */
  refresh(visit?: Visit): Decisions;
  /** Puts the page back and ends all of it. */
  stop(): void;
}

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
  let memory: Memory | undefined;
  /** What decides again, where something may change in a view. */
  let later: typeof import("./again.ts") | undefined;
  /** The profile that this view was decided with. */
  let remembered: Uint8Array | undefined;
  /** Exposures of this view. */
  const exposed = new Set<string>();

  const fail = (thrown: unknown): undefined => {
    error = NearsideError.from(thrown, "failed");
    events.emit("health", { code: "failed" });
  };
  let core = await engine.catch(fail);
  // Targets, and what an edge left, can only be found in a page that is all there.
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  let handed = readHandoff(document);

  const held = (slot: number): number | undefined => core && armOf(core, handed, slot);
  const moment = (): number => +(visit.now ?? Date.now());
  const observe = (engine: Core): void => engine.observe(facts, visit.signals, units, handed.signals, page);

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
  const show = (): Decisions => {
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
      memory ??= engine.remember();
      memory.view(now);
      remembered = memory.bytes();
      const outcome = engine.decide({ now, slots: here, held, profile: memory, previews: visit.previews });
      take(engine, outcome, [...slots.keys()], () => events.emit("decide", decisions));
      memory.write(outcome.words, now);
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
      remembered = memory?.bytes();
      later?.follow(engine, may, decisions, memory, (outcome, changed) => {
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
  const end = (): void => {
    done.undo();
    events.forget();
    exposed.clear();
  };

  show();
  const kinds = core?.slots.map((_, slot) => core?.bundle.kind(slot));
  if (kinds?.some((kind) => kind !== May.View)) {
    later = await import("./again.ts").catch((): undefined => {
      events.emit("health", { code: "failed" });
    });
  }
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
      const asking = { ...options, now, units, slots: here, held, profile: remembered, previews: visit.previews };
      return core && explain(NearsideError, core, slot, asking, whatIf);
    },
    set(name, value) {
      visit = { ...visit, signals: { ...visit.signals, [name]: value } };
      follow(May.Action | May.Live, (engine) => engine.set(name, value));
    },
    track(event, { topic, slot } = {}) {
      follow(May.Action | May.Live, () => {
        if (event !== "clicked" && event !== "dismissed") return memory?.track(event, { now: moment(), topic });
        const shown = decisions.get(slot ?? "")?.experience;
        if (shown) memory?.answer(shown, event, moment());
      });
    },
    refresh(next) {
      visit = { ...visit, now: undefined, ...next };
      handed = { ...handed, slots: [] };
      end();
      return show();
    },
    stop() {
      if (unwatch) unwatch();
      end();
      core?.free();
      core = memory = undefined;
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
