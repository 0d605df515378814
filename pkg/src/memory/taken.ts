// What of another device's memory may come into this one: only what the ruleset names, nothing that this device has a word of its
// own on, nothing that belongs to the other device. What may not come in is told, with the reason.

import type { Bundle } from "../bundle.ts";
import type { Core } from "../core.ts";
import { NONE } from "../native.ts";
import { DAYS, decode, encode, HALF } from "../profile/codec.ts";
import type { Happened, ProfileData, Remembered } from "../profile/data.ts";
import type { Memory } from "../profile/handle.ts";
import { type Entry, Kind, read, write } from "../profile/wire.ts";
import { Table, tables } from "../tables.ts";

/** Why something stays outside (docs/memory.md). */
export type RefusalCode = "unknown" | "identity" | "answered_here" | "answer_not_allowed" | "assigned_here" | "no_room";

export interface Refusal {
  readonly code: RefusalCode;
  /** A part of the data, and the name in it; both are empty where there is no room for some of it. */
  readonly section: string;
  readonly name: string;
}

type Refuse = (code: RefusalCode, section: string, name: string) => undefined;
type Named<T> = Readonly<Record<string, T>>;

/** Of another device's memory, the bytes that may be merged into this one, as of now; and what may not. */
export function taken(
  core: Core,
  memory: Memory,
  theirs: ProfileData,
  now = Date.now(),
): { readonly bytes: Uint8Array; readonly refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  const bytes = memory.bytes();
  const refuse: Refuse = (code, section, name) => {
    refused.push({ code, section, name });
    return undefined;
  };
  const admitted = admit(core, memory, decode(bytes), theirs, refuse);
  // What was erased here may come again, if the visitor says so: when it was begun there says nothing.
  const coming = apart(read(encode(admitted))[1], read(bytes)[1]);
  const trial = memory.twin();
  if (!trial.merge(write(0, coming), now)) refuse("no_room", "", "");
  const after = trial.bytes();
  trial.free();
  return { bytes: after, refused };
}

function admit({ bundle }: Core, memory: Memory, ours: ProfileData, theirs: ProfileData, refuse: Refuse): ProfileData {
  const names = namesOf(bundle);
  const known = <T>(section: string, all: Named<T> | undefined, isKnown: (name: string) => boolean): Named<T> =>
    each(all, (name, one) => (isKnown(name) ? one : refuse("unknown", section, name)));
  const { since: _, visit, experiences, events, states, affinities, declared, units, goals, seen, ...rest } = theirs;
  for (const section of Object.keys(rest)) refuse("unknown", section, "");
  for (const unit of Object.keys(units ?? {})) refuse("identity", "units", unit);
  return {
    ...(visit && { visit }),
    experiences: each(
      known("experiences", experiences, (name) => bundle.experienceOf(name) !== NONE),
      (name, shown) => shownOf(bundle, name, shown, own(ours.experiences, name), refuse),
    ),
    events: each(
      known("events", events, (name) => names.events.has(name)),
      (name, event) => eventOf(names, name, event, refuse),
    ),
    states: known("states", states, (name) => names.states.has(name)),
    affinities: known("affinities", affinities, (name) => names.topics.has(name)),
    declared: answers(
      memory,
      known("declared", declared, (name) => names.questions.has(name)),
      ours.declared,
      refuse,
    ),
    goals: known("goals", goals, (name) => names.goals.has(name)),
    ...(seen && { seen }),
  };
}

function each<T>(all: Named<T> | undefined, of: (name: string, one: T) => T | undefined): Named<T> {
  const kept = Object.entries(all ?? {}).map(([name, one]) => [name, of(name, one)] as const);
  return Object.fromEntries(kept.filter(([, one]) => one !== undefined)) as Named<T>;
}

/** `constructor` is a name like any other. */
function own<T>(all: Named<T> = {}, name: string): T | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

type Names = ReturnType<typeof namesOf>;

