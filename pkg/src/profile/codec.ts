// A profile as bytes and as data, both ways. `src/profile/json.rs` does the same.

import { NearsideError } from "../errors.ts";
import type { Happened, Moment, ProfileData, Remembered, Said } from "./data.ts";
import { type Entry, Kind, read, write } from "./wire.ts";

/** Times that are kept of one experience, at most: `src/limits.rs`. */
const TIMES = 64;
const LATEST = 8.64e15;
/** Days of an event that are told apart, and where they begin among its numbers. */
const RING = 31;
export const DAYS = 3;
const DAY = 86_400_000;
/** A count stands below the number of what it is counted under. */
export const HALF = 2 ** 20;
const MILLION = 1e6;
/** Counts beyond are this one: they have 32 bits. */
const MOST = 2 ** 32 - 1;

/** The bytes of a profile that is data. */
export function encode(data: ProfileData): Uint8Array {
  const { since: _, ...sections } = data;
  if ([data, ...Object.values(sections)].some(isNoRecord)) throw new TypeError("no record");
  const { visit, experiences = {}, events = {}, states = {}, affinities = {}, declared = {}, units = {}, goals = {}, seen = {} } = data;
  const entries: Entry[] = [];
  const put = (kind: Kind, name: string, text: string, ...numbers: number[]): void => {
    entries.push({ kind, name, text, numbers });
  };
  if (visit !== undefined && Object(visit) !== visit) throw invalid(`\`${visit}\` is no visit`, '{ "visit": { "count": 3 } }');
  const visits = Math.max(count(visit?.count), Number(tick(visit?.started) > 0));
  if (visit) {
    const { started, viewed, active, before, first = started, entry, action, acted } = visit;
    put(Kind.Visit, "", "", tick(viewed), tick(started), tick(before), visits, first === undefined ? 0 : LATEST - tick(first));
    const [views, nudges] = [count(visit.pageviews), count(visit.nudges)];
    const did = Math.max(tick(viewed), tick(active));
    if (views || nudges || active) put(Kind.Tally, "", "", did, packed(visits, views), packed(visits, nudges));
    if (entry) put(Kind.Entry, "", entry, tick(started));
    if (action) put(Kind.Action, "", action, tick(acted));
  }
  for (const [name, { shown, times = [], clicked, dismissed, variant, assigned, phase, unit = "" }] of Object.entries(experiences)) {
    const all = times
      .map(tick)
      .sort((a, b) => a - b)
      .slice(-TIMES);
    const last = Math.max(0, ...all, tick(clicked), tick(dismissed));
    const numbers = [last, tick(clicked), tick(dismissed), Math.max(count(shown), all.length), ...all];
    if (numbers.some(Boolean)) put(Kind.Shown, name, "", ...numbers);
    const by = print(unit);
    if (variant) put(Kind.Sticky, name, variant, assigned === undefined ? last : tick(assigned), count(phase), by);
  }
  for (const [name, { last, count: all, session_count: now, days = {}, topics = {}, fields = {} }] of Object.entries(events)) {
    const numbers = [tick(last), Math.max(count(all), count(now), Number(tick(last) > 0))];
    if (now || Object.keys(days).length) numbers.push(now ? packed(visits, count(now)) : 0);
    for (const [date, on] of Object.entries(days)) {
      const day = Math.floor((tick(`${date}T00:00:00Z`) - 1) / DAY);
      while (numbers.length <= DAYS + (day % RING)) numbers.push(0);
      numbers[DAYS + (day % RING)] = Math.max(packed(day, count(on)), numbers[DAYS + (day % RING)] as number);
    }
    put(Kind.Event, name, "", ...numbers);
    for (const [topic, at] of Object.entries(topics)) put(Kind.Topic, name, topic, tick(at));
    for (const [field, { added = 0, taken = 0, count: given }] of Object.entries(fields)) {
      put(Kind.Field, name, field, tick(last), millionths(added), millionths(taken), count(given));
    }
  }
  for (const [name, { opened, closed }] of Object.entries(states)) {
    put(Kind.State, name, "", Math.max(tick(opened), tick(closed)), tick(opened), tick(closed));
  }
  for (const [topic, at] of Object.entries(affinities)) put(Kind.Affinity, topic, "", tick(at));
  for (const [name, { answer, at }] of Object.entries(declared)) put(Kind.Declared, name, ...kept(answer, tick(at)));
  for (const [name, { value = "", at }] of Object.entries(units)) put(Kind.Unit, name, value, tick(at));
  for (const [name, { last, count: reached }] of Object.entries(goals)) put(Kind.Goal, name, "", tick(last), count(reached));
  for (const [digest, at] of Object.entries(seen)) put(Kind.Seen, digest, "", tick(at));
  return write(Math.max(tick(data.since) - 1, 0), entries);
}

