// A profile as bytes and as data. The format is that of `src/profile/codec.rs`, which reads and writes it in the engine.

import { NearsideError } from "../errors.ts";
import type { Happened, Moment, ProfileData, Remembered } from "./data.ts";

const VERSION = 1;
const enum Kind {
  Visit = 1,
  Experience = 2,
  Event = 3,
}

/** What a profile remembers of one experience, at most: `src/limits.rs`. */
const TIMES = 64;
const LATEST = 8.64e15;

/** The bytes of a profile that is data. */
export function encode({ visit, experiences = {}, events = {} }: ProfileData): Uint8Array {
  const all = new Writer();
  all.byte(VERSION);
  if (visit) {
    all.entry(Kind.Visit, (entry) => {
      entry.moment(visit.started);
      entry.moment(visit.viewed);
      entry.number(visit.nudges ?? 0);
    });
  }
  for (const [name, { shown = 0, times = [], clicked, dismissed, variant = "", phase = 0, unit = "" }] of Object.entries(experiences)) {
    const ticks = times.map(tick).sort((a, b) => a - b);
    const last = ticks.slice(-TIMES);
    all.entry(Kind.Experience, (entry) => {
      entry.text(name);
      entry.number(Math.max(shown, last.length));
      entry.moment(clicked);
      entry.moment(dismissed);
      entry.number(phase);
      entry.text(variant);
      entry.print(unit);
      entry.number(last.length);
      last.forEach((tick, at) => {
        entry.number(tick - (last[at - 1] ?? 0));
      });
    });
  }
  for (const [name, { last, topics = {} }] of Object.entries(events)) {
    all.entry(Kind.Event, (entry) => {
      const pairs = Object.entries(topics);
      entry.text(name);
      entry.moment(last);
      entry.number(pairs.length);
      for (const [topic, at] of pairs) {
        entry.text(topic);
        entry.moment(at);
      }
    });
  }
  return all.bytes();
}

/** The data of a profile that the engine wrote. */
export function decode(bytes: Uint8Array): ProfileData {
  let visit: ProfileData["visit"];
  const experiences: [string, Remembered][] = [];
  const events: [string, Happened][] = [];
  const all = new Reader(bytes);
  all.byte();
  while (all.more()) {
    const kind = all.byte();
    const entry = new Reader(all.stretch());
    if (kind === Kind.Visit) {
      visit = filled({ started: entry.moment(), viewed: entry.moment(), nudges: entry.number() });
    } else if (kind === Kind.Experience) {
      const name = entry.text();
      const [shown, clicked, dismissed, phase] = [entry.number(), entry.moment(), entry.moment(), entry.number()];
      const [variant, unit] = [entry.text(), entry.print()];
      let tick = 0;
      const times = Array.from({ length: entry.number() }, () => {
        tick += entry.number();
        return written(tick);
      });
      experiences.push([name, filled({ shown, times, clicked, dismissed, variant, phase, unit })]);
    } else if (kind === Kind.Event) {
      const name = entry.text();
      const last = entry.moment();
      const topics = Array.from({ length: entry.number() }, () => [entry.text(), entry.moment()]);
      events.push([name, filled({ last, topics: topics.length ? Object.fromEntries(topics) : undefined })]);
    }
  }
  const some = <T>(all: [string, T][]) => (all.length ? Object.fromEntries(all) : undefined);
  return filled({ visit, experiences: some(experiences), events: some(events) });
}

/** Without what says nothing. */
function filled<T extends object>(all: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const says = ([, value]: [string, unknown]) => Boolean(value) && (!Array.isArray(value) || value.length > 0);
  return Object.fromEntries(Object.entries(all).filter(says)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Milliseconds since 1970 and one more; zero is never. */
function tick(moment: Moment | undefined): number {
  if (moment === undefined) return 0;
  const ms = typeof moment === "number" ? Math.trunc(moment) : Date.parse(moment);
  if (ms >= 0 && ms < LATEST) return ms + 1;
  throw invalid(`\`${moment}\` is no moment`, "2026-11-26T10:00:00Z, or milliseconds since 1970");
}

function written(tick: number): string {
  return new Date(tick - 1).toISOString();
}

function invalid(message: string, hint: string): NearsideError {
  return new NearsideError("profile_invalid", message, { hint });
}

class Writer {
  readonly #bytes: number[] = [];

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  byte(byte: number): void {
    this.#bytes.push(byte);
  }

  /** Seven bits a byte, the lowest first. Beyond 32 bits, so without bit operations. */
  number(number: number): void {
    if (!(number >= 0 && number <= LATEST)) throw invalid(`\`${number}\` is no count`, "counts are whole numbers from 0 on");
    let rest = Math.trunc(number);
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  moment(moment: Moment | undefined): void {
    this.number(tick(moment));
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.number(bytes.length);
    for (const byte of bytes) this.byte(byte);
  }

  /** Sixteen hexadecimal digits as eight bytes, the lowest first. */
  print(unit: string): void {
    if (!/^([0-9a-f]{16})?$/i.test(unit)) throw invalid(`\`${unit}\` is no unit's hash`, "sixteen hexadecimal digits");
    for (let at = 14; at >= 0; at -= 2) this.byte(Number.parseInt(unit.slice(at, at + 2) || "0", 16));
  }

  entry(kind: Kind, write: (entry: Writer) => void): void {
    const entry = new Writer();
    write(entry);
    this.byte(kind);
    this.number(entry.#bytes.length);
    for (const byte of entry.#bytes) this.byte(byte);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  more(): boolean {
    return this.#at < this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  number(): number {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      number += (byte & 127) * scale;
      if (byte < 128) return number;
    }
  }

  moment(): string | undefined {
    const tick = this.number();
    return tick === 0 ? undefined : written(tick);
  }

  stretch(): Uint8Array {
    const length = this.number();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.stretch());
  }

  print(): string | undefined {
    const bytes = Array.from({ length: 8 }, () => this.byte()).reverse();
    return bytes.some(Boolean) ? bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("") : undefined;
  }
}
