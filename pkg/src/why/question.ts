// A predicate as a question that a person can read; `src/explain/phrase.rs` is the same for the command line, and says the
// words. A test holds the two against each other.

import { Table, type Tables } from "../tables.ts";
import { OPERATORS, TRUSTS, TYPES } from "./words.ts";

const SHOWN = 12;
const DURATIONS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** `geo.country is one of DE, AT` */
export function question(tables: Tables, signal: string, operator: number, negate: boolean, operand: number): string {
  const [form, yes, no] = OPERATORS[operator] as (typeof OPERATORS)[number];
  const written = write(tables, form, operand);
  return `${signal} ${negate ? no : yes}${written && ` ${written}`}`;
}

/** By the form that the table of words says. */
function write({ text, texts, number, row }: Tables, form: string, operand: number): string {
  switch (form) {
    case "s":
      return text(operand);
    case "V":
      return text(operand).replace(/-~| /g, "").replaceAll("-", ".");
    case "n":
      return `${number(operand)}`;
    case "N":
      return `${number(operand)} and ${number(operand + 1)}`;
    case "d":
      return duration(number(operand));
    case "b":
      return `${operand === 1}`;
    case "y":
      return TYPES[operand] ?? "unknown";
    case "r":
      return TRUSTS[operand] ?? "known";
    case "i": {
      const [from, length] = row(Table.Lists, operand);
      return texts(from, length).join(", ");
    }
    case "t": {
      const [from, length, first, count] = row(Table.Sets, operand);
      const all = [...texts(from, length), ...Array.from({ length: count }, (_, at) => number(first + at))];
      const shown = all.slice(0, SHOWN).join(", ");
      return all.length > SHOWN ? `${shown} and ${all.length - SHOWN} more` : shown;
    }
    default:
      return "";
  }
}

/** `30m`, `7d`: the largest unit that fits without a rest. */
function duration(ms: number): string {
  const [unit, size] = DURATIONS.find(([, size]) => ms >= size && ms % size === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}
