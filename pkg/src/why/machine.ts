// Texts for every way in which questions can answer, the shortest first: `src/counterfactual/machine.rs`, state for state.

/** Over bytes. */
export interface Machine {
  readonly start: unknown;
  /** What it sees of a byte: equal classes, equal steps. */
  byClass(byte: number): number;
  step(state: unknown, byte: number): unknown;
}

/** States of all machines of one signal that are gone through (`src/limits.rs`). */
const STATES = 4096;

/** Nothing that follows makes a difference. */
const OFF = undefined;

const utf8 = /* @__PURE__ */ new TextEncoder();

/** UTF-8 as a text with a letter a byte. */
export const bytesOf = (text: string): string => String.fromCharCode(...utf8.encode(text));

const folded = (fold: boolean, byte: number): number => (fold && byte > 64 && byte < 91 ? byte + 32 : byte);

function named(texts: readonly string[], fold: boolean): Machine["byClass"] {
  const all = texts.join("");
  return (byte) => (all.includes(String.fromCharCode(folded(fold, byte))) ? folded(fold, byte) : 256);
}

/** Is one of these texts. The state is what there is of one of them. */
export function words(texts: readonly string[], fold = false): Machine {
  const all = texts.map(bytesOf);
  const begun = new Set(all.flatMap((word) => Array.from(word, (_, at) => word.slice(0, at + 1))));
  return {
    start: "",
    byClass: named(all, fold),
    step(state, byte) {
      const next = `${state}${String.fromCharCode(folded(fold, byte))}`;
      return state !== OFF && begun.has(next) ? next : OFF;
    },
  };
}

/** Begins with the first part, ends with the last, and has the others between, in order. The state is which, and how far. */
export function parts(texts: readonly string[], fold = false): Machine {
  const all = texts.map(bytesOf);
  const on = (which: number, depth: number): [number, number] => {
    while (which < all.length - 1 && depth === (all[which] as string).length) [which, depth] = [which + 1, 0];
    return [which, depth];
  };
  return {
    start: [0, 0],
    byClass: named(all, fold),
    step(state, byte) {
      if (state === OFF) return OFF;
      const [which, depth] = on(...(state as [number, number]));
      const part = all[which] as string;
      const letter = String.fromCharCode(folded(fold, byte));
      if (which === 0) return part[depth] === letter ? [0, depth + 1] : OFF;
      const seen = part.slice(0, depth) + letter;
      let longest = Math.min(part.length, seen.length);
      while (!seen.endsWith(part.slice(0, longest))) longest--;
      return on(which, longest);
    },
  };
}

/** Comes before or after this one, by UTF-16 units. The state is how far both are the same, or which it is. */
export function order(text: string): Machine {
  const than = [...bytesOf(text)].map((letter) => letter.charCodeAt(0));
  const weight = (byte: number) => (byte === 0xee || byte === 0xef ? byte + 16 : byte);
  return {
    start: 0,
    byClass: (byte) => 2 * than.filter((other) => weight(other) < weight(byte)).length + +than.includes(byte),
    step(state, byte) {
      if (typeof state !== "number") return state;
      const other = than[state];
      return other === byte ? state + 1 : other !== undefined && weight(byte) < weight(other) ? "<" : ">";
    },
  };
}

/** An automaton as it lies in the bundle (`src/condition/automaton.rs`). */
export function table(bytes: Uint8Array): Machine {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const number = (at: number) => view.getUint16(256 + 2 * at, true);
  const byClass = (byte: number) => bytes[byte] as number;
  return {
    start: number(1),
    byClass,
    step: (state, byte) =>
      state === 0 || (state as number) >= number(2) ? state : number(3 + (state as number) * number(0) + byClass(byte)),
  };
}

/** Of a first byte: how many follow it, and between which the next one is. */
function lead(byte: number): [rest: number, least: number, most: number] | undefined {
  if (byte < 0x80) return [0, 0, 0];
  if (byte < 0xc2 || byte > 0xf4) return undefined;
  const least = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
  const most = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
  return [byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3, least, most];
}

/** UTF-8 itself; false is where no letter begins or goes on. */
function letter(state: unknown, byte: number): unknown {
  const [rest, least, most] = state as [number, number, number];
  if (rest === 0) return lead(byte) ?? false;
  return byte >= least && byte <= most && (rest > 1 ? [rest - 1, 0x80, 0xbf] : [0, 0, 0]);
}

/** Bytes in the order in which people like to read them, one for each that the machines tell apart. */
function alphabet(machines: readonly Machine[]): number[] {
  const bytes: number[] = [];
  const seen = new Set<string>();
  for (const [from, to] of [
    [97, 122],
    [48, 57],
    [65, 90],
    [33, 126],
    [0, 255],
  ] as const) {
    for (let byte = from; byte <= to; byte++) {
      const utf8 = byte >> 6 === 2 ? byte >> 4 : lead(byte);
      const key = JSON.stringify([machines.map(({ byClass }) => byClass(byte)), utf8]);
      if (!seen.has(key)) bytes.push(byte);
      seen.add(key);
    }
  }
  return bytes;
}

/** Gives texts until every way in which the machines can answer has had one; whether it came to that end. */
export function explore(machines: readonly Machine[], found: (text: string) => void): boolean {
  const bytes = alphabet(machines);
  const text = new TextDecoder("utf-8", { ignoreBOM: true });
  const nodes: [states: unknown[], within: unknown, bytes: number[]][] = [[machines.map(({ start }) => start), [0, 0, 0], []]];
  const seen = new Set([JSON.stringify(nodes[0]?.slice(0, 2))]);
  found("");
  for (const [states, within, before] of nodes) {
    for (const byte of bytes) {
      const next = letter(within, byte);
      if (!next) continue;
      const after = machines.map((machine, at) => machine.step(states[at], byte));
      const key = JSON.stringify([after, next]);
      if (seen.has(key)) continue;
      if (nodes.length === STATES) return false;
      const all = [...before, byte];
      if ((next as number[])[0] === 0) found(text.decode(Uint8Array.from(all)));
      seen.add(key);
      nodes.push([after, next, all]);
    }
  }
  return true;
}
