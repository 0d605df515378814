// What a site may ask its visitors, and what it does not name to them, as the bundle has it.

import type { Bundle } from "../bundle.ts";
import type { Core } from "../core.ts";
import { NONE, Section } from "../native.ts";
import { reader, Table } from "./rows.ts";

/** By the code of a kind (`src/value.rs`). */
const KINDS = ["string", "string", "number", "boolean", "enum", "list", "time", "number", "string", "topic"] as const;
const MINUTE = 60_000;

/** Kinds of what is said to visitors (`SayingKind` in `src/program/records.rs`). */
const ASK = 1;
const DISCREET = 2;

export interface Question {
  readonly key: string;
  readonly kind: (typeof KINDS)[number];
  /** How the ruleset asks it; missing where it leaves that to the page. */
  readonly ask?: string;
  /** The answers that are taken; without, any of its kind. */
  readonly values?: readonly string[];
  /** For how long an answer is kept, in milliseconds. */
  readonly keep: number;
}

/** Those whose answers something in the bundle asks for. */
export function questionsOf(core: Core | undefined, language?: string): Question[] {
  if (!core) return [];
  const { at, text, list, rows, topics } = reader(core.bundle);
  return rows(Section.Declarations, 4, (row) => {
    const [name, code, values, keep] = [0, 1, 2, 3].map((field) => at(Section.Declarations, row + field)) as [
      number,
      number,
      number,
      number,
    ];
    const key = text(name);
    const kind = KINDS[code] ?? "string";
    const answers = kind === "topic" ? topics : values;
    const ask = asked(core, key, language);
    return { key, kind, ...(ask && { ask }), ...(answers === NONE ? {} : { values: list(answers) }), keep: keep * MINUTE };
  });
}

/** Topics that are never named on a screen. */
export function discreetOf(core: Core | undefined): string[] {
  return core ? said(core.bundle, DISCREET).map(({ name }) => name) : [];
}

/** How a question is asked: in that language, in that of its tag cut at its end, in the first. What it would interpolate it leaves out. */
function asked({ bundle, contents }: Core, key: string, language = ""): string {
  const all = said(bundle, ASK).filter(({ name }) => name === key);
  let found: (typeof all)[0] | undefined;
  for (let tag = language.toLowerCase(); tag && !found; tag = tag.replace(/-?[^-]*$/, "")) {
    found = all.find((one) => one.language.toLowerCase() === tag);
  }
  const [op] = contents.content((found ?? all[0])?.content ?? NONE).ops ?? [];
  return op?.op === "text"
    ? [op.text].flat().reduce<string>((text, part) => text + (typeof part === "string" ? part : part.fallback), "")
    : "";
}

function said(bundle: Bundle, wanted: number) {
  const { at, text, rows } = reader(bundle);
  const all = rows(Table.Sayings, 4, (row) => {
    const [kind, name, language, content] = [0, 1, 2, 3].map((field) => at(Table.Sayings, row + field)) as [number, number, number, number];
    return { kind, name: text(name), language: language === NONE ? "" : text(language), content };
  });
  return all.filter(({ kind }) => kind === wanted);
}
