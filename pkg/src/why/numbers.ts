// Classes of numbers: the points that questions name, and what lies between, below and above them
// (`src/counterfactual/numbers.rs`).

import { Table, type Tables } from "../tables.ts";
import type { Classes } from "./domain.ts";
import type { Question } from "./matters.ts";
import { OPERATORS, Op, RANGES } from "./words.ts";

const NUMBER = 2;
const DURATION = 7;

export function addNumbers(classes: Classes, kind: number, id: number): boolean {
  const { add, now, moment, subject, tables } = classes;
  const free = [0, 0, kind === DURATION ? 0 : -Infinity, Infinity, kind === NUMBER ? 0 : 1] as const;
  const [, , low, high, whole] = RANGES.find(([first, last]) => id >= first && id <= last) ?? free;
  const take = (n: number): void => {
    if (n >= low && n <= high && !(whole && n % 1)) add(n, Math.abs(typeof now === "number" ? n - now : n));
  };
  const named = subject.asked.flatMap((question) => {
    const all = numbers(tables, question);
    return question.op === Op.Within || question.op === Op.OlderThan ? [moment, ...all.map((age) => moment - age)] : all;
  });
  const cases = subject.cases.filter((text) => /^-?\d+$/.test(text)).map(Number);
  const points = [...new Set([...named, ...cases])].sort((a, b) => a - b);
  points.forEach((point, at) => {
    // Whole numbers read better than those in the middle, and are as good where there is one.
    for (const near of [point, Math.ceil(point) - 1, Math.floor(point) + 1]) take(near);
    if (at > 0) take(((points[at - 1] as number) + point) / 2);
  });
  for (const end of [0, low, high]) if (Number.isFinite(end)) take(end);
  return points.every((point) => Math.abs(point) < 2 ** 53);
}

/** The numbers that a question names. */
export function numbers({ row, number }: Tables, { op, operand }: Question): number[] {
  const form = (OPERATORS[op] as (typeof OPERATORS)[number])[0];
  if (form === "n" || form === "d") return [number(operand)];
  if (form === "N") return [number(operand), number(operand + 1)];
  const [, , first, length] = form === "t" ? row(Table.Sets, operand) : [0, 0, 0, 0];
  return Array.from({ length }, (_, at) => number(first + at));
}