/** What is there, and has no entries by name. */
function isNoRecord(part: unknown): boolean {
  return part !== undefined && part !== null && (typeof part !== "object" || Array.isArray(part));
}

/** The data of a profile that the engine wrote. What several tabs counted is added up. */
export function decode(bytes: Uint8Array): ProfileData {
  const [since, entries] = read(bytes);
  const rows = (kind: Kind, name: string): Entry[] => entries.filter((entry) => entry.kind === kind && entry.name === name);
  const last = (rows: readonly Entry[], at: number): number => Math.max(0, ...rows.map(({ numbers }) => numbers[at] ?? 0));
  const sum = (rows: readonly Entry[], at: number): number => rows.reduce((sum, { numbers }) => sum + (numbers[at] ?? 0), 0);
  const visits = last(rows(Kind.Visit, ""), 3);
  const inVisit = (rows: readonly Entry[], at: number): number =>
    rows.reduce((sum, { numbers }) => sum + under(numbers[at] ?? 0, visits), 0);
  const said = (kind: Kind, name = ""): string | undefined => rows(kind, name)[0]?.text || undefined;
  /** What is said of every name that has an entry of these kinds. */
  const section = <T extends object>(kinds: readonly Kind[], of: (name: string) => T | undefined): Record<string, T> | undefined => {
    const names = new Set(entries.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name));
    const all = [...names].map((name) => [name, of(name)] as const).filter(([, of]) => of !== undefined && hasAny(of));
    return all.length ? (Object.fromEntries(all) as Record<string, T>) : undefined;
  };
  const visit = (): ProfileData["visit"] => {
    const [begun, tally, acted] = [rows(Kind.Visit, ""), rows(Kind.Tally, ""), rows(Kind.Action, "")];
    const first = last(begun, 4);
    const all = {
      started: moment(last(begun, 1)),
      viewed: moment(last(begun, 0)),
      active: last(tally, 0) > last(begun, 0) ? moment(last(tally, 0)) : undefined,
      before: moment(last(begun, 2)),
      first: first ? moment(LATEST - first) : undefined,
      count: visits,
      pageviews: inVisit(tally, 1),
      nudges: inVisit(tally, 2),
      entry: said(Kind.Entry),
      action: said(Kind.Action),
      acted: moment(last(acted, 0)),
    };
    return hasAny(filled(all)) ? filled(all) : undefined;
  };
  const experience = (name: string): Remembered => {
    const [shown, assigned] = [rows(Kind.Shown, name), rows(Kind.Sticky, name)[0]];
    const times = shown.flatMap(({ numbers }) => numbers.slice(4).filter(Boolean)).sort((a, b) => a - b);
    const unit = assigned?.numbers[2];
    return filled({
      shown: sum(shown, 3),
      times: times.slice(-TIMES).map(moment) as string[],
      clicked: moment(last(shown, 1)),
      dismissed: moment(last(shown, 2)),
      variant: assigned?.text,
      phase: assigned?.numbers[1],
      unit: unit ? unit.toString(16).padStart(8, "0") : "",
      assigned: moment(assigned?.numbers[0] ?? 0),
    });
  };
  const event = (name: string): Happened => {
    const happened = rows(Kind.Event, name);
    const days: Record<string, number> = {};
    const packs = happened.flatMap(({ numbers }) => numbers.slice(DAYS).filter(Boolean)).sort((a, b) => a - b);
    for (const pack of packs) {
      const date = new Date(Math.floor(pack / HALF) * DAY).toISOString().slice(0, 10);
      days[date] = (days[date] ?? 0) + (pack % HALF);
    }
    const fields = named(
      rows(Kind.Field, name).map(({ text }) => {
        const all = rows(Kind.Field, name).filter((other) => other.text === text);
        return [text, filled({ added: sum(all, 1) / MILLION, taken: sum(all, 2) / MILLION, count: sum(all, 3) })];
      }),
    );
    return filled({
      last: moment(last(happened, 0)),
      count: sum(happened, 1),
      session_count: inVisit(happened, 2),
      days,
      topics: named(rows(Kind.Topic, name).map(({ text, numbers }) => [text, moment(numbers[0] ?? 0)])),
      fields,
    }) as Happened;
  };
  const moments = (of: Kind) =>
    named(entries.filter(({ kind }) => kind === of).map(({ name, numbers }) => [name, moment(numbers[0] ?? 0)]));
  return filled({
    since: since > 0 ? moment(since + 1) : undefined,
    visit: visit(),
    experiences: section([Kind.Shown, Kind.Sticky], experience),
    events: section([Kind.Event, Kind.Topic, Kind.Field], event),
    states: section([Kind.State], (name) =>
      filled({ opened: moment(last(rows(Kind.State, name), 1)), closed: moment(last(rows(Kind.State, name), 2)) }),
    ),
    affinities: moments(Kind.Affinity),
    declared: section([Kind.Declared], (name) => {
      const [row] = rows(Kind.Declared, name) as [Entry];
      const answer = answered(row);
      return { ...(answer === undefined ? {} : { answer }), ...filled({ at: moment(row.numbers[0] ?? 0) }) };
    }),
    units: section([Kind.Unit], (name) => filled({ value: said(Kind.Unit, name), at: moment(last(rows(Kind.Unit, name), 0)) })),
    goals: section([Kind.Goal], (name) => filled({ last: moment(last(rows(Kind.Goal, name), 0)), count: sum(rows(Kind.Goal, name), 1) })),
    seen: moments(Kind.Seen),
  }) as ProfileData;
}