/** What the ruleset remembers, by name. */
function namesOf(bundle: Bundle) {
  const { text, list, rows, topics } = tables(bundle);
  const named = (table: Table): Set<string> => new Set(rows(table).map(([name]) => text(name)));
  const fields = rows(Table.Events).map(([name, , summed]) => [text(name), new Set(list(summed))] as const);
  return {
    events: new Map(fields),
    states: named(Table.States),
    goals: named(Table.Goals),
    questions: named(Table.Declarations),
    topics: new Set(list(topics)),
  };
}

/** Whoever is in a version here stays in it; one without a unit would be anybody's. */
function shownOf(bundle: Bundle, name: string, theirs: Remembered, ours: Remembered | undefined, refuse: Refuse): Remembered {
  const { variant, assigned, phase, unit, ...shown } = theirs;
  if (variant === undefined) return shown;
  const code =
    ours?.variant !== undefined ? "assigned_here" : !unit ? "identity" : bundle.armOf(name, variant) === NONE ? "unknown" : undefined;
  if (!code) return theirs;
  if (ours?.variant !== variant) refuse(code, "experiences", name);
  return shown;
}

function eventOf(names: Names, name: string, { topics, fields, ...event }: Happened, refuse: Refuse): Happened {
  const kept = <T>(all: Named<T> | undefined, isKnown: ((name: string) => boolean) | undefined): Named<T> =>
    each(all, (part, one) => (isKnown?.(part) ? one : refuse("unknown", "events", `${name}.${part}`)));
  const summed = names.events.get(name);
  return {
    ...event,
    topics: kept(topics, (topic) => names.topics.has(topic)),
    fields: kept(fields, (field) => summed?.has(field) ?? false),
  };
}

/** What was answered here stands. Whether an answer may be given says the engine. */
function answers(memory: Memory, theirs: NonNullable<ProfileData["declared"]>, ours: ProfileData["declared"], refuse: Refuse) {
  const trial = memory.twin();
  const kept = each(theirs, (question, said) => {
    const { answer, at = 0 } = said;
    const here = own(ours, question);
    if (here) {
      return JSON.stringify(here.answer) === JSON.stringify(answer) ? undefined : refuse("answered_here", "declared", question);
    }
    // A list of one is kept as its member.
    const forms = typeof answer === "string" ? [answer, [answer]] : [answer];
    const isAllowed = answer === undefined || forms.some((form) => trial.declare(question, form, new Date(at)));
    return isAllowed ? said : refuse("answer_not_allowed", "declared", question);
  });
  trial.free();
  return kept;
}

/** Where the numbers of an entry that are counts stand; and from where on they are counts under another number. */
const COUNTS: { readonly [kind: number]: readonly number[] } = {
  [Kind.Event]: [1],
  [Kind.Field]: [1, 2, 3],
  [Kind.Goal]: [1],
  [Kind.Shown]: [3],
};
const TIMES = 4;

/**
 * What comes in counts in the row of the first writer, and what is read is the sum of all rows: so what other rows have counted is
 * taken off, and what comes back where it came from changes nothing.
 */
function apart(theirs: readonly Entry[], ours: readonly Entry[]): Entry[] {
  return theirs.map((entry) => {
    const { kind, name, text, numbers } = entry;
    const rows = ours.filter((one) => one.writer && one.kind === kind && one.name === name && one.text === text);
    const sum = (of: (row: Entry) => number | undefined): number => rows.reduce((sum, row) => sum + (of(row) ?? 0), 0);
    const less = numbers.map((number, at) => {
      if (COUNTS[kind]?.includes(at)) return Math.max(0, number - sum((row) => row.numbers[at]));
      if (kind !== Kind.Event || at < DAYS - 1) return number;
      const under = packed(number);
      return (
        under + Math.max(0, (number % HALF) - sum(({ numbers }) => (under === packed(numbers[at]) ? (numbers[at] as number) % HALF : 0)))
      );
    });
    if (kind !== Kind.Shown) return { ...entry, numbers: less };
    const shown = rows.flatMap(({ numbers }) => numbers.slice(TIMES));
    const times = less.slice(TIMES).filter((time) => {
      const at = shown.indexOf(time);
      if (at >= 0) shown.splice(at, 1);
      return at < 0;
    });
    return { ...entry, numbers: [...less.slice(0, TIMES), ...times] };
  });
}

function packed(number = 0): number {
  return number - (number % HALF);
}
