// <nearside-why>: why a slot shows what it shows, and what somebody can do about it. Nothing is asked before it is opened.

import type { Nearside } from "../page.ts";
import { NearsideElement } from "./element.ts";
import { button, type Child, foreign, node, ruled, toggle } from "./node.ts";
import type { Speech } from "./speech.ts";

export class NearsideWhy extends NearsideElement {
  static override observedAttributes = [...NearsideElement.observedAttributes, "for", "because", "open"];

  #because: string | undefined;

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

  /** What is said first, whichever experience it is, instead of what the ruleset says. */
  get because(): string | undefined {
    return this.#because ?? this.getAttribute("because") ?? undefined;
  }

  set because(text: string | undefined) {
    this.#because = text;
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

  async #body(page: Nearside | undefined, speech: Speech): Promise<readonly Child[]> {
    const off = [node("p", {}, [speech.text("off")])];
    if (!page || page.error) return off;
    const { body } = await import("./reasons.ts");
    const act = (act: () => unknown, said: string): void => void this.act(act, said, speech);
    return body({ node, button, toggle, foreign, ruled }, page, speech, this.for, this.because, act).catch(() => off);
  }
}
