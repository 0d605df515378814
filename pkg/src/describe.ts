// `nearside/describe`: an explanation as text, as `nearside explain` prints it. `src/explain/text.rs` is the same with
// colour, and tests hold the two against each other.

import type { Asked, Considered, Explanation, Line } from "./types.ts";
import { written } from "./why/summary.ts";

export type { Explanation } from "./types.ts";

const COLUMNS = 80;

/** The whole explanation, for 80 columns. */
export function describe({ summary, because, considered, counterfactual }: Explanation): string {
  const all = [sentence(summary)];
  if (because) all.push(sentence(`It says: ${because}`));
  if (considered.length > 0) all.push("");
  all.push(...considered.flatMap(outcome));
  if (counterfactual) all.push("", sentence(counterfactual.sentence));
  return `${all.join("\n")}\n`;
}

const width = (text: string): number => [...text].length;

/** Words, as many to a line as fit. */
function sentence(text: string): string {
  let column = 0;
  return text
    .split(" ")
    .map((word, at) => {
      const fits = at === 0 || column + 1 + width(word) <= COLUMNS;
      column = fits ? column + width(word) + (at > 0 ? 1 : 0) : 2 + width(word);
      return at === 0 ? word : fits ? ` ${word}` : `\n  ${word}`;
    })
    .join("");
}

function outcome({ experience, reason, sentence, at, conditions, drawn }: Considered): string[] {
  const mark = reason === "matched" || reason === "split" ? "✓ " : "✗ ";
  const all = [line(2, mark, [at ? `${experience}  ${place(at)}` : experience, sentence]), ...conditions.flatMap((one) => asked(6, one))];
  if (drawn) all.push(line(6, "drawn by ", [`${drawn.unit}, bucket ${drawn.bucket} of ${drawn.of}`]));
  return all;
}

function asked(indent: number, { question, signal, value, source, trust, answer, at, conditions = [] }: Asked): string[] {
  const origin = source && trust ? ` (${source}, ${trust})` : "";
  const seen = signal === null ? "" : `it is ${written(value)}${origin}`;
  return [line(indent, answer ? "yes " : "no  ", [question, seen, place(at)]), ...conditions.flatMap((one) => asked(indent + 4, one))];
}

/** Parts of a line with two spaces between; where they do not fit, the first alone and the others below it. */
function line(indent: number, mark: string, parts: readonly string[]): string {
  const [first = "", ...rest] = parts.filter((part) => part !== "");
  const head = `${" ".repeat(indent)}${mark}${first}`;
  const all = [head, ...rest].join("  ");
  return width(all) <= COLUMNS ? all : `${head}\n${" ".repeat(indent + width(mark) + 2)}${rest.join("  ")}`;
}

function place(line: Line | undefined): string {
  return line ? `${line.file}:${line.line}` : "";
}