/** An answer as it is kept: a text (of a list, its members by lines), or a number with what it is in its lowest three bits. */
function kept(answer: Said | null | undefined, at: number): [text: string, ...numbers: number[]] {
  if (typeof answer === "boolean") return ["", at, +answer * 8 + Form.Flag];
  if (typeof answer === "number") {
    const whole = Number.isInteger(answer) && Math.abs(answer) <= 2 ** 49;
    if (!whole && !(Math.abs(answer) <= 1e9)) throw invalid(`\`${answer}\` is too large an answer`, "up to a thousand million");
    const size = whole ? Math.abs(answer) * 8 + Form.Whole : millionths(answer) * 8 + Form.Parts;
    return ["", at, size + (answer < 0 ? NEGATIVE : 0)];
  }
  const text = Array.isArray(answer) ? answer.join("\n") : (answer ?? "");
  if (typeof text !== "string")
    throw invalid(`\`${JSON.stringify(answer)}\` is no answer`, "a text, a number, true or false, a list of texts");
  return [text, at, 0];
}

/** In a number that is no flag. */
const NEGATIVE = 1;

const enum Form {
  Flag = 1,
  Parts = 2,
  Whole = 4,
}

function answered({ text, numbers: [, bits = 0] }: Entry): Said | undefined {
  if (!bits) return text.includes("\n") ? text.split("\n") : text || undefined;
  const [size, form] = [Math.floor(bits / 8), bits % 8];
  if (form === Form.Flag) return size !== 0;
  const number = form & Form.Whole ? size : size / MILLION;
  return form & NEGATIVE ? -number : number;
}

function packed(under: number, count: number): number {
  return under * HALF + Math.min(count, HALF - 1);
}

function under(pack: number, number: number): number {
  return Math.floor(pack / HALF) === number ? pack % HALF : 0;
}

function millionths(number: number): number {
  return Math.floor(Math.min(Math.abs(number), 1e9) * MILLION + 0.5);
}

/** An object of any names, `__proto__` among them; undefined if there are none. */
function named<T>(entries: readonly (readonly [string, T])[]): Record<string, T> | undefined {
  return entries.length ? (Object.fromEntries(entries) as Record<string, T>) : undefined;
}

function hasAny(object: object): boolean {
  return Object.keys(object).length > 0;
}

/** Without what says nothing. */
function filled<T extends object>(all: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const says = ([, value]: [string, unknown]) => Boolean(value) && (typeof value !== "object" || hasAny(value as object));
  return Object.fromEntries(Object.entries(all).filter(says)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function count(number = 0): number {
  if (number >= 0 && number <= LATEST) return Math.min(Math.trunc(number), MOST);
  throw invalid(`\`${number}\` is no count`, "whole numbers, from 0 on");
}

/** Milliseconds since 1970 and one more; zero is never. */
function tick(moment: Moment | undefined): number {
  if (moment === undefined) return 0;
  const ms = typeof moment === "number" ? Math.trunc(moment) : Date.parse(moment);
  if (ms >= 0 && ms < LATEST) return ms + 1;
  throw invalid(`\`${moment}\` is no moment`, "2026-11-26T10:00:00Z, or milliseconds since 1970");
}

function moment(tick: number): string | undefined {
  return tick === 0 ? undefined : new Date(Math.min(tick, LATEST) - 1).toISOString();
}

/** A unit's hash, in eight hexadecimal digits. */
function print(unit: string): number {
  if (!/^([0-9a-f]{8})?$/i.test(unit)) throw invalid(`\`${unit}\` is no unit's hash`, "eight hexadecimal digits");
  return Number.parseInt(unit || "0", 16);
}

function invalid(message: string, hint: string): NearsideError {
  return new NearsideError("profile_invalid", message, { hint });
}
