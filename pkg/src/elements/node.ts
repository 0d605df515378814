// Elements out of parts. Texts become text nodes, so that nothing that is said is ever read as markup.

export type Child = Node | string | undefined | false;

type Listeners = Readonly<Record<string, (event: Event) => void>>;

/** An element with attributes (true is one without a value, false and undefined are none), listeners and children. */
export function node<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  children: readonly Child[] = [],
  listeners: Listeners = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(attribute, value === true ? "" : `${value}`);
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false && child !== ""));
  for (const [event, listener] of Object.entries(listeners)) made.addEventListener(event, listener);
  return made;
}

/** A text, and its language where that may be another than ours. */
export interface Sentence {
  readonly text: string;
  readonly lang?: string | undefined;
}

/** What a ruleset says, in the language that it names, else in the page's. */
export function ruled(text: string, language: string | undefined): Sentence {
  return { text, lang: language ?? document.documentElement.lang };
}

/** What others than we say: read aloud in its language, written in its direction. */
export function foreign({ text, lang }: Sentence): Child {
  return lang === undefined ? text : node("bdi", { lang }, [text]);
}

/** A switch with a label and what it means below it. `key` names it, as a button. */
export function toggle(key: string, label: string, about: string, isOn: boolean, turn: (isOn: boolean) => void): HTMLElement {
  const id = key.replace(/\W/g, "-");
  const attributes = { type: "checkbox", role: "switch", part: "switch", checked: isOn, "data-key": key };
  const input = node("input", { ...attributes, "aria-labelledby": id, "aria-describedby": `about-${id}` }, [], {
    change: () => turn(input.checked),
  });
  const words = [node("span", { id }, [label]), node("span", { id: `about-${id}`, class: "about" }, [about])];
  return node("label", { class: "choice", part: "choice" }, [input, node("span", {}, words)]);
}

/** A button. `key` names it, so that the focus finds it again after a change. */
export function button(key: string, label: string, press: () => void, attributes: Readonly<Record<string, string | undefined>> = {}) {
  return node("button", { type: "button", part: "button", "data-key": key, ...attributes }, [label], { click: press });
}
