// The bytes of a profile: a version, the moment at which it was begun, then entries of a kind and a writer, a name, a text and numbers. The format is that of
// `src/profile/codec.rs`; what the kinds and their numbers are says `src/profile/entry.rs`.

const VERSION = 3;
/** Bytes of the moment, the highest first. */
const SINCE = 8;
/** Who writes at once, at most. */
const WRITERS = 8;

export const enum Kind {
  Visit = 1,
  Tally,
  Shown,
  Sticky,
  Event,
  Topic,
  Field,
  State,
  Affinity,
  Declared,
  Unit,
  Goal,
  Entry,
  Action,
  Seen,
}

export interface Entry {
  readonly kind: Kind;
  /** Who wrote it, of what was read. */
  readonly writer?: number;
  readonly name: string;
  readonly text: string;
  readonly numbers: readonly number[];
}

/** When it was begun, and all entries, of the first writer. */
export function write(since: number, entries: readonly Entry[]): Uint8Array {
  const bytes = Array.from({ length: SINCE }, (_, at) => Math.floor(since / 256 ** (SINCE - 1 - at)) % 256);
  bytes.unshift(VERSION, SINCE);
  const put = (number: number): void => {
    let rest = number;
    // Seven bits a byte, the lowest first; beyond 32 bits, so without bit operations.
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  const say = (text: string): void => {
    const utf8 = new TextEncoder().encode(text);
    put(utf8.length);
    bytes.push(...utf8);
  };
  for (const { kind, name, text, numbers } of entries) {
    put(kind * WRITERS);
    say(name);
    say(text);
    put(numbers.length);
    numbers.forEach(put);
  }
  return Uint8Array.from(bytes);
}

/** When what the engine wrote was begun, and its entries, of all writers. */
export function read(bytes: Uint8Array): readonly [since: number, entries: Entry[]] {
  const since = bytes.subarray(2, 2 + SINCE).reduce((since, byte) => since * 256 + byte, 0);
  let at = 2 + SINCE;
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
  const entries: Entry[] = [];
  while (at < bytes.length) {
    const first = number();
    const kind = Math.floor(first / WRITERS);
    entries.push({ kind, writer: first % WRITERS, name: text(), text: text(), numbers: Array.from({ length: number() }, number) });
  }
  return [since, entries];
}
