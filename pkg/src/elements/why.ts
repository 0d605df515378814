// <nearside-why>: why a slot shows what it shows, and what somebody can do about it. Nothing is asked before it is opened.

import type { Nearside } from "../page.ts";
import type { ProfileData } from "../profile/data.ts";
import type { Explanation } from "../types.ts";
import { NearsideElement } from "./element.ts";
import { button, type Child, node } from "./node.ts";
import { line, lookedAt, worded } from "./signals.ts";
import type { Speech } from "./speech.ts";

export class NearsideWhy extends NearsideElement {
  static override observedAttributes = [...NearsideElement.observedAttributes, "for", "because", "open"];

  #because: string | undefined;
  #map: unknown;

  /** The slot that it is about. */
  get for(): string {
    return this.getAttribute("for") ?? "";
  }

  set for(slot: string) {
    this.setAttribute("for", slot);
  }

  get open(): boolean {
    return this.hasAttribute("open");
  }

  set open(isOpen: boolean) {
    this.toggleAttribute("open", isOpen);
  }

  /** What the experience says of itself to the visitor, whichever it is; see `map` for those of all of them. */
  get because(): string | undefined {
    return this.#because ?? this.getAttribute("because") ?? undefined;
  }

  set because(text: string | undefined) {
    this.#because = text;
    void this.refresh();
  }

  /** The content of the bundle's side map (`.nsb.map`): what experiences say of themselves is read from it. */
  get map(): unknown {
    return this.#map ?? this.shared.map;
  }

  set map(map: unknown) {
    this.#map = map;
    void this.refresh();
  }

  protected async draw(page: Nearside | undefined, speech: Speech): Promise<readonly Child[]> {
    const body = this.open ? node("div", { part: "body" }, await this.#body(page, speech)) : undefined;
    const summary = node("summary", { part: "summary", "data-key": "summary" }, [node("slot", {}, [speech.text("why.label")])]);
    const details = node("details", { part: "details", open: this.open }, [summary, body], {
      toggle: () => {
        if (details.open !== this.open) this.open = details.open;
      },
    });
    return [details];
  }

  async #body(page: Nearside | undefined, speech: Speech): Promise<Child[]> {
    const why = page && (await page.explain(this.for).catch(() => undefined));
    if (!page || !why) return [node("p", {}, [speech.text("off")])];
    const looked = lookedAt(why);
    const because = this.#said(why, speech);
    const { experience, variant } = why;
    const drawn = why.considered.find((one) => one.experience === experience)?.drawn;
    const isDrawn = variant !== null && (drawn || why.reason === "split" || why.reason === "sticky");
    const sentence = experience === null ? (speech.given(`reason.${why.reason}`) ?? speech.text("why.default")) : because;
    const head = experience === null ? speech.text("why.looked") : speech.text("why.because");
    return [
      sentence
        ? node("p", { part: "because" }, [sentence])
        : looked.length === 0 && node("p", { part: "because" }, [this.#plain(why, speech)]),
      isDrawn && node("p", {}, [speech.text("why.drawn", { variant: speech.named(`variant.${experience}`, variant) })]),
      looked.length > 0 && node("p", {}, [head]),
      looked.length > 0 &&
        node(
          "ul",
          { part: "signals" },
          looked.map((one) => line(one, speech)),
        ),
      this.#actions(page, why, speech),
    ];
  }

  #plain({ reason }: Explanation, speech: Speech): string {
    return speech.given(`reason.${reason}`) ?? speech.text("why.default");
  }

  /** What the site says: here, in its texts, or in the map, with the values that were seen. Half a sentence is none. */
  #said(why: Explanation, speech: Speech): string | undefined {
    if (why.experience === null) return undefined;
    const experiences = (this.map as { readonly experiences?: Readonly<Record<string, { readonly because?: unknown }>> } | undefined)
      ?.experiences;
    const text = this.because ?? speech.given(`because.${why.experience}`) ?? experiences?.[why.experience]?.because;
    if (typeof text !== "string") return undefined;
    const values = new Map(lookedAt(why).map((one) => [one.signal, one]));
    let isWhole = true;
    const filled = text.replace(/\{\{\s*([\w.-]+)[^}]*\}\}/g, (_, signal: string) => {
      const value = values.get(signal)?.value;
      if (value === undefined || value === null) isWhole = false;
      return worded(signal, value ?? null, speech);
    });
    return isWhole ? filled : undefined;
  }

  #actions(page: Nearside, why: Explanation, speech: Speech): Child {
    if (why.experience === null) return undefined;
    const remembered = lookedAt(why)
      .filter(({ source }) => source === "memory")
      .map(({ signal }) => signal);
    const forget = async (): Promise<unknown> => page.profile.replace(forgotten(await page.profile.data(), remembered));
    const dismiss = (): void => page.track("dismissed", { slot: why.slot });
    return node("div", { class: "actions" }, [
      remembered.length > 0 && button("forget", speech.text("why.forget"), () => void this.act(forget, speech.text("forgotten"), speech)),
      button("dismiss", speech.text("why.dismiss"), () => void this.act(dismiss, speech.text("why.dismissed"), speech)),
    ]);
  }
}

/** Sections of what is remembered, by the group of the signals that tell them. */
const SECTIONS: Readonly<Record<string, "events" | "states" | "affinities" | "declared" | "experiences">> = {
  event: "events",
  state: "states",
  affinity: "affinities",
  declared: "declared",
  variant: "experiences",
};

/** Without what these signals tell. */
export function forgotten(data: ProfileData, signals: readonly string[]): ProfileData {
  let left = data;
  for (const signal of signals) {
    const [group = "", name = ""] = signal.split(".");
    const section = SECTIONS[group];
    if (group === "visit") left = omit(left, "visit");
    // A stage is reached by events, and which those are no page knows.
    if (group === "stage") left = omit(left, "events");
    if (!section) continue;
    if (signal === "affinity.top") left = omit(left, section);
    else left = { ...left, [section]: Object.fromEntries(Object.entries(left[section] ?? {}).filter(([one]) => one !== name)) };
  }
  return left;
}

function omit(data: ProfileData, section: keyof ProfileData): ProfileData {
  const { [section]: _, ...left } = data;
  return left;
}
