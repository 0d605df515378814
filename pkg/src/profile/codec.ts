// A profile as bytes and as data. The format is that of `src/profile/codec.rs`, which reads and writes it in the engine:
// entries of a kind, a name, a text and numbers.

import { NearsideError } from "../errors.ts";
import type { Happened, Moment, ProfileData, Remembered } from "./data.ts";

const VERSION = 1;
const enum Kind {
  Visit = 1,
  Experience = 2,
  Event = 3,
}

/** Times that are kept of one experience, at most: `src/limits.rs`. */
const TIMES = 64;
const LATEST = 8.64e15;

/** The bytes of a profile that is data. */
export function encode({ visit, experiences = {}, events = {} }: ProfileData): Uint8Array {
  const bytes = [VERSION];
  const number = (number: number): void => {
    let rest = count(number);
    // Seven bits a byte, the lowest first; beyond 32 bits, so without bit operations.
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  const text = (text: string): void => {
    const utf8 = new TextEncoder().encode(text);
    number(utf8.length);
    bytes.push(...utf8);
  };
  const entry = (kind: Kind, name: string, about: string, numbers: readonly number[]): void => {
    number(kind);
    text(name);
    text(about);
    number(numbers.length);
    numbers.forEach(number);
  };
  if (visit) entry(Kind.Visit, "", "", [tick(visit.started), tick(visit.viewed), visit.nudges ?? 0]);
  for (const [name, { shown = 0, times = [], clicked, dismissed, variant = "", phase = 0, unit = "" }] of Object.entries(experiences)) {
    const last = times
      .map(tick)
      .sort((a, b) => a - b)
      .slice(-TIMES);
    entry(Kind.Experience, name, variant, [
      Math.max(count(shown), last.length),
      ...[tick(clicked), tick(dismissed), phase, print(unit)],
      ...last,
    ]);
  }
  for (const [name, { last, topics = {} }] of Object.entries(events)) {
    entry(Kind.Event, name, "", [tick(last)]);
    for (const [topic, at] of Object.entries(topics)) entry(Kind.Event, name, topic, [tick(at)]);
  }
  return Uint8Array.from(bytes);
}

/** The data of a profile that the engine wrote. */
export function decode(bytes: Uint8Array): ProfileData {
  let at = 1;
  const number = (): number => {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      number += (byte & 127) * scale;
      if (byte < 128) return number;
    }
  };
  const text = (): string => {
    const length = number();
    at += length;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at - length, at));
  };
  let visit: ProfileData["visit"];
  const experiences = new Map<string, Remembered>();
  const events = new Map<string, Happened>();
  while (at < bytes.length) {
    const [kind, name, about] = [number(), text(), text()] as [Kind, string, string];
    const numbers = Array.from({ length: number() }, number);
    const [first = 0, second = 0, third = 0, phase = 0, unit = 0, ...times] = numbers;
    if (kind === Kind.Visit) visit = filled({ started: moment(first), viewed: moment(second), nudges: third });
    if (kind === Kind.Experience) {
      const known = { shown: first, times: times.map(moment) as string[], clicked: moment(second), dismissed: moment(third) };
      experiences.set(name, filled({ ...known, variant: about, phase, unit: unit ? unit.toString(16).padStart(8, "0") : "" }));
    }
    if (kind === Kind.Event) {
      const before = events.get(name) ?? {};
      const topics = { ...before.topics };
      if (about) Object.defineProperty(topics, about, { value: moment(first), enumerable: true, configurable: true, writable: true });
      events.set(name, filled({ last: about ? before.last : moment(first), topics: Object.keys(topics).length ? topics : undefined }));
    }
  }
  const some = <T>(all: Map<string, T>) => (all.size ? Object.fromEntries(all) : undefined);
  return filled({ visit: visit && Object.keys(visit).length ? visit : undefined, experiences: some(experiences), events: some(events) });
}

/** Without what says nothing. */
function filled<T extends object>(all: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const says = ([, value]: [string, unknown]) => Boolean(value) && (!Array.isArray(value) || value.length > 0);
  return Object.fromEntries(Object.entries(all).filter(says)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function count(number: number): number {
  if (number >= 0 && number <= LATEST) return Math.trunc(number);
  throw invalid(`\`${number}\` is no count`, "counts are whole numbers from 0 on");
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
