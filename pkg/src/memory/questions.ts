// What a site may ask its visitors, and what it does not name to them, as the bundle has it.

import type { Core } from "../core.ts";
import { NONE } from "../native.ts";
import { discreet, Saying, spoken } from "../sayings.ts";
import { Table, type Tables, tables } from "../tables.ts";

/** By the code of a kind (`src/value.rs`). */
const KINDS = ["string", "string", "number", "boolean", "enum", "list", "time", "number", "string", "topic"] as const;
const MINUTE = 60_000;

export interface Question {
  readonly key: string;
  readonly kind: (typeof KINDS)[number];
  /** How the ruleset asks it; missing where it leaves that to the page. */
  readonly ask?: string;
  /** The language of `ask`, BCP 47, where the ruleset says one. */
  readonly language?: string;
  /** The answers that are taken; without, any of its kind. */
  readonly values?: readonly string[];
  /** For how long an answer is kept, in milliseconds. */
  readonly keep: number;
}

/** Those whose answers something in the bundle asks for. */
export function questionsOf(core: Core | undefined, language?: string): Question[] {
  if (!core) return [];
  const all = tables(core.bundle);
  return all.rows(Table.Declarations).map(([name, code, values, keep]) => {
    const key = all.text(name);
    const kind = KINDS[code] ?? "string";
    const answers = kind === "topic" ? all.topics : values;
    return {
      key,
      kind,
      ...asked(core, all, key, language),
      ...(answers === NONE ? {} : { values: all.list(answers) }),
      keep: keep * MINUTE,
    };
  });
}

/** Topics that are never named on a screen. */
export function discreetOf(core: Core | undefined): string[] {
  return core ? discreet(tables(core.bundle)) : [];
}

/** How a question is asked. What it would interpolate it leaves out. */
function asked({ contents }: Core, all: Tables, key: string, language: string | undefined): Pick<Question, "ask" | "language"> {
  const [content, spokenIn] = spoken(all, Saying.Ask, key, language);
  const [op] = contents.content(content).ops ?? [];
  const ask = op?.op === "text" && [op.text].flat().map((part) => (typeof part === "string" ? part : part.fallback));
  return ask ? { ask: ask.join(""), ...(spokenIn && { language: spokenIn }) } : {};
}
