// <nearside-ask>: one question that the ruleset declares, with a way to skip it and a reason why it is asked.

import type { Question } from "../memory/questions.ts";
import type { Nearside } from "../page.ts";
import type { Said } from "../profile/data.ts";
import { NearsideElement } from "./element.ts";
import { type Choice, field } from "./field.ts";
import { button, type Child, foreign, node, ruled, type Sentence } from "./node.ts";
import { answered } from "./remembered.ts";
import { readable, type Speech } from "./speech.ts";

export class NearsideAsk extends NearsideElement {
  static override observedAttributes = [...NearsideElement.observedAttributes, "key", "ask", "reason", "control"];

  /** It was skipped, or answered, before somebody's eyes: then it says so, and can be taken up again. */
  #isDone = false;
  #isAgain = false;
  #form: { readonly print: string; readonly node: HTMLElement } | undefined;

  /** The question, as `declare` names it. */
  get key(): string {
    return this.getAttribute("key") ?? "";
  }

  set key(key: string) {
    this.setAttribute("key", key);
  }

  protected async draw(page: Nearside | undefined, speech: Speech): Promise<readonly Child[]> {
    const question = page && (await page.profile.questions(speech.tag)).find(({ key }) => key === this.key);
    if (!page || !question || !mayAsk(page)) return [];
    const said = (await page.profile.data()).declared?.[this.key];
    if (said && !this.#isAgain) {
      const { answer } = said;
      // Skipped on an earlier page: it is not asked again.
      if (answer === undefined && !this.#isDone) return [];
      const labels = new Map(this.#choices(question, speech).map(({ value, label }) => [value, label]));
      const text =
        answer === undefined
          ? speech.text("ask.skipped")
          : speech.text("ask.thanks", { answer: answered(answer, speech, this.key, labels) });
      const again = button("again", speech.text(answer === undefined ? "ask.again" : "change"), () => this.#again(), { class: "quiet" });
      return [node("div", { part: "panel", class: "head" }, [node("p", { part: "answer" }, [text]), again])];
    }
    return [this.#asked(page, question, speech, said?.answer)];
  }

  /** The same form as long as the question is the same: nothing that somebody typed goes. */
  #asked(page: Nearside, question: Question, speech: Speech, current: Said | undefined): HTMLElement {
    const choices = this.#choices(question, speech);
    const ask = this.#own("ask", speech) ?? askedBy(question, speech);
    const reason = this.#own("reason", speech) ?? given(speech, `question.${this.key}.reason`);
    const control = this.getAttribute("control") ?? undefined;
    const print = JSON.stringify([speech.lang, ask, reason, control, choices, current]);
    if (this.#form?.print === print) return this.#form.node;
    const answer = field({ question, choices, speech, labelledby: "question", current, control });
    const form = node(
      "form",
      { part: "panel", novalidate: true, "aria-labelledby": "question" },
      [
        node("p", { part: "question", id: "question" }, [node("strong", {}, [foreign(ask)])]),
        node("p", { part: "reason", id: "reason", class: "about" }, [reason && foreign(reason)]),
        ...answer.nodes,
        node("p", { class: "actions" }, [
          node("button", { part: "button primary", class: "primary", "data-key": "answer" }, [speech.text("ask.answer")]),
          button("skip", speech.text("ask.skip"), () => void this.#take(page, null, speech)),
        ]),
      ],
      {
        submit: (event) => {
          event.preventDefault();
          const value = answer.value();
          if (value === undefined) answer.fail(speech.text("ask.missing"));
          else if (!this.#take(page, value, speech)) answer.fail(speech.text("ask.refused"));
        },
      },
    );
    this.#form = { print, node: form };
    return form;
  }

  /** What the page says in an attribute, which is in the language around it. */
  #own(attribute: string, { tag }: Speech): Sentence | undefined {
    const text = this.getAttribute(attribute);
    return text === null ? undefined : { text, lang: tag };
  }

  #choices(question: Question, speech: Speech): Choice[] {
    return choicesOf(question, speech, [...this.querySelectorAll("option")]);
  }

  #again(): void {
    this.#isAgain = true;
    this.say("");
    void this.refresh();
  }

  /** Keeps an answer; null for none, which is kept as well, so that nobody is asked twice. */
  #take(page: Nearside, answer: Said | null, speech: Speech): boolean {
    const { key } = this;
    const isTaken = page.declare({ [key]: answer });
    if (!isTaken && answer !== null) return false;
    this.#isDone = true;
    this.#isAgain = false;
    this.#form = undefined;
    const said = answer === null ? speech.text("ask.skipped") : speech.text("saved");
    void this.act(() => undefined, said, speech);
    this.tell(answer === null ? "skip" : "answer", answer === null ? { key } : { key, answer });
    return true;
  }
}

/** Whether an answer would be remembered, on this page at least. */
function mayAsk(page: Nearside): boolean {
  const { personalization, optedOut, gpc, paused } = page.consent();
  return personalization !== false && !optedOut && !gpc && !paused;
}

function given(speech: Speech, key: string): Sentence | undefined {
  const text = speech.given(key);
  return text === undefined ? undefined : { text };
}

/** How it is asked: by the page's texts, else by the ruleset. */
export function askedBy({ key, ask, language }: Question, speech: Speech): Sentence {
  const own = given(speech, `question.${key}`);
  return own ?? (ask === undefined ? { text: speech.named("declared", key) } : ruled(ask, language));
}

/** The answers that are taken, in the page's order and words where it has `<option>`s. */
export function choicesOf({ key, values }: Question, speech: Speech, options: readonly HTMLOptionElement[] = []): Choice[] {
  const isTaken = (value: string): boolean => values === undefined || values.includes(value);
  if (options.length > 0) return options.map(({ value, text }) => ({ value, label: text })).filter(({ value }) => isTaken(value));
  const label = (value: string): string =>
    speech.isDiscreet(value) ? value : (speech.given(`declared.${key}.${value}`) ?? speech.given(`topic.${value}`) ?? readable(value));
  return (values ?? []).map((value) => ({ value, label: label(value) }));
}
