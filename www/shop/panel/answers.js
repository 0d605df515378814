// What was decided for this page, and why. The edge worker decided most of it before the page arrived; the panel asks
// the same engine again, with what the browser knows and what the worker handed over, and with somebody watching.

import { load as loadRuntime } from "#wasm/runtime";
import { readBrowserFacts } from "../../../pkg/src/facts/browser.ts";
import { offsetOf } from "../../../pkg/src/facts/fact.ts";
import { FactNumber } from "../../../pkg/src/facts/numbers.ts";
import { readHandoff } from "../../../pkg/src/handoff.ts";
import { load } from "../../../pkg/src/load.ts";
import { NearsideError } from "../../../pkg/src/errors.ts";
import { explain } from "../../../pkg/src/why.ts";
import { instantiate } from "../../../pkg/src/instance.ts";
import { played } from "../worker/played.js";
import { restore } from "./plain.js";

const BUNDLE = "/nearside/site.nsb";

const units = () => ({ account: /(?:^|; )acct=(\w+)/.exec(document.cookie)?.[1] });

export class Answers {
  #ns;
  #core;
  #map;
  #zone;
  #now = Date.now();
  /** Decided again in this browser, since the clock was dragged. */
  #here = false;

  constructor(zone) {
    this.#zone = zone;
  }

  /** The shop's own engine; it has decided when this is done. */
  async ready() {
    const { start } = await import("/nearside/dist/browser/index.js");
    this.#ns = await start({ bundle: BUNDLE });
  }

  /** An engine of its own, and the side map with the ruleset's lines: loaded when the panel is first opened. */
  async open() {
    if (this.#core) return;
    const map = fetch("/_demo/site.nsb.map").then((response) => response.json());
    this.#core = await load({ wasm: loadRuntime, start: instantiate }, fetch(BUNDLE));
    this.#map = await map;
    this.#observe(played({ url: location.href, headers: new Headers() }).now ?? this.#now);
  }

  /** How many slots show something else than their default. */
  get adapted() {
    return this.#ns.decisions.entries().filter(([, { experience }]) => experience).length;
  }

  /** The slots of this page with what they show, in the order of the ruleset. */
  get all() {
    const core = this.#core;
    const { words } = core.decide({ now: this.#now }, !this.#here);
    return this.#ns.decisions
      .entries()
      .map(([slot, decision], index) => ({ slot, ...decision, index, content: words[index * 3 + 1], where: decision.reason === "at_edge" ? "edge" : "here" }))
      .filter(({ index }) => core.bundle.target(index) === "" || document.querySelector(core.bundle.target(index)));
  }

  /** Everything that is known of this visit, by the names of the signals. */
  get signals() {
    const core = this.#core;
    return Object.fromEntries(core.signals.map((name, index) => [name, core.value(index)]).filter(([, value]) => value !== undefined));
  }

  explain(slot) {
    // What rests on what is remembered here only the shop's own engine knows.
    if (!this.#here && this.#ns.decisions.get(slot)?.reason !== "at_edge") return this.#ns.explain(slot, { map: this.#map });
    return explain(NearsideError, this.#core, slot, { now: this.#now, units: units(), edge: !this.#here, map: this.#map });
  }

  /** Decides again, in this browser, as if it were `now`. */
  async decide(now) {
    if (!this.#here) await restore(this.#edgeEdits());
    this.#here = true;
    this.#observe(now);
    this.#ns.refresh({ now, signals: this.signals });
  }

  #observe(now) {
    const core = this.#core;
    // A browser knows its own zone, and by it whether a day is a weekend there.
    const clock = [[FactNumber.NOW, now], [FactNumber.OFFSET, offsetOf(this.#zone, now)], [FactNumber.TIME_ZONE, this.#zone]];
    // The hand-off's time is that of the page's request; after a drag it is another.
    const handed = Object.entries(readHandoff(document)?.signals ?? {}).filter(([name]) => !(this.#here && name.startsWith("time.")));
    core.observe([...readBrowserFacts(core.bundle.needs, now), ...clock], {}, units(), Object.fromEntries(handed));
    this.#now = now;
  }

  /** What the edge worker did to this page: the same decision once more. */
  #edgeEdits() {
    const core = this.#core;
    const { words } = core.decide({ now: this.#now }, true);
    return core.slots.flatMap((_, slot) => {
      const { ops } = core.contents.content(words[slot * 3 + 1]);
      return ops && core.bundle.target(slot) ? [{ target: core.bundle.target(slot), ops }] : [];
    });
  }
}
