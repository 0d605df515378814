// One page in a browser: signals → decide → apply. Whatever fails, the page stays as the origin sent it.

import { type Applied, applyAll, type Edit } from "./apply/apply.ts";
import type { Core, Outcome } from "./core.ts";
import { decisionsClass } from "./decisions.ts";
import { NearsideError } from "./errors.ts";
import { Emitter, type Events } from "./events.ts";
import { readBrowserFacts } from "./facts/browser.ts";
import { adopt, type Handoff, isFinal, readHandoff } from "./handoff.ts";
import { NONE, ReasonCode, UnitKind } from "./native.ts";
import type { Decisions, Explanation, Signals, Units, Value } from "./types.ts";

export interface Visit {
  /** The site's own signals; they go before what the browser says. */
  readonly signals?: Signals | undefined;
  readonly units?: Units | undefined;
  /** The moment; the clock's by default. */
  readonly now?: number | Date | undefined;
}

const NOTHING: Decisions = new (decisionsClass({ slots: [], make: () => ({ decision: undefined as never, shared: true }) }))(
  new Uint32Array(0),
  undefined,
);

export class Nearside {
  /** Why everything shows its default; undefined when all went well. */
  error: NearsideError | undefined;
  #core: Core | undefined;
  #decisions: Decisions = NOTHING;
  #applied: Applied | undefined;
  #events = new Emitter();
  #visit: Visit;
  #now = 0;
  /** Slots that are on this page, whoever decided them. */
  #here: readonly string[] = [];
  #handed: Handoff | undefined;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** The decisions of this view. */
  get decisions(): Decisions {
    return this.#decisions;
  }

  /** The value of a value slot; undefined if there is none of this name. */
  value(slot: string): Value | undefined {
    return this.#decisions.get(slot)?.value;
  }

  /** Listens to `decide`, `exposure` or `health`, those of this view before included; the answer ends it. */
  on<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /** Why a slot shows what it shows; undefined if there is no such slot. Loads the why-module when first asked. */
  async explain(slot: string): Promise<Explanation | undefined> {
    if (!this.#core) return undefined;
    const { explain } = await import("./why.ts");
    return explain(this.#core, slot, { now: this.#now, units: this.#units(this.#core), slots: this.#here });
  }

  /** Decides again, for a new view of a single-page application: what was changed is put back first. */
  refresh(visit: Visit = {}): Decisions {
    this.#visit = { ...this.#visit, now: undefined, ...visit };
    this.#handed &&= { ...this.#handed, slots: [] };
    this.#events.forget();
    this.#applied?.undo();
    this.#show();
    return this.#decisions;
  }

  /** Puts the page back and ends all of it. */
  stop(): void {
    this.#applied?.undo();
    this.#applied = undefined;
    this.#events.end();
    this.#core?.free();
    this.#core = undefined;
    this.#decisions = NOTHING;
  }

  /** Begins with an engine, or with the reason why there is none. */
  begin(core: Core | NearsideError): this {
    if (core instanceof NearsideError) this.#fail(core);
    else {
      this.#core = core;
      this.#handed = readHandoff(document);
      this.#show();
    }
    return this;
  }

  #show(): void {
    try {
      const core = this.#core;
      if (!core) return;
      const outcome = this.#decide(core);
      this.#decisions = core.snapshot(outcome);
      this.#applied = applyAll(document, this.#edits(core, outcome), core.contents.fill(outcome.shown, this.#manner()));
      this.#tell(core, outcome);
    } catch (error) {
      this.#fail(NearsideError.from(error, "failed"));
    }
  }

  #decide(core: Core): Outcome {
    this.#now = +(this.#visit.now ?? Date.now());
    core.observe(readBrowserFacts(core.needs, this.#now), this.#visit.signals, this.#units(core), this.#handed?.signals);
    this.#here = core.slots.filter((_, slot) => isHere(core.target(slot)));
    const slots = this.#here.filter((name) => !isFinal(this.#handed, core.slots.indexOf(name)));
    const outcome = core.decide({ now: this.#now, slots });
    if (this.#handed) adopt(core, outcome, this.#handed);
    return outcome;
  }

  /** Units that the page itself holds: what the site gave, cookies that the bundle names, a draw for this view. */
  #units(core: Core): Units {
    const found: Record<string, string | undefined> = {};
    for (const { name, kind, key } of core.units) {
      if (kind === UnitKind.Cookie) found[name] = cookie(key);
      if (kind === UnitKind.PageView) found[name] = `${this.#now}`;
    }
    return { ...found, ...this.#visit.units };
  }

  #edits(core: Core, { words }: Outcome): Edit[] {
    return core.slots.flatMap((_, slot) => {
      const target = core.target(slot);
      const ops = core.contents.content(words[slot * 3 + 1] as number).ops;
      return target !== "" && ops ? [{ target, ops }] : [];
    });
  }

  #manner() {
    return { locale: document.documentElement.lang || undefined, now: this.#now };
  }

  #tell(core: Core, { words }: Outcome): void {
    this.#events.emit("decide", this.#decisions);
    for (const [slot, { experience, variant }] of this.#decisions.entries()) {
      if (experience !== null && variant !== null) this.#events.emit("exposure", { slot, experience, variant });
    }
    const refused = this.#applied?.refused ?? 0;
    if (refused > 0) this.#events.emit("health", { code: "operation_refused", count: refused });
    core.slots.forEach((slot, at) => {
      const left = words[at * 3] === NONE && words[at * 3 + 2] !== ReasonCode.AtEdge;
      if (left && !isHere(core.target(at))) this.#events.emit("health", { code: "target_missing", slot });
    });
  }

  #fail(error: NearsideError): void {
    this.error = error;
    this.#events.emit("health", { code: "failed" });
  }
}

/** A value slot is everywhere. */
function isHere(target: string): boolean {
  try {
    return target === "" || document.querySelector(target) !== null;
  } catch {
    return false;
  }
}

function cookie(name: string): string | undefined {
  const pair = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
