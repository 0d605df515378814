// What was decided for this page, and why. The edge worker decided most of it before the page arrived; the panel asks
// the same engine again, with the request as the worker saw it, and with somebody watching.

import { load as loadWhy } from "#wasm/why";
import { readRequestFacts } from "../../../pkg/src/facts/request.ts";
import { readHandoff } from "../../../pkg/src/handoff.ts";
import { load } from "../../../pkg/src/load.ts";
import * as why from "../../../pkg/wasm/why/why.js";
import { GEO, played } from "../worker/played.js";
import { restore } from "./plain.js";

const BUNDLE = "/nearside/site.nsb";

/** The request for this page, as far as a page can know it: the worker hands over what only a platform knows. */
function asked() {
  const headers = new Headers({ "User-Agent": navigator.userAgent, "Accept-Language": navigator.languages.join(), Referer: document.referrer });
  return played({ url: location.href, headers });
}

const account = () => /(?:^|; )acct=(\w+)/.exec(document.cookie)?.[1];

export class Answers {
  #ns;
  #core;
  #map;
  #now = Date.now();
  #here = false;

  /** The shop's own engine; it has decided when this is done. */
  async ready() {
    const { start } = await import("/nearside/dist/browser/index.js");
    this.#ns = await start({ bundle: BUNDLE });
  }

  /** The engine that explains, with its side map: loaded when the panel is first opened. */
  async open() {
    if (this.#core) return;
    const map = fetch("/_demo/site.nsb.map").then((response) => response.json());
    const [core] = await Promise.all([load(why, loadWhy, fetch(BUNDLE)), map]);
    this.#map = await map;
    const { headers, url, now = this.#now } = asked();
    this.#now = now;
    core.observe(readRequestFacts({ headers, url }, GEO, core.needs, now), {}, { account: account() }, readHandoff(document)?.signals);
    this.#core = core;
  }

  /** How many slots show something else than the default. */
  adapted() {
    return this.#ns.decisions.entries().filter(([, { experience }]) => experience).length;
  }

  /** The slots of this page with what they show, in the order of the ruleset. */
  all() {
    const core = this.#core;
    return this.#ns.decisions
      .entries()
      .filter((_, index) => core.target(index) === "" || document.querySelector(core.target(index)))
      .map(([slot, decision]) => ({ slot, ...decision, where: decision.reason === "at_edge" ? "edge" : "here" }));
  }

  /** Everything that is known of this visit, by the names of the signals. */
  signals() {
    const core = this.#core;
    return Object.fromEntries(core.signals.map((name, index) => [name, core.value(index)]).filter(([, value]) => value !== undefined));
  }

  explain(slot) {
    return this.#core.native.explain(slot, this.#now, !this.#here, this.#map);
  }

  /** Decides again, in this browser, as if it were `now` on the clocks of `zone`. */
  async decide(now, zone) {
    const signals = this.signals();
    if (!this.#here) await restore(this.#core, this.#ns.decisions);
    this.#here = true;
    this.#now = now;
    for (const name of Object.keys(signals)) if (name.startsWith("time.")) delete signals[name];
    this.#core.observe(clock(now, zone), signals, { account: account() });
    this.#ns.refresh({ now, signals: this.signals() });
  }
}
