// Classes of texts: what rules name, something that none names, and a text for every other way to answer
// (`src/counterfactual/texts.rs`).

import { type Classes, UNNAMED } from "./domain.ts";
import { bytesOf, explore, type Machine, order, parts, table, words } from "./machine.ts";
import type { Question } from "./matters.ts";
import { Op } from "./words.ts";

/** In bytes of UTF-8. */
export const size = (text: string): number => bytesOf(text).length;

export function addTexts(classes: Classes): boolean {
  const { add, constants, subject } = classes;
  const named = [...constants];
  const machines = subject.asked.flatMap((question) => machine(classes, question) ?? []);
  const exact = subject.asked.every((question) => machine(classes, question) !== undefined);
  for (const pattern of subject.pages.flat()) {
    const plain = pattern.replaceAll("*", "");
    add(plain, size(plain));
    if (pattern.includes("*")) machines.push(parts(pattern.split("*")));
    else named.push(pattern);
  }
  for (const text of named) add(text, size(text));
  add(unnamed(named), UNNAMED);
  // Who asks for whole texts alone can be answered by these alone.
  if (machines.length === 0) return exact;
  machines.push(words(named));
  return explore(machines, (text) => add(text, UNNAMED + 1 + size(text))) && exact;
}

/** A text that is none of these. */
export function unnamed(texts: readonly string[]): string {
  let text = "other";
  while (texts.includes(text)) text += "x";
  return text;
}

/** The automata of a question about a text, where whole texts do not answer it; undefined if there is none. */
export function machine({ named, tables }: Classes, question: Question): Machine[] | undefined {
  const { op, operand } = question;
  const [text = ""] = op === Op.Matches ? [] : named(question);
  switch (op) {
    case Op.StartsWith:
    case Op.StartsWithFold:
      return [parts([text, ""], op === Op.StartsWithFold)];
    case Op.EndsWith:
    case Op.EndsWithFold:
      return [parts(["", text], op === Op.EndsWithFold)];
    case Op.Contains:
    case Op.ContainsFold:
      return [parts(["", text, ""], op === Op.ContainsFold)];
    case Op.InFold:
    case Op.AllFold:
      return [words(named(question), true)];
    case Op.LtText:
    case Op.LeText:
    case Op.GtText:
    case Op.GeText:
      return [order(text)];
    case Op.Matches:
      return [table(tables.automaton(operand))];
    case Op.VersionEq:
    case Op.VersionLt:
    case Op.VersionLe:
    case Op.VersionGt:
    case Op.VersionGe:
      return undefined;
    default:
      return [];
  }
}
