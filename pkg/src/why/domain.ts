// The values of one signal, one for each way in which the rules can tell them apart: `src/counterfactual/domain.rs`, with
// the same candidates in the same order.

import type { Core } from "../core.ts";
import { KIND, Origin } from "../native.ts";
import { Table, type Tables } from "../tables.ts";
import type { SignalValue } from "../types.ts";
import { addList } from "./lists.ts";
import type { Question, Subject } from "./matters.ts";
import { addNumbers } from "./numbers.ts";
import { addTexts, size } from "./texts.ts";
import { addVersions } from "./versions.ts";
import { OPERATORS, Op, WITNESSES } from "./words.ts";

/** What a value costs that no rule names: those that one names go first. */
export const UNNAMED = 1000;

export interface Option {
  readonly value: SignalValue | undefined;
  /** Where it comes from, and how far it is to be trusted. */
  readonly origin: number;
}

export interface Domain {
  readonly signal: number;
  readonly now: Option;
  /** Other classes, the likeliest first; missing comes last. */
  readonly options: readonly Option[];
  /** Every class is there. */
  readonly exact: boolean;
}

/** Numbers of signals (`src/signal/catalogue/id.rs`). */
const DATE = 55;
const UTC_DATE = 68;

/** What candidates are made with. */
export interface Classes {
  readonly tables: Tables;
  readonly subject: Subject;
  readonly now: SignalValue | undefined;
  /** Milliseconds since 1970. */
  readonly moment: number;
  /** Takes a value, if no cheaper one answers alike. */
  add(value: SignalValue, cost: number): void;
  /** All that the rules can see of a value. */
  answers(value: SignalValue): string;
  /** The texts that a question names. */
  named(question: Question): string[];
  /** The texts that questions name, and those that choose a content. */
  readonly constants: readonly string[];
  /** Whether the bundle has this text. */
  isNamed(text: string): boolean;
}

export function domain(core: Core, tables: Tables, subject: Subject, now: Option, moment: number): Domain {
  const { signal, asked, cases, pages } = subject;
  const { native } = core;
  const origin = now.value === undefined ? Origin.Site : now.origin;
  const found: (Option & { readonly key: string; readonly cost: number })[] = [];
  const pattern = (glob: string) => glob.replace(/[\\^$.|?+()[\]{}]/g, "\\$&").replaceAll("*", "[^]*");
  const patterns = pages.map((set) => new RegExp(`^(?:${set.map(pattern).join("|")})$`));
  const answers = (value: SignalValue, from = origin): string => {
    core.put(signal, value, from);
    const text = String(value);
    const all = asked.map(({ index }) => +native.asks(core.number, index, moment));
    return `${all} ${patterns.map((pattern) => pattern.test(text))} ${!Array.isArray(value) && cases.includes(text) ? text : ""}`;
  };
  const before = now.value === undefined ? undefined : answers(now.value as SignalValue);
  const take = (value: SignalValue, origin: number, cost: number): void => {
    const key = answers(value, origin);
    const known = found.findIndex((other) => other.key === key);
    if (key === before || (known >= 0 && (found[known] as { cost: number }).cost <= cost)) return;
    if (known >= 0) found.splice(known, 1);
    const at = found.findIndex((other) => other.cost > cost);
    found.splice(at < 0 ? found.length : at, 0, { key, cost, value, origin });
  };
  const named = ({ op, operand }: Question): string[] => {
    const { texts, row, text } = tables;
    const form = (OPERATORS[op] as (typeof OPERATORS)[number])[0];
    if (form === "s" || form === "V") return [text(operand)];
    const [from, length] = form === "t" ? row(Table.Sets, operand) : form === "i" ? row(Table.Lists, operand) : [0, 0];
    return texts(from, length);
  };
  const classes: Classes = {
    tables,
    subject,
    now: now.value,
    moment,
    add(value, cost) {
      take(value, origin, cost);
      if (!asked.some(({ op }) => op === Op.Trusted)) return;
      for (const trust of [2, 1, 0]) take(value, (origin & 0xffff) | (trust << 16), cost + 0.5);
    },
    answers,
    named,
    constants: [...cases, ...asked.flatMap(named)],
    isNamed: tables.has,
  };
  if (now.value !== undefined) classes.add(now.value, 0);
  const exact = candidates(classes, tables.row(Table.Signals, signal)[1]);
  core.put(signal, now.value, now.origin);
  if (now.value !== undefined) found.push({ key: "", cost: 0, value: undefined, origin: 0 });
  return { signal, now, options: found, exact };
}

/** By the signal's kind (`src/value.rs`). */
function candidates(classes: Classes, small: number): boolean {
  const kind = (small & KIND) >> 16;
  const id = small & 0xffff;
  const { add, constants } = classes;
  switch (kind) {
    case 3:
      add(false, 0);
      add(true, 0);
      return true;
    case 2:
    case 6:
    case 7:
      return addNumbers(classes, kind, id);
    case 8:
      return addVersions(classes);
    case 4: {
      const [, values, all] = WITNESSES.find(([ids]) => ids.includes(id)) ?? [[], "", false];
      const known = values ? values.split(" ") : [];
      for (const text of known) add(text, UNNAMED);
      for (const text of constants) add(text, size(text));
      return all || known.some((text) => !constants.includes(text));
    }
    case 5:
      return addList(classes);
    default:
      return id === DATE || id === UTC_DATE ? addDates(classes) : kind > 0 && addTexts(classes);
  }
}

/** Those that questions name, and the days before and after. */
function addDates({ add, constants, subject }: Classes): boolean {
  let exact = subject.asked.every(({ op }) => DATED.includes(op));
  for (const text of constants) {
    const day = Date.parse(`${text}T00:00Z`);
    const at = (days: number) => new Date(day + days * 86_400_000).toISOString().slice(0, 10);
    if (Number.isNaN(day) || at(0) !== text) exact = false;
    else [0, -1, 1].forEach((days, cost) => add(at(days), cost));
  }
  return exact;
}

const DATED: readonly number[] = [Op.Exists, Op.EqText, Op.In, Op.LtText, Op.LeText, Op.GtText, Op.GeText, Op.Trusted, Op.Settled];
