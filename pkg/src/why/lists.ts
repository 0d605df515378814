// Classes of lists: which kinds of members they have, how many, and in the order that is asked for
// (`src/counterfactual/lists.rs`).

import type { Classes } from "./domain.ts";
import { explore, words } from "./machine.ts";
import { numbers } from "./numbers.ts";
import { machine, unnamed } from "./texts.ts";
import { Op } from "./words.ts";

/** With more kinds of members, not all sets of them are tried. */
const KINDS = 7;
/** Elements of a list, at most (`src/limits.rs`). */
const MOST = 256;

const KNOWN: readonly number[] = [
  Op.In,
  Op.InFold,
  Op.All,
  Op.AllFold,
  Op.EqList,
  Op.Size,
  Op.ElemMatch,
  Op.Exists,
  Op.Trusted,
  Op.Settled,
];

export function addList(classes: Classes): boolean {
  const { add, named, now: value, subject, tables } = classes;
  const now = Array.isArray(value) ? (value as readonly string[]) : [];
  const [kinds, all] = kindsOf(classes, now);
  const lengths = new Set<number>();
  for (const n of subject.elements.flatMap((question) => numbers(tables, question))) {
    for (const near of [Math.floor(n), Math.ceil(n) - 1, Math.floor(n) + 1]) if (near >= 0 && near <= MOST) lengths.add(near);
  }
  const take = (list: readonly string[]): void => {
    if (list.length > MOST) return;
    const strange = list.filter((one) => !now.includes(one)).length + now.filter((one) => !list.includes(one)).length;
    add(list, strange + Math.abs(list.length - now.length) + +list.some((one) => !classes.isNamed(one)));
  };
  let exact = all;
  for (const question of subject.asked) {
    if (!KNOWN.includes(question.op)) exact = false;
    if (question.op !== Op.EqList) continue;
    // In the order that is asked; and, so that there is another list of the same, twice the last.
    const list = named(question);
    take(list);
    take([...list, ...list.slice(-1)]);
    if (lengths.size > 0) exact = false;
  }
  // The list as it is, with a member less or one more.
  now.forEach((_, at) => take(now.filter((_, other) => other !== at)));
  for (const kind of kinds) take([...now, kind]);
  const few = kinds.length <= KINDS;
  const sets = few
    ? Array.from({ length: 2 ** kinds.length }, (_, set) => kinds.filter((_, at) => (set >> at) & 1))
    : [[], ...kinds.map((one) => [one]), ...kinds.flatMap((one, at) => kinds.slice(0, at).map((other) => [other, one]))];
  for (const set of sets) {
    take(set);
    for (const length of lengths) {
      const last = set.at(-1);
      // A member may be there more than once.
      if (last !== undefined && length > set.length) take([...set, ...Array<string>(length - set.length).fill(last)]);
    }
  }
  return exact && few;
}

/** One member of each kind, and whether these are all kinds. */
function kindsOf(classes: Classes, now: readonly string[]): [string[], boolean] {
  const { answers, constants, named, subject } = classes;
  const texts = [...constants, ...subject.elements.flatMap(named)];
  // Each text of a list that has to be there whole is a kind of its own.
  const alone = subject.asked.filter(({ op }) => op === Op.All || op === Op.AllFold || op === Op.EqList).flatMap(named);
  const asked = [...subject.asked, ...subject.elements].map((question) => machine(classes, question));
  const kinds = new Map<string, string>();
  const kind = (member: string): void => {
    const key = answers([member]) + (alone.includes(member) ? ` ${member}` : "");
    if (!kinds.has(key)) kinds.set(key, member);
  };
  for (const member of [...now, ...texts, unnamed(texts)]) kind(member);
  const machines = asked.flatMap((machines) => machines ?? []);
  const all = machines.length === 0 || explore([...machines, words(texts)], kind);
  return [[...kinds.values()], all && !asked.includes(undefined)];
}
