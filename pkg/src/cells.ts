// Writes values into the engine's memory. Only numbers cross the boundary: a value is a cell of 16 bytes (tag, source,
// trust, length; a number or the place of a text), texts lie in an arena behind. `src/wasm/cells.rs` reads them.

import type { SignalValue } from "./types.ts";
import type { Views } from "./views.ts";

/** What a cell holds. */
const enum Tag {
  Missing,
  Null,
  Bool,
  Number,
  Text,
  List,
}
const TAG = 0xff;

/** Longer texts are missing, and so many elements of a list count: `src/limits.rs`. */
const TEXT_UNITS = 8192;
const LIST_LENGTH = 256;
const LIST_SEEN = 4096;

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

export class Cells {
  readonly #views: () => Views;
  readonly #base: number;
  readonly #room: (bytes: number) => number;
  #bytes!: Uint8Array;
  #words!: Uint32Array;
  #numbers!: Float64Array;
  #arena: number;
  #capacity = 2048;
  /** Bytes of texts and lists since `begin`. */
  used = 0;

  /** `base` is the address of the first cell; `room` grows the arena to at least so many bytes and says where it is. */
  constructor(views: () => Views, base: number, room: (bytes: number) => number) {
    this.#views = views;
    this.#base = base / 4;
    this.#room = room;
    this.#arena = room(this.#capacity);
    this.#look();
  }

  #look(): void {
    const { bytes, words, numbers } = this.#views();
    this.#bytes = bytes;
    this.#words = words;
    this.#numbers = numbers;
  }

  /** Forgets the texts of before, and looks whether the memory has moved. */
  begin(): void {
    this.used = 0;
    if (this.#bytes.length === 0) this.#look();
  }

  /** A cell's place, in words. */
  #at(index: number): number {
    return this.#base + index * 4;
  }

  /** Writes a value; what no signal can be (objects, functions, broken texts) is missing. */
  put(index: number, value: unknown, origin = 0): void {
    const cell = this.#at(index);
    const tag = this.#write(cell, value);
    this.#words[cell] = tag | origin;
  }

  #write(cell: number, value: unknown): Tag {
    const start = this.used;
    let tag = Tag.Missing;
    if (typeof value === "string") {
      if (this.#append(value) >= 0) tag = Tag.Text;
    } else if (value === undefined) return tag;
    else if (typeof value === "number") {
      this.#numbers[cell / 2 + 1] = value;
      return Tag.Number;
    } else if (typeof value === "boolean") {
      this.#words[cell + 1] = +value;
      return Tag.Bool;
    } else if (value === null) return Tag.Null;
    else if (Array.isArray(value)) {
      this.#appendList(value);
      tag = Tag.List;
    }
    this.#words[cell + 1] = this.used - start;
    this.#words[cell + 2] = start;
    return tag;
  }

  /** UTF-8 at the arena's end; its length, or -1 if it is too long or no proper text. */
  #append(text: string): number {
    const units = text.length;
    if (units > TEXT_UNITS) return -1;
    this.#reserve(units * 3);
    const bytes = this.#bytes;
    const start = this.#arena + this.used;
    let at = 0;
    // Most signals are short and plain; a loop beats the encoder up to some two hundred characters.
    if (units < 192) {
      for (; at < units; at++) {
        const unit = text.charCodeAt(at);
        if (unit > 127) break;
        bytes[start + at] = unit;
      }
    }
    if (at < units) {
      if (/\p{Surrogate}/u.test(text)) return -1;
      at = encoder.encodeInto(text, bytes.subarray(start, start + units * 3)).written;
      if (at > TEXT_UNITS) return -1;
    }
    this.used += at;
    return at;
  }

  /** A list is the texts one after the other, each with its length in four bytes before it. */
  #appendList(list: readonly unknown[]): void {
    let count = 0;
    const seen = Math.min(list.length, LIST_SEEN);
    for (let i = 0; i < seen && count < LIST_LENGTH; i++) {
      const text: unknown = list[i];
      if (typeof text !== "string") continue;
      const head = this.used;
      this.#reserve(4);
      this.used += 4;
      const length = this.#append(text);
      if (length < 0) this.used = head;
      else {
        for (let byte = 0; byte < 4; byte++) this.#bytes[this.#arena + head + byte] = (length >> (8 * byte)) & 255;
        count++;
      }
    }
  }

  #reserve(bytes: number): void {
    if (this.used + bytes <= this.#capacity) return;
    this.#capacity = 2 * (this.used + bytes);
    this.#arena = this.#room(this.#capacity);
    this.#look();
  }

  /** Makes `count` cells missing. */
  clear(first: number, count: number): void {
    this.#words.fill(Tag.Missing, this.#at(first), this.#at(first + count));
  }

  /** Where the value that the engine wrote into a cell comes from. */
  origin(index: number): number {
    return (this.#words[this.#at(index)] as number) & ~TAG;
  }

  /** What the engine wrote into a cell. */
  at(index: number): SignalValue | undefined {
    const cell = this.#at(index);
    const [tag, length, address] = this.#words.subarray(cell, cell + 3) as unknown as [number, number, number];
    const text = (from: number, length: number): string => decoder.decode(this.#bytes.subarray(from, from + length));
    switch (tag & TAG) {
      case Tag.Null:
        return null;
      case Tag.Bool:
        return length === 1;
      case Tag.Number:
        return this.#numbers[cell / 2 + 1];
      case Tag.Text:
        return text(address, length);
      case Tag.List: {
        const head = new DataView(this.#bytes.buffer);
        const list: string[] = [];
        for (let at = address; at < address + length; ) {
          const size = head.getUint32(at, true);
          list.push(text(at + 4, size));
          at += 4 + size;
        }
        return list;
      }
      default:
        return undefined;
    }
  }
}
