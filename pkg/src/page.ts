// One page in a browser: signals → decide → apply. Whatever fails, the page stays as the origin sent it.

import { type Applied, applyAll, find } from "./apply/apply.ts";
import type { Core } from "./core.ts";
import { decisionsClass, type Shape } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { type Events, emitter } from "./events.ts";
import { readBrowserFacts } from "./facts/browser.ts";
import { readPageSignals } from "./facts/page.ts";
import { adopt, armOf, readHandoff } from "./handoff.ts";
import { instantiate } from "./instance.ts";
import { load } from "./load.ts";
import { UnitKind } from "./native.ts";
import type { Decisions, Explanation, Signals, Units, Value } from "./types.ts";

export interface Visit {
  /** The site's own signals; they go before what the browser says. */
  readonly signals?: Signals | undefined;
  readonly units?: Units | undefined;
  /** The moment; the clock's by default. */
  readonly now?: number | Date | undefined;
}

export interface Nearside {
  /** Why everything shows its default; undefined when all went well. */
  readonly error: NearsideError | undefined;
  /** The decisions of this view. */
  readonly decisions: Decisions;
  /** The value of a value slot; undefined if there is none of this name. */
  value(slot: string): Value | undefined;
  /** Listens to `decide`, `exposure` or `health`, those of this view before included; the answer ends it. */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void;
  /** Why a slot shows what it shows; undefined if there is no such slot. Loads the why-module when first asked. */
  explain(slot: string): Promise<Explanation | undefined>;
  /** Decides again, for a new view of a single-page application: what was changed is put back first. */
  refresh(visit?: Visit): Decisions;
  /** Puts the page back and ends all of it. */
  stop(): void;
}

/** Of a bundle without slots. */
const NOTHING: Decisions = new (decisionsClass({ slots: [] } as unknown as Shape))(new Uint32Array(0), undefined);

/** The page with its engine, once both are there; without an engine, with the reason. `onStop` hears that it ended. */
export async function open(engine: Promise<Core>, visit: Visit, onStop: () => void): Promise<Nearside> {
  const events = emitter();
  let error: NearsideError | undefined;
  let decisions = NOTHING;
  let applied: Applied | undefined;
  let now = 0;
  let units: Units | undefined;
  /** Slots that are on this page, whoever decided them. */
  let here: readonly string[] = [];

  const fail = (thrown: unknown): undefined => {
    error = NearsideError.from(thrown, "failed");
    events.emit("health", { code: "failed" });
  };
  let core = await engine.catch(fail);
  // Targets, and what an edge left, can only be found in a page that is all there.
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  let handed = readHandoff(document);

  const tell = (refused: number): void => {
    events.emit("decide", decisions);
    if (refused > 0) events.emit("health", { code: "operation_refused", count: refused });
    for (const [slot, { experience, variant, reason }] of decisions.entries()) {
      if (experience && variant) events.emit("exposure", { slot, experience, variant });
      else if (reason !== "at_edge" && !here.includes(slot)) events.emit("health", { code: "target_missing", slot });
    }
  };
  const held = (slot: number): number | undefined => core && armOf(core, handed, slot);
  const show = (): Decisions => {
    const engine = core;
    if (!engine) return decisions;
    const { slots, contents } = engine;
    try {
      now = +(visit.now ?? Date.now());
      units = { ...unitsOf(engine, now), ...visit.units };
      const page = readPageSignals(engine.bundle.inPage(), document);
      engine.observe(readBrowserFacts(engine.needs, now), visit.signals, units, handed.signals, page);
      here = slots.filter((_, slot) => {
        const target = engine.target(slot);
        return target === "" || find(document, target).length > 0; // a value slot is everywhere
      });
      const outcome = engine.decide({ now, slots: here, held });
      adopt(engine, outcome, handed);
      decisions = engine.snapshot(outcome);
      const edits = slots.flatMap((_, slot) => {
        const { ops } = contents.content(outcome.words[slot * 3 + 1] as number);
        return ops ? [{ target: engine.target(slot), ops }] : [];
      });
      applied = applyAll(document, edits, contents.fill(outcome.shown, { locale: document.documentElement.lang || undefined, now }));
      tell(applied.refused);
    } catch (thrown) {
      fail(thrown);
    }
    return decisions;
  };

  show();
  return {
    get error() {
      return error;
    },
    get decisions() {
      return decisions;
    },
    value: (slot) => decisions.get(slot)?.value,
    on: events.on,
    async explain(slot) {
      if (!core) return undefined;
      const { explain } = await import("./why.ts");
      return core && explain(load, instantiate, core, slot, { now, units, slots: here, held });
    },
    refresh(next) {
      visit = { ...visit, now: undefined, ...next };
      handed = { ...handed, slots: [] };
      events.forget();
      applied?.undo();
      return show();
    },
    stop() {
      applied?.undo();
      events.forget();
      core?.free();
      core = undefined;
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
