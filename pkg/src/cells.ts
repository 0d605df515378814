// Writes values into the engine's memory. Only numbers cross the boundary: a value is a cell of 16 bytes (tag, source,
// trust, length; a number or the place of a text), texts lie in an arena behind. `src/wasm/cells.rs` reads them.

import type { SignalValue } from "./types.ts";

/** What a cell holds. */
const MISSING = 0;
const NULL = 1;
const BOOL = 2;
const NUMBER = 3;
const TEXT = 4;
const LIST = 5;
const TAG = 0xff;

/** Longer texts are missing, and so many elements of a list count: `src/limits.rs`. */
const TEXT_UNITS = 8192;
const LIST_LENGTH = 256;
const LIST_SEEN = 4096;

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

export class Cells {
  #memory: WebAssembly.Memory;
  #room: (bytes: number) => number;
  #base: number;
  #bytes: Uint8Array;
  #words: Uint32Array;
  #numbers: Float64Array;
  #arena: number;
  #capacity = 0;
  #used = 0;

  /** `base` is the address of the first cell; `room` grows the arena to at least so many bytes and says where it is. */
  constructor(memory: WebAssembly.Memory, base: number, room: (bytes: number) => number) {
    this.#memory = memory;
    this.#base = base;
    this.#room = room;
    this.#arena = this.#grow(2048);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    this.#numbers = new Float64Array(memory.buffer);
  }

  /** Forgets the texts of before, and looks whether the memory has moved. */
  begin(): void {
    this.#used = 0;
    // Memory that has grown is another buffer, and views of the old one have no length.
    if (this.#bytes.length === 0) this.#look();
  }

  /** Bytes of texts and lists since `begin`. */
  get used(): number {
    return this.#used;
  }

  /** Writes a value; what no signal can be (objects, functions, broken texts) is missing. */
  put(index: number, value: unknown, origin = 0): void {
    const cell = (this.#base >> 2) + index * 4;
    this.#put(cell, value);
    (this.#words[cell] as number) |= origin;
  }

  #put(cell: number, value: unknown): void {
    if (typeof value === "string") this.#text(cell, value);
    else if (value === undefined) this.#words[cell] = MISSING;
    else if (typeof value === "number") {
      this.#words[cell] = NUMBER;
      this.#numbers[(cell >> 1) + 1] = value;
    } else if (typeof value === "boolean") {
      this.#words[cell] = BOOL;
      this.#words[cell + 1] = value ? 1 : 0;
    } else if (value === null) this.#words[cell] = NULL;
    else if (Array.isArray(value)) this.#list(cell, value);
    else this.#words[cell] = MISSING;
  }

  /** Makes `count` cells missing. */
  clear(first: number, count: number): void {
    const cell = (this.#base >> 2) + first * 4;
    this.#words.fill(MISSING, cell, cell + count * 4);
  }

  /** Where the value that the engine wrote into a cell comes from. */
  origin(index: number): number {
    return (this.#words[(this.#base >> 2) + index * 4] as number) & ~TAG;
  }

  /** What the engine wrote into a cell. */
  at(index: number): SignalValue | undefined {
    const cell = (this.#base >> 2) + index * 4;
    const [tag, length, address] = this.#words.subarray(cell, cell + 3) as unknown as [number, number, number];
    const text = (at: number, length: number) => decoder.decode(this.#bytes.subarray(at, at + length));
    switch (tag & TAG) {
      case NULL:
        return null;
      case BOOL:
        return length === 1;
      case NUMBER:
        return this.#numbers[(cell >> 1) + 1];
      case TEXT:
        return text(address, length);
      case LIST: {
        const head = new DataView(this.#memory.buffer);
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

  #text(cell: number, text: string): void {
    const start = this.#used;
    const length = this.#append(text);
    this.#words[cell] = length < 0 ? MISSING : TEXT;
    this.#words[cell + 1] = length;
    this.#words[cell + 2] = start;
  }

  /** A list is the texts one after the other, each with its length in four bytes before it. */
  #list(cell: number, list: readonly unknown[]): void {
    const start = this.#used;
    let count = 0;
    const seen = Math.min(list.length, LIST_SEEN);
    for (let i = 0; i < seen && count < LIST_LENGTH; i++) {
      const text: unknown = list[i];
      if (typeof text !== "string") continue;
      const head = this.#used;
      this.#reserve(4);
      this.#used += 4;
      const length = this.#append(text);
      if (length < 0) this.#used = head;
      else {
        for (let byte = 0; byte < 4; byte++) this.#bytes[this.#arena + head + byte] = (length >> (8 * byte)) & 255;
        count++;
      }
    }
    this.#words[cell] = LIST;
    this.#words[cell + 1] = this.#used - start;
    this.#words[cell + 2] = start;
  }

  /** UTF-8 at the arena's end; its length, or -1 if it is too long or no proper text. */
  #append(text: string): number {
    const units = text.length;
    if (units > TEXT_UNITS) return -1;
    this.#reserve(units * 3);
    const bytes = this.#bytes;
    const start = this.#arena + this.#used;
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
    this.#used += at;
    return at;
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes > this.#capacity) {
      this.#arena = this.#grow(2 * (this.#used + bytes));
      this.#look();
    }
  }

  #grow(capacity: number): number {
    this.#capacity = capacity;
    return this.#room(capacity);
  }

  #look(): void {
    const { buffer } = this.#memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#numbers = new Float64Array(buffer);
  }
}
