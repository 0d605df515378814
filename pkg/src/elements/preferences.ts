// <nearside-preferences>: what is remembered, in the hands of whom it is about.

import type { Question } from "../memory/questions.ts";
import type { Agreement, Nearside } from "../page.ts";
import type { ProfileData } from "../profile/data.ts";
import { askedBy, choicesOf } from "./ask.ts";
import { choices } from "./choices.ts";
import { difference } from "./difference.ts";
import { NearsideElement } from "./element.ts";
import { field } from "./field.ts";
import { before, without } from "./forget.ts";
import type { Hands } from "./handover.ts";
import { button, type Child, foreign, node } from "./node.ts";
import { type Item, items, SECTIONS } from "./remembered.ts";
import type { Speech } from "./speech.ts";

const HOUR = 3_600_000;

export class NearsidePreferences extends NearsideElement {
  static override observedAttributes = [...NearsideElement.observedAttributes, "level"];

  /** Of its heading, from 1 to 5; those of groups are one below. */
  get level(): number {
    return Math.min(5, Math.max(1, Math.trunc(Number(this.getAttribute("level") ?? 2)) || 2));
  }

  set level(level: number) {
    this.setAttribute("level", `${level}`);
  }

  protected async draw(page: Nearside | undefined, speech: Speech): Promise<readonly Child[]> {
    const { text } = speech;
    const title = node(this.#heading(0), { part: "title", id: "preferences" }, [text("preferences.title")]);
    const panel = (...children: Child[]): Child[] => [
      node("section", { part: "panel", "aria-labelledby": "preferences" }, [title, ...children]),
    ];
    if (!page || page.error) return panel(node("p", {}, [text("off")]));
    const [data, questions] = [await page.profile.data(), await page.profile.questions(speech.tag)];
    const all = items(data, speech, Date.now());
    const consent = page.consent();
    const agree = (said: Agreement, told: string): void => void this.act(() => void page.consent(said), told, speech);
    const mayKeep = consent.personalization !== false && !consent.optedOut && !consent.gpc;
    return panel(
      ...choices(
        consent,
        speech,
        agree,
        (slot, isObjected) => void this.act(() => page.profile.object(slot, isObjected), text("saved"), speech),
      ),
      mayKeep && all.length === 0 && node("p", {}, [text("preferences.empty")]),
      ...SECTIONS.map((section) =>
        this.#group(
          page,
          speech,
          questions,
          all.filter((item) => item.section === section),
        ),
      ),
      mayKeep && this.#actions(page, speech, data, all),
    );
  }

