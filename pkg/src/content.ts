// Bytes of a bundle → what an arm puts into a slot, as plain data. The form is that of `src/ops/encode.rs`; the engine
// has looked at where the bytes lie, here they are read. What does not fit its form shows the default.

import type { Interpolation, Op, Text } from "./apply/op.ts";
import type { Value } from "./types.ts";

/** A content: the value of a value slot, or changes to the page; neither for the default. */
export interface Content {
  readonly value?: Value;
  readonly ops?: readonly Op[];
}

/** By number; the seventh is a list. */
const FILTERS = ["", "time", "date", "relative", "number", "money", "distance", "", "time", "date"];
const PLACES = ["", "html", "url"];
const REFUSED = 3;
const utf8 = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/** `signal` says a signal's name by its index. */
export function decode(bytes: Uint8Array, signal: (index: number) => string): Content {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let refused = false;
  // Behind the end, reading throws.
  const byte = (): number => view.getUint8(at++);
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const next = byte();
      value += (next % 128) * shift;
      if (next < 128) return value;
    }
  };
  const text = (): string => {
    const length = varint();
    at += length;
    return utf8.decode(bytes.subarray(at - length, at));
  };
  const list = <T>(item: () => T): T[] => Array.from({ length: varint() }, item);
  const pairs = <T>(item: () => T): Record<string, T> => Object.fromEntries(list(() => [text(), item()] as const));

  const value = (): Value => {
    const tag = byte();
    if (tag < 3) return [null, false, true][tag] as Value;
    if (tag === 3) {
      at += 8;
      return view.getFloat64(at - 8, true);
    }
    return tag === 4 ? text() : tag === 5 ? list(value) : pairs(value);
  };

  const piece = (): string | Interpolation => {
    const tag = byte();
    if (tag === 0) return text();
    const place = byte();
    refused ||= place >= REFUSED;
    const part: Record<string, unknown> = { signal: signal(varint()) };
    const filter = tag === 1 ? byte() : -1;
    if (filter < 0) part.cells = pairs(text);
    else if (filter === 7) part.list = list(text);
    else if (filter > 0) part.filter = FILTERS[filter];
    if (filter === 5 || filter > 7) part.argument = text();
    if (PLACES[place]) part.in = PLACES[place];
    part.fallback = text();
    return part as unknown as Interpolation;
  };
  /** One literal is a string. */
  const pieces = (): Text => {
    const [first = "", ...more] = list(piece);
    return more.length > 0 || typeof first !== "string" ? [first, ...more] : first;
  };

  // Values, the most of what is asked for, go without this table.
  const ops = (): Op[] => {
    /** Fields by kind, in the order of the kinds' numbers. */
    const texts = () => list(text);
    const markup = { html: pieces };
    const setting = { name: text, value: () => (byte() ? pieces() : null) };
    const kinds: [op: string, fields: Record<string, () => unknown>][] = Object.entries({
      text: { text: pieces },
      html: markup,
      template: { id: text },
      append: markup,
      prepend: markup,
      before: markup,
      after: markup,
      replace: markup,
      attr: setting,
      class: { add: texts, remove: texts },
      style: setting,
      remove: {},
      order: { selectors: texts },
      redirect: { path: text },
      rank: { items: text, value: pieces, take: varint, per_topic: varint, explore: varint, skip: text },
    });
    const op = (): Op => {
      const [name, fields] = kinds[byte()] as (typeof kinds)[0];
      refused = false;
      const read = Object.entries(fields).map(([field, value]) => [field, value()]);
      return (refused ? { op: "refused" } : { op: name, ...Object.fromEntries(read) }) as Op;
    };
    return list(op);
  };

  try {
    const tag = byte();
    return tag === 1 ? { value: value() } : tag === 2 ? { ops: ops() } : {};
  } catch {
    return {};
  }
}
