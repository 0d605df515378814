// What a visitor takes along, and what they bring: as a plain file of their own, or sealed for another device, with a code. Loaded when
// somebody asks for it. What it shares with the elements is handed in: a bundler would have to cut them in two otherwise.

import type { Preview } from "../handover/handover.ts";
import type { Refusal } from "../memory/taken.ts";
import type { Nearside } from "../page.ts";
import type { Dialog } from "./dialog.ts";
import type { difference } from "./difference.ts";
import type { MessageKey } from "./messages/en.ts";
import { de } from "./messages/handover-de.ts";
import { en } from "./messages/handover-en.ts";
import { fr } from "./messages/handover-fr.ts";
import type { Child, node } from "./node.ts";
import type { Speech, Texts } from "./speech.ts";

export interface Hands {
  readonly page: Nearside;
  readonly speech: Speech;
  readonly root: ShadowRoot;
  readonly node: typeof node;
  readonly difference: typeof difference;
  ask(dialog: Dialog): Promise<boolean>;
  say(text: string): void;
  /** Does it, says so, and shows it. */
  act(act: () => unknown, said: string): Promise<void>;
}

type Key = keyof typeof en;

/** No export, and nothing that is handed over, is longer (`memory/own.ts`, `handover/seal.ts`). */
const LONGEST = 400_000;
const SEALED = /^\s*nearside-\d/;
const TEXTS: Readonly<Record<string, Texts>> = { en, de, fr };

function texts({ speech }: Hands): Speech<MessageKey | Key>["text"] {
  return speech.with(Object.hasOwn(TEXTS, speech.lang) ? (TEXTS[speech.lang] as Texts) : en, en).text;
}

/** A file of all of it, for whoever can read it. */
export async function saveAll(hands: Hands): Promise<void> {
  save(hands, "nearside.json", "application/json", await hands.page.profile.export());
}

/** A sealed one, and the code that opens it. */
export async function handOver(hands: Hands): Promise<void> {
  const text = texts(hands);
  const { text: sealed, code } = await hands.page.profile.pack();
  const shown = hands.node("code", { translate: "no" }, [code]);
  shown.style.fontSize = "1.4em";
  await hands.ask({
    title: text("handover.title"),
    yes: text("handover.save"),
    no: text("handover.close"),
    body: [
      hands.node("p", {}, [text("handover.about")]),
      hands.node("p", {}, [text("pair", { name: text("code.label"), value: "" }), shown]),
    ],
    // The code stays in sight for as long as it is wanted.
    check() {
      save(hands, "nearside-handover.txt", "text/plain", sealed);
      return false;
    },
  });
}

/** A file of either kind, if the visitor agrees to what it changes. */
export async function bringIn(hands: Hands): Promise<void> {
  const text = texts(hands);
  const given = await pick(hands);
  if (given === undefined) return;
  try {
    if (SEALED.test(given)) await unseal(hands, given);
    else await plain(hands, given);
  } catch (error) {
    hands.say(text(sayingOf(error)));
  }
}

function sayingOf(error: unknown): Key {
  const { code } = error as { readonly code?: string };
  if (code === "handover_too_new") return "import.newer";
  if (code === "handover_other") return "import.other";
  return code === "profile_refused" ? "import.refused" : "import.invalid";
}

async function plain(hands: Hands, given: string): Promise<void> {
  const text = texts(hands);
  let told = "";
  const isIn = await hands.page.profile.import(given, (changes) => {
    const body = changesOf(hands, changes);
    if (body) return hands.ask({ title: text("import.title"), yes: text("import.yes"), body });
    told = text("import.nothing");
    return false;
  });
  if (isIn) await hands.act(() => undefined, text("import.done"));
  else hands.say(told);
}

async function unseal(hands: Hands, given: string): Promise<void> {
  const text = texts(hands);
  const preview = await opened(hands, given);
  if (!preview) return;
  const body = changesOf(hands, preview);
  if (!body) return hands.say(text("import.nothing"));
  if (await hands.ask({ title: text("import.title"), yes: text("import.yes"), body }))
    await hands.act(() => preview.accept(), text("import.done"));
}

/** Asks for the code until one opens it, or none is given. */
async function opened(hands: Hands, given: string): Promise<Preview | undefined> {
  const { page, node } = hands;
  const text = texts(hands);
  for (let wrong: Key | undefined; ; ) {
    const input = node("input", {
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      autofocus: true,
      required: true,
      "aria-invalid": wrong && "true",
      "aria-describedby": "error code-about",
    });
    const body = [
      node("p", { id: "code-about" }, [text("code.about")]),
      node("p", {}, [node("label", {}, [`${text("code.label")} `, input])]),
      node("p", { id: "error", role: "alert", class: "error", part: "error" }, [wrong && text(wrong)]),
    ];
    if (!(await hands.ask({ title: text("code.title"), yes: text("code.open"), body }))) return undefined;
    try {
      return await page.profile.unpack(given, input.value);
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code !== "handover_code" && code !== "handover_locked") throw error;
      wrong = code === "handover_code" ? "code.slip" : "code.wrong";
    }
  }
}

type Changes = Pick<Preview, "before" | "after" | "refused"> & Partial<Pick<Preview, "withdrawn">>;

/** What would be another here, and what would not and why; undefined if nothing would be. */
function changesOf(hands: Hands, { before, after, refused, withdrawn = {} }: Changes): readonly Child[] | undefined {
  const { node, speech } = hands;
  const text = texts(hands);
  const list = hands.difference(before, after, speech, Date.now());
  const said = Object.keys(withdrawn).map((what) => node("p", {}, [text(`withdrawn.${what}` as Key)]));
  if (!list && said.length === 0) return undefined;
  const outside = refused.map((one) => node("li", {}, [text(`refused.${one.code}`, { name: nameOf(one, speech) })]));
  return [
    ...said,
    list,
    outside.length > 0 && node("p", {}, [text("refused.title")]),
    outside.length > 0 && node("ul", { part: "difference" }, outside),
  ];
}

const KINDS: Readonly<Record<string, string>> = {
  affinities: "topic",
  declared: "declared",
  events: "event",
  experiences: "experience",
  goals: "goal",
  states: "state",
  units: "unit",
};

function nameOf({ section, name }: Refusal, speech: Speech): string {
  if (name.split(".").some(speech.isDiscreet)) return speech.text("unnamed");
  return name ? speech.named(KINDS[section] ?? section, name) : section;
}

function save({ node }: Hands, name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  node("a", { href: address, download: name }).click();
  // Whoever downloads has it open by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The text of a file that somebody chooses; undefined if they do not. */
function pick({ root, node }: Hands): Promise<string | undefined> {
  return new Promise((picked) => {
    const end = (text: Promise<string> | undefined): void => {
      input.remove();
      picked(text);
    };
    const input: HTMLInputElement = node("input", { type: "file", accept: "application/json,.json,text/plain,.txt", hidden: true }, [], {
      change() {
        const file = input.files?.[0];
        // Of what is too long the beginning is no profile either, and says so.
        end(file?.slice(0, LONGEST + 1).text());
      },
      cancel: () => end(undefined),
    });
    root.append(input);
    input.click();
  });
}