  #heading(below: number): "h2" {
    return `h${this.level + below}` as "h2";
  }

  #group(page: Nearside, speech: Speech, questions: readonly Question[], all: readonly Item[]): Child {
    const [first] = all;
    if (!first) return undefined;
    const { text } = speech;
    const name = text(`group.${first.section}`);
    const title = `title-${first.section}`;
    // Of what is remembered by then: the site may have added to it since this was drawn.
    const forget = (some: readonly Item[]) => () =>
      void this.act(async () => page.profile.replace(without(await page.profile.data(), some)), text("forgotten"), speech);
    const lines = all.map((item) => this.#item(page, speech, questions, item, forget([item])));
    return node("section", { part: "group", "aria-labelledby": title }, [
      node("div", { class: "head" }, [
        node(this.#heading(1), { part: "group-title", id: title }, [name]),
        all.length > 1 &&
          button(`group ${first.section}`, text("forget"), forget(all), { class: "quiet", "aria-label": text("group.forget", { name }) }),
      ]),
      node("ul", { part: "items" }, lines),
    ]);
  }

  #item(page: Nearside, speech: Speech, questions: readonly Question[], item: Item, forget: () => void): HTMLElement {
    const { section, names, title: name, detail, level } = item;
    const { text } = speech;
    const question = section === "declared" && questions.find(({ key }) => key === names[0]);
    const key = `${section} ${names[0]}`;
    const isInterest = level !== undefined;
    return node("li", { part: "item", class: "item" }, [
      node("div", { class: "what" }, [
        // There is but one line of visits, and its heading says so.
        section !== "visit" && node("span", {}, [name]),
        detail && node("span", { class: "detail" }, [detail]),
        isInterest &&
          node("meter", { part: "meter", min: 0, max: 1, value: level, "aria-label": text("pair", { name: text("level"), value: name }) }, [
            speech.percent(level),
          ]),
      ]),
      node("div", { class: "buttons" }, [
        question &&
          button(`change ${key}`, text("change"), () => void this.#edit(page, speech, question), {
            class: "quiet",
            "aria-label": text("change.named", { name }),
          }),
        button(key, text("forget"), forget, { class: "quiet", "aria-label": text("forget.named", { name }) }),
      ]),
    ]);
  }

  #actions(page: Nearside, speech: Speech, data: ProfileData, all: readonly Item[]): Child {
    const { text } = speech;
    const has = all.length > 0;
    return node("div", { class: "actions", part: "actions" }, [
      has && button("export", text("export"), () => void this.#hand("saveAll", page, speech)),
      has && button("handover", text("handover"), () => void this.#hand("handOver", page, speech)),
      button("import", text("import"), () => void this.#hand("bringIn", page, speech)),
      data.units && button("rotate", text("rotate"), () => void this.act(() => page.profile.rotate(), text("rotate.done"), speech)),
      has && button("hour", text("hour"), () => void this.#hour(page, speech)),
      has && button("erase", text("erase"), () => void this.#erase(page, speech), { class: "danger" }),
    ]);
  }

  async #edit(page: Nearside, speech: Speech, question: Question): Promise<void> {
    const { key } = question;
    const { text } = speech;
    const current = (await page.profile.data()).declared?.[key]?.answer;
    const answer = field({ question, choices: choicesOf(question, speech), speech, labelledby: "title", current });
    const check = (): boolean => {
      const value = answer.value();
      const isTaken = value !== undefined && page.declare({ [key]: value });
      answer.fail(isTaken ? "" : text(value === undefined ? "ask.missing" : "ask.refused"));
      return isTaken;
    };
    const title = foreign(askedBy(question, speech));
    if (await this.ask(speech, { title, yes: text("save"), body: answer.nodes, check }))
      await this.act(() => undefined, text("saved"), speech);
  }

  /** What somebody takes along or brings, in code that few ask for. */
  async #hand(what: "saveAll" | "handOver" | "bringIn", page: Nearside, speech: Speech): Promise<void> {
    const hands: Hands = {
      page,
      speech,
      root: this.shadowRoot as ShadowRoot,
      node,
      difference,
      ask: (dialog) => this.ask(speech, dialog),
      say: (text) => this.say(text),
      act: (act, said) => this.act(act, said, speech),
    };
    try {
      await (await import("./handover.ts"))[what](hands);
    } catch {
      this.say(speech.text("failed"));
    }
  }

  async #hour(page: Nearside, speech: Speech): Promise<void> {
    const { text } = speech;
    const now = Date.now();
    const data = await page.profile.data();
    const left = before(data, now - HOUR);
    const list = difference(data, left, speech, now);
    if (!list) return this.say(text("hour.nothing"));
    const body = [node("p", {}, [text("hour.about")]), list];
    if (!(await this.ask(speech, { title: text("hour.title"), yes: text("forget"), body }))) return;
    await this.act(async () => page.profile.replace(before(await page.profile.data(), now - HOUR)), text("forgotten"), speech);
  }

  async #erase(page: Nearside, speech: Speech): Promise<void> {
    const { text } = speech;
    const body = [node("p", {}, [text("erase.about")])];
    if (!(await this.ask(speech, { title: text("erase.title"), yes: text("erase"), body }))) return;
    await this.act(() => page.profile.erase(), text("forgotten"), speech);
  }
}
