// One question's control: radio buttons or a list for answers that are given, check boxes for several, an input for the rest.

import type { Question } from "../memory/questions.ts";
import type { Said } from "../profile/data.ts";
import { type Child, node } from "./node.ts";
import type { Speech } from "./speech.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Field {
  readonly nodes: readonly Child[];
  /** What is answered now; undefined if nothing is. */
  value(): Said | undefined;
  /** Says what is wrong with it, and goes there; nothing wrong without a text. */
  fail(text?: string): void;
}

export interface Asking {
  readonly question: Question;
  readonly choices: readonly Choice[];
  readonly speech: Speech;
  /** The id of what asks it, in the same tree. */
  readonly labelledby: string;
  readonly current?: Said | undefined;
  /** A list to choose from, instead of radio buttons, or the other way round. */
  readonly control?: string | undefined;
}

/** From so many answers on they are a list. */
const LISTED = 7;

export function field(asking: Asking): Field {
  const { kind } = asking.question;
  const { nodes, value, inputs } = (kind === "list" || kind === "boolean" || asking.choices.length > 0 ? chosen : typed)(asking);
  const error = node("p", { id: "error", role: "alert", class: "error", part: "error" });
  return {
    nodes: [...nodes, error],
    value,
    fail(text = "") {
      error.textContent = text;
      for (const input of inputs) input.toggleAttribute("aria-invalid", false);
      if (!text) return;
      for (const input of inputs) input.setAttribute("aria-invalid", "true");
      inputs[0]?.focus();
    },
  };
}

interface Control {
  readonly nodes: readonly Child[];
  readonly inputs: readonly HTMLElement[];
  value(): Said | undefined;
}

function chosen({ question: { kind }, choices, speech, labelledby, current, control }: Asking): Control {
  const isMany = kind === "list";
  const all = kind === "boolean" && choices.length === 0 ? flags(speech) : choices;
  if (isMany && all.length === 0) return typed({ question: { kind }, speech, labelledby, current } as Asking);
  const given = new Set([current ?? []].flat().map(String));
  const answer = (values: readonly string[]): Said | undefined => {
    if (values.length === 0) return undefined;
    return isMany ? values : kind === "boolean" ? values[0] === "true" : kind === "number" ? Number(values[0]) : (values[0] as string);
  };
  const described = { "aria-labelledby": labelledby, "aria-describedby": "reason error" };
  if (!isMany && (control ? control === "select" : all.length >= LISTED)) {
    const first = node("option", { value: "" }, [speech.text("ask.choose")]);
    const options = all.map(({ value, label }) => node("option", { value, selected: given.has(value) }, [label]));
    const select = node("select", { part: "input", ...described }, [first, ...options]);
    return { nodes: [select], inputs: [select], value: () => answer(select.value ? [select.value] : []) };
  }
  const type = isMany ? "checkbox" : "radio";
  const inputs = all.map(({ value }) => node("input", { type, name: "answer", value, checked: given.has(value), part: "input" }));
  const labels = all.map(({ label }, index) =>
    node("label", { class: "choice", part: "choice" }, [inputs[index], node("span", {}, [label])]),
  );
  const group = node("div", { role: isMany ? "group" : "radiogroup", ...described }, labels);
  return { nodes: [group], inputs, value: () => answer(inputs.filter(({ checked }) => checked).map(({ value }) => value)) };
}

function flags({ text }: Speech): Choice[] {
  return [
    { value: "true", label: text("yes") },
    { value: "false", label: text("no") },
  ];
}

function typed({ question: { kind }, labelledby, current }: Asking): Control {
  const type = kind === "number" ? "number" : kind === "time" ? "date" : "text";
  const value = kind === "time" && current ? new Date(`${current}`).toISOString().slice(0, 10) : current?.toString();
  const input = node("input", {
    type,
    value,
    step: type === "number" && "any",
    maxlength: 128,
    autocomplete: "off",
    part: "input",
    "aria-labelledby": labelledby,
    "aria-describedby": "reason error",
  });
  const parse = (): Said | undefined => {
    const text = input.value.trim();
    if (!text) return undefined;
    if (type !== "text") return input.valueAsNumber;
    return kind === "list" ? text.split(/\s*,\s*/) : text;
  };
  return { nodes: [input], inputs: [input], value: parse };
}
