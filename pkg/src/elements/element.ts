// What the elements have in common: where their page is, how they speak, and that they are drawn again when something changed.

import type { Nearside } from "../page.ts";
import { ask as askIn, type Dialog } from "./dialog.ts";
import { type Child, node } from "./node.ts";
import { type Messages, type Speech, speech } from "./speech.ts";
import { sheet } from "./style.ts";

export interface Shared {
  /** The page that elements belong to which have none of their own. */
  readonly page?: Nearside | Promise<Nearside> | undefined;
  readonly messages?: Messages | undefined;
  /** Topics that are never named on a screen, besides those of the ruleset: others may see it. */
  readonly discreet?: readonly string[] | undefined;
}

let shared: Shared = {};
const connected = new Set<NearsideElement>();

/** After which an element may have to say something else. */
const TOLD = ["decide", "change", "consent", "profile"] as const;

/** On a server there are no elements; the module can be loaded there all the same. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export function share(said: Shared): void {
  shared = { ...shared, ...said };
  redraw();
}

/** Every element that is in a document, anew. */
export function redraw(): void {
  for (const element of connected) void element.refresh();
}

export abstract class NearsideElement extends Base {
  static observedAttributes: readonly string[] = ["lang", "discreet"];

  #page: Shared["page"];
  #messages: Messages | undefined;
  #view: HTMLElement | undefined;
  #status: HTMLElement | undefined;
  #unlisten: (() => void)[] = [];
  /** What was remembered and allowed when it was drawn last. */
  /** Of the drawing, and of the listening, that was begun last. */
  #turn = 0;
  #life = 0;

  /** The page that `start` gave; that of `defineElements` unless set. */
  get page(): Shared["page"] {
    return this.#page ?? shared.page;
  }

  set page(page: Shared["page"]) {
    this.#page = page;
    this.#listen();
    void this.refresh();
  }

  /** The site's own texts for this element, before those of `defineElements`. */
  get messages(): Messages | undefined {
    return this.#messages;
  }

  set messages(messages: Messages | undefined) {
    this.#messages = messages;
    void this.refresh();
  }

  connectedCallback(): void {
    if (!this.#view) this.#build();
    connected.add(this);
    this.#listen();
    void this.refresh();
  }

  disconnectedCallback(): void {
    connected.delete(this);
    this.#end();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) void this.refresh();
  }

  #build(): void {
    // Set before the class was there, they would hide what the class does with them.
    for (const name of ["page", "messages", "because"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const style = sheet();
    if (style) root.adoptedStyleSheets = [style];
    this.#view = node("div", { part: "view" });
    this.#status = node("p", { role: "status", part: "status" });
    root.replaceChildren(this.#view, this.#status);
  }

  /** What is remembered changes behind a page's back, in other tabs above all; so it is looked at when somebody comes back. */
  #listen(): void {
    this.#end();
    if (!this.isConnected) return;
    const back = (): void => {
      if (document.visibilityState === "visible") void this.refresh();
    };
    document.addEventListener("visibilitychange", back);
    this.#unlisten.push(() => document.removeEventListener("visibilitychange", back));
    const life = this.#life;
    void this.nearside().then((page) => {
      if (!page || life !== this.#life) return;
      let isPast = true;
      const hear = (): void => {
        // Those of this view before are told at once, and are drawn already.
        if (!isPast) void this.refresh();
      };
      for (const told of TOLD) this.#unlisten.push(page.on(told, hear));
      isPast = false;
    });
  }

  #end(): void {
    this.#life++;
    for (const end of this.#unlisten.splice(0)) end();
  }

  protected async nearside(): Promise<Nearside | undefined> {
    try {
      return await this.page;
    } catch {
      return undefined;
    }
  }

  protected get shared(): Shared {
    return shared;
  }

  /** In the language of the nearest ancestor that says one, shadow trees and all. */
  async #speak(page: Nearside | undefined): Promise<Speech> {
    const ruled = (await page?.profile.discreet().catch(() => [])) ?? [];
    const discreet = [...ruled, ...(shared.discreet ?? []), ...(this.getAttribute("discreet") ?? "").split(/\s+/)];
    const own = [this.#messages, shared.messages].filter((messages) => messages !== undefined);
    return speech(languageOf(this), own, new Set(discreet));
  }

  /** Draws anew. By itself that happens when something was decided, and after what somebody does in any of the elements. */
  async refresh(): Promise<void> {
    const view = this.#view;
    if (!view || !this.isConnected) return;
    const turn = ++this.#turn;
    const page = await this.nearside();
    const said = await this.#speak(page);
    const children = await this.draw(page, said);
    if (turn !== this.#turn) return;
    const focused = this.shadowRoot?.activeElement;
    const key = focused && view.contains(focused) ? focused.getAttribute("data-key") : undefined;
    const keys = (): HTMLElement[] => [...view.querySelectorAll<HTMLElement>("[data-key]")];
    const at = keys().findIndex((one) => one === focused);
    const nodes = children.filter((child): child is Node => child instanceof Node);
    view.lang = said.lang;
    view.dir = said.dir ?? "";
    // What is being typed into stays.
    if (nodes.length === view.childNodes.length && nodes.every((one, index) => one === view.childNodes[index])) return;
    view.replaceChildren(...nodes);
    if (key === undefined) return;
    // What was pressed may be gone; then what stands where it was.
    const all = keys();
    (all.find((one) => one.getAttribute("data-key") === key) ?? all[Math.min(at, all.length - 1)])?.focus();
  }

  protected abstract draw(page: Nearside | undefined, speech: Speech): Promise<readonly Child[]>;

  /** Tells those who do not see it what happened. */
  protected say(text: string): void {
    if (this.#status) this.#status.textContent = text;
  }

  /** Does something to what is remembered, says so, and shows it everywhere. */
  protected async act(act: () => unknown, said: string, { text }: Speech): Promise<void> {
    let isDone = false;
    try {
      isDone = (await act()) !== false;
    } catch {
      // What failed is told below.
    }
    this.say(isDone ? said : text("failed"));
    if (isDone) this.tell("change");
    redraw();
  }

  /** An event for the page. */
  protected tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected ask(speech: Speech, dialog: Dialog): Promise<boolean> {
    return askIn(this.shadowRoot as ShadowRoot, speech, dialog);
  }
}

function languageOf(element: Element): string {
  for (let at: Element | undefined = element; at; ) {
    const found: Element | null = at.closest("[lang]");
    if (found) return found.getAttribute("lang") ?? "";
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return navigator.language;
}
