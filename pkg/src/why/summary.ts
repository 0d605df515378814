// An explanation in one sentence: `src/explain/summary.rs`, word for word.

import type { Asked, Considered, SignalValue, Value } from "../types.ts";

/** So many questions, or experiences, are named. */
const NAMED = 4;
/** Longer lists are counted, longer texts cut. */
const MEMBERS = 8;
const LETTERS = 80;

/** `places` are the slots that experiences have. */
export function summary(
  slot: string,
  { experience, variant }: { experience: string | null; variant: string | null },
  sentence: string,
  considered: readonly Considered[],
  places: ReadonlyMap<string | null, string | undefined>,
): string {
  const winner = considered.find((one) => one.experience === experience);
  if (!winner) {
    const all = considered.map((one) =>
      places.has(one.experience) ? `${one.experience} is in ${places.get(one.experience)}` : passed(one),
    );
    return `${slot} shows its default: ${all.length > 0 ? some(all, "; ") : plain(sentence)}.`;
  }
  const facts = winner.conditions.filter(({ answer }) => answer).map(fact);
  const because = facts.length > 0 ? some(facts, ", ") : "it is for everybody";
  const { drawn } = winner;
  return `${slot} shows ${shown({ experience, variant })}: ${because}${drawn ? `; drawn by ${drawn.unit}, bucket ${drawn.bucket} of ${drawn.of}` : ""}.`;
}

/** What is shown, in words: `red of sale`, and `sale` of one that has no variants but what it shows. */
export function shown({ experience, variant }: { experience: string | null; variant: string | null }): string {
  if (experience === null) return "its default";
  return variant === "show" ? experience : `${variant} of ${experience}`;
}

/** Why an experience that is nowhere does not show: the last question, which settled it, or what its reason says. */
function passed({ experience, reason, sentence, conditions }: Considered): string {
  const last = conditions.findLast(({ answer }) => !answer);
  if (reason !== "not_matched" || !last) return `${experience}: ${plain(sentence)}`;
  return `${experience} asks whether ${last.question}, and it ${last.signal === null ? "does not" : `is ${written(last.value)}`}`;
}

/** A question that was answered yes, as what is so. */
function fact({ question, signal, value }: Asked): string {
  return signal === null || value === null ? question : `${signal} is ${written(value)}`;
}

/** A value as people write it: texts in quotes only where they would be mistaken. */
export function written(value: Value | SignalValue): string {
  if (value === null) return "not known";
  if (Array.isArray(value) && value.length > MEMBERS) return `a list of ${value.length}`;
  const letters = typeof value === "string" ? [...value] : [];
  const short = letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : value;
  return typeof short === "number" || (typeof short === "string" && /^[\w./:+-]+$/.test(short)) ? `${short}` : JSON.stringify(short);
}

/** A sentence as a part of another. */
function plain(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.+$/, "");
}

function some(all: readonly string[], between: string): string {
  const named = all.slice(0, NAMED).join(between);
  return all.length > NAMED ? `${named}${between}and ${all.length - NAMED} more` : named;
}
